/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does the TA manager accept exactly the images it should, and does each bad
 * one get its own result? Every length of every image and every bit of every
 * header is tried.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "services/tamgr/verify.h"
#include "tests/unit/tamgr_image.h"

#define PSS ALG_RSASSA_PSS_SHA256

static const struct uuid_words ta = {{0x1122334455667788, 0x99aabbccddeeff00}};
static const struct uuid_words other = {{1, 2}};
static const uint8_t payload[100] = {1, 2, 3};

static const struct tamgr_port port = {.digest = fake_digest,
                                       .verify = fake_verify,
                                       .counter_read = fake_counter_read,
                                       .counter_raise = fake_counter_raise};

static const struct algorithm {
    uint32_t id;
    unsigned key; /* first trusted one */
    unsigned stranger;
} algorithms[] = {
    {ALG_RSASSA_PSS_SHA256, 0, 0},
    {ALG_RSASSA_PKCS1_V1_5_SHA256, 0, 0},
    {ALG_ECDSA_SHA256, 2, 1},
    {ALG_ED25519, 4, 2},
};

#define ALGORITHMS (sizeof(algorithms) / sizeof(algorithms[0]))

/* Verifies from a buffer of exactly that size, so that ASan sees overruns, and
 * keeps the versions. */
static enum refusal verify(const uint8_t *bytes, size_t size,
                           const struct uuid_words *wanted)
{
    uint8_t *copy = malloc(size ? size : 1);
    struct container_ta result;
    struct versions newer;
    enum refusal refusal;

    memcpy(copy, bytes, size);
    refusal =
        image_verify(&port, &test_trust, copy, size, wanted, &result, &newer);
    if (!refusal) {
        refusal = versions_raise(&port, &newer);
        assert_memory_equal(&result.uuid, wanted, 16);
        assert_true(result.elf >= copy);
        assert_ptr_equal(result.elf + result.elf_size, copy + size);
    }
    free(copy);
    return refusal;
}

static enum refusal verify_image(const struct test_image *image)
{
    return verify(image->bytes, image->size, &ta);
}

static void make(struct test_image *image, const struct algorithm *algorithm,
                 const struct ta_key *key, uint32_t version)
{
    image->size = 0;
    image_add_ta(image, key, algorithm->id, &ta, version, payload,
                 sizeof(payload));
}

static int setup(void **state)
{
    (void)state;
    memset(&fake_counters, 0, sizeof(fake_counters));
    return 0;
}

static struct test_image image;

static void accepts_every_algorithm_and_key(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ALGORITHMS; i++) {
        make(&image, &algorithms[i], &test_keys[algorithms[i].key], 0);
        assert_int_equal(verify_image(&image), REFUSE_NONE);
        make(&image, &algorithms[i], &test_keys[algorithms[i].key + 1], 0);
        assert_int_equal(verify_image(&image), REFUSE_NONE);
    }
}

static void refuses_strangers(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ALGORITHMS; i++) {
        make(&image, &algorithms[i], &test_strangers[algorithms[i].stranger],
             0);
        assert_int_equal(verify_image(&image), REFUSE_KEY);
    }
    assert_int_equal(refusal_result(REFUSE_KEY), R_ERROR_ACCESS_DENIED);
}

/* A key of one algorithm signs nothing under another's name. */
static void refuses_another_algorithm(void **state)
{
    (void)state;
    make(&image, &algorithms[0], &test_keys[0], 0);
    ((struct ta_image_header *)image.bytes)->algorithm =
        ALG_RSASSA_PKCS1_V1_5_SHA256;
    assert_int_equal(verify_image(&image), REFUSE_DIGEST);
    make(&image, &algorithms[2], &test_keys[4], 0);
    assert_int_equal(verify_image(&image), REFUSE_KEY);
}

static void refuses_every_truncation(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ALGORITHMS; i++) {
        make(&image, &algorithms[i], &test_keys[algorithms[i].key], 0);
        for (size_t size = 0; size < image.size; size++)
            assert_int_equal(verify(image.bytes, size, &ta), REFUSE_TRUNCATED);
        assert_int_equal(verify(image.bytes, image.size + 1, &ta),
                         REFUSE_TRAILING);
    }
    assert_int_equal(refusal_result(REFUSE_TRUNCATED), R_ERROR_BAD_FORMAT);
    assert_int_equal(refusal_result(REFUSE_TRAILING), R_ERROR_BAD_FORMAT);
}

/* The refusal of a single changed bit, by the byte it is in. */
static bool expected(size_t byte, size_t signature, enum refusal refusal)
{
    if (byte < 4)
        return refusal == REFUSE_MAGIC;
    if (byte < 8)
        return refusal == REFUSE_TYPE || refusal == REFUSE_TRUNCATED ||
               refusal == REFUSE_DIGEST;
    if (byte < 12)
        return refusal == REFUSE_TRUNCATED || refusal == REFUSE_TRAILING;
    if (byte < 16)
        return refusal == REFUSE_ALGORITHM || refusal == REFUSE_SIGNATURE_SIZE;
    if (byte < 18)
        return refusal == REFUSE_HASH_SIZE;
    if (byte < 20)
        return refusal == REFUSE_SIGNATURE_SIZE || refusal == REFUSE_TRUNCATED;
    if (byte < 52)
        return refusal == REFUSE_DIGEST;
    if (byte < 52 + signature)
        return refusal == REFUSE_KEY;
    return refusal == REFUSE_DIGEST;
}

static void refuses_every_changed_bit(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ALGORITHMS; i++) {
        const struct ta_key *key = &test_keys[algorithms[i].key];

        make(&image, &algorithms[i], key, 0);
        for (size_t bit = 0; bit < 8 * image.size; bit++) {
            enum refusal refusal;

            image.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            refusal = verify_image(&image);
            image.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            if (!expected(bit / 8, signature_size(key), refusal))
                fail_msg("bit %zu: %s", bit, refusal_text(refusal));
        }
    }
    assert_int_equal(refusal_result(REFUSE_DIGEST), R_ERROR_SIGNATURE_INVALID);
}

static void refuses_types_not_served(void **state)
{
    static const uint32_t types[] = {TA_IMAGE_PLAIN, TA_IMAGE_ENCRYPTED, 4,
                                     UINT32_MAX};

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        make(&image, &algorithms[0], &test_keys[0], 0);
        ((struct ta_image_header *)image.bytes)->type = types[i];
        assert_int_equal(verify_image(&image), REFUSE_TYPE);
    }
    assert_int_equal(refusal_result(REFUSE_TYPE), R_ERROR_NOT_SUPPORTED);
}

static void refuses_another_uuid(void **state)
{
    (void)state;
    make(&image, &algorithms[0], &test_keys[0], 0);
    assert_int_equal(verify(image.bytes, image.size, &other), REFUSE_UUID);
    assert_int_equal(refusal_result(REFUSE_UUID), R_ERROR_SECURITY);
}

static void refuses_older_versions(void **state)
{
    (void)state;
    make(&image, &algorithms[0], &test_keys[0], 5);
    assert_int_equal(verify_image(&image), REFUSE_NONE);
    assert_int_equal(verify_image(&image), REFUSE_NONE);
    make(&image, &algorithms[2], &test_keys[2], 4);
    assert_int_equal(verify_image(&image), REFUSE_VERSION);
    make(&image, &algorithms[2], &test_keys[2], 6);
    assert_int_equal(verify_image(&image), REFUSE_NONE);
    make(&image, &algorithms[0], &test_keys[0], 5);
    assert_int_equal(verify_image(&image), REFUSE_VERSION);
    assert_int_equal(refusal_result(REFUSE_VERSION), R_ERROR_ACCESS_CONFLICT);
}

/* An image that is refused must not lock out the good one. */
static void refused_images_raise_nothing(void **state)
{
    (void)state;
    make(&image, &algorithms[0], &test_strangers[0], 9);
    assert_int_equal(verify_image(&image), REFUSE_KEY);
    make(&image, &algorithms[0], &test_keys[0], 9);
    image.bytes[image.size - 1] ^= 1;
    assert_int_equal(verify_image(&image), REFUSE_DIGEST);
    image.bytes[image.size - 1] ^= 1;
    assert_int_equal(verify(image.bytes, image.size, &other), REFUSE_UUID);
    make(&image, &algorithms[0], &test_keys[0], 1);
    assert_int_equal(fake_counters.used, 0);
    assert_int_equal(verify_image(&image), REFUSE_NONE);
}

static void a_version_that_cannot_be_kept(void **state)
{
    (void)state;
    while (fake_counters.used < FAKE_COUNTERS)
        fake_counters.row[fake_counters.used++] =
            (struct fake_counter){.kind = 9};
    make(&image, &algorithms[0], &test_keys[0], 1);
    assert_int_equal(verify_image(&image), REFUSE_VERSIONS_FULL);
    make(&image, &algorithms[0], &test_keys[0], 0);
    assert_int_equal(verify_image(&image), REFUSE_NONE);
    fake_counters.result = R_ERROR_STORAGE_NOT_AVAILABLE;
    assert_int_equal(verify_image(&image), REFUSE_VERSIONS);
    fake_counters.result = R_ERROR_STORAGE_NO_SPACE;
    assert_int_equal(verify_image(&image), REFUSE_VERSIONS_FULL);
}

/* ---- chains ---- */

static const struct uuid_words root = {{0x77, 0x88}};

/* root -> [middle ->] TA, all named; the TA's UUID is `name_of_ta`'s. */
static struct uuid_words chain(unsigned depth, const char *names[],
                               const uint32_t max_depth[])
{
    struct uuid_words uuid = root;
    const struct ta_key *key = &test_keys[0];

    image.size = 0;
    for (unsigned i = 0; i < depth; i++) {
        image_add_subkey(&image, key, &test_strangers[0], &uuid, max_depth[i],
                         1, names[i]);
        key = &test_strangers[0];
        if (names[i])
            uuid = child_uuid(&uuid, names[i]);
    }
    image_add_ta(&image, key, PSS, &uuid, 1, payload, sizeof(payload));
    return uuid;
}

static void accepts_chains(void **state)
{
    const char *named[] = {"one", "two", "three", "four", "five"};
    const char *identity[] = {NULL};
    const uint32_t depth[] = {9, 7, 2, 0, 0};
    struct uuid_words uuid;

    (void)state;
    uuid = chain(1, identity, depth);
    assert_memory_equal(&uuid, &root, 16);
    assert_int_equal(verify(image.bytes, image.size, &uuid), REFUSE_NONE);
    for (unsigned n = 1; n <= CHAIN_MAX; n++) {
        uuid = chain(n, named, depth);
        assert_int_equal(verify(image.bytes, image.size, &uuid), REFUSE_NONE);
        assert_int_equal(verify(image.bytes, image.size, &other), REFUSE_UUID);
    }
    uuid = chain(CHAIN_MAX + 1, named, (uint32_t[]){9, 8, 7, 6, 5});
    assert_int_equal(verify(image.bytes, image.size, &uuid),
                     REFUSE_CHAIN_LENGTH);
}

static void refuses_broken_chains(void **state)
{
    const char *named[] = {"one", "two"};
    struct uuid_words uuid;

    (void)state;
    uuid = chain(2, named, (uint32_t[]){5, 5});
    assert_int_equal(verify(image.bytes, image.size, &uuid), REFUSE_DEPTH);
    /* A subkey for its own UUID signs for another one. */
    image.size = 0;
    image_add_subkey(&image, &test_keys[0], &test_strangers[0], &root, 3, 0,
                     NULL);
    image_add_ta(&image, &test_strangers[0], PSS, &ta, 0, payload,
                 sizeof(payload));
    assert_int_equal(verify_image(&image), REFUSE_CHAIN_UUID);
    /* The root key does not sign where a subkey has to. */
    image.size = 0;
    image_add_subkey(&image, &test_keys[0], &test_strangers[0], &ta, 3, 0,
                     NULL);
    image_add_ta(&image, &test_keys[0], PSS, &ta, 0, payload, sizeof(payload));
    assert_int_equal(verify_image(&image), REFUSE_KEY);
    /* Nor does the subkey with another algorithm. */
    image.size = 0;
    image_add_subkey(&image, &test_keys[0], &test_strangers[0], &ta, 3, 0,
                     NULL);
    image_add_ta(&image, &test_strangers[0], ALG_RSASSA_PKCS1_V1_5_SHA256, &ta,
                 0, payload, sizeof(payload));
    assert_int_equal(verify_image(&image), REFUSE_KEY);
    /* A stranger's subkey. */
    image.size = 0;
    image_add_subkey(&image, &test_strangers[0], &test_strangers[0], &ta, 3, 0,
                     NULL);
    image_add_ta(&image, &test_strangers[0], PSS, &ta, 0, payload,
                 sizeof(payload));
    assert_int_equal(verify_image(&image), REFUSE_KEY);
}

static void refuses_changed_chains(void **state)
{
    const char *named[] = {"one", "two"};
    struct uuid_words uuid = chain(2, named, (uint32_t[]){5, 4});
    size_t total = image.size;

    (void)state;
    for (size_t bit = 0; bit < 8 * total; bit++) {
        enum refusal refusal;

        image.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        refusal = verify(image.bytes, total, &uuid);
        image.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        /* The padding of a name behind its NUL is covered by nothing. */
        if (refusal == REFUSE_NONE)
            assert_int_equal(image.bytes[bit / 8], 0);
    }
    for (size_t size = 0; size < total; size++)
        assert_int_equal(verify(image.bytes, size, &uuid), REFUSE_TRUNCATED);
}

static void subkey_versions_are_their_own(void **state)
{
    (void)state;
    for (uint32_t version = 2; version > 0; version--) {
        image.size = 0;
        image_add_subkey(&image, &test_keys[0], &test_strangers[0], &ta, 3,
                         version, NULL);
        image_add_ta(&image, &test_strangers[0], PSS, &ta, 1, payload,
                     sizeof(payload));
        assert_int_equal(verify_image(&image),
                         version == 2 ? REFUSE_NONE : REFUSE_VERSION);
    }
}

/* Bad subkeys that their parent signed all the same. */
static void refuses_malformed_subkeys(void **state)
{
    struct ta_image_subkey *subkey =
        (struct ta_image_subkey *)(image.bytes + 20 + 32 + 256);
    struct ta_image_attribute *a = (struct ta_image_attribute *)(subkey + 1);
    uint32_t *const fields[] = {
        &subkey->attributes, &a[0].offset, &a[0].size, &a[1].size,
        &a[1].offset,        &a[0].id,     &a[1].id};
    static const uint32_t values[] = {0,   1,          3,         255,
                                      300, 0x7fffffff, 0xffffffff};

    (void)state;
    for (unsigned f = 0; f < 7; f++)
        for (unsigned v = 0; v < 7; v++) {
            uint32_t was;
            enum refusal refusal;

            image.size = 0;
            image_add_subkey(&image, &test_keys[0], &test_strangers[0], &ta, 3,
                             0, NULL);
            was = *fields[f];
            *fields[f] = values[v];
            link_sign(&image, 0, &test_keys[0]);
            image_add_ta(&image, &test_strangers[0], PSS, &ta, 0, payload,
                         sizeof(payload));
            refusal = verify_image(&image);
            if (values[v] != was)
                assert_in_set(
                    refusal,
                    ((unsigned long[]){REFUSE_SUBKEY, REFUSE_KEY, REFUSE_NONE}),
                    3);
            /* Only an exponent elsewhere in the body is a key at all, and
             * the fake looks at all bytes of it. */
            if (refusal == REFUSE_NONE)
                assert_int_equal(values[v], was);
        }
}

static enum tee_result verify_fails(uint32_t algorithm,
                                    const struct ta_key *key,
                                    const uint8_t *digest,
                                    const uint8_t *signature, size_t size)
{
    (void)algorithm, (void)key, (void)digest, (void)signature, (void)size;
    return R_ERROR_GENERIC;
}

static enum tee_result digest_fails(uint32_t algorithm, const void *head,
                                    size_t head_size, const void *data,
                                    size_t size, void *out, size_t length)
{
    (void)algorithm, (void)head, (void)head_size, (void)data, (void)size;
    memset(out, 0, length);
    return R_ERROR_GENERIC;
}

static void crypto_failure_is_no_verdict(void **state)
{
    const struct tamgr_port ports[] = {
        {.digest = fake_digest, .verify = verify_fails},
        {.digest = digest_fails, .verify = fake_verify}};
    struct container_ta result;
    struct versions newer;

    (void)state;
    make(&image, &algorithms[2], &test_keys[2], 0);
    for (unsigned i = 0; i < 2; i++)
        assert_int_equal(image_verify(&ports[i], &test_trust, image.bytes,
                                      image.size, &ta, &result, &newer),
                         REFUSE_CRYPTO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(accepts_every_algorithm_and_key, setup),
        cmocka_unit_test_setup(refuses_strangers, setup),
        cmocka_unit_test_setup(refuses_another_algorithm, setup),
        cmocka_unit_test_setup(refuses_every_truncation, setup),
        cmocka_unit_test_setup(refuses_every_changed_bit, setup),
        cmocka_unit_test_setup(refuses_types_not_served, setup),
        cmocka_unit_test_setup(refuses_another_uuid, setup),
        cmocka_unit_test_setup(refuses_older_versions, setup),
        cmocka_unit_test_setup(refused_images_raise_nothing, setup),
        cmocka_unit_test_setup(a_version_that_cannot_be_kept, setup),
        cmocka_unit_test_setup(accepts_chains, setup),
        cmocka_unit_test_setup(refuses_broken_chains, setup),
        cmocka_unit_test_setup(refuses_changed_chains, setup),
        cmocka_unit_test_setup(subkey_versions_are_their_own, setup),
        cmocka_unit_test_setup(refuses_malformed_subkeys, setup),
        cmocka_unit_test_setup(crypto_failure_is_no_verdict, setup),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
