/* SPDX-License-Identifier: BSD-2-Clause */
/* See fake_crypto.h. */
#include "tests/unit/sdk/fake_crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tee_internal_api.h>
#include <utee_defines.h>

#include "lib/mem.h"
#include "sdk/engine/engine.h"

enum { STATES = 8, OBJECTS = 8, BLOCK = 16 };

static struct state {
    bool used;
    uint32_t algorithm, mode;
    uint8_t key; /* first byte of it */
    bool keyed;
    uint64_t sum, count, given; /* of a digest, MAC, AE */
    bool squeezed;
    uint8_t iv;
    bool begun;
    size_t tag_len;
    uint8_t kept[BLOCK];
    size_t kept_len;
} states[STATES];

struct fake_crypto fake_crypto;

/* lib/mem.c, which cannot stand beside the host's C library. */
void mem_wipe(void *p, size_t n)
{
    memset(p, 0, n);
}

_Bool mem_equal_ct(const void *a, const void *b, size_t n)
{
    return !memcmp(a, b, n);
}

/* Numbers are indices + 1; a function is called. */
static bool is_refused(TEE_Result *result)
{
    fake_crypto.calls++;
    *result = fake_crypto.next;
    fake_crypto.next = TEE_SUCCESS;
    return *result != TEE_SUCCESS;
}

#define CALLED()                                                               \
    do {                                                                       \
        TEE_Result refusal;                                                    \
                                                                               \
        if (is_refused(&refusal))                                              \
            return refusal;                                                    \
    } while (0)

static struct state *state_of(uint32_t number)
{
    assert_in_range(number, 1, STATES);
    assert_true(states[number - 1].used);
    return &states[number - 1];
}

static struct fake_object *object_of(uint32_t number)
{
    struct fake_object *o = &fake_crypto.object[(number - 1) % OBJECTS];

    return number >= 1 && number <= OBJECTS && o->used ? o : NULL;
}

static void take_params(const TEE_Attribute *params, uint32_t count)
{
    fake_crypto.params = count;
    for (uint32_t i = 0; i < count && i < 2; i++)
        fake_crypto.param[i] = params[i];
}

unsigned fake_in_use(void)
{
    unsigned n = 0;

    for (unsigned i = 0; i < STATES; i++)
        n += states[i].used;
    for (unsigned i = 0; i < OBJECTS; i++)
        n += fake_crypto.object[i].used;
    return n;
}

TEE_ObjectHandle fake_key(uint32_t type, uint8_t value, size_t n)
{
    uint8_t bytes[64];
    uint32_t number;
    TEE_Attribute attr;

    memset(bytes, value, sizeof(bytes));
    TEE_InitRefAttribute(&attr, TEE_ATTR_SECRET_VALUE, bytes, n);
    assert_int_equal(engine_cryp_obj_alloc(type, (uint32_t)n * 8, &number), 0);
    assert_int_equal(engine_cryp_obj_populate(number, &attr, 1), 0);
    return (TEE_ObjectHandle)(uintptr_t)number;
}

/* ---- states ---- */

TEE_Result engine_cryp_state_alloc(uint32_t algorithm, uint32_t mode,
                                   uint32_t key1, uint32_t key2,
                                   uint32_t *state)
{
    CALLED();
    assert_int_equal(key1 | key2, 0);
    fake_crypto.algorithm = algorithm;
    for (uint32_t i = 0; i < STATES; i++) {
        if (states[i].used)
            continue;
        states[i] =
            (struct state){.used = true, .algorithm = algorithm, .mode = mode};
        *state = i + 1;
        return TEE_SUCCESS;
    }
    return TEE_ERROR_OUT_OF_MEMORY;
}

TEE_Result engine_cryp_state_set_key(uint32_t state, uint32_t key1,
                                     uint32_t key2)
{
    struct state *s = state_of(state);
    struct fake_object *o = object_of(key1);
    struct fake_object *o2 = object_of(key2);

    CALLED();
    if (key1 && !o)
        return TEE_ERROR_BAD_PARAMETERS;
    if (o && o2 && o->type != o2->type)
        return TEE_ERROR_BAD_PARAMETERS;
    *s = (struct state){.used = true,
                        .algorithm = s->algorithm,
                        .mode = s->mode,
                        .keyed = o != NULL,
                        .key = o ? o->key[0] : 0};
    return TEE_SUCCESS;
}

TEE_Result engine_cryp_state_copy(uint32_t dst, uint32_t src)
{
    CALLED();
    *state_of(dst) = *state_of(src);
    return TEE_SUCCESS;
}

TEE_Result engine_cryp_state_free(uint32_t state)
{
    CALLED();
    state_of(state)->used = false;
    return TEE_SUCCESS;
}

/* ---- digests and MACs ---- */

static void hash_begin(struct state *s)
{
    s->sum = s->keyed ? s->key : 0;
    s->count = s->given = 0;
    s->squeezed = false;
    s->begun = true;
}

TEE_Result engine_hash_init(uint32_t state)
{
    CALLED();
    hash_begin(state_of(state));
    return TEE_SUCCESS;
}

static void sum_up(struct state *s, const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        s->sum += p[i];
    s->count += len;
}

TEE_Result engine_hash_update(uint32_t state, const void *held, size_t held_len,
                              const void *chunk, size_t len)
{
    struct state *s = state_of(state);

    CALLED();
    assert_in_range(held_len, 0, ENGINE_INLINE);
    if (s->squeezed)
        return TEE_ERROR_BAD_STATE;
    if (!s->begun)
        hash_begin(s);
    sum_up(s, held, held_len);
    sum_up(s, chunk, len);
    return TEE_SUCCESS;
}

TEE_Result engine_hash_final(uint32_t state, const void *held, size_t held_len,
                             const void *chunk, size_t len, void *hash,
                             size_t *hash_len)
{
    struct state *s = state_of(state);
    size_t size = TEE_ALG_GET_DIGEST_SIZE(s->algorithm);
    uint8_t *out = hash;

    CALLED();
    if (*hash_len < size) {
        *hash_len = size;
        return TEE_ERROR_SHORT_BUFFER;
    }
    if (s->squeezed && held_len + len)
        return TEE_ERROR_BAD_PARAMETERS;
    if (!s->begun)
        hash_begin(s);
    sum_up(s, held, held_len);
    sum_up(s, chunk, len);
    if (size)
        *hash_len = size;
    for (size_t i = 0; i < *hash_len; i++)
        out[i] = (uint8_t)(s->sum + 16 * s->count + s->given++);
    s->squeezed = !size;
    s->begun = !size;
    return TEE_SUCCESS;
}

/* ---- ciphers ---- */

/* What comes out when len bytes more come in. */
static size_t text_length(const struct state *s, size_t len)
{
    size_t n = s->kept_len + len;

    return TEE_ALG_GET_CHAIN_MODE(s->algorithm) == TEE_CHAIN_MODE_CTR ||
                   TEE_ALG_GET_CLASS(s->algorithm) == TEE_OPERATION_AE
               ? n
               : n - n % BLOCK;
}

static void text(struct state *s, const uint8_t *src, size_t len, uint8_t *out)
{
    size_t n = text_length(s, len);
    size_t all = s->kept_len + len;
    uint8_t *in = malloc(all + 1);

    assert_non_null(in);
    memcpy(in, s->kept, s->kept_len);
    if (len)
        memcpy(in + s->kept_len, src, len);
    for (size_t i = 0; i < n; i++)
        out[i] = in[i] ^ s->key ^ s->iv;
    s->kept_len = all - n;
    memcpy(s->kept, in + n, s->kept_len);
    free(in);
}

TEE_Result engine_cipher_update(uint32_t state, const void *iv, size_t iv_len,
                                const void *src, size_t src_len, void *dst,
                                size_t *dst_len)
{
    struct state *s = state_of(state);
    struct state next = *s;

    CALLED();
    if (iv) {
        next.iv = iv_len ? *(const uint8_t *)iv : 0;
        next.kept_len = 0;
        next.begun = true;
    }
    if (!next.begun)
        return TEE_ERROR_BAD_STATE;
    if (*dst_len < text_length(&next, src_len)) {
        *dst_len = text_length(&next, src_len);
        return TEE_ERROR_SHORT_BUFFER;
    }
    *dst_len = text_length(&next, src_len);
    text(&next, src, src_len, dst);
    *s = next;
    return TEE_SUCCESS;
}

TEE_Result engine_cipher_final(uint32_t state, const void *iv, size_t iv_len,
                               const void *src, size_t src_len, void *dst,
                               size_t *dst_len)
{
    TEE_Result result =
        engine_cipher_update(state, iv, iv_len, src, src_len, dst, dst_len);

    if (result)
        return result;
    if (state_of(state)->kept_len)
        return TEE_ERROR_BAD_PARAMETERS;
    state_of(state)->begun = false;
    return TEE_SUCCESS;
}

/* ---- authenticated encryption ---- */

TEE_Result engine_authenc_init(uint32_t state, const void *nonce,
                               size_t nonce_len, size_t tag_len, size_t aad_len,
                               size_t payload_len)
{
    struct state *s = state_of(state);

    (void)aad_len;
    (void)payload_len;
    CALLED();
    if (tag_len > ENGINE_TAG_MAX)
        return TEE_ERROR_NOT_SUPPORTED;
    if (!nonce_len)
        return TEE_ERROR_BAD_PARAMETERS;
    s->iv = *(const uint8_t *)nonce;
    s->tag_len = tag_len;
    s->sum = s->count = 0;
    s->begun = true;
    return TEE_SUCCESS;
}

TEE_Result engine_authenc_update_aad(uint32_t state, const void *aad,
                                     size_t len)
{
    CALLED();
    sum_up(state_of(state), aad, len);
    return TEE_SUCCESS;
}

TEE_Result engine_authenc_update_payload(uint32_t state, const void *held,
                                         size_t held_len, const void *src,
                                         size_t src_len, void *dst,
                                         size_t *dst_len)
{
    struct state *s = state_of(state);
    size_t n = held_len + src_len;

    CALLED();
    assert_in_range(held_len, 0, ENGINE_BLOCK - 1);
    if (*dst_len < n) {
        *dst_len = n;
        return TEE_ERROR_SHORT_BUFFER;
    }
    *dst_len = n;
    if (s->mode == TEE_MODE_DECRYPT) {
        sum_up(s, held, held_len);
        sum_up(s, src, src_len);
    }
    memcpy(s->kept, held, held_len);
    s->kept_len = held_len;
    text(s, src, src_len, dst);
    if (s->mode == TEE_MODE_ENCRYPT)
        sum_up(s, dst, n);
    return TEE_SUCCESS;
}

TEE_Result engine_authenc_enc_final(uint32_t state, const void *held,
                                    size_t held_len, const void *src,
                                    size_t src_len, void *dst, size_t *dst_len,
                                    void *tag, size_t tag_len)
{
    struct state *s = state_of(state);
    TEE_Result result = engine_authenc_update_payload(
        state, held, held_len, src, src_len, dst, dst_len);

    if (result)
        return result;
    assert_int_equal(tag_len, s->tag_len);
    memset(tag, (int)(s->sum & 0xFF), tag_len);
    s->begun = false;
    return TEE_SUCCESS;
}

TEE_Result engine_authenc_dec_final(uint32_t state, const void *held,
                                    size_t held_len, const void *src,
                                    size_t src_len, void *dst, size_t *dst_len,
                                    const void *tag, size_t tag_len)
{
    struct state *s = state_of(state);
    uint8_t right[ENGINE_TAG_MAX];
    TEE_Result result = engine_authenc_update_payload(
        state, held, held_len, src, src_len, dst, dst_len);

    if (result)
        return result;
    assert_int_equal(tag_len, s->tag_len);
    memset(right, (int)(s->sum & 0xFF), tag_len);
    s->begun = false;
    return memcmp(tag, right, tag_len) ? TEE_ERROR_MAC_INVALID : TEE_SUCCESS;
}

/* ---- asymmetric operations, derivation ---- */

TEE_Result engine_asymm_operate(uint32_t state, const TEE_Attribute *params,
                                uint32_t count, const void *src, size_t src_len,
                                void *dst, size_t *dst_len)
{
    CALLED();
    (void)state_of(state);
    take_params(params, count);
    if (*dst_len < src_len) {
        *dst_len = src_len;
        return TEE_ERROR_SHORT_BUFFER;
    }
    for (size_t i = 0; i < src_len; i++)
        ((uint8_t *)dst)[i] = ((const uint8_t *)src)[src_len - 1 - i];
    *dst_len = src_len;
    return TEE_SUCCESS;
}

TEE_Result engine_asymm_verify(uint32_t state, const TEE_Attribute *params,
                               uint32_t count, const void *data,
                               size_t data_len, const void *sig, size_t sig_len)
{
    const uint8_t *d = data;
    const uint8_t *s = sig;

    CALLED();
    (void)state_of(state);
    take_params(params, count);
    for (size_t i = 0; i < data_len && i < sig_len; i++)
        if (d[i] != s[sig_len - 1 - i])
            return TEE_ERROR_SIGNATURE_INVALID;
    return data_len == sig_len ? TEE_SUCCESS : TEE_ERROR_SIGNATURE_INVALID;
}

static TEE_Result give_key(uint32_t object, uint8_t value)
{
    struct fake_object *o = object_of(object);

    if (!o || o->size)
        return TEE_ERROR_BAD_PARAMETERS;
    o->size = o->max_size;
    memset(o->key, value, sizeof(o->key));
    return TEE_SUCCESS;
}

TEE_Result engine_cryp_derive_key(uint32_t state, const TEE_Attribute *params,
                                  uint32_t count, uint32_t derived)
{
    CALLED();
    take_params(params, count);
    return give_key(derived, state_of(state)->key);
}

TEE_Result engine_cryp_encapsulate(uint32_t state, uint32_t derived, void *dst,
                                   size_t *dst_len)
{
    CALLED();
    if (*dst_len < 32) {
        *dst_len = 32;
        return TEE_ERROR_SHORT_BUFFER;
    }
    *dst_len = 32;
    memset(dst, 0xC7, 32);
    return give_key(derived, state_of(state)->key);
}

/* ---- objects ---- */

TEE_Result engine_cryp_obj_get_info(uint32_t obj,
                                    struct engine_object_info *info)
{
    struct fake_object *o = object_of(obj);

    CALLED();
    if (!o)
        return TEE_ERROR_BAD_PARAMETERS;
    *info =
        (struct engine_object_info){o->type, o->size, o->max_size, o->usage};
    return TEE_SUCCESS;
}

TEE_Result engine_cryp_obj_restrict_usage(uint32_t obj, uint32_t usage)
{
    struct fake_object *o = object_of(obj);

    CALLED();
    if (!o)
        return TEE_ERROR_BAD_PARAMETERS;
    o->usage &= usage;
    return TEE_SUCCESS;
}

/* Every attribute is the key; any value is {1, 2}. */
TEE_Result engine_cryp_obj_get_attr(uint32_t obj, uint32_t attr, void *buf,
                                    size_t *len)
{
    static const uint32_t value[] = {1, 2};
    struct fake_object *o = object_of(obj);

    CALLED();
    if (!o || !o->size)
        return TEE_ERROR_BAD_PARAMETERS;
    if (attr == TEE_ATTR_DH_X_BITS || attr == TEE_ATTR_RSA_MODULUS)
        return TEE_ERROR_ITEM_NOT_FOUND;
    if (attr & TEE_ATTR_FLAG_VALUE) {
        memcpy(buf, value, sizeof(value));
        return TEE_SUCCESS;
    }
    if (!(attr & TEE_ATTR_FLAG_PUBLIC) && !(o->usage & TEE_USAGE_EXTRACTABLE))
        return TEE_ERROR_ACCESS_DENIED;
    if (*len < o->size / 8) {
        *len = o->size / 8;
        return TEE_ERROR_SHORT_BUFFER;
    }
    *len = o->size / 8;
    memcpy(buf, o->key, *len);
    return TEE_SUCCESS;
}

TEE_Result engine_cryp_obj_alloc(uint32_t type, uint32_t max_size,
                                 uint32_t *obj)
{
    CALLED();
    if (type == TEE_TYPE_DATA)
        return TEE_ERROR_NOT_SUPPORTED;
    for (uint32_t i = 0; i < OBJECTS; i++) {
        if (fake_crypto.object[i].used)
            continue;
        fake_crypto.object[i] = (struct fake_object){
            true, type, max_size, 0, TEE_USAGE_DEFAULT, {0}};
        *obj = i + 1;
        return TEE_SUCCESS;
    }
    return TEE_ERROR_OUT_OF_MEMORY;
}

TEE_Result engine_cryp_obj_close(uint32_t obj)
{
    struct fake_object *o = object_of(obj);

    CALLED();
    if (!o)
        return TEE_ERROR_BAD_PARAMETERS;
    o->used = false;
    return TEE_SUCCESS;
}

TEE_Result engine_cryp_obj_reset(uint32_t obj)
{
    struct fake_object *o = object_of(obj);

    CALLED();
    if (!o)
        return TEE_ERROR_BAD_PARAMETERS;
    o->size = 0;
    o->usage = TEE_USAGE_DEFAULT;
    return TEE_SUCCESS;
}

TEE_Result engine_cryp_obj_populate(uint32_t obj, const TEE_Attribute *attrs,
                                    uint32_t count)
{
    struct fake_object *o = object_of(obj);

    CALLED();
    take_params(attrs, count);
    if (count > 1)
        return TEE_ERROR_ITEM_NOT_FOUND;
    if (!o || o->size || !count || !attrs[0].content.ref.length ||
        attrs[0].content.ref.length * 8 > o->max_size)
        return TEE_ERROR_BAD_PARAMETERS;
    o->size = (uint32_t)attrs[0].content.ref.length * 8;
    memset(o->key, 0, sizeof(o->key));
    memcpy(o->key, attrs[0].content.ref.buffer, o->size / 8);
    return TEE_SUCCESS;
}

TEE_Result engine_cryp_obj_copy(uint32_t dst, uint32_t src)
{
    struct fake_object *d = object_of(dst);
    struct fake_object *s = object_of(src);

    CALLED();
    if (!d || !s || d->size || !s->size)
        return TEE_ERROR_BAD_PARAMETERS;
    d->size = s->size;
    d->usage = s->usage;
    memcpy(d->key, s->key, sizeof(d->key));
    return TEE_SUCCESS;
}

TEE_Result engine_cryp_obj_generate_key(uint32_t obj, uint32_t size,
                                        const TEE_Attribute *params,
                                        uint32_t count)
{
    struct fake_object *o = object_of(obj);

    CALLED();
    take_params(params, count);
    if (!o || o->size || size > o->max_size || size % 64 || count > 1)
        return TEE_ERROR_BAD_PARAMETERS;
    o->size = size;
    memset(o->key, 0x6B, sizeof(o->key));
    return TEE_SUCCESS;
}
