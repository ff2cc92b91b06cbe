/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random numbers of the crypto service for the normal world (pta_rng.h). They
 * are made in private memory, a piece at a time, and then copied: the client
 * sees the client's memory only. No state.
 */
#include <pta_rng.h>
#include <tee_internal_api.h>

#define PIECE 512 /* bytes */

/* Linux waits as long as this says for bytes that it did not get, which does
 * not happen here. */
#define RATE    (1u << 20) /* bytes a second */
#define QUALITY 1024       /* bits of entropy in 1024 bits */

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **context)
{
    (void)types;
    (void)params;
    (void)context;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *context)
{
    (void)context;
}

static TEE_Result on_get_entropy(TEE_Param params[4])
{
    uint8_t *out = params[0].memref.buffer;
    size_t left = params[0].memref.size;
    uint8_t piece[PIECE];

    if (!out)
        return TEE_ERROR_BAD_PARAMETERS;
    while (left) {
        size_t n = left < sizeof(piece) ? left : sizeof(piece);

        TEE_GenerateRandom(piece, n);
        TEE_MemMove(out, piece, n);
        out += n;
        left -= n;
    }
    TEE_MemFill(piece, 0, sizeof(piece));
    return TEE_SUCCESS;
}

static TEE_Result on_get_rng_info(TEE_Param params[4])
{
    params[0].value.a = RATE;
    params[0].value.b = QUALITY;
    return TEE_SUCCESS;
}

static const struct {
    uint32_t types;
    TEE_Result (*handle)(TEE_Param params[4]);
} commands[] = {
    [PTA_CMD_GET_ENTROPY] = {TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INOUT, 0, 0,
                                             0),
                             on_get_entropy},
    [PTA_CMD_GET_RNG_INFO] = {TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_OUTPUT, 0, 0,
                                              0),
                              on_get_rng_info},
};

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    (void)context;
    if (command >= sizeof(commands) / sizeof(commands[0]))
        return TEE_ERROR_NOT_IMPLEMENTED;
    if (types != commands[command].types)
        return TEE_ERROR_BAD_PARAMETERS;
    return commands[command].handle(params);
}
