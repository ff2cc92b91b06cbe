/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The crypto service as it is on the device, but for runtime/: AArch64 code of
 * libcrypto and its replacements, libc.c and the heap, as a Linux program under
 * qemu-aarch64. The first argument is the value of ID_AA64ISAR0_EL1 to believe,
 * in hexadecimal, so each of the library's variants is checked. Prints TAP.
 *
 * Also the yardstick of the service: it marks the begin and end of operations
 * for a counter of instructions by system call 600 with the operation's name.
 */
#include <stddef.h>
#include <stdint.h>
#include "abi/crypto_msg.h"
#include "abi/tee_result.h"
#include "lib/mem.h"
#include "runtime/rt.h"
#include "services/crypto/libc.h"
#include "services/crypto/openssl/armcap.h"
#include "services/crypto/serve.h"
#include "tests/unit/crypto_ae_vectors.h"
#include "tests/unit/crypto_cipher_vectors.h"
#include "tests/unit/crypto_device.h"
#include "tests/unit/crypto_digest_vectors.h"
#include "tests/unit/crypto_mac_vectors.h"
#include "tests/unit/crypto_verify_vectors.h"

enum {
    SYS_WRITE = 64,
    SYS_EXIT = 93,
    SYS_MARK = 600,
    PID = 9,
    BULK = 102400,
    STACK = 65536
};

uintptr_t __stack_chk_guard = 0x5afe;
_Noreturn void __stack_chk_fail(void);
__attribute__((used)) _Noreturn void start(uint64_t *linux_stack);

/* As large as on the device; what was never used is still zero. */
__attribute__((used)) _Alignas(16) uint8_t stack[STACK];

static long linux_call(long number, uint64_t a, uint64_t b, uint64_t c)
{
    register long x8 __asm__("x8") = number;
    register uint64_t x0 __asm__("x0") = a;
    register uint64_t x1 __asm__("x1") = b;
    register uint64_t x2 __asm__("x2") = c;
    __asm__ volatile("svc #0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2)
                     : "memory");
    return (long)x0;
}

static void print(const char *text)
{
    linux_call(SYS_WRITE, 1, (uint64_t)text, strlen(text));
}

static void print_number(uint64_t n)
{
    char text[21] = {0};
    size_t at = sizeof(text) - 1;
    do {
        text[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    print(text + at);
}

void rt_log(const char *text, size_t length)
{
    print("# log: ");
    linux_call(SYS_WRITE, 1, (uint64_t)text, length);
    print("\n");
}

void rt_exit(uint64_t code)
{
    for (;;)
        linux_call(SYS_EXIT, code, 0, 0);
}

void __stack_chk_fail(void)
{
    print("Bail out! stack overrun\n");
    rt_exit(2);
}

static unsigned points, failures;

void point(_Bool ok, const char *name)
{
    points++;
    failures += !ok;
    print(ok ? "ok " : "not ok ");
    print_number(points);
    print(" - ");
    print(name);
    print("\n");
}

void mark(const char *name)
{
    linux_call(SYS_MARK, (uint64_t)name, 0, 0);
}

static struct klease leases[KMSG_LEASES];
static size_t lease_count;

static void lease_add(const void *p, size_t n, uint32_t rights)
{
    leases[lease_count++] = (struct klease){
        .address = (uintptr_t)p, .length = (uint32_t)n, .rights = rights};
}

static _Bool lease_read(unsigned i, size_t at, void *buf, size_t n)
{
    memcpy(buf, (const uint8_t *)leases[i].address + at, n);
    return 1;
}

static _Bool lease_write(unsigned i, size_t at, const void *buf, size_t n)
{
    memcpy((uint8_t *)leases[i].address + at, buf, n);
    return 1;
}

static _Bool seed_take(uint8_t seed[SEED_LENGTH])
{
    memset(seed, 0x5e, SEED_LENGTH);
    return 1;
}

static _Bool cpu_random(uint64_t *value)
{
    (void)value;
    return 0;
}

static void log_line(const char *text)
{
    rt_log(text, strlen(text));
}

static const struct crypto_port port = {
    .seed_take = seed_take,
    .cpu_random = cpu_random,
    .lease_read = lease_read,
    .lease_write = lease_write,
    .memory_used = libc_heap_used,
    .log = log_line,
};

/* Sends ev->w with the leases added before; counted under `name`. */
static uint32_t call(struct rt_event *ev, const char *name)
{
    ev->info = KEV_CALL | lease_count << 24;
    ev->sender = PID;
    ev->len01 = ev->len23 = 0;
    for (size_t i = 0; i < lease_count; i++) {
        ev->info |= (uint64_t)leases[i].rights << (16 + 2 * i);
        *(i < 2 ? &ev->len01 : &ev->len23) |= (uint64_t)leases[i].length
                                              << (32 * (i & 1));
    }
    mark(NULL);
    crypto_serve(ev);
    mark(name);
    lease_count = 0;
    return (uint32_t)ev->w[0];
}

static uint8_t nibble(char c)
{
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static _Bool is_hex_of(const char *hex, const void *bytes)
{
    const uint8_t *p = bytes;
    for (; *hex; hex += 2, p++) {
        if (nibble(hex[0]) << 4 != (*p & 0xf0) || nibble(hex[1]) != (*p & 0x0f))
            return 0;
    }
    return 1;
}

static uint8_t pattern[PATTERN], text[PATTERN + 64];

static void digests_check(void)
{
    FOR_EACH_VECTOR(v)
    {
        struct rt_event ev = {.w = {CRYPTO_DIGEST, v->alg, v->size}};
        lease_add("abc", 3, KLEASE_READ);
        _Bool ok = call(&ev, "digest of 3 bytes, first") == R_SUCCESS &&
                   is_hex_of(v->abc, &ev.w[2]);
        ev = (struct rt_event){.w = {CRYPTO_DIGEST, v->alg, v->size}};
        lease_add(pattern, PATTERN, KLEASE_READ);
        ok = ok && call(&ev, "digest of 20000 bytes") == R_SUCCESS &&
             is_hex_of(v->pattern, &ev.w[2]);
        point(ok, v->abc);
    }
}

static uint32_t verify(enum crypto_alg alg, const void *key, size_t key_length,
                       const uint8_t *signature, size_t length,
                       const char *name)
{
    struct rt_event ev = {.w = {CRYPTO_VERIFY, (uint64_t)alg}};
    lease_add(key, key_length, KLEASE_READ);
    lease_add(signed_digest, sizeof(signed_digest), KLEASE_READ);
    lease_add(signature, length, KLEASE_READ);
    return call(&ev, name);
}

/* The first one warms up, the second is counted, the third is forged. */
static void verify_check(enum crypto_alg alg, const void *key,
                         size_t key_length, const uint8_t *signature,
                         size_t length, const char *name)
{
    uint8_t bad[512];
    memcpy(bad, signature, length);
    bad[length - 1] ^= 1;
    uint32_t first =
        verify(alg, key, key_length, signature, length, "verify, first");
    uint32_t second = verify(alg, key, key_length, signature, length, name);
    uint32_t third =
        verify(alg, key, key_length, bad, length, "verify, forged");
    point(first == R_SUCCESS && second == R_SUCCESS &&
              third == (uint32_t)R_ERROR_SIGNATURE_INVALID,
          name);
}

static void verifies_check(void)
{
    static struct {
        struct crypto_rsa_public head;
        uint8_t modulus[256], exponent[3];
    } rsa = {.head = {256, 3}, .exponent = {1, 0, 1}};
    memcpy(rsa.modulus, rsa_modulus, 256);
    size_t n = offsetof(__typeof__(rsa), exponent) + 3;
    verify_check(ALG_RSASSA_PSS_SHA256, &rsa, n, pss_signature, 256,
                 "verify RSA-2048 PSS");
    verify_check(ALG_RSASSA_PKCS1_V1_5_SHA256, &rsa, n, pkcs1_signature, 256,
                 "verify RSA-2048 PKCS #1 v1.5");
    verify_check(ALG_ECDSA_SHA256, p256_point, 64, p256_signature, 64,
                 "verify ECDSA P-256");
    verify_check(ALG_ED25519, ed25519_point, 32, ed25519_signature, 64,
                 "verify Ed25519");
}

static uint8_t bulk[BULK];

static uint64_t ask(enum crypto_op op, uint64_t w1, uint64_t w2,
                    const char *name)
{
    struct rt_event ev = {.w = {(uint64_t)op, w1, w2}};
    point(call(&ev, name) == R_SUCCESS, name);
    return ev.w[1];
}

static void states_check(void)
{
    uint64_t state =
        ask(CRYPTO_STATE_ALLOC, ALG_SHA256, MODE_DIGEST, "state, alloc");
    (void)ask(CRYPTO_HASH_INIT, state, 0, "state, first init");
    lease_add(bulk, 16, KLEASE_READ);
    (void)ask(CRYPTO_HASH_UPDATE, state, 0, "state, update with 16 bytes");
    (void)ask(CRYPTO_HASH_FINAL, state, 32, "state, final");
    (void)ask(CRYPTO_HASH_INIT, state, 0, "state, init again");
    (void)ask(CRYPTO_STATE_FREE, state, 0, "state, free");
}

static void speeds(void)
{
    static const struct {
        size_t n;
        const char *name;
    } sizes[] = {{16, "SHA-256 of 16 bytes"},
                 {1024, "SHA-256 of 1 KiB"},
                 {BULK, "SHA-256 of 100 KiB"}};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct rt_event ev = {.w = {CRYPTO_DIGEST, ALG_SHA256, 32}};
        lease_add(bulk, sizes[i].n, KLEASE_READ);
        (void)call(&ev, sizes[i].name);
    }
    for (int i = 0; i < 2; i++) {
        struct rt_event ev = {.w = {CRYPTO_RANDOM, 16}};
        point(call(&ev, "random 16 bytes") == R_SUCCESS && ev.w[2] && ev.w[3],
              "random 16 bytes");
    }
}

static struct {
    uint32_t count, reserved; /* struct crypto_attrs */
    struct crypto_attr row;
    uint8_t secret[128];
} key_list;

/* An object with a key that begins as `fill` makes it. */
static uint64_t object_with(uint32_t type, unsigned n,
                            void (*fill)(uint8_t *, unsigned))
{
    struct rt_event ev = {.w = {CRYPTO_OBJ_ALLOC, type, n * 8}};
    (void)call(&ev, "object, alloc");
    uint64_t object = ev.w[1];
    key_list.count = 1;
    key_list.row =
        (struct crypto_attr){.id = ATTR_SECRET_VALUE, .a = (uint32_t)n};
    fill(key_list.secret, n);
    ev = (struct rt_event){.w = {CRYPTO_OBJ_POPULATE, object}};
    lease_add(&key_list, offsetof(__typeof__(key_list), secret) + n,
              KLEASE_READ);
    (void)call(&ev, "object, populate");
    return object;
}

/* A state with its keys; 0 if it cannot be. The objects are gone again. */
static uint64_t state_with(uint32_t alg, uint32_t type, unsigned key_n,
                           enum crypto_mode mode)
{
    _Bool has_two = alg == ALG_AES_XTS || alg == ALG_SM4_XTS;
    uint64_t a = object_with(type, key_n, key_fill);
    uint64_t b = has_two ? object_with(type, key_n, key2_fill) : 0;
    struct rt_event ev = {.w = {CRYPTO_STATE_ALLOC, alg, mode, a, b}};
    (void)call(&ev, "state, alloc");
    uint64_t state = ev.w[1];
    for (unsigned i = 0; i < 2; i++) {
        ev = (struct rt_event){.w = {CRYPTO_OBJ_FREE, i ? b : a}};
        (void)call(&ev, "object, free");
    }
    return state;
}

static void state_free(uint64_t state)
{
    struct rt_event ev = {.w = {CRYPTO_STATE_FREE, state}};
    (void)call(&ev, "state, free");
}

static _Bool is_hash_of(const char *hash, const uint8_t *p, size_t n)
{
    struct rt_event ev = {.w = {CRYPTO_DIGEST, ALG_SHA256, 32}};
    if (n)
        lease_add(p, n, KLEASE_READ);
    return call(&ev, "digest of an output") == R_SUCCESS &&
           is_hex_of(hash, &ev.w[2]);
}

/* An update with the first part, the rest with the end; from `in`. */
static size_t cipher_do(uint64_t state, const uint8_t *in, size_t n,
                        size_t iv_n)
{
    size_t first = n / 3;
    struct rt_event ev = {
        .w = {CRYPTO_CIPHER_INIT | (uint64_t)iv_n << 32, state}};
    memcpy(&ev.w[3], cipher_iv, iv_n);
    (void)call(&ev, "cipher, init");
    ev = (struct rt_event){.w = {CRYPTO_CIPHER_UPDATE, state, first}};
    if (first) {
        lease_add(in, first, KLEASE_READ);
        lease_add(text, first, KLEASE_WRITE);
    }
    (void)call(&ev, "cipher, update");
    size_t got = ev.w[1];
    ev = (struct rt_event){.w = {CRYPTO_CIPHER_FINAL, state, PATTERN + 32}};
    if (n - first)
        lease_add(in + first, n - first, KLEASE_READ);
    lease_add(text + got, PATTERN + 32, KLEASE_WRITE);
    return call(&ev, "cipher, final") == R_SUCCESS ? got + ev.w[1] : 0;
}

static void ciphers_check(void)
{
    static uint8_t cipher_text[PATTERN + 64];
    size_t count = sizeof(cipher_vectors) / sizeof(cipher_vectors[0]);
    _Bool ok = 1;
    for (size_t i = 0; i < count; i++) {
        const struct cipher_vector *v = &cipher_vectors[i];
        size_t iv_n = v->type == TYPE_AES || v->type == TYPE_SM4 ? 16 : 8;
        for (unsigned mode = MODE_ENCRYPT; mode <= MODE_DECRYPT; mode++) {
            uint64_t state = state_with(v->alg, v->type, v->key_n, mode);
            const uint8_t *in = mode == MODE_ENCRYPT ? pattern : cipher_text;
            size_t n = mode == MODE_ENCRYPT ? v->n : v->cipher_n;
            n = cipher_do(state, in, n, iv_n);
            if (mode == MODE_ENCRYPT)
                ok = ok && n == v->cipher_n && is_hash_of(v->hash, text, n);
            else
                ok = ok && n == v->n && memcmp(text, pattern, n) == 0;
            memcpy(cipher_text, text, n);
            state_free(state);
        }
        /* One point for all texts with one algorithm and key. */
        if (i + 1 == count || v[1].alg != v->alg || v[1].key_n != v->key_n) {
            point(ok, v->hash);
            ok = 1;
        }
    }
}

static void macs_check(void)
{
    for (size_t i = 0; i < sizeof(mac_vectors) / sizeof(mac_vectors[0]); i++) {
        const struct mac_vector *v = &mac_vectors[i];
        uint64_t state = state_with(v->alg, v->type, v->key_n, MODE_MAC);
        struct rt_event ev = {.w = {CRYPTO_HASH_FINAL, state, 64}};
        if (v->n)
            lease_add(pattern, v->n, KLEASE_READ);
        point(call(&ev, "MAC") == R_SUCCESS && is_hex_of(v->value, &ev.w[2]),
              v->value);
        state_free(state);
    }
}

static void ae_init(uint64_t state, const struct ae_vector *v)
{
    uint8_t nonce[16];
    struct rt_event ev = {
        .w = {CRYPTO_AE_INIT | (uint64_t)v->nonce_n << 32, state,
              v->tag_n | (uint64_t)v->aad_n << 32, [11] = v->n}};
    for (unsigned i = 0; i < sizeof(nonce); i++)
        nonce[i] = (uint8_t)(200 + i);
    memcpy(&ev.w[3], nonce, v->nonce_n);
    (void)call(&ev, "AE, init");
    ev = (struct rt_event){.w = {CRYPTO_AE_UPDATE_AAD, state}};
    if (v->aad_n)
        lease_add(pattern, v->aad_n, KLEASE_READ);
    (void)call(&ev, "AE, AAD");
}

static _Bool ae_check(const struct ae_vector *v)
{
    uint64_t enc = state_with(v->alg, v->type, v->key_n, MODE_ENCRYPT);
    uint64_t dec = state_with(v->alg, v->type, v->key_n, MODE_DECRYPT);
    struct rt_event ev = {.w = {CRYPTO_AE_ENC_FINAL, enc, v->n}};
    ae_init(enc, v);
    if (v->n) {
        lease_add(pattern, v->n, KLEASE_READ);
        lease_add(text, v->n, KLEASE_WRITE);
    }
    _Bool ok = call(&ev, "AE, encrypt, final") == R_SUCCESS &&
               is_hex_of(v->tag, &ev.w[10]) && is_hash_of(v->hash, text, v->n);
    for (unsigned forged = 0; forged < 2; forged++) {
        ae_init(dec, v);
        uint64_t tag[2] = {ev.w[10] ^ forged, ev.w[11]};
        struct rt_event back = {
            .w = {CRYPTO_AE_DEC_FINAL, dec,
                  v->n, [9] = tag[0], [10] = tag[1], [11] = v->tag_n}};
        static uint8_t plain[PATTERN];
        if (v->n) {
            lease_add(text, v->n, KLEASE_READ);
            lease_add(plain, v->n, KLEASE_WRITE);
        }
        uint32_t result = call(&back, "AE, decrypt, final");
        ok = ok &&
             result == (uint32_t)(forged ? R_ERROR_MAC_INVALID : R_SUCCESS);
        ok = ok && (forged || memcmp(plain, pattern, v->n) == 0);
    }
    state_free(enc);
    state_free(dec);
    return ok;
}

static void aes_check(void)
{
    for (size_t i = 0; i < sizeof(ae_vectors) / sizeof(ae_vectors[0]); i++)
        point(ae_check(&ae_vectors[i]), ae_vectors[i].tag);
}

/* What one small message costs, the second time. */
static void small_speeds(void)
{
    uint64_t ctr = state_with(ALG_AES_CTR, TYPE_AES, 16, MODE_ENCRYPT);
    uint64_t hmac = state_with(ALG_HMAC_SHA256, TYPE_HMAC_SHA256, 32, MODE_MAC);
    uint64_t cmac = state_with(ALG_AES_CMAC, TYPE_AES, 16, MODE_MAC);
    uint64_t gcm = state_with(ALG_AES_GCM, TYPE_AES, 16, MODE_ENCRYPT);
    uint64_t xts = state_with(ALG_AES_XTS, TYPE_AES, 16, MODE_ENCRYPT);
    uint64_t cbc = state_with(ALG_AES_CBC_NOPAD, TYPE_AES, 16, MODE_ENCRYPT);
    for (int i = 0; i < 2; i++) {
        struct rt_event ev = {.w = {CRYPTO_CIPHER_INIT | 16ull << 32, ctr}};
        (void)call(&ev, "AES-CTR, init");
        ev = (struct rt_event){
            .w = {CRYPTO_CIPHER_UPDATE | 16ull << 32, ctr, 16}};
        (void)call(&ev, "AES-CTR, update with 16 bytes");
        ev = (struct rt_event){
            .w = {CRYPTO_CIPHER_FINAL | 32ull << 32, ctr, 16, [11] = 16}};
        (void)call(&ev, "AES-CTR, IV and 16 bytes");
        ev = (struct rt_event){
            .w = {CRYPTO_DIGEST | 16ull << 32, ALG_SHA256, 32}};
        (void)call(&ev, "SHA-256 of 16 bytes in the message");
        ev =
            (struct rt_event){.w = {CRYPTO_HASH_FINAL | 64ull << 32, hmac, 32}};
        (void)call(&ev, "HMAC-SHA-256 of 64 bytes");
        ev =
            (struct rt_event){.w = {CRYPTO_HASH_FINAL | 64ull << 32, cmac, 16}};
        (void)call(&ev, "AES-CMAC of 64 bytes");
        ev = (struct rt_event){.w = {CRYPTO_AE_INIT | 12ull << 32, gcm, 16}};
        (void)call(&ev, "AES-GCM, init");
        ev = (struct rt_event){.w = {CRYPTO_AE_ENC_FINAL, gcm, 1024}};
        lease_add(bulk, 1024, KLEASE_READ);
        lease_add(bulk, 1024, KLEASE_WRITE);
        (void)call(&ev, "AES-GCM, final with 1 KiB");
        const uint64_t all[] = {ctr, xts, cbc};
        static const char *const names[] = {
            "AES-CTR of 100 KiB", "AES-XTS of 100 KiB", "AES-CBC of 100 KiB"};
        for (unsigned j = 0; j < 3; j++) {
            ev = (struct rt_event){.w = {CRYPTO_CIPHER_FINAL | 16ull << 32,
                                         all[j], BULK, [11] = 16}};
            lease_add(bulk, BULK, KLEASE_READ);
            lease_add(bulk, BULK, KLEASE_WRITE);
            (void)call(&ev, names[j]);
        }
    }
}

static uint64_t hex_read(const char *s)
{
    uint64_t value = 0;
    for (; *s; s++)
        value = value << 4 | nibble(*s);
    return value;
}

static size_t stack_used(void)
{
    size_t unused = 0;
    while (!stack[unused])
        unused++;
    return STACK - unused;
}

/* linux_stack: argc, argv[0], argv[1], ... */
void start(uint64_t *linux_stack)
{
    armcap_set(linux_stack[0] > 1 ? hex_read((const char *)linux_stack[2]) : 0);
    mark(NULL);
    _Bool started = crypto_init(&port);
    mark("start-up");
    point(started, "start-up");
    pattern_fill(pattern);
    digests_check();
    verifies_check();
    speeds();
    states_check();
    ciphers_check();
    macs_check();
    aes_check();
    small_speeds();
    asym_check();
    print("1..");
    print_number(points);
    print("\n# bytes at most: heap ");
    print_number(libc_heap_peak());
    print(", stack ");
    print_number(stack_used());
    print("\n");
    rt_exit(failures != 0);
}

__asm__(".global _start\n"
        "_start:\n"
        "    mov x0, sp\n"
        "    adrp x1, stack + 65536\n"
        "    add x1, x1, :lo12:stack + 65536\n"
        "    mov sp, x1\n"
        "    b start\n");
