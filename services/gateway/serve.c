/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dispatch of events, and what is answered at once: fast SMCs, counters. No
 * mutable state of its own.
 */
#include "services/gateway/serve.h"

#include "abi/gateway_msg.h"
#include "abi/optee_rpc.h"
#include "abi/optee_smc.h"
#include "abi/ta/system.h"
#include "services/gateway/part.h"
#include "services/gateway/result.h"
#include "services/gateway/rpc.h"

/* Cella's own UUID and version, for GET_OS_UUID and GET_OS_REVISION. */
#define OS_UUID_0  0x6f1d0c2au
#define OS_UUID_1  0x38e54b7du
#define OS_UUID_2  0x9a52f0c4u
#define OS_UUID_3  0x17b3e86cu
#define OS_MAJOR   0u
#define OS_MINOR   1u
#define FAST_CALLS 8u /* answered below */

#define CAPABILITIES                                                           \
    (OPTEE_SMC_CAP_DYNAMIC_SHM | OPTEE_SMC_CAP_MEMREF_NULL |                   \
     OPTEE_SMC_CAP_RPC_ARG)

void gateway_init(const struct gateway_port *p)
{
    complain_init();
    part_init(p);
    shm_init(p);
    session_init();
    call_init(p);
    rpc_init(p);
}

static void answer(uint64_t *w, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    w[0] = a;
    w[1] = b;
    w[2] = c;
    w[3] = d;
}

/*
 * Linux asks for this when it starts, until there is nothing: whatever is
 * registered then belongs to a kernel that is gone (kexec). The cookies mean
 * nothing any more, so none is told.
 */
static void shm_cache_disable(uint64_t *w)
{
    answer(w,
           shm_drop() == KERR_MORE ? OPTEE_SMC_RETURN_OK
                                   : OPTEE_SMC_RETURN_ENOTAVAIL,
           0, 0, 0);
}

/*
 * GET_THREAD_COUNT is unknown on purpose: Linux that knows a count holds calls
 * back itself, also the one that would end another (request_is_urgent).
 */
static void fast_call(uint64_t *w)
{
    switch ((uint32_t)w[0]) {
    case OPTEE_SMC_CALLS_COUNT:
        return answer(w, FAST_CALLS, 0, 0, 0);
    case OPTEE_SMC_CALLS_UID:
        return answer(w, OPTEE_SMC_UID_0, OPTEE_SMC_UID_1, OPTEE_SMC_UID_2,
                      OPTEE_SMC_UID_3);
    case OPTEE_SMC_CALLS_REVISION:
        return answer(w, OPTEE_SMC_REVISION_MAJOR, OPTEE_SMC_REVISION_MINOR, 0,
                      0);
    case OPTEE_SMC_GET_OS_UUID:
        return answer(w, OS_UUID_0, OS_UUID_1, OS_UUID_2, OS_UUID_3);
    case OPTEE_SMC_GET_OS_REVISION:
        return answer(w, OS_MAJOR, OS_MINOR, 0, 0);
    case OPTEE_SMC_EXCHANGE_CAPABILITIES:
        return answer(w, OPTEE_SMC_RETURN_OK, CAPABILITIES, GW_KEY_LIMIT,
                      OPTEE_RPC_PARAMS);
    case OPTEE_SMC_DISABLE_SHM_CACHE:
        return shm_cache_disable(w);
    case OPTEE_SMC_ENABLE_SHM_CACHE: /* a permission that is not used */
        return answer(w, OPTEE_SMC_RETURN_OK, 0, 0, 0);
    default:
        return answer(w, OPTEE_SMC_RETURN_UNKNOWN, 0, 0, 0);
    }
}

/* GW_STATS; needs nothing of the normal world. */
static struct action stats(uint64_t *w)
{
    for (unsigned i = 0; i < KMSG_WORDS; i++)
        w[i] = 0;
    w[1 + STAT_GATEWAY_client_sessions] = session_count();
    w[1 + STAT_GATEWAY_client_calls] = call_count();
    w[1 + STAT_GATEWAY_shared_memories] = shm_count();
    w[1 + STAT_GATEWAY_mappings] = shm_mapping_count();
    return (struct action){.kind = ACTION_REPLY};
}

struct action gateway_serve(enum kevent kind, unsigned activation,
                            uint64_t sender, uint64_t *w)
{
    struct call *c;

    part_begin(kind == KEV_RESUME || kind == KEV_FAST_SMC);
    if (kind == KEV_FAST_SMC || activation >= ACTIVATIONS) {
        fast_call(w);
        return (struct action){.kind = ACTION_DONE};
    }
    c = call_of(activation);
    switch (kind) {
    case KEV_SMC:
        return call_smc(c, w);
    case KEV_COMPLETION:
        return call_completed(c, w, (enum kerr)sender);
    case KEV_RESUME:
        return rpc_resume(c, w);
    default: /* KEV_CALL */
        if ((uint16_t)w[0] == GW_STATS && sender == SERVICE_TAMGR)
            return stats(w);
        return rpc_serve(c, w, (uint32_t)sender);
    }
}
