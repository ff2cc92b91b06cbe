/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages of secure RAM. A process reserves its whole quota when it is made,
 * so that no process can starve another later: page_alloc() fails only when
 * the process has used up what it reserved. A process may be allowed to raise
 * its quota, out of what nobody has reserved. Free pages are all zero except
 * for the link to the next one; a page is wiped when it is freed. All
 * functions want the kernel lock; none loops.
 */
#pragma once

#include "kernel/arch.h"

/* Pages a process may use; reserved and used <= limit. */
struct quota {
    uint32_t limit;
    uint32_t used;
    uint32_t least; /* limit at first */
    uint32_t most;  /* that limit may be raised to */
};

/* Takes the pages [start, end) into the pool; page-aligned; boot only. */
void page_pool_add(paddr_t start, paddr_t end);

/* Reserves `pages` for q, which may be raised up to `most`. False: the machine
 * has not that many left. */
bool quota_reserve(struct quota *q, uint32_t pages, uint32_t most);

/* Raises the limit by so many pages, or by those that q->most and the machine
 * still allow: by how many. */
uint32_t quota_raise(struct quota *q, uint32_t pages);

/* Lowers it by so many, though not below what is used or was there at first. */
void quota_lower(struct quota *q, uint32_t pages);

/* Gives the reservation back; q->used must be 0. */
void quota_release(struct quota *q);

/* A zeroed page, or NULL when the quota is used up. */
void *page_alloc(struct quota *q);

/* Wipes and frees a page of q. */
void page_free(struct quota *q, void *page);

/* Fills the page counts of *s. */
void page_stats(struct kstats *s);
