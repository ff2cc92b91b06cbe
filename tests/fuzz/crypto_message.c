/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crypto_serve(): any messages of two TAs and tamgr with leases of any kind,
 * to the real service and a real libcrypto. Leases are allocations of their
 * size; what the kernel would refuse to copy is not there. In the end the
 * states of the clients are freed.
 * Floor: 83
 */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/crypto_fake.h"
#include "tests/unit/crypto_verify_vectors.h"

static const uint32_t algorithms[] = {
#define CRYPTO_ALG(name, id, class, type, keys) id,
#include "abi/crypto_alg.def"
#undef CRYPTO_ALG
};

static const uint32_t clients[] = {ANY_TA, OTHER_TA, SERVICE_TAMGR};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    fake.has_seed = 1;
    fake.has_cpu = 1;
    CHECK(crypto_init(&fake_port));
    return 0;
}

/* Adds a lease; returns what is to be freed. */
static uint8_t *lease_fill(struct reader *in)
{
    uint8_t how = reader_u8(in);
    size_t n = how & 0x80 ? reader_u16_le(in) % 9000u : how & 0x7c;
    uint8_t *p = malloc(n);
    size_t given = n < 32 ? n : 32;

    CHECK(p);
    memset(p, how, n);
    reader_copy(in, p, given);
    lease_add(p, n, how & 3);
    if (n % 64 == 63)
        fake.leases[fake.lease_count - 1].address = 0;
    return p;
}

static void message_send(struct reader *in)
{
    struct rt_event ev = {.w = {0}};
    uint8_t how = reader_u8(in);
    uint32_t sender = PICK(in, clients);
    uint8_t *lease[KMSG_LEASES] = {NULL};

    ev.w[0] = reader_u8(in) % (CRYPTO_OP_LIMIT + 1u);
    ev.w[0] |= (uint64_t)(reader_u8(in) % 80u) << 32;
    ev.w[1] = how & 0x80 ? PICK(in, algorithms) : reader_u8(in);
    ev.w[2] = reader_u8(in);
    for (unsigned i = 1; i < KMSG_WORDS && how & 0x40; i++)
        ev.w[i] = i < 3 && how & 0x20 ? ev.w[i] : reader_u64_le(in);
    for (unsigned i = 0; i < how % (KMSG_LEASES + 1u); i++)
        lease[i] = lease_fill(in);
    (void)call(&ev, sender);
    CHECK(ev.w[0] <= UINT32_MAX);
    for (unsigned i = 0; i < KMSG_LEASES; i++)
        free(lease[i]);
}

struct bytes {
    const uint8_t *p;
    size_t n;
};

/* A lease with up to three bits of `good` changed, or cut short. */
static uint8_t *lease_spoil(struct reader *in, struct bytes good)
{
    uint8_t how = reader_u8(in);
    size_t n = how & 0x80 ? reader_u16_le(in) % (good.n + 1) : good.n;
    uint8_t *p = malloc(n);

    CHECK(p);
    memcpy(p, good.p, n);
    for (unsigned i = 0; i < how % 4u && n > 0; i++)
        p[reader_u16_le(in) % n] ^= (uint8_t)(1u << reader_u8(in) % 8);
    lease_add(p, n, KLEASE_READ);
    return p;
}

/* VERIFY of a signature that is good, or nearly; tamgr asks. */
static void verify_send(struct reader *in)
{
    static struct {
        struct crypto_rsa_public head;
        uint8_t bytes[sizeof(rsa_modulus) + 3];
    } rsa = {.head = {sizeof(rsa_modulus), 3}};
    static const struct {
        uint32_t alg;
        struct bytes key, signature;
    } good[] = {
        {ALG_RSASSA_PSS_SHA256,
         {(const uint8_t *)&rsa, sizeof(rsa.head) + sizeof(rsa.bytes)},
         {pss_signature, sizeof(pss_signature)}},
        {ALG_RSASSA_PKCS1_V1_5_SHA256,
         {(const uint8_t *)&rsa, sizeof(rsa.head) + sizeof(rsa.bytes)},
         {pkcs1_signature, sizeof(pkcs1_signature)}},
        {ALG_ECDSA_SHA256,
         {p256_point, sizeof(p256_point)},
         {p256_signature, sizeof(p256_signature)}},
        {ALG_ED25519,
         {ed25519_point, sizeof(ed25519_point)},
         {ed25519_signature, sizeof(ed25519_signature)}},
    };
    unsigned n = reader_u8(in) % 4;
    uint8_t *lease[VERIFY_LEASES];
    struct rt_event ev = {.w = {CRYPTO_VERIFY, good[n].alg}};

    memcpy(rsa.bytes, rsa_modulus, sizeof(rsa_modulus));
    memcpy(rsa.bytes + sizeof(rsa_modulus), (const uint8_t[]){1, 0, 1}, 3);
    lease[0] = lease_spoil(in, good[n].key);
    lease[1] =
        lease_spoil(in, (struct bytes){signed_digest, sizeof(signed_digest)});
    lease[2] = lease_spoil(in, good[n].signature);
    (void)call(&ev, SERVICE_TAMGR);
    CHECK(ev.w[0] <= UINT32_MAX);
    for (unsigned i = 0; i < VERIFY_LEASES; i++)
        free(lease[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);
    struct rt_event ev;

    for (unsigned step = 0; MORE(&in) && step < 32; step++) {
        if (reader_u8(&in) < 0xe0)
            message_send(&in);
        else
            verify_send(&in);
    }
    for (unsigned i = 0; i < 3; i++)
        CHECK(call3(&ev, SERVICE_TAMGR, CRYPTO_CLIENT_GONE, clients[i], 0) ==
              R_SUCCESS);
    return 0;
}
