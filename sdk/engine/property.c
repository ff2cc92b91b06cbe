/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The properties that a TA asks the system for. A row has a constant, or a
 * function that finds the value out.
 */
#include <string.h>

#include "abi/ta_msg.h"
#include "abi/tamgr_msg.h"
#include "sdk/engine/call.h"

#define SET_IMPLEMENTATION 0xFFFFFFFDu
#define SET_CLIENT         0xFFFFFFFEu
#define SET_TA             0xFFFFFFFFu

/* enum user_ta_prop_type of user_ta_header.h, which has another ta_head. */
enum type {
    TYPE_BOOL = 0,
    TYPE_U32 = 1,
    TYPE_UUID = 2,
    TYPE_IDENTITY = 3,
    TYPE_STRING = 4,
};

union value {
    TEE_UUID uuid;
    TEE_Identity identity;
    bool truth;
};

struct property {
    uint32_t set;
    enum type type;
    const char *name;
    const void *value;
    uint32_t length;                        /* bytes of the value */
    TEE_Result (*find)(union value *value); /* if there is no constant */
};

extern const struct ta_head ta_head;

static TEE_Result find_app_id(union value *value)
{
    memcpy(&value->uuid, ta_head.uuid, sizeof(value->uuid));
    return TEE_SUCCESS;
}

static TEE_Result find_client(union value *value)
{
    struct rt_event ev = {.w = {TAMGR_CLIENT, engine_current.request.session}};
    TEE_Result result = service_call(SERVICE_TAMGR, &ev, NULL, 0);

    if (result || (TEE_Result)ev.w[0])
        return TEE_ERROR_GENERIC;
    value->identity.login = (uint32_t)ev.w[1];
    uuid_from_words(&ev.w[2], &value->identity.uuid);
    return TEE_SUCCESS;
}

/* The machine's own, or of nobody where it has no key to make one from. */
static TEE_Result find_device_id(union value *value)
{
    struct rt_event ev = {.w = {TAMGR_DEVICE}};
    TEE_Result result = service_call(SERVICE_TAMGR, &ev, NULL, 0);

    if (result)
        return TEE_ERROR_GENERIC;
    uuid_from_words(&ev.w[1], &value->uuid);
    return TEE_SUCCESS;
}

static TEE_Result find_pauth(union value *value)
{
    value->truth = rt_cpu_signs();
    return TEE_SUCCESS;
}

static const bool yes = true;
static const uint32_t zero = 0;
static const uint32_t version = 0x00000100;

/* The counter that system time is made from can be offset by the normal
 * world's hypervisor: level 100 [TEE Internal Core API 1.3.1, table 4-6]. So is
 * persistent time, which is set anew after each start. */
static const uint32_t time_level = 100;

#define STRING(s) (s), sizeof(s), NULL
#define CONST(v)  &(v), sizeof(v), NULL

/* There is no trusted storage: nothing is protected. */
#define STORAGE(name)                                                          \
    {                                                                          \
        SET_IMPLEMENTATION, TYPE_U32, "gpd.tee.trustedStorage." name,          \
            CONST(zero)                                                        \
    }

static const struct property properties[] = {
    {SET_TA, TYPE_UUID, "gpd.ta.appID", NULL, sizeof(TEE_UUID), find_app_id},
    {SET_CLIENT, TYPE_IDENTITY, "gpd.client.identity", NULL,
     sizeof(TEE_Identity), find_client},
    {SET_CLIENT, TYPE_U32, "gpd.client.endian", CONST(zero)},
    {SET_IMPLEMENTATION, TYPE_STRING, "gpd.tee.apiversion", STRING("1.3.1")},
    {SET_IMPLEMENTATION, TYPE_STRING, "gpd.tee.description", STRING("Cella")},
    {SET_IMPLEMENTATION, TYPE_UUID, "gpd.tee.deviceID", NULL, sizeof(TEE_UUID),
     find_device_id},
    {SET_IMPLEMENTATION, TYPE_U32, "gpd.tee.systemTime.protectionLevel",
     CONST(time_level)},
    {SET_IMPLEMENTATION, TYPE_U32, "gpd.tee.TAPersistentTime.protectionLevel",
     CONST(time_level)},
    {SET_IMPLEMENTATION, TYPE_BOOL, "gpd.tee.cryptography.ecc", CONST(yes)},
    {SET_IMPLEMENTATION, TYPE_BOOL, "gpd.tee.cryptography.nist", CONST(yes)},
    {SET_IMPLEMENTATION, TYPE_BOOL, "gpd.tee.cryptography.bsi-r", CONST(yes)},
    {SET_IMPLEMENTATION, TYPE_BOOL, "gpd.tee.cryptography.bsi-t", CONST(yes)},
    {SET_IMPLEMENTATION, TYPE_BOOL, "gpd.tee.cryptography.ietf", CONST(yes)},
    {SET_IMPLEMENTATION, TYPE_BOOL, "gpd.tee.cryptography.octa", CONST(yes)},
    STORAGE("private.rollbackProtection"),
    STORAGE("perso.rollbackProtection"),
    STORAGE("protected.rollbackProtection"),
    STORAGE("antiRollback.protectionLevel"),
    STORAGE("rollbackDetection.protectionLevel"),
    {SET_IMPLEMENTATION, TYPE_STRING,
     "gpd.tee.trustedos.implementation.version", STRING("0.1")},
    {SET_IMPLEMENTATION, TYPE_U32,
     "gpd.tee.trustedos.implementation.binaryversion", CONST(version)},
    {SET_IMPLEMENTATION, TYPE_STRING, "gpd.tee.trustedos.manufacturer",
     STRING("Cella")},
    {SET_IMPLEMENTATION, TYPE_STRING, "gpd.tee.firmware.implementation.version",
     STRING("0.1")},
    {SET_IMPLEMENTATION, TYPE_U32,
     "gpd.tee.firmware.implementation.binaryversion", CONST(version)},
    {SET_IMPLEMENTATION, TYPE_STRING, "gpd.tee.firmware.manufacturer",
     STRING("Cella")},
    {SET_IMPLEMENTATION, TYPE_BOOL,
     "org.trustedfirmware.optee.cpu.feat_pauth_implemented", NULL, sizeof(bool),
     find_pauth},
};

#define COUNT (sizeof(properties) / sizeof(properties[0]))

static const struct property *property_at(uint32_t set, uint32_t index)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (properties[i].set == set && index-- == 0)
            return &properties[i];
    }
    return NULL;
}

/* Copies if there is room for all; *room is then or otherwise the length. */
static bool copy(void *dst, uint32_t *room, const void *src, uint32_t length)
{
    bool fits = *room >= length;

    if (fits)
        memcpy(dst, src, length);
    *room = length;
    return fits;
}

TEE_Result engine_get_property(uint32_t set, uint32_t index, char *name,
                               uint32_t *name_len, void *buf, uint32_t *len,
                               uint32_t *type)
{
    const struct property *p = property_at(set, index);
    bool fits = true;
    union value found;

    if (!p)
        return TEE_ERROR_ITEM_NOT_FOUND;
    if (buf && p->find) {
        TEE_Result result = p->find(&found);

        if (result)
            return result;
    }
    if (type)
        *type = p->type;
    if (buf)
        fits = copy(buf, len, p->find ? &found : p->value, p->length);
    if (name)
        fits &= copy(name, name_len, p->name, (uint32_t)strlen(p->name) + 1);
    return fits ? TEE_SUCCESS : TEE_ERROR_SHORT_BUFFER;
}

TEE_Result engine_get_property_name_to_index(uint32_t set, const char *name,
                                             uint32_t *index)
{
    uint32_t at = 0;

    for (size_t i = 0; i < COUNT; i++) {
        if (properties[i].set != set)
            continue;
        if (strcmp(properties[i].name, name) == 0) {
            *index = at;
            return TEE_SUCCESS;
        }
        at++;
    }
    return TEE_ERROR_ITEM_NOT_FOUND;
}
