/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures of DSA, ECDSA and SM2: GlobalPlatform has r and s at a fixed
 * length, libcrypto a DER sequence of two integers.
 */
#include <openssl/ec.h>
#include "lib/mem.h"
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

/* Of two integers of 521 bits. */
enum { DER_MAX = 144 };

/* r and s as DER; its length, 0: too long, or no memory. */
static size_t pair_encode(uint8_t der[DER_MAX], struct span pair)
{
    uint8_t *end = der;
    int length = 0, part = (int)(pair.n / 2);
    ECDSA_SIG *sig = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(pair.p, part, NULL);
    BIGNUM *s = BN_bin2bn(pair.p + part, part, NULL);
    if (sig && r && s && ECDSA_SIG_set0(sig, r, s)) {
        r = s = NULL;
        if (i2d_ECDSA_SIG(sig, NULL) <= DER_MAX)
            length = i2d_ECDSA_SIG(sig, &end);
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(sig);
    return length > 0 ? (size_t)length : 0;
}

/* DER as r and s of `part` bytes each. */
static _Bool pair_decode(struct span der, uint8_t *out, size_t part)
{
    const uint8_t *p = der.p;
    ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &p, (long)der.n);
    _Bool ok =
        sig &&
        BN_bn2binpad(ECDSA_SIG_get0_r(sig), out, (int)part) == (int)part &&
        BN_bn2binpad(ECDSA_SIG_get0_s(sig), out + part, (int)part) == (int)part;
    ECDSA_SIG_free(sig);
    return ok;
}

enum tee_result pair_sign(struct asym *a, struct span digest, uint8_t *out,
                          size_t *n)
{
    uint8_t der[DER_MAX];
    size_t length = sizeof(der);
    if (!room_suffices(n, 2 * a->part))
        return R_ERROR_SHORT_BUFFER;
    if (EVP_PKEY_sign(a->ctx, der, &length, digest.p, digest.n) != 1 ||
        !pair_decode((struct span){der, length}, out, a->part))
        return failure_result(R_ERROR_BAD_PARAMETERS);
    *n = 2 * a->part;
    return R_SUCCESS;
}

enum tee_result pair_verify(struct asym *a, struct span digest,
                            struct span signature)
{
    uint8_t der[DER_MAX];
    if (signature.n != 2 * a->part)
        return R_ERROR_SIGNATURE_INVALID;
    size_t length = pair_encode(der, signature);
    int good =
        length && EVP_PKEY_verify(a->ctx, der, length, digest.p, digest.n) == 1;
    enum tee_result result = failure_result(R_ERROR_SIGNATURE_INVALID);
    return good ? R_SUCCESS : result;
}
