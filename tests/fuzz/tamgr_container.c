/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * container_link(), container_subkey(), container_ta(), image_verify(): the
 * input is a flag byte and a container. So that damaged images come further
 * than the digest, the digest of this port is the one that the link claims,
 * and a flag says whether signatures are good.
 * Floor: 88
 */
#include <string.h>

#include "services/tamgr/verify.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/tamgr_image.h"

static bool signatures_good;

static enum tee_result digest(uint32_t algorithm, const void *head,
                              size_t head_size, const void *data, size_t size,
                              void *out, size_t length)
{
    const uint8_t *bytes = data, *link = head;
    volatile uint8_t sum = 0;

    for (size_t i = 0; i < size; i++)
        sum = (uint8_t)(sum + bytes[i]);
    memset(out, sum, length);
    if (algorithm == ALG_SHA256)
        memcpy(out, link + head_size, length);
    return R_SUCCESS;
}

static enum tee_result verify(uint32_t algorithm, const struct ta_key *key,
                              const uint8_t *hash, const uint8_t *signature,
                              size_t size)
{
    volatile uint8_t sum = 0;

    (void)algorithm;
    for (size_t i = 0; i < key->length; i++)
        sum = (uint8_t)(sum + key->bytes[i]);
    for (size_t i = 0; i < size; i++)
        sum = (uint8_t)(sum + signature[i]);
    sum = (uint8_t)(sum + hash[TA_IMAGE_HASH - 1]);
    return signatures_good ? R_SUCCESS : R_ERROR_SIGNATURE_INVALID;
}

static const struct tamgr_port port = {
    .digest = digest, .verify = verify, .counter_read = fake_counter_read};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct versions newer = {.used = 0};
    struct container_ta ta = {.version = 0};
    struct uuid_words wanted = {{0x1122334455667788, 0x99aabbccddeeff00}};
    /* No byte more than there are: ASan sees the first that is read. */
    uint8_t *image = malloc(size ? size - 1 : 0);
    enum refusal refusal;

    CHECK(image || size < 2);
    if (size > 0) {
        signatures_good = data[0] & 1;
        size--;
        memcpy(image, data + 1, size);
    }
    refusal =
        image_verify(&port, &test_trust, image, size, &wanted, &ta, &newer);
    CHECK(refusal < REFUSALS);
    if (refusal == REFUSE_NONE) {
        CHECK(signatures_good && ta.elf > image);
        CHECK(ta.elf + ta.elf_size == image + size);
        CHECK(memcmp(&ta.uuid, &wanted, sizeof(wanted)) == 0);
        CHECK(newer.used <= CHAIN_MAX + 1);
    }
    free(image);
    return 0;
}
