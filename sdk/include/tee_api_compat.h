/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Version 1.1 of the Internal Core API for sources built with
 * CFG_TA_OPTEE_CORE_API_COMPAT_1_1=y: lengths in structures and behind
 * pointers are 32 bits there. A macro gives each function and type that
 * differs the name of its twin; tee_api.h, included next, thereby declares the
 * twins. Functions that take lengths by value only need none.
 * The entry points are renamed too; the library supplies the real ones, which
 * convert the parameters.
 */
#pragma once

#ifdef __OPTEE_CORE_API_COMPAT_1_1
#define __TEE_Length   uint32_t
#define TEE_Param      __GP11_TEE_Param
#define TEE_Attribute  __GP11_TEE_Attribute
#define TEE_ObjectInfo __GP11_TEE_ObjectInfo

#define TA_OpenSessionEntryPoint   __GP11_TA_OpenSessionEntryPoint
#define TA_InvokeCommandEntryPoint __GP11_TA_InvokeCommandEntryPoint

#define TEE_GetPropertyAsString        __GP11_TEE_GetPropertyAsString
#define TEE_GetPropertyAsBinaryBlock   __GP11_TEE_GetPropertyAsBinaryBlock
#define TEE_GetPropertyName            __GP11_TEE_GetPropertyName
#define TEE_OpenTASession              __GP11_TEE_OpenTASession
#define TEE_InvokeTACommand            __GP11_TEE_InvokeTACommand
#define TEE_GetObjectInfo              __GP11_TEE_GetObjectInfo
#define TEE_GetObjectInfo1             __GP11_TEE_GetObjectInfo1
#define TEE_GetObjectBufferAttribute   __GP11_TEE_GetObjectBufferAttribute
#define TEE_PopulateTransientObject    __GP11_TEE_PopulateTransientObject
#define TEE_InitRefAttribute           __GP11_TEE_InitRefAttribute
#define TEE_InitValueAttribute         __GP11_TEE_InitValueAttribute
#define TEE_GenerateKey                __GP11_TEE_GenerateKey
#define TEE_GetNextPersistentObject    __GP11_TEE_GetNextPersistentObject
#define TEE_ReadObjectData             __GP11_TEE_ReadObjectData
#define TEE_GetOperationInfoMultiple   __GP11_TEE_GetOperationInfoMultiple
#define TEE_DigestDoFinal              __GP11_TEE_DigestDoFinal
#define TEE_DigestExtract              __GP11_TEE_DigestExtract
#define TEE_CipherUpdate               __GP11_TEE_CipherUpdate
#define TEE_CipherDoFinal              __GP11_TEE_CipherDoFinal
#define TEE_MACComputeFinal            __GP11_TEE_MACComputeFinal
#define TEE_AEUpdate                   __GP11_TEE_AEUpdate
#define TEE_AEEncryptFinal             __GP11_TEE_AEEncryptFinal
#define TEE_AEDecryptFinal             __GP11_TEE_AEDecryptFinal
#define TEE_AsymmetricEncrypt          __GP11_TEE_AsymmetricEncrypt
#define TEE_AsymmetricDecrypt          __GP11_TEE_AsymmetricDecrypt
#define TEE_AsymmetricSignDigest       __GP11_TEE_AsymmetricSignDigest
#define TEE_AsymmetricVerifyDigest     __GP11_TEE_AsymmetricVerifyDigest
#define TEE_DeriveKey                  __GP11_TEE_DeriveKey
#define TEE_BigIntConvertToOctetString __GP11_TEE_BigIntConvertToOctetString
#else
#define __TEE_Length size_t
#endif
