/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The address space of one process: page tables (machine half), quota, and
 * the list of what lies in its arena, the area from which rt_mem_map() and
 * windows get their addresses. Two regions of the arena always have an
 * unmapped page between them. Segments and stacks are mapped by address and
 * are not in the list. All functions want the kernel lock.
 */
#pragma once

#include "kernel/arch.h"
#include "kernel/page.h"

/* One mapping in the arena. */
struct region {
    user_addr_t va;
    uint32_t pages;  /* its whole size */
    uint32_t mapped; /* pages mapped so far, from the start */
    uint32_t window; /* handle of the window; 0: own memory */
    uint32_t reserved;
};

/* As many as one page holds. */
#define SPACE_REGIONS (PAGE_SIZE / sizeof(struct region))

/* The arena is [arena, arena + SPACE_ARENA_BYTES), below USER_VA_MAX. */
#define SPACE_ARENA_BYTES (1ull << 30)

struct space {
    struct arch_space arch;
    struct quota quota;
    user_addr_t arena;      /* where the arena starts */
    struct region *regions; /* one page, sorted by va */
    uint32_t used;          /* regions in use */
};

/* An empty space with `pages` reserved, which may become `most`;
 * KERR_NO_MEMORY. */
enum kerr space_init(struct space *s, unsigned slot, uint32_t pages,
                     uint32_t most, user_addr_t arena);

/* Maps n zeroed own pages at va. KERR_STATE: not all of it was free (what
 * was mapped before the clash stays). */
enum kerr space_map(struct space *s, user_addr_t va, size_t n, uint32_t rights);

/* Unmaps what is mapped of n <= KPAGES_MAX pages, by which the quota is lowered
 * again. */
void space_unmap(struct space *s, user_addr_t va, uint32_t n);

/* Finds room for a region; *r points to it, nothing is mapped yet.
 * KERR_NO_MEMORY: list or arena is full. */
enum kerr space_region_add(struct space *s, uint32_t pages, uint32_t window,
                           struct region **r);

/* Forgets a region whose pages are unmapped. */
void space_region_remove(struct space *s, struct region *r);

/* The region at that address, or of that window (nonzero); NULL. */
struct region *space_region_at(struct space *s, user_addr_t va);
struct region *space_region_of(struct space *s, uint32_t window);

/* Unmaps at most KPAGES_MAX pages from the end of r; removes r and returns
 * KERR_OK once it is empty, else KERR_MORE. */
enum kerr space_region_shrink(struct space *s, struct region *r);

/* Has the quota `pages` pages left, and those of tables for `mapped` more
 * mappings? Asked before a mapping that takes several steps. */
bool space_has_room(const struct space *s, uint32_t pages, uint32_t mapped);

/* space_map() of n <= KPAGES_MAX pages, for which, and for their tables, the
 * quota is raised as far as it may be. */
enum kerr space_extend(struct space *s, user_addr_t va, uint32_t n,
                       uint32_t rights);

/* rt_mem_map: one bounded step; see abi/kernel.h. The quota is raised by the
 * pages as far as it may be; their tables come out of what it was. */
enum kerr space_grow(struct space *s, uint32_t pages, user_addr_t *va);

/* Copies between the process and kernel memory; KERR_ADDRESS if any byte is
 * not mapped with that right (bytes before it may have been copied). */
enum kerr space_copy_in(const struct space *s, void *to, user_addr_t from,
                        size_t n);
enum kerr space_copy_out(const struct space *s, user_addr_t to,
                         const void *from, size_t n);

/* One end of a copy between two processes; what must be mapped there. */
struct place {
    const struct space *space;
    user_addr_t va;
    uint32_t right; /* KMAP_READ, KMAP_WRITE, or 0: whatever it is */
};

/* Copies n <= arch_copy_max(cpu, p) bytes for a kernel call of p, or before an
 * event of p; errors as space_copy_in(). */
enum kerr space_copy(const struct cpu *cpu, const struct process *p,
                     const struct place *to, const struct place *from,
                     size_t n);

/* As space_copy_out, whatever the page's rights. */
enum kerr space_fill(const struct space *s, user_addr_t to, const void *from,
                     size_t n);

/* Frees a bounded part; KERR_OK once nothing is left and the quota is given
 * back, else KERR_MORE. */
enum kerr space_reap(struct space *s);
