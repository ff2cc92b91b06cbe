/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's face towards S-EL0: numbers, registers, events, errors.
 *
 * Messages. A message is KMSG_WORDS 64-bit words and up to KMSG_LEASES
 * leases. Words travel in x0..x11. Everything else of a kernel call is in
 * x12..x16, so that the words are never moved:
 *
 *   call        in   w = message, x12 = target pid, x13 = address of a
 *                    struct klease array, x14 = number of leases
 *               out  w = reply, x12 = enum kerr (w is zero unless KERR_OK)
 *   start_recv  in   as call; x14 may also be KLEASE_FORWARD: the leases of
 *                    the current frame are passed on; x15 = cookie
 *               out  the next event
 *   reply_recv  in   w = reply, x13 = n | lease << 32: n bytes (KCOPY_MAX at
 *                    most, 0: none) at x12 are written to that lease of the
 *                    event; if that fails the reply is an error: ARGUMENT,
 *                    ADDRESS, PEER_DIED. x14, x15 = address and size (0: none)
 *                    of memory for data of the next event
 *               out  the next event. A new process calls it first to say that
 *                    it is ready (that w is ignored, n is 0).
 *   nw_return_recv in w0..w3 = x0..x3 for the normal world, x12 = 0: the
 *                    activation is done, 1: it waits for a resume (w3 is
 *                    then replaced by the resume key); x15 = cookie
 *               out  the next event
 *
 * An event is returned in x0..x16:
 *   x12 = kind | activation << 8 | lease rights << 16 | lease count << 24
 *         (rights: two bits a lease, KLEASE_READ and KLEASE_WRITE)
 *         | n << 32: the first n bytes of lease 0, if it may be read, are in
 *         the memory that reply_recv named; 0 if there is none, and at times
 *         for reasons of the kernel's
 *   x13 = pid of the sender (KEV_CALL; 0 is the kernel itself), or
 *         enum kerr (KEV_COMPLETION)
 *   x14 = cookie (KEV_COMPLETION, KEV_RESUME)
 *   x15 = length of lease 0 | length of lease 1 << 32, x16 = leases 2, 3
 *
 * The other calls take arguments in x0..x3 and return enum kerr in x0 and a
 * value in x1 (runtime/rt.h is their manual). A call marked `+` does a
 * bounded part and returns KERR_MORE until it is repeated often enough.
 *
 *   borrow_read      lease, offset, buffer, length -> length done
 *   borrow_write     lease, offset, buffer, length -> length done
 *                    KCOPY_MAX at least, or all. May change the FP/SIMD
 *                    registers that a C function may.
 *   mem_map +        pages, 0 at first, then the value returned -> address
 *   mem_unmap +      address, pages
 *   log              text, length <= KLOG_MAX
 *   exit             code
 *   cancel_read      -> 0 or 1
 *   process_create   struct kprocess * -> pid
 *   process_map      pid, va, pages <= KPAGES_MAX, rights
 *   process_write    pid, va, data, length <= KCOPY_MAX
 *   process_unmap    pid, va, pages <= KPAGES_MAX
 *                    (these three: STATE unless the process is not started, or
 *                    waits by `call` for the reply to the message that the
 *                    caller handles: nothing of it runs)
 *   process_start    pid, entry, sp, argument
 *   process_kill     pid
 *   process_reap +   pid
 *   window_create    pages -> window
 *   window_add       window, uint64_t * (physical addresses), n <= KPAGES_MAX
 *   window_destroy + window
 *   window_map +     window, pid -> address
 *   window_unmap +   window, pid
 *   ns_read          physical address, buffer, length <= KCOPY_MAX
 *   ns_write         physical address, buffer, length <= KCOPY_MAX
 *   cancel           activation
 *   seed_take        uint8_t [KSEED_BYTES]
 *   stats            struct kstats *
 *   keep_read        buffer, length <= KKEEP_BYTES
 *   keep_write       data, length <= KKEEP_BYTES
 *   turn_due         -> 0 or 1
 *   huk_read         uint8_t [KHUK_BYTES]
 *
 * Loop processes (right LOOP: gateway, tamgr) are idle whenever no event of
 * theirs is being handled; their frame stays on the activation after
 * start_recv or nw_return_recv. All others are bound to one activation from
 * an event to its reply. A message to a bound process waits: the kernel asks
 * the gateway to park the activation in the normal world (GW_WAIT) and later
 * to wake it (GW_WAKE).
 *
 * Errors, as enum kerr without KERR_; OK has every call that returns. What the
 * conformance test tells apart (tests/conformance/kernel), and no others:
 *   call start_recv  ARGUMENT ADDRESS DENIED PEER_DIED DEADLOCK DEPTH
 *   borrow_read borrow_write  ARGUMENT ADDRESS NO_OBJECT PEER_DIED
 *   mem_map          ARGUMENT NO_MEMORY MORE
 *   mem_unmap        ARGUMENT MORE
 *   log stats        ADDRESS
 *   cancel_read turn_due  none
 *   process_create   ARGUMENT ADDRESS NO_MEMORY
 *   process_map      ARGUMENT NO_OBJECT STATE NO_MEMORY
 *   process_write    ARGUMENT NO_OBJECT STATE ADDRESS
 *   process_unmap    ARGUMENT NO_OBJECT STATE
 *   process_start    ARGUMENT NO_OBJECT STATE
 *   process_kill     NO_OBJECT STATE
 *   process_reap     NO_OBJECT STATE MORE
 *   window_create    ARGUMENT NO_MEMORY
 *   window_add       ARGUMENT ADDRESS NO_OBJECT NO_MEMORY NOT_NORMAL
 *   window_destroy   NO_OBJECT MORE
 *   window_map       NO_OBJECT PEER_DIED STATE NO_MEMORY MORE
 *   window_unmap     NO_OBJECT PEER_DIED MORE
 *   ns_read ns_write ARGUMENT ADDRESS NOT_NORMAL
 *   cancel           NO_OBJECT
 *   seed_take        ADDRESS NO_OBJECT
 *   huk_read         ADDRESS
 *                    (a machine that has no such key: NO_OBJECT)
 *   keep_read keep_write  ARGUMENT ADDRESS
 */
#pragma once

#include <stdint.h>

#define KMSG_WORDS  12
#define KMSG_LEASES 4

/* The most that one kernel call moves; rt_* loops above it. */
#define KCOPY_MAX   4096u /* bytes: process_write, ns_* */
#define KPAGES_MAX  16u   /* pages: mem_map, process_map, window_add */
#define KSEED_BYTES 48u   /* of seed_take */
#define KHUK_BYTES  32u   /* of huk_read */
#define KKEEP_BYTES 2048u /* of keep_read and keep_write */
#define KLOG_MAX    240u  /* bytes of one log line */

enum kcall {
#define KCALL(number, name, right, manual) KCALL_##name = (number),
#include "abi/kcall.def"
#undef KCALL
    KCALL_LIMIT = 33,
};

/* Rights of a process, from its manifest (system/) or from tamgr. */
enum kright {
    KRIGHT_ANY = 0,
    KRIGHT_LOOP = 1 << 0,   /* start_recv; see above */
    KRIGHT_NW = 1 << 1,     /* speaks for the normal world: the gateway */
    KRIGHT_MANAGE = 1 << 2, /* makes and ends processes: tamgr */
    KRIGHT_SEED = 1 << 3,   /* may take the platform seed: crypto */
    KRIGHT_MASKED = 1 << 4, /* runs with normal-world interrupts masked */
    KRIGHT_TA = 1 << 5,     /* is a TA */
    KRIGHT_KEEP = 1 << 6,   /* a service that leaves something when it dies */
    KRIGHT_HUK = 1 << 7,    /* may read the hardware unique key: keys */
};

/* Errors of kernel calls. */
enum kerr {
    KERR_OK = 0,
    KERR_ARGUMENT = 1,    /* a value is out of its range */
    KERR_ADDRESS = 2,     /* memory not mapped with the needed rights */
    KERR_NO_MEMORY = 3,   /* quota or pool exhausted */
    KERR_NO_OBJECT = 4,   /* no such process, window, lease or activation */
    KERR_DENIED = 5,      /* not in the caller's may-call set */
    KERR_PEER_DIED = 6,   /* the callee died before it replied */
    KERR_DEADLOCK = 7,    /* the callee (indirectly) waits for the caller */
    KERR_DEPTH = 8,       /* too many nested calls */
    KERR_STATE = 9,       /* the object is in the wrong state */
    KERR_NOT_NORMAL = 10, /* address is not normal-world RAM */
    KERR_MORE = 11,       /* done in part: call again */
};

enum kevent {
    KEV_CALL = 1,       /* a message to serve, ended by a reply */
    KEV_COMPLETION = 2, /* the reply to a start_recv */
    KEV_SMC = 3,        /* yielding SMC: w0..w7 = x0..x7 (NW only) */
    KEV_FAST_SMC = 4,   /* fast SMC: w0..w7 = x0..x7 (NW only) */
    KEV_RESUME = 5,     /* normal world resumed: w0..w7 = x0..x7 (NW only) */
};

/* A lease: `length` bytes at `address` of the caller, for one call. */
struct klease {
    uint64_t address;
    uint32_t length; /* bytes */
    uint32_t rights; /* KLEASE_READ | KLEASE_WRITE, for the callee */
};

#define KLEASE_READ    1u
#define KLEASE_WRITE   2u
#define KLEASE_FORWARD 0xffffffffu

/* Page rights for process_map, mem_map and the bundle. */
#define KMAP_READ  1u
#define KMAP_WRITE 2u
#define KMAP_EXEC  4u
#define KMAP_BTI   8u /* with EXEC: indirect branches must land on BTI */

/*
 * Process ids. Services have fixed slots and pids (pid == slot), also those
 * that follow one that died; a TA's pid is slot | generation << 8, so that a
 * pid is never reused soon.
 */
enum kservice {
    SERVICE_KERNEL = 0,
    SERVICE_GATEWAY = 1,
    SERVICE_TAMGR = 2,
    SERVICE_CRYPTO = 3,
    SERVICE_KEYS = 4,
    SERVICE_STORAGE = 5,
    SERVICE_NV = 6,
    SERVICE_LIMIT = 8, /* TAs have slots from here */
};

#define PROCESS_SLOTS 64u
/* Yielding calls at a time. The lowest free one is taken, so the last is in
 * use only beside all others: the gateway keeps it for calls that end them. */
#define ACTIVATIONS      17u
#define PAGE_SIZE        4096u
#define PROCESS_NAME_MAX 16u /* bytes, NUL included */

/* User addresses: [USER_VA_MIN, USER_VA_MAX), and up to USER_VA_END device
 * registers, which no kernel call reads or writes. */
#define USER_VA_MIN 0x40000000ull
#define USER_VA_MAX 0x7fc0000000ull
#define USER_VA_END 0x8000000000ull

/* What process_create takes. */
struct kprocess {
    char name[PROCESS_NAME_MAX]; /* for the log; NUL-terminated */
    uint32_t quota;              /* pages, reserved at once, tables included */
    uint32_t rights;             /* enum kright; KRIGHT_TA only */
    uint64_t may_call;           /* bit n: service slot n */
    uint64_t arena;              /* 2 MiB-aligned: mem_map and windows above */
    uint64_t keys[2];            /* pointer-authentication key (APIA) */
    uint32_t most; /* pages that mem_map may raise the quota to while the
                      machine has them; below quota: it may not */
    uint32_t reserved;
};

/* Why a process died (TAMGR_DIED w[2]). */
enum kdeath {
    KDEATH_EXIT = 1,  /* rt_exit: w[3] = its code */
    KDEATH_FAULT = 2, /* memory, alignment or instruction fault: w[3] = ESR */
    KDEATH_CALL = 3,  /* broke the contract of a kernel call */
    KDEATH_KILLED = 4,
};

/* What the kernel holds (kernel call `stats`); pages of 4 KiB. */
struct kstats {
    uint32_t pages_total;
    uint32_t pages_free;     /* not allocated */
    uint32_t pages_reserved; /* promised as quotas */
    uint32_t processes;
    uint32_t activations; /* in use now */
    uint32_t windows;
    uint32_t deaths; /* processes that died since boot */
    uint32_t reserved;
};

_Static_assert(sizeof(struct klease) == 16, "ABI");
_Static_assert(sizeof(struct kprocess) == 64, "ABI");
_Static_assert(sizeof(struct kstats) == 32, "ABI");
