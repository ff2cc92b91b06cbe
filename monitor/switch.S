/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions from the two worlds and the switch between them.
 *
 * Each world has a vector table of its own, so the table that is used says who
 * was running; a switch changes VBAR_EL3 with SCR_EL3. SP_EL3 = struct cpu.
 *
 *   normal world --SMC to the trusted OS--> ns_sync --+
 *        ^                                            | save ns, load s
 *        |  load ns, save s                           v
 *        +------------ s_sync <--CALL_DONE-- yield or fast row of the payload
 *
 * That round trip is straight-line code and knows nothing else. All the rest
 * (PSCI, discovery, interrupts, the payload's other answers) saves every
 * general register, goes to C, and comes back; when C needs the payload it
 * calls tee_enter, which looks like a function that the payload returns from.
 */
#include "abi/teed.h"
#include "monitor/cpu.h"
#include "platform/qemu-virt/memory.h"

#define EC_SHIFT   26
#define EC_SMC64   0x17
#define ZCR_EL1    s3_0_c1_c2_0
#define APIAKEYLO  s3_0_c2_c1_0
#define APIAKEYHI  s3_0_c2_c1_1
#define APIBKEYLO  s3_0_c2_c1_2
#define APIBKEYHI  s3_0_c2_c1_3
#define APDAKEYLO  s3_0_c2_c2_0
#define APDAKEYHI  s3_0_c2_c2_1
#define APDBKEYLO  s3_0_c2_c2_2
#define APDBKEYHI  s3_0_c2_c2_3
#define APGAKEYLO  s3_0_c2_c3_0
#define APGAKEYHI  s3_0_c2_c3_1

/* Saved registers (x0..x30, sp) and the stack of the last report. */
#define PANIC_STACK_OFFSET 2048

/* One pair of system registers to or from [x9, #offset]. Clobber x10, x11. */
.macro save2 offset, a, b
    mrs     x10, \a
    mrs     x11, \b
    stp     x10, x11, [x9, #\offset]
.endm

.macro load2 offset, a, b
    ldp     x10, x11, [x9, #\offset]
    msr     \a, x10
    msr     \b, x11
.endm

/* The world's registers at EL1, in x9 its struct el1. Clobber x10, x11. move is
 * save2 or load2. */
.macro move_el1 move
    \move   EL1_SCTLR_TCR, sctlr_el1, tcr_el1
    \move   EL1_TTBR, ttbr0_el1, ttbr1_el1
    \move   EL1_MAIR_VBAR, mair_el1, vbar_el1
    \move   EL1_SP, sp_el0, sp_el1
    \move   EL1_TPIDR, tpidr_el0, tpidr_el1
    \move   EL1_TPIDRRO_CNTK, tpidrro_el0, cntkctl_el1
    \move   EL1_CPACR_PAR, cpacr_el1, par_el1
    \move   EL1_ELR_SPSR, elr_el1, spsr_el1
    \move   EL1_ESR_FAR, esr_el1, far_el1
    ldr     w10, [sp, #CPU_FEATURES]
    cbz     w10, 2f
    tbz     w10, #FEATURE_PAUTH_BIT, 1f
    \move   EL1_KEYS + 0x00, APIAKEYLO, APIAKEYHI
    \move   EL1_KEYS + 0x10, APIBKEYLO, APIBKEYHI
    \move   EL1_KEYS + 0x20, APDAKEYLO, APDAKEYHI
    \move   EL1_KEYS + 0x30, APDBKEYLO, APDBKEYHI
    \move   EL1_KEYS + 0x40, APGAKEYLO, APGAKEYHI
    ldr     w10, [sp, #CPU_FEATURES]
1:  tbz     w10, #FEATURE_SVE_BIT, 2f
    \move   EL1_ZCR, ZCR_EL1, ZCR_EL1
2:
.endm

/* The normal world out, the payload in, except where it continues. x0..x8 are
 * kept. Clobbers x9..x11. */
.macro enter_s
    add     x9, sp, #CPU_NS_EL1
    move_el1 save2
    save2   EL1_EL3_ELR_SPSR, elr_el3, spsr_el3
    add     x9, sp, #CPU_S_EL1
    move_el1 load2
    ldr     x10, [x9, #EL1_EL3_ELR_SPSR + 8]
    msr     spsr_el3, x10
    ldr     x10, [sp, #CPU_SCR_S]
    msr     scr_el3, x10
    adr     x10, vectors_s
    msr     vbar_el3, x10
.endm

/* The payload out, the normal world in. Clobbers x9..x11. */
.macro leave_s
    add     x9, sp, #CPU_S_EL1
    move_el1 save2
    mrs     x10, spsr_el3
    str     x10, [x9, #EL1_EL3_ELR_SPSR + 8]
    add     x9, sp, #CPU_NS_EL1
    move_el1 load2
    load2   EL1_EL3_ELR_SPSR, elr_el3, spsr_el3
    ldr     x10, [sp, #CPU_SCR_NS]
    msr     scr_el3, x10
    adr     x10, vectors_ns
    msr     vbar_el3, x10
.endm

/* Nothing is executed, even speculatively, after the return. */
.macro return_lower
    eret
    dsb     nsh
    isb
.endm

.macro move_x10_x30 op, base
    \op     x10, x11, [sp, #\base + 80]
    \op     x12, x13, [sp, #\base + 96]
    \op     x14, x15, [sp, #\base + 112]
    \op     x16, x17, [sp, #\base + 128]
    \op     x18, x19, [sp, #\base + 144]
    \op     x20, x21, [sp, #\base + 160]
    \op     x22, x23, [sp, #\base + 176]
    \op     x24, x25, [sp, #\base + 192]
    \op     x26, x27, [sp, #\base + 208]
    \op     x28, x29, [sp, #\base + 224]
.endm

.macro move_x0_x7 op, base
    \op     x0, x1, [sp, #\base + 0]
    \op     x2, x3, [sp, #\base + 16]
    \op     x4, x5, [sp, #\base + 32]
    \op     x6, x7, [sp, #\base + 48]
.endm

/* A vector that must never be used. The end: whatever SP was may be what is
 * broken, so the registers go to a place of their own. */
.macro vector_bad kind
    .balign 128
    msr     tpidr_el3, x0
    adr     x0, panic_x
    str     x1, [x0, #8]
    mov     x1, #\kind
    b       panic_entry
.endm

    .text

/* ------------------------------------------------ the normal world ran --- */
    .balign 2048
    .global vectors_ns
vectors_ns:
    vector_bad 0
    vector_bad 1
    vector_bad 2
    vector_bad 3
    vector_bad 4
    vector_bad 5
    vector_bad 6
    vector_bad 7
    .balign 128
ns_sync:
    stp     x8, x9, [sp, #CPU_NS_X + 64]
    mrs     x8, esr_el3
    lsr     x8, x8, #EC_SHIFT
    cmp     x8, #EC_SMC64
    b.ne    ns_trap
    ubfx    w8, w0, #24, #6
    cmp     w8, #50
    b.lo    ns_smc
    ldr     x8, [sp, #CPU_TEE_VECTORS]
    cbz     x8, ns_smc
    b       ns_call_tee
    vector_bad 9
    .balign 128
ns_fiq:
    stp     x8, x9, [sp, #CPU_NS_X + 64]
    adr     x8, ns_handle_fiq
    b       ns_to_c
    vector_bad 11
    .balign 128
    stp     x8, x9, [sp, #CPU_NS_X + 64]
    b       ns_trap /* AArch32 at EL0; it has no SMC */
    vector_bad 13
    vector_bad 14
    vector_bad 15
    .balign 128

/* x8: the payload's vector table. The SVE hint is not part of the function. */
ns_call_tee:
    stp     x4, x5, [sp, #CPU_NS_X + 32]
    stp     x6, x7, [sp, #CPU_NS_X + 48]
    move_x10_x30 stp, CPU_NS_X
    str     x30, [sp, #CPU_NS_X + 240]
    enter_s
    and     w0, w0, #0xfffeffff
    lsr     w9, w0, #31
    add     x8, x8, x9, lsl #2
    msr     elr_el3, x8
    mov     w8, #TEED_CALL_DONE & 0xffff
    movk    w8, #TEED_CALL_DONE >> 16, lsl #16
    str     w8, [sp, #CPU_EXPECTED]
    return_lower

ns_smc:
    adr     x8, ns_handle_smc
    b       ns_to_c
ns_trap:
    adr     x8, ns_handle_trap

/* x8: C function of a struct cpu *; x8, x9 are saved already. */
ns_to_c:
    move_x0_x7 stp, CPU_NS_X
    move_x10_x30 stp, CPU_NS_X
    str     x30, [sp, #CPU_NS_X + 240]
    mov     x0, sp
    blr     x8

/* Into the normal world with the registers of ns_x and the EL1 state that is in
 * the CPU. SP_EL3 = struct cpu. */
    .global ns_resume
ns_resume:
    move_x0_x7 ldp, CPU_NS_X
    ldp     x8, x9, [sp, #CPU_NS_X + 64]
    move_x10_x30 ldp, CPU_NS_X
    ldr     x30, [sp, #CPU_NS_X + 240]
    return_lower

/* ------------------------------------------------------ the payload ran --- */
    .balign 2048
    .global vectors_s
vectors_s:
    vector_bad 16
    vector_bad 17
    vector_bad 18
    vector_bad 19
    vector_bad 20
    vector_bad 21
    vector_bad 22
    vector_bad 23
    .balign 128
s_sync:
    stp     x8, x9, [sp, #CPU_S_X + 64]
    mrs     x8, esr_el3
    lsr     x8, x8, #EC_SHIFT
    cmp     x8, #EC_SMC64
    b.ne    s_trap
    movz    w8, #TEED_CALL_DONE & 0xffff
    movk    w8, #TEED_CALL_DONE >> 16, lsl #16
    cmp     w0, w8
    b.ne    s_smc
    ldr     w9, [sp, #CPU_EXPECTED]
    cmp     w9, w8
    b.ne    s_smc
    b       s_call_done
    vector_bad 25
    vector_bad 26
    vector_bad 27
    vector_bad 28
    vector_bad 29
    vector_bad 30
    vector_bad 31
    .balign 128

s_call_done:
    mov     x0, x1
    mov     x1, x2
    mov     x2, x3
    mov     x3, x4
    leave_s
    ldp     x4, x5, [sp, #CPU_NS_X + 32]
    ldp     x6, x7, [sp, #CPU_NS_X + 48]
    ldp     x8, x9, [sp, #CPU_NS_X + 64]
    move_x10_x30 ldp, CPU_NS_X
    ldr     x30, [sp, #CPU_NS_X + 240]
    return_lower

s_smc:
    adr     x8, s_handle_smc
    b       s_to_c
s_trap:
    adr     x8, s_handle_trap

/* x8: C function of a struct cpu *, saying whether the payload has answered.
 * A tee_enter may be waiting: its callers' frames lie above c_sp. */
s_to_c:
    move_x0_x7 stp, CPU_S_X
    move_x10_x30 stp, CPU_S_X
    str     x30, [sp, #CPU_S_X + 240]
    mov     x19, sp
    mov     x0, sp
    ldr     x9, [sp, #CPU_C_SP]
    mov     sp, x9
    blr     x8
    mov     sp, x19
    cbnz    w0, tee_leave
    move_x0_x7 ldp, CPU_S_X
    ldp     x8, x9, [sp, #CPU_S_X + 64]
    move_x10_x30 ldp, CPU_S_X
    ldr     x30, [sp, #CPU_S_X + 240]
    return_lower

/* uint64_t tee_enter(cpu, pc, argument, argument2) */
    .global tee_enter
tee_enter:
    stp     x29, x30, [sp, #-96]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
    mov     x9, sp
    str     x9, [x0, #CPU_C_SP]
    mov     sp, x0
    enter_s
    msr     elr_el3, x1
    mov     x0, x2
    mov     x1, xzr
    mov     x2, x3
    mov     x3, xzr
    mov     x4, xzr
    mov     x5, xzr
    mov     x6, xzr
    mov     x7, xzr
    return_lower

/* The return from tee_enter: SP_EL3 = struct cpu, the answer in s_x. */
tee_leave:
    leave_s
    ldr     x0, [sp, #CPU_S_X + 8]
    ldr     x9, [sp, #CPU_C_SP]
    mov     x10, sp
    str     x10, [sp, #CPU_C_SP]
    mov     sp, x9
    ldp     x19, x20, [sp, #16]
    ldp     x21, x22, [sp, #32]
    ldp     x23, x24, [sp, #48]
    ldp     x25, x26, [sp, #64]
    ldp     x27, x28, [sp, #80]
    ldp     x29, x30, [sp], #96
    ret

/* ------------------------------------------------------------------------ */
/* x0 = panic_x, x1 = kind of vector; x1 is saved, x0 is in TPIDR_EL3. */
panic_entry:
    stp     x2, x3, [x0, #16]
    stp     x4, x5, [x0, #32]
    stp     x6, x7, [x0, #48]
    stp     x8, x9, [x0, #64]
    stp     x10, x11, [x0, #80]
    stp     x12, x13, [x0, #96]
    stp     x14, x15, [x0, #112]
    stp     x16, x17, [x0, #128]
    stp     x18, x19, [x0, #144]
    stp     x20, x21, [x0, #160]
    stp     x22, x23, [x0, #176]
    stp     x24, x25, [x0, #192]
    stp     x26, x27, [x0, #208]
    stp     x28, x29, [x0, #224]
    mov     x2, sp
    stp     x30, x2, [x0, #240]
    mrs     x2, tpidr_el3
    str     x2, [x0]
    add     x2, x0, #PANIC_STACK_OFFSET
    mov     sp, x2
    mov     x0, x1
    b       panic_vector

    .bss
    .balign 16
    .global panic_x
panic_x:
    .skip   PANIC_STACK_OFFSET
