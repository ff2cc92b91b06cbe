/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cryptographic states and random numbers: messages to the crypto service
 * (abi/crypto_msg.h). Few bytes travel in the message itself, more by lease.
 */
#include <string.h>

#include "abi/crypto_msg.h"
#include "sdk/engine/call.h"

/* Bytes of one lease: its length field has 32 bits. */
#define CHUNK_MAX 0x40000000u

static TEE_Result crypto_call(struct rt_event *ev, const struct klease *leases,
                              size_t n)
{
    TEE_Result result = service_call(SERVICE_CRYPTO, ev, leases, n);

    return result ? result : (TEE_Result)ev->w[0];
}

TEE_Result engine_cryp_state_alloc(uint32_t algorithm, uint32_t mode,
                                   uint32_t key1, uint32_t key2,
                                   uint32_t *state)
{
    struct rt_event ev = {
        .w = {CRYPTO_STATE_ALLOC, algorithm, mode, key1, key2}};
    TEE_Result result = crypto_call(&ev, NULL, 0);

    if (!result)
        *state = (uint32_t)ev.w[1];
    return result;
}

TEE_Result engine_cryp_state_copy(uint32_t dst, uint32_t src)
{
    struct rt_event ev = {.w = {CRYPTO_STATE_COPY, dst, src}};

    return crypto_call(&ev, NULL, 0);
}

TEE_Result engine_cryp_state_free(uint32_t state)
{
    struct rt_event ev = {.w = {CRYPTO_STATE_FREE, state}};

    return crypto_call(&ev, NULL, 0);
}

TEE_Result engine_hash_init(uint32_t state)
{
    struct rt_event ev = {.w = {CRYPTO_HASH_INIT, state}};

    return crypto_call(&ev, NULL, 0);
}

/* Puts input into the message if it fits, else into a lease; returns the
 * number of leases. */
static size_t input_put(struct rt_event *ev, const void *chunk, size_t len,
                        struct klease *lease)
{
    if (len <= CRYPTO_INLINE) {
        memcpy(&ev->w[3], chunk, len);
        ev->w[0] |= (uint64_t)len << 32;
        return 0;
    }
    *lease = lease_of(chunk, len, KLEASE_READ);
    return 1;
}

TEE_Result engine_hash_update(uint32_t state, const void *chunk, size_t len)
{
    const uint8_t *p = chunk;
    TEE_Result result = TEE_SUCCESS;

    while (len && !result) {
        struct rt_event ev = {.w = {CRYPTO_HASH_UPDATE, state}};
        size_t n = len < CHUNK_MAX ? len : CHUNK_MAX;
        struct klease lease;
        size_t leases = input_put(&ev, p, n, &lease);

        result = crypto_call(&ev, &lease, leases);
        /* What was hashed may be secret. */
        memset(&ev, 0, sizeof(ev));
        __asm__ volatile("" : : "r"(&ev) : "memory");
        p += n;
        len -= n;
    }
    return result;
}

TEE_Result engine_hash_final(uint32_t state, const void *chunk, size_t len,
                             void *hash, size_t *hash_len)
{
    size_t room = *hash_len < CHUNK_MAX ? *hash_len : CHUNK_MAX;
    struct rt_event ev = {.w = {CRYPTO_HASH_FINAL, state, room}};
    struct klease leases[2];
    size_t n = 0;
    TEE_Result result;

    if (len >= CHUNK_MAX) {
        result = engine_hash_update(state, chunk, len);
        if (result)
            return result;
        len = 0;
    }
    if (len)
        n = input_put(&ev, chunk, len, leases);
    if (room > CRYPTO_INLINE)
        leases[n++] = lease_of(hash, room, KLEASE_WRITE);
    result = crypto_call(&ev, leases, n);
    if (result == TEE_SUCCESS && room <= CRYPTO_INLINE)
        memcpy(hash, &ev.w[2], ev.w[1] < room ? ev.w[1] : room);
    if (result == TEE_SUCCESS || result == TEE_ERROR_SHORT_BUFFER)
        *hash_len = ev.w[1];
    return result;
}

TEE_Result engine_add_entropy(const void *buf, size_t len)
{
    struct rt_event ev = {.w = {CRYPTO_RANDOM}};
    struct klease lease = lease_of(buf, len, KLEASE_READ);

    if (len > CHUNK_MAX)
        return TEE_ERROR_BAD_PARAMETERS;
    return crypto_call(&ev, &lease, 1);
}

TEE_Result engine_random(void *buf, size_t len)
{
    uint8_t *p = buf;
    TEE_Result result = TEE_SUCCESS;

    while (len && !result) {
        size_t n = len < CHUNK_MAX ? len : CHUNK_MAX;
        struct rt_event ev = {.w = {CRYPTO_RANDOM, n}};
        struct klease lease = lease_of(p, n, KLEASE_WRITE);

        result = crypto_call(&ev, &lease, n > CRYPTO_INLINE);
        if (!result && n <= CRYPTO_INLINE)
            memcpy(p, &ev.w[2], n);
        p += n;
        len -= n;
    }
    return result;
}
