/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See attrs.h. The attributes, and what they refer to, may lie where another
 * party writes: their rows are copied first, and only the copies count.
 */
#include "sdk/engine/attrs.h"

#include <stdlib.h>
#include <string.h>
#include <tee_api_defines.h>

#include "abi/crypto_msg.h"
#include "lib/mem.h"

static bool is_value(const TEE_Attribute *attr)
{
    return attr->attributeID & TEE_ATTR_FLAG_VALUE;
}

/* Bytes of the encoded list; 0: too many. */
static size_t encoded_length(const TEE_Attribute *row, uint32_t count)
{
    size_t n = sizeof(struct crypto_attrs) + count * sizeof(struct crypto_attr);

    for (uint32_t i = 0; i < count; i++) {
        if (is_value(&row[i]))
            continue;
        if (row[i].content.ref.length > CRYPTO_ATTRS_SIZE - n)
            return 0;
        n += row[i].content.ref.length;
    }
    return n;
}

static struct crypto_attr encoded_row(const TEE_Attribute *row)
{
    struct crypto_attr out = {.id = row->attributeID};

    if (is_value(row)) {
        out.a = row->content.value.a;
        out.b = row->content.value.b;
    } else {
        out.a = (uint32_t)row->content.ref.length;
    }
    return out;
}

static void encode(const TEE_Attribute *row, uint32_t count, uint8_t *bytes)
{
    struct crypto_attrs head = {.count = count};
    uint8_t *to = bytes + sizeof(head);

    memcpy(bytes, &head, sizeof(head));
    for (uint32_t i = 0; i < count; i++) {
        struct crypto_attr encoded = encoded_row(&row[i]);

        memcpy(to, &encoded, sizeof(encoded));
        to += sizeof(encoded);
    }
    for (uint32_t i = 0; i < count; i++) {
        size_t n = is_value(&row[i]) ? 0 : row[i].content.ref.length;

        if (n)
            memcpy(to, row[i].content.ref.buffer, n);
        to += n;
    }
}

TEE_Result attrs_encode(const TEE_Attribute *attr, uint32_t count,
                        struct attrs *out)
{
    TEE_Attribute row[CRYPTO_ATTRS_MAX];

    out->bytes = (uint8_t *)out->small;
    out->length = 0;
    if (!count)
        return TEE_SUCCESS;
    if (count > CRYPTO_ATTRS_MAX)
        return TEE_ERROR_BAD_PARAMETERS;
    memcpy(row, attr, count * sizeof(row[0]));
    out->length = encoded_length(row, count);
    if (!out->length)
        return TEE_ERROR_BAD_PARAMETERS;
    if (out->length > sizeof(out->small))
        out->bytes = malloc(out->length);
    if (!out->bytes)
        return TEE_ERROR_OUT_OF_MEMORY;
    encode(row, count, out->bytes);
    return TEE_SUCCESS;
}

void attrs_drop(struct attrs *attrs)
{
    mem_wipe(attrs->bytes, attrs->length);
    if (attrs->bytes != (uint8_t *)attrs->small)
        free(attrs->bytes);
}
