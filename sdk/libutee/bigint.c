/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Big integers [TEE Internal Core API 1.3.1, 8.5 to 8.7]: the part that works
 * on the array itself. Any pointer may be equal to any other. An array that is
 * not an initialised integer panics.
 */
#include "sdk/libutee/bigint.h"

#include <string.h>
#include <tee_internal_api.h>
#include <util.h>

#include "sdk/libutee/panic.h"

_Static_assert(sizeof(struct bigint) / sizeof(uint32_t) ==
                   TEE_BigIntSizeInU32(0),
               "the header that the specification's macro allows for");

enum { LIMB_BITS = 32, LIMB_BYTES = 4 };

static struct bigint *mutable_of(TEE_BigInt *b)
{
    return (struct bigint *)b;
}

bool bigint_valid(const TEE_BigInt *b)
{
    const struct bigint *x = bigint_of(b);

    return x && x->capacity <= BIGINT_LIMBS_MAX && x->size != INT32_MIN &&
           bigint_used(x) <= x->capacity &&
           (!x->size || x->limb[bigint_used(x) - 1]);
}

void bigint_finish(struct bigint *b, uint32_t limbs, bool negative)
{
    memset(b->limb + limbs, 0, (b->capacity - limbs) * LIMB_BYTES);
    while (limbs && !b->limb[limbs - 1])
        limbs--;
    b->size = negative ? -(int32_t)limbs : (int32_t)limbs;
}

void TEE_BigIntInit(TEE_BigInt *bigInt, size_t len)
{
    struct bigint *b = mutable_of(bigInt);

    require(b);
    require(len >= TEE_BigIntSizeInU32(0));
    require(len - TEE_BigIntSizeInU32(0) <= BIGINT_LIMBS_MAX);
    b->capacity = (uint32_t)(len - TEE_BigIntSizeInU32(0));
    bigint_finish(b, 0, false);
}

TEE_Result TEE_BigIntConvertFromOctetString(TEE_BigInt *dest,
                                            const uint8_t *buffer,
                                            size_t bufferLen, int32_t sign)
{
    struct bigint *b = mutable_of(dest);
    uint32_t limbs;

    require(bigint_valid(dest));
    require(buffer || !bufferLen);
    for (; bufferLen && !*buffer; bufferLen--)
        buffer++;
    if (bufferLen > (size_t)b->capacity * LIMB_BYTES)
        return TEE_ERROR_OVERFLOW;
    limbs = (uint32_t)((bufferLen + LIMB_BYTES - 1) / LIMB_BYTES);
    memset(b->limb, 0, (size_t)limbs * LIMB_BYTES);
    for (size_t i = 0; i < bufferLen; i++)
        b->limb[i / LIMB_BYTES] |= (uint32_t)buffer[bufferLen - 1 - i]
                                   << (i % LIMB_BYTES * 8);
    bigint_finish(b, limbs, sign < 0);
    return TEE_SUCCESS;
}

TEE_Result TEE_BigIntConvertToOctetString(uint8_t *buffer, size_t *bufferLen,
                                          const TEE_BigInt *bigInt)
{
    const struct bigint *b = bigint_of(bigInt);
    size_t needed = (TEE_BigIntGetBitCount(bigInt) + 7) / 8;
    size_t room;

    require(bufferLen);
    room = *bufferLen;
    *bufferLen = needed;
    if (room < needed)
        return TEE_ERROR_SHORT_BUFFER;
    require(buffer || !needed);
    for (size_t i = 0; i < needed; i++)
        buffer[needed - 1 - i] =
            (uint8_t)(b->limb[i / LIMB_BYTES] >> (i % LIMB_BYTES * 8));
    return TEE_SUCCESS;
}

void TEE_BigIntConvertFromS32(TEE_BigInt *dest, int32_t shortVal)
{
    struct bigint *b = mutable_of(dest);

    require(bigint_valid(dest));
    require(b->capacity || !shortVal);
    if (shortVal)
        b->limb[0] = shortVal < 0 ? 0 - (uint32_t)shortVal : (uint32_t)shortVal;
    bigint_finish(b, shortVal != 0, shortVal < 0);
}

TEE_Result TEE_BigIntConvertToS32(int32_t *dest, const TEE_BigInt *src)
{
    const struct bigint *b = bigint_of(src);
    int64_t value;

    require(dest);
    require(bigint_valid(src));
    if (bigint_used(b) > 1)
        return TEE_ERROR_OVERFLOW;
    value = b->size ? (int64_t)b->size * b->limb[0] : 0;
    if (value < INT32_MIN || value > INT32_MAX)
        return TEE_ERROR_OVERFLOW;
    *dest = (int32_t)value;
    return TEE_SUCCESS;
}

int32_t TEE_BigIntCmp(const TEE_BigInt *op1, const TEE_BigInt *op2)
{
    const struct bigint *a = bigint_of(op1);
    const struct bigint *b = bigint_of(op2);

    require(bigint_valid(op1));
    require(bigint_valid(op2));
    if (a->size != b->size)
        return a->size > b->size ? 1 : -1;
    for (uint32_t i = bigint_used(a); i-- > 0;) {
        if (a->limb[i] != b->limb[i])
            return (a->limb[i] > b->limb[i]) == (a->size > 0) ? 1 : -1;
    }
    return 0;
}

int32_t TEE_BigIntCmpS32(const TEE_BigInt *op, int32_t shortVal)
{
    TEE_BigInt value[TEE_BigIntSizeInU32(32)];

    TEE_BigIntInit(value, ARRAY_SIZE(value));
    TEE_BigIntConvertFromS32(value, shortVal);
    return TEE_BigIntCmp(op, value);
}

/* 32 bits of a magnitude from bit `first` on. */
static uint32_t bits_at(const struct bigint *b, uint32_t first)
{
    uint32_t used = bigint_used(b);
    uint32_t i = first / LIMB_BITS;
    uint64_t low = i < used ? b->limb[i] : 0;
    uint64_t high = i + 1 < used ? b->limb[i + 1] : 0;

    return (uint32_t)((high << LIMB_BITS | low) >> first % LIMB_BITS);
}

void TEE_BigIntShiftRight(TEE_BigInt *dest, const TEE_BigInt *op, size_t bits)
{
    struct bigint *d = mutable_of(dest);
    const struct bigint *b = bigint_of(op);
    uint32_t count = TEE_BigIntGetBitCount(op);
    uint32_t left = bits < count ? count - (uint32_t)bits : 0;
    uint32_t limbs = (left + LIMB_BITS - 1) / LIMB_BITS;
    bool negative = b->size < 0;

    require(bigint_valid(dest));
    require(limbs <= d->capacity);
    for (uint32_t i = 0; i < limbs; i++)
        d->limb[i] = bits_at(b, (uint32_t)bits + i * LIMB_BITS);
    bigint_finish(d, limbs, negative);
}

bool TEE_BigIntGetBit(const TEE_BigInt *src, uint32_t bitIndex)
{
    require(bigint_valid(src));
    return bits_at(bigint_of(src), bitIndex) & 1;
}

uint32_t TEE_BigIntGetBitCount(const TEE_BigInt *src)
{
    const struct bigint *b = bigint_of(src);
    uint32_t used;

    require(bigint_valid(src));
    used = bigint_used(b);
    return used ? used * LIMB_BITS - (uint32_t)__builtin_clz(b->limb[used - 1])
                : 0;
}

TEE_Result TEE_BigIntSetBit(TEE_BigInt *op, uint32_t bitIndex, bool value)
{
    struct bigint *b = mutable_of(op);
    uint32_t i = bitIndex / LIMB_BITS;
    uint32_t bit = BIT32(bitIndex % LIMB_BITS);

    require(bigint_valid(op));
    if (i >= b->capacity)
        return TEE_ERROR_OVERFLOW;
    b->limb[i] = value ? b->limb[i] | bit : b->limb[i] & ~bit;
    bigint_finish(b, MAX(bigint_used(b), i + 1), b->size < 0);
    return TEE_SUCCESS;
}

/* dest = op, or its magnitude, with a sign of one's choice. */
static TEE_Result copy(TEE_BigInt *dest, const TEE_BigInt *op, bool negative)
{
    struct bigint *d = mutable_of(dest);
    const struct bigint *b = bigint_of(op);
    uint32_t used = bigint_used(b);

    if (used > d->capacity)
        return TEE_ERROR_OVERFLOW;
    memmove(d->limb, b->limb, (size_t)used * LIMB_BYTES);
    bigint_finish(d, used, negative);
    return TEE_SUCCESS;
}

TEE_Result TEE_BigIntAssign(TEE_BigInt *dest, const TEE_BigInt *src)
{
    require(bigint_valid(dest));
    require(bigint_valid(src));
    return copy(dest, src, bigint_of(src)->size < 0);
}

TEE_Result TEE_BigIntAbs(TEE_BigInt *dest, const TEE_BigInt *src)
{
    require(bigint_valid(dest));
    require(bigint_valid(src));
    return copy(dest, src, false);
}

void TEE_BigIntNeg(TEE_BigInt *dest, const TEE_BigInt *op)
{
    require(bigint_valid(dest));
    require(bigint_valid(op));
    require(copy(dest, op, bigint_of(op)->size > 0) == TEE_SUCCESS);
}
