/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lack of memory, which clients can bring about: after start-up, the first
 * use of each operation is run with the first, the second, ... of libcrypto's
 * allocations failing, only that one or all from there on. It must neither
 * crash nor accept a forgery nor give a wrong digest, and the service must work
 * when there is memory again. Each run has a process of its own.
 */
#include <sys/wait.h>
#include <unistd.h>
#include <openssl/crypto.h>
#include "tests/unit/crypto_fake.h"
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
MEMORY_TEST(verify_pss)
MEMORY_TEST(verify_p256)
MEMORY_TEST(verify_ed25519)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_abc_test),
        cmocka_unit_test(state_life_test),
        cmocka_unit_test(random_bytes_test),
        cmocka_unit_test(verify_pss_test),
        cmocka_unit_test(verify_p256_test),
        cmocka_unit_test(verify_ed25519_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
