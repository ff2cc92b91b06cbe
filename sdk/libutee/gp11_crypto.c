/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Version 1.1 of the API over 1.3.1: objects and operations. What 1.1 does not
 * have the functions of today never answer here, with one exception
 * (CIPHERTEXT_INVALID).
 */
#include <tee_internal_api.h>

#include "abi/crypto_msg.h"
#include "sdk/libutee/gp11.h"
#include "sdk/libutee/panic.h"

/* Attributes as they are today. No function takes more. */
struct wide {
    TEE_Attribute attr[CRYPTO_ATTRS_MAX];
};

static void widen(const __GP11_TEE_Attribute *narrow, uint32_t count,
                  struct wide *out)
{
    require(count <= CRYPTO_ATTRS_MAX && (narrow || !count));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t id = narrow[i].attributeID;

        if (id & TEE_ATTR_FLAG_VALUE)
            TEE_InitValueAttribute(&out->attr[i], id, narrow[i].content.value.a,
                                   narrow[i].content.value.b);
        else
            TEE_InitRefAttribute(&out->attr[i], id,
                                 narrow[i].content.ref.buffer,
                                 narrow[i].content.ref.length);
    }
}

/* Calls a function that takes and gives a length: name(..., &length, ...). */
#define WITH_LENGTH(length32, call)                                            \
    do {                                                                       \
        size_t length;                                                         \
        TEE_Result result;                                                     \
                                                                               \
        require(length32);                                                     \
        length = *(length32);                                                  \
        result = (call);                                                       \
        *(length32) = gp11_narrow(length);                                     \
        return result;                                                         \
    } while (0)

TEE_Result __GP11_TEE_GetObjectInfo1(TEE_ObjectHandle object,
                                     __GP11_TEE_ObjectInfo *info)
{
    TEE_ObjectInfo wide;
    TEE_Result result;

    require(info);
    result = TEE_GetObjectInfo1(object, &wide);
    *info = (__GP11_TEE_ObjectInfo){
        .objectType = wide.objectType,
        .objectSize = wide.objectSize,
        .maxObjectSize = wide.maxObjectSize,
        .objectUsage = wide.objectUsage,
        .dataSize = gp11_narrow(wide.dataSize),
        .dataPosition = gp11_narrow(wide.dataPosition),
        .handleFlags = wide.handleFlags,
    };
    return result;
}

void __GP11_TEE_GetObjectInfo(TEE_ObjectHandle object,
                              __GP11_TEE_ObjectInfo *info)
{
    (void)__GP11_TEE_GetObjectInfo1(object, info);
}

TEE_Result __GP11_TEE_GetObjectBufferAttribute(TEE_ObjectHandle object,
                                               uint32_t id, void *buffer,
                                               uint32_t *size)
{
    WITH_LENGTH(size,
                TEE_GetObjectBufferAttribute(object, id, buffer, &length));
}

TEE_Result __GP11_TEE_PopulateTransientObject(TEE_ObjectHandle object,
                                              const __GP11_TEE_Attribute *attrs,
                                              uint32_t count)
{
    struct wide wide;

    widen(attrs, count, &wide);
    return TEE_PopulateTransientObject(object, wide.attr, count);
}

void __GP11_TEE_InitRefAttribute(__GP11_TEE_Attribute *attr, uint32_t id,
                                 const void *buffer, size_t length)
{
    require(attr && !(id & TEE_ATTR_FLAG_VALUE));
    attr->attributeID = id;
    attr->content.ref.buffer = (void *)(uintptr_t)buffer;
    attr->content.ref.length = gp11_narrow(length);
}

void __GP11_TEE_InitValueAttribute(__GP11_TEE_Attribute *attr, uint32_t id,
                                   uint32_t a, uint32_t b)
{
    require(attr && (id & TEE_ATTR_FLAG_VALUE));
    attr->attributeID = id;
    attr->content.value.a = a;
    attr->content.value.b = b;
}

TEE_Result __GP11_TEE_GenerateKey(TEE_ObjectHandle object, uint32_t size,
                                  const __GP11_TEE_Attribute *params,
                                  uint32_t count)
{
    struct wide wide;

    widen(params, count, &wide);
    return TEE_GenerateKey(object, size, wide.attr, count);
}

TEE_Result __GP11_TEE_GetOperationInfoMultiple(TEE_OperationHandle operation,
                                               TEE_OperationInfoMultiple *info,
                                               uint32_t *size)
{
    WITH_LENGTH(size, TEE_GetOperationInfoMultiple(operation, info, &length));
}

TEE_Result __GP11_TEE_DigestDoFinal(TEE_OperationHandle operation,
                                    const void *chunk, size_t chunk_len,
                                    void *hash, uint32_t *len)
{
    WITH_LENGTH(len,
                TEE_DigestDoFinal(operation, chunk, chunk_len, hash, &length));
}

TEE_Result __GP11_TEE_DigestExtract(TEE_OperationHandle operation, void *hash,
                                    uint32_t *len)
{
    WITH_LENGTH(len, TEE_DigestExtract(operation, hash, &length));
}

TEE_Result __GP11_TEE_CipherUpdate(TEE_OperationHandle operation,
                                   const void *src, size_t src_len, void *dst,
                                   uint32_t *dst_len)
{
    WITH_LENGTH(dst_len,
                TEE_CipherUpdate(operation, src, src_len, dst, &length));
}

TEE_Result __GP11_TEE_CipherDoFinal(TEE_OperationHandle operation,
                                    const void *src, size_t src_len, void *dst,
                                    uint32_t *dst_len)
{
    uint32_t none = 0;

    if (!dst_len)
        dst_len = &none;
    WITH_LENGTH(dst_len,
                TEE_CipherDoFinal(operation, src, src_len, dst, &length));
}

TEE_Result __GP11_TEE_MACComputeFinal(TEE_OperationHandle operation,
                                      const void *message, size_t message_len,
                                      void *mac, uint32_t *len)
{
    WITH_LENGTH(len, TEE_MACComputeFinal(operation, message, message_len, mac,
                                         &length));
}

TEE_Result __GP11_TEE_AEUpdate(TEE_OperationHandle operation, const void *src,
                               size_t src_len, void *dst, uint32_t *dst_len)
{
    WITH_LENGTH(dst_len, TEE_AEUpdate(operation, src, src_len, dst, &length));
}

TEE_Result __GP11_TEE_AEEncryptFinal(TEE_OperationHandle operation,
                                     const void *src, size_t src_len, void *dst,
                                     uint32_t *dst_len, void *tag,
                                     uint32_t *tag_len)
{
    size_t tag_room;
    size_t n;
    TEE_Result result;

    require(dst_len && tag_len);
    n = *dst_len;
    tag_room = *tag_len;
    result =
        TEE_AEEncryptFinal(operation, src, src_len, dst, &n, tag, &tag_room);
    *dst_len = gp11_narrow(n);
    *tag_len = gp11_narrow(tag_room);
    return result;
}

TEE_Result __GP11_TEE_AEDecryptFinal(TEE_OperationHandle operation,
                                     const void *src, size_t src_len, void *dst,
                                     uint32_t *dst_len, void *tag,
                                     size_t tag_len)
{
    WITH_LENGTH(dst_len, TEE_AEDecryptFinal(operation, src, src_len, dst,
                                            &length, tag, tag_len));
}

TEE_Result __GP11_TEE_AsymmetricEncrypt(TEE_OperationHandle operation,
                                        const __GP11_TEE_Attribute *params,
                                        uint32_t count, const void *src,
                                        size_t src_len, void *dst,
                                        uint32_t *dst_len)
{
    struct wide wide;

    widen(params, count, &wide);
    WITH_LENGTH(dst_len, TEE_AsymmetricEncrypt(operation, wide.attr, count, src,
                                               src_len, dst, &length));
}

static TEE_Result decrypt(TEE_OperationHandle operation,
                          const struct wide *wide, uint32_t count,
                          const void *src, size_t src_len, void *dst,
                          size_t *dst_len)
{
    TEE_Result result = TEE_AsymmetricDecrypt(operation, wide->attr, count, src,
                                              src_len, dst, dst_len);

    return result == TEE_ERROR_CIPHERTEXT_INVALID ? TEE_ERROR_BAD_PARAMETERS
                                                  : result;
}

TEE_Result __GP11_TEE_AsymmetricDecrypt(TEE_OperationHandle operation,
                                        const __GP11_TEE_Attribute *params,
                                        uint32_t count, const void *src,
                                        size_t src_len, void *dst,
                                        uint32_t *dst_len)
{
    struct wide wide;

    widen(params, count, &wide);
    WITH_LENGTH(dst_len,
                decrypt(operation, &wide, count, src, src_len, dst, &length));
}

TEE_Result __GP11_TEE_AsymmetricSignDigest(TEE_OperationHandle operation,
                                           const __GP11_TEE_Attribute *params,
                                           uint32_t count, const void *digest,
                                           size_t digest_len, void *signature,
                                           uint32_t *len)
{
    struct wide wide;

    widen(params, count, &wide);
    WITH_LENGTH(len,
                TEE_AsymmetricSignDigest(operation, wide.attr, count, digest,
                                         digest_len, signature, &length));
}

TEE_Result __GP11_TEE_AsymmetricVerifyDigest(TEE_OperationHandle operation,
                                             const __GP11_TEE_Attribute *params,
                                             uint32_t count, const void *digest,
                                             size_t digest_len,
                                             const void *signature, size_t len)
{
    struct wide wide;

    widen(params, count, &wide);
    return TEE_AsymmetricVerifyDigest(operation, wide.attr, count, digest,
                                      digest_len, signature, len);
}

void __GP11_TEE_DeriveKey(TEE_OperationHandle operation,
                          const __GP11_TEE_Attribute *params, uint32_t count,
                          TEE_ObjectHandle derived)
{
    struct wide wide;

    widen(params, count, &wide);
    TEE_DeriveKey(operation, wide.attr, count, derived);
}
