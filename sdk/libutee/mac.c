/* SPDX-License-Identifier: BSD-2-Clause */
/* Message authentication codes [TEE Internal Core API 1.3.1, 6.5]. */
#include <tee_internal_api.h>

#include "lib/mem.h"
#include "sdk/libutee/operation.h"
#include "sdk/libutee/panic.h"

static bool is_mac(TEE_OperationHandle operation)
{
    return operation && operation->alg.class == TEE_OPERATION_MAC;
}

/* No MAC of today takes an IV; one that is given is not looked at. */
void TEE_MACInit(TEE_OperationHandle operation, const void *IV, size_t IVLen)
{
    (void)IV;
    (void)IVLen;
    require(is_mac(operation));
    require(operation->flags & TEE_HANDLE_FLAG_KEY_SET);
    hash_forget(operation);
    operation->state = TEE_OPERATION_STATE_ACTIVE;
    operation->flags |= TEE_HANDLE_FLAG_INITIALIZED;
}

void TEE_MACUpdate(TEE_OperationHandle operation, const void *chunk,
                   size_t chunkSize)
{
    require(is_mac(operation) && (chunk || !chunkSize));
    require(operation->state == TEE_OPERATION_STATE_ACTIVE);
    hash_add(operation, chunk, chunkSize);
}

TEE_Result TEE_MACComputeFinal(TEE_OperationHandle operation,
                               const void *message, size_t messageLen,
                               void *mac, size_t *macLen)
{
    require(is_mac(operation) && (message || !messageLen) && macLen &&
            (mac || !*macLen));
    require(operation->state == TEE_OPERATION_STATE_ACTIVE);
    if (hash_finish(operation, message, messageLen, mac, macLen))
        return TEE_ERROR_SHORT_BUFFER;
    operation_stop(operation);
    return TEE_SUCCESS;
}

TEE_Result TEE_MACCompareFinal(TEE_OperationHandle operation,
                               const void *message, size_t messageLen,
                               const void *mac, size_t macLen)
{
    uint8_t computed[ENGINE_INLINE];
    size_t n = sizeof(computed);
    bool is_right;

    require(mac || !macLen);
    (void)TEE_MACComputeFinal(operation, message, messageLen, computed, &n);
    is_right = macLen == n && mem_equal_ct(mac, computed, n);
    mem_wipe(computed, sizeof(computed));
    return is_right ? TEE_SUCCESS : TEE_ERROR_MAC_INVALID;
}
