/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole contract between the kernel and its machine half: contexts,
 * address translation, page tables, CPUs, entry and exit. Everything above
 * this line of sight is C without addresses; a new machine (or the host port)
 * implements exactly these functions and calls exactly the kernel_* entries.
 *
 * The kernel keeps nothing on its stack between entries: each entry handles
 * one thing under the kernel lock and says which process runs next, or NULL
 * for a return to the normal world with cpu->nw in x0..x3.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/kernel.h"
#include "arch_types.h" /* struct arch_context, arch_space, arch_cpu */

/* A physical address; PADDR_NONE is none. */
typedef uint64_t paddr_t;
#define PADDR_NONE (~(paddr_t)0)

/* An address in a process: an allegation. Only arch_space_translate() turns
 * it into something that can be read. */
typedef uint64_t user_addr_t;

struct process;
struct activation;

/* One per CPU. `arch` comes first: the entry code knows its layout. */
struct cpu {
    struct arch_cpu arch;
    unsigned id;
    struct process *current; /* whose space and registers are loaded */
    struct activation *act;  /* what this CPU works on; NULL in between */
    uint64_t nw[4];          /* x0..x3 for the normal world */
};

#define CPUS_MAX 8u

#define KMAP_ALL (KMAP_READ | KMAP_WRITE | KMAP_EXEC | KMAP_BTI)

/* ---- memory ---- */

/* The kernel's view of secure RAM and of normal-world RAM. */
void *arch_pointer(paddr_t pa);
paddr_t arch_physical(const void *p);

/* Is [pa, pa + length) normal-world RAM? Never true for secure memory or
 * devices. */
bool arch_is_normal_ram(paddr_t pa, uint64_t length);

/* Is [pa, pa + length) device registers that a process may have? */
bool arch_is_free_device(paddr_t pa, uint64_t length);

/* Zeroes one page; ordered like ordinary stores. */
void arch_page_zero(void *page);

/* ---- spaces (the caller holds the kernel lock) ---- */

struct quota;

/* An empty space for process slot `slot`. False: no page for its root. */
bool arch_space_init(struct arch_space *s, unsigned slot, struct quota *q);

/* What a page is, one of these beside its KMAP_* rights. */
#define ARCH_PAGE_SHARED 0u         /* part of the image: never freed */
#define ARCH_PAGE_OWN    (1u << 16) /* from the quota: freed with the space */
#define ARCH_PAGE_NORMAL (1u << 17) /* normal-world RAM */
#define ARCH_PAGE_DEVICE (1u << 18) /* registers: nothing to translate to */

/* Pages of one run of the next two functions lie under one table: in an
 * aligned range of so many. */
#define ARCH_RUN_PAGES 512u

/* Maps a run of n pages at free addresses, or none of them. KERR_NO_MEMORY:
 * no page for a table; KERR_STATE: something is mapped there. */
enum kerr arch_space_map(struct arch_space *s, struct quota *q, user_addr_t va,
                         const paddr_t *pa, uint32_t n, uint32_t rights);

/* Unmaps what is mapped of a run of n pages; own pages are freed. The
 * translations may stay cached until arch_space_flush(). */
void arch_space_unmap(struct arch_space *s, struct quota *q, user_addr_t va,
                      uint32_t n);

/* Drops every cached translation of the space, on all CPUs. */
void arch_space_flush(struct arch_space *s);

/* Makes new mappings visible to all CPUs before any process runs. */
void arch_space_publish(void);

/* The physical address behind va, or PADDR_NONE if it is not mapped for the
 * process with the right (KMAP_READ, KMAP_WRITE; 0: any). */
paddr_t arch_space_translate(const struct arch_space *s, user_addr_t va,
                             uint32_t right);

/* The same for the pages of a range, one after the other: *walk, {0} before the
 * first, spares all but one of the tables. Nothing is mapped or unmapped
 * meanwhile. */
paddr_t arch_space_walk(const struct arch_space *s, struct arch_walk *walk,
                        user_addr_t va, uint32_t right);

/* What was written into executable pages of the n bytes at va is what any CPU
 * fetches from there from now on. */
void arch_code_publish(const struct arch_space *s, user_addr_t va, size_t n);

/* Frees pages and tables, a bounded part per call; false once all is gone. */
bool arch_space_reap(struct arch_space *s, struct quota *q);

/* ---- contexts ---- */

/* A context that starts at pc with the given stack and x0..x2. `masked`:
 * normal-world interrupts stay masked. */
void arch_context_init(struct arch_context *c, user_addr_t pc, user_addr_t sp,
                       const uint64_t args[3], const uint64_t keys[2],
                       bool masked);

/* x0..x16 of a process that is inside a kernel call. */
static inline uint64_t *arch_context_words(struct arch_context *c)
{
    return c->x;
}

/* Makes p's space and registers current on this CPU and sets cpu->current
 * (p NULL: none, and the normal world's FP/SIMD state is put back). */
void arch_switch(struct cpu *cpu, struct process *p);

/* p ends an event: what this CPU holds of its FP/SIMD state need not be kept.
 */
void arch_forget(struct cpu *cpu, struct process *p);

/* Copies n bytes of the kernel's view, at most arch_copy_max(cpu, p) in one
 * entry, while p is in a kernel call or waits for an event. Where the FP/SIMD
 * registers are those of p they are used, and those that a C function may
 * change are changed. Of ranges that overlap, what arrives is unspecified. */
size_t arch_copy_max(const struct cpu *cpu, const struct process *p);
void arch_copy(const struct cpu *cpu, const struct process *p, void *to,
               const void *from, size_t n);

/* ---- machine ---- */

/* ID_AA64ISAR0_EL1 or what stands for it: given to programs at start. */
uint64_t arch_features(void);

/* A hard-to-guess number for address and pointer-authentication hardening;
 * not for cryptography. */
uint64_t arch_random(void);

/* The platform's seed; false: none. Asked for once: then this half has wiped
 * its own; the platform's stays, the next boot has another. */
bool arch_seed(uint8_t seed[KSEED_BYTES]);

/* The hardware unique key; false: the platform has none. */
bool arch_huk(uint8_t key[KHUK_BYTES]);

/* Writes to the secure console. */
void arch_console_write(const char *text, size_t n);

void arch_lock(void);
void arch_unlock(void);

/* Does a normal-world interrupt wait until this CPU is unmasked? */
bool arch_interrupt_pending(const struct cpu *cpu);

/* Waits a moment for another CPU. */
void arch_relax(void);

/* The kernel cannot go on: returns to the normal world what this CPU owes it
 * and never comes back. The lock may be held. */
_Noreturn void arch_stop(void);

/* ---- what the machine half calls ---- */

/* Once, on the boot CPU, lock not held, with the pages [free, end) of secure
 * RAM and the bundle. */
void kernel_init(paddr_t bundle, paddr_t end);

/* An SMC of the normal world arrived: regs = its x0..x7, then zeros, as the
 * KMSG_WORDS words of the gateway's event. */
struct process *kernel_smc(struct cpu *cpu, const uint64_t *regs, bool fast);

/* cpu->current made kernel call `number`. */
struct process *kernel_call(struct cpu *cpu, unsigned number);

/* cpu->current did what it must not: fault, undefined instruction, ...;
 * address: ARCH_NO_ADDRESS if there is none to it. */
#define ARCH_NO_ADDRESS (~(user_addr_t)0)
struct process *kernel_fault(struct cpu *cpu, uint64_t code,
                             user_addr_t address);

/* A normal-world interrupt came while cpu->current ran. */
struct process *kernel_interrupt(struct cpu *cpu);

/* An impossible thing happened: logs, and the TEE answers no more calls. */
_Noreturn void kernel_panic(const char *why);
