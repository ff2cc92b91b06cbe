/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Byte cursors; see lib/bytes.h. Everything goes through reader_take() and
 * writer_take(), which are the only bounds checks.
 */
#include "lib/bytes.h"

/* An address for reads of no bytes, where data may be NULL. */
static const uint8_t nothing[1];

struct reader reader_init(const void *data, size_t length)
{
    struct reader r = {data ? data : nothing, length, data == NULL && length};

    return r;
}

static const uint8_t *reader_take(struct reader *r, size_t n)
{
    const uint8_t *p = r->p;

    if (r->failed || n > r->left) {
        r->failed = true;
        return NULL;
    }
    r->p += n;
    r->left -= n;
    return p;
}

static uint64_t reader_le(struct reader *r, size_t n)
{
    const uint8_t *p = reader_take(r, n);
    uint64_t value = 0;

    for (size_t i = 0; p && i < n; i++)
        value |= (uint64_t)p[i] << (8 * i);
    return value;
}

static uint64_t reader_be(struct reader *r, size_t n)
{
    const uint8_t *p = reader_take(r, n);
    uint64_t value = 0;

    for (size_t i = 0; p && i < n; i++)
        value = value << 8 | p[i];
    return value;
}

uint8_t reader_u8(struct reader *r)
{
    return (uint8_t)reader_le(r, 1);
}

uint16_t reader_u16_le(struct reader *r)
{
    return (uint16_t)reader_le(r, 2);
}

uint32_t reader_u32_le(struct reader *r)
{
    return (uint32_t)reader_le(r, 4);
}

uint64_t reader_u64_le(struct reader *r)
{
    return reader_le(r, 8);
}

uint16_t reader_u16_be(struct reader *r)
{
    return (uint16_t)reader_be(r, 2);
}

uint32_t reader_u32_be(struct reader *r)
{
    return (uint32_t)reader_be(r, 4);
}

uint64_t reader_u64_be(struct reader *r)
{
    return reader_be(r, 8);
}

const uint8_t *reader_bytes(struct reader *r, size_t n)
{
    return reader_take(r, n);
}

void reader_copy(struct reader *r, void *dst, size_t n)
{
    const uint8_t *p = reader_take(r, n);
    uint8_t *to = dst;

    for (size_t i = 0; i < n; i++)
        to[i] = p ? p[i] : 0;
}

struct reader reader_part(struct reader *r, size_t n)
{
    const uint8_t *p = reader_take(r, n);
    struct reader part = {p ? p : nothing, p ? n : 0, !p};

    return part;
}

bool reader_done(const struct reader *r)
{
    return !r->failed && r->left == 0;
}

struct writer writer_init(void *data, size_t room)
{
    struct writer w = {data, room, data == NULL && room};

    return w;
}

static uint8_t *writer_take(struct writer *w, size_t n)
{
    uint8_t *p = w->p;

    if (w->failed || n > w->left) {
        w->failed = true;
        return NULL;
    }
    if (n)
        w->p += n;
    w->left -= n;
    return p;
}

static void writer_le(struct writer *w, uint64_t value, size_t n)
{
    uint8_t *p = writer_take(w, n);

    for (size_t i = 0; p && i < n; i++)
        p[i] = (uint8_t)(value >> (8 * i));
}

static void writer_be(struct writer *w, uint64_t value, size_t n)
{
    uint8_t *p = writer_take(w, n);

    for (size_t i = 0; p && i < n; i++)
        p[i] = (uint8_t)(value >> (8 * (n - 1 - i)));
}

void writer_u8(struct writer *w, uint8_t n)
{
    writer_le(w, n, 1);
}

void writer_u16_le(struct writer *w, uint16_t n)
{
    writer_le(w, n, 2);
}

void writer_u32_le(struct writer *w, uint32_t n)
{
    writer_le(w, n, 4);
}

void writer_u64_le(struct writer *w, uint64_t n)
{
    writer_le(w, n, 8);
}

void writer_u16_be(struct writer *w, uint16_t n)
{
    writer_be(w, n, 2);
}

void writer_u32_be(struct writer *w, uint32_t n)
{
    writer_be(w, n, 4);
}

void writer_u64_be(struct writer *w, uint64_t n)
{
    writer_be(w, n, 8);
}

void writer_bytes(struct writer *w, const void *src, size_t n)
{
    uint8_t *p = writer_take(w, n);
    const uint8_t *from = src;

    for (size_t i = 0; p && i < n; i++)
        p[i] = from[i];
}
