/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is tried, a function for each part of the kernel. Each leaves the
 * kernel as it found it, which conformance_run() checks.
 */
#pragma once

/* All of it. */
void conformance_run(void);

void messages_try(void);  /* call, start_recv, reply_recv: who is reached */
void waiting_try(void);   /* busy callees, cycles, deaths while one waits */
void leases_try(void);    /* borrow_* */
void memory_try(void);    /* mem_map, mem_unmap, log, stats, seed, keep, huk */
void processes_try(void); /* process_*, services */
void deaths_try(void);    /* the end of a process in every state */
void cancels_try(void);   /* cancel in every state */
void windows_try(void);   /* window_* and ns_* */
