/* SPDX-License-Identifier: BSD-2-Clause */
/* See tamgr_image.h. Nothing here checks anything. */
#include "tests/unit/tamgr_image.h"

#include <string.h>

#include "abi/ta_image.h"
#include "abi/ta_msg.h"
#include "services/tamgr/elf64.h"

/* ---- keys and crypto ---- */

/* A modulus whose bytes say who the key is; the fake uses the length only. */
#define RSA_KEY(byte)                                                          \
    {                                                                          \
        0, 0, 1, 0, [4 ... 259] = (byte), 1, 0, 1                              \
    }
#define SMALL_KEY(byte)                                                        \
    {                                                                          \
        [0 ... 31] = (byte)                                                    \
    }

static const uint8_t rsa[3][263] = {RSA_KEY(0xa1), RSA_KEY(0xa2),
                                    RSA_KEY(0xa3)};
static const uint8_t p256[3][32] = {SMALL_KEY(0xb1), SMALL_KEY(0xb2),
                                    SMALL_KEY(0xb3)};
static const uint8_t ed25519[3][32] = {SMALL_KEY(0xc1), SMALL_KEY(0xc2),
                                       SMALL_KEY(0xc3)};

const struct ta_key test_keys[6] = {
    {"rsa0", TA_KEY_RSA, rsa[0], sizeof(rsa[0])},
    {"rsa1", TA_KEY_RSA, rsa[1], sizeof(rsa[1])},
    {"p256-0", TA_KEY_P256, p256[0], sizeof(p256[0])},
    {"p256-1", TA_KEY_P256, p256[1], sizeof(p256[1])},
    {"ed0", TA_KEY_ED25519, ed25519[0], sizeof(ed25519[0])},
    {"ed1", TA_KEY_ED25519, ed25519[1], sizeof(ed25519[1])},
};

const struct ta_key test_strangers[3] = {
    {"rsa2", TA_KEY_RSA, rsa[2], sizeof(rsa[2])},
    {"p256-2", TA_KEY_P256, p256[2], sizeof(p256[2])},
    {"ed2", TA_KEY_ED25519, ed25519[2], sizeof(ed25519[2])},
};

const struct trust test_trust = {test_keys, 6};

static uint64_t mix(uint64_t h, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        h = (h ^ p[i]) * 0x100000001b3ull;
        h ^= h >> 29;
    }
    return h;
}

enum tee_result fake_digest(uint32_t algorithm, const void *head,
                            size_t head_size, const void *data, size_t size,
                            void *out, size_t length)
{
    uint64_t h = mix(mix(algorithm, head, head_size), data, size);
    uint8_t *p = out;

    for (size_t i = 0; i < length; i++) {
        h = h * 6364136223846793005ull + 1442695040888963407ull;
        p[i] = (uint8_t)(h >> 56);
    }
    return R_SUCCESS;
}

size_t signature_size(const struct ta_key *key)
{
    return key->family == TA_KEY_RSA ? 256 : 64;
}

static void sign(uint32_t algorithm, const struct ta_key *key,
                 const uint8_t *digest, uint8_t *signature)
{
    uint64_t pad = mix(algorithm, key->bytes, key->length);

    for (size_t i = 0; i < signature_size(key); i++) {
        pad = pad * 6364136223846793005ull + 1;
        signature[i] = (uint8_t)(digest[i % 32] ^ (uint8_t)(pad >> 56));
    }
}

enum tee_result fake_verify(uint32_t algorithm, const struct ta_key *key,
                            const uint8_t *digest, const uint8_t *signature,
                            size_t size)
{
    uint8_t expected[256];

    if (size != signature_size(key))
        return R_ERROR_SIGNATURE_INVALID;
    sign(algorithm, key, digest, expected);
    return memcmp(expected, signature, size) ? R_ERROR_SIGNATURE_INVALID
                                             : R_SUCCESS;
}

/* ---- ELF ---- */

static void put(uint8_t *file, size_t offset, const void *data, size_t size)
{
    memcpy(file + offset, data, size);
}

/* Two properties: one that means nothing, and the one that matters. */
static void elf_note(uint8_t *file, const struct test_elf *elf)
{
    const uint32_t note[] = {
        4, 32, ELF_NOTE_PROPERTY, 0x00554e47, 0xc0008000,       4,
        1, 0,  ELF_FEATURE_AND,   4,          elf->bti ? 3 : 2, 0};

    put(file, ELF_NOTE, note, sizeof(note));
}

static void elf_headers(uint8_t *file, const struct test_elf *elf)
{
    struct elf64_header h = {
        .ident = {0x7f, 'E', 'L', 'F', 2, 1, 1},
        .type = ELF_TYPE_DYN,
        .machine = ELF_AARCH64,
        .version = 1,
        .entry = ELF_ENTRY,
        .phoff = ELF_PHDR,
        .shoff = ELF_SECTIONS,
        .ehsize = 64,
        .phentsize = 56,
        .phnum = 3,
        .shentsize = 64,
        .shnum = 4,
    };
    struct elf64_program p[3] = {
        {ELF_PT_LOAD, ELF_PF_EXEC | 4, ELF_CODE, 0, 0, ELF_CODE_SIZE,
         ELF_CODE_SIZE, 4096},
        {ELF_PT_LOAD, ELF_PF_WRITE | 4, ELF_DATA, ELF_DATA_VA, 0, ELF_DATA_SIZE,
         ELF_DATA_SIZE + elf->bss, 4096},
        {ELF_PT_PROPERTY, 4, ELF_NOTE, 0, 0, 48, 48, 8},
    };
    struct elf64_section s[4] = {
        {0},
        {.type = ELF_SHT_RELA,
         .flags = ELF_SHF_ALLOC,
         .offset = ELF_RELA,
         .size = ELF_RELAS * sizeof(struct elf64_rela),
         .link = 2},
        {.type = ELF_SHT_DYNSYM,
         .flags = ELF_SHF_ALLOC,
         .offset = ELF_SYMBOLS,
         .size = 4 * sizeof(struct elf64_symbol),
         .link = 3},
        {.type = 3, .flags = ELF_SHF_ALLOC, .offset = ELF_STRINGS, .size = 32},
    };

    put(file, 0, &h, sizeof(h));
    put(file, ELF_PHDR, p, sizeof(p));
    put(file, ELF_SECTIONS, s, sizeof(s));
}

/* One relocation of each kind, to the first words of the data segment. */
static void elf_dynamic(uint8_t *file, const struct test_elf *elf)
{
    struct elf64_rela r[ELF_RELAS] = {
        {ELF_DATA_VA + 0, ELF_R_RELATIVE, 0x123},
        {ELF_DATA_VA + 8, 2ull << 32 | ELF_R_ABS64, 4},
        {ELF_DATA_VA + 16, 2ull << 32 | ELF_R_GLOB_DAT, 0},
        {ELF_DATA_VA + 24, 3ull << 32 | ELF_R_JUMP_SLOT, 0},
        {ELF_DATA_VA + 32, ELF_R_NONE, 0},
    };
    struct elf64_symbol symbols[4] = {
        {0},
        {.name = 1, .info = 1 << 4, .section = 1},
        {.name = 9, .info = 1 << 4, .section = 1, .value = 0x1038},
        {.name = 13, .info = ELF_STB_WEAK << 4},
    };

    put(file, ELF_RELA, r, sizeof(r));
    put(file, ELF_SYMBOLS, symbols, sizeof(symbols));
    put(file, ELF_STRINGS,
        elf->no_symbol ? "\0no_head\0var\0weak" : "\0ta_head\0var\0weak", 18);
}

size_t elf_make(uint8_t *file, const struct test_elf *elf)
{
    struct ta_head head = {
        .stack_size = elf->stack_size ? elf->stack_size : 4096,
        .flags = elf->flags,
        .depr_entry = UINT64_MAX,
    };
    const uint8_t *u = (const uint8_t *)&elf->uuid;
    const uint8_t c_order[16] = {u[3],  u[2],  u[1],  u[0], u[5],  u[4],
                                 u[7],  u[6],  u[8],  u[9], u[10], u[11],
                                 u[12], u[13], u[14], u[15]};

    memset(file, 0, ELF_SIZE);
    memcpy(head.uuid, c_order, 16);
    elf_headers(file, elf);
    elf_dynamic(file, elf);
    elf_note(file, elf);
    put(file, ELF_CODE, &head, sizeof(head));
    memset(file + ELF_CODE + ELF_ENTRY, 0xd5, 16);
    memset(file + ELF_DATA, 0xee, ELF_DATA_SIZE);
    return ELF_SIZE;
}

/* ---- container ---- */

static void append(struct test_image *image, const void *data, size_t size)
{
    memcpy(image->bytes + image->size, data, size);
    image->size += size;
}

struct fake_counters fake_counters;

static struct fake_counter *counter_find(uint32_t kind,
                                         const struct uuid_words *name)
{
    for (unsigned i = 0; i < fake_counters.used; i++)
        if (fake_counters.row[i].kind == kind &&
            memcmp(&fake_counters.row[i].name, name, sizeof(*name)) == 0)
            return &fake_counters.row[i];
    return NULL;
}

enum tee_result fake_counter_read(uint32_t kind, const struct uuid_words *name,
                                  uint64_t *value)
{
    const struct fake_counter *row = counter_find(kind, name);

    if (!fake_counters.result)
        *value = row ? row->value : 0;
    return fake_counters.result;
}

enum tee_result fake_counter_raise(uint32_t kind, const struct uuid_words *name,
                                   uint64_t value)
{
    struct fake_counter *row = counter_find(kind, name);

    if (fake_counters.result)
        return fake_counters.result;
    if (!row && fake_counters.used == FAKE_COUNTERS)
        return R_ERROR_STORAGE_NO_SPACE;
    if (!row) {
        row = &fake_counters.row[fake_counters.used++];
        *row = (struct fake_counter){kind, *name, 0};
    }
    if (value > row->value)
        row->value = value;
    return R_SUCCESS;
}

void link_sign(struct test_image *image, size_t at, const struct ta_key *key)
{
    struct ta_image_header h;
    uint8_t *p = image->bytes + at;
    size_t body = at + sizeof(h) + 32;
    size_t size;

    memcpy(&h, p, sizeof(h));
    body += h.signature_size;
    size = h.size + (h.type == TA_IMAGE_TA ? sizeof(struct ta_image_ta) : 0);
    fake_digest(ALG_SHA256, p, sizeof(h), image->bytes + body, size,
                p + sizeof(h), 32);
    sign(h.algorithm, key, p + sizeof(h), p + sizeof(h) + 32);
}

static size_t add_header(struct test_image *image, const struct ta_key *key,
                         uint32_t type, uint32_t algorithm, size_t size)
{
    struct ta_image_header h = {
        TA_IMAGE_MAGIC, type, (uint32_t)size,
        algorithm,      32,   (uint16_t)signature_size(key)};
    size_t at = image->size;

    append(image, &h, sizeof(h));
    image->size += 32u + h.signature_size;
    return at;
}

void image_add_ta(struct test_image *image, const struct ta_key *key,
                  uint32_t algorithm, const struct uuid_words *uuid,
                  uint32_t version, const uint8_t *elf, size_t size)
{
    struct ta_image_ta ta = {.version = version};
    size_t at = add_header(image, key, TA_IMAGE_TA, algorithm, size);

    memcpy(ta.uuid, uuid, 16);
    append(image, &ta, sizeof(ta));
    append(image, elf, size);
    link_sign(image, at, key);
}

void image_add_subkey(struct test_image *image, const struct ta_key *key,
                      const struct ta_key *subkey,
                      const struct uuid_words *uuid, uint32_t depth,
                      uint32_t version, const char *name)
{
    static const uint8_t zero[1] = {0};
    struct ta_image_subkey s = {.name_size = name ? 16 : 0,
                                .version = version,
                                .max_depth = depth,
                                .algorithm = ALG_RSASSA_PSS_SHA256,
                                .attributes = 2};
    struct ta_image_attribute a[2] = {
        {TA_IMAGE_RSA_MODULUS, sizeof(s) + sizeof(a), 257},
        {TA_IMAGE_RSA_EXPONENT, sizeof(s) + sizeof(a) + 257, 3},
    };
    char padded[16] = {0};
    size_t at = add_header(image, key, TA_IMAGE_SUBKEY, ALG_RSASSA_PSS_SHA256,
                           sizeof(s) + sizeof(a) + 260);

    memcpy(s.uuid, uuid, 16);
    append(image, &s, sizeof(s));
    append(image, a, sizeof(a));
    append(image, zero, 1);
    append(image, subkey->bytes + 4, 259);
    link_sign(image, at, key);
    if (name) {
        strncpy(padded, name, sizeof(padded) - 1);
        append(image, padded, sizeof(padded));
    }
}

struct uuid_words child_uuid(const struct uuid_words *uuid, const char *name)
{
    struct uuid_words child;
    uint8_t digest[64];

    fake_digest(ALG_SHA512, uuid, 16, name, strlen(name), digest, 64);
    digest[6] = (uint8_t)((digest[6] & 0x0f) | 0x50);
    digest[8] = (uint8_t)((digest[8] & 0x3f) | 0x80);
    memcpy(&child, digest, 16);
    return child;
}
