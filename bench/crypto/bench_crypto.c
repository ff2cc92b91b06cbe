/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counts the instructions of cryptographic operations in three places: inside a
 * TA, which counts for itself, in OpenSSL's library in this process, and by the
 * kernel of Linux for this process (AF_ALG). Prints one line for each,
 *     PLACE<tab>NAME<tab>OPERATION<tab>BYTES<tab>INSTRUCTIONS
 * PLACE: ta, openssl, af_alg; BYTES 0: the operation has one size. What a place
 * does not have is left out, and named on standard error. Counts are of the
 * guest's clock under tools/boot --icount, in steps of 16 instructions divided
 * by the repeats.  usage: bench-crypto [NAME]...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tee_client_api.h>

#include "bench/crypto/work.h"

#define SLACK        64u
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct bench_case bench_cases[] = {
#define CASE(name, kind, ops, algorithm, type, bits, curve, n, evp, argument)  \
    {name, KIND_##kind, OPS_##ops, bits, n, evp, argument},
#include "bench/crypto/cases.def"
#undef CASE
};
const unsigned bench_case_count = COUNT(bench_cases);

uint8_t *bench_in, *bench_out;

static const char *const op_names[] = BENCH_OP_NAMES;
static const size_t sizes[] = BENCH_SIZES;

static TEEC_Context context;
static TEEC_Session session;

static uint64_t clock_read(void)
{
    uint64_t steps;

    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(steps)::"memory");
    return steps;
}

static bool timed(struct work *w, size_t n, unsigned repeats, uint64_t *steps)
{
    bool good = true;
    uint64_t start = clock_read();

    for (unsigned i = 0; i < repeats && good; i++)
        good = w->run(w, n);
    *steps = clock_read() - start;
    return good;
}

/* Instructions of one w->run(); 0: it failed. */
static uint64_t measure(struct work *w, size_t n)
{
    uint64_t first, steps, best = UINT64_MAX;
    bool good = timed(w, n, 1, &first) && timed(w, n, 1, &first);
    unsigned repeats = bench_repeats(first), rounds = bench_rounds(first);

    for (unsigned i = 0; i < rounds && good; i++) {
        good = timed(w, n, repeats, &steps);
        if (steps < best)
            best = steps;
    }
    return good ? best * BENCH_STEP / repeats : 0;
}

static uint64_t in_ta(unsigned number, enum bench_op op, size_t n)
{
    static uint8_t domain[BENCH_DOMAIN_MAX + sizeof(struct bench_domain)];
    TEEC_Operation o = {0};
    size_t domain_size =
        evp_domain(&bench_cases[number], (struct bench_domain *)(void *)domain);
    TEEC_Result result;

    o.paramTypes =
        TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_VALUE_INPUT, TEEC_VALUE_OUTPUT,
                         domain_size ? TEEC_MEMREF_TEMP_INPUT : TEEC_NONE);
    o.params[0].value.a = number;
    o.params[0].value.b = op;
    o.params[1].value.a = (uint32_t)n;
    o.params[3].tmpref.buffer = domain;
    o.params[3].tmpref.size = sizeof(domain);
    result = TEEC_InvokeCommand(&session, CRYPTO_BENCH, &o, NULL);
    if (result != TEEC_SUCCESS) {
        fprintf(stderr, "bench-crypto: ta: %s %s %zu: 0x%08x\n",
                bench_cases[number].name, op_names[op], n, result);
        return 0;
    }
    return o.params[2].value.a | (uint64_t)o.params[2].value.b << 32;
}

static void show(const char *place, unsigned number, enum bench_op op, size_t n,
                 uint64_t instructions)
{
    if (instructions)
        printf("%s\t%s\t%s\t%zu\t%llu\n", place, bench_cases[number].name,
               op_names[op], n, (unsigned long long)instructions);
    fflush(stdout);
}

/* One operation, of all sizes, in one place of Linux. */
static void in_linux(const char *place, unsigned number, enum bench_op op,
                     bool (*begin)(struct work *w, enum bench_op op))
{
    struct work w = {.row = &bench_cases[number]};
    bool has_sizes = w.row->kind <= KIND_MAC;

    if (!begin(&w, op)) {
        fprintf(stderr, "bench-crypto: %s: no %s %s\n", place, w.row->name,
                op_names[op]);
        return;
    }
    for (unsigned i = 0; i < (has_sizes ? COUNT(sizes) : 1); i++) {
        size_t n = has_sizes ? sizes[i] : 0;

        show(place, number, op, n, measure(&w, n));
    }
}

static void case_run(unsigned number, enum bench_op op)
{
    const struct bench_case *row = &bench_cases[number];
    bool has_sizes = row->kind <= KIND_MAC;

    in_linux("openssl", number, op, has_sizes ? evp_data_begin : evp_key_begin);
    if (has_sizes && row->argument[0] && row->kind != KIND_MAC)
        in_linux("af_alg", number, op, af_alg_begin);
    for (unsigned i = 0; i < (has_sizes ? COUNT(sizes) : 1); i++) {
        size_t n = has_sizes ? sizes[i] : 0;

        show("ta", number, op, n, in_ta(number, op, n));
    }
}

static bool is_wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return argc == 1;
}

int main(int argc, char **argv)
{
    static const TEEC_UUID ta = {
        0x5b5b30a7,
        0x1f86,
        0x4c11,
        {0x9d, 0x3a, 0x6c, 0x1f, 0x8a, 0x8a, 0xe9, 0xc0}};

    bench_in = calloc(1, BENCH_DATA_MAX + SLACK);
    bench_out = calloc(1, BENCH_DATA_MAX + SLACK);
    if (!bench_in || !bench_out)
        return 1;
    memset(bench_in, 1, BENCH_DATA_MAX); /* its pages are there */
    memset(bench_out, 1, BENCH_DATA_MAX);
    if (TEEC_InitializeContext(NULL, &context) != TEEC_SUCCESS ||
        TEEC_OpenSession(&context, &session, &ta, TEEC_LOGIN_PUBLIC, NULL, NULL,
                         NULL) != TEEC_SUCCESS) {
        fprintf(stderr, "bench-crypto: no TA\n");
        return 1;
    }
    for (unsigned i = 0; i < bench_case_count; i++)
        for (unsigned op = 0; op < OP_LIMIT; op++)
            if ((bench_cases[i].ops >> op & 1) &&
                is_wanted(bench_cases[i].name, argc, argv))
                case_run(i, (enum bench_op)op);
    TEEC_CloseSession(&session);
    TEEC_FinalizeContext(&context);
    return 0;
}
