/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A walk along the chain of links. `struct walk` is what the links so far
 * allow the next one: the key it must be signed by (at the root: any trusted
 * key), the UUID it must have, the depth it may have. Version marks are
 * compared on the way; raising them is another step, for who accepts the rest
 * of the image, too.
 */
#include "services/tamgr/verify.h"

#include "abi/crypto_msg.h"
#include "lib/bytes.h"
#include "lib/mem.h"
#include "services/tamgr/uuid.h"

#define NAME_MAX 64u /* bytes of a subkey's name */

struct walk {
    const struct tamgr_port *port;
    const struct trust *trust;
    bool is_root;           /* no subkey yet */
    struct ta_key key;      /* else: the last subkey's ... */
    uint32_t algorithm;     /* ... how it signs ... */
    uint32_t max_depth;     /* ... how deep its children may say they are ... */
    struct uuid_words uuid; /* ... and the UUID it may sign for */
    uint8_t key_bytes[4 + SIGNATURE_MAX + sizeof(uint64_t)];
    unsigned links; /* that are subkeys */
    struct versions *newer;
};

/* The failure of an answer of the nv service, if it is one. */
static enum refusal counter_refusal(enum tee_result result)
{
    if (result == R_ERROR_STORAGE_NO_SPACE)
        return REFUSE_VERSIONS_FULL;
    return result ? REFUSE_VERSIONS : REFUSE_NONE;
}

/* Compares a link's version; notes it if it is newer than what was seen. */
static enum refusal walk_note(struct walk *walk, const struct version *version)
{
    uint64_t mark = 0;
    enum refusal refusal = counter_refusal(
        walk->port->counter_read(version->is_subkey, &version->uuid, &mark));

    if (refusal)
        return refusal;
    if (version->version < mark)
        return REFUSE_VERSION;
    if (version->version > mark)
        walk->newer->row[walk->newer->used++] = *version;
    return REFUSE_NONE;
}

enum refusal versions_raise(const struct tamgr_port *port,
                            const struct versions *versions)
{
    enum refusal refusal = REFUSE_NONE;

    for (unsigned i = 0; i < versions->used && !refusal; i++) {
        const struct version *row = &versions->row[i];

        refusal = counter_refusal(
            port->counter_raise(row->is_subkey, &row->uuid, row->version));
    }
    return refusal;
}

static uint32_t algorithm_family(uint32_t algorithm)
{
    if (algorithm == ALG_ECDSA_SHA256)
        return TA_KEY_P256;
    if (algorithm == ALG_ED25519)
        return TA_KEY_ED25519;
    return TA_KEY_RSA;
}

/* Can a signature of this size be by this key? Spares the crypto service. */
static bool key_fits(const struct ta_key *key,
                     const struct ta_image_header *header)
{
    struct reader r = reader_init(key->bytes, key->length);

    return key->family == algorithm_family(header->algorithm) &&
           (key->family != TA_KEY_RSA ||
            reader_u32_be(&r) == header->signature_size);
}

static enum refusal check_key(const struct walk *walk,
                              const struct container_link *link,
                              const struct ta_key *key)
{
    enum tee_result result;

    if (!key_fits(key, &link->header))
        return REFUSE_KEY;
    result = walk->port->verify(link->header.algorithm, key, link->hash,
                                link->signature, link->header.signature_size);
    if (result == R_SUCCESS)
        return REFUSE_NONE;
    return result == R_ERROR_SIGNATURE_INVALID ? REFUSE_KEY : REFUSE_CRYPTO;
}

static enum refusal check_signature(const struct walk *walk,
                                    const struct container_link *link)
{
    enum refusal refusal = REFUSE_KEY;

    if (!walk->is_root) {
        if (link->header.algorithm != walk->algorithm)
            return REFUSE_KEY;
        return check_key(walk, link, &walk->key);
    }
    for (size_t i = 0; i < walk->trust->count && refusal == REFUSE_KEY; i++)
        refusal = check_key(walk, link, &walk->trust->keys[i]);
    return refusal;
}

static enum refusal check_digest(const struct walk *walk,
                                 const struct container_link *link)
{
    uint8_t digest[TA_IMAGE_HASH];

    if (walk->port->digest(ALG_SHA256, link->header_bytes,
                           sizeof(struct ta_image_header), link->body,
                           link->body_size, digest, sizeof(digest)))
        return REFUSE_CRYPTO;
    if (!mem_equal_ct(digest, link->hash, sizeof(digest)))
        return REFUSE_DIGEST;
    return REFUSE_NONE;
}

/* The UUID that a named subkey may sign for; see abi/ta_image.h. */
static enum refusal derive_uuid(struct walk *walk, const uint8_t *name,
                                size_t size)
{
    uint8_t text[16 + NAME_MAX];
    uint8_t digest[64];

    memcpy(text, &walk->uuid, 16);
    for (size_t i = 0; i < size; i++) {
        text[16 + i] = name[i];
        if (name[i] == 0)
            size = i;
    }
    if (walk->port->digest(ALG_SHA512, text, 0, text, 16 + size, digest,
                           sizeof(digest)))
        return REFUSE_CRYPTO;
    digest[6] = (uint8_t)((digest[6] & 0x0f) | 0x50);
    digest[8] = (uint8_t)((digest[8] & 0x3f) | 0x80);
    memcpy(&walk->uuid, digest, 16);
    return REFUSE_NONE;
}

static void walk_take_key(struct walk *walk,
                          const struct container_subkey *subkey)
{
    struct writer w = writer_init(walk->key_bytes, sizeof(walk->key_bytes));

    writer_u32_be(&w, (uint32_t)subkey->modulus_size);
    writer_bytes(&w, subkey->modulus, subkey->modulus_size);
    writer_bytes(&w, subkey->exponent, subkey->exponent_size);
    walk->key = (struct ta_key){"subkey", TA_KEY_RSA, walk->key_bytes,
                                sizeof(walk->key_bytes) - w.left};
    walk->algorithm = subkey->algorithm;
    walk->max_depth = subkey->max_depth;
    walk->is_root = false;
}

/* Takes a verified SUBKEY link; `rest` begins behind its body. */
static enum refusal walk_subkey(struct walk *walk,
                                const struct container_link *link,
                                struct reader *rest)
{
    struct container_subkey subkey;
    const uint8_t *name;
    enum refusal refusal = container_subkey(link, &subkey);

    if (refusal)
        return refusal;
    if (walk->links++ == CHAIN_MAX)
        return REFUSE_CHAIN_LENGTH;
    if (subkey.name_size > NAME_MAX)
        return REFUSE_SUBKEY;
    name = reader_bytes(rest, subkey.name_size);
    if (!name)
        return REFUSE_TRUNCATED;
    if (subkey.max_depth >= walk->max_depth)
        return REFUSE_DEPTH;
    if (!walk->is_root && !uuid_equal(&subkey.uuid, &walk->uuid))
        return REFUSE_CHAIN_UUID;
    refusal =
        walk_note(walk, &(struct version){subkey.uuid, subkey.version, true});
    if (refusal)
        return refusal;
    walk->uuid = subkey.uuid;
    walk_take_key(walk, &subkey);
    return subkey.name_size ? derive_uuid(walk, name, subkey.name_size)
                            : REFUSE_NONE;
}

/* Takes a verified TA link. */
static enum refusal walk_ta(struct walk *walk,
                            const struct container_link *link,
                            const struct uuid_words *wanted,
                            struct container_ta *ta)
{
    container_ta(link, ta);
    if (!uuid_equal(&ta->uuid, wanted))
        return REFUSE_UUID;
    if (!walk->is_root && !uuid_equal(&ta->uuid, &walk->uuid))
        return REFUSE_CHAIN_UUID;
    return walk_note(walk, &(struct version){ta->uuid, ta->version, false});
}

enum refusal image_verify(const struct tamgr_port *port,
                          const struct trust *trust, const uint8_t *image,
                          size_t size, const struct uuid_words *wanted,
                          struct container_ta *ta, struct versions *newer)
{
    struct walk walk = {.port = port,
                        .trust = trust,
                        .is_root = true,
                        .max_depth = UINT32_MAX,
                        .newer = newer};
    struct reader rest = reader_init(image, size);

    newer->used = 0;
    for (;;) {
        struct container_link link;
        enum refusal refusal = container_link(rest.p, rest.left, &link);

        if (!refusal)
            refusal = check_digest(&walk, &link);
        if (!refusal)
            refusal = check_signature(&walk, &link);
        if (refusal)
            return refusal;
        if (link.header.type == TA_IMAGE_TA)
            return walk_ta(&walk, &link, wanted, ta);
        (void)reader_bytes(&rest,
                           (size_t)(link.body - rest.p) + link.body_size);
        refusal = walk_subkey(&walk, &link, &rest);
        if (refusal)
            return refusal;
    }
}
