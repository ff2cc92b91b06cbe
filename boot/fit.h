/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The decoder of the boot image: a FIT (flattened image tree) made by
 * "mkimage -E", that is a device tree blob of descriptions, followed by the
 * images' bytes. A pure core: it sees a private copy of the blob and the size
 * of the medium, and says where each image lies and where it goes.
 *
 * The default configuration names the images: "kernel", "fdt" and "ramdisk"
 * each one, "loadables" the TEE. All four are required.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum fit_kind { FIT_TEE, FIT_FDT, FIT_KERNEL, FIT_RAMDISK, FIT_KINDS };

/* Where images of a kind may go: inside [base, base + size), and exactly at
 * base, because whoever is entered there was linked or told so. */
struct fit_region {
    uint64_t base;
    uint64_t size;
};

struct fit_image {
    uint64_t offset; /* of its bytes, from the start of the medium */
    uint64_t size;   /* bytes, not 0 */
    uint64_t load;   /* inside the region of its kind, with all of size */
    uint64_t entry;  /* inside [load, load + size); equals load if unused */
};

/* What was refused: a reason in words, and the name of the image's kind or
 * NULL when it concerns the whole FIT. Static strings. */
struct fit_error {
    const char *reason;
    const char *kind;
};

/*
 * Size of the blob that starts with the FDT header at head (bytes), or 0 if it
 * is not an FDT header of a version that can be read, or bytes are too few.
 */
size_t fit_blob_size(const void *head, size_t bytes);

/*
 * Decodes the blob (8-byte aligned, bytes = fit_blob_size()) of a FIT on a
 * medium of medium_size bytes. regions: FIT_KINDS rows. On success fills
 * images[FIT_KINDS] and returns 0; on refusal fills *error and returns -1.
 */
__attribute__((warn_unused_result)) int
fit_decode(const void *blob, size_t bytes, uint64_t medium_size,
           const struct fit_region *regions, struct fit_image *images,
           struct fit_error *error);
