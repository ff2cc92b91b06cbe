/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key derivation: HKDF (RFC 5869), the concatenation KDF (SP 800-56C, one step,
 * with a digest) and PBKDF2 (RFC 8018). Salt, information and lengths come as
 * attributes, under GlobalPlatform's identifiers or those that OP-TEE had
 * before; an attribute that does not belong there is refused, as by OP-TEE.
 *
 * A derivation is one message, and the service serves one message at a time:
 * iterations of PBKDF2 are limited.
 *
 * State: kdfs, fetched at the start.
 */
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

enum { ITERATIONS_MAX = 1 << 24 };

static struct kdfs {
    EVP_KDF *hkdf, *concat, *pbkdf2, *x963;
} kdfs;

_Bool kdf_init(void)
{
    kdfs.hkdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    kdfs.concat = EVP_KDF_fetch(NULL, "SSKDF", NULL);
    kdfs.pbkdf2 = EVP_KDF_fetch(NULL, "PBKDF2", NULL);
    kdfs.x963 = EVP_KDF_fetch(NULL, "X963KDF", NULL);
    return kdfs.hkdf && kdfs.concat && kdfs.pbkdf2 && kdfs.x963;
}

/* What attributes mean; the value of one that is absent is 0, or nothing. */
struct kdf {
    uint32_t length;
    uint32_t iterations;
    uint32_t hash; /* ALG_* */
    struct span salt, info;
};

enum kdf_field { LENGTH = 1, ITERATIONS, HASH, SALT, INFO };

/* Which attribute is what. */
struct kdf_attr {
    uint32_t id;
    enum kdf_field field;
};

static const struct kdf_attr hkdf_attrs[] = {
    {ATTR_HKDF_SALT, SALT},           {ATTR_OPTEE_HKDF_SALT, SALT},
    {ATTR_HKDF_INFO, INFO},           {ATTR_OPTEE_HKDF_INFO, INFO},
    {ATTR_KDF_KEY_SIZE, LENGTH},      {ATTR_HKDF_OKM_LENGTH, LENGTH},
    {ATTR_HKDF_HASH_ALGORITHM, HASH}, {0, 0}};
static const struct kdf_attr concat_attrs[] = {
    {ATTR_CONCAT_KDF_OTHER_INFO, INFO},
    {ATTR_CONCAT_KDF_DKM_LENGTH, LENGTH},
    {ATTR_KDF_KEY_SIZE, LENGTH},
    {0, 0}};
static const struct kdf_attr pbkdf2_attrs[] = {
    {ATTR_PBKDF2_SALT, SALT},
    {ATTR_PBKDF2_ITERATION_COUNT, ITERATIONS},
    {ATTR_PBKDF2_DKM_LENGTH, LENGTH},
    {ATTR_KDF_KEY_SIZE, LENGTH},
    {0, 0}};

static void field_set(struct kdf *kdf, enum kdf_field field,
                      const struct attr *attr)
{
    switch (field) {
    case LENGTH:
        kdf->length = attr->a;
        break;
    case ITERATIONS:
        kdf->iterations = attr->a;
        break;
    case HASH:
        kdf->hash = attr->a;
        break;
    case SALT:
        kdf->salt = attr_span(attr);
        break;
    case INFO:
        kdf->info = attr_span(attr);
        break;
    }
}

/* False: an attribute that does not belong there. */
static _Bool kdf_decode(const struct kdf_attr *table, const struct attrs *attrs,
                        struct kdf *kdf)
{
    for (unsigned i = 0; i < attrs->count; i++) {
        const struct kdf_attr *row = table;
        while (row->id && row->id != attrs->attr[i].id)
            row++;
        if (!row->id)
            return 0;
        field_set(kdf, row->field, &attrs->attr[i]);
    }
    return 1;
}

/* The client's key has one attribute, the secret. */
static void secret_add(struct params *p, const char *name, const struct asym *a)
{
    params_octets(p, name, span_pointed(attr_span(&a->key[0]->attr[0])));
}

static enum tee_result kdf_run(EVP_KDF *method, struct params *p, uint8_t *out,
                               size_t length, size_t *n)
{
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(method);
    int ok =
        ctx && params_end(p) && EVP_KDF_derive(ctx, out, length, p->list) == 1;
    EVP_KDF_CTX_free(ctx);
    if (!ok)
        return failure_result(R_ERROR_BAD_PARAMETERS);
    *n = length;
    return R_SUCCESS;
}

static enum tee_result hkdf_derive(struct asym *a, const struct attrs *attrs,
                                   uint8_t *out, size_t room, size_t *n)
{
    struct kdf kdf = {.hash = a->hash ? a->hash->id : ALG_SHA256};
    struct params p;
    if (!kdf_decode(hkdf_attrs, attrs, &kdf) || !kdf.length ||
        kdf.length > room)
        return R_ERROR_BAD_PARAMETERS;
    /* The algorithm says the digest where it has one, not the attribute. */
    const struct asym_hash *hash = a->hash ? a->hash : asym_hash_find(kdf.hash);
    if (!hash)
        return R_ERROR_BAD_PARAMETERS;
    params_begin(&p);
    params_text(&p, OSSL_KDF_PARAM_DIGEST, hash->name);
    secret_add(&p, OSSL_KDF_PARAM_KEY, a);
    if (kdf.salt.n)
        params_octets(&p, OSSL_KDF_PARAM_SALT, kdf.salt);
    if (kdf.info.n)
        params_octets(&p, OSSL_KDF_PARAM_INFO, kdf.info);
    return kdf_run(kdfs.hkdf, &p, out, kdf.length, n);
}

static enum tee_result concat_derive(struct asym *a, const struct attrs *attrs,
                                     uint8_t *out, size_t room, size_t *n)
{
    struct kdf kdf = {0};
    struct params p;
    if (!kdf_decode(concat_attrs, attrs, &kdf) || !kdf.length ||
        kdf.length > room)
        return R_ERROR_BAD_PARAMETERS;
    params_begin(&p);
    params_text(&p, OSSL_KDF_PARAM_DIGEST, a->hash->name);
    secret_add(&p, OSSL_KDF_PARAM_SECRET, a);
    if (kdf.info.n)
        params_octets(&p, OSSL_KDF_PARAM_INFO, kdf.info);
    return kdf_run(kdfs.concat, &p, out, kdf.length, n);
}

static enum tee_result pbkdf2_derive(struct asym *a, const struct attrs *attrs,
                                     uint8_t *out, size_t room, size_t *n)
{
    struct kdf kdf = {0};
    struct params p;
    if (!kdf_decode(pbkdf2_attrs, attrs, &kdf) || !kdf.length ||
        kdf.length > room || !kdf.iterations || kdf.iterations > ITERATIONS_MAX)
        return R_ERROR_BAD_PARAMETERS;
    int iterations = (int)kdf.iterations;
    params_begin(&p);
    params_text(&p, OSSL_KDF_PARAM_DIGEST, a->hash->name);
    secret_add(&p, OSSL_KDF_PARAM_PASSWORD, a);
    params_octets(&p, OSSL_KDF_PARAM_SALT, span_pointed(kdf.salt));
    params_int(&p, OSSL_KDF_PARAM_ITER, &iterations);
    return kdf_run(kdfs.pbkdf2, &p, out, kdf.length, n);
}

_Bool kdf_x963_sm3(struct span secret, uint8_t *out, size_t n)
{
    struct params p;
    params_begin(&p);
    params_text(&p, OSSL_KDF_PARAM_DIGEST, "SM3");
    params_octets(&p, OSSL_KDF_PARAM_KEY, secret);
    return kdf_run(kdfs.x963, &p, out, n, &n) == R_SUCCESS;
}

const struct asym_family hkdf = {.derive = hkdf_derive};
const struct asym_family concat_kdf = {.derive = concat_derive};
const struct asym_family pbkdf2 = {.derive = pbkdf2_derive};
