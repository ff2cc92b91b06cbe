/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of the ELF-64 format that the loader reads (System V ABI, chapters
 * 4 and 5; ELF for the Arm 64-bit Architecture, 2023Q3), little-endian.
 */
#pragma once

#include <stdint.h>

struct elf64_header {
    uint8_t ident[16];
    uint16_t type;
    uint16_t machine;
    uint32_t version;
    uint64_t entry;
    uint64_t phoff;
    uint64_t shoff;
    uint32_t flags;
    uint16_t ehsize;
    uint16_t phentsize;
    uint16_t phnum;
    uint16_t shentsize;
    uint16_t shnum;
    uint16_t shstrndx;
};

struct elf64_program {
    uint32_t type;
    uint32_t flags;
    uint64_t offset;
    uint64_t vaddr;
    uint64_t paddr;
    uint64_t filesz;
    uint64_t memsz;
    uint64_t align;
};

struct elf64_section {
    uint32_t name;
    uint32_t type;
    uint64_t flags;
    uint64_t addr;
    uint64_t offset;
    uint64_t size;
    uint32_t link;
    uint32_t info;
    uint64_t addralign;
    uint64_t entsize;
};

struct elf64_symbol {
    uint32_t name;
    uint8_t info;
    uint8_t other;
    uint16_t section;
    uint64_t value;
    uint64_t size;
};

struct elf64_rela {
    uint64_t offset;
    uint64_t info;
    int64_t addend;
};

#define ELF_TYPE_DYN      3u
#define ELF_AARCH64       183u
#define ELF_PT_LOAD       1u
#define ELF_PT_PROPERTY   0x6474e553u /* PT_GNU_PROPERTY */
#define ELF_PF_EXEC       1u
#define ELF_PF_WRITE      2u
#define ELF_SHT_RELA      4u
#define ELF_SHT_DYNSYM    11u
#define ELF_SHF_ALLOC     2u
#define ELF_SHN_UNDEFINED 0u
#define ELF_SHN_ABSOLUTE  0xfff1u
#define ELF_STB_WEAK      2u

/* A note of PT_GNU_PROPERTY: its type, the property in it, the bit. */
#define ELF_NOTE_PROPERTY 5u
#define ELF_FEATURE_AND   0xc0000000u /* GNU_PROPERTY_AARCH64_FEATURE_1_AND */
#define ELF_FEATURE_BTI   1u

#define ELF_R_NONE      0u
#define ELF_R_ABS64     257u
#define ELF_R_GLOB_DAT  1025u
#define ELF_R_JUMP_SLOT 1026u
#define ELF_R_RELATIVE  1027u

_Static_assert(sizeof(struct elf64_header) == 64, "ELF");
_Static_assert(sizeof(struct elf64_program) == 56, "ELF");
_Static_assert(sizeof(struct elf64_section) == 64, "ELF");
_Static_assert(sizeof(struct elf64_symbol) == 24, "ELF");
_Static_assert(sizeof(struct elf64_rela) == 24, "ELF");
