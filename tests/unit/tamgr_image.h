/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TA images for the tests of tamgr, made from a description, and a fake of
 * the crypto service to go with them. The fake digest is a 64-bit mixing
 * function repeated over the output; the fake signature of a digest by a key
 * is the digest xor a pad made from the key. Neither is secure; both notice
 * every changed bit, which is all that the manager's decisions rest on.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/crypto_msg.h"
#include "services/tamgr/port.h"
#include "services/tamgr/verify.h"

#define TEST_IMAGE_MAX 65536u

struct test_image {
    uint8_t bytes[TEST_IMAGE_MAX];
    size_t size;
};

/* What an ELF file made by elf_make() is like; all zero is the usual one. */
struct test_elf {
    struct uuid_words uuid;
    uint32_t flags;
    uint32_t stack_size; /* 0: 4096 */
    uint64_t bss;        /* bytes behind the data segment */
    bool no_symbol;      /* ta_head is found at address 0 only */
    bool bti;            /* compiled for it */
};

/* Where elf_make() puts things, for tests that break them. */
enum {
    ELF_PHDR = 64,    /* code, data, property note */
    ELF_CODE = 0x200, /* va 0: ta_head; entry behind it */
    ELF_ENTRY = 0x20, /* va */
    ELF_CODE_SIZE = 0x100,
    ELF_DATA = 0x300, /* va 0x1000 */
    ELF_DATA_VA = 0x1000,
    ELF_DATA_SIZE = 0x40,
    ELF_RELA = 0x400, /* five of them */
    ELF_RELAS = 5,
    ELF_NOTE = 0x480,    /* .note.gnu.property */
    ELF_SYMBOLS = 0x500, /* null, ta_head, var, weak */
    ELF_STRINGS = 0x600,
    ELF_SECTIONS = 0x700, /* null, rela, dynsym, dynstr */
    ELF_SIZE = 0x800,
};

size_t elf_make(uint8_t *out, const struct test_elf *elf);

/* Keys: two trusted ones per family, and one stranger per family. */
extern const struct ta_key test_keys[6];
extern const struct ta_key test_strangers[3];
extern const struct trust test_trust;

enum tee_result fake_digest(uint32_t algorithm, const void *head,
                            size_t head_size, const void *data, size_t size,
                            void *out, size_t length);
enum tee_result fake_verify(uint32_t algorithm, const struct ta_key *key,
                            const uint8_t *digest, const uint8_t *signature,
                            size_t signature_size);

/* A fake of the nv service's counters: rows that a test may set and look at.
 * `result`: if not SUCCESS, the answer to everything. */
#define FAKE_COUNTERS 32u
extern struct fake_counters {
    struct fake_counter {
        uint32_t kind;
        struct uuid_words name;
        uint64_t value;
    } row[FAKE_COUNTERS];
    unsigned used;
    enum tee_result result;
} fake_counters;

enum tee_result fake_counter_read(uint32_t kind, const struct uuid_words *name,
                                  uint64_t *value);
enum tee_result fake_counter_raise(uint32_t kind, const struct uuid_words *name,
                                   uint64_t value);

/* Makes the hash and the signature of the link at `at` anew. */
void link_sign(struct test_image *image, size_t at, const struct ta_key *key);

/* Appends a TA link. */
void image_add_ta(struct test_image *image, const struct ta_key *key,
                  uint32_t algorithm, const struct uuid_words *uuid,
                  uint32_t version, const uint8_t *elf, size_t size);

/* Appends a SUBKEY link for `subkey` (RSA); name may be NULL. */
void image_add_subkey(struct test_image *image, const struct ta_key *key,
                      const struct ta_key *subkey,
                      const struct uuid_words *uuid, uint32_t depth,
                      uint32_t version, const char *name);

/* The UUID a subkey `uuid` with that name may sign for, by the fake digest. */
struct uuid_words child_uuid(const struct uuid_words *uuid, const char *name);

/* Signature bytes of a family. */
size_t signature_size(const struct ta_key *key);
