/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes the seeds of the targets whose inputs are files, into the directories
 * of tests/fuzz/corpus that main()'s argument names: what the unit tests of
 * the same decoders make (tests/unit/tamgr_image.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/tamgr_image.h"

static const struct uuid_words ta = {{0x1122334455667788, 0x99aabbccddeeff00}};
static struct test_image image;

static void seed_write(const char *root, const char *name, int flags,
                       const uint8_t *bytes, size_t size)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", root, name);
    file = fopen(path, "w");
    if (!file)
        abort();
    if (flags >= 0)
        fputc(flags, file);
    fwrite(bytes, 1, size, file);
    fclose(file);
}

static void container_write(const char *root, const char *name)
{
    seed_write(root, name, 1, image.bytes, image.size);
    image.size = 0;
}

int main(int argc, char **argv)
{
    static const uint8_t payload[8] = {1, 2, 3};
    const char *root = argc == 2 ? argv[1] : "tests/fuzz/corpus";
    struct uuid_words child = child_uuid(&ta, "child");
    struct test_elf plain = {.uuid = ta}, bti = {.uuid = ta, .bti = true};
    uint8_t file[ELF_SIZE];

    seed_write(root, "tamgr_elf/seed-plain", -1, file, elf_make(file, &plain));
    seed_write(root, "tamgr_elf/seed-bti", -1, file, elf_make(file, &bti));
    image_add_ta(&image, &test_keys[0], ALG_RSASSA_PSS_SHA256, &ta, 1, payload,
                 sizeof(payload));
    container_write(root, "tamgr_container/seed-rsa");
    image_add_ta(&image, &test_keys[4], ALG_ED25519, &ta, 0, payload,
                 sizeof(payload));
    container_write(root, "tamgr_container/seed-ed25519");
    image_add_subkey(&image, &test_keys[0], &test_keys[1], &ta, 3, 1, NULL);
    image_add_subkey(&image, &test_keys[1], &test_keys[0], &ta, 2, 1, "child");
    image_add_ta(&image, &test_keys[0], ALG_RSASSA_PSS_SHA256, &child, 0,
                 payload, sizeof(payload));
    container_write(root, "tamgr_container/seed-chain");
    return 0;
}
