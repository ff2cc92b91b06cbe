/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counts the instructions of its own cryptographic calls, by the clock that
 * under tools/boot --icount counts one step for 16 of them: no world switch is
 * part of a result. Each measured call is also marked for the plugin.
 */
#include "bench/plugin/mark.h"
#include "work.h"

#define SLACK 64u

static const struct bench_case cases[] = {
#define CASE(name, kind, ops, algorithm, type, bits, curve, n, evp, argument)  \
    {KIND_##kind, algorithm, type, bits, curve, n},
#include "cases.def"
#undef CASE
};

uint8_t *bench_in, *bench_out;

static uint64_t clock_read(void)
{
    uint64_t steps;

    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(steps)::"memory");
    return steps;
}

TEE_Result TA_CreateEntryPoint(void)
{
    bench_in = TEE_Malloc(BENCH_DATA_MAX + SLACK, TEE_MALLOC_FILL_ZERO);
    bench_out = TEE_Malloc(BENCH_DATA_MAX + SLACK, TEE_MALLOC_FILL_ZERO);
    return bench_in && bench_out ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
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

static TEE_Result timed(struct work *w, size_t n, unsigned repeats,
                        uint64_t *steps)
{
    TEE_Result result = TEE_SUCCESS;
    uint64_t start = clock_read();

    for (unsigned i = 0; i < repeats && result == TEE_SUCCESS; i++)
        result = w->run(w, n);
    *steps = clock_read() - start;
    return result;
}

/* Instructions of one w->run(). */
static TEE_Result measure(struct work *w, size_t n, uint64_t *instructions)
{
    uint64_t first, steps, best = UINT64_MAX;
    TEE_Result result = timed(w, n, 1, &first);
    unsigned repeats, rounds;

    if (result == TEE_SUCCESS)
        result = timed(w, n, 1, &first);
    repeats = bench_repeats(first);
    rounds = bench_rounds(first);
    for (unsigned i = 0; i < rounds && result == TEE_SUCCESS; i++) {
        result = timed(w, n, repeats, &steps);
        if (steps < best)
            best = steps;
    }
    if (result != TEE_SUCCESS)
        return result;
    *instructions = best * BENCH_STEP / repeats;
    MARK(MARK_NEXT);
    MARK(MARK_START);
    result = w->run(w, n);
    MARK(MARK_STOP);
    return result;
}

static const struct bench_domain *domain_get(uint32_t types,
                                             const TEE_Param *param)
{
    const struct bench_domain *d = param->memref.buffer;

    if (TEE_PARAM_TYPE_GET(types, 3) != TEE_PARAM_TYPE_MEMREF_INPUT ||
        param->memref.size < BENCH_DOMAIN_MAX)
        return NULL;
    return d;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    const uint32_t number = params[0].value.a, op = params[0].value.b;
    struct work w = {0};
    uint64_t instructions = 0;
    TEE_Result result;

    (void)session;
    if (command != CRYPTO_BENCH || number >= sizeof(cases) / sizeof(cases[0]) ||
        params[1].value.a > BENCH_DATA_MAX)
        return TEE_ERROR_BAD_PARAMETERS;
    w.row = &cases[number];
    if (w.row->kind <= KIND_MAC)
        result = data_begin(&w, op);
    else
        result = key_begin(&w, op, domain_get(types, &params[3]));
    if (result == TEE_SUCCESS)
        result = measure(&w, params[1].value.a, &instructions);
    work_end(&w);
    params[2].value.a = (uint32_t)instructions;
    params[2].value.b = (uint32_t)(instructions >> 32);
    return result;
}
