/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filling a shm with its pages: from a page list of the normal world, or a
 * contiguous range. A list is read once, piece by piece; the kernel checks each
 * page. A list that leads back to a page it came through is refused.
 */
#pragma once

#include "services/gateway/shm.h"

struct build {
    struct shm *shm;
    uint32_t left; /* pages still to add */
    bool is_list;
    uint64_t page;     /* the next data page (contiguous) */
    uint64_t list;     /* the current list page */
    uint32_t index;    /* next entry in it */
    uint64_t mark;     /* an earlier list page; see build.c */
    uint32_t followed; /* list pages left behind */
};

/* Starts filling a new shm of `size` bytes (nonzero). buf_ptr: as in
 * abi/optee_msg.h, a page list or an address. Errors: those of shm_new(). */
enum kerr build_begin(struct build *b, enum shm_kind kind, bool is_list,
                      uint64_t buf_ptr, uint64_t size, uint64_t cookie);

/* + Adds pages. KERR_OK: complete and published. KERR_MORE: call again. Else
 * the list or a page is bad (KERR_NOT_NORMAL) or memory is short; the shm is to
 * be retired and destroyed. */
enum kerr build_step(struct build *b, const struct gateway_port *port);
