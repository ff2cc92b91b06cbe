/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libteec.so.2 offers beyond the GlobalPlatform TEE Client API. The
 * rules of tee_client_api.h apply.
 */
#ifndef TEE_CLIENT_API_EXTENSIONS_H
#define TEE_CLIENT_API_EXTENSIONS_H

#include "tee_client_api.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/*
 * Shares the memory behind a file descriptor, such as a dma-buf; flags is
 * given, size is set, buffer is not used. fd stays the caller's and may be
 * closed at once; end the sharing with TEEC_ReleaseSharedMemory. Such memory
 * is passed as WHOLE or PARTIAL.
 *
 * TEEC_ERROR_BAD_PARAMETERS: NULL, bad flags, or not such a descriptor.
 * TEEC_ERROR_NOT_SUPPORTED: the kernel has no such call (Linux 6.12).
 */
TEEC_Result
TEEC_RegisterSharedMemoryFileDescriptor(TEEC_Context *context,
                                        TEEC_SharedMemory *sharedMem, int fd);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
