/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fit_blob_size(), fit_decode(), and libfdt below them: the input is the blob.
 * What is accepted lies on the medium and goes where images of its kind may.
 * Floor: 94
 */
#include <string.h>

#include "boot/fit.h"
#include "tests/fuzz/fuzz.h"

#define MEDIUM 0x100000u

static const struct fit_region regions[FIT_KINDS] = {
    [FIT_TEE] = {0x0e100000, 0xf00000},
    [FIT_FDT] = {0x40000000, 0x200000},
    [FIT_KERNEL] = {0x40400000, 0x3c00000},
    [FIT_RAMDISK] = {0x1044000000, 0x14000000},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fit_image image[FIT_KINDS];
    struct fit_error error;
    size_t bytes;
    void *blob = aligned_alloc(8, size + 8 - size % 8);
    void *exact = NULL;

    CHECK(blob);
    memcpy(blob, data, size);
    bytes = fit_blob_size(blob, size);
    if (bytes != 0 && bytes <= size)
        exact = malloc(bytes);
    if (exact) {
        memcpy(exact, data, bytes);
        if (fit_decode(exact, bytes, MEDIUM, regions, image, &error) == 0) {
            for (unsigned i = 0; i < FIT_KINDS; i++) {
                CHECK(image[i].size > 0 && image[i].offset <= MEDIUM);
                CHECK(image[i].size <= MEDIUM - image[i].offset);
                CHECK(image[i].load == regions[i].base);
                CHECK(image[i].size <= regions[i].size);
                CHECK(image[i].entry - image[i].load < image[i].size);
            }
        } else {
            CHECK(error.reason);
        }
    }
    free(exact);
    free(blob);
    return 0;
}
