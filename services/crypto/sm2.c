/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SM2 encryption (GB/T 32918.4) and key exchange (GB/T 32918.3), on libcrypto's
 * curve and SM3. libcrypto's own encryption has another format, and it has no
 * key exchange. Signatures are in ec.c.
 *
 * Cipher texts are C1 || C2 || C3, as OP-TEE has them: the point (a byte 4, x,
 * y), the text, and the digest.
 *
 * Secret scalars are multiplied by libcrypto's constant-time ladder; what comes
 * from the other side is checked to be on the curve, whose cofactor is 1.
 *
 * State: sm2, fetched at the start.
 */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include "lib/mem.h"
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

enum { COORD = 32, XY = 2 * COORD, POINT = 1 + XY, SM3_SIZE = 32, HALF = 127 };

static struct sm2 {
    EC_GROUP *group;
    EVP_MD *sm3;
    uint8_t curve[2 * XY]; /* a, b and the generator, as an identity has them */
} sm2;

/* A point as bytes: a 4, x, y. */
struct point {
    uint8_t bytes[POINT];
};

static struct span point_xy(const struct point *p)
{
    return (struct span){p->bytes + 1, XY};
}

static _Bool point_write(const EC_POINT *point, struct point *out, BN_CTX *ctx)
{
    return EC_POINT_point2oct(sm2.group, point, POINT_CONVERSION_UNCOMPRESSED,
                              out->bytes, POINT, ctx) == POINT;
}

/* False: not on the curve. */
static _Bool point_read(EC_POINT *point, const struct point *p, BN_CTX *ctx)
{
    return EC_POINT_oct2point(sm2.group, point, p->bytes, POINT, ctx) == 1;
}

/* A point of two attributes; false: one is missing, or too long. */
static _Bool point_of(struct span x, struct span y, struct point *out)
{
    x = span_strip_zeros(x);
    y = span_strip_zeros(y);
    if (x.n > COORD || y.n > COORD || !x.n || !y.n)
        return 0;
    memset(out, 0, sizeof(*out));
    out->bytes[0] = POINT_CONVERSION_UNCOMPRESSED;
    memcpy(out->bytes + 1 + COORD - x.n, x.p, x.n);
    memcpy(out->bytes + POINT - y.n, y.p, y.n);
    return 1;
}

_Bool sm2_init(void)
{
    struct point base;
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *a = BN_new(), *b = BN_new();
    sm2.group = EC_GROUP_new_by_curve_name_ex(NULL, NULL, NID_sm2);
    sm2.sm3 = EVP_MD_fetch(NULL, "SM3", NULL);
    _Bool ok = ctx && a && b && sm2.group && sm2.sm3 &&
               EC_GROUP_get_curve(sm2.group, NULL, a, b, ctx) == 1 &&
               BN_bn2binpad(a, sm2.curve, COORD) == COORD &&
               BN_bn2binpad(b, sm2.curve + COORD, COORD) == COORD &&
               point_write(EC_GROUP_get0_generator(sm2.group), &base, ctx);
    if (ok)
        memcpy(sm2.curve + XY, base.bytes + 1, XY);
    BN_free(a);
    BN_free(b);
    BN_CTX_free(ctx);
    return ok;
}

/* SM3 over the parts. */
static _Bool sm3_of(const struct span *parts, unsigned count,
                    uint8_t out[SM3_SIZE])
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    _Bool ok = ctx && EVP_DigestInit_ex2(ctx, sm2.sm3, NULL) == 1;
    for (unsigned i = 0; i < count && ok; i++)
        ok = EVP_DigestUpdate(ctx, parts[i].p, parts[i].n) == 1;
    ok = ok && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
    EVP_MD_CTX_free(ctx);
    return ok;
}

/* out = scalar * point, as bytes; false also for the point at infinity. */
static _Bool point_times(const EC_POINT *point, BIGNUM *scalar,
                         struct point *out, BN_CTX *ctx)
{
    EC_POINT *r = EC_POINT_new(sm2.group);
    BN_set_flags(scalar, BN_FLG_CONSTTIME);
    /* With a scalar for the generator, or one point: the ladder. */
    _Bool ok =
        r &&
        (point ? EC_POINT_mul(sm2.group, r, NULL, point, scalar, ctx)
               : EC_POINT_mul(sm2.group, r, scalar, NULL, NULL, ctx)) == 1 &&
        !EC_POINT_is_at_infinity(sm2.group, r) && point_write(r, out, ctx);
    EC_POINT_clear_free(r);
    return ok;
}

static _Bool is_zero(const uint8_t *p, size_t n)
{
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= p[i];
    return !any;
}

/* out ^= in */
static void bytes_xor(uint8_t *out, const uint8_t *in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] ^= in[i];
}

/* A key as a scalar and a point, and room for what is computed. */
struct work {
    BN_CTX *ctx;
    EC_POINT *point, *other;
    BIGNUM *d, *r; /* of ctx */
};

static _Bool work_begin(struct work *w)
{
    *w = (struct work){.ctx = BN_CTX_secure_new(),
                       .point = EC_POINT_new(sm2.group),
                       .other = EC_POINT_new(sm2.group)};
    if (!w->ctx || !w->point || !w->other)
        return 0;
    BN_CTX_start(w->ctx);
    w->d = BN_CTX_get(w->ctx);
    w->r = BN_CTX_get(w->ctx);
    return w->r != NULL;
}

static void work_end(struct work *w)
{
    EC_POINT_clear_free(w->point);
    EC_POINT_clear_free(w->other);
    BN_CTX_free(w->ctx);
}

static _Bool scalar_read(BIGNUM *out, const struct key *key)
{
    struct span d = key_span(key, ATTR_ECC_PRIVATE_VALUE);
    return BN_bin2bn(d.p, (int)d.n, out) && !BN_is_zero(out) &&
           BN_cmp(out, EC_GROUP_get0_order(sm2.group)) < 0;
}

static _Bool public_read(EC_POINT *out, const struct key *key, BN_CTX *ctx)
{
    struct point p;
    return point_of(key_span(key, ATTR_ECC_PUBLIC_VALUE_X),
                    key_span(key, ATTR_ECC_PUBLIC_VALUE_Y), &p) &&
           point_read(out, &p, ctx);
}

/* C1, and the point both sides know; w->point is the public key. */
static _Bool ephemeral_make(struct work *w, struct point *c1,
                            struct point *shared)
{
    const BIGNUM *order = EC_GROUP_get0_order(sm2.group);
    do {
        if (BN_priv_rand_range_ex(w->r, order, 0, w->ctx) != 1)
            return 0;
    } while (BN_is_zero(w->r));
    return point_times(NULL, w->r, c1, w->ctx) &&
           point_times(w->point, w->r, shared, w->ctx);
}

/* The digest that goes with a text. */
static _Bool text_digest(const struct point *shared, struct span text,
                         uint8_t out[SM3_SIZE])
{
    const struct span parts[] = {
        {shared->bytes + 1, COORD}, text, {shared->bytes + 1 + COORD, COORD}};
    return sm3_of(parts, 3, out);
}

/* in.n > 0, and there is room. */
static _Bool text_encrypt(struct work *w, const struct key *key, struct span in,
                          uint8_t *out)
{
    struct point shared;
    struct point *c1 = (struct point *)out;
    uint8_t *text = out + POINT;
    _Bool ok = public_read(w->point, key, w->ctx);
    do {
        ok = ok && ephemeral_make(w, c1, &shared) &&
             kdf_x963_sm3(point_xy(&shared), text, in.n);
    } while (ok && is_zero(text, in.n));
    if (ok)
        bytes_xor(text, in.p, in.n);
    ok = ok && text_digest(&shared, in, text + in.n);
    mem_wipe(&shared, sizeof(shared));
    return ok;
}

static enum tee_result sm2_encrypt(struct asym *a, struct span in, uint8_t *out,
                                   size_t *n)
{
    struct work w;
    size_t size = POINT + in.n + SM3_SIZE;
    if (!in.n)
        return R_ERROR_BAD_PARAMETERS;
    if (!room_suffices(n, size))
        return R_ERROR_SHORT_BUFFER;
    _Bool ok = work_begin(&w) && text_encrypt(&w, a->key[0], in, out);
    work_end(&w);
    if (!ok)
        return failure_result(R_ERROR_BAD_PARAMETERS);
    *n = size;
    return R_SUCCESS;
}

/* Whether the cipher text is good; the text is then at out. */
static _Bool text_decrypt(struct work *w, const struct key *key,
                          const struct point *c1, struct span in, uint8_t *out)
{
    struct point shared;
    uint8_t digest[SM3_SIZE];
    _Bool ok = scalar_read(w->d, key) && point_read(w->point, c1, w->ctx) &&
               point_times(w->point, w->d, &shared, w->ctx) &&
               kdf_x963_sm3(point_xy(&shared), out, in.n) &&
               !is_zero(out, in.n);
    if (ok)
        bytes_xor(out, in.p, in.n);
    ok = ok && text_digest(&shared, (struct span){out, in.n}, digest) &&
         mem_equal_ct(digest, in.p + in.n, SM3_SIZE);
    if (!ok)
        mem_wipe(out, in.n);
    mem_wipe(&shared, sizeof(shared));
    return ok;
}

static enum tee_result sm2_decrypt(struct asym *a, struct span in, uint8_t *out,
                                   size_t *n)
{
    struct work w;
    if (in.n <= POINT + SM3_SIZE)
        return R_ERROR_BAD_PARAMETERS;
    struct span text = {in.p + POINT, in.n - POINT - SM3_SIZE};
    if (!room_suffices(n, text.n))
        return R_ERROR_SHORT_BUFFER;
    _Bool ok =
        work_begin(&w) &&
        text_decrypt(&w, a->key[0], (const struct point *)in.p, text, out);
    work_end(&w);
    if (!ok)
        return failure_result(R_ERROR_CIPHERTEXT_INVALID);
    *n = text.n;
    return R_SUCCESS;
}

static enum tee_result sm2_crypt(struct asym *a, const struct attrs *attrs,
                                 struct span in, uint8_t *out, size_t *n)
{
    (void)attrs;
    return a->mode == MODE_ENCRYPT ? sm2_encrypt(a, in, out, n)
                                   : sm2_decrypt(a, in, out, n);
}

const struct asym_family sm2_cipher = {.operate = sm2_crypt};

/* One side of a key exchange. */
struct side {
    struct point public, ephemeral;
    struct span id;
    uint8_t identity[SM3_SIZE];
};

/* What both sides hash, in the order of initiator and responder. */
struct exchange {
    struct side initiator, responder;
    struct point shared;
    uint8_t secret[XY + 2 * SM3_SIZE]; /* x, y of shared, both identities */
    uint8_t inner[SM3_SIZE];           /* of the confirmations */
};

static _Bool side_identify(struct side *side)
{
    if (side->id.n > UINT16_MAX / 8)
        return 0;
    uint8_t bits[2] = {(uint8_t)(side->id.n * 8 >> 8),
                       (uint8_t)(side->id.n * 8)};
    const struct span parts[] = {{bits, sizeof(bits)},
                                 span_pointed(side->id),
                                 {sm2.curve, sizeof(sm2.curve)},
                                 point_xy(&side->public)};
    return sm3_of(parts, 4, side->identity);
}

/* 2^127 + the low 127 bits of x. */
static _Bool half_of(const struct point *p, BIGNUM *out)
{
    return BN_bin2bn(p->bytes + 1, COORD, out) &&
           (BN_mask_bits(out, HALF), 1) && BN_set_bit(out, HALF);
}

/* w->r = d + half(own ephemeral) r mod n: the own side's secret. */
static _Bool own_scalar(struct work *w, const struct key *const key[2],
                        const struct side *own)
{
    const BIGNUM *order = EC_GROUP_get0_order(sm2.group);
    BN_CTX_start(w->ctx);
    BIGNUM *half = BN_CTX_get(w->ctx);
    BN_set_flags(w->d, BN_FLG_CONSTTIME);
    BN_set_flags(w->r, BN_FLG_CONSTTIME);
    _Bool ok = half && scalar_read(w->d, key[0]) && scalar_read(w->r, key[1]) &&
               half_of(&own->ephemeral, half) &&
               BN_mod_mul(w->r, w->r, half, order, w->ctx) &&
               BN_mod_add(w->r, w->r, w->d, order, w->ctx);
    BN_CTX_end(w->ctx);
    return ok;
}

/* w->point = public + half(ephemeral) * ephemeral of the other side. */
static _Bool other_point(struct work *w, const struct side *other)
{
    BN_CTX_start(w->ctx);
    BIGNUM *half = BN_CTX_get(w->ctx);
    _Bool ok =
        half && point_read(w->point, &other->public, w->ctx) &&
        point_read(w->other, &other->ephemeral, w->ctx) &&
        half_of(&other->ephemeral, half) &&
        EC_POINT_mul(sm2.group, w->other, NULL, w->other, half, w->ctx) &&
        EC_POINT_add(sm2.group, w->point, w->point, w->other, w->ctx);
    BN_CTX_end(w->ctx);
    return ok;
}

/* Everything but confirmations: the shared point, and what is hashed. */
static _Bool exchange_run(struct exchange *x, const struct key *const key[2],
                          struct side *own, struct side *other)
{
    struct work w;
    _Bool ok = work_begin(&w) && own_scalar(&w, key, own) &&
               other_point(&w, other) &&
               point_times(w.point, w.r, &x->shared, w.ctx) &&
               side_identify(own) && side_identify(other);
    work_end(&w);
    if (!ok)
        return 0;
    memcpy(x->secret, x->shared.bytes + 1, XY);
    memcpy(x->secret + XY, x->initiator.identity, SM3_SIZE);
    memcpy(x->secret + XY + SM3_SIZE, x->responder.identity, SM3_SIZE);
    const struct span parts[] = {
        {x->secret, COORD},
        {x->secret + XY, 2 * SM3_SIZE},
        point_xy(&x->initiator.ephemeral),
        point_xy(&x->responder.ephemeral),
    };
    return sm3_of(parts, 4, x->inner);
}

/* What the responder (2) or the initiator (3) sends to prove its secret. */
static _Bool confirmation(const struct exchange *x, uint8_t who,
                          uint8_t out[SM3_SIZE])
{
    const struct span parts[] = {
        {&who, 1}, {x->secret + COORD, COORD}, {x->inner, SM3_SIZE}};
    return sm3_of(parts, 3, out);
}

/* Makes the own confirmation, and checks the other side's, as far as the
 * attributes have them. */
static enum tee_result exchange_confirm(struct asym *a,
                                        const struct exchange *x,
                                        const struct attrs *attrs,
                                        _Bool is_initiator)
{
    const struct attr *in = attrs_find(attrs, ATTR_SM2_KEP_CONFIRMATION_IN);
    const struct attr *out = attrs_find(attrs, ATTR_SM2_KEP_CONFIRMATION_OUT);
    uint8_t expected[SM3_SIZE], own[SM3_SIZE];
    if ((in && in->n != SM3_SIZE) || (out && out->n != SM3_SIZE))
        return R_ERROR_BAD_PARAMETERS;
    if (!confirmation(x, is_initiator ? 2 : 3, expected) ||
        !confirmation(x, is_initiator ? 3 : 2, own))
        return failure_result(R_ERROR_OUT_OF_MEMORY);
    if (in && !mem_equal_ct(in->p, expected, SM3_SIZE))
        return R_ERROR_MAC_INVALID;
    if (out)
        memcpy(a->confirmation, own, SM3_SIZE);
    return R_SUCCESS;
}

/* Both sides, from the own keys and the attributes. False: one is missing, or
 * does not belong there. */
static _Bool sides_decode(const struct attrs *attrs, struct key *const key[2],
                          struct exchange *x, struct side **own,
                          struct side **other)
{
    static const uint32_t ids[] = {ATTR_SM2_KEP_USER,
                                   ATTR_ECC_PUBLIC_VALUE_X,
                                   ATTR_ECC_PUBLIC_VALUE_Y,
                                   ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_X,
                                   ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_Y,
                                   ATTR_SM2_ID_INITIATOR,
                                   ATTR_SM2_ID_RESPONDER};
    unsigned known = sizeof(ids) / sizeof(ids[0]);
    for (unsigned i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        if (!attrs_find(attrs, ids[i]))
            return 0;
    }
    known += attrs_find(attrs, ATTR_SM2_KEP_CONFIRMATION_IN) != NULL;
    known += attrs_find(attrs, ATTR_SM2_KEP_CONFIRMATION_OUT) != NULL;
    _Bool is_responder = attrs_value(attrs, ATTR_SM2_KEP_USER, 0) != 0;
    *own = is_responder ? &x->responder : &x->initiator;
    *other = is_responder ? &x->initiator : &x->responder;
    x->initiator.id = attr_span(attrs_find(attrs, ATTR_SM2_ID_INITIATOR));
    x->responder.id = attr_span(attrs_find(attrs, ATTR_SM2_ID_RESPONDER));
    return known == attrs->count &&
           point_of(key_span(key[0], ATTR_ECC_PUBLIC_VALUE_X),
                    key_span(key[0], ATTR_ECC_PUBLIC_VALUE_Y),
                    &(*own)->public) &&
           point_of(key_span(key[1], ATTR_ECC_PUBLIC_VALUE_X),
                    key_span(key[1], ATTR_ECC_PUBLIC_VALUE_Y),
                    &(*own)->ephemeral) &&
           point_of(attr_span(attrs_find(attrs, ids[1])),
                    attr_span(attrs_find(attrs, ids[2])), &(*other)->public) &&
           point_of(attr_span(attrs_find(attrs, ids[3])),
                    attr_span(attrs_find(attrs, ids[4])), &(*other)->ephemeral);
}

/* The secret is as long as the object that gets it. */
static enum tee_result kep_derive(struct asym *a, const struct attrs *attrs,
                                  uint8_t *out, size_t room, size_t *n)
{
    struct exchange x = {0};
    struct side *own, *other;
    const struct key *const key[2] = {a->key[0], a->key[1]};
    if (!a->key[1] || !sides_decode(attrs, a->key, &x, &own, &other))
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = R_SUCCESS;
    if (!exchange_run(&x, key, own, other))
        result = failure_result(R_ERROR_BAD_PARAMETERS);
    if (result == R_SUCCESS)
        result = exchange_confirm(a, &x, attrs, own == &x.initiator);
    if (result == R_SUCCESS &&
        !kdf_x963_sm3((struct span){x.secret, sizeof(x.secret)}, out, room))
        result = failure_result(R_ERROR_BAD_PARAMETERS);
    mem_wipe(&x, sizeof(x));
    if (result == R_SUCCESS)
        *n = room;
    return result;
}

const struct asym_family sm2_agreement = {.derive = kep_derive};
