/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See operation.h. The types of parameters are spelled three times: by the
 * client API, by the driver, and in the bits of an API type, of which the
 * first two mean in and out for both. The assertions pin that.
 */
#include "ree/libteec/operation.h"

#include "ree/libteec/shared_memory.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#define DIR_INPUT  1u
#define DIR_OUTPUT 2u
#define DIR_MASK   3u

/* The bits of paramTypes that mean something. */
#define PARAM_TYPES_MASK 0xffffu

#define ATTR_MEMREF 4u /* with DIR_ bits: a memory reference */

static_assert(TEEC_VALUE_INPUT == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT &&
                  TEEC_VALUE_OUTPUT == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT &&
                  TEEC_VALUE_INOUT == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
              "value types are the driver's");
static_assert(
    (ATTR_MEMREF | DIR_INPUT) == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT &&
        (ATTR_MEMREF | DIR_OUTPUT) == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT &&
        (ATTR_MEMREF | DIR_MASK) == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
    "memory reference types are a kind and directions");
static_assert(TEEC_MEM_INPUT == DIR_INPUT && TEEC_MEM_OUTPUT == DIR_OUTPUT &&
                  (TEEC_MEMREF_PARTIAL_INOUT & DIR_MASK) == DIR_MASK &&
                  (TEEC_MEMREF_TEMP_OUTPUT & DIR_MASK) == DIR_OUTPUT,
              "directions are two bits everywhere");

TEEC_Result result_from_errno(int error)
{
    switch (-error) {
    case ENOMEM:
        return TEEC_ERROR_OUT_OF_MEMORY;
    case EINVAL:
    case EFAULT:
    case EBADF:
        return TEEC_ERROR_BAD_PARAMETERS;
    case EACCES:
    case EPERM:
        return TEEC_ERROR_ACCESS_DENIED;
    case EBUSY:
        return TEEC_ERROR_BUSY;
    case ENOTTY:
    case EOPNOTSUPP:
        return TEEC_ERROR_NOT_SUPPORTED;
    case ENODEV:
    case EIO:
        return TEEC_ERROR_COMMUNICATION;
    default:
        return TEEC_ERROR_GENERIC;
    }
}

static bool has_input(const struct tee_ioctl_param *p)
{
    return p->attr & DIR_INPUT;
}

static bool has_output(const struct tee_ioctl_param *p)
{
    return p->attr & DIR_OUTPUT;
}

/* A reference to `size` bytes at `offset` of a shared memory block. */
static TEEC_Result encode_shared(struct tee_ioctl_param *p,
                                 const TEEC_SharedMemory *parent,
                                 uint32_t direction, size_t offset, size_t size)
{
    if (!shared_memory_is_live(parent) || (direction & ~parent->flags) ||
        offset > parent->size || size > parent->size - offset)
        return TEEC_ERROR_BAD_PARAMETERS;
    p->attr = ATTR_MEMREF | direction;
    p->a = offset;
    p->b = size;
    p->c = (__u64)parent->imp.id;
    if (parent->imp.shadow_buffer && (direction & DIR_INPUT))
        memcpy((uint8_t *)parent->imp.shadow_buffer + offset,
               (const uint8_t *)parent->buffer + offset, size);
    return TEEC_SUCCESS;
}

/* A temporary buffer: NULL needs no memory, the others are placed later. */
static void encode_temp(struct call *call, unsigned int i, uint32_t direction)
{
    const TEEC_TempMemoryReference *ref = &call->operation->params[i].tmpref;
    struct tee_ioctl_param *p = &call->params[i];

    p->attr = ATTR_MEMREF | direction;
    p->a = 0;
    p->b = ref->size;
    p->c = TEE_MEMREF_NULL;
    if (ref->buffer || !call->context->imp.memref_null)
        call->temps |= 1u << i;
}

static TEEC_Result encode_param(struct call *call, unsigned int i,
                                uint32_t type)
{
    const TEEC_Parameter *from = &call->operation->params[i];
    struct tee_ioctl_param *p = &call->params[i];
    uint32_t direction = type & DIR_MASK;

    switch (type) {
    case TEEC_NONE:
        *p = (struct tee_ioctl_param){TEE_IOCTL_PARAM_ATTR_TYPE_NONE, 0, 0, 0};
        return TEEC_SUCCESS;
    case TEEC_VALUE_OUTPUT:
        *p = (struct tee_ioctl_param){type, 0, 0, 0};
        return TEEC_SUCCESS;
    case TEEC_VALUE_INPUT:
    case TEEC_VALUE_INOUT:
        *p = (struct tee_ioctl_param){type, from->value.a, from->value.b, 0};
        return TEEC_SUCCESS;
    case TEEC_MEMREF_TEMP_INPUT:
    case TEEC_MEMREF_TEMP_OUTPUT:
    case TEEC_MEMREF_TEMP_INOUT:
        encode_temp(call, i, direction);
        return TEEC_SUCCESS;
    case TEEC_MEMREF_WHOLE:
        if (!from->memref.parent)
            return TEEC_ERROR_BAD_PARAMETERS;
        return encode_shared(p, from->memref.parent,
                             from->memref.parent->flags & DIR_MASK, 0,
                             from->memref.parent->size);
    case TEEC_MEMREF_PARTIAL_INPUT:
    case TEEC_MEMREF_PARTIAL_OUTPUT:
    case TEEC_MEMREF_PARTIAL_INOUT:
        return encode_shared(p, from->memref.parent, direction,
                             from->memref.offset, from->memref.size);
    default:
        return TEEC_ERROR_BAD_PARAMETERS;
    }
}

/* Copies a temporary buffer to where the TA will see it. */
static void copy_to_ta(const struct call *call, unsigned int i, uint8_t *to)
{
    const void *buffer = call->operation->params[i].tmpref.buffer;
    const struct tee_ioctl_param *p = &call->params[i];

    if (has_input(p) && buffer)
        memcpy(to, buffer, p->b);
}

/* Leases one range for all small temporary buffers, if the arena can. */
static void place_pooled(struct call *call)
{
    unsigned int small = 0;
    size_t need = 0;

    for (unsigned int i = 0; i < call->count; i++) {
        if (!(call->temps & (1u << i)) || call->params[i].b > ARENA_TEMP_MAX)
            continue;
        small |= 1u << i;
        call->params[i].a = need;
        need += pool_round(call->params[i].b);
    }
    if (!small || !arena_take(call->context->imp.fd, call->context->imp.reg_mem,
                              need, &call->lease))
        return;
    call->pooled = small;
    for (unsigned int i = 0; i < call->count; i++) {
        struct tee_ioctl_param *p = &call->params[i];

        if (!(small & (1u << i)))
            continue;
        copy_to_ta(call, i, call->lease.base + p->a);
        p->a += call->lease.range.start;
        p->c = call->lease.id;
    }
}

/* Shares one temporary buffer for this call only. */
static TEEC_Result place_alone(struct call *call, unsigned int i)
{
    void *buffer = call->operation->params[i].tmpref.buffer;
    struct tee_ioctl_param *p = &call->params[i];
    int device = call->context->imp.fd;
    bool can_register = call->context->imp.reg_mem;
    int error = -EINVAL;

    /* No bytes cannot be registered: they get memory of their own. */
    if (can_register && buffer)
        error = tee_shm_register(device, buffer, p->b, &call->shm[i]);
    if (error < 0)
        error =
            tee_shm_alloc(device, can_register, p->b + !p->b, &call->shm[i]);
    if (error < 0)
        return result_from_errno(error);
    call->shared |= 1u << i;
    p->a = 0;
    p->c = (__u64)call->shm[i].id;
    if (call->shm[i].base)
        copy_to_ta(call, i, call->shm[i].base);
    return TEEC_SUCCESS;
}

static TEEC_Result place_temps(struct call *call)
{
    place_pooled(call);
    for (unsigned int i = 0; i < call->count; i++) {
        TEEC_Result result;

        if (!(call->temps & ~call->pooled & (1u << i)))
            continue;
        result = place_alone(call, i);
        if (result) {
            call_release(call);
            return result;
        }
    }
    return TEEC_SUCCESS;
}

TEEC_Result call_encode(struct call *call, const TEEC_Context *context,
                        TEEC_Operation *operation,
                        struct tee_ioctl_param *params)
{
    uint32_t types = operation ? operation->paramTypes & PARAM_TYPES_MASK : 0;

    call->context = context;
    call->operation = operation;
    call->params = params;
    call->count = 0;
    call->temps = 0;
    call->pooled = 0;
    call->shared = 0;
    for (; types; types >>= 4) {
        unsigned int i = call->count++;
        TEEC_Result result =
            encode_param(call, i, TEEC_PARAM_TYPE_GET(types, 0));

        if (result)
            return result;
    }
    return call->temps ? place_temps(call) : TEEC_SUCCESS;
}

/* The bytes to copy back of a buffer of `given` bytes. */
static size_t bytes_back(uint64_t returned, size_t given, enum call_data data)
{
    if (data == DATA_NONE || (data == DATA_IF_FITS && returned > given))
        return 0;
    return returned < given ? (size_t)returned : given;
}

static void decode_temp(const struct call *call, unsigned int i,
                        enum call_data data)
{
    TEEC_TempMemoryReference *ref = &call->operation->params[i].tmpref;
    const struct tee_ioctl_param *p = &call->params[i];
    const uint8_t *from = NULL;

    if (call->pooled & (1u << i))
        from = call->lease.base + (p->a - call->lease.range.start);
    else if (call->shared & (1u << i))
        from = call->shm[i].base;
    if (from && ref->buffer)
        memcpy(ref->buffer, from, bytes_back(p->b, ref->size, data));
    ref->size = p->b;
}

static void decode_shared(TEEC_RegisteredMemoryReference *ref,
                          const struct tee_ioctl_param *p, size_t given,
                          enum call_data data)
{
    const TEEC_SharedMemory *parent = ref->parent;

    if (parent->imp.shadow_buffer)
        memcpy((uint8_t *)parent->buffer + p->a,
               (const uint8_t *)parent->imp.shadow_buffer + p->a,
               bytes_back(p->b, given, data));
    ref->size = p->b;
}

void call_decode(const struct call *call, enum call_data data)
{
    for (unsigned int i = 0; i < call->count; i++) {
        TEEC_Parameter *to = &call->operation->params[i];
        const struct tee_ioctl_param *p = &call->params[i];
        uint32_t type = TEEC_PARAM_TYPE_GET(call->operation->paramTypes, i);

        if (!has_output(p))
            continue;
        if (!(p->attr & ATTR_MEMREF)) {
            to->value.a = (uint32_t)p->a;
            to->value.b = (uint32_t)p->b;
        } else if (type == TEEC_MEMREF_WHOLE) {
            decode_shared(&to->memref, p, to->memref.parent->size, data);
        } else if (type & 8u) {
            decode_shared(&to->memref, p, to->memref.size, data);
        } else {
            decode_temp(call, i, data);
        }
    }
}

void call_release(struct call *call)
{
    if (call->pooled)
        arena_give(&call->lease);
    for (unsigned int i = 0; call->shared >> i; i++)
        if (call->shared & (1u << i))
            tee_shm_free(&call->shm[i]);
}
