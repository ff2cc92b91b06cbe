/* SPDX-License-Identifier: BSD-2-Clause */
/* The crash TA's commands that are AArch64 instructions. */
#include "crash.h"

/*
 * What a CPU with branch targets and pointer authentication must stop: a call
 * of code that is not marked as a target (no BTI), and a return address that
 * was changed after it was signed (PACIASP, change, AUTIASP).
 */
__asm__(".pushsection .text, \"ax\"\n"
        "unmarked: nop\n"
        "          ret\n"
        "forge:    hint #25\n"
        "          eor x30, x30, #0x10000\n"
        "          hint #29\n"
        "          ret\n"
        ".popsection");
void unmarked(void);
void forge(void);

void break_cpu(uint32_t command)
{
    switch (command) {
    case PRIVILEGED:
        __asm__ volatile("mrs x0, sctlr_el1" : : : "x0");
        break;
    case UNDEFINED:
        __asm__ volatile("udf #0");
        break;
    case KERNEL_CALL:
        __asm__ volatile("svc #0x7ff" : : : "memory");
        break;
    case JUMP_UNMARKED:
        __asm__ volatile("blr %0" : : "r"(unmarked) : "x30", "memory");
        break;
    case FORGE_RETURN:
        __asm__ volatile("bl forge" : : : "x30", "memory");
        break;
    default:
        break;
    }
}
