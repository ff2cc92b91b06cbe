/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls about the own process: log, panic, access rights, caches, time,
 * waiting, cancellation.
 */
#include <string.h>
#include <tee_api_defines_extensions.h>
#include <trace.h>

#include "abi/gateway_msg.h"
#include "abi/ta_msg.h"
#include "abi/tamgr_msg.h"
#include "sdk/engine/access.h"
#include "sdk/engine/call.h"
#include "sdk/engine/memory.h"

/* From the linker script; ta_head is the start of the image. */
extern const struct ta_head ta_head;
extern const uint8_t __rodata_end[];
extern uint8_t __data_end[];

void engine_log(const char *text, size_t length)
{
    rt_log(text, length);
}

void engine_panic(uint32_t code)
{
    rt_exit(code);
}

#define REGIONS (3 + TEE_NUM_PARAMS)

/* A parameter's memory: a window of the normal world, or a copy of the calling
 * trusted application's in the heap. */
static struct access_region region_of(unsigned i)
{
    const struct request *r = &engine_current.request;
    uint32_t type = TEE_PARAM_TYPE_GET(r->params.types, i);
    bool is_copy = r->leased >> i & 1;

    if (!param_is_memref(type))
        return (struct access_region){0};
    return (struct access_region){.start = r->params.vals[2 * i],
                                  .length = r->params.vals[2 * i + 1],
                                  .shared = true,
                                  .secure = is_copy,
                                  .writable = is_copy || param_is_output(type)};
}

/* The regions that this process may touch now, as a list in `region`, and
 * behind it what was mapped. */
static void regions_now(struct access_region region[REGIONS])
{
    uintptr_t image = (uintptr_t)&ta_head;
    uintptr_t data = (uintptr_t)__rodata_end;

    region[0] = (struct access_region){
        .start = image, .length = data - image, .secure = true};
    region[1] = (struct access_region){.start = data,
                                       .length = (uintptr_t)__data_end - data,
                                       .secure = true,
                                       .writable = true};
    region[2] = (struct access_region){.start = engine_current.stack_top -
                                                ta_head.stack_size,
                                       .length = ta_head.stack_size,
                                       .secure = true,
                                       .writable = true};
    for (unsigned i = 0; i < TEE_NUM_PARAMS; i++)
        region[3 + i] = region_of(i);
    for (unsigned i = 0; i < REGIONS - 1; i++)
        region[i].next = &region[i + 1];
    region[REGIONS - 1].next = memory_regions();
}

TEE_Result engine_check_access_rights(uint32_t flags, const void *buf,
                                      size_t len)
{
    struct access_region region[REGIONS];

    regions_now(region);
    return access_is_allowed(region, flags, (uintptr_t)buf, len)
               ? TEE_SUCCESS
               : TEE_ERROR_ACCESS_DENIED;
}

/* All memory of a process is cached in the same way in both worlds and on all
 * CPUs, and no device reads it: what is left to do is to keep the order. */
TEE_Result engine_cache_operation(const void *buf, size_t len,
                                  enum engine_cache operation)
{
    uint32_t flags = TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_ANY_OWNER;

    if (!(ta_head.flags & TA_FLAG_CACHE_MAINTENANCE))
        return TEE_ERROR_NOT_SUPPORTED;
    if (operation == ENGINE_CACHE_INVALIDATE)
        flags |= TEE_MEMORY_ACCESS_WRITE;
    if (engine_check_access_rights(flags, buf, len))
        return TEE_ERROR_ACCESS_DENIED;
    flags &= ~(uint32_t)TEE_MEMORY_ACCESS_ANY_OWNER;
    if (!engine_check_access_rights(flags, buf, len))
        return TEE_ERROR_ACCESS_DENIED;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return TEE_SUCCESS;
}

bool engine_get_cancellation_flag(void)
{
    uint64_t deadline = engine_current.request.deadline;

    if (engine_current.cancel_masked)
        return false;
    return (deadline && rt_ticks() >= deadline) || rt_cancel_read();
}

static bool set_mask(bool masked)
{
    bool was = engine_current.cancel_masked;

    engine_current.cancel_masked = masked;
    return was;
}

bool engine_unmask_cancellation(void)
{
    return set_mask(false);
}

bool engine_mask_cancellation(void)
{
    return set_mask(true);
}

/* Milliseconds of the next part of a wait of `ms`: the deadline may cut it
 * short. */
static uint64_t wait_part(uint64_t ms)
{
    uint64_t deadline = engine_current.request.deadline;
    uint64_t now = rt_ticks();
    uint64_t left;

    if (ms > GW_SLEEP_MOST_MS)
        ms = GW_SLEEP_MOST_MS;
    if (!deadline || engine_current.cancel_masked)
        return ms;
    left = deadline > now ? (deadline - now) / (rt_ticks_hz() / 1000) + 1 : 0;
    return left < ms ? left : ms;
}

TEE_Result engine_wait(uint32_t ms)
{
    TEE_Result result = TEE_SUCCESS;
    uint64_t left = ms;

    do {
        struct rt_event ev = {.w = {GW_SLEEP}};

        if (engine_get_cancellation_flag())
            return TEE_ERROR_CANCEL;
        ev.w[1] = wait_part(left);
        ev.w[2] = !engine_current.cancel_masked;
        if (ms != TEE_TIMEOUT_INFINITE)
            left -= ev.w[1];
        result = service_call(SERVICE_GATEWAY, &ev, NULL, 0);
        if (!result)
            result = (TEE_Result)ev.w[0];
    } while (!result && left);
    return result;
}

static TEE_Result ree_time(TEE_Time *time)
{
    struct rt_event ev = {.w = {GW_REE_TIME}};
    TEE_Result result = service_call(SERVICE_GATEWAY, &ev, NULL, 0);

    if (result || (TEE_Result)ev.w[0])
        return TEE_ERROR_COMMUNICATION;
    time->seconds = (uint32_t)ev.w[1];
    time->millis = (uint32_t)(ev.w[2] / 1000000);
    return TEE_SUCCESS;
}

/* System time in ms. */
static uint64_t system_ms(void)
{
    uint64_t ticks = rt_ticks();
    uint64_t hz = rt_ticks_hz();

    return ticks / hz * 1000 + ticks % hz * 1000 / hz;
}

static TEE_Result time_put(uint64_t ms, TEE_Time *time)
{
    time->seconds = (uint32_t)(ms / 1000);
    time->millis = (uint32_t)(ms % 1000);
    return ms / 1000 > UINT32_MAX ? TEE_ERROR_OVERFLOW : TEE_SUCCESS;
}

static TEE_Result persistent_time(TEE_Time *time)
{
    struct rt_event ev = {.w = {TAMGR_TIME_GET}};
    TEE_Result result = service_call(SERVICE_TAMGR, &ev, NULL, 0);

    if (result || (TEE_Result)ev.w[0])
        return TEE_ERROR_TIME_NOT_SET;
    return time_put(system_ms() + ev.w[1], time);
}

TEE_Result engine_get_time(enum engine_clock clock, TEE_Time *time)
{
    switch (clock) {
    case ENGINE_TIME_REE:
        return ree_time(time);
    case ENGINE_TIME_TA_PERSISTENT:
        return persistent_time(time);
    default:
        return time_put(system_ms(), time);
    }
}

TEE_Result engine_set_ta_time(const TEE_Time *time)
{
    uint64_t ms = time->seconds * 1000ull + time->millis;
    struct rt_event ev = {.w = {TAMGR_TIME_SET, ms - system_ms()}};
    TEE_Result result = service_call(SERVICE_TAMGR, &ev, NULL, 0);

    return result ? result : (TEE_Result)ev.w[0];
}
