/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GCM and ChaCha20-Poly1305 are libcrypto's, which takes them in any parts; CCM
 * is ccm.h. All checks of order and length are here, before anything changes.
 *
 * State: fetched[].
 */
#include "services/crypto/ae.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>
#include "lib/mem.h"
#include "services/crypto/ccm.h"
#include "services/crypto/failure.h"

enum { NONCE = 12, GCM_NONCE_MAX = 128 }; /* bytes; as libcrypto has them */

enum phase { IDLE, AAD, TEXT };

/* Either evp or ccm is open. */
struct ae {
    EVP_CIPHER_CTX *evp;
    struct ccm ccm;
    _Bool encrypts, is_ccm;
    enum phase phase;
    size_t nonce_n; /* as evp is set up for */
    size_t tag_n;
};

static const struct {
    uint32_t alg, bits;
    const char *name;
} ciphers[] = {
    {ALG_AES_GCM, 128, "AES-128-GCM"},
    {ALG_AES_GCM, 192, "AES-192-GCM"},
    {ALG_AES_GCM, 256, "AES-256-GCM"},
    {ALG_CHACHA20_POLY1305, 256, "ChaCha20-Poly1305"},
};

enum { CIPHERS = sizeof(ciphers) / sizeof(ciphers[0]) };

static EVP_CIPHER *fetched[CIPHERS];

_Bool ae_init(void)
{
    for (unsigned i = 0; i < CIPHERS; i++) {
        fetched[i] = EVP_CIPHER_fetch(NULL, ciphers[i].name, NULL);
        if (!fetched[i])
            return 0;
    }
    return 1;
}

static enum tee_result ae_check(const struct state *s)
{
    (void)s;
    return R_SUCCESS;
}

static void ae_drop(struct state *s)
{
    struct ae *a = s->ctx;
    if (!a)
        return;
    EVP_CIPHER_CTX_free(a->evp);
    ccm_close(&a->ccm);
    mem_wipe(a, sizeof(*a));
    free(a);
    s->ctx = NULL;
}

/* libcrypto fails here for lack of memory only. */
static enum tee_result ae_failed(struct state *s)
{
    ae_drop(s);
    return failure_result(R_ERROR_OUT_OF_MEMORY);
}

static _Bool evp_open(struct ae *a, const struct state *s)
{
    const struct attr *secret = key_attr(s->key[0], ATTR_SECRET_VALUE);
    unsigned i = 0;
    while (i < CIPHERS - 1 &&
           (ciphers[i].alg != s->alg->id || ciphers[i].bits != s->key[0]->bits))
        i++;
    a->evp = EVP_CIPHER_CTX_new();
    return a->evp && EVP_CipherInit_ex2(a->evp, fetched[i], secret->p, NULL,
                                        a->encrypts, NULL) == 1;
}

static struct ae *ae_make(struct state *s)
{
    struct ae *a = calloc(1, sizeof(*a));
    s->ctx = a;
    if (!a)
        return NULL;
    a->encrypts = s->mode == MODE_ENCRYPT;
    a->is_ccm = s->alg->id == ALG_AES_CCM;
    a->nonce_n = NONCE;
    _Bool ok = a->is_ccm ? ccm_open(&a->ccm, s->key[0]) : evp_open(a, s);
    return ok ? a : NULL;
}

static enum tee_result ae_copy(struct state *dst, const struct state *src)
{
    const struct ae *from = src->ctx;
    struct ae *to = calloc(1, sizeof(*to));
    dst->ctx = to;
    if (!to)
        return R_ERROR_OUT_OF_MEMORY;
    *to = *from;
    to->ccm = (struct ccm){0};
    to->evp = from->is_ccm ? NULL : EVP_CIPHER_CTX_dup(from->evp);
    _Bool ok = from->is_ccm ? ccm_copy(&to->ccm, &from->ccm) : to->evp != NULL;
    return ok ? R_SUCCESS : ae_failed(dst);
}

static _Bool tag_fits(const struct state *s, uint64_t n)
{
    switch (s->alg->id) {
    case ALG_AES_GCM:
        return n >= 12 && n <= 16;
    case ALG_AES_CCM:
        return n >= 4 && n <= 16 && n % 2 == 0;
    default:
        return n == 16;
    }
}

static _Bool start_fits(const struct state *s, const struct ae_start *start)
{
    switch (s->alg->id) {
    case ALG_AES_GCM:
        return start->nonce_n > 0 && start->nonce_n <= GCM_NONCE_MAX;
    case ALG_AES_CCM:
        return ccm_takes(start->nonce_n, start->text);
    default:
        return start->nonce_n == NONCE;
    }
}

static _Bool evp_begin(struct ae *a, const struct ae_start *start)
{
    size_t n = start->nonce_n;
    const OSSL_PARAM params[] = {
        OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_IVLEN, &n), OSSL_PARAM_END};
    const OSSL_PARAM *given = n == a->nonce_n ? NULL : params;
    a->nonce_n = n;
    return EVP_CipherInit_ex2(a->evp, NULL, NULL, start->nonce, a->encrypts,
                              given) == 1;
}

enum tee_result ae_begin(struct state *s, const struct ae_start *start)
{
    if (!tag_fits(s, start->tag_n))
        return R_ERROR_NOT_SUPPORTED;
    if (!start_fits(s, start))
        return R_ERROR_BAD_PARAMETERS;
    struct ae *a = s->ctx ? s->ctx : ae_make(s);
    if (!a)
        return ae_failed(s);
    a->phase = AAD;
    a->tag_n = (size_t)start->tag_n;
    if (!a->is_ccm)
        return evp_begin(a, start) ? R_SUCCESS : ae_failed(s);
    ccm_begin(&a->ccm, start->nonce, start->nonce_n, a->tag_n, start->aad,
              start->text);
    return R_SUCCESS;
}

enum tee_result ae_aad_check(const struct state *s, uint64_t n)
{
    const struct ae *a = s->ctx;
    if (!a || a->phase != AAD)
        return R_ERROR_BAD_STATE;
    return a->is_ccm && n > a->ccm.aad_left ? R_ERROR_BAD_PARAMETERS
                                            : R_SUCCESS;
}

enum tee_result ae_aad(struct state *s, const uint8_t *p, size_t n)
{
    struct ae *a = s->ctx;
    int got;
    if (a->is_ccm)
        ccm_aad(&a->ccm, p, n);
    else if (EVP_CipherUpdate(a->evp, NULL, &got, p, (int)n) != 1)
        return ae_failed(s);
    return R_SUCCESS;
}

enum tee_result ae_text_check(const struct state *s, uint64_t n, _Bool is_last)
{
    const struct ae *a = s->ctx;
    if (!a || a->phase == IDLE)
        return R_ERROR_BAD_STATE;
    if (!a->is_ccm)
        return R_SUCCESS;
    if (n > a->ccm.text_left || (is_last && n < a->ccm.text_left) ||
        (a->ccm.aad_left && (n || is_last)))
        return R_ERROR_BAD_PARAMETERS;
    return R_SUCCESS;
}

enum tee_result ae_text(struct state *s, uint8_t *p, size_t n)
{
    struct ae *a = s->ctx;
    int got;
    if (n == 0)
        return R_SUCCESS;
    a->phase = TEXT;
    if (a->is_ccm)
        ccm_text(&a->ccm, p, n, a->encrypts);
    else if (EVP_CipherUpdate(a->evp, p, &got, p, (int)n) != 1)
        return ae_failed(s);
    return R_SUCCESS;
}

static _Bool evp_tag(struct ae *a, uint8_t tag[AE_TAG_MAX])
{
    uint8_t none[AE_TAG_MAX];
    int got;
    OSSL_PARAM params[] = {
        OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, a->tag_n),
        OSSL_PARAM_END};
    return EVP_CipherFinal_ex(a->evp, none, &got) == 1 &&
           EVP_CIPHER_CTX_get_params(a->evp, params) == 1;
}

enum tee_result ae_seal(struct state *s, uint8_t tag[AE_TAG_MAX], size_t *n)
{
    struct ae *a = s->ctx;
    a->phase = IDLE;
    *n = a->tag_n;
    if (a->is_ccm)
        ccm_end(&a->ccm, tag);
    else if (!evp_tag(a, tag))
        return ae_failed(s);
    /* The rest of a tag that is cut is nobody's business. */
    memset(tag + a->tag_n, 0, AE_TAG_MAX - a->tag_n);
    return R_SUCCESS;
}

static enum tee_result evp_open_end(struct ae *a, const uint8_t *tag, size_t n)
{
    uint8_t given[AE_TAG_MAX], none[AE_TAG_MAX];
    int got;
    const OSSL_PARAM params[] = {
        OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, given, n),
        OSSL_PARAM_END};
    memcpy(given, tag, n);
    if (EVP_CIPHER_CTX_set_params(a->evp, params) != 1)
        return failure_result(R_ERROR_OUT_OF_MEMORY);
    return EVP_CipherFinal_ex(a->evp, none, &got) == 1
               ? R_SUCCESS
               : failure_result(R_ERROR_MAC_INVALID);
}

static enum tee_result ccm_open_end(struct ae *a, const uint8_t *tag, size_t n)
{
    uint8_t right[AE_TAG_MAX];
    ccm_end(&a->ccm, right);
    _Bool same = mem_equal_ct(right, tag, n);
    mem_wipe(right, sizeof(right));
    return same ? R_SUCCESS : R_ERROR_MAC_INVALID;
}

enum tee_result ae_open(struct state *s, const uint8_t *tag, size_t n)
{
    struct ae *a = s->ctx;
    a->phase = IDLE;
    if (n != a->tag_n)
        return R_ERROR_MAC_INVALID;
    return a->is_ccm ? ccm_open_end(a, tag, n) : evp_open_end(a, tag, n);
}

const struct state_class ae_class = {ae_check, ae_copy, ae_drop};
