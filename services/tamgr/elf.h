/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The program inside a TA image: a position-independent AArch64 ELF file.
 * Pure: bytes in, a checked plan out; then relocation in place. The file has
 * been verified before, and is still not believed in anything that could lead
 * outside the buffer.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/ta_msg.h"
#include "abi/tee_result.h"
#include "services/tamgr/refusal.h"

#define ELF_SEGMENTS 4u

/* A loadable segment. Segments share no page and are sorted by address. */
struct elf_segment {
    uint64_t va;     /* from image address 0 */
    uint64_t memsz;  /* bytes, of which ... */
    uint64_t filesz; /* ... these come from the file ... */
    uint64_t offset; /* ... at this place */
    uint32_t rights; /* KMAP_*; never write and execute; BTI if all the code
                        was compiled for it */
};

struct elf {
    struct elf_segment segment[ELF_SEGMENTS];
    unsigned segments;
    uint64_t entry; /* inside an executable segment */
    uint64_t span;  /* bytes from address 0 to the end; page multiple */
    uint64_t pages; /* that the segments take */
    struct ta_head head;
};

/* First page and number of pages of a segment. */
uint64_t elf_segment_base(const struct elf_segment *segment);
uint64_t elf_segment_pages(const struct elf_segment *segment);

/* Checks the file and sets *elf. */
MUST_USE enum refusal elf_decode(const uint8_t *file, size_t size,
                                 struct elf *elf);

/*
 * The same for a library, which has no ta_head and no entry: its ELF header and
 * program headers must be loaded, at image address 0, for those who look for
 * the rest.
 */
MUST_USE enum refusal elf_decode_library(const uint8_t *file, size_t size,
                                         struct elf *elf);

/*
 * Relocates the file's bytes for a load address. Relocations are taken from
 * the sections of type SHT_RELA, not from DT_RELA: in TAs linked by OP-TEE's
 * kit DT_RELASZ is wrong. Symbols must be defined in the file, or weak. On a
 * refusal the file's bytes are useless.
 */
MUST_USE enum refusal elf_relocate(uint8_t *file, size_t size,
                                   const struct elf *elf, uint64_t base);

/* The UUID of a ta_head in RFC 4122 order. */
struct uuid_words elf_uuid(const struct ta_head *head);
