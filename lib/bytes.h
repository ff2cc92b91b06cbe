/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Byte cursors: the only way in which code takes apart or puts together bytes
 * whose length comes from outside. A cursor remembers the first failure: from
 * then on every read gives zeroes and nothing moves, so a decoder reads
 * everything first and asks reader_done() once. Numbers are little endian
 * (_le) or big endian (_be); no alignment is assumed.
 *
 * Pure, no allocation. A cursor borrows the memory that it walks over.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BYTES_MUST_USE __attribute__((warn_unused_result))

struct reader {
    const uint8_t *p; /* next byte */
    size_t left;      /* bytes not yet read */
    bool failed;      /* a read went past the end */
};

struct writer {
    uint8_t *p;  /* next byte */
    size_t left; /* room */
    bool failed; /* a write went past the end */
};

/* A cursor over `length` bytes; data may be NULL if length is 0. */
struct reader reader_init(const void *data, size_t length);

/* The next number; 0 once failed. */
uint8_t reader_u8(struct reader *r);
uint16_t reader_u16_le(struct reader *r);
uint32_t reader_u32_le(struct reader *r);
uint64_t reader_u64_le(struct reader *r);
uint16_t reader_u16_be(struct reader *r);
uint32_t reader_u32_be(struct reader *r);
uint64_t reader_u64_be(struct reader *r);

/* The next n bytes in place, NULL if there are fewer (or once failed). With
 * n = 0: a pointer that must not be read, NULL only once failed. */
const uint8_t *reader_bytes(struct reader *r, size_t n);

/* Copies the next n bytes; zeroes if there are fewer. */
void reader_copy(struct reader *r, void *dst, size_t n);

/* A cursor over the next n bytes; failed if there are fewer. */
struct reader reader_part(struct reader *r, size_t n);

/* True if nothing failed and every byte was read. */
BYTES_MUST_USE bool reader_done(const struct reader *r);

struct writer writer_init(void *data, size_t room);
void writer_u8(struct writer *w, uint8_t n);
void writer_u16_le(struct writer *w, uint16_t n);
void writer_u32_le(struct writer *w, uint32_t n);
void writer_u64_le(struct writer *w, uint64_t n);
void writer_u16_be(struct writer *w, uint16_t n);
void writer_u32_be(struct writer *w, uint32_t n);
void writer_u64_be(struct writer *w, uint64_t n);
void writer_bytes(struct writer *w, const void *src, size_t n);
