/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of the running image, as programs that unwind stacks ask for
 * them. */
#pragma once

#include <elf.h>
#include <stddef.h>

#define ElfW(type) Elf64_##type

struct dl_phdr_info {
    uint64_t dlpi_addr;           /* where address 0 of the image is */
    const char *dlpi_name;        /* "": the TA itself; else a UUID */
    const Elf64_Phdr *dlpi_phdr;  /* its segments that are loaded */
    uint16_t dlpi_phnum;          /* how many */
    unsigned long long dlpi_adds; /* images added since start */
    unsigned long long dlpi_subs; /* and taken away */
    size_t dlpi_tls_modid;        /* 0 */
    void *dlpi_tls_data;          /* NULL */
};

/* Calls `callback` for each image with the size of the structure: for the TA,
 * for each library that it was linked with (SHLIBNAME), which is a part of the
 * same segments, and for each that was loaded. Returns what it returned last.
 */
int dl_iterate_phdr(int (*callback)(struct dl_phdr_info *info, size_t size,
                                    void *data),
                    void *data);
