/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The arena: pages by role. Nothing that the payload ever sends names a
 * canary, so nobody may write one; pages with page lists are read by the TEE
 * and never written; pages that can be shared are checked like canaries while
 * nothing is shared. A page holds a pattern made of its address.
 */
#pragma once

#include "tests/adversary/base.h"

#define PAGE    4096u
#define THREADS 24u

#define LOAN_PAGES 13u /* of a thread: what it lends the TEE for images */
#define GRANTS     256u
#define LISTS      32u /* of a CPU */

enum role {
    ROLE_CANARY,
    ROLE_MESSAGE, /* written by payload and TEE; second half is a canary */
    ROLE_LOAN,
    ROLE_GRANT,
    ROLE_LIST,
};

/* Addresses. */
uint64_t message_page(unsigned thread);
uint64_t rpc_page(unsigned thread);
uint64_t loan_page(unsigned thread); /* the first of LOAN_PAGES */
uint64_t loan_list(unsigned thread);
uint64_t grant_page(unsigned n);
uint64_t list_page(unsigned cpu, unsigned n);

/* Fills the arena. */
void memory_init(void);

/* Entry i of a list page, and what must stay there. */
void list_put(uint64_t list, unsigned i, uint64_t value);

/* Puts the pattern into n pages at an address. */
void pages_fill(uint64_t address, unsigned n);

/* Everything that nobody may have written. While nothing is shared,
 * `all`: also what can be. Fails for each page that is damaged. */
void memory_check(const struct cpu *cpu, bool all);

/* The payload's own code and constants are as they were. */
void code_remember(void);
void code_check(const struct cpu *cpu);

/* An address where no memory of the normal world is, or that is no page;
 * `aligned`: to a page. */
uint64_t address_bad(struct cpu *cpu, bool aligned);

/* An address in the field, a multiple of 8. */
uint64_t address_field(struct cpu *cpu);

/* Numbers at the limits; one that is no address. */
uint64_t number_edge(struct cpu *cpu);

/* Any of these. */
uint64_t number_wild(struct cpu *cpu);
