/* SPDX-License-Identifier: BSD-2-Clause */
/* What dl_iterate_phdr() speaks of (System V ABI, chapter 5). */
#pragma once

#include <stdint.h>

typedef struct {
    uint32_t p_type; /* PT_* */
    uint32_t p_flags;
    uint64_t p_offset;
    uint64_t p_vaddr;
    uint64_t p_paddr;
    uint64_t p_filesz;
    uint64_t p_memsz;
    uint64_t p_align;
} Elf64_Phdr;

#define PT_LOAD 1

#define PF_X 1
#define PF_W 2
#define PF_R 4
