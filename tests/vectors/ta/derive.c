/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key derivation: the secret must be OUTPUT, and, where both sides confirm the
 * exchange, the confirmation TAG.
 */
#include "case.h"

#define CONFIRMATION 32

uint32_t run_derive(struct run *run)
{
    const struct run_bytes want = run->data[VECTOR_OUTPUT];
    TEE_OperationHandle op = TEE_HANDLE_NULL;
    TEE_ObjectHandle secret = TEE_HANDLE_NULL;
    uint8_t confirmation[CONFIRMATION] = {0}, value[512];
    size_t n = sizeof(value);

    if (run->data[VECTOR_TAG].there && run->param.n < RUN_ATTRIBUTES)
        TEE_InitRefAttribute(&run->param.list[run->param.n++],
                             TEE_ATTR_SM2_KEP_CONFIRMATION_OUT, confirmation,
                             sizeof(confirmation));
    TRY(run, run_operation(run, TEE_MODE_DERIVE, &op));
    TRY(run, TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET,
                                         (uint32_t)want.n * 8, &secret));
    run->objects[run->object_count++] = secret;
    TEE_DeriveKey(op, run->param.list, run->param.n, secret);
    TRY(run,
        TEE_GetObjectBufferAttribute(secret, TEE_ATTR_SECRET_VALUE, value, &n));
    if (!run_equal(run, VECTOR_OUTPUT, value, n))
        return END(run, VECTOR_DIFFERENT);
    if (run->data[VECTOR_TAG].there &&
        !run_equal(run, VECTOR_TAG, confirmation, sizeof(confirmation)))
        return END(run, VECTOR_DIFFERENT);
    return VECTOR_OK;
}
