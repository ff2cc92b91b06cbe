/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types of the TEE Internal Core API 1.3.1 (GlobalPlatform GPD_SPE_010),
 * sections in brackets. The __GP11_ twins are the types of version 1.1, where
 * lengths were 32 bits; tee_api_compat.h gives them the plain names.
 */
#pragma once

#include <compiler.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_api_defines.h>

/* [3.2] */
typedef uint32_t TEE_Result;

/* [3.2.4] */
typedef struct {
    uint32_t timeLow;
    uint16_t timeMid;
    uint16_t timeHiAndVersion;
    uint8_t clockSeqAndNode[8];
} TEE_UUID;

/* [4.2.2] */
typedef struct {
    uint32_t login; /* TEE_LOGIN_* */
    TEE_UUID uuid;
} TEE_Identity;

/* [4.2.1] */
typedef union {
    struct {
        void *buffer;
        size_t size;
    } memref;
    struct {
        uint32_t a;
        uint32_t b;
    } value;
} TEE_Param;

typedef union {
    struct {
        void *buffer;
        uint32_t size;
    } memref;
    struct {
        uint32_t a;
        uint32_t b;
    } value;
} __GP11_TEE_Param;

/* [4.2.3, 4.2.4] */
typedef struct __TEE_TASessionHandle *TEE_TASessionHandle;
typedef struct __TEE_PropSetHandle *TEE_PropSetHandle;

/* [5.3] */
typedef struct {
    uint32_t attributeID;
    union {
        struct {
            void *buffer;
            size_t length;
        } ref;
        struct {
            uint32_t a;
            uint32_t b;
        } value;
    } content;
} TEE_Attribute;

typedef struct {
    uint32_t attributeID;
    union {
        struct {
            void *buffer;
            uint32_t length;
        } ref;
        struct {
            uint32_t a;
            uint32_t b;
        } value;
    } content;
} __GP11_TEE_Attribute;

typedef uint32_t TEE_ObjectType;

typedef struct {
    uint32_t objectType;
    union {
        uint32_t keySize; /* name of version 1.0 */
        uint32_t objectSize;
    };
    union {
        uint32_t maxKeySize; /* name of version 1.0 */
        uint32_t maxObjectSize;
    };
    uint32_t objectUsage;
    size_t dataSize;
    size_t dataPosition;
    uint32_t handleFlags;
} TEE_ObjectInfo;

typedef struct {
    uint32_t objectType;
    union {
        uint32_t keySize;
        uint32_t objectSize;
    };
    union {
        uint32_t maxKeySize;
        uint32_t maxObjectSize;
    };
    uint32_t objectUsage;
    uint32_t dataSize;
    uint32_t dataPosition;
    uint32_t handleFlags;
} __GP11_TEE_ObjectInfo;

typedef uint32_t TEE_Whence; /* TEE_DATA_SEEK_* */

typedef struct __TEE_ObjectHandle *TEE_ObjectHandle;
typedef struct __TEE_ObjectEnumHandle *TEE_ObjectEnumHandle;
typedef struct __TEE_OperationHandle *TEE_OperationHandle;

/* [6.1] */
typedef uint32_t TEE_OperationMode; /* TEE_MODE_* */

typedef struct {
    uint32_t algorithm;
    uint32_t operationClass;
    uint32_t mode;
    uint32_t digestLength;
    uint32_t maxKeySize;
    uint32_t keySize;
    uint32_t requiredKeyUsage;
    uint32_t handleState;
} TEE_OperationInfo;

typedef struct {
    uint32_t keySize;
    uint32_t requiredKeyUsage;
} TEE_OperationInfoKey;

typedef struct {
    uint32_t algorithm;
    uint32_t operationClass;
    uint32_t mode;
    uint32_t digestLength;
    uint32_t maxKeySize;
    uint32_t handleState;
    uint32_t operationState;
    uint32_t numberOfKeys;
    TEE_OperationInfoKey keyInformation[];
} TEE_OperationInfoMultiple;

/* [7.1] */
typedef struct {
    uint32_t seconds;
    uint32_t millis;
} TEE_Time;

/* [8.3] */
typedef uint32_t TEE_BigInt;
typedef uint32_t TEE_BigIntFMM;
typedef uint32_t TEE_BigIntFMMContext;

/* Secure element API and sessions of version 1.0 that sources still name. */
typedef uint32_t TEE_ErrorOrigin;
typedef void *TEE_Session;
