/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 4648 section 4, with padding. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Bytes that base64_enc needs for size bytes of data, NUL included. */
size_t base64_enc_len(size_t size);

/* *len: room in text; then the length without NUL, or, when false is
 * returned, the room that is needed. */
bool base64_enc(const void *data, size_t size, char *text, size_t *len);

/* *len: room in data; then the bytes decoded, or, when false is returned
 * for lack of room, the room that is needed. Characters outside the alphabet
 * are skipped; decoding ends at padding. */
bool base64_dec(const char *text, size_t size, void *data, size_t *len);
