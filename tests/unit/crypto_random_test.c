/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random numbers through the messages of the crypto service, with every
 * combination of sources. libcrypto's generators cannot be taken back to their
 * beginning, so each test runs in a process of its own.
 */
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include "services/crypto/entropy.h"
#include "tests/unit/crypto_fake.h"

/* Runs a test in a child; its failed assertions end it with a status. */
static void in_child(void (*test)(void))
{
    fflush(NULL);
    pid_t pid = fork();
    if (!pid) {
        test();
        _exit(0);
    }
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

/* Assertions of cmocka cannot leave a child. */
#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);    \
            _exit(1);                                                          \
        }                                                                      \
    } while (0)

static uint32_t random_ask(struct rt_event *ev, uint64_t n)
{
    return call3(ev, ANY_TA, CRYPTO_RANDOM, n, 0);
}

#define NO_DATA_RESULT ((uint32_t)R_ERROR_NO_DATA)

static void no_entropy(void)
{
    struct rt_event ev;
    CHECK(crypto_init(&fake_port));
    CHECK(strstr(fake.log, "no entropy"));
    for (int i = 0; i < 3; i++) {
        CHECK(random_ask(&ev, 16) == NO_DATA_RESULT);
        CHECK(ev.w[2] == 0 && ev.w[3] == 0);
    }
    const char *said = strstr(fake.log, "refused: no entropy");
    CHECK(said && !strstr(said + 1, "refused: no entropy"));

    uint8_t out[100] = {0}, zeros[100] = {0};
    lease_add(out, sizeof(out), KLEASE_WRITE);
    CHECK(random_ask(&ev, sizeof(out)) == NO_DATA_RESULT);
    CHECK(!memcmp(out, zeros, sizeof(out)));

    /* It recovers when the CPU begins to deliver. */
    CHECK(!entropy_is_endless());
    fake.has_cpu = 1;
    CHECK(crypto_init(&fake_port));
    CHECK(random_ask(&ev, 16) == R_SUCCESS);
}

/* Many requests from 48 bytes, each taken once. */
static void seed_only(void)
{
    struct rt_event ev, before = {0};
    uint8_t rest[1];
    fake.has_seed = 1;
    CHECK(crypto_init(&fake_port));
    CHECK(strstr(fake.log, "platform seed only"));
    CHECK(fake.seeds_taken == 1);
    CHECK(!entropy_read(rest, 1));
    for (int i = 0; i < 1000; i++) {
        CHECK(random_ask(&ev, 64) == R_SUCCESS);
        CHECK(memcmp(ev.w, before.w, sizeof(ev.w)));
        before = ev;
    }
}

/* The generator of secrets asks the primary to be seeded anew more often than
 * the primary could be, if it still wanted to be. */
static void seed_only_is_never_exhausted(void)
{
    struct rt_event ev;
    unsigned each = 1;
    OSSL_PARAM params[] = {
        OSSL_PARAM_uint(OSSL_DRBG_PARAM_RESEED_REQUESTS, &each),
        OSSL_PARAM_END,
    };
    fake.has_seed = 1;
    CHECK(crypto_init(&fake_port));
    CHECK(EVP_RAND_CTX_set_params(RAND_get0_private(NULL), params) == 1);
    for (int i = 0; i < 1000; i++)
        CHECK(random_ask(&ev, 16) == R_SUCCESS);
}

static void cpu_seeds_again(void)
{
    struct rt_event ev;
    unsigned each = 1;
    OSSL_PARAM params[] = {
        OSSL_PARAM_uint(OSSL_DRBG_PARAM_RESEED_REQUESTS, &each),
        OSSL_PARAM_END,
    };
    fake.has_cpu = 1;
    CHECK(crypto_init(&fake_port));
    CHECK(entropy_is_endless());
    CHECK(EVP_RAND_CTX_set_params(RAND_get0_private(NULL), params) == 1);
    unsigned reads = fake.cpu_reads;
    for (int i = 0; i < 1000; i++)
        CHECK(random_ask(&ev, 16) == R_SUCCESS);
    CHECK(fake.cpu_reads > reads);

    /* And fails for good once the CPU does. */
    fake.cpu_stuck = 1;
    unsigned failures = 0;
    for (int i = 0; i < 1000; i++)
        failures += random_ask(&ev, 16) == NO_DATA_RESULT;
    CHECK(failures > 500);
    CHECK(strstr(fake.log, "repeat"));
}

static void both_sources_are_mixed(void)
{
    uint8_t mixed[SEED_LENGTH + 8], cpu[SEED_LENGTH + 8];
    fake.has_cpu = 1;
    entropy_init(&fake_port);
    CHECK(entropy_read(cpu, sizeof(cpu)));
    fake.cpu_state = 0;
    fake.has_seed = 1;
    entropy_init(&fake_port);
    CHECK(strstr(fake.log, "CPU and platform seed"));
    CHECK(entropy_read(mixed, 3) && entropy_read(mixed + 3, 5));
    /* A part of a number from the CPU is not used for the next request. */
    fake.cpu_state = 0;
    fake.seeds_taken = 0;
    entropy_init(&fake_port);
    CHECK(entropy_read(mixed, sizeof(mixed)));
    for (unsigned i = 0; i < sizeof(mixed); i++)
        CHECK((mixed[i] ^ cpu[i]) == (i < SEED_LENGTH ? 0x5e : 0));
}

static void stuck_cpu_is_not_used(void)
{
    struct rt_event ev;
    fake.has_cpu = fake.cpu_stuck = 1;
    fake.cpu_state = 42;
    CHECK(crypto_init(&fake_port));
    CHECK(strstr(fake.log, "repeat"));
    CHECK(random_ask(&ev, 16) == NO_DATA_RESULT);
}

static void sizes(void)
{
    static uint8_t out[70000], before[sizeof(out)];
    struct rt_event ev;
    fake.has_cpu = 1;
    CHECK(crypto_init(&fake_port));
    for (uint64_t n = 0; n <= 64; n++) {
        CHECK(random_ask(&ev, n) == R_SUCCESS && ev.w[1] == n);
        const uint8_t *p = (const uint8_t *)&ev.w[2];
        for (uint64_t i = n; i < 80; i++)
            CHECK(p[i] == 0);
    }
    CHECK(random_ask(&ev, 65) == (uint32_t)R_ERROR_BAD_PARAMETERS);
    CHECK(random_ask(&ev, UINT64_MAX) == (uint32_t)R_ERROR_BAD_PARAMETERS);
    for (size_t n = 1; n < sizeof(out); n = n * 5 + 3) {
        memset(out, 0, sizeof(out));
        lease_add(out, sizeof(out), KLEASE_WRITE);
        CHECK(random_ask(&ev, n) == R_SUCCESS && ev.w[1] == n);
        CHECK(!memcmp(out + n, before + n, sizeof(out) - n));
        CHECK(n < 8 || memcmp(out + n - 8, before, 8));
    }
    lease_add(out, 99, KLEASE_WRITE);
    CHECK(random_ask(&ev, 100) == (uint32_t)R_ERROR_BAD_PARAMETERS);
}

/* What the normal world adds cannot empty the generator; and it does change
 * what comes: from one seed, a run of its own for each text. */
static uint8_t (*stirred)[32];
static const char *stirred_with;

static void stir_once(void)
{
    static uint8_t large[9000];
    struct rt_event ev;
    fake.has_seed = 1;
    CHECK(crypto_init(&fake_port));
    if (stirred_with) {
        memcpy(large + sizeof(large) - 8, stirred_with, strlen(stirred_with));
        lease_add(large, sizeof(large), KLEASE_READ);
        CHECK(random_ask(&ev, 0) == R_SUCCESS && ev.w[1] == 0);
    }
    CHECK(random_ask(&ev, 32) == R_SUCCESS);
    memcpy(*stirred, &ev.w[2], 32);
    lease_add(NULL, 10, KLEASE_READ);
    CHECK(random_ask(&ev, 16) == (uint32_t)R_ERROR_BAD_PARAMETERS);
    for (int i = 0; i < 100; i++) {
        ev = (struct rt_event){.w = {CRYPTO_RANDOM | 8ull << 32, 64}};
        CHECK(call(&ev, ANY_TA) == R_SUCCESS);
    }
}

static void input_is_stirred_in_test(void **state)
{
    static const char *const with[] = {NULL, NULL, "a", "a", "b"};
    uint8_t(*out)[32] = mmap(NULL, sizeof(*out) * 5, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    (void)state;
    assert_true(out != MAP_FAILED);
    for (unsigned i = 0; i < 5; i++) {
        stirred = &out[i];
        stirred_with = with[i];
        in_child(stir_once);
    }
    assert_memory_equal(out[0], out[1], 32);
    assert_memory_equal(out[2], out[3], 32);
    assert_memory_not_equal(out[0], out[2], 32);
    assert_memory_not_equal(out[2], out[4], 32);
}

#define CHILD_TEST(name)                                                       \
    static void name##_test(void **state)                                      \
    {                                                                          \
        (void)state;                                                           \
        in_child(name);                                                        \
    }

CHILD_TEST(no_entropy)
CHILD_TEST(seed_only)
CHILD_TEST(seed_only_is_never_exhausted)
CHILD_TEST(cpu_seeds_again)
CHILD_TEST(both_sources_are_mixed)
CHILD_TEST(stuck_cpu_is_not_used)
CHILD_TEST(sizes)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_entropy_test),
        cmocka_unit_test(seed_only_test),
        cmocka_unit_test(seed_only_is_never_exhausted_test),
        cmocka_unit_test(cpu_seeds_again_test),
        cmocka_unit_test(both_sources_are_mixed_test),
        cmocka_unit_test(stuck_cpu_is_not_used_test),
        cmocka_unit_test(sizes_test),
        cmocka_unit_test(input_is_stirred_in_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
