/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A request of the TEE for its files, FS of abi/optee_rpc.h, however it came.
 */
#pragma once

#include "ree/supplicant/fs.h"

/* Its value (operation, then a handle and an offset or length), its memory in
 * order (NULL and 0: none), which may change meanwhile; and the answer. */
struct fs_request {
    uint64_t operation, b, c;
    void *memory[2];
    size_t size[2];  /* [0] out: what READ and READDIR put there, or need */
    uint32_t handle; /* out: OPEN, CREATE, OPENDIR */
};

/* Serves it; the result is fs.h's, or NOT_SUPPORTED: no such operation. */
uint32_t fs_request_serve(struct fs *fs, struct fs_request *r);
