/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ciphers and authenticated encryption over a fake engine: their states, how
 * many messages they take, copies, and every broken rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <tee_internal_api.h>
#include <util.h>

#include "tests/unit/sdk/fake_crypto.h"
#include "tests/unit/sdk/operation.h"
#include "tests/unit/sdk/panics.h"

/* ---- ciphers ---- */

static void a_small_text_is_one_message(void **state)
{
    TEE_OperationHandle op =
        keyed(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 0x11, 16);
    uint8_t out[32];
    size_t n = sizeof(out);

    (void)state;
    fake_crypto.calls = 0;
    TEE_CipherInit(op, "Iv______________", 16);
    assert_int_equal(flags_of(op), KEY_SET | INITIALIZED);
    assert_int_equal(fake_crypto.calls, 0);
    assert_int_equal(TEE_CipherDoFinal(op, "abc", 3, out, &n), 0);
    assert_int_equal(fake_crypto.calls, 1);
    assert_int_equal(n, 3);
    assert_int_equal(out[2], 'c' ^ 0x11 ^ 'I');
    assert_int_equal(flags_of(op), KEY_SET);
    TEE_CipherInit(op, "jv______________", 16);
    TEE_CipherInit(op, "Kv______________", 16);
    n = 2;
    assert_int_equal(TEE_CipherUpdate(op, "abc", 3, out, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 3);
    assert_int_equal(TEE_CipherUpdate(op, "abc", 3, out, &n), 0);
    assert_int_equal(out[0], 'a' ^ 0x11 ^ 'K');
    n = 3;
    assert_int_equal(TEE_CipherUpdate(op, "abc", 3, out, &n), 0);
    assert_int_equal(TEE_CipherUpdate(op, NULL, 0, out, &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(TEE_CipherDoFinal(op, NULL, 0, NULL, NULL), 0);
    TEE_FreeOperation(op);
}

static void ciphers_keep_parts_of_blocks_and_are_copied(void **state)
{
    TEE_OperationHandle op =
        keyed(TEE_ALG_AES_CBC_NOPAD, TEE_MODE_DECRYPT, TEE_TYPE_AES, 1, 16);
    TEE_OperationHandle copy =
        operation(TEE_ALG_AES_CBC_NOPAD, TEE_MODE_DECRYPT, 256);
    TEE_OperationHandle small =
        operation(TEE_ALG_AES_CBC_NOPAD, TEE_MODE_DECRYPT, 128);
    TEE_OperationHandle large =
        keyed(TEE_ALG_AES_CBC_NOPAD, TEE_MODE_DECRYPT, TEE_TYPE_AES, 1, 32);
    TEE_OperationInfo info;
    uint8_t out[32];
    size_t n = sizeof(out);

    (void)state;
    TEE_CipherInit(op, "Iv______________", 16);
    TEE_CopyOperation(copy, op); /* its IV is still here */
    assert_int_equal(TEE_CipherUpdate(copy, "0123456789", 10, out, &n), 0);
    assert_int_equal(n, 0);
    TEE_CopyOperation(op, copy);
    n = sizeof(out);
    assert_int_equal(TEE_CipherDoFinal(op, "abcdef", 6, out, &n), 0);
    assert_int_equal(n, 16);
    assert_int_equal(out[15], 'f' ^ 1 ^ 'I');
    n = 15;
    assert_int_equal(TEE_CipherDoFinal(copy, "abcdef", 6, out, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 16);
    assert_int_equal(TEE_CipherDoFinal(copy, "abcdef", 6, out, &n), 0);
    TEE_GetOperationInfo(copy, &info);
    assert_int_equal(info.maxKeySize, 256);
    assert_int_equal(info.keySize, 128);
    assert_panics(TEE_CopyOperation(small, large));
    TEE_CopyOperation(op, op);
    TEE_FreeOperation(op);
    TEE_FreeOperation(copy);
    TEE_FreeOperation(small);
    TEE_FreeOperation(large);
}

static void iv_is_needed(TEE_OperationHandle op, size_t length)
{
    uint8_t iv[17] = {0};

    TEE_CipherInit(op, iv, length);
    assert_panics(TEE_CipherInit(op, iv, length + 1));
    if (length) {
        assert_panics(TEE_CipherInit(op, iv, length - 1));
        assert_panics(TEE_CipherInit(op, NULL, 0));
    }
}

static void ivs_have_the_length_of_the_mode(void **state)
{
    static const struct {
        uint32_t algorithm, type;
        size_t key, iv;
    } cases[] = {
        {TEE_ALG_AES_ECB_NOPAD, TEE_TYPE_AES, 16, 0},
        {TEE_ALG_AES_CBC_NOPAD, TEE_TYPE_AES, 16, 16},
        {TEE_ALG_AES_CTR, TEE_TYPE_AES, 16, 16},
        {TEE_ALG_AES_CTS, TEE_TYPE_AES, 16, 16},
        {TEE_ALG_SM4_ECB_PKCS5, TEE_TYPE_SM4, 16, 0},
        {TEE_ALG_SM4_CBC_PKCS5, TEE_TYPE_SM4, 16, 16},
        {TEE_ALG_DES_ECB_NOPAD, TEE_TYPE_DES, 8, 0},
        {TEE_ALG_DES_CBC_NOPAD, TEE_TYPE_DES, 8, 8},
        {TEE_ALG_DES3_CBC_NOPAD, TEE_TYPE_DES3, 24, 8},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        TEE_OperationHandle op = keyed(cases[i].algorithm, TEE_MODE_ENCRYPT,
                                       cases[i].type, 1, cases[i].key);

        iv_is_needed(op, cases[i].iv);
        TEE_FreeOperation(op);
    }
}

static void ciphers_have_rules(void **state)
{
    TEE_OperationHandle op =
        keyed(TEE_ALG_AES_CBC_NOPAD, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 1, 16);
    TEE_OperationHandle mac =
        keyed(TEE_ALG_AES_CMAC, TEE_MODE_MAC, TEE_TYPE_AES, 1, 16);
    uint8_t out[32];
    size_t n = sizeof(out);

    (void)state;
    assert_panics(TEE_CipherInit(mac, out, 16));
    assert_panics(TEE_CipherInit(TEE_HANDLE_NULL, out, 16));
    assert_panics(TEE_CipherInit(op, NULL, 16));
    assert_panics(TEE_CipherUpdate(op, "a", 1, out, &n));
    assert_panics(TEE_CipherDoFinal(op, "a", 1, out, &n));
    TEE_CipherInit(op, "0123456789abcdef", 16);
    assert_panics(TEE_CipherUpdate(mac, "a", 1, out, &n));
    assert_panics(TEE_CipherUpdate(op, NULL, 1, out, &n));
    assert_panics(TEE_CipherUpdate(op, "a", 1, out, NULL));
    assert_panics(TEE_CipherUpdate(op, "a", 1, NULL, &n));
    assert_panics(TEE_CipherDoFinal(op, NULL, 1, out, &n));
    assert_panics(TEE_CipherDoFinal(op, "a", 1, NULL, &n));
    assert_panics(TEE_CipherDoFinal(op, "a", 1, out, &n)); /* no block */
    TEE_ResetOperation(op);
    assert_panics(TEE_CipherUpdate(op, "a", 1, out, &n));
    TEE_FreeOperation(op);
    TEE_FreeOperation(mac);
}

/* ---- authenticated encryption ---- */

static void authenticated_texts_go_there_and_back(void **state)
{
    TEE_OperationHandle enc =
        keyed(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 3, 16);
    TEE_OperationHandle dec =
        keyed(TEE_ALG_AES_GCM, TEE_MODE_DECRYPT, TEE_TYPE_AES, 3, 16);
    TEE_OperationInfo info;
    uint8_t text[8], plain[8], tag[16];
    size_t n = 4, tag_len = 11;

    (void)state;
    assert_int_equal(TEE_AEInit(enc, "nonce_nonce_", 12, 96, 0, 0), 0);
    assert_int_equal(flags_of(enc), KEY_SET | INITIALIZED);
    assert_int_equal(state_of(enc), TEE_OPERATION_STATE_INITIAL);
    TEE_GetOperationInfo(enc, &info);
    assert_int_equal(info.digestLength, 12);
    TEE_AEUpdateAAD(enc, "aad", 3);
    TEE_AEUpdateAAD(enc, NULL, 0);
    assert_int_equal(TEE_AEUpdate(enc, NULL, 0, text, &n), 0);
    assert_int_equal(n, 0);
    n = 3;
    assert_int_equal(TEE_AEUpdate(enc, "abcd", 4, text, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(state_of(enc), TEE_OPERATION_STATE_INITIAL);
    assert_int_equal(TEE_AEUpdate(enc, "abcd", 4, text, &n), 0);
    assert_int_equal(state_of(enc), TEE_OPERATION_STATE_ACTIVE);
    assert_panics(TEE_AEUpdateAAD(enc, "aad", 3));
    assert_panics(TEE_AEInit(enc, "nonce_nonce_", 12, 96, 0, 0));
    n = 0; /* both lengths at once */
    assert_int_equal(
        TEE_AEEncryptFinal(enc, "ef", 2, text + 4, &n, tag, &tag_len),
        TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(tag_len, 12);
    assert_int_equal(n, 2);
    tag_len = 16;
    n = 1;
    assert_int_equal(
        TEE_AEEncryptFinal(enc, "ef", 2, text + 4, &n, tag, &tag_len),
        TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 2);
    assert_int_equal(
        TEE_AEEncryptFinal(enc, "ef", 2, text + 4, &n, tag, &tag_len), 0);
    assert_int_equal(tag_len, 12);
    assert_int_equal(flags_of(enc), KEY_SET);
    assert_int_equal(TEE_AEInit(dec, "nonce_nonce_", 12, 96, 0, 0), 0);
    TEE_AEUpdateAAD(dec, "aad", 3);
    n = 8;
    assert_int_equal(TEE_AEDecryptFinal(dec, text, 6, plain, &n, tag, 12), 0);
    assert_memory_equal(plain, "abcdef", 6);
    TEE_FreeOperation(enc);
    TEE_FreeOperation(dec);
}

static void ccm_gives_whole_blocks(void **state)
{
    TEE_OperationHandle op =
        keyed(TEE_ALG_AES_CCM, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 3, 16);
    TEE_OperationHandle copy =
        operation(TEE_ALG_AES_CCM, TEE_MODE_ENCRYPT, 128);
    uint8_t text[48], tag[16], *p = text;
    size_t n = 0, t = 16;

    (void)state;
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (uint8_t)i;
    assert_int_equal(TEE_AEInit(op, "nonce_nonce_", 12, 128, 0, 48), 0);
    fake_crypto.calls = 0;
    assert_int_equal(TEE_AEUpdate(op, text, 15, NULL, &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(fake_crypto.calls, 0);
    assert_int_equal(state_of(op), TEE_OPERATION_STATE_ACTIVE);
    assert_int_equal(TEE_AEUpdate(op, text + 15, 18, p, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 32);
    /* In place: what follows the blocks is not lost. */
    memmove(text, text + 15, 18);
    assert_int_equal(TEE_AEUpdate(op, text, 18, p, &n), 0);
    assert_int_equal(n, 32);
    for (size_t i = 0; i < 32; i++)
        assert_int_equal(text[i], i ^ 3 ^ 'n');
    TEE_CopyOperation(copy, op);
    n = 0;
    t = 0;
    assert_int_equal(TEE_AEEncryptFinal(copy, p, 15, NULL, &n, NULL, &t),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 16);
    assert_int_equal(t, 16);
    assert_int_equal(TEE_AEEncryptFinal(copy, "abc", 3, p, &n, tag, &t), 0);
    assert_int_equal(n, 4);
    assert_int_equal(text[0], 32 ^ 3 ^ 'n');
    assert_int_equal(text[3], 'c' ^ 3 ^ 'n');
    /* Nothing of it in the next text. */
    assert_int_equal(TEE_AEInit(copy, "nonce_nonce_", 12, 128, 0, 0), 0);
    n = 0;
    assert_int_equal(TEE_AEEncryptFinal(copy, NULL, 0, NULL, &n, tag, &t), 0);
    assert_int_equal(n, 0);
    TEE_FreeOperation(op);
    TEE_FreeOperation(copy);
}

static void wrong_tags_are_refused(void **state)
{
    TEE_OperationHandle op =
        keyed(TEE_ALG_AES_CCM, TEE_MODE_DECRYPT, TEE_TYPE_AES, 3, 16);
    uint8_t plain[8], tag[17] = {0};
    size_t n = 8;

    (void)state;
    assert_int_equal(TEE_AEInit(op, "nonce_nonce_", 12, 128, 0, 4), 0);
    assert_int_equal(TEE_AEDecryptFinal(op, "abcd", 4, plain, &n, tag, 16),
                     TEE_ERROR_MAC_INVALID);
    assert_int_equal(flags_of(op), KEY_SET);
    assert_int_equal(TEE_AEInit(op, "nonce_nonce_", 12, 128, 0, 4), 0);
    assert_int_equal(TEE_AEDecryptFinal(op, "abcd", 4, plain, &n, tag, 17),
                     TEE_ERROR_MAC_INVALID);
    assert_int_equal(TEE_AEInit(op, "nonce_nonce_", 12, 128, 0, 4), 0);
    assert_int_equal(TEE_AEDecryptFinal(op, "abcd", 4, plain, &n, tag, 12),
                     TEE_ERROR_MAC_INVALID);
    assert_int_equal(TEE_AEInit(op, "nonce_nonce_", 12, 100, 0, 4),
                     TEE_ERROR_NOT_SUPPORTED);
    fake_crypto.next = TEE_ERROR_NOT_SUPPORTED;
    assert_int_equal(TEE_AEInit(op, "nonce_nonce_", 12, 64, 0, 4),
                     TEE_ERROR_NOT_SUPPORTED);
    assert_int_equal(flags_of(op), KEY_SET);
    TEE_FreeOperation(op);
}

static void authenticated_encryption_has_rules(void **state)
{
    TEE_OperationHandle op =
        keyed(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 3, 16);
    TEE_OperationHandle bare =
        operation(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, 128);
    TEE_OperationHandle cipher =
        keyed(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 3, 16);
    uint8_t out[16], tag[16];
    size_t n = 16, t = 16;

    (void)state;
    assert_panics(TEE_AEInit(bare, "nonce", 5, 96, 0, 0));
    assert_panics(TEE_AEInit(cipher, "nonce", 5, 96, 0, 0));
    assert_panics(TEE_AEInit(op, NULL, 5, 96, 0, 0));
    assert_panics(TEE_AEInit(op, "", 0, 96, 0, 0));
    assert_panics(TEE_AEUpdateAAD(op, "a", 1));
    assert_panics(TEE_AEUpdate(op, "a", 1, out, &n));
    assert_panics(TEE_AEEncryptFinal(op, "a", 1, out, &n, tag, &t));
    assert_panics(TEE_AEDecryptFinal(op, "a", 1, out, &n, tag, 16));
    assert_int_equal(TEE_AEInit(op, "nonce", 5, 128, 0, 0), 0);
    assert_panics(TEE_AEDecryptFinal(op, "a", 1, out, &n, tag, 16));
    assert_panics(TEE_AEUpdateAAD(op, NULL, 1));
    assert_panics(TEE_AEUpdateAAD(cipher, "a", 1));
    assert_panics(TEE_AEUpdate(op, NULL, 1, out, &n));
    assert_panics(TEE_AEUpdate(op, "a", 1, out, NULL));
    assert_panics(TEE_AEEncryptFinal(op, "a", 1, out, NULL, tag, &t));
    assert_panics(TEE_AEEncryptFinal(op, "a", 1, out, &n, tag, NULL));
    assert_panics(TEE_AEEncryptFinal(op, "a", 1, out, &n, NULL, &t));
    assert_panics(TEE_SetOperationKey(op, TEE_HANDLE_NULL));
    TEE_FreeOperation(op);
    TEE_FreeOperation(bare);
    TEE_FreeOperation(cipher);
}

#define TEST(name) cmocka_unit_test_teardown(name, nothing_stays_behind)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_small_text_is_one_message),
        TEST(ciphers_keep_parts_of_blocks_and_are_copied),
        TEST(ivs_have_the_length_of_the_mode),
        TEST(ciphers_have_rules),
        TEST(authenticated_texts_go_there_and_back),
        TEST(ccm_gives_whole_blocks),
        TEST(wrong_tags_are_refused),
        TEST(authenticated_encryption_has_rules),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
