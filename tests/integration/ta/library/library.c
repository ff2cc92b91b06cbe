/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A TA of two parts, one of them a shared library of other kits.
 *
 * CONSTRUCTED  value out: 21 if first the library, then the TA was constructed
 * ADD          value inout: the sum, by the library
 * THREAD       value out (its zero, its seven), value out (a zero, a nine):
 *              thread-local variables, each given as it was found, then changed
 */
#include <part.h>
#include <tee_internal_api.h>

enum { CONSTRUCTED = 1, ADD = 2, THREAD = 3 };

int constructed;

static __thread int zero;
static __thread uint64_t nine = 9;

static void __attribute__((constructor)) construct(void)
{
    constructed = constructed * 10 + 1;
}

static void on_thread(TEE_Param params[4])
{
    params[0].value.a = (uint32_t)part_zero++;
    params[0].value.b = (uint32_t)part_seven++;
    params[1].value.a = (uint32_t)zero++;
    params[1].value.b = (uint32_t)nine++;
}

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

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    (void)context;
    (void)types;
    switch (command) {
    case CONSTRUCTED:
        params[0].value.a = (uint32_t)constructed;
        params[0].value.b = 0;
        return TEE_SUCCESS;
    case ADD:
        params[0].value.a =
            (uint32_t)part_add((int)params[0].value.a, (int)params[0].value.b);
        return TEE_SUCCESS;
    case THREAD:
        on_thread(params);
        return TEE_SUCCESS;
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}
