/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GlobalPlatform TEE Client API 1.0 (with Errata and Precisions 2.0): how a
 * program of the normal world talks to trusted applications (TAs).
 *
 * The usual order is: TEEC_InitializeContext, TEEC_OpenSession, any number
 * of TEEC_InvokeCommand, TEEC_CloseSession, TEEC_FinalizeContext.
 *
 *     TEEC_Context ctx;
 *     TEEC_Session session;
 *     TEEC_Operation op = {0};
 *
 *     TEEC_InitializeContext(NULL, &ctx);
 *     TEEC_OpenSession(&ctx, &session, &uuid, TEEC_LOGIN_PUBLIC, NULL, NULL,
 *                      NULL);
 *     op.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_NONE,
 *                                      TEEC_NONE, TEEC_NONE);
 *     op.params[0].tmpref.buffer = text;
 *     op.params[0].tmpref.size = length;
 *     TEEC_InvokeCommand(&session, COMMAND, &op, NULL);
 *
 * Every function may be called from any thread at any time; two threads
 * must not use the same TEEC_Operation at once, save for
 * TEEC_RequestCancellation. Sizes are in bytes. Structures are owned by the
 * caller; their `imp` members belong to the library. Layouts, values and the
 * exported symbols are those of libteec.so.2, so a program may be compiled
 * against this header and run with OP-TEE's library, and the reverse.
 */
#ifndef TEE_CLIENT_API_H
#define TEE_CLIENT_API_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Parameters of one operation. */
#define TEEC_CONFIG_PAYLOAD_REF_COUNT 4

/* Largest shared memory block: bounded by memory only. */
#define TEEC_CONFIG_SHAREDMEM_MAX_SIZE ULONG_MAX

/*
 * Parameter types (section 4.3.6). In, out and inout are the TA's view:
 * INPUT travels to the TA, OUTPUT comes back.
 *
 * TEMP: any buffer of the caller, shared for this operation only.
 * WHOLE: all of a TEEC_SharedMemory, in the directions of its flags.
 * PARTIAL: a range of a TEEC_SharedMemory.
 */
#define TEEC_NONE                  0x00000000
#define TEEC_VALUE_INPUT           0x00000001
#define TEEC_VALUE_OUTPUT          0x00000002
#define TEEC_VALUE_INOUT           0x00000003
#define TEEC_MEMREF_TEMP_INPUT     0x00000005
#define TEEC_MEMREF_TEMP_OUTPUT    0x00000006
#define TEEC_MEMREF_TEMP_INOUT     0x00000007
#define TEEC_MEMREF_WHOLE          0x0000000C
#define TEEC_MEMREF_PARTIAL_INPUT  0x0000000D
#define TEEC_MEMREF_PARTIAL_OUTPUT 0x0000000E
#define TEEC_MEMREF_PARTIAL_INOUT  0x0000000F

/* Directions of a shared memory block, to be or-ed (section 4.3.7). */
#define TEEC_MEM_INPUT  0x00000001
#define TEEC_MEM_OUTPUT 0x00000002

/*
 * Results (section 4.4.2). A TA may also return values of its own. The
 * names beginning with TEE_ are results of the Internal Core API that reach
 * clients.
 */
#define TEEC_SUCCESS                     0x00000000
#define TEEC_ERROR_STORAGE_NOT_AVAILABLE 0xF0100003
#define TEEC_ERROR_GENERIC               0xFFFF0000
#define TEEC_ERROR_ACCESS_DENIED         0xFFFF0001
#define TEEC_ERROR_CANCEL                0xFFFF0002
#define TEEC_ERROR_ACCESS_CONFLICT       0xFFFF0003
#define TEEC_ERROR_EXCESS_DATA           0xFFFF0004
#define TEEC_ERROR_BAD_FORMAT            0xFFFF0005
#define TEEC_ERROR_BAD_PARAMETERS        0xFFFF0006
#define TEEC_ERROR_BAD_STATE             0xFFFF0007
#define TEEC_ERROR_ITEM_NOT_FOUND        0xFFFF0008
#define TEEC_ERROR_NOT_IMPLEMENTED       0xFFFF0009
#define TEEC_ERROR_NOT_SUPPORTED         0xFFFF000A
#define TEEC_ERROR_NO_DATA               0xFFFF000B
#define TEEC_ERROR_OUT_OF_MEMORY         0xFFFF000C
#define TEEC_ERROR_BUSY                  0xFFFF000D
#define TEEC_ERROR_COMMUNICATION         0xFFFF000E
#define TEEC_ERROR_SECURITY              0xFFFF000F
#define TEEC_ERROR_SHORT_BUFFER          0xFFFF0010
#define TEEC_ERROR_EXTERNAL_CANCEL       0xFFFF0011
#define TEE_ERROR_EXTERNAL_CANCEL        0xFFFF0011
#define TEE_ERROR_OVERFLOW               0xFFFF300F
#define TEEC_ERROR_TARGET_DEAD           0xFFFF3024
#define TEE_ERROR_TARGET_DEAD            0xFFFF3024
#define TEEC_ERROR_STORAGE_NO_SPACE      0xFFFF3041
#define TEE_ERROR_STORAGE_NO_SPACE       0xFFFF3041
#define TEE_ERROR_MAC_INVALID            0xFFFF3071
#define TEE_ERROR_SIGNATURE_INVALID      0xFFFF3072
#define TEE_ERROR_TIME_NOT_SET           0xFFFF5000
#define TEE_ERROR_TIME_NEEDS_RESET       0xFFFF5001

/*
 * Who produced a result (section 4.4.3): this library, the kernel driver and
 * the way to the TEE, the TEE itself, or the TA.
 */
#define TEEC_ORIGIN_API         0x00000001
#define TEEC_ORIGIN_COMMS       0x00000002
#define TEEC_ORIGIN_TEE         0x00000003
#define TEEC_ORIGIN_TRUSTED_APP 0x00000004

/* How the client identifies itself to the TA (section 4.4.4). */
#define TEEC_LOGIN_PUBLIC            0x00000000
#define TEEC_LOGIN_USER              0x00000001
#define TEEC_LOGIN_GROUP             0x00000002
#define TEEC_LOGIN_APPLICATION       0x00000004
#define TEEC_LOGIN_USER_APPLICATION  0x00000005
#define TEEC_LOGIN_GROUP_APPLICATION 0x00000006

/* The paramTypes of an operation from the types of its four parameters. */
#define TEEC_PARAM_TYPES(p0, p1, p2, p3)                                       \
    ((p0) | ((p1) << 4) | ((p2) << 8) | ((p3) << 12))

/* The type of parameter i, from paramTypes. */
#define TEEC_PARAM_TYPE_GET(p, i) (((p) >> ((i)*4)) & 0xF)

typedef uint32_t TEEC_Result;

/* Connection to a TEE. One per program is enough. */
typedef struct {
    struct {
        int fd;           /* the open device */
        bool reg_mem;     /* memory of the program can be registered */
        bool memref_null; /* a NULL buffer can be passed as such */
    } imp;
} TEEC_Context;

/* Name of a TA, in the fields of RFC 4122. */
typedef struct {
    uint32_t timeLow;
    uint16_t timeMid;
    uint16_t timeHiAndVersion;
    uint8_t clockSeqAndNode[8];
} TEEC_UUID;

/* Memory shared with TAs for longer than one operation. */
typedef struct {
    void *buffer;   /* start: given, or set by TEEC_AllocateSharedMemory */
    size_t size;    /* given */
    uint32_t flags; /* given: TEEC_MEM_INPUT and/or TEEC_MEM_OUTPUT */
    struct {
        int id;              /* the driver's name of the memory */
        size_t alloced_size; /* bytes to unmap at release */
        void *shadow_buffer; /* what is shared in place of buffer */
        int registered_fd;   /* closing it ends the sharing */
        uint32_t flags;      /* what release has to undo */
    } imp;
} TEEC_SharedMemory;

/*
 * A buffer for one operation. size: given; after the operation, for OUTPUT
 * and INOUT, what the TA produced, or, if it is larger than given, would have
 * produced in a larger buffer. NULL asks for the size only.
 */
typedef struct {
    void *buffer;
    size_t size;
} TEEC_TempMemoryReference;

/*
 * A reference to shared memory. WHOLE uses parent only; size is set after
 * the operation as in TEEC_TempMemoryReference.
 */
typedef struct {
    TEEC_SharedMemory *parent;
    size_t size;
    size_t offset;
} TEEC_RegisteredMemoryReference;

/* Two numbers. */
typedef struct {
    uint32_t a;
    uint32_t b;
} TEEC_Value;

typedef union {
    TEEC_TempMemoryReference tmpref;
    TEEC_RegisteredMemoryReference memref;
    TEEC_Value value;
} TEEC_Parameter;

/* A connection to one TA. */
typedef struct {
    struct {
        TEEC_Context *ctx;
        uint32_t session_id;
    } imp;
} TEEC_Session;

/*
 * The parameters of one operation. Set `started` to 0 before an operation
 * that TEEC_RequestCancellation may be called on.
 */
typedef struct {
    uint32_t started;
    uint32_t paramTypes;
    TEEC_Parameter params[TEEC_CONFIG_PAYLOAD_REF_COUNT];
    struct {
        TEEC_Session *session; /* while the operation can be cancelled */
    } imp;
} TEEC_Operation;

#pragma GCC visibility push(default)

/*
 * Connects to a TEE (section 4.5.2). name: NULL, or "optee-tz", which
 * accepts only a TEE that speaks the OP-TEE protocol under TrustZone; the
 * first of /dev/tee0 to /dev/tee9 that suits is taken.
 *
 * TEEC_ERROR_BAD_PARAMETERS: context is NULL. TEEC_ERROR_ITEM_NOT_FOUND: no
 * such TEE. TEEC_ERROR_ACCESS_DENIED: there are devices, but this user may
 * not open them.
 */
TEEC_Result TEEC_InitializeContext(const char *name, TEEC_Context *context);

/*
 * Ends the connection (section 4.5.3). Sessions must be closed and shared
 * memory released before. NULL is ignored.
 */
void TEEC_FinalizeContext(TEEC_Context *context);

/*
 * Opens a session with the TA `destination` (section 4.5.7), loading it if
 * need be. connectionMethod is a TEEC_LOGIN_*; connectionData points to the
 * gid_t for the two GROUP logins and is ignored for the others; the kernel
 * vouches for the identity. operation may be NULL, as may returnOrigin.
 *
 * On success the session is to be closed with TEEC_CloseSession, and
 * *context must stay where it is until then. On failure *session is
 * unchanged.
 */
TEEC_Result TEEC_OpenSession(TEEC_Context *context, TEEC_Session *session,
                             const TEEC_UUID *destination,
                             uint32_t connectionMethod,
                             const void *connectionData,
                             TEEC_Operation *operation, uint32_t *returnOrigin);

/* Closes a session that has no operation under way (4.5.8). NULL is
 * ignored. */
void TEEC_CloseSession(TEEC_Session *session);

/*
 * Runs command commandID of the TA and waits for its end (section 4.5.9).
 * operation may be NULL (no parameters), as may returnOrigin.
 *
 * Returns the TA's result (origin TEEC_ORIGIN_TRUSTED_APP), or an error of
 * those between: TEEC_ERROR_BAD_PARAMETERS for parameters that contradict
 * themselves, TEEC_ERROR_CANCEL for an operation cancelled before it began
 * (both origin API), TEEC_ERROR_OUT_OF_MEMORY, TEEC_ERROR_COMMUNICATION,
 * TEEC_ERROR_TARGET_DEAD if the TA crashed (origin TEE).
 */
TEEC_Result TEEC_InvokeCommand(TEEC_Session *session, uint32_t commandID,
                               TEEC_Operation *operation,
                               uint32_t *returnOrigin);

/*
 * Shares memory of the program (section 4.5.4): buffer, size and flags are
 * given, and buffer must stay valid until TEEC_ReleaseSharedMemory. Nothing
 * is copied, except for memory that cannot be written (constants): there
 * each operation copies through a shadow.
 *
 * TEEC_ERROR_BAD_PARAMETERS: NULL, or flags not a set of TEEC_MEM_*.
 * TEEC_ERROR_OUT_OF_MEMORY: nothing was registered.
 */
TEEC_Result TEEC_RegisterSharedMemory(TEEC_Context *context,
                                      TEEC_SharedMemory *sharedMem);

/*
 * Allocates zeroed memory and shares it (section 4.5.5): size and flags are
 * given, buffer is set, aligned to a page. Size 0 is allowed. Errors as
 * above; buffer is NULL then.
 */
TEEC_Result TEEC_AllocateSharedMemory(TEEC_Context *context,
                                      TEEC_SharedMemory *sharedMem);

/*
 * Ends the sharing, and frees memory that TEEC_AllocateSharedMemory gave
 * (section 4.5.6). No operation may be using it. NULL and what is already
 * released are ignored.
 */
void TEEC_ReleaseSharedMemory(TEEC_SharedMemory *sharedMemory);

/*
 * Asks for an operation of another thread to end early (section 4.5.10); it
 * still returns to its caller, with the TA's own result or with
 * TEEC_ERROR_CANCEL. If `started` is 0, the operation has not begun, and
 * will not: it returns TEEC_ERROR_CANCEL. An operation that has ended is left
 * alone, as is the opening of a session, which the kernel cannot cancel once
 * it has begun.
 */
void TEEC_RequestCancellation(TEEC_Operation *operation);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
