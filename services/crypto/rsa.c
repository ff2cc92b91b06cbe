/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RSA encryption and signatures (PKCS #1), and RSA without padding.
 *
 * libcrypto's context is set up for each operation anew: padding, digests, salt
 * length and label are parameters of the setup, and nothing of one operation is
 * left for the next. The setup is a hundredth of the cheapest operation.
 *
 * libcrypto blinds private operations and verifies what the Chinese remainder
 * theorem gave with e, so that a fault does not give away a prime.
 *
 * Decryption of PKCS #1 v1.5 does not tell whether the padding was right: where
 * it was not, the text is one that libcrypto derives from key and cipher text.
 * An answer that differs would decrypt for whoever can ask (Bleichenbacher).
 */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/rsa.h>
#include "lib/mem.h"
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

enum { RSA_BYTES_MAX = 512 };

static _Bool is_padded_with(const struct asym *a, const char *mode)
{
    return !strcmp(a->alg->padding, mode);
}

static size_t modulus_size(const struct asym *a)
{
    return (size_t)EVP_PKEY_get_size(a->pkey);
}

static enum tee_result rsa_setup(struct asym *a)
{
    enum tee_result result = asym_setup_pkey(a);
    if (result == R_SUCCESS && modulus_size(a) > RSA_BYTES_MAX)
        return R_ERROR_BAD_PARAMETERS;
    return result;
}

typedef int init_fn(EVP_PKEY_CTX *ctx, const OSSL_PARAM params[]);

static enum tee_result rsa_begin(struct asym *a, init_fn *init,
                                 struct params *p)
{
    if (params_end(p) && init(a->ctx, p->list) == 1)
        return R_SUCCESS;
    return failure_result(R_ERROR_BAD_PARAMETERS);
}

/* The salt is at most as long as what there is room for; libcrypto gives a
 * meaning of their own to some larger values. */
static enum tee_result signature_begin(struct asym *a,
                                       const struct attrs *attrs, init_fn *init)
{
    struct params p;
    int salt = 0;
    params_begin(&p);
    params_text(&p, OSSL_SIGNATURE_PARAM_PAD_MODE, a->alg->padding);
    if (a->hash)
        params_text(&p, OSSL_SIGNATURE_PARAM_DIGEST, a->hash->name);
    if (is_padded_with(a, OSSL_PKEY_RSA_PAD_MODE_PSS)) {
        uint32_t wanted = attrs_value(attrs, ATTR_RSA_PSS_SALT_LENGTH,
                                      (uint32_t)a->hash->size);
        if (wanted > RSA_BYTES_MAX)
            return R_ERROR_BAD_PARAMETERS;
        salt = (int)wanted;
        params_int(&p, OSSL_SIGNATURE_PARAM_PSS_SALTLEN, &salt);
    }
    return rsa_begin(a, init, &p);
}

static enum tee_result rsa_sign(struct asym *a, const struct attrs *attrs,
                                struct span in, uint8_t *out, size_t *n)
{
    if (a->hash && in.n != a->hash->size)
        return R_ERROR_BAD_PARAMETERS;
    if (!room_suffices(n, modulus_size(a)))
        return R_ERROR_SHORT_BUFFER;
    enum tee_result result = signature_begin(a, attrs, EVP_PKEY_sign_init_ex);
    if (result != R_SUCCESS)
        return result;
    if (EVP_PKEY_sign(a->ctx, out, n, in.p, in.n) == 1)
        return R_SUCCESS;
    return failure_result(R_ERROR_BAD_PARAMETERS);
}

static enum tee_result rsa_verify(struct asym *a, const struct attrs *attrs,
                                  struct span digest, struct span signature)
{
    if (a->hash && digest.n != a->hash->size)
        return R_ERROR_BAD_PARAMETERS;
    if (signature.n != modulus_size(a))
        return R_ERROR_SIGNATURE_INVALID;
    enum tee_result result = signature_begin(a, attrs, EVP_PKEY_verify_init_ex);
    if (result != R_SUCCESS)
        return result;
    int good =
        EVP_PKEY_verify(a->ctx, signature.p, signature.n, digest.p, digest.n);
    result = failure_result(R_ERROR_SIGNATURE_INVALID);
    return good == 1 ? R_SUCCESS : result;
}

/* The digest of the mask: as GlobalPlatform's attribute says, which is a
 * reference to an ALG_*, else that of the label. */
static const struct asym_hash *mask_hash(const struct asym *a,
                                         const struct attrs *attrs)
{
    const struct attr *attr = attrs_find(attrs, ATTR_RSA_OAEP_MGF_HASH);
    uint32_t id;
    if (!attr)
        return a->hash;
    if (attr->n != sizeof(id))
        return NULL;
    memcpy(&id, attr->p, sizeof(id));
    return id ? asym_hash_find(id) : a->hash;
}

static enum tee_result cipher_begin(struct asym *a, const struct attrs *attrs,
                                    init_fn *init)
{
    struct params p;
    params_begin(&p);
    params_text(&p, OSSL_ASYM_CIPHER_PARAM_PAD_MODE, a->alg->padding);
    if (is_padded_with(a, OSSL_PKEY_RSA_PAD_MODE_OAEP)) {
        const struct asym_hash *mask = mask_hash(a, attrs);
        struct span label = attr_span(attrs_find(attrs, ATTR_RSA_OAEP_LABEL));
        if (!mask)
            return R_ERROR_BAD_PARAMETERS;
        params_text(&p, OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST, a->hash->name);
        params_text(&p, OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST, mask->name);
        params_octets(&p, OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL,
                      span_pointed(label));
    }
    return rsa_begin(a, init, &p);
}

static enum tee_result rsa_encrypt(struct asym *a, const struct attrs *attrs,
                                   struct span in, uint8_t *out, size_t *n)
{
    if (!room_suffices(n, modulus_size(a)))
        return R_ERROR_SHORT_BUFFER;
    enum tee_result result = cipher_begin(a, attrs, EVP_PKEY_encrypt_init_ex);
    if (result != R_SUCCESS)
        return result;
    if (EVP_PKEY_encrypt(a->ctx, out, n, in.p, in.n) == 1)
        return R_SUCCESS;
    return failure_result(R_ERROR_BAD_PARAMETERS);
}

/* The text is shorter than the modulus, but how long is known afterwards. */
static enum tee_result rsa_decrypt(struct asym *a, const struct attrs *attrs,
                                   struct span in, uint8_t *out, size_t *n)
{
    uint8_t text[RSA_BYTES_MAX];
    size_t length = sizeof(text);
    if (in.n != modulus_size(a))
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = cipher_begin(a, attrs, EVP_PKEY_decrypt_init_ex);
    if (result != R_SUCCESS)
        return result;
    if (EVP_PKEY_decrypt(a->ctx, text, &length, in.p, in.n) != 1)
        result = failure_result(R_ERROR_CIPHERTEXT_INVALID);
    else if (!room_suffices(n, length))
        result = R_ERROR_SHORT_BUFFER;
    else
        memcpy(out, text, *n = length);
    (void)failure_result(R_SUCCESS);
    mem_wipe(text, sizeof(text));
    return result;
}

/* Numbers less than the modulus both ways, of any length, the result without
 * leading zeros (but one byte of zero at least), as OP-TEE has it. */
static enum tee_result rsa_raw(struct asym *a, const struct attrs *attrs,
                               struct span in, uint8_t *out, size_t *n)
{
    uint8_t text[RSA_BYTES_MAX] = {0};
    uint8_t number[RSA_BYTES_MAX];
    size_t size = modulus_size(a), length = sizeof(number);
    in = span_strip_zeros(in);
    if (in.n > size)
        return R_ERROR_BAD_PARAMETERS;
    memcpy(text + size - in.n, in.p, in.n);
    enum tee_result result;
    if (a->mode == MODE_ENCRYPT)
        result =
            rsa_encrypt(a, attrs, (struct span){text, size}, number, &length);
    else
        result =
            rsa_decrypt(a, attrs, (struct span){text, size}, number, &length);
    if (result == R_ERROR_CIPHERTEXT_INVALID)
        result = R_ERROR_BAD_PARAMETERS; /* not less than the modulus */
    if (result == R_SUCCESS) {
        struct span s = span_strip_zeros((struct span){number, length - 1});
        s.n++; /* the last byte, if it is the only one */
        if (room_suffices(n, s.n))
            memcpy(out, s.p, *n = s.n);
        else
            result = R_ERROR_SHORT_BUFFER;
    }
    mem_wipe(text, sizeof(text));
    mem_wipe(number, sizeof(number));
    return result;
}

static enum tee_result rsa_crypt(struct asym *a, const struct attrs *attrs,
                                 struct span in, uint8_t *out, size_t *n)
{
    if (is_padded_with(a, OSSL_PKEY_RSA_PAD_MODE_NONE))
        return rsa_raw(a, attrs, in, out, n);
    return a->mode == MODE_ENCRYPT ? rsa_encrypt(a, attrs, in, out, n)
                                   : rsa_decrypt(a, attrs, in, out, n);
}

const struct asym_family rsa_cipher = {.setup = rsa_setup,
                                       .operate = rsa_crypt};
const struct asym_family rsa_signature = {
    .setup = rsa_setup, .operate = rsa_sign, .verify = rsa_verify};
