/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crypto_serve(): any messages of two TAs and tamgr with leases of any kind,
 * to the real service and a real libcrypto. Leases are allocations of their
 * size; what the kernel would refuse to copy is not there. Some messages make
 * sense together: a key, a state, a text in pieces; signatures that are nearly
 * good. In the end what the clients hold is freed.
 * Floor: 75
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
    /* Not everybody: the keys of KEEPER take long to make. */
    if ((ev.w[0] & 0xffff) == CRYPTO_CLIENT_GONE && (uint32_t)ev.w[1] == 0)
        ev.w[1] = ANY_TA;
    (void)call(&ev, sender);
    CHECK(ev.w[0] <= UINT32_MAX);
    for (unsigned i = 0; i < KMSG_LEASES; i++)
        free(lease[i]);
}

/* Algorithms and the keys they take. */
static const struct keyed {
    uint32_t alg, class, type;
    unsigned keys;
} keyed[] = {
#define CRYPTO_ALG(name, id, class, type, keys)                                \
    {id, CRYPTO_CLASS_##class, TYPE_##type, keys},
#include "abi/crypto_alg.def"
#undef CRYPTO_ALG
};

/* Rows of symmetric algorithms, which come first. */
static unsigned keyed_symmetric(void)
{
    unsigned n = 0;

    while (keyed[n].class <= CRYPTO_CLASS_DIGEST)
        n++;
    return n;
}

/* Most often a mode of the algorithm. */
static uint64_t mode_of(struct reader *in, const struct keyed *k)
{
    static const enum crypto_mode modes[][2] = {
        [CRYPTO_CLASS_CIPHER] = {MODE_ENCRYPT, MODE_DECRYPT},
        [CRYPTO_CLASS_MAC] = {MODE_MAC, MODE_MAC},
        [CRYPTO_CLASS_AE] = {MODE_ENCRYPT, MODE_DECRYPT},
        [CRYPTO_CLASS_DIGEST] = {MODE_DIGEST, MODE_DIGEST},
        [CRYPTO_CLASS_ASYM_CIPHER] = {MODE_ENCRYPT, MODE_DECRYPT},
        [CRYPTO_CLASS_SIGNATURE] = {MODE_SIGN, MODE_VERIFY},
        [CRYPTO_CLASS_DERIVE] = {MODE_DERIVE, MODE_DERIVE},
    };
    uint8_t how = reader_u8(in);

    return how < 8 ? how : modes[k->class][how & 1];
}

static const struct {
    uint32_t id, min, max, step;
} types[] = {
#define CRYPTO_TYPE(name, id, kind, min, max, step) {id, min, max, step},
#include "abi/crypto_type.def"
#undef CRYPTO_TYPE
};

/* An object with a secret of any length that the type has; 0: there is none. */
static uint64_t key_make(struct reader *in, uint32_t sender, uint32_t type)
{
    struct {
        uint32_t count, reserved; /* struct crypto_attrs */
        struct crypto_attr row;
        uint8_t secret[512];
    } list = {.count = 1, .row = {.id = ATTR_SECRET_VALUE}};
    struct rt_event ev;
    unsigned i = 0;

    while (i < sizeof(types) / sizeof(types[0]) - 1 && types[i].id != type)
        i++;
    uint32_t sizes = (types[i].max - types[i].min) / types[i].step + 1;
    uint32_t bits = types[i].min + reader_u8(in) % sizes * types[i].step;
    list.row.a = bits / 8;
    reader_copy(in, list.secret, reader_u8(in) % 32u);
    if (call3(&ev, sender, CRYPTO_OBJ_ALLOC, type, bits) != R_SUCCESS)
        return 0;
    uint64_t object = ev.w[1];
    lease_add(&list, sizeof(struct crypto_attrs) + sizeof(list.row) + bits / 8,
              KLEASE_READ);
    CHECK(call3(&ev, sender, CRYPTO_OBJ_POPULATE, object, 0) == R_SUCCESS);
    return object;
}

/* One step of a text: any operation, most often with room enough. */
static void step_send(struct reader *in, uint32_t sender, uint64_t state,
                      const enum crypto_op ops[], unsigned count)
{
    static uint8_t memory[70000];
    uint8_t how = reader_u8(in);
    size_t n = how & 0x80 ? reader_u16_le(in) : how & 0x3f;
    struct rt_event ev = {.w = {ops[reader_u8(in) % count], state, n + 32}};

    if (how & 0x40) { /* lengths of tag, AAD and text; bytes of an IV */
        ev.w[2] = reader_u8(in) | (uint64_t)reader_u8(in) << 32;
        ev.w[11] = reader_u8(in);
    }
    if (n <= CRYPTO_INLINE) {
        ev.w[0] |= (uint64_t)n << 32;
        reader_copy(in, &ev.w[3], n);
    } else {
        lease_add(memory, n, KLEASE_READ);
        lease_add(memory, n + 32, KLEASE_WRITE);
    }
    (void)call(&ev, sender);
    CHECK(ev.w[0] != R_SUCCESS || ev.w[1] <= n + 32 + 64);
}

static void text_send(struct reader *in)
{
    static const enum crypto_op ciphers[] = {
        CRYPTO_CIPHER_INIT, CRYPTO_CIPHER_UPDATE, CRYPTO_CIPHER_FINAL,
        CRYPTO_STATE_COPY};
    static const enum crypto_op hashes[] = {
        CRYPTO_HASH_INIT, CRYPTO_HASH_UPDATE, CRYPTO_HASH_FINAL,
        CRYPTO_STATE_COPY};
    static const enum crypto_op aes[] = {
        CRYPTO_AE_INIT,      CRYPTO_AE_UPDATE_AAD, CRYPTO_AE_UPDATE,
        CRYPTO_AE_ENC_FINAL, CRYPTO_AE_DEC_FINAL,  CRYPTO_STATE_COPY};
    const struct keyed *k = &keyed[reader_u8(in) % keyed_symmetric()];
    uint32_t sender = PICK(in, clients);
    struct rt_event ev = {.w = {CRYPTO_STATE_ALLOC, k->alg, mode_of(in, k)}};

    for (unsigned i = 0; i < k->keys; i++)
        ev.w[3 + i] = key_make(in, sender, k->type);
    if (call(&ev, sender) != R_SUCCESS)
        return;
    uint64_t state = ev.w[1];
    for (unsigned step = 0; MORE(in) && step < 12; step++) {
        if (k->class == CRYPTO_CLASS_CIPHER)
            step_send(in, sender, state, ciphers, 4);
        else if (k->class == CRYPTO_CLASS_AE)
            step_send(in, sender, state, aes, 6);
        else
            step_send(in, sender, state, hashes, 4);
    }
}

/* The client of asymmetric keys, which are made once: its objects stay. */
enum { KEEPER = 11 | 1 << 8 };

static const struct {
    uint32_t type, bits, curve;
} pairs[] = {
    {TYPE_RSA_KEYPAIR, 1024, 0},
    {TYPE_ECDSA_KEYPAIR, 256, 3},
    {TYPE_ECDH_KEYPAIR, 384, 4},
    {TYPE_SM2_DSA_KEYPAIR, 256, 0},
    {TYPE_SM2_KEP_KEYPAIR, 256, 0},
    {TYPE_SM2_PKE_KEYPAIR, 256, 0},
    {TYPE_ED25519_KEYPAIR, 256, 0},
    {TYPE_ED448_KEYPAIR, 448, 0},
    {TYPE_X25519_KEYPAIR, 256, 0},
    {TYPE_X448_KEYPAIR, 448, 0},
    {TYPE_ML_KEM_KEYPAIR, 512, 0},
    {TYPE_ML_DSA_KEYPAIR, 44, 0},
    {TYPE_HKDF, 256, 0},
    {TYPE_HKDF_IKM, 256, 0},
    {TYPE_CONCAT_KDF_Z, 256, 0},
    {TYPE_PBKDF2_PASSWORD, 256, 0},
};

enum { PAIRS = sizeof(pairs) / sizeof(pairs[0]) };

static uint64_t objects[PAIRS];

static void keys_generate(void)
{
    struct {
        uint32_t count, reserved; /* struct crypto_attrs */
        struct crypto_attr row;
    } list = {.count = 1, .row = {.id = ATTR_ECC_CURVE}};

    for (unsigned i = 0; i < PAIRS; i++) {
        struct rt_event ev;
        CHECK(call3(&ev, KEEPER, CRYPTO_OBJ_ALLOC, pairs[i].type,
                    pairs[i].bits) == R_SUCCESS);
        objects[i] = ev.w[1];
        list.row.a = pairs[i].curve;
        lease_add(&list, pairs[i].curve ? sizeof(list) : 0, KLEASE_READ);
        CHECK(call3(&ev, KEEPER, CRYPTO_OBJ_GENERATE, objects[i],
                    pairs[i].bits) == R_SUCCESS);
    }
}

static const uint32_t attributes[] = {
#define CRYPTO_ATTR(name, id) id,
#include "abi/crypto_attr.def"
#undef CRYPTO_ATTR
};

struct list {
    uint32_t count, reserved; /* struct crypto_attrs */
    struct crypto_attr row[CRYPTO_ATTRS_MAX];
    uint8_t bytes[4096];
};

/* Adds a row; its bytes are found by list_pack(). */
static void list_add(struct list *list, size_t *n, uint32_t id, size_t length,
                     uint32_t value)
{
    list->row[list->count++] = (struct crypto_attr){
        .id = id, .a = id >> 29 & 1 ? value : (uint32_t)length};
    *n += id >> 29 & 1 ? 0 : length;
}

/* The attributes that a peer would give, which are those of the key itself,
 * and others of any kind; n: bytes of references. */
static void list_make(struct reader *in, struct list *list, size_t *n,
                      uint64_t object)
{
    uint8_t how = reader_u8(in);

    for (unsigned i = 0; i < sizeof(attributes) / 4 && how & 0x80; i++) {
        struct rt_event ev = {.w = {CRYPTO_OBJ_GET_ATTR, object, attributes[i],
                                    sizeof(list->bytes) - *n}};
        if (attributes[i] >> 28 != 0xd || list->count == 4)
            continue;
        lease_add(list->bytes + *n, sizeof(list->bytes) - *n, KLEASE_WRITE);
        if (call(&ev, KEEPER) == R_SUCCESS)
            list_add(list, n, attributes[i], ev.w[1], 0);
    }
    for (unsigned i = 0; i < how % 8u; i++) {
        size_t length = reader_u8(in) % 70u;
        uint8_t *p = list->bytes + *n;
        if (*n + length > sizeof(list->bytes))
            return;
        reader_copy(in, p, length);
        list_add(list, n, PICK(in, attributes), length, reader_u8(in) * 4u);
    }
}

/* Rows and bytes without a gap between them, as a lease. */
static uint8_t *list_pack(const struct list *list, size_t n)
{
    size_t rows = 8 + list->count * sizeof(list->row[0]);
    uint8_t *p = malloc(rows + n);

    CHECK(p);
    memcpy(p, list, rows);
    memcpy(p + rows, list->bytes, n);
    lease_add(p, rows + n, KLEASE_READ);
    return p;
}

/* What was signed or encrypted last, for the other way round. */
static uint8_t made[6000];
static size_t made_n;

static void asym_send(struct reader *in, uint64_t state, uint64_t result,
                      uint64_t object)
{
    static const enum crypto_op ops[] = {CRYPTO_ASYM_OPERATE,
                                         CRYPTO_ASYM_VERIFY, CRYPTO_DERIVE,
                                         CRYPTO_ENCAPSULATE};
    struct list list = {0};
    struct rt_event ev = {.w = {PICK(in, ops), state, sizeof(made)}};
    uint8_t data[128] = {0}, how = reader_u8(in);
    size_t n = 0, data_n = how & 0x7f;

    list_make(in, &list, &n, object);
    reader_copy(in, data, data_n);
    uint8_t *p = list_pack(&list, n);
    if (ev.w[0] == CRYPTO_DERIVE || ev.w[0] == CRYPTO_ENCAPSULATE) {
        ev.w[2] = result;
        ev.w[3] = sizeof(made);
    } else if (how & 0x80) {
        lease_add(made, made_n, KLEASE_READ);
    } else {
        lease_add(data, data_n, KLEASE_READ);
    }
    if (ev.w[0] == CRYPTO_ASYM_OPERATE)
        lease_add(made, sizeof(made), KLEASE_WRITE);
    if (ev.w[0] == CRYPTO_ASYM_VERIFY)
        lease_add(made, made_n, KLEASE_READ);
    if (ev.w[0] == CRYPTO_ENCAPSULATE) {
        fake.lease_count = 0;
        lease_add(made, sizeof(made), KLEASE_WRITE);
    }
    _Bool gives =
        ev.w[0] == CRYPTO_ASYM_OPERATE || ev.w[0] == CRYPTO_ENCAPSULATE;
    if (call(&ev, KEEPER) == R_SUCCESS && gives) {
        CHECK(ev.w[1] <= sizeof(made));
        made_n = ev.w[1];
    }
    free(p);
}

static void pair_send(struct reader *in)
{
    unsigned first = keyed_symmetric(), i = 0;
    unsigned all = sizeof(keyed) / sizeof(keyed[0]);
    const struct keyed *k = &keyed[first + reader_u8(in) % (all - first)];
    struct rt_event ev = {.w = {CRYPTO_STATE_ALLOC, k->alg, mode_of(in, k)}};

    while (i < PAIRS && pairs[i].type != k->type)
        i++;
    if (i == PAIRS)
        return;
    for (unsigned j = 0; j < k->keys; j++)
        ev.w[3 + j] = objects[i];
    if (call(&ev, KEEPER) != R_SUCCESS)
        return;
    uint64_t state = ev.w[1];
    CHECK(call3(&ev, KEEPER, CRYPTO_OBJ_ALLOC, TYPE_GENERIC_SECRET, 512) ==
          R_SUCCESS);
    uint64_t result = ev.w[1];
    for (unsigned step = 0; MORE(in) && step < 4; step++)
        asym_send(in, state, result, objects[i]);
    CHECK(call3(&ev, KEEPER, CRYPTO_OBJ_FREE, result, 0) == R_SUCCESS);
    CHECK(call3(&ev, KEEPER, CRYPTO_STATE_FREE, state, 0) == R_SUCCESS);
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

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    fake.has_seed = 1;
    fake.has_cpu = 1;
    CHECK(crypto_init(&fake_port));
    keys_generate();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);
    struct rt_event ev;

    for (unsigned step = 0; MORE(&in) && step < 32; step++) {
        uint8_t what = reader_u8(&in);
        if (what < 0x80)
            message_send(&in);
        else if (what < 0xb0)
            text_send(&in);
        else if (what < 0xe0)
            pair_send(&in);
        else
            verify_send(&in);
    }
    for (unsigned i = 0; i < 3; i++)
        CHECK(call3(&ev, SERVICE_TAMGR, CRYPTO_CLIENT_GONE, clients[i], 0) ==
              R_SUCCESS);
    return 0;
}
