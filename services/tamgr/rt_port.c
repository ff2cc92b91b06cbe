/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * port.h on runtime/rt.h and on the messages of crypto, keys and nv. These
 * services are called with the blocking call: they call nobody, so they answer
 * without anyone's help.
 */
#include "services/tamgr/rt_port.h"

#include "abi/crypto_msg.h"
#include "abi/gateway_msg.h"
#include "abi/keys_msg.h"
#include "abi/nv_msg.h"
#include "lib/bytes.h"
#include "lib/mem.h"
#include "runtime/rt.h"

/* An RSA key as VERIFY takes it, at its largest. */
#define KEY_MAX (sizeof(struct crypto_rsa_public) + 512 + sizeof(uint64_t))

static struct klease lend(const void *data, size_t size, uint32_t rights)
{
    return (struct klease){(uint64_t)(uintptr_t)data, (uint32_t)size, rights};
}

/* One message to the crypto service; its result, or GENERIC if it died. */
static enum tee_result ask(struct rt_event *ev, const struct klease *leases,
                           size_t n)
{
    enum kerr error = rt_call(SERVICE_CRYPTO, ev, leases, n);

    return error ? R_ERROR_GENERIC : (enum tee_result)(uint32_t)ev->w[0];
}

static enum tee_result digest(uint32_t algorithm, const void *head,
                              size_t head_size, const void *data, size_t size,
                              void *out, size_t length)
{
    struct rt_event ev = {
        .w = {CRYPTO_DIGEST | (uint64_t)head_size << 32, algorithm, length}};
    struct klease leases[] = {lend(data, size, KLEASE_READ),
                              lend(out, length, KLEASE_WRITE)};
    enum tee_result result;

    if (head_size > CRYPTO_INLINE || size > UINT32_MAX)
        return R_ERROR_BAD_PARAMETERS;
    memcpy(&ev.w[3], head, head_size);
    result = ask(&ev, leases, 2);
    if (!result && ev.w[1] != length)
        result = R_ERROR_GENERIC;
    return result;
}

/* The bytes of a trusted key as the crypto service takes them; 0: malformed.
 * Only RSA keys differ: lengths first. */
static size_t key_bytes(const struct ta_key *key, uint8_t *bytes, size_t room)
{
    struct reader r = reader_init(key->bytes, key->length);
    struct writer w = writer_init(bytes, room);

    if (key->family == TA_KEY_RSA) {
        uint32_t modulus = reader_u32_be(&r);

        writer_u32_le(&w, modulus);
        writer_u32_le(&w, (uint32_t)(key->length - 4 - modulus));
    }
    writer_bytes(&w, r.p, r.left);
    return r.failed || w.failed ? 0 : room - w.left;
}

static enum tee_result verify(uint32_t algorithm, const struct ta_key *key,
                              const uint8_t *hash, const uint8_t *signature,
                              size_t signature_size)
{
    struct rt_event ev = {.w = {CRYPTO_VERIFY, algorithm}};
    uint8_t bytes[KEY_MAX];
    struct klease leases[VERIFY_LEASES] = {
        [VERIFY_KEY] =
            lend(bytes, key_bytes(key, bytes, sizeof(bytes)), KLEASE_READ),
        [VERIFY_DIGEST] = lend(hash, 32, KLEASE_READ),
        [VERIFY_SIGNATURE] = lend(signature, signature_size, KLEASE_READ),
    };

    return ask(&ev, leases, VERIFY_LEASES);
}

static enum tee_result key_derive(uint32_t use, const struct uuid_words *uuid,
                                  void *out, size_t size)
{
    struct rt_event ev = {.w = {KEYS_DERIVE, use, uuid->w[0], uuid->w[1]}};
    struct klease lease = lend(out, size, KLEASE_WRITE);
    enum kerr error =
        rt_call(SERVICE_KEYS, &ev, &lease, out ? 1 : KLEASE_FORWARD);

    return error ? R_ERROR_GENERIC : (enum tee_result)(uint32_t)ev.w[0];
}

static enum tee_result ask_nv(struct rt_event *ev)
{
    return rt_call(SERVICE_NV, ev, NULL, 0)
               ? R_ERROR_STORAGE_NOT_AVAILABLE
               : (enum tee_result)(uint32_t)ev->w[0];
}

static enum tee_result
counter_read(uint32_t kind, const struct uuid_words *name, uint64_t *value)
{
    struct rt_event ev = {.w = {NV_READ, kind, name->w[0], name->w[1]}};
    enum tee_result result = ask_nv(&ev);

    if (!result)
        *value = ev.w[1];
    return result;
}

static enum tee_result
counter_raise(uint32_t kind, const struct uuid_words *name, uint64_t value)
{
    struct rt_event ev = {.w = {NV_RAISE, kind, name->w[0], name->w[1], value}};

    return ask_nv(&ev);
}

static enum tee_result random(void *out, size_t size)
{
    struct rt_event ev = {.w = {CRYPTO_RANDOM, size}};
    enum tee_result result;

    if (size > CRYPTO_INLINE)
        return R_ERROR_BAD_PARAMETERS;
    result = ask(&ev, NULL, 0);
    if (!result && ev.w[1] != size)
        result = R_ERROR_GENERIC;
    if (!result)
        memcpy(out, &ev.w[2], size);
    mem_wipe(ev.w, sizeof(ev.w));
    return result;
}

/* The same to the gateway, which answers what is asked here without anyone's
 * help, too. */
static enum tee_result ask_gateway(struct rt_event *ev)
{
    return rt_call(SERVICE_GATEWAY, ev, NULL, 0) || ev->w[0] ? R_ERROR_GENERIC
                                                             : R_SUCCESS;
}

static void client_gone(uint32_t pid)
{
    struct rt_event ev = {.w = {CRYPTO_CLIENT_GONE, pid}};

    /* If the service is gone, so is what it held. */
    (void)ask(&ev, NULL, 0);
    ev = (struct rt_event){.w = {GW_CLIENT_GONE, pid}};
    (void)ask_gateway(&ev);
}

static enum tee_result gateway_stats(uint64_t number[SYSTEM_STATS_NUMBERS])
{
    struct rt_event ev = {.w = {GW_STATS}};

    enum tee_result result = ask_gateway(&ev);

    if (!result)
        memcpy(number, &ev.w[1], SYSTEM_STATS_NUMBERS * sizeof(number[0]));
    return result;
}

const struct tamgr_port rt_port = {
    .digest = digest,
    .verify = verify,
    .key_derive = key_derive,
    .random = random,
    .client_gone = client_gone,
    .counter_read = counter_read,
    .counter_raise = counter_raise,
    .gateway_stats = gateway_stats,
    .stats = rt_stats,
    .mem_map = rt_mem_map,
    .mem_unmap = rt_mem_unmap,
    .process_create = rt_process_create,
    .process_map = rt_process_map,
    .process_write = rt_process_write,
    .process_unmap = rt_process_unmap,
    .process_start = rt_process_start,
    .process_kill = rt_process_kill,
    .process_reap = rt_process_reap,
    .borrow_write = rt_borrow_write,
    .log = rt_log,
};
