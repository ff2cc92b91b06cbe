/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The GlobalPlatform layer over a fake engine: the life of an instance and its
 * sessions, the states of a digest, properties, and that a broken rule panics.
 *
 * The fake's digest of a message is its bytes' sum and count: enough to see
 * which bytes were hashed, in which message.
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
#include "sdk/libutee/panic.h"
#include "sdk/libutils/format.h"

/* ---- what the library finds in a TA ---- */

static struct {
    char events[64]; /* one letter for each call of an entry point */
    TEE_Result create, open;
    jmp_buf panic;
    bool may_panic;
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

static struct fake_digest {
    bool used, ready;
    uint32_t algorithm;
    uint64_t sum, count, given;
} digests[4];

TEE_Result engine_cryp_state_alloc(uint32_t algorithm, uint32_t mode,
                                   uint32_t key1, uint32_t key2,
                                   uint32_t *state)
{
    assert_int_equal(mode, TEE_MODE_DIGEST);
    assert_int_equal(key1 | key2, 0);
    if (algorithm == TEE_ALG_SM3)
        return TEE_ERROR_NOT_SUPPORTED;
    for (uint32_t i = 0; i < 4; i++) {
        if (!digests[i].used) {
            digests[i] =
                (struct fake_digest){.used = true, .algorithm = algorithm};
            *state = i;
            return TEE_SUCCESS;
        }
    }
    return TEE_ERROR_OUT_OF_MEMORY;
}

TEE_Result engine_cryp_state_copy(uint32_t dst, uint32_t src)
{
    digests[dst] = digests[src];
    return TEE_SUCCESS;
}

TEE_Result engine_cryp_state_free(uint32_t state)
{
    assert_true(digests[state].used);
    digests[state].used = false;
    return TEE_SUCCESS;
}

TEE_Result engine_hash_init(uint32_t state)
{
    struct fake_digest *d = &digests[state];

    d->sum = d->count = d->given = 0;
    d->ready = true;
    return TEE_SUCCESS;
}

TEE_Result engine_hash_update(uint32_t state, const void *chunk, size_t len)
{
    const uint8_t *p = chunk;

    assert_true(digests[state].ready);
    for (size_t i = 0; i < len; i++)
        digests[state].sum += p[i];
    digests[state].count += len;
    return TEE_SUCCESS;
}

TEE_Result engine_hash_final(uint32_t state, const void *chunk, size_t len,
                             void *hash, size_t *hash_len)
{
    struct fake_digest *d = &digests[state];
    uint8_t *p = hash;

    if (d->algorithm == TEE_ALG_SHA256 && *hash_len < 32) {
        *hash_len = 32;
        return TEE_ERROR_SHORT_BUFFER;
    }
    if (len)
        assert_int_equal(engine_hash_update(state, chunk, len), TEE_SUCCESS);
    if (d->algorithm == TEE_ALG_SHA256)
        *hash_len = 32;
    d->ready = false;
    for (size_t i = 0; i < *hash_len; i++, d->given++)
        p[i] = (uint8_t)(d->sum + d->count * 16 + d->given);
    return TEE_SUCCESS;
}

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

_Noreturn static void fake_panic(const char *function, const char *why)
{
    if (!ta.may_panic)
        fail_msg("panic in %s: %s", function, why);
    longjmp(ta.panic, 1);
}

void panic_rule(const char *function, const char *rule)
{
    fake_panic(function, rule);
}

TEE_Result panic_unless_one_of(const char *function, TEE_Result result,
                               const TEE_Result *allowed, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (result == allowed[i])
            return result;
    }
    fake_panic(function, "result");
}

#define assert_panics(call)                                                    \
    do {                                                                       \
        ta.may_panic = true;                                                   \
        if (!setjmp(ta.panic)) {                                               \
            (void)call;                                                        \
            fail_msg("no panic: " #call);                                      \
        }                                                                      \
        ta.may_panic = false;                                                  \
    } while (0)

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

/* ---- digests ---- */

static void digest_begins_anew_after_final(void **state)
{
    TEE_OperationHandle op;
    uint8_t a[32], b[32], short_one[31];
    size_t n = sizeof(short_one);

    (void)state;
    assert_int_equal(
        TEE_AllocateOperation(&op, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0), 0);
    TEE_DigestUpdate(op, "abc", 3);
    assert_int_equal(TEE_DigestDoFinal(op, "d", 1, short_one, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 32);
    assert_int_equal(TEE_DigestDoFinal(op, "d", 1, a, &n), 0);
    assert_int_equal(a[0], (uint8_t)('a' + 'b' + 'c' + 'd' + 4 * 16));
    assert_int_equal(TEE_DigestDoFinal(op, "abcd", 4, b, &n), 0);
    assert_memory_equal(a, b, 32);
    TEE_DigestUpdate(op, "x", 1);
    TEE_ResetOperation(op);
    assert_int_equal(TEE_DigestDoFinal(op, "abcd", 4, b, &n), 0);
    assert_memory_equal(a, b, 32);
    TEE_FreeOperation(op);
    TEE_FreeOperation(TEE_HANDLE_NULL);
}

static void digest_is_extracted_in_parts(void **state)
{
    TEE_OperationHandle op, copy;
    uint8_t whole[32], parts[64];
    size_t n = 32;

    (void)state;
    assert_int_equal(
        TEE_AllocateOperation(&op, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0), 0);
    assert_int_equal(
        TEE_AllocateOperation(&copy, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0), 0);
    assert_int_equal(TEE_DigestDoFinal(op, "abc", 3, whole, &n), 0);
    TEE_DigestUpdate(op, "abc", 3);
    n = 10;
    assert_int_equal(TEE_DigestExtract(op, parts, &n), 0);
    assert_int_equal(n, 10);
    assert_panics(TEE_DigestUpdate(op, "d", 1));
    assert_panics(TEE_DigestDoFinal(op, "d", 1, parts, &n));
    TEE_CopyOperation(copy, op);
    n = 64;
    assert_int_equal(TEE_DigestExtract(op, parts + 10, &n), 0);
    assert_int_equal(n, 22);
    assert_memory_equal(whole, parts, 32);
    n = 64;
    assert_int_equal(TEE_DigestExtract(op, parts, &n), 0);
    assert_int_equal(n, 0);
    n = 21;
    assert_int_equal(TEE_DigestDoFinal(copy, NULL, 0, parts, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 22);
    assert_int_equal(TEE_DigestDoFinal(copy, NULL, 0, parts, &n), 0);
    assert_memory_equal(whole + 10, parts, 22);
    TEE_DigestUpdate(copy, "abc", 3);
    TEE_FreeOperation(op);
    TEE_FreeOperation(copy);
}

static void shake_gives_any_length(void **state)
{
    TEE_OperationHandle op;
    uint8_t a[100], b[100];
    size_t n = 100;

    (void)state;
    assert_int_equal(
        TEE_AllocateOperation(&op, TEE_ALG_SHAKE128, TEE_MODE_DIGEST, 0), 0);
    assert_int_equal(TEE_DigestDoFinal(op, "abc", 3, a, &n), 0);
    TEE_DigestUpdate(op, "abc", 3);
    n = 33;
    assert_int_equal(TEE_DigestExtract(op, b, &n), 0);
    assert_int_equal(n, 33);
    n = 67;
    assert_int_equal(TEE_DigestExtract(op, b + 33, &n), 0);
    assert_memory_equal(a, b, 100);
    TEE_FreeOperation(op);
}

static void operations_that_are_not_there_say_so(void **state)
{
    TEE_OperationHandle op = (TEE_OperationHandle)1;
    TEE_OperationHandle other;
    TEE_OperationInfo info;

    (void)state;
    assert_int_equal(
        TEE_AllocateOperation(&op, TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, 128),
        TEE_ERROR_NOT_SUPPORTED);
    assert_null(op);
    assert_int_equal(
        TEE_AllocateOperation(&op, TEE_ALG_SHA256, TEE_MODE_SIGN, 0),
        TEE_ERROR_NOT_SUPPORTED);
    assert_int_equal(
        TEE_AllocateOperation(&op, TEE_ALG_SM3, TEE_MODE_DIGEST, 0),
        TEE_ERROR_NOT_SUPPORTED);
    assert_panics(TEE_DigestUpdate(TEE_HANDLE_NULL, "a", 1));
    assert_int_equal(
        TEE_AllocateOperation(&op, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0), 0);
    TEE_GetOperationInfo(op, &info);
    assert_int_equal(info.digestLength, 32);
    assert_int_equal(info.operationClass, TEE_OPERATION_DIGEST);
    assert_int_equal(
        TEE_AllocateOperation(&other, TEE_ALG_SHA1, TEE_MODE_DIGEST, 0), 0);
    assert_panics(TEE_CopyOperation(op, other));
    TEE_FreeOperation(op);
    TEE_FreeOperation(other);
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
        cmocka_unit_test(digest_begins_anew_after_final),
        cmocka_unit_test(digest_is_extracted_in_parts),
        cmocka_unit_test(shake_gives_any_length),
        cmocka_unit_test(operations_that_are_not_there_say_so),
        cmocka_unit_test(properties_have_types_and_texts),
        cmocka_unit_test(enumerators_walk_a_set),
        cmocka_unit_test(uuids_parse_exactly),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
