/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linux as a machine. The first part is what the machine half offers, the
 * second what it needs of an operating system, which host/ (or a unit test)
 * provides: the machine half itself is freestanding C.
 *
 * Processes share the one address space of Linux. The page that a process has
 * at address va can be touched at va + host_base(slot): that is the pointer its
 * code uses, and what it passes to the kernel, which takes the base off where
 * it translates. The code and data of a process are a Linux program's, outside
 * of these addresses ("native"); host_native() says what of them it owns.
 * There is no isolation: the kernel checks what passes through it, but nothing
 * keeps a process from touching another's memory.
 */
#pragma once

#include "kernel/process.h"

/* ---- offered ---- */

/* The normal world calls on `cpu`, regs = x0..x7 and zeros. Returns when the
 * secure world does; cpu->nw is the answer. Not for two threads with one cpu
 * at a time. */
void host_smc(struct cpu *cpu, const uint64_t regs[KMSG_WORDS], bool fast);

/* Where the addresses of a process lie in Linux. tamgr's are not moved: it
 * finds the built-in TAs at a fixed address. */
static inline uint64_t host_base(unsigned slot)
{
    return slot == SERVICE_TAMGR ? 0 : (1ull << 45) + ((uint64_t)slot << 39);
}

/* ---- needed ---- */

/* Makes the page of RAM visible at address `at` with KMAP_* rights; takes n
 * pages away again, whether something is there or not. */
void host_page_map(uint64_t at, void *page, uint32_t rights);
void host_page_unmap(uint64_t at, uint32_t n);

/* May the process in that slot read (write) the page that holds this native
 * address? */
bool host_native(unsigned slot, uint64_t address, bool write);

/* Lets the program of p run until its next kernel call, whose registers are
 * then in p->context.x; returns its number, or HOST_FAULT with
 * p->context.fault set. Starts it at first. */
unsigned host_program_run(struct process *p);
#define HOST_FAULT 255u

/* The program in that slot, if there is one, ends and is forgotten, with all
 * that is mapped at its addresses. */
void host_program_end(unsigned slot);

/* Should a normal-world interrupt come now? */
bool host_interrupt(const struct cpu *cpu);

/* And, of kernel/arch.h: arch_lock, arch_unlock, arch_relax, arch_random,
 * arch_seed, arch_console_write, arch_is_normal_ram and arch_stop. */
