/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TEE image behind the kernel: the services, as tools/pack lays them out
 * from the manifest in system/ and the linked ELF files, and the built-in
 * TAs. The kernel reads it in place; it is inside what boot verified, and
 * all the same the kernel checks every offset once at boot.
 *
 *   struct bundle_header
 *   struct bundle_service [services]
 *   pages ...              segments, each from a page boundary
 *   built-in TA containers struct bundle_ta + bytes, 16-byte aligned, mapped
 *                          read-only into tamgr at BUNDLE_TA_VA
 */
#pragma once

#include <stdint.h>

#define BUNDLE_MAGIC    0x4c444e42414c4c43ull /* "CLLABNDL" */
#define BUNDLE_VERSION  2u
#define BUNDLE_SEGMENTS 4u
#define BUNDLE_TA_VA    0x60000000ull

/* Where a service that has device registers finds them: in one run of pages
 * (ARCH_RUN_PAGES), at USER_VA_MAX: no kernel call takes that for memory. */
#define BUNDLE_DEVICE_VA    0x7fc0000000ull
#define BUNDLE_DEVICE_PAGES 512u

/* Fixed addresses of a service; its mem_map area follows at SERVICE_ARENA. */
#define SERVICE_VA        0x40000000ull
#define SERVICE_STACK_TOP 0x5f000000ull
#define SERVICE_ARENA     0x70000000ull

struct bundle_header {
    uint64_t magic;
    uint32_t version;
    uint32_t services;  /* rows that follow */
    uint32_t size;      /* bytes of the whole bundle, page multiple */
    uint32_t ta_offset; /* of the TA containers; page multiple */
    uint32_t ta_size;   /* bytes; 0: none */
    uint32_t reserved;
};

struct bundle_segment {
    uint64_t va;     /* page multiple */
    uint32_t offset; /* in the bundle, page multiple */
    uint32_t filesz; /* bytes taken from the bundle */
    uint32_t memsz;  /* bytes mapped, the rest zero */
    uint32_t rights; /* KMAP_* */
};

struct bundle_service {
    char name[16];
    uint32_t slot;     /* enum kservice */
    uint32_t rights;   /* enum kright */
    uint64_t may_call; /* bit n: slot n */
    uint64_t entry;
    uint32_t stack_pages;
    uint32_t quota;        /* pages, everything included */
    uint32_t segments;     /* used of segment[] */
    uint32_t device_pages; /* of device registers; 0: none */
    uint64_t device;       /* their physical address, page multiple */
    struct bundle_segment segment[BUNDLE_SEGMENTS];
};

struct bundle_ta {
    uint32_t size; /* bytes of the container that follows */
    uint32_t reserved[3];
};

_Static_assert(sizeof(struct bundle_header) == 32, "ABI");
_Static_assert(sizeof(struct bundle_segment) == 24, "ABI");
_Static_assert(sizeof(struct bundle_service) == 160, "ABI");
_Static_assert(sizeof(struct bundle_ta) == 16, "ABI");
