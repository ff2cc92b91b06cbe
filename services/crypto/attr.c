/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bytes are this service's copy: nobody changes them while they are
 * decoded. Every byte belongs to something, and no id comes twice.
 */
#include "services/crypto/attr.h"

#include "lib/bytes.h"
#include "lib/mem.h"

const struct attr *attrs_find(const struct attrs *attrs, uint32_t id)
{
    for (unsigned i = 0; i < attrs->count; i++)
        if (attrs->attr[i].id == id)
            return &attrs->attr[i];
    return NULL;
}

uint32_t attrs_value(const struct attrs *attrs, uint32_t id, uint32_t otherwise)
{
    const struct attr *attr = attrs_find(attrs, id);
    return attr ? attr->a : otherwise;
}

static _Bool row_decode(struct reader *rows, struct reader *references,
                        struct attrs *out)
{
    struct attr *attr = &out->attr[out->count];
    uint32_t id = reader_u32_le(rows), a = reader_u32_le(rows);
    uint32_t b = reader_u32_le(rows);
    if (reader_u32_le(rows) != 0 || id == 0 || attrs_find(out, id))
        return 0;
    if (id & ATTR_VALUE) {
        *attr = (struct attr){.id = id, .a = a, .b = b};
    } else {
        *attr =
            (struct attr){.id = id, .p = reader_bytes(references, a), .n = a};
        if (b || references->failed)
            return 0;
    }
    out->count++;
    return 1;
}

_Bool attrs_decode(const uint8_t *bytes, size_t n, struct attrs *out)
{
    struct reader in = reader_init(bytes, n);
    out->count = 0;
    if (n == 0)
        return 1;
    uint32_t count = reader_u32_le(&in), reserved = reader_u32_le(&in);
    if (in.failed || reserved || count > CRYPTO_ATTRS_MAX)
        return 0;
    struct reader rows = reader_part(&in, count * sizeof(struct crypto_attr));
    if (in.failed)
        return 0;
    for (uint32_t i = 0; i < count; i++)
        if (!row_decode(&rows, &in, out))
            return 0;
    return reader_done(&in);
}
