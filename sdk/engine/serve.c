/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop of a trusted application: receive a request, make the memory of a
 * calling trusted application reachable, enter the layer above, reply.
 *
 * Memory of the normal world is mapped when the request comes (the parameter
 * has its address). Memory of another trusted application is a lease: it is
 * copied into a heap block before the entry and back after it, so the callee
 * never works on memory that its caller could see change.
 */
#include <malloc.h>
#include <string.h>
#include <trace.h>

#include "sdk/engine/call.h"
#include "sdk/engine/shared.h"

struct engine_current engine_current;

/* From the kit's user_ta_header.c, and start.S. */
extern uint8_t ta_heap[];
extern const size_t ta_heap_size;
extern const int user_ta_trace_level;
_Noreturn void engine_main(uintptr_t stack_top);

extern uint64_t __stack_chk_guard;

static TEE_Result lease_in(struct request *r, unsigned i)
{
    uint64_t *vals = &r->params.vals[2 * i];
    void *copy = malloc(vals[1]);

    if (!copy)
        return TEE_ERROR_OUT_OF_MEMORY;
    vals[0] = (uintptr_t)copy;
    if (!param_is_input(TEE_PARAM_TYPE_GET(r->params.types, i))) {
        /* What the callee does not write must not be old heap. */
        memset(copy, 0, vals[1]);
        return TEE_SUCCESS;
    }
    if (rt_borrow_read(r->lease[i], 0, copy, vals[1]))
        return TEE_ERROR_TARGET_DEAD;
    return TEE_SUCCESS;
}

static TEE_Result leases_in(struct request *r)
{
    TEE_Result result = TEE_SUCCESS;

    for (unsigned i = 0; i < TEE_NUM_PARAMS && !result; i++) {
        if (r->leased >> i & 1)
            result = lease_in(r, i);
    }
    return result;
}

/* Copies out what the callee made, in the size that it says. `given` is the
 * parameters as they were before the entry. */
static void leases_out(const struct request *r,
                       const struct engine_params *given)
{
    for (unsigned i = 0; i < TEE_NUM_PARAMS; i++) {
        uint64_t size = r->params.vals[2 * i + 1];
        void *copy = (void *)(uintptr_t)given->vals[2 * i];

        if (!(r->leased >> i & 1) || !copy)
            continue;
        /* A caller that died meanwhile misses nothing. */
        if (param_is_output(TEE_PARAM_TYPE_GET(r->params.types, i)) &&
            size <= given->vals[2 * i + 1] &&
            rt_borrow_write(r->lease[i], 0, copy, size))
            DMSG_RAW("the caller's memory is gone");
        free(copy);
    }
}

static TEE_Result enter(struct request *r, uint32_t *origin)
{
    *origin = TEE_ORIGIN_TRUSTED_APP;
    return __utee_entry(r->entry, r->session, &r->params, r->command, origin);
}

/* The same with memory of a calling trusted application. */
static TEE_Result enter_leased(struct request *r, uint32_t *origin)
{
    TEE_Result result = leases_in(r);
    const struct engine_params given = r->params;

    if (!result)
        result = enter(r, origin);
    leases_out(r, &given);
    return result;
}

static void serve(struct rt_event *ev)
{
    struct request *r = &engine_current.request;
    struct request_lease leases[KMSG_LEASES];
    unsigned count = rt_event_leases(ev);
    uint32_t origin = TEE_ORIGIN_TEE;
    TEE_Result result = TEE_ERROR_BAD_PARAMETERS;

    for (unsigned i = 0; i < count && i < KMSG_LEASES; i++)
        leases[i] = (struct request_lease){rt_event_lease_length(ev, i),
                                           rt_event_lease_rights(ev, i)};
    if ((ev->sender != SERVICE_GATEWAY && ev->sender != SERVICE_TAMGR) ||
        count > KMSG_LEASES || !request_decode(ev->w, leases, count, r)) {
        memset(ev->w, 0, sizeof(ev->w));
        ev->w[0] = result | (uint64_t)origin << 32;
        return;
    }
    engine_current.cancel_masked = true;
    result = r->leased ? enter_leased(r, &origin) : enter(r, &origin);
    shared_release();
    request_encode(r, result, origin, ev->w);
}

/* rt_start() chose the guard by what a CPU without random numbers has: the
 * clock. Every frame that has the old guard belongs to a function that does
 * not return: engine_main(). */
__attribute__((no_stack_protector)) static void renew_stack_guard(void)
{
    uint64_t guard;

    if (engine_random(&guard, sizeof(guard)) == TEE_SUCCESS)
        __stack_chk_guard = guard & ~(uint64_t)0xff;
}

void engine_main(uintptr_t stack_top)
{
    struct rt_event ev = {0};

    engine_current.stack_top = stack_top;
    trace_set_level(user_ta_trace_level);
    malloc_add_pool(ta_heap, ta_heap_size);
    rt_reply_recv(&ev);
    renew_stack_guard();
    for (;;) {
        serve(&ev);
        rt_reply_recv(&ev);
    }
}
