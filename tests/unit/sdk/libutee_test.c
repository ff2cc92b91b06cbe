/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The GlobalPlatform layer over a fake engine: the life of an instance and its
 * sessions, properties, and that a broken rule panics. Cryptography has tests
 * of its own (object, operation).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <printk.h>
#include <string_ext.h>
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>
#include <user_ta_header.h>

#include "sdk/engine/engine.h"
#include "sdk/libutils/format.h"
#include "tests/unit/sdk/panics.h"

/* ---- what the library finds in a TA ---- */

static struct {
    char events[64]; /* one letter for each call of an entry point */
    TEE_Result create, open;
} ta;

static void event(char c)
{
    size_t n = strlen(ta.events);

    ta.events[n] = c;
}

static void construct(void)
{
    event('I');
}

static void destruct(void)
{
    event('F');
}

extern void (*const __init_array_start[1])(void);
extern void (*const __fini_array_start[1])(void);
void (*const __init_array_start[1])(void) = {construct};
void (*const __fini_array_start[1])(void) = {destruct};
__asm__(".globl __init_array_end, __fini_array_end\n"
        ".set __init_array_end, __init_array_start + 8\n"
        ".set __fini_array_end, __fini_array_start + 8\n");

TEE_Result TA_CreateEntryPoint(void)
{
    event('C');
    return ta.create;
}

void TA_DestroyEntryPoint(void)
{
    event('D');
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **context)
{
    (void)types;
    event('o');
    *context = malloc(1);
    params[0].value.b = 5;
    if (ta.open)
        free(*context);
    return ta.open;
}

void TA_CloseSessionEntryPoint(void *context)
{
    event('c');
    free(context);
}

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    (void)types;
    assert_non_null(context);
    event('i');
    params[0].value.a += command;
    params[1].memref.size = 77;
    return TEE_SUCCESS;
}

static const uint32_t number = 17;
static const bool truth = true;
static const TEE_UUID id = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
const struct user_ta_property ta_props[] = {
    {"a.bool", USER_TA_PROP_TYPE_BOOL, &truth},
    {"a.u32", USER_TA_PROP_TYPE_U32, &number},
    {"a.uuid", USER_TA_PROP_TYPE_UUID, &id},
    {"a.string", USER_TA_PROP_TYPE_STRING, "some text"},
    {"a.block", USER_TA_PROP_TYPE_BINARY_BLOCK, "AAECAwQ="},
};
const size_t ta_num_props = ARRAY_SIZE(ta_props);

/* ---- the engine, faked ---- */

TEE_Result engine_get_property(uint32_t set, uint32_t index, char *name,
                               uint32_t *name_len, void *buf, uint32_t *len,
                               uint32_t *type)
{
    static const TEE_Identity identity = {TEE_LOGIN_PUBLIC,
                                          {0x8aaaf200, 0x2450, 0x11e4, {0xab}}};

    if (set != 0xFFFFFFFE || index)
        return TEE_ERROR_ITEM_NOT_FOUND;
    if (type)
        *type = USER_TA_PROP_TYPE_IDENTITY;
    if (buf) {
        assert_true(*len >= sizeof(identity));
        memcpy(buf, &identity, sizeof(identity));
    }
    if (name) {
        *name_len = sizeof("gpd.client.identity");
        memcpy(name, "gpd.client.identity", *name_len);
    }
    return TEE_SUCCESS;
}

TEE_Result engine_get_property_name_to_index(uint32_t set, const char *name,
                                             uint32_t *index)
{
    *index = 0;
    return set == 0xFFFFFFFE && !strcmp(name, "gpd.client.identity")
               ? TEE_SUCCESS
               : TEE_ERROR_ITEM_NOT_FOUND;
}

/* The kit's C library, the little of it that is needed. */
int snprintk(char *buf, size_t size, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = format_text(buf, size, fmt, ap);
    va_end(ap);
    return n;
}

size_t strlcpy(char *dst, const char *src, size_t size)
{
    size_t len = strlen(src);

    if (size) {
        size_t n = len < size ? len : size - 1;

        memcpy(dst, src, n);
        dst[n] = '\0';
    }
    return len;
}

/* ---- the instance ---- */

static TEE_Result enter(enum engine_entry entry, uint32_t session)
{
    struct engine_params p = {0};
    uint32_t origin = TEE_ORIGIN_TRUSTED_APP;

    return __utee_entry(entry, session, &p, 0, &origin);
}

static void expect_events(const char *events)
{
    assert_string_equal(ta.events, events);
    memset(ta.events, 0, sizeof(ta.events));
}

static void instance_lives_until_it_is_destroyed(void **state)
{
    (void)state;
    assert_int_equal(enter(ENGINE_OPEN_SESSION, 1), 0);
    assert_int_equal(enter(ENGINE_OPEN_SESSION, 2), 0);
    assert_int_equal(enter(ENGINE_INVOKE_COMMAND, 1), 0);
    assert_int_equal(enter(ENGINE_CLOSE_SESSION, 1), 0);
    expect_events("ICooic");
    assert_int_equal(enter(ENGINE_INVOKE_COMMAND, 1), TEE_ERROR_BAD_STATE);
    assert_int_equal(enter(ENGINE_CLOSE_SESSION, 1), TEE_ERROR_BAD_STATE);
    assert_int_equal(enter(ENGINE_CLOSE_SESSION, 2), 0);
    assert_int_equal(enter(ENGINE_OPEN_SESSION, 3), 0);
    assert_int_equal(enter(ENGINE_CLOSE_SESSION, 3), 0);
    expect_events("coc");
    assert_int_equal(enter(ENGINE_DESTROY, 0), 0);
    expect_events("DF");
    assert_int_equal(enter(ENGINE_DESTROY, 0), 0);
    expect_events("");
}

static void failures_leave_nothing_behind(void **state)
{
    (void)state;
    ta.create = TEE_ERROR_BAD_FORMAT;
    assert_int_equal(enter(ENGINE_OPEN_SESSION, 6), TEE_ERROR_BAD_FORMAT);
    expect_events("IC");
    assert_int_equal(enter(ENGINE_DESTROY, 0), 0);
    expect_events("F");
    assert_int_equal(enter(ENGINE_OPEN_SESSION, 6), TEE_ERROR_BAD_FORMAT);
    expect_events("IC");
    ta.create = TEE_SUCCESS;
    ta.open = TEE_ERROR_ACCESS_DENIED;
    /* Creation is tried again, constructors are not. */
    assert_int_equal(enter(ENGINE_OPEN_SESSION, 7), TEE_ERROR_ACCESS_DENIED);
    expect_events("Co");
    assert_int_equal(enter(ENGINE_INVOKE_COMMAND, 7), TEE_ERROR_BAD_STATE);
    ta.open = TEE_SUCCESS;
}

static void parameters_go_both_ways(void **state)
{
    struct engine_params p = {
        .types = TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INOUT,
                                 TEE_PARAM_TYPE_MEMREF_OUTPUT,
                                 TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE),
        .vals = {40, 0, 0x1000, 10},
    };
    uint32_t origin = TEE_ORIGIN_TRUSTED_APP;

    (void)state;
    assert_int_equal(__utee_entry(ENGINE_OPEN_SESSION, 8, &p, 0, &origin), 0);
    assert_int_equal(p.vals[1], 5);
    assert_int_equal(__utee_entry(ENGINE_INVOKE_COMMAND, 8, &p, 2, &origin), 0);
    assert_int_equal(p.vals[0], 42);
    assert_int_equal(p.vals[2], 0x1000);
    assert_int_equal(p.vals[3], 77);
    /* Inputs stay as they were given. */
    p.types = TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT,
                              TEE_PARAM_TYPE_MEMREF_INPUT, 0, 0);
    p.vals[3] = 10;
    assert_int_equal(__utee_entry(ENGINE_INVOKE_COMMAND, 8, &p, 2, &origin), 0);
    assert_int_equal(p.vals[0], 42);
    assert_int_equal(p.vals[3], 10);
    assert_int_equal(enter(ENGINE_CLOSE_SESSION, 8), 0);
    memset(ta.events, 0, sizeof(ta.events));
}

/* ---- properties ---- */

static void properties_have_types_and_texts(void **state)
{
    TEE_PropSetHandle set = TEE_PROPSET_CURRENT_TA;
    char text[80];
    size_t n = sizeof(text);
    uint32_t u32 = 0;
    uint8_t block[8];
    TEE_UUID uuid;
    TEE_Identity who;
    bool yes = false;

    (void)state;
    assert_int_equal(TEE_GetPropertyAsBool(set, "a.bool", &yes), 0);
    assert_true(yes);
    assert_int_equal(TEE_GetPropertyAsU32(set, "a.u32", &u32), 0);
    assert_int_equal(u32, 17);
    assert_int_equal(TEE_GetPropertyAsU32(set, "a.bool", &u32),
                     TEE_ERROR_BAD_FORMAT);
    assert_int_equal(TEE_GetPropertyAsU32(set, "a.none", &u32),
                     TEE_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(TEE_GetPropertyAsUUID(set, "a.uuid", &uuid), 0);
    assert_memory_equal(&uuid, &id, sizeof(id));
    assert_int_equal(TEE_GetPropertyAsString(set, "a.u32", text, &n), 0);
    assert_string_equal(text, "17");
    assert_int_equal(n, 3);
    n = 4;
    assert_int_equal(TEE_GetPropertyAsString(set, "a.string", text, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_string_equal(text, "som");
    assert_int_equal(n, sizeof("some text"));
    n = sizeof(block);
    assert_int_equal(TEE_GetPropertyAsBinaryBlock(set, "a.block", block, &n),
                     0);
    assert_int_equal(n, 5);
    assert_memory_equal(block, "\0\1\2\3\4", 5);
    n = sizeof(text);
    assert_int_equal(TEE_GetPropertyAsString(set, "a.block", text, &n), 0);
    assert_string_equal(text, "AAECAwQ=");
    set = TEE_PROPSET_CURRENT_CLIENT;
    assert_int_equal(
        TEE_GetPropertyAsIdentity(set, "gpd.client.identity", &who), 0);
    assert_int_equal(who.uuid.timeLow, 0x8aaaf200);
    n = sizeof(text);
    assert_int_equal(
        TEE_GetPropertyAsString(set, "gpd.client.identity", text, &n), 0);
    assert_string_equal(text, "0:8aaaf200-2450-11e4-ab00-000000000000");
    assert_panics(TEE_GetPropertyAsU32(set, NULL, &u32));
}

static void enumerators_walk_a_set(void **state)
{
    TEE_PropSetHandle e;
    char name[40];
    size_t n = sizeof(name);
    unsigned count = 1;
    uint32_t u32;

    (void)state;
    assert_int_equal(TEE_AllocatePropertyEnumerator(&e), 0);
    assert_int_equal(TEE_GetPropertyName(e, name, &n),
                     TEE_ERROR_ITEM_NOT_FOUND);
    TEE_StartPropertyEnumerator(e, TEE_PROPSET_CURRENT_TA);
    assert_int_equal(TEE_GetNextProperty(e), 0);
    assert_int_equal(TEE_GetPropertyName(e, name, &n), 0);
    assert_string_equal(name, "a.u32");
    assert_int_equal(TEE_GetPropertyAsU32(e, NULL, &u32), 0);
    assert_int_equal(u32, 17);
    while (TEE_GetNextProperty(e) == TEE_SUCCESS)
        count++;
    assert_int_equal(count, 4);
    TEE_StartPropertyEnumerator(e, TEE_PROPSET_CURRENT_CLIENT);
    n = sizeof(name);
    assert_int_equal(TEE_GetPropertyName(e, name, &n), 0);
    assert_string_equal(name, "gpd.client.identity");
    assert_int_equal(TEE_GetNextProperty(e), TEE_ERROR_ITEM_NOT_FOUND);
    TEE_ResetPropertyEnumerator(e);
    assert_int_equal(TEE_GetNextProperty(e), TEE_ERROR_ITEM_NOT_FOUND);
    assert_panics(TEE_StartPropertyEnumerator(e, e));
    TEE_FreePropertyEnumerator(e);
}

static void uuids_parse_exactly(void **state)
{
    static const char *const bad[] = {"",
                                      "8aaaf200-2450-11e4-abe2-0002a5d5c51",
                                      "8aaaf200-2450-11e4-abe2-0002a5d5c51b0",
                                      "8aaaf200x2450-11e4-abe2-0002a5d5c51b",
                                      "8aaaf20g-2450-11e4-abe2-0002a5d5c51b",
                                      " aaaf200-2450-11e4-abe2-0002a5d5c51b"};
    const TEE_UUID expected = {
        0x8aaaf200, 0x2450, 0x11e4, {0xab, 0xe2, 0, 2, 0xa5, 0xd5, 0xc5, 0x1b}};
    TEE_UUID uuid;

    (void)state;
    assert_int_equal(
        tee_uuid_from_str(&uuid, "8aaaf200-2450-11e4-ABE2-0002a5d5c51b"), 0);
    assert_memory_equal(&uuid, &expected, sizeof(uuid));
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_int_equal(tee_uuid_from_str(&uuid, bad[i]),
                         TEE_ERROR_BAD_PARAMETERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instance_lives_until_it_is_destroyed),
        cmocka_unit_test(failures_leave_nothing_behind),
        cmocka_unit_test(parameters_go_both_ways),
        cmocka_unit_test(properties_have_types_and_texts),
        cmocka_unit_test(enumerators_walk_a_set),
        cmocka_unit_test(uuids_parse_exactly),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
