/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ciphers: MESSAGE becomes OUTPUT, at once; in place; into a buffer that is
 * too short, after which the operation goes on; in parts, the second half of
 * them also by a copy.
 */
#include "case.h"

struct result {
    uint8_t *p;
    size_t room, n;
};

static void begin(struct run *run, TEE_OperationHandle op)
{
    TEE_CipherInit(op, run->data[VECTOR_IV].p, run->data[VECTOR_IV].n);
}

static uint32_t at_once(struct run *run, TEE_OperationHandle op,
                        struct result *out)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];

    begin(run, op);
    out->n = out->room;
    TRY(run, TEE_CipherDoFinal(op, message.p, message.n, out->p, &out->n));
    if (!run_equal(run, VECTOR_OUTPUT, out->p, out->n))
        return END(run, VECTOR_DIFFERENT);
    return VECTOR_OK;
}

static uint32_t in_place(struct run *run, TEE_OperationHandle op,
                         struct result *out)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];

    begin(run, op);
    TEE_MemMove(out->p, message.p, message.n);
    out->n = out->room;
    TRY(run, TEE_CipherDoFinal(op, out->p, message.n, out->p, &out->n));
    SAME(run, run_equal(run, VECTOR_OUTPUT, out->p, out->n));
    return VECTOR_OK;
}

static uint32_t too_short(struct run *run, TEE_OperationHandle op,
                          struct result *out)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];

    begin(run, op);
    out->n = run->data[VECTOR_OUTPUT].n - 1;
    SAME(run, TEE_CipherDoFinal(op, message.p, message.n, out->p, &out->n) ==
                  TEE_ERROR_SHORT_BUFFER);
    SAME(run, out->n >= run->data[VECTOR_OUTPUT].n && out->n <= out->room);
    TRY(run, TEE_CipherDoFinal(op, message.p, message.n, out->p, &out->n));
    SAME(run, run_equal(run, VECTOR_OUTPUT, out->p, out->n));
    return VECTOR_OK;
}

/* One part of the message: from `from`, n bytes. */
static TEE_Result part(struct run *run, TEE_OperationHandle op,
                       struct result *out, size_t from, size_t n)
{
    size_t more = out->room - out->n;
    TEE_Result result = TEE_CipherUpdate(op, run->data[VECTOR_MESSAGE].p + from,
                                         n, out->p + out->n, &more);

    out->n += result ? 0 : more;
    return result;
}

static uint32_t rest(struct run *run, TEE_OperationHandle op,
                     struct result *out, size_t from)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    size_t n = run_split(run, message.n - from), more;

    TRY(run, part(run, op, out, from, n));
    from += n;
    more = out->room - out->n;
    TRY(run, TEE_CipherDoFinal(op, message.p + from, message.n - from,
                               out->p + out->n, &more));
    SAME(run, run_equal(run, VECTOR_OUTPUT, out->p, out->n + more));
    return VECTOR_OK;
}

static uint32_t in_parts(struct run *run, TEE_OperationHandle op,
                         TEE_OperationHandle copy, struct result *out)
{
    size_t first = run_split(run, run->data[VECTOR_MESSAGE].n), before;
    size_t second = run_split(run, run->data[VECTOR_MESSAGE].n - first);

    begin(run, op);
    out->n = 0;
    TRY(run, part(run, op, out, 0, first));
    TRY(run, part(run, op, out, first, second));
    TEE_CopyOperation(copy, op);
    before = out->n;
    uint32_t outcome = rest(run, op, out, first + second);
    out->n = before;
    return outcome ? outcome : rest(run, copy, out, first + second);
}

static uint32_t each_way(struct run *run, struct result *out)
{
    TEE_OperationHandle op = TEE_HANDLE_NULL, copy = TEE_HANDLE_NULL;

    TRY(run, run_operation(run, run->head->mode, &op));
    TRY(run, run_operation(run, run->head->mode, &copy));
    uint32_t outcome = at_once(run, op, out);
    if (!outcome)
        outcome = in_place(run, op, out);
    if (!outcome && run->data[VECTOR_OUTPUT].n)
        outcome = too_short(run, op, out);
    for (unsigned i = 0; !outcome && i < 4; i++)
        outcome = in_parts(run, op, copy, out);
    return outcome;
}

uint32_t run_cipher(struct run *run)
{
    struct result out = {.room = run->data[VECTOR_MESSAGE].n + 16};

    out.p = run_buffer(out.room);
    uint32_t outcome = each_way(run, &out);
    TEE_Free(out.p);
    return outcome;
}
