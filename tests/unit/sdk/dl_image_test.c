/* SPDX-License-Identifier: BSD-2-Clause */
/* A library in memory: what is found in it, and what is wrong with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sdk/libdl/image.h"

#define VALUE 0x123

/* One page as it is loaded, readable; all but its end writable, too. */
static struct page {
    Elf64_Ehdr header;
    Elf64_Phdr phdr[2];
    Elf64_Dyn dynamic[10];
    Elf64_Sym symbols[3]; /* none, `own`, `else` */
    uint32_t hash[4 + 2 + 1 + 2];
    char strings[16];
    Elf64_Rela relocations[3];
    uint64_t target[3];
} page __attribute__((aligned(4096)));

static struct image image;

#define AT(member) offsetof(struct page, member)

static uint32_t hash_of(const char *name)
{
    uint32_t hash = 5381;

    while (*name)
        hash = hash * 33 + (uint8_t)*name++;
    return hash;
}

static int setup(void **state)
{
    const uint32_t hash[] = {1,
                             1,
                             1,
                             0, /* buckets, first, words, shift */
                             0,
                             0,
                             1, /* the filter, the bucket */
                             hash_of("own") & ~1u,
                             hash_of("else") & ~1u};
    const Elf64_Dyn dynamic[] = {{DT_STRTAB, {AT(strings)}},
                                 {DT_STRSZ, {sizeof(page.strings)}},
                                 {DT_SYMTAB, {AT(symbols)}},
                                 {DT_GNU_HASH, {AT(hash)}},
                                 {DT_RELA, {AT(relocations)}},
                                 {DT_RELASZ, {3 * sizeof(Elf64_Rela)}},
                                 {DT_NULL, {0}}};

    (void)state;
    page = (struct page){
        .header = {.e_phoff = AT(phdr), .e_phentsize = 56, .e_phnum = 2},
        .phdr = {{.p_type = PT_LOAD,
                  .p_flags = PF_R | PF_W,
                  .p_memsz = sizeof(page)},
                 {.p_type = PT_DYNAMIC,
                  .p_vaddr = AT(dynamic),
                  .p_memsz = sizeof(page.dynamic)}},
        .symbols = {{0},
                    {.st_name = 1,
                     .st_info = STB_GLOBAL << 4,
                     .st_shndx = 1,
                     .st_value = VALUE},
                    {.st_name = 5, .st_info = STB_GLOBAL << 4}},
        .strings = "\0own\0else",
        .relocations = {{AT(target[0]), R_AARCH64_RELATIVE, 7},
                        {AT(target[1]), 1ull << 32 | R_AARCH64_GLOB_DAT, 0},
                        {AT(target[2]), 2ull << 32 | R_AARCH64_JUMP_SLOT, 1}},
    };
    memcpy(page.dynamic, dynamic, sizeof(dynamic));
    memcpy(page.hash, hash, sizeof(hash));
    page.hash[8] |= 1;
    return 0;
}

static const char *open_page(void)
{
    return image_open(&image, (uintptr_t)&page, sizeof(page));
}

static bool find_else(const char *name, uintptr_t *value)
{
    if (strcmp(name, "else") != 0)
        return false;
    *value = 1000;
    return true;
}

static bool find_nothing(const char *name, uintptr_t *value)
{
    (void)name;
    (void)value;
    return false;
}

static void symbols_are_found(void **state)
{
    uintptr_t value = 0;

    (void)state;
    assert_null(open_page());
    assert_true(image_find(&image, "own", &value));
    assert_int_equal(value, (uintptr_t)&page + VALUE);
    assert_false(image_find(&image, "else", &value)); /* not defined here */
    assert_false(image_find(&image, "ow", &value));
    page.hash[0] = 0; /* no buckets */
    assert_false(image_find(&image, "own", &value));
    page.hash[0] = 1;
    page.hash[7] &= ~1u;
    page.hash[8] &= ~1u; /* a chain without an end */
    assert_false(image_find(&image, "nobody", &value));
}

static void relocations_are_done(void **state)
{
    (void)state;
    assert_null(open_page());
    for (unsigned twice = 0; twice < 2; twice++) {
        assert_null(image_relocate(&image, find_else));
        assert_int_equal(page.target[0], (uintptr_t)&page + 7);
        assert_int_equal(page.target[1], (uintptr_t)&page + VALUE);
        assert_int_equal(page.target[2], 1001);
    }
    assert_non_null(image_relocate(&image, find_nothing));
    assert_string_equal(image.about, "else");
    page.symbols[2].st_info = STB_WEAK << 4;
    assert_null(image_relocate(&image, find_nothing));
    assert_int_equal(page.target[2], 1);
}

static void wrong_relocations_are_refused(void **state)
{
    Elf64_Rela *r = &page.relocations[0];

    (void)state;
    assert_null(open_page());
    *r = (Elf64_Rela){sizeof(page), R_AARCH64_RELATIVE, 0};
    assert_non_null(image_relocate(&image, find_else));
    *r = (Elf64_Rela){AT(target[0]), 1031, 0}; /* TLSDESC */
    assert_non_null(image_relocate(&image, find_else));
    *r = (Elf64_Rela){AT(target[0]), ~0ull << 32 | R_AARCH64_ABS64, 0};
    assert_non_null(image_relocate(&image, find_else));
    page.phdr[0].p_flags = PF_R;
    *r = (Elf64_Rela){AT(target[0]), R_AARCH64_RELATIVE, 0};
    assert_non_null(image_relocate(&image, find_else));
}

static void wrong_tables_are_refused(void **state)
{
    static const struct {
        unsigned entry;
        Elf64_Dyn instead;
    } rows[] = {{0, {DT_STRTAB, {sizeof(struct page)}}},
                {4, {DT_RELA, {UINT64_MAX}}},
                {5, {DT_RELASZ, {25}}},
                {5, {DT_RELASZ, {UINT64_MAX / 24 * 24}}},
                {3, {DT_NEEDED, {1}}},
                {3, {DT_RELR, {1}}}};

    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        setup(state);
        page.dynamic[rows[i].entry] = rows[i].instead;
        assert_non_null(open_page());
    }
    setup(state);
    page.phdr[1].p_vaddr = sizeof(page);
    assert_non_null(open_page());
    setup(state);
    page.phdr[1].p_type = PT_TLS;
    assert_non_null(open_page());
    setup(state);
    page.header.e_phnum = 100;
    assert_non_null(open_page());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(symbols_are_found, setup),
        cmocka_unit_test_setup(relocations_are_done, setup),
        cmocka_unit_test_setup(wrong_relocations_are_refused, setup),
        cmocka_unit_test_setup(wrong_tables_are_refused, setup),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
