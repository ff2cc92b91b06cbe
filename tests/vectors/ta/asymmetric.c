/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures and asymmetric encryption. MESSAGE is what the API takes: a
 * digest, or a whole message for algorithms that hash themselves. What is not
 * the same each time has no OUTPUT: it must verify or decrypt again.
 */
#include "case.h"
#include "secret.h"

typedef TEE_Result (*transform)(TEE_OperationHandle op,
                                const TEE_Attribute *params, uint32_t n,
                                const void *from, size_t from_n, void *to,
                                size_t *to_n);

struct made {
    uint8_t *p;
    size_t room, n;
};

static uint32_t verify(struct run *run, const void *signature, size_t n)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    TEE_OperationHandle op = TEE_HANDLE_NULL;

    TRY(run, run_operation(run, TEE_MODE_VERIFY, &op));
    return END(run,
               TEE_AsymmetricVerifyDigest(op, run->param.list, run->param.n,
                                          message.p, message.n, signature, n));
}

uint32_t run_verify(struct run *run)
{
    return verify(run, run->data[VECTOR_OUTPUT].p, run->data[VECTOR_OUTPUT].n);
}

/* Into a buffer that is too short, then into one that is not. */
static uint32_t make(struct run *run, uint32_t mode, transform function,
                     struct made *out)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    TEE_OperationHandle op = TEE_HANDLE_NULL;
    size_t n = 0;

    TRY(run, run_operation(run, mode, &op));
    if (mode != TEE_MODE_DECRYPT)
        SAME(run, function(op, run->param.list, run->param.n, message.p,
                           message.n, out->p, &n) == TEE_ERROR_SHORT_BUFFER &&
                      n <= out->room);
    out->n = out->room;
    return END(run, function(op, run->param.list, run->param.n, message.p,
                             message.n, out->p, &out->n));
}

static uint32_t decrypts(struct run *run, const struct made *in)
{
    TEE_OperationHandle op = TEE_HANDLE_NULL;
    size_t n = in->room;
    uint8_t *out;

    TRY(run, run_operation(run, TEE_MODE_DECRYPT, &op));
    out = run_buffer(n);
    uint32_t outcome = TEE_AsymmetricDecrypt(op, run->param.list, run->param.n,
                                             in->p, in->n, out, &n);
    if (!outcome && !run_equal(run, VECTOR_MESSAGE, out, n))
        outcome = VECTOR_DIFFERENT;
    TEE_Free(out);
    return END(run, outcome);
}

static uint32_t is_right(struct run *run, const struct made *out)
{
    if (run->data[VECTOR_OUTPUT].there)
        return run_equal(run, VECTOR_OUTPUT, out->p, out->n)
                   ? VECTOR_OK
                   : END(run, VECTOR_DIFFERENT);
    if (run->head->action == VECTOR_SIGN)
        return verify(run, out->p, out->n);
    return decrypts(run, out);
}

static uint32_t make_and_check(struct run *run, uint32_t mode,
                               transform function)
{
    struct made out = {.room = run->data[VECTOR_MESSAGE].n + 8192};

    out.p = run_buffer(out.room);
    uint32_t outcome = make(run, mode, function, &out);
    secret_show(out.p, out.room);
    if (!outcome)
        outcome = is_right(run, &out);
    TEE_Free(out.p);
    return outcome;
}

uint32_t run_sign(struct run *run)
{
    return make_and_check(run, TEE_MODE_SIGN, TEE_AsymmetricSignDigest);
}

uint32_t run_encrypt(struct run *run)
{
    return make_and_check(run, TEE_MODE_ENCRYPT, TEE_AsymmetricEncrypt);
}

uint32_t run_decrypt(struct run *run)
{
    return make_and_check(run, TEE_MODE_DECRYPT, TEE_AsymmetricDecrypt);
}
