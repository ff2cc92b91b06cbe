/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replaces crypto/objects/obj_dat.c: numbers and names of the algorithms that
 * provider.c offers, instead of the whole database, and no object identifiers,
 * since nothing here is ASN.1 with types. An EC group asks whether its curve
 * has an identifier and whether that is empty: objects exist for that alone.
 */
#include <string.h>
#include <openssl/asn1.h>
#include <openssl/objects.h>
#include "crypto/objects.h"

struct name {
    int nid;
    const char *short_name;
    const char *long_name;
};

/* With two names, and with a short or a long name only. */
#define NAMED(n) {NID_##n, SN_##n, LN_##n},
#define SHORT(n) {NID_##n, SN_##n, SN_##n},
#define LONG(n)  {NID_##n, LN_##n, LN_##n},

/* clang-format off */
static const struct name names[] = {
NAMED(undef)
NAMED(md5)
NAMED(sha1)
NAMED(sha224)
NAMED(sha256)
NAMED(sha384)
NAMED(sha512)
NAMED(sha3_224)
NAMED(sha3_256)
NAMED(sha3_384)
NAMED(sha3_512)
NAMED(shake128)
NAMED(shake256)
NAMED(sm3)
NAMED(hmac)
NAMED(cmac)
NAMED(hkdf)
LONG(rsaEncryption)
NAMED(rsassaPss)
NAMED(dsa)
SHORT(X9_62_id_ecPublicKey)
NAMED(sm2)
SHORT(X25519)
SHORT(X448)
SHORT(ED25519)
SHORT(ED448)
NAMED(ML_DSA_44)
NAMED(ML_DSA_65)
NAMED(ML_DSA_87)
NAMED(ML_KEM_512)
NAMED(ML_KEM_768)
NAMED(ML_KEM_1024)
NAMED(chacha20)
NAMED(chacha20_poly1305)
NAMED(poly1305)
NAMED(des_ede3_ecb)
NAMED(des_ede3_cbc)
NAMED(des_ede_cbc)
NAMED(des_ede_ecb)
NAMED(aes_128_cfb128)
SHORT(brainpoolP320t1)
SHORT(brainpoolP224t1)
SHORT(secp384r1)
NAMED(aes_128_ecb)
SHORT(brainpoolP512t1)
NAMED(aes_192_ofb128)
NAMED(aes_192_cfb128)
SHORT(secp224r1)
NAMED(aes_192_gcm)
NAMED(aes_128_ccm)
NAMED(sm4_ecb)
NAMED(aes_192_ccm)
NAMED(sm4_ccm)
NAMED(aes_256_gcm)
SHORT(brainpoolP320r1)
SHORT(secp160r1)
NAMED(aes_256_cfb128)
NAMED(aes_128_ctr)
SHORT(id_aes128_wrap)
SHORT(secp192k1)
NAMED(aes_256_xts)
NAMED(aes_192_ecb)
SHORT(brainpoolP384r1)
NAMED(sm4_ctr)
SHORT(brainpoolP256t1)
SHORT(brainpoolP192r1)
NAMED(aes_128_cbc)
NAMED(aes_128_xts)
NAMED(sm4_cbc)
SHORT(brainpoolP160r1)
SHORT(secp160k1)
NAMED(aes_128_ofb128)
SHORT(X9_62_prime192v1)
NAMED(sm4_gcm)
NAMED(aes_256_ofb128)
SHORT(X9_62_prime256v1)
SHORT(brainpoolP224r1)
NAMED(aes_256_ccm)
SHORT(brainpoolP512r1)
NAMED(aes_192_ctr)
SHORT(secp521r1)
NAMED(aes_256_ecb)
SHORT(id_aes256_wrap)
NAMED(aes_128_gcm)
SHORT(secp224k1)
SHORT(secp256k1)
SHORT(secp160r2)
SHORT(brainpoolP256r1)
NAMED(aes_256_cbc)
SHORT(id_aes192_wrap)
NAMED(aes_256_ctr)
NAMED(aes_192_cbc)
SHORT(brainpoolP384t1)
SHORT(brainpoolP192t1)
SHORT(brainpoolP160t1)
};
/* clang-format on */

static const struct name *name_by_nid(int nid)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].nid == nid)
            return &names[i];
    }
    return NULL;
}

const char *OBJ_nid2sn(int nid)
{
    const struct name *name = name_by_nid(nid);
    return name ? name->short_name : NULL;
}

const char *OBJ_nid2ln(int nid)
{
    const struct name *name = name_by_nid(nid);
    return name ? name->long_name : NULL;
}

int OBJ_sn2nid(const char *text)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (!strcmp(names[i].short_name, text))
            return names[i].nid;
    }
    return NID_undef;
}

int OBJ_ln2nid(const char *text)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (!strcmp(names[i].long_name, text))
            return names[i].nid;
    }
    return NID_undef;
}

int OBJ_txt2nid(const char *text)
{
    int nid = OBJ_sn2nid(text);
    return nid == NID_undef ? OBJ_ln2nid(text) : nid;
}

ASN1_OBJECT *OBJ_nid2obj(int nid)
{
    /* Larger than any ASN1_OBJECT; it is looked at by nobody but us. */
    static long some_object[8];
    return name_by_nid(nid) ? (ASN1_OBJECT *)some_object : NULL;
}

size_t OBJ_length(const ASN1_OBJECT *object)
{
    return object ? 1 : 0;
}

int OBJ_obj2nid(const ASN1_OBJECT *object)
{
    (void)object;
    return NID_undef;
}

const unsigned char *OBJ_get0_data(const ASN1_OBJECT *object)
{
    (void)object;
    return NULL;
}

ASN1_OBJECT *OBJ_txt2obj(const char *text, int no_name)
{
    (void)text, (void)no_name;
    return NULL;
}

int OBJ_obj2txt(char *buf, int size, const ASN1_OBJECT *object, int no_name)
{
    (void)object, (void)no_name;
    if (buf && size > 0)
        *buf = 0;
    return 0;
}

/* For tables of the time before providers: all of them are empty here. */
const void *OBJ_bsearch_(const void *key, const void *base, int n, int size,
                         int (*compare)(const void *, const void *))
{
    (void)key, (void)base, (void)n, (void)size, (void)compare;
    return NULL;
}

const void *OBJ_bsearch_ex_(const void *key, const void *base, int n, int size,
                            int (*compare)(const void *, const void *),
                            int flags)
{
    (void)flags;
    return OBJ_bsearch_(key, base, n, size, compare);
}

int OBJ_create(const char *oid, const char *short_name, const char *long_name)
{
    (void)oid, (void)short_name, (void)long_name;
    return 0;
}

int OBJ_new_nid(int n)
{
    (void)n;
    return 0;
}

int OBJ_add_object(const ASN1_OBJECT *object)
{
    (void)object;
    return 0;
}

void ossl_obj_cleanup_int(void)
{
}
