/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one door of an S-EL0 program to the kernel: kernel calls as C
 * functions, and what a program finds at its start. Numbers, registers and
 * errors are in abi/kernel.h; this header is the manual of the calls.
 *
 * A program starts at `_start` (runtime/start.S for services) with
 *   x0 = its own pid, x1 = ID_AA64ISAR0_EL1 of the machine (rt_isar0()),
 *   x2 = the argument of process_start (for services: how often the service
 *   died before), sp = stack top.
 * It sets itself up, then loops over rt_reply_recv(). A program has one
 * thread and no other state in the kernel than its memory and its current
 * frame. FP and SIMD registers, d8 to d15 too, do not live on from one event
 * to the next (it begins with zeros, or with what this program left there some
 * time): the function with that loop is compiled without them
 * (-mgeneral-regs-only), or uses none. On a broken contract (bad number,
 * missing right, reply without a frame) the kernel ends the program; it is not
 * answered.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/kernel.h"

#define RT_MUST_USE __attribute__((warn_unused_result))

/*
 * A message and an event in one: w is the reply on the way in and the
 * event's words on the way out. The layout is known to runtime/call.S.
 */
struct rt_event {
    uint64_t w[KMSG_WORDS];
    uint64_t info;   /* x12; see the rt_event_* functions */
    uint64_t sender; /* x13: pid (KEV_CALL) or enum kerr (KEV_COMPLETION) */
    uint64_t cookie; /* x14 */
    uint64_t len01;  /* x15 */
    uint64_t len23;  /* x16 */
};

static inline enum kevent rt_event_kind(const struct rt_event *ev)
{
    return (enum kevent)(ev->info & 0xff);
}

/* The activation the event happens on: 0 .. ACTIVATIONS - 1, or, for fast
 * SMCs, any number above. */
static inline unsigned rt_event_activation(const struct rt_event *ev)
{
    return (unsigned)(ev->info >> 8) & 0xff;
}

static inline unsigned rt_event_leases(const struct rt_event *ev)
{
    return (unsigned)(ev->info >> 24) & 0xff;
}

/* KLEASE_* rights of lease n < KMSG_LEASES; 0 if there is no such lease. */
static inline uint32_t rt_event_lease_rights(const struct rt_event *ev,
                                             unsigned n)
{
    return (uint32_t)(ev->info >> (16 + 2 * n)) & 3;
}

/* Bytes of lease n < KMSG_LEASES; 0 if there is no such lease. */
static inline uint32_t rt_event_lease_length(const struct rt_event *ev,
                                             unsigned n)
{
    uint64_t pair = n < 2 ? ev->len01 : ev->len23;

    return (uint32_t)(pair >> (32 * (n & 1)));
}

/* Answers the current frame with ev->w and waits for the next event, which
 * replaces *ev. The first call of a program only waits. */
void rt_reply_recv(struct rt_event *ev);

/* Data that travels with a message, for a service that is called often: less
 * than a borrow each. The layout is known to runtime/call.S. */
struct rt_data {
    const void *out; /* goes with the reply to lease `lease`, */
    uint32_t length; /* so many bytes, KCOPY_MAX at most; 0: nothing */
    uint32_t lease;
    void *in;    /* where the start of the next event's lease 0 goes, */
    size_t room; /* at most so many bytes of it; 0: nothing */
};

/* As rt_reply_recv(), with data. If what goes out does not arrive, the caller
 * gets the error instead of the reply. */
void rt_reply_recv_data(struct rt_event *ev, const struct rt_data *data);

/* Bytes of lease 0 that came with the event; often all that there is room for,
 * and never more, but no promise: the rest is borrowed. */
static inline uint32_t rt_event_data(const struct rt_event *ev)
{
    return (uint32_t)(ev->info >> 32);
}

/* Sends ev->w with `leases` (n <= KMSG_LEASES, or KLEASE_FORWARD: those of the
 * current frame) to `target` and blocks; ev->w is then the reply. Returns enum
 * kerr; unless KERR_OK, ev->w is all zero. A lease must lie in the caller's own
 * memory and is usable only during the call. Other fields of *ev are not
 * changed. */
RT_MUST_USE enum kerr rt_call(uint32_t target, struct rt_event *ev,
                              const struct klease *leases, size_t n);

/* Loop processes: ends the current event by sending ev->w to `target`; the
 * reply comes later as KEV_COMPLETION with `cookie`. n may be KLEASE_FORWARD:
 * the leases of the current frame. Waits for the next event. Errors (no such
 * target, denied, ...) come as the completion's status. */
void rt_start_recv(uint32_t target, struct rt_event *ev, uint64_t cookie,
                   const struct klease *leases, size_t n);

/* Gateway: ends the current event by returning to the normal world with
 * ev->w[0..3] in x0..x3. resume = 0: the activation is done. resume = 1: it
 * keeps its frames; x3 becomes the resume key that Linux hands back as a3 of
 * RETURN_FROM_RPC, and KEV_RESUME will carry `cookie`. */
void rt_nw_return_recv(struct rt_event *ev, unsigned resume, uint64_t cookie);

/* Copies between `buf` and a lease of the current frame, any length.
 * KERR_NO_OBJECT: no such lease; KERR_ARGUMENT: outside it or against its
 * rights; KERR_ADDRESS: one of the two sides is not mapped (bytes before that
 * page may have been copied). */
RT_MUST_USE enum kerr rt_borrow_read(unsigned lease, size_t offset, void *buf,
                                     size_t length);
RT_MUST_USE enum kerr rt_borrow_write(unsigned lease, size_t offset,
                                      const void *buf, size_t length);

/* Zeroed read-write pages from the own quota, contiguous, with an unmapped
 * page behind; NULL when there are none. */
RT_MUST_USE void *rt_mem_map(size_t pages);

/* Gives pages of one rt_mem_map back, all of them: `mem` and `pages` as
 * then. They are wiped. */
void rt_mem_unmap(void *mem, size_t pages);

/* One line for the secure log, at most KLOG_MAX bytes; the kernel puts the
 * program's name before it, replaces unprintable bytes and ends the line. */
void rt_log(const char *text, size_t length);

/* Ends this program (a TA: panic with that code). */
_Noreturn void rt_exit(uint64_t code);

/* 1 once cancellation of the current activation has been requested. */
unsigned rt_cancel_read(void);

/* Values given at start. */
uint32_t rt_pid(void);
uint64_t rt_isar0(void);
uint64_t rt_argument(void);

/* The system counter; its frequency in Hz. Any program. */
uint64_t rt_ticks(void);
uint64_t rt_ticks_hz(void);

/* A random number straight from the CPU (RNDR): returns 0 if the CPU has
 * none or it failed. */
RT_MUST_USE int rt_cpu_random(uint64_t *value);

/* Does the CPU sign return addresses of this program (Armv8.3 PAuth)? */
bool rt_cpu_signs(void);

/* ---- tamgr (KRIGHT_MANAGE) ---- */

/* Makes an empty process; its quota is reserved at once (KERR_NO_MEMORY if
 * it cannot be). *pid is set on success. */
RT_MUST_USE enum kerr rt_process_create(const struct kprocess *p,
                                        uint32_t *pid);

/* Maps `pages` zeroed pages at `va` with KMAP_* rights (never write and
 * execute together). Any number of pages. Only before process_start, or while
 * the process waits for the reply to the message that is being handled. */
RT_MUST_USE enum kerr rt_process_map(uint32_t pid, uint64_t va, size_t pages,
                                     uint32_t rights);

/* Fills mapped memory, whatever its rights. Only when rt_process_map() may. */
RT_MUST_USE enum kerr rt_process_write(uint32_t pid, uint64_t va,
                                       const void *data, size_t length);

/* Takes own pages away that are mapped there, if any. Only when
 * rt_process_map() may. */
RT_MUST_USE enum kerr rt_process_unmap(uint32_t pid, uint64_t va, size_t pages);

/* Makes the process callable. It runs from `entry` when the first message
 * reaches it. */
RT_MUST_USE enum kerr rt_process_start(uint32_t pid, uint64_t entry,
                                       uint64_t sp, uint64_t argument);

/* Ends a process, now or when it next enters the kernel. Its callers get
 * KERR_PEER_DIED. A started process then makes the kernel send TAMGR_DIED
 * only if it was part of an activation. KERR_STATE: it still is; its death
 * comes as TAMGR_DIED. KERR_OK: dead now, to be reaped. */
RT_MUST_USE enum kerr rt_process_kill(uint32_t pid);

/* Frees all memory of a dead TA's process; its slot is then free again. */
RT_MUST_USE enum kerr rt_process_reap(uint32_t pid);

/* ---- gateway (KRIGHT_NW) ---- */

/* An empty window for `pages` pages. *window is its handle, nonzero. */
RT_MUST_USE enum kerr rt_window_create(size_t pages, uint32_t *window);

/* Appends the physical addresses of n <= KPAGES_MAX pages; all or none.
 * KERR_NOT_NORMAL: one is not a page of normal-world RAM. */
RT_MUST_USE enum kerr rt_window_add(uint32_t window, const uint64_t *pages,
                                    size_t n);

/* Unmaps the window everywhere and frees it. */
RT_MUST_USE enum kerr rt_window_destroy(uint32_t window);

/* Maps a complete window read-write, never executable, into `pid` (own pid
 * included); *va is its address there. Mapped once per process: KERR_STATE
 * if it already is. KERR_MORE never reaches the caller. */
RT_MUST_USE enum kerr rt_window_map(uint32_t window, uint32_t pid,
                                    uint64_t *va);
RT_MUST_USE enum kerr rt_window_unmap(uint32_t window, uint32_t pid);

/* The same three, but each call does one bounded part and returns KERR_MORE
 * until it is done: for a caller that gives the normal world its turn in
 * between. When rt_window_map_part() fails, what was mapped stays and is to be
 * unmapped; rt_window_map() has done that. */
RT_MUST_USE enum kerr rt_window_destroy_part(uint32_t window);
RT_MUST_USE enum kerr rt_window_map_part(uint32_t window, uint32_t pid,
                                         uint64_t *va);
RT_MUST_USE enum kerr rt_window_unmap_part(uint32_t window, uint32_t pid);

/* Copies `length` bytes from or to normal-world physical memory; the range
 * may cross pages. KERR_NOT_NORMAL if any byte is not normal-world RAM. */
RT_MUST_USE enum kerr rt_ns_read(uint64_t pa, void *buf, size_t length);
RT_MUST_USE enum kerr rt_ns_write(uint64_t pa, const void *buf, size_t length);

/* Requests cancellation of an activation (rt_cancel_read gives 1 there until
 * it ends). */
RT_MUST_USE enum kerr rt_cancel(unsigned activation);

/* Is it time to end this event: does an interrupt of the normal world wait, or
 * another CPU for the caller? For one that runs masked. */
bool rt_turn_due(void);

/* ---- crypto (KRIGHT_SEED) ---- */

/* The platform's random seed, once a boot. KERR_NO_OBJECT: there is none, or
 * it was taken. */
RT_MUST_USE enum kerr rt_seed_take(uint8_t seed[KSEED_BYTES]);

/* ---- keys (KRIGHT_HUK) ---- */

/* The hardware unique key, as often as wanted. KERR_NO_OBJECT: the platform
 * has none. */
RT_MUST_USE enum kerr rt_huk_read(uint8_t key[KHUK_BYTES]);

/* ---- services with KRIGHT_KEEP ---- */

/* The first bytes, at most KKEEP_BYTES, of what this service keeps over its
 * death: zeros at boot, then what was written last, by whichever of its
 * processes. It does not outlive a reset. */
RT_MUST_USE enum kerr rt_keep_read(void *buf, size_t length);
RT_MUST_USE enum kerr rt_keep_write(const void *buf, size_t length);

/* ---- everyone ---- */
RT_MUST_USE enum kerr rt_stats(struct kstats *stats);
