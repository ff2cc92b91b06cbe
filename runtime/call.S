/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel calls. A stub kcall_<name> for every row of abi/kcall.def passes
 * x0..x3 on and returns x0 and x1 as they come (struct kret of runtime/rt.c).
 * The four calls that carry a message move it between a struct rt_event and
 * x0..x11, x12..x16 as abi/kernel.h says.
 *
 * In, out: as the C declarations in rt.h. Clobbered: x0..x17 and what a C
 * function may clobber. No stack. The kernel keeps x17..x30 and sp across any
 * call, so x17 holds the event.
 *
 * A section each, so that a program has only the stubs that it uses.
 */
    .macro func name
    .section .text.\name, "ax", %progbits
    .balign 4
    .global \name
    .hidden \name
    .type \name, %function
\name:
    hint #34 /* bti c */
    .endm

    .macro stub name, number
    func kcall_\name
    svc #\number
    ret
    .size kcall_\name, . - kcall_\name
    .endm

#define KCALL(number, name, right, manual) stub name, number;
#include "abi/kcall.def"
#undef KCALL

    .macro message_load
    ldp x0, x1, [x17]
    ldp x2, x3, [x17, #16]
    ldp x4, x5, [x17, #32]
    ldp x6, x7, [x17, #48]
    ldp x8, x9, [x17, #64]
    ldp x10, x11, [x17, #80]
    .endm

    .macro message_store
    stp x0, x1, [x17]
    stp x2, x3, [x17, #16]
    stp x4, x5, [x17, #32]
    stp x6, x7, [x17, #48]
    stp x8, x9, [x17, #64]
    stp x10, x11, [x17, #80]
    .endm

    .macro event_store
    message_store
    stp x12, x13, [x17, #96]
    stp x14, x15, [x17, #112]
    str x16, [x17, #128]
    .endm

/* void rt_reply_recv(struct rt_event *ev) */
    func rt_reply_recv
    mov x17, x0
    mov x13, xzr
    mov x15, xzr
    message_load
    svc #1
    event_store
    ret
    .size rt_reply_recv, . - rt_reply_recv

/* void rt_reply_recv_data(struct rt_event *ev, const struct rt_data *data) */
    func rt_reply_recv_data
    mov x17, x0
    ldp x12, x13, [x1]
    ldp x14, x15, [x1, #16]
    message_load
    svc #1
    event_store
    ret
    .size rt_reply_recv_data, . - rt_reply_recv_data

/* enum kerr rt_call(uint32_t target, struct rt_event *ev,
 *                   const struct klease *leases, size_t n) */
    func rt_call
    mov x17, x1
    mov w12, w0
    mov x13, x2
    mov x14, x3
    message_load
    svc #2
    message_store
    mov w0, w12
    ret
    .size rt_call, . - rt_call

/* void rt_start_recv(uint32_t target, struct rt_event *ev, uint64_t cookie,
 *                    const struct klease *leases, size_t n) */
    func rt_start_recv
    mov x17, x1
    mov w12, w0
    mov x13, x3
    mov x14, x4
    mov x15, x2
    message_load
    svc #3
    event_store
    ret
    .size rt_start_recv, . - rt_start_recv

/* void rt_nw_return_recv(struct rt_event *ev, unsigned resume,
 *                        uint64_t cookie) */
    func rt_nw_return_recv
    mov x17, x0
    mov w12, w1
    mov x15, x2
    ldp x0, x1, [x17]
    ldp x2, x3, [x17, #16]
    svc #4
    event_store
    ret
    .size rt_nw_return_recv, . - rt_nw_return_recv

    .section .note.GNU-stack, "", %progbits
#include "runtime/property_note.inc"
