/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lack of memory, which clients can bring about: after start-up, the first
 * use of each operation is run with the first, the second, ... allocation of
 * the service or of libcrypto failing, only that one or all from there on. It
 * must neither crash nor accept a forgery nor give a wrong answer, and the
 * service must work when there is memory again. Each run has a process of its
 * own.
 */
#include <sys/wait.h>
#include <unistd.h>
#include <openssl/crypto.h>
#include "tests/unit/crypto_keys.h"
#include "tests/unit/crypto_verify_vectors.h"

enum { WORKED = 0, BROKEN = 1, NOT_REACHED = 2 };

static _Bool is_counting, is_lasting;
static long allocations, first_failure;

static _Bool is_failing(void)
{
    if (!is_counting)
        return 0;
    allocations++;
    return allocations == first_failure ||
           (is_lasting && allocations > first_failure);
}

static void *memory_alloc(size_t n, const char *file, int line)
{
    (void)file, (void)line;
    return is_failing() ? NULL : malloc(n);
}

static void *memory_resize(void *p, size_t n, const char *file, int line)
{
    (void)file, (void)line;
    return is_failing() ? NULL : realloc(p, n);
}

static void memory_free(void *p, const char *file, int line)
{
    (void)file, (void)line;
    free(p);
}

/* The service's own, by the linker's --wrap. */
void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);

void *__wrap_calloc(size_t n, size_t size)
{
    return is_failing() ? NULL : __real_calloc(n, size);
}

/* An operation: SUCCESS only for a right answer, an error otherwise. */
typedef uint32_t operation_fn(void);

static uint32_t digest_abc(void)
{
    static const uint8_t expected[] = {0xba, 0x78, 0x16, 0xbf};
    struct rt_event ev;
    lease_add("abc", 3, KLEASE_READ);
    uint32_t result = call3(&ev, ANY_TA, CRYPTO_DIGEST, ALG_SHA256, 32);
    if (result == R_SUCCESS && memcmp(&ev.w[2], expected, sizeof(expected)))
        _exit(BROKEN);
    return result;
}

static uint32_t state_life(void)
{
    struct rt_event ev;
    if (call3(&ev, ANY_TA, CRYPTO_STATE_ALLOC, ALG_SHAKE256, 5) != R_SUCCESS)
        return (uint32_t)ev.w[0];
    uint64_t a = ev.w[1];
    uint32_t result = call3(&ev, ANY_TA, CRYPTO_HASH_INIT, a, 0);
    if (call3(&ev, ANY_TA, CRYPTO_STATE_ALLOC, ALG_SHAKE256, 5) == R_SUCCESS) {
        uint64_t b = ev.w[1];
        if (result == R_SUCCESS)
            result = call3(&ev, ANY_TA, CRYPTO_STATE_COPY, b, a);
        if (result == R_SUCCESS)
            result = call3(&ev, ANY_TA, CRYPTO_HASH_FINAL, b, 32);
        (void)call3(&ev, ANY_TA, CRYPTO_STATE_FREE, b, 0);
    }
    (void)call3(&ev, ANY_TA, CRYPTO_STATE_FREE, a, 0);
    return result;
}

static uint32_t random_bytes(void)
{
    struct rt_event ev;
    uint32_t result = call3(&ev, ANY_TA, CRYPTO_RANDOM, 32, 0);
    if (result == R_SUCCESS && !ev.w[2] && !ev.w[3])
        _exit(BROKEN);
    return result;
}

static uint32_t verify(enum crypto_alg alg, const void *key, size_t key_length,
                       const uint8_t *signature, size_t n)
{
    struct rt_event ev;
    uint8_t forged[512];
    memcpy(forged, signature, n);
    forged[n / 2] ^= 1;
    lease_add(key, key_length, KLEASE_READ);
    lease_add(signed_digest, sizeof(signed_digest), KLEASE_READ);
    lease_add(forged, n, KLEASE_READ);
    if (call3(&ev, ANY_TA, CRYPTO_VERIFY, (uint64_t)alg, 0) == R_SUCCESS)
        _exit(BROKEN);
    lease_add(key, key_length, KLEASE_READ);
    lease_add(signed_digest, sizeof(signed_digest), KLEASE_READ);
    lease_add(signature, n, KLEASE_READ);
    return call3(&ev, ANY_TA, CRYPTO_VERIFY, (uint64_t)alg, 0);
}

static uint32_t verify_pss(void)
{
    struct {
        struct crypto_rsa_public head;
        uint8_t numbers[259];
    } key = {.head = {256, 3}, .numbers = {[256] = 1, [258] = 1}};
    memcpy(key.numbers, rsa_modulus, 256);
    return verify(ALG_RSASSA_PSS_SHA256, &key,
                  sizeof(key.head) + sizeof(key.numbers), pss_signature, 256);
}

static uint32_t verify_p256(void)
{
    return verify(ALG_ECDSA_SHA256, p256_point, 64, p256_signature, 64);
}

static uint32_t verify_ed25519(void)
{
    return verify(ALG_ED25519, ed25519_point, 32, ed25519_signature, 64);
}

/* A message whose answer, on success, begins with these bytes. */
static uint32_t ask(struct rt_event *ev, const char *answer)
{
    uint32_t result = call(ev, ANY_TA);
    if (result == R_SUCCESS && answer && memcmp(&ev->w[2], answer, 4))
        _exit(BROKEN);
    return result;
}

/* Everything one step after the other while it succeeds: an object, a state
 * with its key, a copy of it while it works, both ended. Then all is freed. */
static uint32_t life(uint32_t type, unsigned key_n, uint32_t alg,
                     enum crypto_mode mode, const struct rt_event *steps,
                     const char *answer)
{
    static const uint8_t zeros[32];
    struct rt_event ev = {.w = {CRYPTO_OBJ_ALLOC, type, key_n * 8}};
    uint64_t a = 0, b = 0, object = 0;
    uint32_t result = call(&ev, ANY_TA);
    object = ev.w[1];
    if (result == R_SUCCESS)
        result = object_secret(ANY_TA, (uint32_t)object, zeros, key_n);
    if (result == R_SUCCESS)
        result = state_ask(&ev, ANY_TA, alg, mode, (uint32_t)object, 0);
    a = ev.w[1];
    if (result == R_SUCCESS)
        result = state_ask(&ev, ANY_TA, alg, mode, 0, 0);
    b = ev.w[1];
    for (; steps->w[0] && result == R_SUCCESS; steps++) {
        ev = *steps;
        ev.w[1] = a;
        result = ask(&ev, NULL);
    }
    if (result == R_SUCCESS)
        result = call3(&ev, ANY_TA, CRYPTO_STATE_COPY, b, a);
    for (unsigned i = 0; i < 2 && result == R_SUCCESS; i++) {
        ev = steps[1];
        ev.w[1] = i ? b : a;
        result = ask(&ev, answer);
    }
    all_free(ANY_TA);
    return result;
}

#define BYTES(n) ((uint64_t)(n) << 32)

/* E(0) of a key of zeros, published with AES (FIPS 197) and DES. */
static uint32_t cipher_cbc(void)
{
    static const struct rt_event steps[] = {
        {.w = {CRYPTO_CIPHER_INIT | BYTES(16)}},
        {.w = {0}},
        {.w = {CRYPTO_CIPHER_FINAL | BYTES(16), 0, 16}}};
    return life(TYPE_AES, 16, ALG_AES_CBC_NOPAD, MODE_ENCRYPT, steps,
                "\x66\xe9\x4b\xd4");
}

static uint32_t cipher_des(void)
{
    static const struct rt_event steps[] = {
        {.w = {CRYPTO_CIPHER_INIT | BYTES(8)}},
        {.w = {0}},
        {.w = {CRYPTO_CIPHER_FINAL | BYTES(8), 0, 8}}};
    return life(TYPE_DES3, 16, ALG_DES3_CBC_NOPAD, MODE_ENCRYPT, steps,
                "\x8c\xa6\x4d\xe9");
}

static uint32_t cipher_xts(void)
{
    static const uint8_t keys[32] = {1};
    struct rt_event ev;
    uint64_t object[2] = {0}, state;
    uint32_t result = R_SUCCESS;
    for (unsigned i = 0; i < 2 && result == R_SUCCESS; i++) {
        result = call3(&ev, ANY_TA, CRYPTO_OBJ_ALLOC, TYPE_SM4, 128);
        object[i] = ev.w[1];
        if (result == R_SUCCESS)
            result =
                object_secret(ANY_TA, (uint32_t)object[i], keys + 16 * i, 16);
    }
    if (result == R_SUCCESS)
        result = state_ask(&ev, ANY_TA, ALG_SM4_XTS, MODE_ENCRYPT,
                           (uint32_t)object[0], (uint32_t)object[1]);
    state = ev.w[1];
    if (result == R_SUCCESS) {
        ev = (struct rt_event){
            .w = {CRYPTO_CIPHER_FINAL | BYTES(40), state, 64, [11] = 16}};
        result = call(&ev, ANY_TA);
    }
    all_free(ANY_TA);
    return result;
}

static uint32_t ae_gcm(void)
{
    static const struct rt_event steps[] = {
        {.w = {CRYPTO_AE_INIT | BYTES(12), 0, 16}},
        {.w = {0}},
        {.w = {CRYPTO_AE_ENC_FINAL | BYTES(16), 0, 16}}};
    return life(TYPE_AES, 16, ALG_AES_GCM, MODE_ENCRYPT, steps,
                "\x03\x88\xda\xce");
}

static uint32_t ae_chacha(void)
{
    static const struct rt_event steps[] = {
        {.w = {CRYPTO_AE_INIT | BYTES(12), 0, 16}},
        {.w = {CRYPTO_AE_UPDATE_AAD | BYTES(5)}},
        {.w = {0}},
        {.w = {CRYPTO_AE_ENC_FINAL | BYTES(16), 0, 16}}};
    /* RFC 8439, A.1, test vector 2: the second block. */
    return life(TYPE_CHACHA20, 32, ALG_CHACHA20_POLY1305, MODE_ENCRYPT, steps,
                "\x9f\x07\xe7\xbe");
}

static uint32_t ae_ccm(void)
{
    static const struct rt_event steps[] = {
        {.w = {CRYPTO_AE_INIT | BYTES(13), 0, 16 | 5ull << 32, [11] = 3}},
        {.w = {CRYPTO_AE_UPDATE_AAD | BYTES(5)}},
        {.w = {0}},
        {.w = {CRYPTO_AE_ENC_FINAL | BYTES(3), 0, 3}}};
    return life(TYPE_AES, 16, ALG_AES_CCM, MODE_ENCRYPT, steps, NULL);
}

static uint32_t mac_hmac(void)
{
    static const struct rt_event steps[] = {{.w = {CRYPTO_HASH_INIT}},
                                            {.w = {0}},
                                            {.w = {CRYPTO_HASH_FINAL, 0, 32}}};
    /* Of nothing, with a key of zeros. */
    return life(TYPE_HMAC_SHA256, 32, ALG_HMAC_SHA256, MODE_MAC, steps,
                "\xb6\x13\x67\x9a");
}

static uint32_t mac_cmac(void)
{
    static const struct rt_event steps[] = {
        {.w = {CRYPTO_HASH_UPDATE | BYTES(20)}},
        {.w = {0}},
        {.w = {CRYPTO_HASH_FINAL | BYTES(1), 0, 16}}};
    return life(TYPE_AES, 16, ALG_AES_CMAC, MODE_MAC, steps, NULL);
}

static uint32_t key_generate(void)
{
    struct rt_event ev;
    uint32_t result = call3(&ev, ANY_TA, CRYPTO_OBJ_ALLOC, TYPE_DES3, 192);
    if (result == R_SUCCESS)
        result = call3(&ev, ANY_TA, CRYPTO_OBJ_GENERATE, ev.w[1], 192);
    all_free(ANY_TA);
    return result;
}

/* In a child; the result is its exit status. */
static int one_run(operation_fn *operation)
{
    CRYPTO_set_mem_functions(memory_alloc, memory_resize, memory_free);
    fake.has_seed = 1;
    if (!crypto_init(&fake_port))
        return BROKEN;
    is_counting = 1;
    uint32_t result = operation();
    is_counting = 0;
    if (allocations < first_failure)
        return result == R_SUCCESS ? NOT_REACHED : BROKEN;
    return operation() == R_SUCCESS ? WORKED : BROKEN;
}

static int run_in_child(operation_fn *operation)
{
    fflush(NULL);
    pid_t pid = fork();
    if (!pid)
        _exit(one_run(operation));
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (!WIFEXITED(status) || WEXITSTATUS(status) == BROKEN)
        print_message("allocation %ld%s: status %x\n", first_failure,
                      is_lasting ? " and later" : "", status);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void every_allocation(operation_fn *operation)
{
    int status;
    for (int lasting = 0; lasting < 2; lasting++) {
        is_lasting = lasting;
        first_failure = 1;
        while ((status = run_in_child(operation)) == WORKED)
            first_failure++;
        assert_int_equal(status, NOT_REACHED);
    }
}

#define MEMORY_TEST(name)                                                      \
    static void name##_test(void **state)                                      \
    {                                                                          \
        (void)state;                                                           \
        every_allocation(name);                                                \
    }

MEMORY_TEST(digest_abc)
MEMORY_TEST(state_life)
MEMORY_TEST(random_bytes)
MEMORY_TEST(cipher_cbc)
MEMORY_TEST(cipher_des)
MEMORY_TEST(cipher_xts)
MEMORY_TEST(ae_gcm)
MEMORY_TEST(ae_chacha)
MEMORY_TEST(ae_ccm)
MEMORY_TEST(mac_hmac)
MEMORY_TEST(mac_cmac)
MEMORY_TEST(key_generate)
MEMORY_TEST(verify_pss)
MEMORY_TEST(verify_p256)
MEMORY_TEST(verify_ed25519)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_abc_test),
        cmocka_unit_test(state_life_test),
        cmocka_unit_test(random_bytes_test),
        cmocka_unit_test(cipher_cbc_test),
        cmocka_unit_test(cipher_des_test),
        cmocka_unit_test(cipher_xts_test),
        cmocka_unit_test(ae_gcm_test),
        cmocka_unit_test(ae_chacha_test),
        cmocka_unit_test(ae_ccm_test),
        cmocka_unit_test(mac_hmac_test),
        cmocka_unit_test(mac_cmac_test),
        cmocka_unit_test(key_generate_test),
        cmocka_unit_test(verify_pss_test),
        cmocka_unit_test(verify_p256_test),
        cmocka_unit_test(verify_ed25519_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
