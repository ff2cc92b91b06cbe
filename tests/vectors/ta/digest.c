/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests: at once; in parts; continued by a copy; a buffer that is too
 * short, after which the operation goes on; output extracted in parts.
 */
#include "case.h"

#define DIGEST_MAX 1024

static bool is_xof(const struct run *run)
{
    return run->head->algorithm == TEE_ALG_SHAKE128 ||
           run->head->algorithm == TEE_ALG_SHAKE256;
}

static uint32_t at_once(struct run *run, TEE_OperationHandle op)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    uint8_t hash[DIGEST_MAX];
    size_t n = run->data[VECTOR_OUTPUT].n;

    TRY(run, TEE_DigestDoFinal(op, message.p, message.n, hash, &n));
    if (!run_equal(run, VECTOR_OUTPUT, hash, n))
        return END(run, VECTOR_DIFFERENT);
    return VECTOR_OK;
}

/* Parts, of which the last ones are hashed by the operation and by a copy. */
static uint32_t in_parts(struct run *run, TEE_OperationHandle op,
                         TEE_OperationHandle copy)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    size_t first = run_split(run, message.n), part;
    size_t second = run_split(run, message.n - first);
    size_t done = first + second, want = run->data[VECTOR_OUTPUT].n, n = want;
    uint8_t hash[DIGEST_MAX];

    TEE_DigestUpdate(op, message.p, first);
    TEE_DigestUpdate(op, message.p + first, second);
    TEE_CopyOperation(copy, op);
    TRY(run,
        TEE_DigestDoFinal(op, message.p + done, message.n - done, hash, &n));
    SAME(run, run_equal(run, VECTOR_OUTPUT, hash, n));
    part = run_split(run, message.n - done);
    TEE_DigestUpdate(copy, message.p + done, part);
    done += part;
    TEE_DigestUpdate(copy, message.p + done, message.n - done);
    n = want;
    TRY(run, TEE_DigestDoFinal(copy, NULL, 0, hash, &n));
    SAME(run, run_equal(run, VECTOR_OUTPUT, hash, n));
    return VECTOR_OK;
}

static uint32_t too_short(struct run *run, TEE_OperationHandle op)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    size_t want = run->data[VECTOR_OUTPUT].n, n = want - 1;
    uint8_t hash[DIGEST_MAX];

    SAME(run, TEE_DigestDoFinal(op, message.p, message.n, hash, &n) ==
                  TEE_ERROR_SHORT_BUFFER);
    SAME(run, n == want);
    TRY(run, TEE_DigestDoFinal(op, message.p, message.n, hash, &n));
    SAME(run, run_equal(run, VECTOR_OUTPUT, hash, n));
    return VECTOR_OK;
}

static uint32_t extracted(struct run *run, TEE_OperationHandle op)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    size_t want = run->data[VECTOR_OUTPUT].n, n = run_split(run, want), more;
    uint8_t hash[DIGEST_MAX];

    TEE_DigestUpdate(op, message.p, message.n);
    TRY(run, TEE_DigestExtract(op, hash, &n));
    more = want - n;
    TRY(run, TEE_DigestExtract(op, hash + n, &more));
    SAME(run, run_equal(run, VECTOR_OUTPUT, hash, n + more));
    TEE_ResetOperation(op);
    return VECTOR_OK;
}

uint32_t run_digest(struct run *run)
{
    TEE_OperationHandle op = TEE_HANDLE_NULL, copy = TEE_HANDLE_NULL;

    if (run->data[VECTOR_OUTPUT].n > DIGEST_MAX || !run->data[VECTOR_OUTPUT].n)
        return END(run, VECTOR_BAD_CASE);
    TRY(run, run_allocate(run, TEE_MODE_DIGEST, &op));
    TRY(run, run_allocate(run, TEE_MODE_DIGEST, &copy));
    uint32_t outcome = at_once(run, op);
    if (!outcome)
        outcome = in_parts(run, op, copy);
    if (!outcome && !is_xof(run))
        outcome = too_short(run, op);
    if (!outcome)
        outcome = extracted(run, op);
    return outcome;
}
