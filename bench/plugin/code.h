/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose code is it? A block of guest code belongs to a component by its
 * physical address, because all services and TAs share virtual addresses: the
 * image is mapped where boot put it, so its code is known from the image; any
 * other code in secure RAM is a TA's. QEMU tells where a block lies in its own
 * memory; secure RAM is one piece of that, found once the monitor, whose
 * virtual addresses are physical, is seen to run. Everything else is the
 * normal world's: Linux in the upper half of the addresses, programs in the
 * lower.
 *
 * What is where is read from a file that code-map makes, lines of
 *   ram FIRST SIZE                        secure RAM, hexadecimal
 *   component NAME MASKED FIRST SIZE      MASKED 1: runs with normal-world
 *                                         interrupts masked
 *   function ADDRESS NAME                 rising, of the last component
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define COMPONENTS_MAX 16u

/* The components that are no line of the file. */
enum { CODE_CLIENT, CODE_LINUX, CODE_TA, CODE_BOOT, CODE_FILE };

#define FUNCTION_NONE 0u

/* Reads the file; false: says why. */
bool code_load(const char *path);

unsigned code_components(void);
const char *code_component_name(unsigned component);

/* Does it hold off the normal world's interrupts? */
bool code_is_masked(unsigned component);

/* Code at that virtual address, at `host` in QEMU's memory: its component, and
 * the function (FUNCTION_NONE unless it is of a component of the file). Not
 * reentrant before the monitor has run. */
unsigned code_find(uint64_t vaddr, const void *host, unsigned *function);

/* Functions are numbered from 1 to this. */
unsigned code_functions(void);
const char *code_function_name(unsigned function);
