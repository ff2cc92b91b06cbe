/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does the loader place and relocate a TA's program right, refuse what it
 * must, and stay inside its buffer whatever the file says? The last is tried
 * with 200,000 damaged files under the address sanitizer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "abi/ta_msg.h"
#include "services/tamgr/elf.h"
#include "services/tamgr/elf64.h"
#include "services/tamgr/process.h"
#include "tests/unit/tamgr_image.h"

#define BASE 0x7654321000ull

static const struct test_elf usual = {
    .uuid = {{0x0706050403020100, 0x0f0e0d0c0b0a0908}},
    .flags = TA_FLAG_SINGLE_INSTANCE,
    .stack_size = 5000,
    .bss = 10000,
};

static uint8_t file[ELF_SIZE];
static struct elf elf;

static struct elf64_header *const header = (struct elf64_header *)file;
static struct elf64_program *const program =
    (struct elf64_program *)(file + ELF_PHDR);
static struct elf64_section *const section =
    (struct elf64_section *)(file + ELF_SECTIONS);
static struct elf64_rela *const rela = (struct elf64_rela *)(file + ELF_RELA);
static struct ta_head *const head = (struct ta_head *)(file + ELF_CODE);

static int setup(void **state)
{
    (void)state;
    elf_make(file, &usual);
    return 0;
}

static enum refusal decode(void)
{
    return elf_decode(file, sizeof(file), &elf);
}

static enum refusal relocate(void)
{
    assert_int_equal(decode(), REFUSE_NONE);
    return elf_relocate(file, sizeof(file), &elf, BASE);
}

static void decodes_a_good_file(void **state)
{
    struct uuid_words uuid;

    (void)state;
    assert_int_equal(decode(), REFUSE_NONE);
    assert_int_equal(elf.segments, 2);
    assert_int_equal(elf.entry, ELF_ENTRY);
    assert_int_equal(elf.span, 0x4000);
    assert_int_equal(elf.pages, 4);
    assert_int_equal(elf.segment[0].rights, KMAP_READ | KMAP_EXEC);
    assert_int_equal(elf.segment[1].rights, KMAP_READ | KMAP_WRITE);
    assert_int_equal(elf.segment[1].va, ELF_DATA_VA);
    assert_int_equal(elf.segment[1].memsz, ELF_DATA_SIZE + 10000);
    assert_int_equal(elf.head.stack_size, 5000);
    uuid = elf_uuid(&elf.head);
    assert_memory_equal(&uuid, &usual.uuid, 16);
}

static void relocates(void **state)
{
    uint64_t words[8];

    (void)state;
    assert_int_equal(relocate(), REFUSE_NONE);
    memcpy(words, file + ELF_DATA, sizeof(words));
    assert_int_equal(words[0], BASE + 0x123);
    assert_int_equal(words[1], BASE + 0x1038 + 4);
    assert_int_equal(words[2], BASE + 0x1038);
    assert_int_equal(words[3], 0);
    assert_int_equal(words[4], 0xeeeeeeeeeeeeeeee);
}

static void finds_the_head_at_zero(void **state)
{
    struct test_elf no_symbol = usual;

    (void)state;
    no_symbol.no_symbol = true;
    elf_make(file, &no_symbol);
    assert_int_equal(decode(), REFUSE_NONE);
    assert_int_equal(elf.head.stack_size, 5000);
}

static void guards_branches_if_all_code_can(void **state)
{
    uint32_t *const note = (uint32_t *)(file + ELF_NOTE);
    struct test_elf bti = usual;

    (void)state;
    bti.bti = true;
    elf_make(file, &bti);
    assert_int_equal(decode(), REFUSE_NONE);
    assert_int_equal(elf.segment[0].rights, KMAP_READ | KMAP_EXEC | KMAP_BTI);
    assert_int_equal(elf.segment[1].rights, KMAP_READ | KMAP_WRITE);
    /* A broken note promises nothing. */
    for (unsigned i = 0; i < 10; i++) {
        /* 4: another property; 6, 7: its value; 9: size of the right one */
        bool harmless = i == 4 || i == 6 || i == 7 || i == 9;

        elf_make(file, &bti);
        note[i] = UINT32_MAX;
        assert_int_equal(decode(), REFUSE_NONE);
        assert_int_equal((elf.segment[0].rights & KMAP_BTI) != 0, harmless);
    }
}

static void refuses_bad_segments(void **state)
{
    (void)state;
    program[1].vaddr = 0xff0; /* shares the page of the code */
    assert_int_equal(decode(), REFUSE_SEGMENTS);
    setup(NULL);
    program[0].vaddr = 0x8000; /* not in order */
    assert_int_equal(decode(), REFUSE_SEGMENTS);
    setup(NULL);
    program[1].filesz = program[1].memsz + 1;
    assert_int_equal(decode(), REFUSE_SEGMENTS);
    setup(NULL);
    program[1].offset = ELF_SIZE - ELF_DATA_SIZE + 1;
    assert_int_equal(decode(), REFUSE_SEGMENTS);
    setup(NULL);
    program[1].offset = UINT64_MAX - 8;
    assert_int_equal(decode(), REFUSE_SEGMENTS);
    setup(NULL);
    program[1].vaddr = UINT64_MAX - 4095;
    assert_int_equal(decode(), REFUSE_SEGMENTS);
    setup(NULL);
    program[1].memsz = UINT64_MAX;
    assert_int_equal(decode(), REFUSE_SEGMENTS);
    setup(NULL);
    program[1].flags |= ELF_PF_EXEC;
    assert_int_equal(decode(), REFUSE_WRITE_EXEC);
    assert_int_equal(refusal_result(REFUSE_WRITE_EXEC), R_ERROR_BAD_FORMAT);
    setup(NULL);
    header->phnum = 5;
    for (unsigned i = 0; i < 5; i++)
        program[i] = (struct elf64_program){
            .type = ELF_PT_LOAD, .vaddr = i * 4096, .memsz = 1};
    assert_int_equal(decode(), REFUSE_SEGMENTS);
}

static void refuses_bad_headers(void **state)
{
    (void)state;
    header->ident[4] = 1;
    assert_int_equal(decode(), REFUSE_ELF);
    setup(NULL);
    header->type = 2;
    assert_int_equal(decode(), REFUSE_ELF);
    setup(NULL);
    header->machine = 40;
    assert_int_equal(decode(), REFUSE_ELF);
    setup(NULL);
    header->phoff = UINT64_MAX - 10;
    assert_int_equal(decode(), REFUSE_ELF);
    setup(NULL);
    header->shnum = 0;
    assert_int_equal(decode(), REFUSE_ELF);
    setup(NULL);
    header->entry = ELF_DATA_VA; /* not code */
    assert_int_equal(decode(), REFUSE_ELF);
    setup(NULL);
    header->entry = ELF_ENTRY + 2;
    assert_int_equal(decode(), REFUSE_ELF);
    assert_int_equal(elf_decode(file, 63, &elf), REFUSE_ELF);
    assert_int_equal(elf_decode(file, 0, &elf), REFUSE_ELF);
}

static void refuses_bad_heads(void **state)
{
    (void)state;
    head->stack_size = 0;
    assert_int_equal(decode(), REFUSE_HEAD);
    setup(NULL);
    head->flags = TA_FLAGS_MASK + 1;
    assert_int_equal(decode(), REFUSE_HEAD);
    setup(NULL);
    head->flags = TA_FLAG_CONCURRENT;
    assert_int_equal(decode(), REFUSE_HEAD);
    setup(NULL);
    head->depr_entry = 0x40;
    assert_int_equal(decode(), REFUSE_HEAD);
    setup(NULL);
    program[0].filesz = 0; /* the head is not in the file */
    header->entry = 0;
    assert_int_not_equal(decode(), REFUSE_NONE);
}

static void refuses_bad_relocations(void **state)
{
    (void)state;
    rela[0].info = 1024; /* R_AARCH64_COPY */
    assert_int_equal(relocate(), REFUSE_RELOCATION);
    setup(NULL);
    rela[0].offset = ELF_DATA_VA + ELF_DATA_SIZE - 7; /* ends in .bss */
    assert_int_equal(relocate(), REFUSE_RELOCATION);
    setup(NULL);
    rela[0].offset = 0x800; /* between the segments */
    assert_int_equal(relocate(), REFUSE_RELOCATION);
    setup(NULL);
    rela[0].offset = UINT64_MAX - 3;
    assert_int_equal(relocate(), REFUSE_RELOCATION);
    setup(NULL);
    rela[1].info = 4ull << 32 | ELF_R_ABS64; /* no such symbol */
    assert_int_equal(relocate(), REFUSE_RELOCATION);
    setup(NULL);
    rela[3].info = ELF_R_JUMP_SLOT; /* symbol 0: undefined, not weak */
    assert_int_equal(relocate(), REFUSE_RELOCATION);
    setup(NULL);
    section[1].link = 3; /* not a symbol table */
    assert_int_equal(relocate(), REFUSE_RELOCATION);
    setup(NULL);
    section[1].offset = ELF_SIZE - 8;
    assert_int_equal(relocate(), REFUSE_RELOCATION);
    setup(NULL);
    section[1].size -= 1;
    assert_int_equal(relocate(), REFUSE_RELOCATION);
    setup(NULL);
    header->shoff = ELF_SIZE - 64;
    assert_int_equal(relocate(), REFUSE_ELF);
}

static struct ta_random random_of(unsigned seed)
{
    struct ta_random r = {0};

    srand(seed);
    for (size_t i = 0; i < sizeof(r); i++)
        ((uint8_t *)&r)[i] = (uint8_t)(rand() >> 8);
    return r;
}

/* Guard pages, alignment, range: whatever the random numbers are. */
static void places_everything_apart(void **state)
{
    (void)state;
    assert_int_equal(decode(), REFUSE_NONE);
    for (unsigned seed = 0; seed < 10000; seed++) {
        struct ta_random r = random_of(seed);
        struct ta_layout l;
        uint64_t image_end, stack_end;

        if (seed == 0)
            memset(&r, 0, sizeof(r));
        if (seed == 1)
            memset(&r, 0xff, sizeof(r));
        assert_int_equal(layout_choose(&elf, &r, &l), REFUSE_NONE);
        image_end = l.image + elf.span;
        stack_end = l.stack + l.stack_pages * PAGE_SIZE;
        assert_int_equal(l.stack_pages, 2);
        assert_true(l.image >= USER_VA_MIN);
        assert_true(l.stack >= image_end + PAGE_SIZE);
        assert_true(l.arena >= stack_end + PAGE_SIZE);
        assert_true(l.arena + TA_ARENA_ROOM <= USER_VA_MAX);
        assert_int_equal(l.arena % (2 << 20), 0);
        assert_int_equal((l.image | l.stack) % PAGE_SIZE, 0);
        /* 6 pages of its own, 2 or 1 tables of 2 MiB, 3 above. */
        assert_in_range(l.quota, 6 + 1 + 3 + TA_SLACK_PAGES,
                        6 + 3 + 3 + TA_SLACK_PAGES);
    }
}

static void limits_memory(void **state)
{
    struct ta_random r = random_of(1);
    struct test_elf large = usual;
    struct ta_layout l;

    (void)state;
    large.bss = (TA_PAGES_MAX - 4ull) * PAGE_SIZE;
    large.stack_size = 2 * PAGE_SIZE;
    elf_make(file, &large);
    assert_int_equal(decode(), REFUSE_NONE);
    assert_int_equal(layout_choose(&elf, &r, &l), REFUSE_NONE);
    large.stack_size++;
    elf_make(file, &large);
    assert_int_equal(decode(), REFUSE_NONE);
    assert_int_equal(layout_choose(&elf, &r, &l), REFUSE_TA_SIZE);
    elf_make(file, &usual);
    head->stack_size = UINT32_MAX;
    assert_int_equal(decode(), REFUSE_NONE);
    assert_int_equal(layout_choose(&elf, &r, &l), REFUSE_TA_SIZE);
    elf_make(file, &usual);
    program[1].vaddr = 0xfffff000 - 0x10000; /* much between little */
    assert_int_equal(decode(), REFUSE_NONE);
    assert_int_equal(layout_choose(&elf, &r, &l), REFUSE_TA_SIZE);
    assert_int_equal(refusal_result(REFUSE_TA_SIZE), R_ERROR_OUT_OF_MEMORY);
}

static void survives_damaged_files(void **state)
{
    uint8_t *copy = malloc(sizeof(file));
    unsigned accepted = 0;

    (void)state;
    srand(7);
    for (unsigned n = 0; n < 200000; n++) {
        size_t size = n % 4 ? sizeof(file) : (size_t)rand() % sizeof(file);

        elf_make(copy, &usual);
        for (int changes = rand() % 4; changes >= 0; changes--) {
            static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
            size_t at = (size_t)rand() % sizeof(file);

            copy[at] = rand() % 2 ? (uint8_t)rand() : values[rand() % 5];
        }
        memmove(copy + sizeof(file) - size, copy, size);
        if (!elf_decode(copy + sizeof(file) - size, size, &elf) &&
            !elf_relocate(copy + sizeof(file) - size, size, &elf, BASE))
            accepted++;
    }
    free(copy);
    assert_in_range(accepted, 1000, 199000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(decodes_a_good_file, setup),
        cmocka_unit_test_setup(relocates, setup),
        cmocka_unit_test_setup(finds_the_head_at_zero, setup),
        cmocka_unit_test_setup(guards_branches_if_all_code_can, setup),
        cmocka_unit_test_setup(refuses_bad_segments, setup),
        cmocka_unit_test_setup(refuses_bad_headers, setup),
        cmocka_unit_test_setup(refuses_bad_heads, setup),
        cmocka_unit_test_setup(refuses_bad_relocations, setup),
        cmocka_unit_test_setup(places_everything_apart, setup),
        cmocka_unit_test_setup(limits_memory, setup),
        cmocka_unit_test_setup(survives_damaged_files, setup),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
