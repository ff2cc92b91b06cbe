/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects [TEE Internal Core API 1.3.1, 5.5, 5.6]: one message to the system
 * each. Where the specification distinguishes a wrong object, which panics,
 * from wrong attributes, which are a result, the object is looked at only after
 * the system has refused.
 */
#include "sdk/libutee/object.h"

#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>
#include <utee_defines.h>

#include "sdk/engine/engine.h"
#include "sdk/libutee/alg.h"
#include "sdk/libutee/panic.h"

uint32_t object_number(TEE_ObjectHandle object)
{
    require(object && (uintptr_t)object <= UINT32_MAX);
    return (uint32_t)(uintptr_t)object;
}

TEE_Result TEE_GetObjectInfo1(TEE_ObjectHandle object,
                              TEE_ObjectInfo *objectInfo)
{
    struct engine_object_info info;

    require(objectInfo);
    (void)pass(engine_cryp_obj_get_info(object_number(object), &info));
    *objectInfo = (TEE_ObjectInfo){
        .objectType = info.type,
        .objectSize = info.size,
        .maxObjectSize = info.max_size,
        .objectUsage = info.usage,
        .handleFlags = info.size ? TEE_HANDLE_FLAG_INITIALIZED : 0,
    };
    return TEE_SUCCESS;
}

void TEE_GetObjectInfo(TEE_ObjectHandle object, TEE_ObjectInfo *objectInfo)
{
    (void)TEE_GetObjectInfo1(object, objectInfo);
}

TEE_Result TEE_RestrictObjectUsage1(TEE_ObjectHandle object,
                                    uint32_t objectUsage)
{
    return pass(
        engine_cryp_obj_restrict_usage(object_number(object), objectUsage));
}

void TEE_RestrictObjectUsage(TEE_ObjectHandle object, uint32_t objectUsage)
{
    (void)TEE_RestrictObjectUsage1(object, objectUsage);
}

TEE_Result TEE_GetObjectBufferAttribute(TEE_ObjectHandle object,
                                        uint32_t attributeID, void *buffer,
                                        size_t *size)
{
    require(!(attributeID & TEE_ATTR_FLAG_VALUE));
    require(size && (buffer || !*size));
    return pass(engine_cryp_obj_get_attr(object_number(object), attributeID,
                                         buffer, size),
                TEE_ERROR_ITEM_NOT_FOUND, TEE_ERROR_SHORT_BUFFER);
}

TEE_Result TEE_GetObjectValueAttribute(TEE_ObjectHandle object,
                                       uint32_t attributeID, uint32_t *a,
                                       uint32_t *b)
{
    uint32_t value[2] = {0};
    size_t size = sizeof(value);
    TEE_Result result;

    require(attributeID & TEE_ATTR_FLAG_VALUE);
    result = pass(engine_cryp_obj_get_attr(object_number(object), attributeID,
                                           value, &size),
                  TEE_ERROR_ITEM_NOT_FOUND);
    if (!result && a)
        *a = value[0];
    if (!result && b)
        *b = value[1];
    return result;
}

void TEE_CloseObject(TEE_ObjectHandle object)
{
    if (object)
        (void)pass(engine_cryp_obj_close(object_number(object)));
}

TEE_Result TEE_AllocateTransientObject(TEE_ObjectType objectType,
                                       uint32_t maxObjectSize,
                                       TEE_ObjectHandle *object)
{
    uint32_t number = 0;
    TEE_Result result;

    require(object);
    result = pass(engine_cryp_obj_alloc(objectType, maxObjectSize, &number),
                  TEE_ERROR_NOT_SUPPORTED, TEE_ERROR_OUT_OF_MEMORY);
    *object = result ? TEE_HANDLE_NULL : (TEE_ObjectHandle)(uintptr_t)number;
    return result;
}

void TEE_FreeTransientObject(TEE_ObjectHandle object)
{
    TEE_CloseObject(object);
}

void TEE_ResetTransientObject(TEE_ObjectHandle object)
{
    (void)pass(engine_cryp_obj_reset(object_number(object)));
}

/* After a refusal: it was not for the object's sake. Panics if there is no such
 * object, or if it has a key. */
static struct engine_object_info empty_object(uint32_t number)
{
    struct engine_object_info info;

    (void)pass(engine_cryp_obj_get_info(number, &info));
    require(!info.size);
    return info;
}

/* Numbers of RSA, DSA, DH and elliptic curves may have zeros before them. */
static bool is_number(uint32_t id)
{
    uint32_t algorithm = id & 0xFF;

    return algorithm == TEE_MAIN_ALGO_RSA || algorithm == TEE_MAIN_ALGO_DSA ||
           algorithm == TEE_MAIN_ALGO_DH || algorithm == TEE_MAIN_ALGO_ECDSA;
}

/* Does a value fit keys of so many bits? It may have one byte more than the key
 * (Ed448). The sizes of ML keys are names only. */
static bool fits(const TEE_Attribute *attr, uint32_t bits)
{
    const uint8_t *p = attr->content.ref.buffer;
    size_t n = attr->content.ref.length;

    if (attr->attributeID & TEE_ATTR_FLAG_VALUE ||
        attr->attributeID == TEE_ATTR_ML_PUBLIC_VALUE ||
        attr->attributeID == TEE_ATTR_ML_PRIVATE_VALUE)
        return true;
    if (is_number(attr->attributeID))
        for (; n && !*p; n--)
            p++;
    return n <= bits / 8 + 1;
}

TEE_Result TEE_PopulateTransientObject(TEE_ObjectHandle object,
                                       const TEE_Attribute *attrs,
                                       uint32_t attrCount)
{
    uint32_t number = object_number(object);
    struct engine_object_info info;
    TEE_Result result;

    require(attrs || !attrCount);
    result = pass(engine_cryp_obj_populate(number, attrs, attrCount),
                  TEE_ERROR_BAD_PARAMETERS);
    if (result) {
        info = empty_object(number);
        for (uint32_t i = 0; i < attrCount; i++)
            require(fits(&attrs[i], info.max_size));
    }
    return result;
}

TEE_Result TEE_CopyObjectAttributes1(TEE_ObjectHandle destObject,
                                     TEE_ObjectHandle srcObject)
{
    return pass(engine_cryp_obj_copy(object_number(destObject),
                                     object_number(srcObject)));
}

void TEE_CopyObjectAttributes(TEE_ObjectHandle destObject,
                              TEE_ObjectHandle srcObject)
{
    (void)TEE_CopyObjectAttributes1(destObject, srcObject);
}

static bool has(const TEE_Attribute *params, uint32_t count, uint32_t id)
{
    for (uint32_t i = 0; i < count; i++) {
        if (params[i].attributeID == id)
            return true;
    }
    return false;
}

/* Is all there that a key of this type is generated from [5.6.10]? */
static bool is_complete(uint32_t type, const TEE_Attribute *params,
                        uint32_t count)
{
    switch (type) {
    case TEE_TYPE_ECDSA_KEYPAIR:
    case TEE_TYPE_ECDH_KEYPAIR:
        return has(params, count, TEE_ATTR_ECC_CURVE);
    case TEE_TYPE_DSA_KEYPAIR:
        return has(params, count, TEE_ATTR_DSA_PRIME) &&
               has(params, count, TEE_ATTR_DSA_SUBPRIME) &&
               has(params, count, TEE_ATTR_DSA_BASE);
    case TEE_TYPE_DH_KEYPAIR:
        return has(params, count, TEE_ATTR_DH_PRIME) &&
               has(params, count, TEE_ATTR_DH_BASE);
    default:
        return true;
    }
}

TEE_Result TEE_GenerateKey(TEE_ObjectHandle object, uint32_t keySize,
                           const TEE_Attribute *params, uint32_t paramCount)
{
    uint32_t number = object_number(object);
    struct engine_object_info info;
    TEE_Result result;

    require(params || !paramCount);
    result =
        pass(engine_cryp_obj_generate_key(number, keySize, params, paramCount),
             TEE_ERROR_BAD_PARAMETERS);
    if (result) {
        info = empty_object(number);
        require(keySize <= info.max_size);
        require(type_takes_size(info.type, keySize));
        require(is_complete(info.type, params, paramCount));
    }
    return result;
}
