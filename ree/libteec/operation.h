/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translates the parameters of one TEEC_Operation into the driver's and
 * back. Encoding checks every parameter before it touches anything, then
 * finds registered memory for the temporary buffers: small ones side by side
 * in one lease of the context's arena, others registered (or, if they cannot
 * be written or the TEE cannot register, copied through memory of their own).
 *
 * A struct call lives on the stack of the API function from encode to
 * release, at one address.
 */
#pragma once

#include "ree/device/device.h"
#include "ree/libteec/arena.h"
#include "ree/libteec/include/tee_client_api.h"

#define PARAMS TEEC_CONFIG_PAYLOAD_REF_COUNT

struct call {
    const TEEC_Context *context;
    TEEC_Operation *operation;
    struct tee_ioctl_param *params; /* PARAMS of them, as the driver wants */
    unsigned int count;             /* parameters in use: up to the last one
                                       that is not NONE */
    unsigned int temps;             /* bit i: params[i] is a temporary buffer */
    unsigned int pooled;            /* those of temps in the lease */
    unsigned int shared;            /* those of temps in shm[] */
    struct arena_lease lease;       /* if pooled */
    struct tee_shm shm[PARAMS];     /* base set: copied through it */
};

/*
 * Sets up *call and fills params[] (PARAMS of them) from the operation, which
 * may be NULL: no parameters. On success call_release must follow; on failure
 * nothing is held. TEEC_ERROR_BAD_PARAMETERS (4.3.6 to
 * 4.3.10 of the Client API), TEEC_ERROR_OUT_OF_MEMORY, or what
 * result_from_errno says of a failed registration.
 */
MUST_USE TEEC_Result call_encode(struct call *call, const TEEC_Context *context,
                                 TEEC_Operation *operation,
                                 struct tee_ioctl_param *params);

/* How much of its copied buffers a TA has produced. */
enum call_data {
    DATA_NONE,      /* it did not run to its end */
    DATA_IF_FITS,   /* it failed: a returned size above the given one says
                       what it needs, not what there is */
    DATA_TRUNCATED, /* it succeeded: of a larger size, what fits is there */
};

/*
 * Writes what came back into the operation: values and sizes, and the data of
 * copied buffers, each up to its returned size and never beyond the given one.
 */
void call_decode(const struct call *call, enum call_data data);

/* Gives back all memory; copies of the client's data are wiped. */
void call_release(struct call *call);

/* The result for a system call that failed with this negative errno. */
TEEC_Result result_from_errno(int error);
