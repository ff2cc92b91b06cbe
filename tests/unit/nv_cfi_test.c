/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver on two simulated chips side by side: each has its half of every
 * word, a state of its own, and fails on its own. Whatever happens, both are
 * arrays again with a clear status when a function returns.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "abi/bundle.h"
#include "platform/mmio.h"

static uint32_t chips_read(uintptr_t address);
static void chips_write(uintptr_t address, uint32_t word);

#define mmio_read32  chips_read
#define mmio_write32 chips_write
#include "services/nv/cfi.c"

#define READY 0x80u
#define NEVER 0xffffffffu

enum mode { ARRAY, STATUS, DATA, CONFIRM };

static uint16_t memory[2][2 * PLATFORM_NV_SECTOR / 4];
static struct chip {
    enum mode mode;
    uint16_t status;
    uint32_t busy;  /* reads of the status until it is ready */
    uint16_t fails; /* status bits of the next operation */
    uint32_t takes; /* reads */
} chip[2];

static uint32_t index_of(uintptr_t address)
{
    assert_true(address >= BUNDLE_DEVICE_VA && address % 4 == 0);
    assert_true(address - BUNDLE_DEVICE_VA < 2 * PLATFORM_NV_SECTOR);
    return (uint32_t)(address - BUNDLE_DEVICE_VA) / 4;
}

static uint16_t chip_read(struct chip *c, uint16_t content)
{
    if (c->mode == ARRAY)
        return content;
    assert_int_equal(c->mode, STATUS);
    if (c->busy && c->busy != NEVER)
        c->busy--;
    return c->busy ? 0 : READY | c->status;
}

static void operation(struct chip *c)
{
    c->mode = STATUS;
    c->busy = c->takes;
    c->status |= c->fails;
}

static void command(struct chip *c, uint16_t word)
{
    switch (word) {
    case 0xff:
        c->mode = ARRAY;
        break;
    case 0x50:
        c->status = 0;
        break;
    case 0x40:
        c->mode = DATA;
        break;
    case 0x20:
        c->mode = CONFIRM;
        break;
    default:
        fail();
    }
}

static void chip_write(struct chip *c, unsigned lane, uint32_t at,
                       uint16_t word)
{
    uint32_t sector = at & ~(uint32_t)(PLATFORM_NV_SECTOR / 4 - 1);

    if (c->mode == DATA) {
        operation(c);
        memory[lane][at] &= word;
    } else if (c->mode == CONFIRM) {
        assert_int_equal(word, 0xd0);
        operation(c);
        memset(&memory[lane][sector], 0xff, PLATFORM_NV_SECTOR / 2);
    } else {
        command(c, word);
    }
}

static uint32_t chips_read(uintptr_t address)
{
    uint32_t at = index_of(address);
    uint32_t low = chip_read(&chip[0], memory[0][at]);

    return low | (uint32_t)chip_read(&chip[1], memory[1][at]) << 16;
}

static void chips_write(uintptr_t address, uint32_t word)
{
    uint32_t at = index_of(address);

    chip_write(&chip[0], 0, at, (uint16_t)word);
    chip_write(&chip[1], 1, at, (uint16_t)(word >> 16));
}

static void expect_rest(void)
{
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(chip[i].mode, ARRAY);
        assert_int_equal(chip[i].status, 0);
    }
}

static int begin(void **state)
{
    (void)state;
    memset(memory, 0xff, sizeof(memory));
    memset(chip, 0, sizeof(chip));
    chip[0].takes = 3;
    chip[1].takes = 7;
    return 0;
}

static const uint8_t words[8] = {1, 2, 3, 4, 0xf5, 6, 7, 8};

static void test_works(void **state)
{
    const uint32_t last = PLATFORM_NV_SECTOR - 8;
    uint8_t back[8];

    (void)state;
    chip[1].mode = STATUS; /* as somebody left it */
    flash_init();
    for (unsigned sector = 0; sector < 2; sector++) {
        assert_true(flash_port.program(sector, last, words, 8));
        expect_rest();
        assert_true(flash_port.read(sector, last, back, 8));
        assert_memory_equal(back, words, 8);
    }
    assert_true(flash_port.erase(1));
    expect_rest();
    assert_true(flash_port.read(1, last, back, 8));
    for (unsigned i = 0; i < 8; i++)
        assert_int_equal(back[i], 0xff);
    assert_true(flash_port.read(0, last, back, 8));
    assert_memory_equal(back, words, 8);
}

static void test_fails(void **state)
{
    static const uint16_t failures[] = {0x02, 0x08, 0x10, 0x20};

    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        chip[i % 2].fails = failures[i / 2];
        assert_false(flash_port.program(0, 0, words, 8));
        expect_rest();
        assert_false(flash_port.erase(0));
        expect_rest();
        chip[i % 2].fails = 0;
        assert_true(flash_port.erase(0));
        assert_true(flash_port.program(0, 0, words, 8));
    }
}

/* One chip that is never ready. */
static void test_hangs(void **state)
{
    (void)state;
    chip[1].takes = NEVER;
    assert_false(flash_port.erase(1));
    assert_int_equal(chip[0].mode, ARRAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_works, begin),
        cmocka_unit_test_setup(test_fails, begin),
        cmocka_unit_test_setup(test_hangs, begin),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
