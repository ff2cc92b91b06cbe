/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * boot/fit.c: a good FIT is decoded to the right numbers, each single thing
 * wrong with it is refused for its own reason, and no damage to its bytes leads
 * outside the medium or the image's place. The blobs lie in allocations of
 * exactly their size, so that the sanitizer sees a read beyond.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <libfdt.h>

#include "boot/fit.h"

#define MEDIUM   0x100000u
#define BLOB_MAX 4096

static const struct fit_region regions[FIT_KINDS] = {
    [FIT_TEE] = {0x0e100000, 0xf00000},
    [FIT_FDT] = {0x40000000, 0x200000},
    [FIT_KERNEL] = {0x40400000, 0x3c00000},
    [FIT_RAMDISK] = {0x1044000000, 0x14000000},
};

struct blob {
    void *bytes;
    size_t size;
};

/* The node and property to change before decoding; NULL: nothing. */
struct change {
    const char *path;
    const char *property;
    const char *text; /* new string value, or NULL: number */
    uint64_t number;
    int cells; /* of the number; 0: delete the property */
};

static void string_add(void *fdt, const char *name, const char *text)
{
    int size = (int)strlen(text) + 1;

    assert_int_equal(fdt_property(fdt, name, text, size), 0);
}

static void image_add(void *fdt, const char *name, const char *type,
                      uint64_t load, uint32_t offset, uint32_t size, int code)
{
    assert_int_equal(fdt_begin_node(fdt, name), 0);
    string_add(fdt, "type", type);
    string_add(fdt, "arch", "arm64");
    string_add(fdt, "compression", "none");
    if (load >> 32)
        assert_int_equal(fdt_property_u64(fdt, "load", load), 0);
    else
        assert_int_equal(fdt_property_u32(fdt, "load", (uint32_t)load), 0);
    if (code)
        assert_int_equal(fdt_property_u32(fdt, "entry", (uint32_t)load + 8), 0);
    assert_int_equal(fdt_property_u32(fdt, "data-position", offset), 0);
    assert_int_equal(fdt_property_u32(fdt, "data-size", size), 0);
    assert_int_equal(fdt_end_node(fdt), 0);
}

static void images_add(void *fdt)
{
    assert_int_equal(fdt_begin_node(fdt, "images"), 0);
    image_add(fdt, "tee", "tee", 0x0e100000, 0x1000, 0x2000, 1);
    image_add(fdt, "fdt", "flat_dt", 0x40000000, 0x3000, 0x10, 0);
    image_add(fdt, "kernel", "kernel", 0x40400000, 0x4000, 0x8000, 1);
    image_add(fdt, "disk", "ramdisk", 0x1044000000, 0xc000, 0xf4000, 0);
    assert_int_equal(fdt_end_node(fdt), 0);
}

static void configuration_add(void *fdt)
{
    assert_int_equal(fdt_begin_node(fdt, "configurations"), 0);
    string_add(fdt, "default", "c");
    assert_int_equal(fdt_begin_node(fdt, "c"), 0);
    string_add(fdt, "kernel", "kernel");
    string_add(fdt, "fdt", "fdt");
    string_add(fdt, "ramdisk", "disk");
    string_add(fdt, "loadables", "tee");
    assert_int_equal(fdt_end_node(fdt), 0);
    assert_int_equal(fdt_end_node(fdt), 0);
}

static void change_apply(void *fdt, const struct change *change)
{
    int node = fdt_path_offset(fdt, change->path);
    fdt64_t number = cpu_to_fdt64(change->number);
    int error;

    assert_true(node >= 0);
    if (change->text)
        error = fdt_setprop(fdt, node, change->property, change->text,
                            (int)strlen(change->text) + 1);
    else if (change->cells)
        error = fdt_setprop(fdt, node, change->property,
                            (uint8_t *)&number + 8 - 4 * change->cells,
                            4 * change->cells);
    else
        error = fdt_delprop(fdt, node, change->property);
    assert_int_equal(error, 0);
}

static struct blob blob_new(const struct change *change)
{
    char buffer[BLOB_MAX];

    assert_int_equal(fdt_create(buffer, sizeof buffer), 0);
    assert_int_equal(fdt_finish_reservemap(buffer), 0);
    assert_int_equal(fdt_begin_node(buffer, ""), 0);
    images_add(buffer);
    configuration_add(buffer);
    assert_int_equal(fdt_end_node(buffer), 0);
    assert_int_equal(fdt_finish(buffer), 0);
    if (change) {
        assert_int_equal(fdt_open_into(buffer, buffer, sizeof buffer), 0);
        change_apply(buffer, change);
        assert_int_equal(fdt_pack(buffer), 0);
    }
    struct blob blob = {.size = fdt_totalsize(buffer)};
    blob.bytes = malloc(blob.size);
    assert_non_null(blob.bytes);
    memcpy(blob.bytes, buffer, blob.size);
    return blob;
}

static void test_good(void **state)
{
    struct blob blob = blob_new(NULL);
    struct fit_image images[FIT_KINDS];
    struct fit_error error;

    (void)state;
    assert_int_equal(fit_blob_size(blob.bytes, blob.size), blob.size);
    assert_int_equal(
        fit_decode(blob.bytes, blob.size, MEDIUM, regions, images, &error), 0);
    assert_null(error.reason);
    assert_int_equal(images[FIT_TEE].offset, 0x1000);
    assert_int_equal(images[FIT_TEE].size, 0x2000);
    assert_int_equal(images[FIT_TEE].load, 0x0e100000);
    assert_int_equal(images[FIT_TEE].entry, 0x0e100008);
    assert_int_equal(images[FIT_RAMDISK].load, 0x1044000000);
    assert_int_equal(images[FIT_RAMDISK].entry, 0x1044000000);
    assert_int_equal(images[FIT_RAMDISK].offset + images[FIT_RAMDISK].size,
                     MEDIUM);
    free(blob.bytes);
}

static void test_data_offset(void **state)
{
    const struct change change = {"/images/tee", "data-offset", NULL, 0x40, 1};
    struct blob blob = blob_new(&change);
    struct fit_image images[FIT_KINDS];
    struct fit_error error;

    (void)state;
    assert_int_equal(
        fit_decode(blob.bytes, blob.size, MEDIUM, regions, images, &error), 0);
    assert_int_equal(images[FIT_TEE].offset, ((blob.size + 3) & ~3u) + 0x40);
    free(blob.bytes);
}

static const struct {
    struct change change;
    const char *kind;
    const char *reason;
} refusals[] = {
    {{"/configurations", "default", "d", 0, 0},
     NULL,
     "no default configuration"},
    {{"/configurations", "default", NULL, 0, 0},
     NULL,
     "no default configuration"},
    {{"/configurations/c", "loadables", NULL, 0, 0},
     "tee",
     "not named once by the configuration"},
    {{"/configurations/c", "fdt", "other", 0, 0},
     "fdt",
     "named by the configuration but absent"},
    {{"/configurations/c", "fdt", "kernel", 0, 0}, "fdt", "wrong type"},
    {{"/images/kernel", "compression", "gzip", 0, 0}, "kernel", "compressed"},
    {{"/images/kernel", "data", "x", 0, 0},
     "kernel",
     "data inside the description"},
    {{"/images/tee", "data-position", NULL, 0, 0},
     "tee",
     "data missing or outside the medium"},
    {{"/images/tee", "data-size", NULL, 0, 1},
     "tee",
     "data missing or outside the medium"},
    {{"/images/disk", "data-size", NULL, 0xf4001, 1},
     "ramdisk",
     "data missing or outside the medium"},
    {{"/images/tee", "data-position", NULL, UINT64_MAX, 2},
     "tee",
     "data missing or outside the medium"},
    {{"/images/tee", "data-offset", NULL, UINT64_MAX, 2},
     "tee",
     "data missing or outside the medium"},
    {{"/images/tee", "data-size", NULL, UINT64_MAX - 0xfff, 2},
     "tee",
     "data missing or outside the medium"},
    {{"/images/tee", "load", NULL, 0, 0}, "tee", "load address missing"},
    {{"/images/tee", "load", NULL, 0x0e000000, 1},
     "tee",
     "load address not allowed"},
    {{"/images/kernel", "load", NULL, 0x0e100000, 1},
     "kernel",
     "load address not allowed"},
    {{"/images/kernel", "load", NULL, 0x140400000, 2},
     "kernel",
     "load address not allowed"},
    {{"/images/kernel", "arch", "arm", 0, 0}, "kernel", "arch is not arm64"},
    {{"/images/kernel", "entry", NULL, 0, 0}, "kernel", "entry point missing"},
    {{"/images/kernel", "entry", NULL, 0x403ffffc, 1},
     "kernel",
     "entry point outside the image"},
    {{"/images/kernel", "entry", NULL, 0x40408000, 1},
     "kernel",
     "entry point outside the image"},
    {{"/images/kernel", "entry", NULL, 0x40400002, 1},
     "kernel",
     "entry point outside the image"},
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct blob blob = blob_new(&refusals[i].change);
        struct fit_image images[FIT_KINDS];
        struct fit_error error = {NULL, NULL};

        assert_int_equal(
            fit_decode(blob.bytes, blob.size, MEDIUM, regions, images, &error),
            -1);
        assert_string_equal(error.reason, refusals[i].reason);
        if (refusals[i].kind)
            assert_string_equal(error.kind, refusals[i].kind);
        else
            assert_null(error.kind);
        free(blob.bytes);
    }
}

static void test_too_large_for_its_place(void **state)
{
    struct fit_region small[FIT_KINDS];
    struct blob blob = blob_new(NULL);
    struct fit_image images[FIT_KINDS];
    struct fit_error error;

    (void)state;
    memcpy(small, regions, sizeof small);
    small[FIT_KERNEL].size = 0x7fff;
    assert_int_equal(
        fit_decode(blob.bytes, blob.size, MEDIUM, small, images, &error), -1);
    assert_string_equal(error.kind, "kernel");
    assert_string_equal(error.reason, "too large for its place in memory");
    free(blob.bytes);
}

static void check_harmless(const struct blob *blob)
{
    struct fit_image images[FIT_KINDS];
    struct fit_error error;

    size_t size = fit_blob_size(blob->bytes, blob->size);
    if (size == 0 || size > blob->size)
        return;
    if (fit_decode(blob->bytes, size, MEDIUM, regions, images, &error) != 0) {
        assert_non_null(error.reason);
        return;
    }
    for (int i = 0; i < FIT_KINDS; i++) {
        assert_true(images[i].offset <= MEDIUM);
        assert_true(images[i].size <= MEDIUM - images[i].offset);
        assert_true(images[i].load == regions[i].base);
        assert_true(images[i].size <= regions[i].size);
        assert_true(images[i].entry - images[i].load < images[i].size);
    }
}

static void test_damage(void **state)
{
    struct blob blob = blob_new(NULL);
    uint8_t *bytes = blob.bytes;

    (void)state;
    for (size_t i = 0; i < blob.size; i++) {
        uint8_t good = bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            bytes[i] = (uint8_t)(good ^ 1 << bit);
            check_harmless(&blob);
        }
        bytes[i] = 0xff;
        check_harmless(&blob);
        bytes[i] = good;
    }
    free(blob.bytes);
}

static void test_truncation(void **state)
{
    struct blob whole = blob_new(NULL);

    (void)state;
    for (size_t size = 0; size < whole.size; size++) {
        struct blob part = {malloc(size ? size : 1), size};
        assert_non_null(part.bytes);
        memcpy(part.bytes, whole.bytes, size);
        check_harmless(&part);
        if (size >= sizeof(struct fdt_header)) {
            fdt_set_totalsize(part.bytes, (uint32_t)size);
            check_harmless(&part);
        }
        free(part.bytes);
    }
    free(whole.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_data_offset),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_too_large_for_its_place),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_truncation),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
