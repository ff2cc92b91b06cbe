/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One image in memory, the TA itself or a library, by its dynamic section: its
 * symbols, its relocations, its constructors. Pure, but that a relocation is
 * written where it says.
 *
 * The signature of an image says who made it, and its code can do whatever the
 * TA can. So a wrong table is an accident, not an attack; it is refused all the
 * same: every table is looked for in what the image has loaded, and nothing is
 * written but to its writable memory.
 */
#pragma once

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A table of `bytes` at that address of the image. */
struct image_table {
    uint64_t va;
    uint64_t bytes;
};

struct image {
    uintptr_t base; /* where image address 0 is */
    const Elf64_Phdr *phdr;
    size_t phnum;
    struct image_table strings;
    struct image_table relocations[2]; /* DT_RELA, DT_JMPREL */
    struct image_table constructors, destructors;
    uint64_t symbols; /* addresses in the image; 0: none */
    uint64_t hash;
    const char *about; /* the symbol that relocation failed for, or "" */
};

/* Reads the ELF header at `base`, the program headers that it leads to (`size`
 * bytes are loaded there), and what they lead to. NULL, or what is wrong. */
const char *image_open(struct image *image, uintptr_t base, size_t size);

/* The same for an image whose program headers the caller knows. */
const char *image_open_dynamic(struct image *image, uintptr_t base,
                               const Elf64_Phdr *phdr, size_t phnum);

/* The symbol of that name that the image defines for others; false: none. */
bool image_find(const struct image *image, const char *name, uintptr_t *value);

/* Does all relocations, with the first that `find` knows of a name, else what
 * the image itself defines. NULL, or what is wrong; memory is then relocated in
 * part, and it may be tried again. */
const char *image_relocate(struct image *image,
                           bool (*find)(const char *name, uintptr_t *value));

/* Calls the functions of a table of this image, in its order or the reverse. */
void image_call(const struct image *image, const struct image_table *table,
                bool reverse);
