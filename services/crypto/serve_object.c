/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations on key objects.
 */
#include "lib/mem.h"
#include "services/crypto/serve_priv.h"

struct object *object_named(const struct call *call, unsigned word)
{
    return client_find((uint32_t)call->ev->sender, CLIENT_OBJECT,
                       call->ev->w[word]);
}

enum tee_result input_attrs(struct call *call, struct attrs *out)
{
    size_t n = call->left;
    if (call->left > CRYPTO_ATTRS_SIZE)
        return R_ERROR_BAD_PARAMETERS;
    uint8_t *p = buffer_use(n);
    return input_take(call, p, n) && attrs_decode(p, n, out)
               ? R_SUCCESS
               : R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_obj_alloc(struct call *call)
{
    uint32_t pid = (uint32_t)call->ev->sender, number = 0;
    struct object o, *held;
    enum tee_result result = object_begin(&o, call->ev->w[1], call->ev->w[2]);
    if (result != R_SUCCESS)
        return result;
    held = client_add(pid, CLIENT_OBJECT, &number);
    if (!held)
        return R_ERROR_OUT_OF_MEMORY;
    *held = o;
    call->reply[1] = number;
    return R_SUCCESS;
}

enum tee_result on_obj_free(struct call *call)
{
    uint32_t pid = (uint32_t)call->ev->sender;
    return client_remove(pid, CLIENT_OBJECT, call->ev->w[1])
               ? R_SUCCESS
               : R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_obj_reset(struct call *call)
{
    struct object *o = object_named(call, 1);
    if (!o)
        return R_ERROR_BAD_PARAMETERS;
    object_reset(o);
    return R_SUCCESS;
}

enum tee_result on_obj_info(struct call *call)
{
    struct object *o = object_named(call, 1);
    if (!o)
        return R_ERROR_BAD_PARAMETERS;
    call->reply[1] = o->type->id;
    call->reply[2] = o->key ? object_bits(o, o->key->bits) : 0;
    call->reply[3] = object_bits(o, o->max_bits);
    call->reply[4] = o->usage;
    return R_SUCCESS;
}

enum tee_result on_obj_restrict(struct call *call)
{
    struct object *o = object_named(call, 1);
    if (!o || call->ev->w[2] > UINT32_MAX)
        return R_ERROR_BAD_PARAMETERS;
    o->usage &= (uint32_t)call->ev->w[2];
    return R_SUCCESS;
}

enum tee_result on_obj_populate(struct call *call)
{
    struct object *o = object_named(call, 1);
    struct attrs attrs;
    if (!o)
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = input_attrs(call, &attrs);
    return result == R_SUCCESS ? object_populate(o, &attrs) : result;
}

enum tee_result on_obj_copy(struct call *call)
{
    struct object *dst = object_named(call, 1), *src = object_named(call, 2);
    return dst && src ? object_copy(dst, src) : R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_obj_generate(struct call *call)
{
    struct object *o = object_named(call, 1);
    struct attrs attrs;
    if (!o)
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = input_attrs(call, &attrs);
    return result == R_SUCCESS ? object_generate(o, call->ev->w[2], &attrs)
                               : result;
}

/* The key is in libcrypto's memory, which the host port's kernel does not know
 * as the service's. */
static enum tee_result reference_put(struct call *call, const struct attr *attr)
{
    call->reply[1] = attr->n;
    if (call->ev->w[3] < attr->n)
        return R_ERROR_SHORT_BUFFER;
    if (attr->n > DATA_OUT_MAX || !output_fits(call, attr->n))
        return R_ERROR_BAD_PARAMETERS;
    uint8_t *out = buffer_out(attr->n);
    memcpy(out, attr->p, attr->n);
    return output_put(call, 0, out, attr->n) ? R_SUCCESS
                                             : R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_obj_get_attr(struct call *call)
{
    struct object *o = object_named(call, 1);
    uint64_t id = call->ev->w[2];
    if (!o || !o->key || id > UINT32_MAX)
        return R_ERROR_BAD_PARAMETERS;
    if (!(id & ATTR_PUBLIC) && !(o->usage & USAGE_EXTRACTABLE))
        return R_ERROR_ACCESS_DENIED;
    const struct attr *attr = key_attr(o->key, (uint32_t)id);
    if (!attr)
        return R_ERROR_ITEM_NOT_FOUND;
    if (!(id & ATTR_VALUE))
        return reference_put(call, attr);
    call->reply[2] = attr->a;
    call->reply[3] = attr->b;
    return R_SUCCESS;
}
