/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Authenticated encryption. MESSAGE becomes OUTPUT, with AAD and TAG: at once,
 * then in parts, the second half of them also by a copy.
 */
#include "case.h"

#define TAG_MAX 16

static TEE_Result begin(struct run *run, TEE_OperationHandle op)
{
    return TEE_AEInit(op, run->data[VECTOR_IV].p, run->data[VECTOR_IV].n,
                      (uint32_t)run->data[VECTOR_TAG].n * 8,
                      run->data[VECTOR_AAD].n, run->data[VECTOR_MESSAGE].n);
}

/* The last part, from `from`, with the tag made or checked. */
static uint32_t finish(struct run *run, TEE_OperationHandle op, size_t from,
                       uint8_t *out, size_t room, size_t *n)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    const struct run_bytes want = run->data[VECTOR_TAG];
    uint8_t tag[TAG_MAX];
    size_t tag_n = sizeof(tag);

    TEE_MemMove(tag, want.p, want.n);
    *n = room;
    if (run->head->mode == TEE_MODE_DECRYPT)
        return END(run,
                   TEE_AEDecryptFinal(op, message.p + from, message.n - from,
                                      out, n, tag, want.n));
    TRY(run, TEE_AEEncryptFinal(op, message.p + from, message.n - from, out, n,
                                tag, &tag_n));
    return run_equal(run, VECTOR_TAG, tag, tag_n) ? VECTOR_OK
                                                  : END(run, VECTOR_DIFFERENT);
}

static uint32_t at_once(struct run *run, TEE_OperationHandle op, uint8_t *out,
                        size_t room)
{
    size_t n = 0;

    TRY(run, begin(run, op));
    if (run->data[VECTOR_AAD].n)
        TEE_AEUpdateAAD(op, run->data[VECTOR_AAD].p, run->data[VECTOR_AAD].n);
    uint32_t outcome = finish(run, op, 0, out, room, &n);
    if (!outcome && !run_equal(run, VECTOR_OUTPUT, out, n))
        outcome = END(run, VECTOR_DIFFERENT);
    return outcome;
}

static uint32_t in_parts(struct run *run, TEE_OperationHandle op,
                         TEE_OperationHandle copy, uint8_t *out, size_t room)
{
    const struct run_bytes aad = run->data[VECTOR_AAD];
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    size_t a = run_split(run, aad.n), m = run_split(run, message.n);
    size_t n = room, more = 0;

    TRY(run, begin(run, op));
    TEE_AEUpdateAAD(op, aad.p, a);
    TEE_AEUpdateAAD(op, aad.p + a, aad.n - a);
    TRY(run, TEE_AEUpdate(op, message.p, m, out, &n));
    TEE_CopyOperation(copy, op);
    uint32_t outcome = finish(run, op, m, out + n, room - n, &more);
    if (outcome)
        return outcome;
    SAME(run, run_equal(run, VECTOR_OUTPUT, out, n + more));
    outcome = finish(run, copy, m, out + n, room - n, &more);
    if (!outcome)
        SAME(run, run_equal(run, VECTOR_OUTPUT, out, n + more));
    return outcome;
}

static uint32_t each_way(struct run *run, uint8_t *out, size_t room)
{
    TEE_OperationHandle op = TEE_HANDLE_NULL, copy = TEE_HANDLE_NULL;

    TRY(run, run_operation(run, run->head->mode, &op));
    TRY(run, run_operation(run, run->head->mode, &copy));
    uint32_t outcome = at_once(run, op, out, room);
    for (unsigned i = 0; i < 3; i++) {
        uint32_t again;

        TEE_ResetOperation(op);
        TEE_ResetOperation(copy);
        again = in_parts(run, op, copy, out, room);
        if (again != outcome)
            return END(run, VECTOR_INCONSISTENT);
    }
    return outcome;
}

uint32_t run_ae(struct run *run)
{
    size_t room = run->data[VECTOR_MESSAGE].n + 16;
    uint8_t *out;

    if (run->data[VECTOR_TAG].n > TAG_MAX)
        return END(run, VECTOR_BAD_CASE);
    out = run_buffer(room);
    uint32_t outcome = each_way(run, out, room);
    TEE_Free(out);
    return outcome;
}
