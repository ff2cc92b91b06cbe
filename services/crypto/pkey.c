/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libcrypto takes the parts of a key as a list of OSSL_PARAM, numbers in the
 * CPU's byte order and therefore in a copy, which may be of a secret and is
 * wiped. The list and the copies are on the caller's stack.
 */
#include "services/crypto/pkey.h"

#include "lib/mem.h"

struct span span_strip_zeros(struct span s)
{
    for (; s.n && !*s.p; s.p++)
        s.n--;
    return s;
}

size_t span_bits(struct span s)
{
    return s.n ? s.n * 8 - (size_t)__builtin_clz(*s.p) + 24 : 0;
}

void params_begin(struct params *p)
{
    p->count = 0;
    p->used = 0;
}

static void params_add(struct params *p, OSSL_PARAM param)
{
    if (p->count < PARAMS_MAX)
        p->list[p->count] = param;
    if (p->count <= PARAMS_MAX)
        p->count++;
}

/* libcrypto only reads parameters that are handed to it. */
static void *writable(const void *p)
{
    return (void *)(uintptr_t)p;
}

/* n bytes of room; NULL: there is none. */
static uint8_t *params_room(struct params *p, size_t n)
{
    if (n > PARAMS_BYTES - p->used) {
        p->count = PARAMS_MAX + 1;
        return NULL;
    }
    p->used += n;
    return p->bytes + p->used - n;
}

void params_number(struct params *p, const char *name, struct span number)
{
    uint8_t *out = params_room(p, number.n);
    if (!out)
        return;
    for (size_t i = 0; i < number.n; i++)
        out[i] = number.p[number.n - 1 - i];
    params_add(p, OSSL_PARAM_construct_BN(name, out, number.n));
}

void params_bignum(struct params *p, const char *name, const BIGNUM *number,
                   size_t n)
{
    uint8_t *out = params_room(p, n);
    if (!out)
        return;
    if (BN_bn2nativepad(number, out, (int)n) < 0)
        p->count = PARAMS_MAX + 1;
    params_add(p, OSSL_PARAM_construct_BN(name, out, n));
}

void params_octets(struct params *p, const char *name, struct span octets)
{
    params_add(p, OSSL_PARAM_construct_octet_string(name, writable(octets.p),
                                                    octets.n));
}

void params_text(struct params *p, const char *name, const char *text)
{
    params_add(p, OSSL_PARAM_construct_utf8_string(name, writable(text), 0));
}

void params_int(struct params *p, const char *name, const int *value)
{
    params_add(p, OSSL_PARAM_construct_int(name, writable(value)));
}

_Bool params_end(struct params *p)
{
    if (p->count > PARAMS_MAX)
        return 0;
    p->list[p->count] = OSSL_PARAM_construct_end();
    return 1;
}

void params_drop(struct params *p)
{
    mem_wipe(p->bytes, p->used);
}

EVP_PKEY *pkey_checked(EVP_PKEY *key)
{
    if (!key || EVP_PKEY_get_bits(key) > 0)
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

EVP_PKEY *pkey_make(const char *type, int selection, struct params *p)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (ctx && params_end(p) && EVP_PKEY_fromdata_init(ctx) == 1)
        (void)EVP_PKEY_fromdata(ctx, &key, selection, p->list);
    EVP_PKEY_CTX_free(ctx);
    params_drop(p);
    return pkey_checked(key);
}
