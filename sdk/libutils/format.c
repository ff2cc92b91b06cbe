/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One pass over the format: a conversion is parsed into struct spec, its
 * argument fetched, its text made in a small buffer from the right, and both
 * put with padding. Output beyond the buffer is only counted. An unknown
 * conversion is copied as it stands and consumes nothing.
 */
#include "sdk/libutils/format.h"

#include <stdbool.h>
#include <stdint.h>

struct out {
    char *buf;
    size_t size;
    size_t length; /* of the whole text so far */
};

struct spec {
    bool minus, plus, space, alternate, zero;
    int width;
    int precision; /* -1: none */
    int size;      /* bytes of an integer argument */
    char conversion;
};

/* Digits of a 64-bit number in octal, with room for signs. */
#define DIGITS_MAX 32
#define UUID_TEXT  36

static void put(struct out *o, char c)
{
    if (o->length + 1 < o->size)
        o->buf[o->length] = c;
    o->length++;
}

static void put_fill(struct out *o, char c, int n)
{
    for (; n > 0; n--)
        put(o, c);
}

static void put_text(struct out *o, const char *s, size_t n)
{
    for (; n; n--)
        put(o, *s++);
}

static void put_padded(struct out *o, const struct spec *sp, const char *s,
                       size_t n)
{
    int fill = sp->width > (int)n ? sp->width - (int)n : 0;

    put_fill(o, ' ', sp->minus ? 0 : fill);
    put_text(o, s, n);
    put_fill(o, ' ', sp->minus ? fill : 0);
}

static int parse_number(const char **fmt, va_list *ap)
{
    int n = 0;

    if (**fmt == '*') {
        (*fmt)++;
        return va_arg(*ap, int);
    }
    for (; **fmt >= '0' && **fmt <= '9'; (*fmt)++) {
        if (n < 100000)
            n = n * 10 + (**fmt - '0');
    }
    return n;
}

static void parse_flags(const char **fmt, struct spec *sp)
{
    for (;; (*fmt)++) {
        switch (**fmt) {
        case '-':
            sp->minus = true;
            break;
        case '+':
            sp->plus = true;
            break;
        case ' ':
            sp->space = true;
            break;
        case '#':
            sp->alternate = true;
            break;
        case '0':
            sp->zero = true;
            break;
        default:
            return;
        }
    }
}

static int parse_size(const char **fmt)
{
    char c = **fmt;
    int size = (int)sizeof(int);

    if (c == 'h' || c == 'l') {
        (*fmt)++;
        size = c == 'h' ? (int)sizeof(short) : (int)sizeof(long);
        if (**fmt == c) {
            (*fmt)++;
            size = c == 'h' ? 1 : (int)sizeof(long long);
        }
    } else if (c == 'j' || c == 'z' || c == 't') {
        (*fmt)++;
        size = (int)sizeof(intmax_t);
    }
    return size;
}

static struct spec parse_spec(const char **fmt, va_list *ap)
{
    struct spec sp = {.precision = -1};

    parse_flags(fmt, &sp);
    sp.width = parse_number(fmt, ap);
    if (sp.width < 0) {
        sp.minus = true;
        sp.width = sp.width > -100000 ? -sp.width : 0;
    }
    if (**fmt == '.') {
        (*fmt)++;
        sp.precision = parse_number(fmt, ap);
    }
    sp.size = parse_size(fmt);
    sp.conversion = **fmt;
    return sp;
}

static uint64_t fetch(const struct spec *sp, bool is_signed, va_list *ap)
{
    uint64_t v =
        sp->size == 8 ? va_arg(*ap, uint64_t) : va_arg(*ap, unsigned int);
    unsigned unused_bits = 64 - 8 * (unsigned)sp->size;

    v <<= unused_bits;
    return is_signed ? (uint64_t)((int64_t)v >> unused_bits) : v >> unused_bits;
}

static size_t make_digits(char *end, uint64_t v, unsigned base, bool upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    char *p = end;

    for (; v; v /= base)
        *--p = digits[v % base];
    return (size_t)(end - p);
}

/* prefix: sign or 0x, before the zeros. */
static void put_integer(struct out *o, const struct spec *sp, uint64_t v,
                        unsigned base, const char *prefix, int prefix_len)
{
    char digits[DIGITS_MAX];
    int n =
        (int)make_digits(digits + DIGITS_MAX, v, base, sp->conversion == 'X');
    int zeros = (sp->precision < 0 ? 1 : sp->precision) - n;
    int fill;

    if (zeros < 0)
        zeros = 0;
    if (sp->alternate && base == 8 && !zeros)
        zeros = 1;
    fill = sp->width - prefix_len - zeros - n;
    if (sp->zero && !sp->minus && sp->precision < 0 && fill > 0) {
        zeros += fill;
        fill = 0;
    }
    put_fill(o, ' ', sp->minus ? 0 : fill);
    put_text(o, prefix, (size_t)prefix_len);
    put_fill(o, '0', zeros);
    put_text(o, digits + DIGITS_MAX - n, (size_t)n);
    put_fill(o, ' ', sp->minus ? fill : 0);
}

static void put_signed(struct out *o, const struct spec *sp, va_list *ap)
{
    uint64_t v = fetch(sp, true, ap);
    bool negative = (int64_t)v < 0;
    const char *sign = negative ? "-" : sp->plus ? "+" : " ";

    put_integer(o, sp, negative ? 0 - v : v, 10, sign,
                negative || sp->plus || sp->space);
}

static void put_unsigned(struct out *o, const struct spec *sp, va_list *ap)
{
    uint64_t v = fetch(sp, false, ap);

    switch (sp->conversion) {
    case 'u':
        put_integer(o, sp, v, 10, "", 0);
        break;
    case 'o':
        put_integer(o, sp, v, 8, "", 0);
        break;
    default:
        put_integer(o, sp, v, 16, sp->conversion == 'X' ? "0X" : "0x",
                    sp->alternate && v ? 2 : 0);
        break;
    }
}

static void put_string(struct out *o, const struct spec *sp, const char *s)
{
    size_t n = 0;

    if (!s)
        s = "(null)";
    while ((sp->precision < 0 || n < (size_t)sp->precision) && s[n])
        n++;
    put_padded(o, sp, s, n);
}

/* A TEE_UUID: the first three fields are integers of this machine. */
static void put_uuid(struct out *o, const struct spec *sp, const uint8_t *u)
{
    static const uint8_t order[16] = {3, 2, 1,  0,  5,  4,  7,  6,
                                      8, 9, 10, 11, 12, 13, 14, 15};
    char text[UUID_TEXT];
    char *p = text;

    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *p++ = '-';
        *p++ = "0123456789abcdef"[u[order[i]] >> 4];
        *p++ = "0123456789abcdef"[u[order[i]] & 15];
    }
    put_padded(o, sp, text, sizeof(text));
}

static void put_pointer(struct out *o, struct spec *sp, const void *p,
                        const char **fmt)
{
    if ((*fmt)[1] == 'U' && (*fmt)[2] == 'l' && p) {
        *fmt += 2;
        put_uuid(o, sp, p);
        return;
    }
    sp->conversion = 'x';
    put_integer(o, sp, (uintptr_t)p, 16, "0x", 2);
}

/* *fmt is at the conversion character, and stays there (or, for %pUl, at the
 * last of its characters). */
static bool convert(struct out *o, struct spec *sp, const char **fmt,
                    va_list *ap)
{
    char c;

    switch (sp->conversion) {
    case 'd':
    case 'i':
        put_signed(o, sp, ap);
        return true;
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        put_unsigned(o, sp, ap);
        return true;
    case 'c':
        c = (char)va_arg(*ap, int);
        put_padded(o, sp, &c, 1);
        return true;
    case 's':
        put_string(o, sp, va_arg(*ap, const char *));
        return true;
    case 'p':
        put_pointer(o, sp, va_arg(*ap, const void *), fmt);
        return true;
    case '%':
        put(o, '%');
        return true;
    default:
        return false;
    }
}

int format_text(char *buf, size_t size, const char *fmt, va_list args)
{
    struct out o = {buf, size, 0};
    va_list ap;

    va_copy(ap, args);
    for (; *fmt; fmt++) {
        const char *start = fmt;
        struct spec sp;

        if (*fmt != '%') {
            put(&o, *fmt);
            continue;
        }
        fmt++;
        sp = parse_spec(&fmt, &ap);
        if (!convert(&o, &sp, &fmt, &ap)) {
            put(&o, '%');
            fmt = start;
        }
    }
    va_end(ap);
    if (size)
        buf[o.length < size ? o.length : size - 1] = '\0';
    return (int)o.length;
}
