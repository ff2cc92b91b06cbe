/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lack of memory in asymmetric operations: each, from the first use of its key
 * on, is run with the first, the second, ... of libcrypto's allocations
 * failing, only that one or all from there on. It must neither crash nor give a
 * wrong result nor accept a forgery, and must work when there is memory again.
 * Each run has a process of its own, forked after the start of the service.
 */
#include <sys/wait.h>
#include <unistd.h>
#include <openssl/err.h>
#include "tests/unit/crypto_asym.h"
#include "tests/unit/crypto_asym_dl_vectors.h"
#include "tests/unit/crypto_asym_ec_vectors.h"
#include "tests/unit/crypto_asym_rsa_vectors.h"
#include "tests/unit/crypto_asym_sm2_vectors.h"

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
    if (!is_failing())
        return realloc(p, n);
    /* Without a hook this is CRYPTO_malloc(), which says what is wrong. */
    if (!p && (file || line))
        ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
    return NULL;
}

static void memory_free(void *p, const char *file, int line)
{
    (void)file, (void)line;
    free(p);
}

/* Keys as clients bring them: without libcrypto's key. */
static struct keys {
    struct key *rsa, *dsa, *dh, *ec, *sm2, *kep[2], *ed, *x, *kem, *ml_dsa;
    struct key *hkdf;
} keys;

static struct key *copy_of(struct key *key)
{
    struct attrs attrs = {0};
    struct key *copy;
    for (unsigned i = 0; i < TYPE_ATTRS; i++) {
        if (key->attr[i].id)
            attrs.attr[attrs.count++] = key->attr[i];
    }
    assert_result(key_make(key->type, &attrs, &copy), SUCCESS);
    key_put(key);
    return copy;
}

static void fresh_keys(void)
{
    struct attrs a = {0};
    attr_ref(&a, ATTR_RSA_MODULUS, hex(oaep1_n));
    attr_ref(&a, ATTR_RSA_PUBLIC_EXPONENT, hex(oaep1_e));
    attr_ref(&a, ATTR_RSA_PRIVATE_EXPONENT, hex(oaep1_d));
    keys.rsa = key_from(TYPE_RSA_KEYPAIR, &a);
    a.count = 0;
    attr_ref(&a, ATTR_DSA_PRIME, hex(dsa1024_p));
    attr_ref(&a, ATTR_DSA_SUBPRIME, hex(dsa1024_q));
    attr_ref(&a, ATTR_DSA_BASE, hex(dsa1024_g));
    attr_ref(&a, ATTR_DSA_PUBLIC_VALUE, hex(dsa1024_y));
    attr_ref(&a, ATTR_DSA_PRIVATE_VALUE, hex(dsa1024_x));
    keys.dsa = key_from(TYPE_DSA_KEYPAIR, &a);
    a.count = 0;
    attr_ref(&a, ATTR_DH_PRIME, hex(dsa1024_p));
    attr_ref(&a, ATTR_DH_SUBPRIME, hex(dsa1024_q));
    attr_ref(&a, ATTR_DH_BASE, hex(dsa1024_g));
    keys.dh = key_new(TYPE_DH_KEYPAIR, 1024, &a);
    a.count = 0;
    attr_ref(&a, ATTR_ECC_PRIVATE_VALUE, hex(ecdsa_vectors[2].d));
    attr_ref(&a, ATTR_ECC_PUBLIC_VALUE_X, hex(ecdsa_vectors[2].x));
    attr_ref(&a, ATTR_ECC_PUBLIC_VALUE_Y, hex(ecdsa_vectors[2].y));
    attr_number(&a, ATTR_ECC_CURVE, 3);
    keys.ec = key_from(TYPE_ECDSA_KEYPAIR, &a);
    keys.sm2 = copy_of(key_new(TYPE_SM2_PKE_KEYPAIR, 256, NULL));
    keys.kep[0] = copy_of(key_new(TYPE_SM2_KEP_KEYPAIR, 256, NULL));
    keys.kep[1] = copy_of(key_new(TYPE_SM2_KEP_KEYPAIR, 256, NULL));
    keys.ed = copy_of(key_new(TYPE_ED25519_KEYPAIR, 256, NULL));
    keys.x = copy_of(key_new(TYPE_X25519_KEYPAIR, 256, NULL));
    keys.kem = copy_of(key_new(TYPE_ML_KEM_KEYPAIR, 512, NULL));
    keys.ml_dsa = copy_of(key_new(TYPE_ML_DSA_KEYPAIR, 44, NULL));
    a.count = 0;
    attr_ref(&a, ATTR_SECRET_VALUE, TEXT("secret"));
    keys.hkdf = key_from(TYPE_HKDF, &a);
}

/* An operation: SUCCESS only for a right answer, an error otherwise. */
typedef uint32_t operation_fn(void);

/* Signs, verifies, and finds that a changed digest does not verify. */
static uint32_t sign_and_verify(uint32_t alg, struct key *key, size_t n)
{
    uint8_t digest[64] = {1, 2, 3}, signature[4096];
    struct span out;
    uint32_t result =
        operate(alg, MODE_SIGN, key, NULL, (struct span){digest, n}, &out);
    if (result != R_SUCCESS)
        return result;
    memcpy(signature, out.p, out.n);
    struct span s = {signature, out.n};
    result = check(alg, key, NULL, (struct span){digest, n}, s);
    if (result == (uint32_t)R_ERROR_SIGNATURE_INVALID)
        _exit(BROKEN);
    digest[0] ^= 1;
    if (check(alg, key, NULL, (struct span){digest, n}, s) == R_SUCCESS)
        _exit(BROKEN);
    return result;
}

static uint32_t rsa_sign(void)
{
    return sign_and_verify(ALG_RSASSA_PSS_SHA256, keys.rsa, 32);
}

static uint32_t rsa_decrypt(void)
{
    struct span out;
    uint32_t result = operate(ALG_RSAES_PKCS1_OAEP_MGF1_SHA1, MODE_DECRYPT,
                              keys.rsa, NULL, hex(oaep1_text), &out);
    if (result == R_SUCCESS)
        assert_span(out, hex(oaep1_plain));
    return result;
}

static uint32_t dsa_sign(void)
{
    return sign_and_verify(ALG_DSA_SHA1, keys.dsa, 20);
}

static uint32_t dh(void)
{
    struct span out;
    struct attrs a = {0};
    attr_ref(&a, ATTR_DH_PUBLIC_VALUE, hex(dsa1024_g));
    uint32_t result =
        derive(ALG_DH_DERIVE_SHARED_SECRET, keys.dh, NULL, &a, 512, &out);
    const struct attr *y = key_attr(keys.dh, ATTR_DH_PUBLIC_VALUE);
    if (result == R_SUCCESS)
        assert_span(out, ((struct span){y->p, y->n}));
    return result;
}

static uint32_t ecdsa_sign(void)
{
    return sign_and_verify(ALG_ECDSA_SHA256, keys.ec, 32);
}

static uint32_t sm2_crypt(void)
{
    uint8_t text[200];
    struct span out;
    uint32_t result = operate(ALG_SM2_PKE, MODE_ENCRYPT, keys.sm2, NULL,
                              TEXT("some text"), &out);
    if (result != R_SUCCESS)
        return result;
    memcpy(text, out.p, out.n);
    result = operate(ALG_SM2_PKE, MODE_DECRYPT, keys.sm2, NULL,
                     (struct span){text, out.n}, &out);
    if (result == R_SUCCESS)
        assert_span(out, TEXT("some text"));
    return result;
}

static uint32_t sm2_exchange(void)
{
    struct attrs a = {0};
    struct span out;
    attr_number(&a, ATTR_SM2_KEP_USER, 1);
    attr_ref(&a, ATTR_ECC_PUBLIC_VALUE_X, hex(kep_x_a));
    attr_ref(&a, ATTR_ECC_PUBLIC_VALUE_Y, hex(kep_y_a));
    attr_ref(&a, ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_X, hex(kep_eph_x_a));
    attr_ref(&a, ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_Y, hex(kep_eph_y_a));
    attr_ref(&a, ATTR_SM2_ID_INITIATOR, hex(kep_id));
    attr_ref(&a, ATTR_SM2_ID_RESPONDER, hex(kep_id));
    return derive(ALG_SM2_KEP, keys.kep[0], keys.kep[1], &a, 16, &out);
}

static uint32_t ed25519_sign(void)
{
    return sign_and_verify(ALG_ED25519, keys.ed, 32);
}

static uint32_t x25519(void)
{
    struct span out;
    struct attrs a = {0};
    attr_ref(&a, ATTR_X25519_PUBLIC_VALUE,
             hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f88"
                 "2b4f"));
    return derive(ALG_X25519, keys.x, NULL, &a, 32, &out);
}

static uint32_t ml_kem_both(void)
{
    uint8_t secret[32], text[768];
    size_t secret_n = 32, n = sizeof(text);
    struct span out;
    struct attrs a = {0};
    struct state s = state_of(ALG_ML_KEM, MODE_DERIVE, keys.kem);
    uint32_t result =
        (uint32_t)asym_encapsulate(&s, secret, &secret_n, text, &n);
    state_drop(&s);
    if (result != R_SUCCESS)
        return result;
    attr_ref(&a, ATTR_ML_KEM_CIPHERTEXT, (struct span){text, n});
    result = derive(ALG_ML_KEM, keys.kem, NULL, &a, 32, &out);
    if (result == R_SUCCESS)
        assert_span(out, ((struct span){secret, 32}));
    return result;
}

static uint32_t ml_dsa_sign(void)
{
    return sign_and_verify(ALG_ML_DSA, keys.ml_dsa, 32);
}

static uint32_t hkdf_run(void)
{
    struct span out;
    struct attrs a = {0};
    attr_number(&a, ATTR_KDF_KEY_SIZE, 32);
    return derive(ALG_HKDF, keys.hkdf, NULL, &a, 32, &out);
}

static uint32_t generate(uint32_t type, uint32_t bits, uint32_t curve)
{
    struct attrs a = {0};
    struct key *key;
    if (curve)
        attr_number(&a, ATTR_ECC_CURVE, curve);
    uint32_t result = (uint32_t)asym_generate(type_find(type), bits, &a, &key);
    if (result == R_SUCCESS)
        key_put(key);
    return result;
}

static uint32_t generate_ec(void)
{
    return generate(TYPE_ECDH_KEYPAIR, 256, 3);
}

static uint32_t generate_ed25519(void)
{
    return generate(TYPE_ED25519_KEYPAIR, 256, 0);
}

static uint32_t generate_ml_kem(void)
{
    return generate(TYPE_ML_KEM_KEYPAIR, 512, 0);
}

static uint32_t generate_rsa(void)
{
    return generate(TYPE_RSA_KEYPAIR, 256, 0);
}

/* In a child; the result is its exit status. */
static int one_run(operation_fn *operation)
{
    allocations = 0;
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
                      is_lasting ? " and later" : "", (unsigned)status);
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

#define OPERATIONS(row)                                                        \
    row(rsa_sign) row(rsa_decrypt) row(dsa_sign) row(dh) row(ecdsa_sign)       \
        row(sm2_crypt) row(sm2_exchange) row(ed25519_sign) row(x25519)         \
            row(ml_kem_both) row(ml_dsa_sign) row(hkdf_run) row(generate_ec)   \
                row(generate_ed25519) row(generate_ml_kem) row(generate_rsa)

#define MEMORY_TEST(name)                                                      \
    static void name##_test(void **state)                                      \
    {                                                                          \
        (void)state;                                                           \
        every_allocation(name);                                                \
    }
OPERATIONS(MEMORY_TEST)

static int start(void **state)
{
    fake.has_cpu = 1; /* the DRBG seeds itself again in a forked process */
    if (asym_start(state))
        return -1;
    fresh_keys();
    return 0;
}

static int end(void **state)
{
    (void)state;
    struct key **all = (struct key **)&keys;
    for (size_t i = 0; i < sizeof(keys) / sizeof(*all); i++)
        key_put(all[i]);
    return 0;
}

int main(void)
{
#define ROW(name) cmocka_unit_test(name##_test),
    const struct CMUnitTest tests[] = {OPERATIONS(ROW)};
    CRYPTO_set_mem_functions(memory_alloc, memory_resize, memory_free);
    return cmocka_run_group_tests(tests, start, end);
}
