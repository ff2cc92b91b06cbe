/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the GlobalPlatform layer (sdk/libutee) stands on: functions with the
 * semantics of OP-TEE's TA system calls, each a message to a service or a few
 * lines in process. The numbers in brackets are those of the system calls.
 * Results are the specification's. Outputs are written on success only, unless
 * said otherwise. The layer above is the caller of all of them, in the one
 * thread of the trusted application.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_api_types.h>

/* The parameters of a call as they cross the boundary: vals[2n], vals[2n + 1]
 * are a and b of a value, or address and size of a memory reference. */
struct engine_params {
    uint32_t types; /* TEE_PARAM_TYPES() */
    uint64_t vals[2 * TEE_NUM_PARAMS];
};

/* What the layer above serves. */
enum engine_entry {
    ENGINE_OPEN_SESSION = 0,
    ENGINE_CLOSE_SESSION = 1,
    ENGINE_INVOKE_COMMAND = 2,
    ENGINE_DESTROY = 3, /* no session and nothing else comes with it */
};

/* Supplied by the layer above; called for each request, never reentered.
 * *origin is TEE_ORIGIN_TRUSTED_APP on entry. */
TEE_Result __utee_entry(enum engine_entry entry, uint32_t session,
                        struct engine_params *params, uint32_t command,
                        uint32_t *origin);

/* [1] One line, without its end, to the secure log. */
void engine_log(const char *text, size_t length);

/* [2] Ends the trusted application. */
_Noreturn void engine_panic(uint32_t code);

/*
 * [3] A property by its place in a set (0xFFFFFFFD implementation, E client,
 * F trusted application). type (enum user_ta_prop_type), buf, name: any may be
 * NULL. *len, *name_len: room, then what is needed; SHORT_BUFFER says it was
 * not there. ITEM_NOT_FOUND: no such set or place. A string's length includes
 * its NUL, as does name_len.
 */
TEE_Result engine_get_property(uint32_t set, uint32_t index, char *name,
                               uint32_t *name_len, void *buf, uint32_t *len,
                               uint32_t *type);

/* [4] The place of a property; ITEM_NOT_FOUND: unknown. */
TEE_Result engine_get_property_name_to_index(uint32_t set, const char *name,
                                             uint32_t *index);

/*
 * [5, 7] Sessions with other trusted applications. Memory references may lie
 * anywhere in this one's memory. Output values and sizes in *params are set
 * unless the call did not reach its end there (TARGET_DEAD and other results
 * whose *origin is not TEE_ORIGIN_TRUSTED_APP). cancel_ms:
 * TEE_TIMEOUT_INFINITE or milliseconds until the callee is asked to cancel.
 */
TEE_Result engine_open_ta_session(const TEE_UUID *uuid, uint32_t cancel_ms,
                                  struct engine_params *params,
                                  uint32_t *session, uint32_t *origin);
TEE_Result engine_invoke_ta_command(uint32_t session, uint32_t cancel_ms,
                                    uint32_t command,
                                    struct engine_params *params,
                                    uint32_t *origin);

/* [6] */
TEE_Result engine_close_ta_session(uint32_t session);

/*
 * [8] SUCCESS if all of [buf, buf + len) may be accessed as flags say
 * (TEE_MEMORY_ACCESS_*), else ACCESS_DENIED. Known are the image, the stack
 * and the memory references of the current request. Without ANY_OWNER the
 * range must be within one of the trusted application's own.
 */
TEE_Result engine_check_access_rights(uint32_t flags, const void *buf,
                                      size_t len);

/* [9 to 11] Cancellation of the current request: the flag is false while
 * masked, as it is at the start of each request. The others return the old
 * mask. */
bool engine_get_cancellation_flag(void);
bool engine_unmask_cancellation(void);
bool engine_mask_cancellation(void);

/* [12] Milliseconds, or TEE_TIMEOUT_INFINITE; CANCEL if cancelled meanwhile
 * and not masked. */
TEE_Result engine_wait(uint32_t ms);

/* [13] The part with a clock of its own: time since start of the machine, and
 * the normal world's wall clock. COMMUNICATION: the normal world is silent. */
enum engine_clock {
    ENGINE_TIME_SYSTEM = 0,
    ENGINE_TIME_REE = 2,
};
TEE_Result engine_get_time(enum engine_clock clock, TEE_Time *time);

/*
 * [15 to 17] Cryptographic states. NOT_SUPPORTED: the algorithm;
 * BAD_PARAMETERS: mode or keys do not fit it; copies are between states of one
 * algorithm and mode.
 */
TEE_Result engine_cryp_state_alloc(uint32_t algorithm, uint32_t mode,
                                   uint32_t key1, uint32_t key2,
                                   uint32_t *state);
TEE_Result engine_cryp_state_copy(uint32_t dst, uint32_t src);
TEE_Result engine_cryp_state_free(uint32_t state);

/*
 * [18 to 20] Digests. final: *hash_len is room, then the length; SHORT_BUFFER
 * sets it to what is needed and keeps the state. A SHAKE gives exactly
 * *hash_len bytes, and more of its output at each repetition.
 */
TEE_Result engine_hash_init(uint32_t state);
TEE_Result engine_hash_update(uint32_t state, const void *chunk, size_t len);
TEE_Result engine_hash_final(uint32_t state, const void *chunk, size_t len,
                             void *hash, size_t *hash_len);

/* [33] Any length. NO_DATA: the system has no entropy. */
TEE_Result engine_random(void *buf, size_t len);
