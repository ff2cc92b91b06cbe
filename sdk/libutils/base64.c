/* SPDX-License-Identifier: BSD-2-Clause */
/* See base64.h. */
#include <base64.h>

#include <stdint.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t base64_enc_len(size_t size)
{
    return (size + 2) / 3 * 4 + 1;
}

bool base64_enc(const void *data, size_t size, char *text, size_t *len)
{
    const uint8_t *p = data;
    size_t need = base64_enc_len(size);

    if (*len < need) {
        *len = need;
        return false;
    }
    for (size_t i = 0; i < size; i += 3) {
        uint32_t v = (uint32_t)p[i] << 16;

        v |= i + 1 < size ? (uint32_t)p[i + 1] << 8 : 0;
        v |= i + 2 < size ? p[i + 2] : 0;
        *text++ = alphabet[v >> 18];
        *text++ = alphabet[v >> 12 & 63];
        *text++ = i + 1 < size ? alphabet[v >> 6 & 63] : '=';
        *text++ = i + 2 < size ? alphabet[v & 63] : '=';
    }
    *text = '\0';
    *len = need - 1;
    return true;
}

static int value_of(char c)
{
    for (int i = 0; i < 64; i++) {
        if (alphabet[i] == c)
            return i;
    }
    return -1;
}

bool base64_dec(const char *text, size_t size, void *data, size_t *len)
{
    uint8_t *p = data;
    size_t n = 0;
    uint32_t v = 0;
    unsigned bits = 0;

    for (; size && *text && *text != '='; size--, text++) {
        if (value_of(*text) < 0)
            continue;
        v = v << 6 | (uint32_t)value_of(*text);
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        if (n < *len)
            p[n] = (uint8_t)(v >> bits);
        n++;
    }
    if (n > *len) {
        *len = n;
        return false;
    }
    *len = n;
    return true;
}
