/* SPDX-License-Identifier: BSD-2-Clause */
/* One command; the list is written to the caller's lease row by row. */
#include "services/tamgr/system.h"

#include "abi/ta/system.h"
#include "abi/ta_msg.h"
#include "services/tamgr/job.h"

#define DEVICES_TYPES (PARAM_VALUE_INPUT | PARAM_MEMREF_OUTPUT << 4)
#define DEVICES_STAGE 3 /* words of the message */
#define DEVICES_SIZE  6

/* The flag of a TA that is a device at that stage; 0: no such stage. */
static uint32_t stage_flag(uint64_t stage)
{
    switch (stage) {
    case SYSTEM_STAGE_BOOT:
        return TA_FLAG_DEVICE_ENUM;
    case SYSTEM_STAGE_SUPPLICANT:
        return TA_FLAG_DEVICE_ENUM_SUPP;
    case SYSTEM_STAGE_STORAGE:
        return TA_FLAG_DEVICE_ENUM_TEE_STORAGE_PRIVATE;
    default:
        return 0;
    }
}

/* Bytes of the list; writes it unless it is longer than `room`. */
static enum tee_result devices(struct tamgr *t, uint32_t flag, uint64_t room,
                               uint64_t *size)
{
    *size = 0;
    for (unsigned i = 0; i < t->builtins_used; i++)
        if (t->builtins[i].flags & flag)
            *size += sizeof(struct uuid_words);
    if (*size > room)
        return R_ERROR_SHORT_BUFFER;
    *size = 0;
    for (unsigned i = 0; i < t->builtins_used; i++) {
        if (!(t->builtins[i].flags & flag))
            continue;
        if (t->port->borrow_write(0, *size, &t->builtins[i].uuid,
                                  sizeof(struct uuid_words)))
            return R_ERROR_GENERIC;
        *size += sizeof(struct uuid_words);
    }
    return R_SUCCESS;
}

void system_invoke(struct tamgr *t, const struct event *ev, struct action *act)
{
    uint32_t flag = stage_flag(ev->w[DEVICES_STAGE]);
    enum tee_result result;
    uint64_t size;

    if (ev->w[2] != SYSTEM_DEVICES) {
        answer(act, R_ERROR_NOT_SUPPORTED);
        return;
    }
    if (TA_MSG_TYPES(ev->w[0]) != DEVICES_TYPES || flag == 0) {
        answer(act, R_ERROR_BAD_PARAMETERS);
        return;
    }
    result = devices(t, flag, ev->w[DEVICES_SIZE], &size);
    *act = (struct action){0};
    act->w[0] = (uint32_t)result | (uint64_t)ORIGIN_TRUSTED_APP << 32;
    act->w[DEVICES_SIZE] = size;
}
