/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * FIT decoding. libfdt checks the structure of the whole blob first; after that
 * its read-only calls are safe on hostile bytes. Everything else is refused
 * unless it is exactly what is expected: arithmetic is done on 64-bit values
 * whose ranges are compared, never added, before they are known to fit.
 */
#include "boot/fit.h"

#include <libfdt.h>

#include "lib/mem.h"

struct kind {
    const char *name;     /* for the error, and the configuration's property */
    const char *property; /* of the configuration that names the image */
    const char *type;     /* the image's "type" */
    _Bool is_code;        /* has "arch" and "entry" */
};

static const struct kind kinds[FIT_KINDS] = {
    [FIT_TEE] = {"tee", "loadables", "tee", 1},
    [FIT_FDT] = {"fdt", "fdt", "flat_dt", 0},
    [FIT_KERNEL] = {"kernel", "kernel", "kernel", 1},
    [FIT_RAMDISK] = {"ramdisk", "ramdisk", "ramdisk", 0},
};

size_t fit_blob_size(const void *head, size_t bytes)
{
    if (bytes < sizeof(struct fdt_header) || fdt_check_header(head) != 0)
        return 0;
    return fdt_totalsize(head);
}

/* The property if it is one NUL-terminated string, else NULL. */
static const char *string_get(const void *blob, int node, const char *name)
{
    int size = 0;
    const char *text = fdt_getprop(blob, node, name, &size);

    if (!text || size < 1 || strnlen(text, (size_t)size) + 1 != (size_t)size)
        return NULL;
    return text;
}

static _Bool string_is(const void *blob, int node, const char *name,
                       const char *want)
{
    const char *text = string_get(blob, node, name);

    return text && strcmp(text, want) == 0;
}

/* A property of one or two big-endian cells. */
static _Bool number_get(const void *blob, int node, const char *name,
                        uint64_t *value)
{
    int size = 0;
    const fdt32_t *cell = fdt_getprop(blob, node, name, &size);

    if (!cell || (size != 4 && size != 8))
        return 0;
    uint64_t number = fdt32_ld(cell);
    if (size == 8)
        number = number << 32 | fdt32_ld(cell + 1);
    *value = number;
    return 1;
}

/* Where the image's bytes lie on the medium: "data-position" counts from its
 * start, "data-offset" from the end of the blob rounded up to 4. */
static _Bool data_find(const void *blob, int node, uint64_t medium_size,
                       struct fit_image *image)
{
    uint64_t offset = 0;

    if (number_get(blob, node, "data-offset", &offset)) {
        uint64_t base = ((uint64_t)fdt_totalsize(blob) + 3) & ~3ull;
        if (offset > medium_size)
            return 0;
        offset += base;
    } else if (!number_get(blob, node, "data-position", &offset)) {
        return 0;
    }
    if (!number_get(blob, node, "data-size", &image->size))
        return 0;
    image->offset = offset;
    return image->size > 0 && offset <= medium_size &&
           image->size <= medium_size - offset;
}

static const char *load_decode(const void *blob, int node,
                               const struct kind *kind,
                               const struct fit_region *region,
                               struct fit_image *image)
{
    if (!number_get(blob, node, "load", &image->load))
        return "load address missing";
    if (image->load != region->base)
        return "load address not allowed";
    if (image->size > region->size)
        return "too large for its place in memory";
    image->entry = image->load;
    if (!kind->is_code)
        return NULL;
    if (!string_is(blob, node, "arch", "arm64"))
        return "arch is not arm64";
    if (!number_get(blob, node, "entry", &image->entry))
        return "entry point missing";
    if (image->entry < image->load ||
        image->entry - image->load >= image->size || image->entry & 3)
        return "entry point outside the image";
    return NULL;
}

static const char *image_decode(const void *blob, int node,
                                const struct kind *kind, uint64_t medium_size,
                                const struct fit_region *region,
                                struct fit_image *image)
{
    if (!string_is(blob, node, "type", kind->type))
        return "wrong type";
    if (!string_is(blob, node, "compression", "none"))
        return "compressed";
    if (fdt_getprop(blob, node, "data", NULL))
        return "data inside the description";
    if (!data_find(blob, node, medium_size, image))
        return "data missing or outside the medium";
    return load_decode(blob, node, kind, region, image);
}

/* The default configuration's node, or -1. */
static int configuration_find(const void *blob)
{
    int parent = fdt_path_offset(blob, "/configurations");
    if (parent < 0)
        return -1;
    const char *name = string_get(blob, parent, "default");
    if (!name)
        return -1;
    return fdt_subnode_offset(blob, parent, name);
}

int fit_decode(const void *blob, size_t bytes, uint64_t medium_size,
               const struct fit_region *regions, struct fit_image *images,
               struct fit_error *error)
{
    *error = (struct fit_error){"damaged description", NULL};
    /* libfdt reads both blocks as words without checking their alignment. */
    if (fdt_off_dt_struct(blob) % 4 != 0 || fdt_off_mem_rsvmap(blob) % 8 != 0 ||
        fdt_check_full(blob, bytes) != 0)
        return -1;
    error->reason = "no default configuration";
    int conf = configuration_find(blob);
    if (conf < 0)
        return -1;
    error->reason = "no images";
    int parent = fdt_path_offset(blob, "/images");
    if (parent < 0)
        return -1;

    for (int i = 0; i < FIT_KINDS; i++) {
        const char *name = string_get(blob, conf, kinds[i].property);
        error->kind = kinds[i].name;
        error->reason = "not named once by the configuration";
        if (!name)
            return -1;
        int node = fdt_subnode_offset(blob, parent, name);
        error->reason = "named by the configuration but absent";
        if (node < 0)
            return -1;
        struct fit_image image = {0};
        error->reason = image_decode(blob, node, &kinds[i], medium_size,
                                     &regions[i], &image);
        if (error->reason)
            return -1;
        images[i] = image;
    }
    *error = (struct fit_error){NULL, NULL};
    return 0;
}
