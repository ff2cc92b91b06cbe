/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walks through all sets with an enumerator, as OP-TEE's os_test does: each
 * name and value fits its exact size and nothing smaller, and is the same when
 * asked for by name. What the specification names must have come by, with its
 * type.
 */
#include <string.h>
#include <user_ta_header.h>

#include "system_test.h"

static struct expected {
    const char *name;
    enum user_ta_prop_type type;
    bool seen;
} expected[] = {
    {"gpd.ta.appID", USER_TA_PROP_TYPE_UUID, false},
    {"gpd.ta.singleInstance", USER_TA_PROP_TYPE_BOOL, false},
    {"gpd.ta.multiSession", USER_TA_PROP_TYPE_BOOL, false},
    {"gpd.ta.instanceKeepAlive", USER_TA_PROP_TYPE_BOOL, false},
    {"gpd.ta.dataSize", USER_TA_PROP_TYPE_U32, false},
    {"gpd.ta.stackSize", USER_TA_PROP_TYPE_U32, false},
    {"gpd.ta.version", USER_TA_PROP_TYPE_STRING, false},
    {"gpd.ta.description", USER_TA_PROP_TYPE_STRING, false},
    {"gpd.ta.endian", USER_TA_PROP_TYPE_U32, false},
    {"gpd.ta.doesNotCloseHandleOnCorruptObject", USER_TA_PROP_TYPE_BOOL, false},
    {"gpd.client.identity", USER_TA_PROP_TYPE_IDENTITY, false},
    {"gpd.client.endian", USER_TA_PROP_TYPE_U32, false},
    {"gpd.tee.apiversion", USER_TA_PROP_TYPE_STRING, false},
    {"gpd.tee.internalCore.version", USER_TA_PROP_TYPE_U32, false},
    {"gpd.tee.description", USER_TA_PROP_TYPE_STRING, false},
    {"gpd.tee.deviceID", USER_TA_PROP_TYPE_UUID, false},
    {"gpd.tee.systemTime.protectionLevel", USER_TA_PROP_TYPE_U32, false},
    {"gpd.tee.TAPersistentTime.protectionLevel", USER_TA_PROP_TYPE_U32, false},
    {"gpd.tee.cryptography.ecc", USER_TA_PROP_TYPE_BOOL, false},
    {"gpd.tee.cryptography.nist", USER_TA_PROP_TYPE_BOOL, false},
    {"gpd.tee.cryptography.bsi-r", USER_TA_PROP_TYPE_BOOL, false},
    {"gpd.tee.cryptography.bsi-t", USER_TA_PROP_TYPE_BOOL, false},
    {"gpd.tee.cryptography.ietf", USER_TA_PROP_TYPE_BOOL, false},
    {"gpd.tee.cryptography.octa", USER_TA_PROP_TYPE_BOOL, false},
    {"gpd.tee.trustedStorage.private.rollbackProtection", USER_TA_PROP_TYPE_U32,
     false},
    {"gpd.tee.trustedStorage.perso.rollbackProtection", USER_TA_PROP_TYPE_U32,
     false},
    {"gpd.tee.trustedStorage.protected.rollbackProtection",
     USER_TA_PROP_TYPE_U32, false},
    {"gpd.tee.trustedStorage.antiRollback.protectionLevel",
     USER_TA_PROP_TYPE_U32, false},
    {"gpd.tee.trustedos.implementation.version", USER_TA_PROP_TYPE_STRING,
     false},
    {"gpd.tee.trustedos.implementation.binaryversion", USER_TA_PROP_TYPE_U32,
     false},
    {"gpd.tee.trustedos.manufacturer", USER_TA_PROP_TYPE_STRING, false},
    {"gpd.tee.firmware.implementation.version", USER_TA_PROP_TYPE_STRING,
     false},
    {"gpd.tee.firmware.implementation.binaryversion", USER_TA_PROP_TYPE_U32,
     false},
    {"gpd.tee.firmware.manufacturer", USER_TA_PROP_TYPE_STRING, false},
    {"org.trustedfirmware.optee.cpu.feat_pauth_implemented",
     USER_TA_PROP_TYPE_BOOL, false},
    {"myprop.true", USER_TA_PROP_TYPE_BOOL, false},
    {"myprop.42", USER_TA_PROP_TYPE_U32, false},
    {"myprop.64", USER_TA_PROP_TYPE_U64, false},
    {"myprop.uuid", USER_TA_PROP_TYPE_UUID, false},
    {"myprop.identity", USER_TA_PROP_TYPE_IDENTITY, false},
    {"myprop.long", USER_TA_PROP_TYPE_STRING, false},
    {"myprop.block", USER_TA_PROP_TYPE_BINARY_BLOCK, false},
    {"myprop.empty", USER_TA_PROP_TYPE_BINARY_BLOCK, false},
};

#define EXPECTED (sizeof(expected) / sizeof(expected[0]))

/* Of the property that the enumerator is at. */
static TEE_Result name_test(TEE_PropSetHandle at, char name[256])
{
    char small[256];
    size_t size = 256, room;

    WANT(TEE_GetPropertyName(at, name, &size) == TEE_SUCCESS);
    WANT(size == strlen(name) + 1);
    room = 2;
    WANT(TEE_GetPropertyName(at, small, &room) == TEE_ERROR_SHORT_BUFFER);
    WANT(room == size);
    room = size - 1;
    WANT(TEE_GetPropertyName(at, small, &room) == TEE_ERROR_SHORT_BUFFER);
    WANT(room == size);
    WANT(TEE_GetPropertyName(at, small, &room) == TEE_SUCCESS);
    WANT(room == size && strcmp(name, small) == 0);
    return TEE_SUCCESS;
}

static TEE_Result text_test(TEE_PropSetHandle at, TEE_PropSetHandle set,
                            const char *name)
{
    char text[256], other[256];
    size_t size = sizeof(text), room = sizeof(other);

    WANT(TEE_GetPropertyAsString(at, NULL, text, &size) == TEE_SUCCESS);
    WANT(size == strlen(text) + 1);
    WANT(TEE_GetPropertyAsString(set, name, other, &room) == TEE_SUCCESS);
    WANT(room == size && strcmp(text, other) == 0);
    room = size - 1;
    WANT(TEE_GetPropertyAsString(set, name, other, &room) ==
         TEE_ERROR_SHORT_BUFFER);
    WANT(room == size);
    WANT(TEE_GetPropertyAsString(set, name, other, &room) == TEE_SUCCESS);
    return TEE_SUCCESS;
}

static TEE_Result type_test(TEE_PropSetHandle at, enum user_ta_prop_type type)
{
    union {
        bool truth;
        uint32_t u32;
        uint64_t u64;
        TEE_UUID uuid;
        TEE_Identity identity;
        uint8_t block[80];
    } v;
    size_t size = sizeof(v);

    WANT(TEE_GetPropertyAsBool(at, NULL, &v.truth) ==
         (type == USER_TA_PROP_TYPE_BOOL ? TEE_SUCCESS : TEE_ERROR_BAD_FORMAT));
    WANT(TEE_GetPropertyAsU32(at, NULL, &v.u32) ==
         (type == USER_TA_PROP_TYPE_U32 ? TEE_SUCCESS : TEE_ERROR_BAD_FORMAT));
    WANT(TEE_GetPropertyAsU64(at, NULL, &v.u64) ==
         (type == USER_TA_PROP_TYPE_U64 ? TEE_SUCCESS : TEE_ERROR_BAD_FORMAT));
    WANT(TEE_GetPropertyAsUUID(at, NULL, &v.uuid) ==
         (type == USER_TA_PROP_TYPE_UUID ? TEE_SUCCESS : TEE_ERROR_BAD_FORMAT));
    WANT(TEE_GetPropertyAsIdentity(at, NULL, &v.identity) ==
         (type == USER_TA_PROP_TYPE_IDENTITY ? TEE_SUCCESS
                                             : TEE_ERROR_BAD_FORMAT));
    WANT(TEE_GetPropertyAsBinaryBlock(at, NULL, v.block, &size) ==
         (type == USER_TA_PROP_TYPE_BINARY_BLOCK ? TEE_SUCCESS
                                                 : TEE_ERROR_BAD_FORMAT));
    return TEE_SUCCESS;
}

static TEE_Result set_test(TEE_PropSetHandle at, TEE_PropSetHandle set)
{
    TEE_Result result = TEE_SUCCESS;
    char name[256];

    TEE_StartPropertyEnumerator(at, set);
    while (!result) {
        result = name_test(at, name);
        if (!result)
            result = text_test(at, set, name);
        for (size_t i = 0; i < EXPECTED && !result; i++) {
            if (strcmp(name, expected[i].name) != 0)
                continue;
            WANT(!expected[i].seen);
            expected[i].seen = true;
            result = type_test(at, expected[i].type);
        }
        if (!result)
            result = TEE_GetNextProperty(at);
    }
    return result == TEE_ERROR_ITEM_NOT_FOUND ? TEE_SUCCESS : result;
}

static TEE_Result values_test(void)
{
    uint32_t version = 0, level = 0, number = 0;
    uint64_t large = 0;
    char block[12];
    size_t size = sizeof(block);

    WANT(TEE_GetPropertyAsU32(TEE_PROPSET_TEE_IMPLEMENTATION,
                              "gpd.tee.internalCore.version",
                              &version) == TEE_SUCCESS);
    WANT(version == 0x01030100);
    WANT(TEE_GetPropertyAsU32(TEE_PROPSET_TEE_IMPLEMENTATION,
                              "gpd.tee.systemTime.protectionLevel",
                              &level) == TEE_SUCCESS);
    WANT(level == 100);
    WANT(TEE_GetPropertyAsU32(TEE_PROPSET_CURRENT_TA, "myprop.42", &number) ==
         TEE_SUCCESS);
    WANT(number == 42);
    WANT(TEE_GetPropertyAsU64(TEE_PROPSET_CURRENT_TA, "myprop.64", &large) ==
         TEE_SUCCESS);
    WANT(large == 1ull << 40);
    WANT(TEE_GetPropertyAsBinaryBlock(TEE_PROPSET_CURRENT_TA, "myprop.block",
                                      block, &size) == TEE_SUCCESS);
    WANT(size == 12 && memcmp(block, "Hello world!", 12) == 0);
    WANT(TEE_GetPropertyAsU32(TEE_PROPSET_CURRENT_TA, "gpd.tee.deviceID",
                              &number) == TEE_ERROR_ITEM_NOT_FOUND);
    return TEE_SUCCESS;
}

TEE_Result properties_test(void)
{
    const TEE_PropSetHandle sets[] = {TEE_PROPSET_CURRENT_TA,
                                      TEE_PROPSET_CURRENT_CLIENT,
                                      TEE_PROPSET_TEE_IMPLEMENTATION};
    TEE_PropSetHandle at = TEE_HANDLE_NULL;
    TEE_Result result = TEE_AllocatePropertyEnumerator(&at);
    char name[8];
    size_t size = sizeof(name);

    WANT(TEE_GetNextProperty(at) == TEE_ERROR_ITEM_NOT_FOUND);
    WANT(TEE_GetPropertyName(at, name, &size) == TEE_ERROR_ITEM_NOT_FOUND);
    for (unsigned i = 0; i < 3 && !result; i++)
        result = set_test(at, sets[i]);
    TEE_ResetPropertyEnumerator(at);
    WANT(TEE_GetNextProperty(at) == TEE_ERROR_ITEM_NOT_FOUND);
    TEE_FreePropertyEnumerator(at);
    for (size_t i = 0; i < EXPECTED && !result; i++) {
        if (!expected[i].seen) {
            EMSG("no property %s", expected[i].name);
            result = TEE_ERROR_BAD_STATE;
        }
    }
    return result ? result : values_test();
}
