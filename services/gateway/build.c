/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filling a shm; see build.h. A list cannot be endless, because it is read only
 * as far as the size needs; but a cyclic one would pass the same pages twice.
 * Cycles are found by comparing each next list page with one remembered page
 * (`mark`), which moves forward at each power of two steps: once the mark is
 * inside the cycle, the walk meets it (R. P. Brent, 1980).
 */
#include "services/gateway/build.h"

#include "abi/optee_msg.h"
#include "services/gateway/part.h"

enum kerr build_begin(struct build *b, enum shm_kind kind, bool is_list,
                      uint64_t buf_ptr, uint64_t size, uint64_t cookie)
{
    uint64_t offset = buf_ptr & (PAGE_SIZE - 1);
    uint64_t page = buf_ptr - offset;
    enum kerr err;

    *b = (struct build){.left = shm_pages(offset, size),
                        .is_list = is_list,
                        .page = page,
                        .list = page,
                        .mark = page};
    err = shm_new(kind, cookie, offset, size, &b->shm);
    if (err != KERR_OK)
        b->shm = NULL;
    return err;
}

static enum kerr list_follow(struct build *b, const struct gateway_port *port)
{
    uint64_t next = 0;
    uint64_t at = b->list + OPTEE_MSG_LIST_ENTRIES * sizeof(next);
    enum kerr err =
        ns_read(port, (struct ns_span){.pa = at}, &next, sizeof(next));

    if (err != KERR_OK)
        return err;
    if (next % OPTEE_MSG_LIST_PAGE != 0 || next == b->list || next == b->mark)
        return KERR_NOT_NORMAL;
    b->followed++;
    if ((b->followed & (b->followed - 1)) == 0)
        b->mark = b->list;
    b->list = next;
    b->index = 0;
    return KERR_OK;
}

/* Up to n addresses of the list. */
static enum kerr list_read(struct build *b, const struct gateway_port *port,
                           uint64_t *pages, uint32_t *n)
{
    uint64_t at;
    enum kerr err = KERR_OK;

    if (b->index == OPTEE_MSG_LIST_ENTRIES)
        err = list_follow(b, port);
    if (err != KERR_OK)
        return err;
    if (*n > OPTEE_MSG_LIST_ENTRIES - b->index)
        *n = OPTEE_MSG_LIST_ENTRIES - b->index;
    at = b->list + b->index * sizeof(*pages);
    b->index += *n;
    return ns_read(port, (struct ns_span){.pa = at}, pages,
                   *n * sizeof(*pages));
}

static void range_read(struct build *b, uint64_t *pages, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        pages[i] = b->page;
        b->page += PAGE_SIZE;
    }
}

/* At most KPAGES_MAX pages; KERR_MORE: there are more. */
static enum kerr build_some(struct build *b, const struct gateway_port *port)
{
    uint64_t pages[KPAGES_MAX];
    uint32_t n = b->left < KPAGES_MAX ? b->left : KPAGES_MAX;
    enum kerr err = KERR_OK;

    if (b->is_list)
        err = list_read(b, port, pages, &n);
    else
        range_read(b, pages, n);
    if (err == KERR_OK)
        err = port->window_add(b->shm->window, pages, n);
    if (err == KERR_OK)
        b->left -= n;
    return err == KERR_OK && b->left > 0 ? KERR_MORE : err;
}

enum kerr build_step(struct build *b, const struct gateway_port *port)
{
    enum kerr err = KERR_MORE;

    while (part_next(err))
        err = build_some(b, port);
    if (err == KERR_OK)
        shm_publish(b->shm);
    return err;
}
