/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys and operations of a case.
 */
#include "case.h"

TEE_Result run_object(struct run *run, uint32_t type,
                      const struct run_attributes *attributes,
                      TEE_ObjectHandle *object)
{
    TEE_Result result;

    if (run->object_count == RUN_HANDLES)
        return TEE_ERROR_OUT_OF_MEMORY;
    result = TEE_AllocateTransientObject(type, run->head->key_bits, object);
    if (result)
        return result;
    run->objects[run->object_count++] = *object;
    return TEE_PopulateTransientObject(*object, attributes->list,
                                       attributes->n);
}

/* The size of an operation with two keys is that of both. */
TEE_Result run_allocate(struct run *run, uint32_t mode, TEE_OperationHandle *op)
{
    uint32_t bits = run->head->key_bits * (run->key2.n ? 2 : 1);
    TEE_Result result;

    if (run->operation_count == RUN_HANDLES)
        return TEE_ERROR_OUT_OF_MEMORY;
    result = TEE_AllocateOperation(op, run->head->algorithm, mode, bits);
    if (!result)
        run->operations[run->operation_count++] = *op;
    return result;
}

TEE_Result run_operation(struct run *run, uint32_t mode,
                         TEE_OperationHandle *op)
{
    TEE_ObjectHandle key = TEE_HANDLE_NULL, key2 = TEE_HANDLE_NULL;
    TEE_Result result = TEE_SUCCESS;

    if (run->key.n)
        result = run_object(run, run->head->key_type, &run->key, &key);
    if (!result && run->key2.n)
        result = run_object(run, run->head->key_type, &run->key2, &key2);
    if (!result)
        result = run_allocate(run, mode, op);
    if (!result && run->key2.n)
        return TEE_SetOperationKey2(*op, key, key2);
    if (!result && run->key.n)
        return TEE_SetOperationKey(*op, key);
    return result;
}
