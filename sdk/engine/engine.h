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
 * (TEE_MEMORY_ACCESS_*), else ACCESS_DENIED. Known are the image, the stack,
 * the memory references of the current request and what was mapped. Without
 * ANY_OWNER the range must be private: in no memory reference, whether the
 * normal world's or a calling trusted application's, and in no shareable map.
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

/* [13, 14] Time since start of the machine; the own persistent time, which
 * is by UUID; the normal world's wall clock. OVERFLOW: *time is what is left of
 * it. TIME_NOT_SET: the persistent time; COMMUNICATION: the normal world is
 * silent. OUT_OF_MEMORY: the system keeps no more times. */
enum engine_clock {
    ENGINE_TIME_SYSTEM = 0,
    ENGINE_TIME_TA_PERSISTENT = 1,
    ENGINE_TIME_REE = 2,
};
TEE_Result engine_get_time(enum engine_clock clock, TEE_Time *time);
TEE_Result engine_set_ta_time(const TEE_Time *time);

/* [70] NOT_SUPPORTED: without TA_FLAG_CACHE_MAINTENANCE; ACCESS_DENIED: not
 * memory shared with others. */
enum engine_cache {
    ENGINE_CACHE_CLEAN = 0,
    ENGINE_CACHE_FLUSH = 1,
    ENGINE_CACHE_INVALIDATE = 2,
};
TEE_Result engine_cache_operation(const void *buf, size_t len,
                                  enum engine_cache operation);

/*
 * Zeroed memory beside the heap, in pages, and back: all of one map. shareable:
 * others may see it. OUT_OF_MEMORY: also for length 0; BAD_PARAMETERS: there is
 * no such map.
 */
TEE_Result engine_map_zi(size_t length, bool shareable, void **at);
TEE_Result engine_unmap(void *at, size_t length);

/*
 * Puts the library of that UUID into this process, as its file has it, and
 * nothing relocated; its ELF header is at *base. The result says why it is not
 * there. Each call loads it. The second says of a part of it that it is this
 * one's memory (engine_check_access_rights).
 */
TEE_Result engine_library_load(const TEE_UUID *uuid, uintptr_t *base,
                               size_t *size);
TEE_Result engine_memory_add(uintptr_t at, size_t length, bool writable);

/*
 * Calls a plug-in of the supplicant with len bytes at buf (NULL: none), of
 * which what it puts out comes back, and *outlen, which may be more than there
 * was room for. The result may be any: the plug-in's is passed on.
 * OUT_OF_MEMORY: also for more than 64 KiB.
 */
TEE_Result engine_invoke_plugin(const TEE_UUID *uuid, uint32_t command,
                                uint32_t subcommand, void *buf, size_t len,
                                size_t *outlen);

/* The key of this machine that is this trusted application's, for these extra
 * bytes. BAD_PARAMETERS: lengths (sdk/include/pta_system.h); ITEM_NOT_FOUND:
 * the machine has no key to make it from. */
TEE_Result engine_derive_key(const void *extra, size_t extra_len, void *key,
                             size_t key_len);

/*
 * [15 to 17] Cryptographic states. The keys are those of the objects now: a
 * state outlives its objects and sees no change of them. Without keys (0, 0) it
 * waits for engine_cryp_state_set_key(), which has no system call: it forgets
 * what the state was doing. NOT_SUPPORTED: the algorithm; BAD_PARAMETERS: mode
 * or keys do not fit it; ACCESS_DENIED: an object may not be used so; copies
 * are between states of one algorithm and mode.
 */
TEE_Result engine_cryp_state_alloc(uint32_t algorithm, uint32_t mode,
                                   uint32_t key1, uint32_t key2,
                                   uint32_t *state);
TEE_Result engine_cryp_state_set_key(uint32_t state, uint32_t key1,
                                     uint32_t key2);
TEE_Result engine_cryp_state_copy(uint32_t dst, uint32_t src);
TEE_Result engine_cryp_state_free(uint32_t state);

/*
 * [18 to 20] Digests and MACs. The input is `held`, then chunk; held is at
 * most ENGINE_INLINE bytes, so that a caller that gathers small pieces needs no
 * message of its own for them. update and final begin a message if none is
 * under way. final: *hash_len is room, then the length; SHORT_BUFFER sets it to
 * what is needed and keeps the state. A SHAKE gives exactly *hash_len bytes,
 * and more of its output at each repetition, until init.
 */
#define ENGINE_INLINE 64
TEE_Result engine_hash_init(uint32_t state);
TEE_Result engine_hash_update(uint32_t state, const void *held, size_t held_len,
                              const void *chunk, size_t len);
TEE_Result engine_hash_final(uint32_t state, const void *held, size_t held_len,
                             const void *chunk, size_t len, void *hash,
                             size_t *hash_len);

/*
 * [21 to 23] Ciphers. iv, iv_len of update and final: a text is begun with this
 * IV first (NULL: goes on with the one under way). *dst_len: room, then bytes;
 * SHORT_BUFFER sets it to what is needed and changes nothing else. What a mode
 * cannot process yet is kept by the system. src and dst may be the same.
 */
TEE_Result engine_cipher_init(uint32_t state, const void *iv, size_t iv_len);
TEE_Result engine_cipher_update(uint32_t state, const void *iv, size_t iv_len,
                                const void *src, size_t src_len, void *dst,
                                size_t *dst_len);
TEE_Result engine_cipher_final(uint32_t state, const void *iv, size_t iv_len,
                               const void *src, size_t src_len, void *dst,
                               size_t *dst_len);

/* [34 to 38] Authenticated encryption; tag_len in bytes, at most
 * ENGINE_TAG_MAX. The text is `held`, fewer than ENGINE_BLOCK bytes, then src.
 * MAC_INVALID: what dec_final has written is zeros. */
#define ENGINE_TAG_MAX 16
#define ENGINE_BLOCK   16
TEE_Result engine_authenc_init(uint32_t state, const void *nonce,
                               size_t nonce_len, size_t tag_len, size_t aad_len,
                               size_t payload_len);
TEE_Result engine_authenc_update_aad(uint32_t state, const void *aad,
                                     size_t len);
TEE_Result engine_authenc_update_payload(uint32_t state, const void *held,
                                         size_t held_len, const void *src,
                                         size_t src_len, void *dst,
                                         size_t *dst_len);
TEE_Result engine_authenc_enc_final(uint32_t state, const void *held,
                                    size_t held_len, const void *src,
                                    size_t src_len, void *dst, size_t *dst_len,
                                    void *tag, size_t tag_len);
TEE_Result engine_authenc_dec_final(uint32_t state, const void *held,
                                    size_t held_len, const void *src,
                                    size_t src_len, void *dst, size_t *dst_len,
                                    const void *tag, size_t tag_len);

/* [39, 40] Asymmetric operations by the state's mode. CIPHERTEXT_INVALID,
 * SIGNATURE_INVALID, SHORT_BUFFER, BAD_PARAMETERS as the specification's
 * functions have them. */
TEE_Result engine_asymm_operate(uint32_t state, const TEE_Attribute *params,
                                uint32_t count, const void *src, size_t src_len,
                                void *dst, size_t *dst_len);
TEE_Result engine_asymm_verify(uint32_t state, const TEE_Attribute *params,
                               uint32_t count, const void *data,
                               size_t data_len, const void *sig,
                               size_t sig_len);

/* [32] The result becomes the key of an object that has none. What the other
 * side of SM2's key exchange shall get is written to the buffer of
 * TEE_ATTR_SM2_KEP_CONFIRMATION_OUT; MAC_INVALID: what it sent is wrong. The
 * second is a KEM's other half: a fresh key, and its cipher text in dst. */
TEE_Result engine_cryp_derive_key(uint32_t state, const TEE_Attribute *params,
                                  uint32_t count, uint32_t derived);
TEE_Result engine_cryp_encapsulate(uint32_t state, uint32_t derived, void *dst,
                                   size_t *dst_len);

/*
 * [24 to 31] Key objects, in the system's memory. alloc: max_size in bits;
 * NOT_SUPPORTED: type or size. populate, generate, copy: the destination has
 * no key yet; populate: ITEM_NOT_FOUND: an attribute is missing or foreign,
 * BAD_PARAMETERS: wrong, or too large. get_attr: a reference goes to buf, *len
 * is room, then bytes (SHORT_BUFFER: what is needed); a value is two uint32_t.
 * ITEM_NOT_FOUND; ACCESS_DENIED: not to be extracted.
 */
struct engine_object_info {
    uint32_t type;
    uint32_t size;     /* bits; 0: no key */
    uint32_t max_size; /* bits */
    uint32_t usage;    /* TEE_USAGE_* */
};
TEE_Result engine_cryp_obj_get_info(uint32_t obj,
                                    struct engine_object_info *info);
TEE_Result engine_cryp_obj_restrict_usage(uint32_t obj, uint32_t usage);
TEE_Result engine_cryp_obj_get_attr(uint32_t obj, uint32_t attr, void *buf,
                                    size_t *len);
TEE_Result engine_cryp_obj_alloc(uint32_t type, uint32_t max_size,
                                 uint32_t *obj);
TEE_Result engine_cryp_obj_close(uint32_t obj);
TEE_Result engine_cryp_obj_reset(uint32_t obj);
TEE_Result engine_cryp_obj_populate(uint32_t obj, const TEE_Attribute *attrs,
                                    uint32_t count);
TEE_Result engine_cryp_obj_copy(uint32_t dst, uint32_t src);
TEE_Result engine_cryp_obj_generate_key(uint32_t obj, uint32_t size,
                                        const TEE_Attribute *params,
                                        uint32_t count);

/* [33] Any length. NO_DATA: the system has no entropy. */
TEE_Result engine_random(void *buf, size_t len);

/*
 * Sockets, which OP-TEE has in a pseudo TA, by numbers that the system gives;
 * another trusted application's do not exist. Results besides those said:
 * OUT_OF_MEMORY, NOT_SUPPORTED (the supplicant), COMMUNICATION (any failure of
 * the normal world or the network that has no name here).
 */
struct engine_peer {
    const char *name;
    uint16_t port;
    uint8_t protocol; /* TEE_ISOCKET_PROTOCOLID_* */
    uint8_t ip;       /* TEE_IP_VERSION_* */
};

/* TEE_ISOCKET_ERROR_HOSTNAME, _TIMEOUT, _OUT_OF_RESOURCES. */
TEE_Result engine_socket_open(const struct engine_peer *peer, uint32_t *socket);
TEE_Result engine_socket_close(uint32_t socket);

/* Sends *len bytes; of more than 64 KiB, so many. *len is then how many went:
 * as many as the system took at once. CANCEL, TEE_ISOCKET_ERROR_TIMEOUT (after
 * ms, or TEE_TIMEOUT_INFINITE), _REMOTE_CLOSED, _LARGE_BUFFER (a datagram). */
TEE_Result engine_socket_send(uint32_t socket, const void *buf, uint32_t *len,
                              uint32_t ms);

/* What there is, at most *len bytes; then *len is how many there were, which of
 * a datagram may be more than was given. 0 given: does not wait. CANCEL,
 * TEE_ISOCKET_ERROR_TIMEOUT, _REMOTE_CLOSED. */
TEE_Result engine_socket_recv(uint32_t socket, void *buf, uint32_t *len,
                              uint32_t ms);

/* *len > 0. TEE_ISOCKET_ERROR_HOSTNAME, _LARGE_BUFFER. */
TEE_Result engine_socket_ioctl(uint32_t socket, uint32_t command, void *buf,
                               uint32_t *len);

/* Adds bytes to what random numbers are made from, to no harm whatever they
 * are. NO_DATA: as above. */
TEE_Result engine_add_entropy(const void *buf, size_t len);
