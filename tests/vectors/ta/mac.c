/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MACs. OUTPUT may be the beginning of the MAC only; a whole one is also
 * compared by the API, which must find a wrong one wrong.
 */
#include "case.h"
#include "secret.h"

#define MAC_MAX 64

static uint32_t at_once(struct run *run, TEE_OperationHandle op, uint8_t *mac,
                        size_t *n)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    const struct run_bytes want = run->data[VECTOR_OUTPUT];

    *n = MAC_MAX;
    TEE_MACInit(op, NULL, 0);
    TRY(run, TEE_MACComputeFinal(op, message.p, message.n, mac, n));
    secret_show(mac, *n);
    if (want.n > *n || TEE_MemCompare(mac, want.p, want.n))
        return END(run, TEE_ERROR_MAC_INVALID);
    return VECTOR_OK;
}

static uint32_t in_parts(struct run *run, TEE_OperationHandle op,
                         TEE_OperationHandle copy, const uint8_t *mac,
                         size_t length)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    size_t first = run_split(run, message.n), n = length - 1;
    size_t second = run_split(run, message.n - first), done = first + second;
    uint8_t again[MAC_MAX];

    TEE_MACInit(op, NULL, 0);
    TEE_MACUpdate(op, message.p, first);
    TEE_MACUpdate(op, message.p + first, second);
    TEE_CopyOperation(copy, op);
    SAME(run, TEE_MACComputeFinal(op, message.p + done, message.n - done, again,
                                  &n) == TEE_ERROR_SHORT_BUFFER);
    SAME(run, n == length);
    TRY(run,
        TEE_MACComputeFinal(op, message.p + done, message.n - done, again, &n));
    SAME(run, n == length && !TEE_MemCompare(again, mac, n));
    TEE_MACUpdate(copy, message.p + done, message.n - done);
    SAME(run, !TEE_MACCompareFinal(copy, NULL, 0, mac, length));
    return VECTOR_OK;
}

/* The API's own comparison: right, one bit wrong, too short. */
static uint32_t compared(struct run *run, TEE_OperationHandle op, uint8_t *mac,
                         size_t n)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];

    TEE_MACInit(op, NULL, 0);
    SAME(run, !TEE_MACCompareFinal(op, message.p, message.n, mac, n));
    mac[run_split(run, n - 1)] ^= 0x10;
    TEE_MACInit(op, NULL, 0);
    SAME(run, TEE_MACCompareFinal(op, message.p, message.n, mac, n) ==
                  TEE_ERROR_MAC_INVALID);
    return VECTOR_OK;
}

/* What the case says is wrong, the API must say is wrong. */
static uint32_t refused(struct run *run, TEE_OperationHandle op)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    const struct run_bytes mac = run->data[VECTOR_OUTPUT];

    TEE_MACInit(op, NULL, 0);
    return END(run,
               TEE_MACCompareFinal(op, message.p, message.n, mac.p, mac.n));
}

uint32_t run_mac(struct run *run)
{
    TEE_OperationHandle op = TEE_HANDLE_NULL, copy = TEE_HANDLE_NULL;
    uint8_t mac[MAC_MAX];
    size_t n = 0;

    TRY(run, run_operation(run, TEE_MODE_MAC, &op));
    TRY(run, run_operation(run, TEE_MODE_MAC, &copy));
    uint32_t outcome = at_once(run, op, mac, &n);
    if (!outcome)
        outcome = in_parts(run, op, copy, mac, n);
    if (!outcome)
        outcome = compared(run, op, mac, n);
    if (outcome == TEE_ERROR_MAC_INVALID && run->data[VECTOR_OUTPUT].n == n)
        outcome = refused(run, op);
    return outcome;
}
