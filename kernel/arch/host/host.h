/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linux as a machine. The first part is what the machine half offers, the
 * second what it needs of an operating system, which host/ (or a unit test)
 * provides: the machine half itself is freestanding C.
 *
 * Processes share the one address space of Linux. Of a process's own addresses
 * only its arena is there, in a stretch of Linux's that belongs to its slot:
 * host_arena() of a page is the pointer that its code uses, and what it passes
 * to the kernel, which translates it. The code, data and stack of a process
 * are a Linux program's ("native"); host_native() says what of them it owns.
 * There is no isolation: the kernel checks what passes through it, but nothing
 * keeps a process from touching another's memory.
 */
#pragma once

#include "abi/bundle.h"
#include "kernel/process.h"

/* ---- offered ---- */

/* The normal world calls on `cpu`, regs = x0..x7 and zeros. Returns when the
 * secure world does; cpu->nw is the answer. Not for two threads with one cpu
 * at a time. */
void host_smc(struct cpu *cpu, const uint64_t regs[KMSG_WORDS], bool fast);

/* Nothing of Linux is here, on x86-64 and arm64, with any sanitizer and under
 * valgrind; and no process has such an address. */
#define HOST_ARENAS 0x550000000000ull

/* Where the page or byte at va of that slot's arena lies in Linux. An arena is
 * no larger than its stretch, wherever it starts. */
static inline uint64_t host_arena(unsigned slot, user_addr_t va)
{
    return HOST_ARENAS + slot * SPACE_ARENA_BYTES + va % SPACE_ARENA_BYTES;
}

/* The address in the process, if it is in its arena; else as it is. */
static inline user_addr_t host_address(const struct space *s, uint64_t pointer)
{
    if (pointer - host_arena(s->arch.slot, 0) >= SPACE_ARENA_BYTES)
        return pointer;
    return s->arena + (pointer - s->arena) % SPACE_ARENA_BYTES;
}

/* ---- needed ---- */

/* Makes the page of RAM visible at the free address `at` with KMAP_* rights;
 * takes n pages away again, whether something is there or not. */
void host_page_map(uint64_t at, void *page, uint32_t rights);
void host_page_unmap(uint64_t at, uint32_t n);

/* May the process in that slot read (write) the page that holds this native
 * address? */
bool host_native(unsigned slot, uint64_t address, bool write);

/* Lets the program of p run until its next kernel call, whose registers are
 * then in p->context.x; returns its number, or HOST_FAULT with
 * p->context.fault set. Starts it at first. */
unsigned host_program_run(struct process *p);
#define HOST_FAULT     255u
#define HOST_INTERRUPT 254u /* it made none: an interrupt came */

/* The program in that slot, if there is one, ends and is forgotten. */
void host_program_end(unsigned slot);

/* Should a normal-world interrupt come now? */
bool host_interrupt(const struct cpu *cpu);

/* Does one wait while this masked program runs? The kernel lock is held. */
bool host_interrupt_pending(const struct cpu *cpu);

/* And, of kernel/arch.h: arch_lock, arch_unlock, arch_relax, arch_random,
 * arch_seed, arch_console_write, arch_is_normal_ram and arch_stop. */
