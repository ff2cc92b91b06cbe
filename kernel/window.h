/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Windows: registered ranges of normal-world memory. The gateway makes a
 * window, adds pages (each checked once to be normal-world RAM), and maps it
 * into the processes that shall see it, always read-write and never
 * executable. A window's list of pages is charged to its maker's quota. A
 * handle is (index + 1) | generation << 12 and never 0. All functions want
 * the kernel lock; those that return KERR_MORE are called again.
 */
#pragma once

#include "kernel/process.h"

#define WINDOWS_MAX      512u
#define WINDOW_PAGES_MAX (512u * 512u) /* 1 GiB */

enum kerr window_create(uint64_t pages, uint32_t *handle);
enum kerr window_add(struct process *maker, uint32_t handle,
                     const uint64_t *pages, uint64_t n);
enum kerr window_destroy(struct process *maker, uint32_t handle);
enum kerr window_map(uint32_t handle, struct process *p, user_addr_t *va);
enum kerr window_unmap(uint32_t handle, struct process *p);

/* A process that is being reaped has no windows any more. Its page tables
 * are freed by the caller. */
void window_forget_process(struct process *p);

/* Windows in use. */
uint32_t window_count(void);
