/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the TA manager needs from the world: a const table, so that all of it
 * but main.c and rt_port.c runs in a unit test. None of these functions may
 * lead back into the manager.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/kernel.h"
#include "abi/ta/system.h"
#include "abi/tee_result.h"
#include "services/tamgr/ta_key.h"

#define DIGEST_MAX 64u /* bytes */

struct tamgr_port {
    /* The digest by `algorithm` (enum crypto_alg; `length` is its size) of
     * head_size <= 64 bytes at `head` followed by `size` bytes at `data`. */
    enum tee_result (*digest)(uint32_t algorithm, const void *head,
                              size_t head_size, const void *data, size_t size,
                              void *out, size_t length);
    /* SUCCESS: `key` made the signature over the 32-byte digest;
     * ERROR_SIGNATURE_INVALID: it did not; anything else: no answer. */
    enum tee_result (*verify)(uint32_t algorithm, const struct ta_key *key,
                              const uint8_t *digest, const uint8_t *signature,
                              size_t signature_size);
    /* `size` bytes of the key of that use (enum keys_use) and UUID; out NULL:
     * it goes by the leases of the message that is being handled. The result is
     * that of KEYS_DERIVE. */
    enum tee_result (*key_derive)(uint32_t use, const struct uuid_words *uuid,
                                  void *out, size_t size);
    /* Unpredictable bytes, size <= 64. */
    enum tee_result (*random)(void *out, size_t size);
    /* Crypto service and gateway may forget what they hold for this process; 0:
     * for every process. */
    void (*client_gone)(uint32_t pid);
    /* The counter of that kind and name: reads it, *value only set on SUCCESS;
     * raises it, SUCCESS: for ever. The results are those of abi/nv_msg.h. */
    enum tee_result (*counter_read)(uint32_t kind,
                                    const struct uuid_words *name,
                                    uint64_t *value);
    enum tee_result (*counter_raise)(uint32_t kind,
                                     const struct uuid_words *name,
                                     uint64_t value);

    /* The answer of GW_STATS; SUCCESS or GENERIC. */
    enum tee_result (*gateway_stats)(uint64_t number[SYSTEM_STATS_NUMBERS]);

    /* The calls of runtime/rt.h of the same names. */
    enum kerr (*stats)(struct kstats *stats);
    void *(*mem_map)(size_t pages);
    void (*mem_unmap)(void *mem, size_t pages);
    enum kerr (*process_create)(const struct kprocess *p, uint32_t *pid);
    enum kerr (*process_map)(uint32_t pid, uint64_t va, size_t pages,
                             uint32_t rights);
    enum kerr (*process_write)(uint32_t pid, uint64_t va, const void *data,
                               size_t length);
    enum kerr (*process_unmap)(uint32_t pid, uint64_t va, size_t pages);
    enum kerr (*process_start)(uint32_t pid, uint64_t entry, uint64_t sp,
                               uint64_t argument);
    enum kerr (*process_kill)(uint32_t pid);
    enum kerr (*process_reap)(uint32_t pid);
    enum kerr (*borrow_write)(unsigned lease, size_t offset, const void *buf,
                              size_t length);
    void (*log)(const char *text, size_t length);
};
