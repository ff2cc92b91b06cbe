/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine's messages to the crypto service, over a fake of the call: which
 * words and leases go out (abi/crypto_msg.h), what becomes of a reply, also of
 * one that no service would give; lists of attributes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tee_api_defines.h>
#include <tee_api_defines_extensions.h>

#include "abi/crypto_msg.h"
#include "lib/mem.h"
#include "sdk/engine/attrs.h"
#include "sdk/engine/call.h"
#include "sdk/engine/engine.h"

/* ---- the call, faked ---- */

static struct sent {
    uint64_t w[KMSG_WORDS];
    struct klease lease[KMSG_LEASES];
    size_t leases;
} sent[3];
static unsigned calls;
static enum kerr kernel_error;
static uint64_t reply[3][KMSG_WORDS];
static uint8_t lease_bytes[2048]; /* of the first lease to read */

enum kerr rt_call(uint32_t target, struct rt_event *ev,
                  const struct klease *leases, size_t n)
{
    struct sent *s = &sent[calls];

    assert_int_equal(target, SERVICE_CRYPTO);
    assert_in_range(calls, 0, 2);
    memcpy(s->w, ev->w, sizeof(s->w));
    s->leases = n;
    for (size_t i = 0; i < n; i++)
        s->lease[i] = leases[i];
    if (n && leases[0].rights == KLEASE_READ &&
        leases[0].length <= sizeof(lease_bytes))
        memcpy(lease_bytes, (const void *)(uintptr_t)leases[0].address,
               leases[0].length);
    memcpy(ev->w, reply[calls], sizeof(ev->w));
    calls++;
    return kernel_error;
}

void mem_wipe(void *p, size_t n)
{
    memset(p, 0, n);
}

static int fresh(void **state)
{
    (void)state;
    memset(sent, 0, sizeof(sent));
    memset(reply, 0, sizeof(reply));
    calls = 0;
    kernel_error = KERR_OK;
    return 0;
}

static void assert_lease(const struct klease *l, const void *p, size_t n,
                         uint32_t rights)
{
    assert_int_equal(l->address, (uintptr_t)p);
    assert_int_equal(l->length, n);
    assert_int_equal(l->rights, rights);
}

#define HEAD(op, n) (CRYPTO_##op | (uint64_t)(n) << 32)

static uint8_t data[200];

static void fill(void)
{
    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (uint8_t)(i + 1);
}

/* ---- digests ---- */

static void few_bytes_travel_in_the_message(void **state)
{
    uint8_t out[64];
    size_t n = 32;

    (void)state;
    fill();
    assert_int_equal(engine_hash_update(5, data, 24, data + 24, 40), 0);
    assert_int_equal(sent[0].w[0], HEAD(HASH_UPDATE, 64));
    assert_int_equal(sent[0].w[1], 5);
    assert_memory_equal(&sent[0].w[3], data, 64);
    assert_int_equal(sent[0].leases, 0);
    reply[1][1] = 32;
    memset(&reply[1][2], 0xD1, 32);
    assert_int_equal(engine_hash_final(5, data, 3, data + 3, 10, out, &n), 0);
    assert_int_equal(sent[1].w[0], HEAD(HASH_FINAL, 13));
    assert_int_equal(sent[1].w[2], 32);
    assert_memory_equal(&sent[1].w[3], data, 13);
    assert_int_equal(out[31], 0xD1);
}

static void many_bytes_go_by_lease(void **state)
{
    uint8_t out[100];
    size_t n = 100;

    (void)state;
    fill();
    assert_int_equal(engine_hash_update(5, data, 24, data + 24, 41), 0);
    assert_int_equal(sent[0].w[0], HEAD(HASH_UPDATE, 24));
    assert_memory_equal(&sent[0].w[3], data, 24);
    assert_int_equal(sent[0].leases, 1);
    assert_lease(&sent[0].lease[0], data + 24, 41, KLEASE_READ);
    reply[1][1] = 100;
    assert_int_equal(engine_hash_final(5, NULL, 0, data, 65, out, &n), 0);
    assert_int_equal(sent[1].leases, 2);
    assert_lease(&sent[1].lease[0], data, 65, KLEASE_READ);
    assert_lease(&sent[1].lease[1], out, 100, KLEASE_WRITE);
    reply[2][0] = TEE_ERROR_SHORT_BUFFER;
    reply[2][1] = 32;
    n = 5;
    assert_int_equal(engine_hash_final(5, NULL, 0, NULL, 0, out, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 32);
}

static void replies_are_not_believed(void **state)
{
    uint8_t out[8] = {0}, guard[8] = {0};
    size_t n = 8;

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        reply[i][1] = 9;
        memset(&reply[i][2], 0xEE, 64);
    }
    assert_int_equal(engine_hash_final(1, NULL, 0, NULL, 0, out, &n),
                     TEE_ERROR_GENERIC);
    n = 8;
    assert_int_equal(engine_cipher_final(1, NULL, 0, NULL, 0, out, &n),
                     TEE_ERROR_GENERIC);
    n = 8;
    assert_int_equal(
        engine_cryp_obj_get_attr(1, TEE_ATTR_SECRET_VALUE, out, &n),
        TEE_ERROR_GENERIC);
    assert_memory_equal(out, guard, 8);
}

static void the_kernel_may_refuse(void **state)
{
    uint32_t number = 77;
    uint8_t out[8];
    size_t n = 8;

    (void)state;
    kernel_error = KERR_PEER_DIED;
    assert_int_equal(engine_cryp_obj_alloc(TEE_TYPE_AES, 128, &number),
                     TEE_ERROR_TARGET_DEAD);
    assert_int_equal(number, 77);
    assert_int_equal(engine_cipher_update(1, NULL, 0, "a", 1, out, &n),
                     TEE_ERROR_TARGET_DEAD);
    assert_int_equal(n, 8);
}

/* ---- ciphers ---- */

static void iv_and_text_are_one_message(void **state)
{
    uint8_t out[48];
    size_t n = sizeof(out);

    (void)state;
    fill();
    reply[0][1] = 48;
    memset(&reply[0][2], 0xC1, 48);
    assert_int_equal(engine_cipher_update(6, data, 16, data + 16, 48, out, &n),
                     0);
    assert_int_equal(calls, 1);
    assert_int_equal(sent[0].w[0], HEAD(CIPHER_UPDATE, 64));
    assert_int_equal(sent[0].w[1], 6);
    assert_int_equal(sent[0].w[2], 48);
    assert_memory_equal(&sent[0].w[3], data, 64);
    assert_int_equal(sent[0].w[11], 16);
    assert_int_equal(sent[0].leases, 0);
    assert_int_equal(out[47], 0xC1);
    reply[1][1] = 5;
    memset(&reply[1][2], 0xC2, 8);
    assert_int_equal(engine_cipher_final(6, NULL, 0, data, 5, out, &n), 0);
    assert_int_equal(sent[1].w[0], HEAD(CIPHER_FINAL, 5));
    assert_int_equal(sent[1].w[11], 0);
    assert_int_equal(n, 5);
    assert_int_equal(out[4], 0xC2);
    assert_int_equal(out[5], 0xC1);
}

static void a_long_text_goes_by_leases_its_iv_does_not(void **state)
{
    uint8_t out[100];
    size_t n = sizeof(out);

    (void)state;
    fill();
    reply[0][1] = 90;
    assert_int_equal(engine_cipher_update(6, data, 16, data + 16, 90, out, &n),
                     0);
    assert_int_equal(sent[0].w[0], HEAD(CIPHER_UPDATE, 16));
    assert_int_equal(sent[0].w[2], 100);
    assert_int_equal(sent[0].leases, 2);
    assert_lease(&sent[0].lease[0], data + 16, 90, KLEASE_READ);
    assert_lease(&sent[0].lease[1], out, 100, KLEASE_WRITE);
    assert_int_equal(n, 90);
    /* Without room there is no lease for output. */
    n = 0;
    reply[1][0] = TEE_ERROR_SHORT_BUFFER;
    reply[1][1] = 80;
    assert_int_equal(engine_cipher_update(6, NULL, 0, data, 90, NULL, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(sent[1].leases, 1);
    assert_int_equal(n, 80);
    assert_int_equal(calls, 2);
}

static void output_that_is_longer_than_a_reply_is_asked_for_again(void **state)
{
    uint8_t out[100];
    size_t n = sizeof(out);

    (void)state;
    fill();
    reply[0][0] = TEE_ERROR_SHORT_BUFFER;
    reply[0][1] = 80;
    reply[1][1] = 80;
    assert_int_equal(engine_cipher_final(6, data, 16, data + 16, 40, out, &n),
                     0);
    assert_int_equal(calls, 2);
    assert_int_equal(sent[0].w[2], 64);
    assert_int_equal(sent[1].w[0], HEAD(CIPHER_FINAL, 56));
    assert_memory_equal(&sent[1].w[3], data, 56);
    assert_int_equal(sent[1].w[2], 100);
    assert_int_equal(sent[1].w[11], 16);
    assert_int_equal(sent[1].leases, 1);
    assert_lease(&sent[1].lease[0], out, 100, KLEASE_WRITE);
    assert_int_equal(n, 80);
    /* Room that is not there is the caller's affair. */
    n = 70;
    reply[2][0] = TEE_ERROR_SHORT_BUFFER;
    reply[2][1] = 80;
    assert_int_equal(engine_cipher_final(6, NULL, 0, data, 40, out, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(calls, 3);
    assert_int_equal(n, 80);
}

static void an_iv_of_no_bytes_begins_a_text_too(void **state)
{
    uint8_t out[16];
    size_t n = 16;

    (void)state;
    fill();
    reply[0][1] = 16;
    assert_int_equal(engine_cipher_final(6, data, 0, data, 16, out, &n), 0);
    assert_int_equal(calls, 1);
    assert_int_equal(sent[0].w[0], HEAD(CIPHER_FINAL, 24));
    assert_int_equal(sent[0].w[11], 8);
    assert_memory_equal(&sent[0].w[4], data, 16);
}

/* ---- authenticated encryption ---- */

static void authenticated_encryption_has_words_of_its_own(void **state)
{
    uint8_t out[64], tag[16];
    size_t n = 64;

    (void)state;
    fill();
    assert_int_equal(engine_authenc_init(7, data, 12, 16, 20, 300), 0);
    assert_int_equal(sent[0].w[0], HEAD(AE_INIT, 12));
    assert_int_equal(sent[0].w[2], 16 | 20ull << 32);
    assert_int_equal(sent[0].w[11], 300);
    reply[1][1] = 64;
    reply[1][10] = 0x1111111111111111;
    reply[1][11] = 0x2222222222222222;
    assert_int_equal(
        engine_authenc_enc_final(7, data, 15, data + 15, 49, out, &n, tag, 12),
        0);
    assert_int_equal(sent[1].w[0], HEAD(AE_ENC_FINAL, 64));
    assert_int_equal(tag[7], 0x11);
    assert_int_equal(tag[11], 0x22);
    reply[2][0] = TEE_ERROR_MAC_INVALID;
    memset(out, 0, sizeof(out));
    assert_int_equal(
        engine_authenc_dec_final(7, NULL, 0, data, 48, out, &n, data + 100, 16),
        TEE_ERROR_MAC_INVALID);
    assert_int_equal(sent[2].w[0], HEAD(AE_DEC_FINAL, 48));
    assert_memory_equal(&sent[2].w[3], data, 48);
    assert_memory_equal(&sent[2].w[9], data + 100, 16);
    assert_int_equal(sent[2].w[11], 16);
}

static void a_tag_survives_the_second_try(void **state)
{
    uint8_t out[100];
    size_t n = sizeof(out);

    (void)state;
    fill();
    reply[0][0] = TEE_ERROR_SHORT_BUFFER;
    reply[0][1] = 70;
    reply[1][1] = 70;
    assert_int_equal(
        engine_authenc_dec_final(7, NULL, 0, data, 40, out, &n, data + 100, 9),
        0);
    assert_memory_equal(&sent[1].w[9], data + 100, 9);
    assert_int_equal(sent[1].w[11], 9);
    assert_int_equal(n, 70);
    /* 49 bytes of text do not fit beside the tag. */
    reply[2][1] = 49;
    assert_int_equal(
        engine_authenc_dec_final(7, NULL, 0, data, 49, out, &n, data + 100, 16),
        0);
    assert_int_equal(sent[2].w[0], HEAD(AE_DEC_FINAL, 0));
    assert_memory_equal(&sent[2].w[9], data + 100, 16);
    assert_lease(&sent[2].lease[0], data, 49, KLEASE_READ);
    assert_int_equal(
        engine_authenc_dec_final(7, NULL, 0, data, 1, out, &n, data, 17),
        TEE_ERROR_BAD_PARAMETERS);
    assert_int_equal(
        engine_authenc_enc_final(7, NULL, 0, data, 1, out, &n, out, 17),
        TEE_ERROR_BAD_PARAMETERS);
}

/* ---- attributes, objects, asymmetric operations ---- */

static void attributes_are_rows_and_bytes(void **state)
{
    TEE_Attribute attr[3] = {
        {.attributeID = TEE_ATTR_RSA_MODULUS,
         .content.ref = {(void *)"modulus", 7}},
        {.attributeID = TEE_ATTR_ECC_CURVE, .content.value = {3, 4}},
        {.attributeID = TEE_ATTR_RSA_PUBLIC_EXPONENT,
         .content.ref = {(void *)"e", 1}},
    };
    struct crypto_attrs *list = (void *)lease_bytes;

    (void)state;
    assert_int_equal(engine_cryp_obj_populate(9, attr, 3), 0);
    assert_int_equal(sent[0].w[0], HEAD(OBJ_POPULATE, 0));
    assert_int_equal(sent[0].w[1], 9);
    assert_int_equal(sent[0].leases, 1);
    assert_int_equal(sent[0].lease[0].length, 8 + 3 * 16 + 8);
    assert_int_equal(list->count, 3);
    assert_int_equal(list->reserved, 0);
    assert_int_equal(list->row[0].id, TEE_ATTR_RSA_MODULUS);
    assert_int_equal(list->row[0].a, 7);
    assert_int_equal(list->row[0].b, 0);
    assert_int_equal(list->row[1].a, 3);
    assert_int_equal(list->row[1].b, 4);
    assert_int_equal(list->row[2].a, 1);
    assert_memory_equal(&list->row[3], "moduluse", 8);
    assert_int_equal(engine_cryp_obj_generate_key(9, 256, NULL, 0), 0);
    assert_int_equal(sent[1].w[2], 256);
    assert_int_equal(sent[1].leases, 1);
    assert_int_equal(sent[1].lease[0].length, 0);
}

static void long_lists_have_memory_of_their_own(void **state)
{
    static uint8_t large[CRYPTO_ATTRS_SIZE];
    TEE_Attribute attr[13] = {{0}};
    struct attrs attrs;

    (void)state;
    attr[0] = (TEE_Attribute){.attributeID = TEE_ATTR_SECRET_VALUE,
                              .content.ref = {large, sizeof(large) - 24}};
    assert_int_equal(attrs_encode(attr, 1, &attrs), 0);
    assert_int_equal(attrs.length, sizeof(large));
    assert_ptr_not_equal(attrs.bytes, attrs.small);
    attrs_drop(&attrs);
    attr[0].content.ref.length++;
    assert_int_equal(attrs_encode(attr, 1, &attrs), TEE_ERROR_BAD_PARAMETERS);
    attr[0].content.ref.length = SIZE_MAX;
    assert_int_equal(attrs_encode(attr, 1, &attrs), TEE_ERROR_BAD_PARAMETERS);
    attr[0].content.ref.length = 0;
    assert_int_equal(attrs_encode(attr, 13, &attrs), TEE_ERROR_BAD_PARAMETERS);
    assert_int_equal(attrs_encode(attr, 12, &attrs), 0);
    assert_int_equal(attrs.length, 8 + 12 * 16);
    attrs_drop(&attrs);
    attr[0].content.ref.buffer = large;
    attr[0].content.ref.length = ATTRS_SMALL - 24;
    assert_int_equal(attrs_encode(attr, 1, &attrs), 0);
    assert_ptr_equal(attrs.bytes, attrs.small);
    attrs_drop(&attrs);
}

static void attributes_come_in_the_reply_or_by_lease(void **state)
{
    uint8_t out[65];
    uint32_t value[2];
    size_t n = 64;

    (void)state;
    reply[0][1] = 3;
    reply[0][2] = 0x636261;
    assert_int_equal(
        engine_cryp_obj_get_attr(9, TEE_ATTR_SECRET_VALUE, out, &n), 0);
    assert_int_equal(sent[0].w[2], TEE_ATTR_SECRET_VALUE);
    assert_int_equal(sent[0].w[3], 64);
    assert_int_equal(sent[0].leases, 0);
    assert_int_equal(n, 3);
    assert_memory_equal(out, "abc", 3);
    n = 65;
    reply[1][0] = TEE_ERROR_SHORT_BUFFER;
    reply[1][1] = 128;
    assert_int_equal(
        engine_cryp_obj_get_attr(9, TEE_ATTR_SECRET_VALUE, out, &n),
        TEE_ERROR_SHORT_BUFFER);
    assert_lease(&sent[1].lease[0], out, 65, KLEASE_WRITE);
    assert_int_equal(n, 128);
    reply[2][2] = 5;
    reply[2][3] = 6;
    assert_int_equal(engine_cryp_obj_get_attr(9, TEE_ATTR_ECC_CURVE, value, &n),
                     0);
    assert_int_equal(value[0], 5);
    assert_int_equal(value[1], 6);
}

static void asymmetric_operations_go_by_lease(void **state)
{
    TEE_Attribute attr = {.attributeID = TEE_ATTR_RSA_PSS_SALT_LENGTH,
                          .content.value = {20, 0}};
    uint8_t out[16];
    size_t n = 16;

    (void)state;
    fill();
    reply[0][1] = 10;
    assert_int_equal(engine_asymm_operate(3, &attr, 1, data, 20, out, &n), 0);
    assert_int_equal(sent[0].w[0], HEAD(ASYM_OPERATE, 0));
    assert_int_equal(sent[0].w[2], 16);
    assert_int_equal(sent[0].leases, 3);
    assert_int_equal(sent[0].lease[0].length, 24);
    assert_int_equal(sent[0].lease[0].rights, KLEASE_READ);
    assert_lease(&sent[0].lease[1], data, 20, KLEASE_READ);
    assert_lease(&sent[0].lease[2], out, 16, KLEASE_WRITE);
    assert_int_equal(n, 10);
    reply[1][0] = TEE_ERROR_SIGNATURE_INVALID;
    assert_int_equal(engine_asymm_verify(3, NULL, 0, data, 20, data + 50, 64),
                     TEE_ERROR_SIGNATURE_INVALID);
    assert_int_equal(sent[1].leases, 3);
    assert_int_equal(sent[1].lease[0].length, 0);
    assert_lease(&sent[1].lease[1], data, 20, KLEASE_READ);
    assert_lease(&sent[1].lease[2], data + 50, 64, KLEASE_READ);
    reply[2][1] = 12;
    n = 16;
    assert_int_equal(engine_cryp_encapsulate(3, 4, out, &n), 0);
    assert_int_equal(sent[2].w[2], 4);
    assert_int_equal(sent[2].w[3], 16);
    assert_lease(&sent[2].lease[0], out, 16, KLEASE_WRITE);
    assert_int_equal(n, 12);
}

static void a_confirmation_is_written_to_its_attribute(void **state)
{
    uint8_t out[33] = {0};
    TEE_Attribute attr = {.attributeID = TEE_ATTR_SM2_KEP_CONFIRMATION_OUT,
                          .content.ref = {out, 32}};

    (void)state;
    for (int i = 0; i < 3; i++)
        memset(&reply[i][2], 0xAB, 64);
    attr.content.ref.length = 31;
    assert_int_equal(engine_cryp_derive_key(3, &attr, 1, 4), 0);
    assert_int_equal(out[0], 0);
    attr.content.ref.length = 32;
    reply[1][0] = TEE_ERROR_MAC_INVALID;
    assert_int_equal(engine_cryp_derive_key(3, &attr, 1, 4),
                     TEE_ERROR_MAC_INVALID);
    assert_int_equal(out[0], 0);
    assert_int_equal(engine_cryp_derive_key(3, &attr, 1, 4), 0);
    assert_int_equal(out[0], 0xAB);
    assert_int_equal(out[31], 0xAB);
    assert_int_equal(out[32], 0);
}

static void random_numbers_come_either_way(void **state)
{
    uint8_t out[65] = {0};

    (void)state;
    memset(&reply[0][2], 0xAB, 64);
    assert_int_equal(engine_random(out, 63), 0);
    assert_int_equal(sent[0].w[1], 63);
    assert_int_equal(sent[0].leases, 0);
    assert_int_equal(out[62], 0xAB);
    assert_int_equal(out[63], 0);
    reply[1][0] = TEE_ERROR_NO_DATA;
    assert_int_equal(engine_random(out, 65), TEE_ERROR_NO_DATA);
    assert_lease(&sent[1].lease[0], out, 65, KLEASE_WRITE);
    assert_int_equal(engine_random(NULL, 0), 0);
    assert_int_equal(calls, 2);
}

#define TEST(name) cmocka_unit_test_setup(name, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(few_bytes_travel_in_the_message),
        TEST(many_bytes_go_by_lease),
        TEST(replies_are_not_believed),
        TEST(the_kernel_may_refuse),
        TEST(iv_and_text_are_one_message),
        TEST(a_long_text_goes_by_leases_its_iv_does_not),
        TEST(output_that_is_longer_than_a_reply_is_asked_for_again),
        TEST(an_iv_of_no_bytes_begins_a_text_too),
        TEST(authenticated_encryption_has_words_of_its_own),
        TEST(a_tag_survives_the_second_try),
        TEST(attributes_are_rows_and_bytes),
        TEST(long_lists_have_memory_of_their_own),
        TEST(attributes_come_in_the_reply_or_by_lease),
        TEST(asymmetric_operations_go_by_lease),
        TEST(a_confirmation_is_written_to_its_attribute),
        TEST(random_numbers_come_either_way),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
