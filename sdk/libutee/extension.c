/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions beyond the specification that are a few lines over the engine. */
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "sdk/engine/engine.h"

void *tee_map_zi_va(vaddr_t va, size_t len, uint32_t flags)
{
    void *at = NULL;

    if (va || (flags && flags != TEE_MEMORY_ACCESS_ANY_OWNER) ||
        engine_map_zi(len, flags != 0, &at))
        return NULL;
    return at;
}

void *tee_map_zi(size_t len, uint32_t flags)
{
    return tee_map_zi_va(0, len, flags);
}

TEE_Result tee_unmap(void *buf, size_t len)
{
    return engine_unmap(buf, len);
}

TEE_Result tee_invoke_supp_plugin(const TEE_UUID *uuid, uint32_t cmd,
                                  uint32_t sub_cmd, void *buf, size_t len,
                                  size_t *outlen)
{
    size_t unwanted;

    if (!uuid || !len != !buf)
        return TEE_ERROR_BAD_PARAMETERS;
    return engine_invoke_plugin(uuid, cmd, sub_cmd, buf, len,
                                outlen ? outlen : &unwanted);
}

TEE_Result TEE_CacheClean(char *buf, size_t len)
{
    return engine_cache_operation(buf, len, ENGINE_CACHE_CLEAN);
}

TEE_Result TEE_CacheFlush(char *buf, size_t len)
{
    return engine_cache_operation(buf, len, ENGINE_CACHE_FLUSH);
}

TEE_Result TEE_CacheInvalidate(char *buf, size_t len)
{
    return engine_cache_operation(buf, len, ENGINE_CACHE_INVALIDATE);
}
