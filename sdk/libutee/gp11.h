/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The twins of version 1.1 (tee_api_compat.h) that this library has. A TA is
 * compiled against tee_api.h, which must declare the same.
 */
#pragma once

#include <tee_api_types.h>

TEE_Result __GP11_TA_OpenSessionEntryPoint(
    uint32_t types, __GP11_TEE_Param params[TEE_NUM_PARAMS], void **context);
TEE_Result
__GP11_TA_InvokeCommandEntryPoint(void *context, uint32_t command,
                                  uint32_t types,
                                  __GP11_TEE_Param params[TEE_NUM_PARAMS]);

TEE_Result __GP11_TEE_GetPropertyAsString(TEE_PropSetHandle set,
                                          const char *name, char *value,
                                          uint32_t *len);
TEE_Result __GP11_TEE_GetPropertyAsBinaryBlock(TEE_PropSetHandle set,
                                               const char *name, void *value,
                                               uint32_t *len);
TEE_Result __GP11_TEE_GetPropertyName(TEE_PropSetHandle enumerator, void *name,
                                      uint32_t *len);
TEE_Result __GP11_TEE_OpenTASession(const TEE_UUID *destination,
                                    uint32_t timeout, uint32_t types,
                                    __GP11_TEE_Param params[TEE_NUM_PARAMS],
                                    TEE_TASessionHandle *session,
                                    uint32_t *origin);
TEE_Result __GP11_TEE_InvokeTACommand(TEE_TASessionHandle session,
                                      uint32_t timeout, uint32_t command,
                                      uint32_t types,
                                      __GP11_TEE_Param params[TEE_NUM_PARAMS],
                                      uint32_t *origin);
void __GP11_TEE_GetObjectInfo(TEE_ObjectHandle object,
                              __GP11_TEE_ObjectInfo *info);
TEE_Result __GP11_TEE_GetObjectInfo1(TEE_ObjectHandle object,
                                     __GP11_TEE_ObjectInfo *info);
TEE_Result __GP11_TEE_GetObjectBufferAttribute(TEE_ObjectHandle object,
                                               uint32_t id, void *buffer,
                                               uint32_t *size);
TEE_Result __GP11_TEE_PopulateTransientObject(TEE_ObjectHandle object,
                                              const __GP11_TEE_Attribute *attrs,
                                              uint32_t count);
void __GP11_TEE_InitRefAttribute(__GP11_TEE_Attribute *attr, uint32_t id,
                                 const void *buffer, size_t length);
void __GP11_TEE_InitValueAttribute(__GP11_TEE_Attribute *attr, uint32_t id,
                                   uint32_t a, uint32_t b);
TEE_Result __GP11_TEE_GenerateKey(TEE_ObjectHandle object, uint32_t size,
                                  const __GP11_TEE_Attribute *params,
                                  uint32_t count);
TEE_Result __GP11_TEE_GetOperationInfoMultiple(TEE_OperationHandle operation,
                                               TEE_OperationInfoMultiple *info,
                                               uint32_t *size);
TEE_Result __GP11_TEE_DigestDoFinal(TEE_OperationHandle operation,
                                    const void *chunk, size_t chunk_len,
                                    void *hash, uint32_t *len);
TEE_Result __GP11_TEE_DigestExtract(TEE_OperationHandle operation, void *hash,
                                    uint32_t *len);
TEE_Result __GP11_TEE_CipherUpdate(TEE_OperationHandle operation,
                                   const void *src, size_t src_len, void *dst,
                                   uint32_t *dst_len);
TEE_Result __GP11_TEE_CipherDoFinal(TEE_OperationHandle operation,
                                    const void *src, size_t src_len, void *dst,
                                    uint32_t *dst_len);
TEE_Result __GP11_TEE_MACComputeFinal(TEE_OperationHandle operation,
                                      const void *message, size_t message_len,
                                      void *mac, uint32_t *len);
TEE_Result __GP11_TEE_AEUpdate(TEE_OperationHandle operation, const void *src,
                               size_t src_len, void *dst, uint32_t *dst_len);
TEE_Result __GP11_TEE_AEEncryptFinal(TEE_OperationHandle operation,
                                     const void *src, size_t src_len, void *dst,
                                     uint32_t *dst_len, void *tag,
                                     uint32_t *tag_len);
TEE_Result __GP11_TEE_AEDecryptFinal(TEE_OperationHandle operation,
                                     const void *src, size_t src_len, void *dst,
                                     uint32_t *dst_len, void *tag,
                                     size_t tag_len);
TEE_Result __GP11_TEE_AsymmetricEncrypt(TEE_OperationHandle operation,
                                        const __GP11_TEE_Attribute *params,
                                        uint32_t count, const void *src,
                                        size_t src_len, void *dst,
                                        uint32_t *dst_len);
TEE_Result __GP11_TEE_AsymmetricDecrypt(TEE_OperationHandle operation,
                                        const __GP11_TEE_Attribute *params,
                                        uint32_t count, const void *src,
                                        size_t src_len, void *dst,
                                        uint32_t *dst_len);
TEE_Result __GP11_TEE_AsymmetricSignDigest(TEE_OperationHandle operation,
                                           const __GP11_TEE_Attribute *params,
                                           uint32_t count, const void *digest,
                                           size_t digest_len, void *signature,
                                           uint32_t *len);
TEE_Result __GP11_TEE_AsymmetricVerifyDigest(TEE_OperationHandle operation,
                                             const __GP11_TEE_Attribute *params,
                                             uint32_t count, const void *digest,
                                             size_t digest_len,
                                             const void *signature, size_t len);
void __GP11_TEE_DeriveKey(TEE_OperationHandle operation,
                          const __GP11_TEE_Attribute *params, uint32_t count,
                          TEE_ObjectHandle derived);
TEE_Result __GP11_TEE_BigIntConvertToOctetString(uint8_t *buffer, uint32_t *len,
                                                 const TEE_BigInt *op);

/* A length of today as one of 32 bits: it fits, because the room that it is
 * for did, or UINT32_MAX. */
static inline uint32_t gp11_narrow(size_t size)
{
    return size < UINT32_MAX ? (uint32_t)size : UINT32_MAX;
}

/* Parameters there and back. */
void gp11_params_widen(uint32_t types, const __GP11_TEE_Param *narrow,
                       TEE_Param wide[TEE_NUM_PARAMS]);
void gp11_params_narrow(uint32_t types, const TEE_Param wide[TEE_NUM_PARAMS],
                        __GP11_TEE_Param *narrow);
