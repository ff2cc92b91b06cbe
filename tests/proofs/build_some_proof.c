/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * build_some(), with list_read() and list_follow(): from any state of a list
 * walk and any content of normal-world memory, reads inside one list page, adds
 * at least one and at most KPAGES_MAX pages, never more than are left.
 * Bound: none for one step
 * Unwind: 17
 * Found: an entry too many
 * Wrap: the address of a contiguous page may run over; the kernel refuses it
 */
#include "services/gateway/build.c"
#include "tests/proofs/proof.h"

static uint32_t added;

enum kerr ns_read(const struct gateway_port *port, struct ns_span s,
                  uint64_t *to, size_t n)
{
    (void)port;
    ASSERT(n > 0 && n % 8 == 0 && n <= KPAGES_MAX * 8 && s.pa % 8 == 0);
    ASSERT(s.va == 0 && s.pa % PAGE_SIZE + n <= PAGE_SIZE);
    ASSERT(__CPROVER_w_ok(to, n));
    for (size_t i = 0; i < n / 8; i++)
        to[i] = nondet_u64();
    return nondet_bool() ? KERR_OK : KERR_NOT_NORMAL;
}

static enum kerr add(uint32_t window, const uint64_t *pages, size_t n)
{
    ASSERT(window == 5 && n <= KPAGES_MAX && IS_READABLE(pages, n * 8));
    added = (uint32_t)n;
    return nondet_bool() ? KERR_OK : KERR_NOT_NORMAL;
}

int main(void)
{
    static const struct gateway_port port = {.window_add = add};
    struct shm shm = {.window = 5};
    struct build b;
    uint32_t left;

    ANY(b);
    b.shm = &shm;
    ASSUME(b.left > 0 && b.left <= SHM_PAGES_MAX && b.followed < SHM_PAGES_MAX);
    ASSUME(b.index <= OPTEE_MSG_LIST_ENTRIES);
    ASSUME(b.page % PAGE_SIZE == 0 && b.list % OPTEE_MSG_LIST_PAGE == 0);
    left = b.left;
    if (build_some(&b, &port) != KERR_OK)
        return 0;
    ASSERT(added > 0 && added <= left && b.left == left - added);
    ASSERT(b.index <= OPTEE_MSG_LIST_ENTRIES);
    ASSERT(b.page % PAGE_SIZE == 0 && b.list % OPTEE_MSG_LIST_PAGE == 0);
    return 0;
}
