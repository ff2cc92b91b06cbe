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
#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>
#include "abi/crypto_msg.h"
#include "abi/tee_result.h"
#include "lib/mem.h"
#include "runtime/rt.h"
#include "services/crypto/libc.h"
#include "services/crypto/openssl/armcap.h"
#include "services/crypto/serve.h"
#include "tests/unit/crypto_digest_vectors.h"
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
_Noreturn void start(uint64_t *linux_stack);

/* As large as on the device; what was never used is still zero. */
_Alignas(16) uint8_t stack[STACK];

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

static void point(_Bool ok, const char *name)
{
    points++;
    failures += !ok;
    print(ok ? "ok " : "not ok ");
    print_number(points);
    print(" - ");
    print(name);
    print("\n");
}

static void mark(const char *name)
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

static const struct crypto_port port = {seed_take, cpu_random, lease_read,
                                        lease_write, log_line};

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

static void digests_check(void)
{
    static uint8_t pattern[PATTERN];
    pattern_fill(pattern);
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

static _Bool encrypts_to(const char *name, const uint8_t *key,
                         const uint8_t *iv, const uint8_t *in, int n,
                         const char *out_hex, const char *tag_hex)
{
    uint8_t out[128], tag[16];
    int got = 0, rest = 0;
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    _Bool ok = EVP_EncryptInit_ex2(ctx, cipher, key, iv, NULL) == 1 &&
               EVP_EncryptUpdate(ctx, out, &got, in, n) == 1 &&
               EVP_EncryptFinal_ex(ctx, out + got, &rest) == 1 &&
               is_hex_of(out_hex, out);
    if (tag_hex)
        ok = ok &&
             EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1 &&
             is_hex_of(tag_hex, tag);
    EVP_CIPHER_CTX_free(ctx);
    EVP_CIPHER_free(cipher);
    return ok;
}

/* The ciphers whose constant-time variants openssl/ chooses or brings. GCM:
 * test case 2 of its specification, and one made with Python's cryptography;
 * SM4: GB/T 32907, A.1. */
static void ciphers_check(void)
{
    static const uint8_t zeros[112];
    static const uint8_t sm4_key[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab,
                                        0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98,
                                        0x76, 0x54, 0x32, 0x10};
    point(encrypts_to("AES-128-GCM", zeros, zeros, zeros, 16,
                      "0388dace60b6a392f328c2b971b2fe78",
                      "ab6e47d42cec13bdf53a67b21257bddf"),
          "AES-128-GCM");
    point(encrypts_to("AES-256-GCM", zeros, zeros, zeros, 112,
                      "cea7403d4d606b6e074ec5d3baf39d18726003ca37a62a74d1"
                      "a2f58e7506358edd4ab1284d4ae17b41e85924470c36f74741"
                      "cbe181bb7f30617c1de3ab0c3a1fd0c48f7321a82d376095ac"
                      "e0419167a0bcaf49b0c0cea62de6bc1c66545e1dadabfa77cd"
                      "6e85da245fb0bdc5e52cfc29",
                      "b342b744fb32d47197a2f46823f0756a"),
          "AES-256-GCM, seven blocks");
    point(encrypts_to("SM4-CTR", sm4_key, sm4_key, zeros, 16,
                      "681edf34d206965e86b3e94f536e4246", NULL),
          "SM4");
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
    digests_check();
    verifies_check();
    speeds();
    states_check();
    ciphers_check();
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
