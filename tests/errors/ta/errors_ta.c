/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The errors TA: names its rows and runs one.
 */
#include <stdio.h>
#include <tee_internal_api.h>

#include "row.h"

static const struct rows *const tables[] = {&rows_framework,  &rows_object,
                                            &rows_operation,  &rows_symmetric,
                                            &rows_asymmetric, &rows_bigint};

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types,
                                    TEE_Param params[TEE_NUM_PARAMS],
                                    void **session)
{
    (void)types;
    (void)params;
    (void)session;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
    (void)session;
}

static const struct row *find(uint32_t number)
{
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        if (number < tables[i]->n)
            return &tables[i]->list[number];
        number -= (uint32_t)tables[i]->n;
    }
    return NULL;
}

static TEE_Result give_name(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
    const struct row *row = find(params[0].value.a);
    int n;

    if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INOUT,
                                 TEE_PARAM_TYPE_MEMREF_OUTPUT, 0, 0))
        return TEE_ERROR_BAD_PARAMETERS;
    if (!row)
        return TEE_ERROR_ITEM_NOT_FOUND;
    n = snprintf(params[1].memref.buffer, params[1].memref.size, "%s: %s",
                 row->function, row->what);
    if (n < 0 || (size_t)n >= params[1].memref.size)
        return TEE_ERROR_SHORT_BUFFER;
    params[1].memref.size = (size_t)n + 1;
    params[0].value.a = row->expect;
    return TEE_SUCCESS;
}

static TEE_Result run_row(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
    const struct row *row = find(params[0].value.a);
    struct world *w;
    TEE_Result result;

    if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INOUT, 0, 0, 0) || !row)
        return TEE_ERROR_BAD_PARAMETERS;
    w = TEE_Malloc(sizeof(*w), TEE_MALLOC_FILL_ZERO);
    if (!w)
        return TEE_ERROR_OUT_OF_MEMORY;
    w->n = WORLD_BUFFER;
    result = row->prepare(w);
    params[0].value.b = result ? ERRORS_NOT_PREPARED : ERRORS_DONE;
    params[0].value.a = result ? result : row->act(w);
    return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
                                      uint32_t types,
                                      TEE_Param params[TEE_NUM_PARAMS])
{
    (void)session;
    switch (command) {
    case ERRORS_NAME:
        return give_name(types, params);
    case ERRORS_RUN:
        return run_row(types, params);
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}
