/* SPDX-License-Identifier: BSD-2-Clause */
/* Time, cancellation, random numbers [TEE Internal Core API 1.3.1, 7.2, 4.10,
 * 6.9]. */
#include <tee_internal_api.h>
#include <time.h>

#include "sdk/engine/engine.h"
#include "sdk/libutee/panic.h"

void TEE_GetSystemTime(TEE_Time *time)
{
    require(time);
    (void)pass(engine_get_time(ENGINE_TIME_SYSTEM, time));
}

TEE_Result TEE_GetTAPersistentTime(TEE_Time *time)
{
    TEE_Result result;

    require(time);
    result = engine_get_time(ENGINE_TIME_TA_PERSISTENT, time);
    if (result && result != TEE_ERROR_OVERFLOW)
        *time = (TEE_Time){0};
    return pass(result, TEE_ERROR_OVERFLOW, TEE_ERROR_TIME_NOT_SET);
}

TEE_Result TEE_SetTAPersistentTime(const TEE_Time *time)
{
    require(time && time->millis < 1000);
    return pass(engine_set_ta_time(time), TEE_ERROR_OUT_OF_MEMORY);
}

void TEE_GetREETime(TEE_Time *time)
{
    require(time);
    (void)pass(engine_get_time(ENGINE_TIME_REE, time));
}

time_t time(time_t *t)
{
    TEE_Time now;

    TEE_GetREETime(&now);
    if (t)
        *t = (time_t)now.seconds;
    return (time_t)now.seconds;
}

TEE_Result TEE_Wait(uint32_t timeout)
{
    return pass(engine_wait(timeout), TEE_ERROR_CANCEL);
}

bool TEE_GetCancellationFlag(void)
{
    return engine_get_cancellation_flag();
}

bool TEE_UnmaskCancellation(void)
{
    return engine_unmask_cancellation();
}

bool TEE_MaskCancellation(void)
{
    return engine_mask_cancellation();
}

void TEE_GenerateRandom(void *randomBuffer, size_t randomBufferLen)
{
    require(randomBuffer || !randomBufferLen);
    (void)pass(engine_random(randomBuffer, randomBufferLen));
}
