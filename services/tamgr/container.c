/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One pass with a cursor over the fixed part of a link tells where the rest
 * is; then the rest must be there, and for the last link nothing else. The
 * order of the checks is that of the refusals a user wants to tell apart:
 * is it an image at all, of a kind that is served, whole.
 */
#include "services/tamgr/container.h"

#include <stdbool.h>

#include "abi/crypto_msg.h"
#include "lib/bytes.h"
#include "lib/checked.h"

static bool algorithm_known(uint32_t algorithm)
{
    return algorithm == ALG_RSASSA_PSS_SHA256 ||
           algorithm == ALG_RSASSA_PKCS1_V1_5_SHA256 ||
           algorithm == ALG_ECDSA_SHA256 || algorithm == ALG_ED25519;
}

/* RSA keys have 2048 to 4096 bits, the other algorithms one size. */
static bool signature_size_fits(uint32_t algorithm, size_t size)
{
    if (algorithm == ALG_ECDSA_SHA256 || algorithm == ALG_ED25519)
        return size == SIGNATURE_MIN;
    return size >= 256 && size <= SIGNATURE_MAX;
}

static enum refusal check_header(const struct ta_image_header *h)
{
    if (h->magic != TA_IMAGE_MAGIC)
        return REFUSE_MAGIC;
    if (h->type != TA_IMAGE_TA && h->type != TA_IMAGE_SUBKEY)
        return REFUSE_TYPE;
    if (!algorithm_known(h->algorithm))
        return REFUSE_ALGORITHM;
    if (h->hash_size != TA_IMAGE_HASH)
        return REFUSE_HASH_SIZE;
    if (!signature_size_fits(h->algorithm, h->signature_size))
        return REFUSE_SIGNATURE_SIZE;
    return REFUSE_NONE;
}

static struct ta_image_header read_header(struct reader *r)
{
    struct ta_image_header h;

    h.magic = reader_u32_le(r);
    h.type = reader_u32_le(r);
    h.size = reader_u32_le(r);
    h.algorithm = reader_u32_le(r);
    h.hash_size = reader_u16_le(r);
    h.signature_size = reader_u16_le(r);
    return h;
}

enum refusal container_link(const uint8_t *image, size_t size,
                            struct container_link *link)
{
    struct reader r = reader_init(image, size);
    enum refusal refusal;

    link->header_bytes = image;
    link->header = read_header(&r);
    if (r.failed)
        return REFUSE_TRUNCATED;
    refusal = check_header(&link->header);
    if (refusal)
        return refusal;
    link->body_size = link->header.size;
    if (link->header.type == TA_IMAGE_TA &&
        !size_add(link->body_size, sizeof(struct ta_image_ta),
                  &link->body_size))
        return REFUSE_TRUNCATED;
    link->hash = reader_bytes(&r, TA_IMAGE_HASH);
    link->signature = reader_bytes(&r, link->header.signature_size);
    link->body = reader_bytes(&r, link->body_size);
    if (r.failed)
        return REFUSE_TRUNCATED;
    if (link->header.type == TA_IMAGE_TA && r.left > 0)
        return REFUSE_TRAILING;
    return REFUSE_NONE;
}

static struct uuid_words read_uuid(struct reader *r)
{
    struct uuid_words uuid;

    uuid.w[0] = reader_u64_le(r);
    uuid.w[1] = reader_u64_le(r);
    return uuid;
}

/* One attribute of a subkey: its bytes must lie inside the body. */
static bool read_attribute(struct reader *r, const struct container_link *link,
                           struct container_subkey *subkey)
{
    uint32_t id = reader_u32_le(r);
    uint32_t offset = reader_u32_le(r);
    uint32_t size = reader_u32_le(r);
    const uint8_t *bytes;

    if (r->failed || !range_inside(offset, size, link->body_size))
        return false;
    bytes = link->body + offset;
    while (size > 0 && *bytes == 0) {
        bytes++;
        size--;
    }
    if (id == TA_IMAGE_RSA_MODULUS) {
        subkey->modulus = bytes;
        subkey->modulus_size = size;
    } else if (id == TA_IMAGE_RSA_EXPONENT) {
        subkey->exponent = bytes;
        subkey->exponent_size = size;
    }
    return true;
}

enum refusal container_subkey(const struct container_link *link,
                              struct container_subkey *subkey)
{
    struct reader r = reader_init(link->body, link->body_size);
    uint32_t attributes;

    *subkey = (struct container_subkey){0};
    subkey->uuid = read_uuid(&r);
    subkey->name_size = reader_u32_le(&r);
    subkey->version = reader_u32_le(&r);
    subkey->max_depth = reader_u32_le(&r);
    subkey->algorithm = reader_u32_le(&r);
    attributes = reader_u32_le(&r);
    for (; attributes > 0; attributes--)
        if (!read_attribute(&r, link, subkey))
            return REFUSE_SUBKEY;
    if (r.failed || subkey->modulus_size < 256 ||
        subkey->modulus_size > SIGNATURE_MAX || subkey->exponent_size == 0 ||
        subkey->exponent_size > sizeof(uint64_t))
        return REFUSE_SUBKEY;
    if (subkey->algorithm != ALG_RSASSA_PSS_SHA256 &&
        subkey->algorithm != ALG_RSASSA_PKCS1_V1_5_SHA256)
        return REFUSE_ALGORITHM;
    return REFUSE_NONE;
}

void container_ta(const struct container_link *link, struct container_ta *ta)
{
    struct reader r = reader_init(link->body, link->body_size);

    ta->uuid = read_uuid(&r);
    ta->version = reader_u32_le(&r);
    ta->elf_size = r.left;
    ta->elf = reader_bytes(&r, r.left);
}
