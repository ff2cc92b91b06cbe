/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions in the assembly files of TA sources:
 *
 *     FUNC name , :                a global function in .text.name
 *     LOCAL_FUNC name , :          a local one
 *     END_FUNC name
 *
 * Further arguments: section, alignment, and no_bti for a function that is
 * not to begin with a landing pad of its own. At the end of a file that is fit
 * for branch target identification (and pointer authentication),
 *
 *     emit_aarch64_feature_1_and GNU_PROPERTY_AARCH64_FEATURE_1_BTI
 *
 * says so; without it the linker drops the property from the whole image.
 */
#define GNU_PROPERTY_AARCH64_FEATURE_1_BTI 1
#define GNU_PROPERTY_AARCH64_FEATURE_1_PAC 2

    .macro func_begin_ name, section, align, bti
    .ifc \section\(), default
    .section .text.\name, "ax", %progbits
    .else
    .section \section, "ax", %progbits
    .endif
    .ifc \align\(), default
    .balign 4
    .else
    .balign \align
    .endif
    .type \name, %function
\name\():
    .ifc \bti\(), default
    hint #34 /* bti c */
    .endif
    .endm

    .macro FUNC name colon section=default align=default bti=default
    .global \name
    func_begin_ \name, \section, \align, \bti
    .endm

    .macro LOCAL_FUNC name colon section=default align=default bti=default
    func_begin_ \name, \section, \align, \bti
    .endm

    .macro END_FUNC name
    .size \name, . - \name
    .endm

    .macro emit_aarch64_feature_1_and features=3
    .section .note.gnu.property, "a", %note
    .balign 8
    .word 4, 16, 5
    .asciz "GNU"
    .word 0xc0000000, 4, \features, 0
    .endm
