/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store on a NOR flash that takes a step for each byte and can lose power
 * at any of them, with the byte half done. A scenario of raises, with many
 * changes of the sector, is cut at each step; what the next start finds is
 * compared with what was answered; then it goes on to its end. The same with a
 * device that fails at each operation, having done nothing, a part or all.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/crc.h"
#include "services/nv/store.h"

#define PLACES   7u
#define HEADER   16u
#define RECORD   40u
#define BYTES    (HEADER + PLACES * RECORD + 4) /* and a rest */
#define FOREVER  UINT32_MAX
#define RAISES   19u
#define COUNTERS 4u

enum part { PART_NOTHING, PART_HALF, PART_ALL, PARTS };

static struct {
    uint8_t byte[2][BYTES];
    uint32_t steps;     /* done since the power came */
    uint32_t power;     /* goes at this step */
    uint8_t half;       /* bits of the last byte that are done */
    bool backwards;     /* order of erasing */
    uint32_t operation; /* programs and erases */
    uint32_t fail_at;   /* this one fails ... */
    enum part part;     /* ... having done so much */
    uint32_t erases;
} flash;

/* ---- the device ---- */

/* One byte more; false: not any more. */
static bool step(uint8_t *byte, uint8_t clear, uint8_t set)
{
    if (flash.steps > flash.power)
        return false;
    if (flash.steps++ == flash.power) {
        clear &= flash.half;
        set &= flash.half;
    }
    *byte = (uint8_t)((*byte & ~clear) | set);
    return flash.steps <= flash.power;
}

static size_t part_of(size_t n, bool *fails)
{
    *fails = ++flash.operation == flash.fail_at;
    if (!*fails || flash.part == PART_ALL)
        return n;
    return flash.part == PART_HALF ? n / 2 : 0;
}

static bool flash_read(unsigned sector, uint32_t offset, void *buf, size_t n)
{
    assert_true(sector < 2 && offset <= BYTES && n <= BYTES - offset);
    assert_true(offset % 4 == 0 && n % 4 == 0);
    if (flash.steps > flash.power)
        return false;
    memcpy(buf, &flash.byte[sector][offset], n);
    return true;
}

static bool flash_program(unsigned sector, uint32_t offset, const void *data,
                          size_t n)
{
    const uint8_t *p = data;
    bool fails;
    size_t part = part_of(n, &fails);

    assert_true(sector < 2 && offset <= BYTES && n <= BYTES - offset);
    assert_true(offset % 4 == 0 && n % 4 == 0);
    for (size_t i = 0; i < part; i++)
        if (!step(&flash.byte[sector][offset + i], (uint8_t)~p[i], 0))
            return false;
    return !fails;
}

static bool flash_erase(unsigned sector)
{
    bool fails;
    size_t part = part_of(BYTES, &fails);

    assert_true(sector < 2);
    flash.erases++;
    for (size_t i = 0; i < part; i++)
        if (!step(&flash.byte[sector][flash.backwards ? BYTES - 1 - i : i], 0,
                  0xff))
            return false;
    return !fails;
}

static const struct store_port port = {.read = flash_read,
                                       .program = flash_program,
                                       .erase = flash_erase,
                                       .sector_bytes = BYTES};

static void power_on(struct store *s)
{
    flash.steps = 0;
    flash.power = FOREVER - 1;
    flash.fail_at = 0;
    store_init(s, &port);
}

static void factory(uint8_t content)
{
    memset(&flash, 0, sizeof(flash));
    memset(flash.byte, content, sizeof(flash.byte));
    flash.half = 0x5a;
}

/* ---- the scenario ---- */

/* Owner and kind are a part of the name, as both words of the id are. */
static const struct store_name names[COUNTERS] = {
    {{1, 2}, 2, 0}, {{1, 2}, 2, 1}, {{1, 2}, 5, 0}, {{2, 1}, 2, 0}};

static struct {
    uint64_t answered[COUNTERS];
    unsigned pending; /* counter of the raise under way ... */
    uint64_t value;   /* ... and to what */
    bool is_pending;
} model;

static uint64_t value_of(struct store *s, unsigned c)
{
    uint64_t value = 0xbad;

    assert_int_equal(store_read(s, &names[c], &value), STORE_OK);
    return value;
}

/* All values are what they must be; one under way is settled by that. */
static void check(struct store *s)
{
    for (unsigned c = 0; c < COUNTERS; c++) {
        uint64_t value = value_of(s, c);

        if (model.is_pending && c == model.pending && value == model.value)
            model.answered[c] = value;
        assert_int_equal(value, model.answered[c]);
    }
    model.is_pending = false;
}

static enum store_result raise_one(struct store *s, unsigned n)
{
    /* All four counters; values with bytes that differ, none of them erased. */
    unsigned c = n * 7 % 5 % COUNTERS;
    uint64_t value = model.answered[c] + (0x0123456789abcdefull >> n);
    enum store_result result;

    model.pending = c;
    model.value = value;
    model.is_pending = true;
    result = store_raise(s, &names[c], value);
    if (result == STORE_OK) {
        model.answered[c] = value;
        model.is_pending = false;
    }
    return result;
}

/* Raises from `first` on until one is not answered; the number of that. */
static unsigned run(struct store *s, unsigned first)
{
    while (first < RAISES && raise_one(s, first) == STORE_OK)
        first++;
    return first;
}

static void run_all(struct store *s, unsigned first)
{
    assert_int_equal(run(s, first), RAISES);
    check(s);
}

static void begin(struct store *s)
{
    memset(&model, 0, sizeof(model));
    factory(0xff);
    power_on(s);
}

/* ---- tests ---- */

static void test_crc(void **state)
{
    (void)state;
    assert_int_equal(crc32_of("123456789", 9), 0xcbf43926);
    assert_int_equal(crc32_of("", 0), 0);
}

static void test_values(void **state)
{
    struct store s;

    (void)state;
    begin(&s);
    check(&s);
    assert_true(s.is_new);
    run_all(&s, 0);
    assert_true(flash.erases > 4);
    assert_true(model.answered[0] && model.answered[1] && model.answered[2] &&
                model.answered[3]);
    power_on(&s);
    check(&s);
    assert_false(s.is_new);
}

/* Nothing is written for what is not higher. */
static void test_only_up(void **state)
{
    struct store s;
    uint32_t before;

    (void)state;
    begin(&s);
    assert_int_equal(store_raise(&s, &names[0], 0), STORE_OK);
    assert_int_equal(store_raise(&s, &names[0], 5), STORE_OK);
    before = flash.operation;
    assert_int_equal(store_raise(&s, &names[0], 5), STORE_OK);
    assert_int_equal(store_raise(&s, &names[0], 4), STORE_OK);
    assert_int_equal(store_raise(&s, &names[1], 0), STORE_OK);
    assert_int_equal(flash.operation, before);
    assert_int_equal(value_of(&s, 0), 5);
    assert_int_equal(store_raise(&s, &names[0], UINT64_MAX), STORE_OK);
    assert_int_equal(value_of(&s, 0), UINT64_MAX);
}

/* One place is left for those that are there. */
static void test_full(void **state)
{
    struct store s;

    (void)state;
    begin(&s);
    for (unsigned i = 0; i + 1 < PLACES; i++)
        assert_int_equal(store_raise(&s, &(struct store_name){{i, 0}, 1, 0}, 7),
                         STORE_OK);
    assert_int_equal(store_raise(&s, &(struct store_name){{9, 0}, 1, 0}, 7),
                     STORE_FULL);
    for (unsigned i = 0; i < 20; i++)
        assert_int_equal(
            store_raise(&s, &(struct store_name){{i % (PLACES - 1), 0}, 1, 0},
                        8 + i),
            STORE_OK);
}

/* Steps of the whole scenario. */
static uint32_t length(void)
{
    struct store s;

    begin(&s);
    run_all(&s, 0);
    return flash.steps;
}

/* Runs until the power goes at this step, and sees what is there then. The
 * number of the raise to go on with. */
static unsigned cut(struct store *s, uint32_t at, unsigned first)
{
    flash.power = at;
    first = run(s, first);
    power_on(s);
    check(s);
    return first;
}

static void test_cut(void **state)
{
    static const uint8_t halves[] = {0x0f, 0x5a, 0xff};
    uint32_t end = length();
    struct store s;

    (void)state;
    assert_true(end > 1500);
    for (unsigned i = 0; i < sizeof(halves) * 2; i++)
        for (uint32_t at = 0; at < end; at++) {
            begin(&s);
            flash.half = halves[i / 2];
            flash.backwards = i % 2;
            run_all(&s, cut(&s, at, 0));
            power_on(&s);
            check(&s);
        }
}

/* And again, at each word of where it would have gone on. */
static void test_cut_twice(void **state)
{
    uint32_t end = length();
    struct store s;

    (void)state;
    for (uint32_t at = 1; at < end; at += 20)
        for (uint32_t then = 3; then < BYTES + 3 * RECORD; then += 4) {
            unsigned first;

            begin(&s);
            first = cut(&s, at, 0);
            run_all(&s, cut(&s, then, first));
        }
}

/* Once the device works again, the next call does. */
static void fail_once(uint32_t n, enum part part)
{
    struct store s;
    unsigned first;

    begin(&s);
    flash.fail_at = n;
    flash.part = part;
    first = run(&s, 0);
    if (first < RAISES) {
        model.is_pending = false; /* what it was, here and now */
        check(&s);
        model.is_pending = true;
        run_all(&s, first);
    }
    power_on(&s);
    check(&s);
}

static void test_failure(void **state)
{
    struct store s;
    uint32_t operations;

    (void)state;
    begin(&s);
    run_all(&s, 0);
    operations = flash.operation;
    for (uint32_t n = 1; n <= operations; n++)
        for (enum part part = PART_NOTHING; part < PARTS; part++)
            fail_once(n, part);
}

/* A place that stayed erased has used ones behind it. */
static void test_gap(void **state)
{
    struct store s;

    (void)state;
    begin(&s);
    assert_int_equal(raise_one(&s, 0), STORE_OK);
    flash.fail_at = flash.operation + 1;
    assert_int_equal(raise_one(&s, 1), STORE_FAILED);
    assert_int_equal(raise_one(&s, 2), STORE_OK);
    power_on(&s);
    model.is_pending = false;
    check(&s);
    assert_int_equal(raise_one(&s, 3), STORE_OK);
    check(&s);
}

/* A failure, and then the power goes, at each step: a header of which the
 * device said that it failed may be good. */
static void test_failure_cut(void **state)
{
    struct store s;

    (void)state;
    for (uint32_t n = 1; n <= 25; n++)
        for (uint32_t at = 0; at < 2 * BYTES; at++) {
            unsigned first;

            begin(&s);
            flash.fail_at = n;
            flash.part = PART_ALL;
            flash.backwards = true; /* the header last */
            first = run(&s, 0);
            run_all(&s, cut(&s, flash.steps + at, first));
        }
}

/* A device that says it wrote and did not. */
static void test_stuck(void **state)
{
    struct store s;

    (void)state;
    begin(&s);
    check(&s);
    flash.byte[s.sector][HEADER + 24] = 0; /* of the value */
    assert_int_equal(raise_one(&s, 0), STORE_FAILED);
    model.is_pending = false;
    check(&s);
    run_all(&s, 0);
}

/* Reads fail while the power is away. */
static void test_dead(void **state)
{
    struct store s;
    uint64_t value = 7;

    (void)state;
    begin(&s);
    flash.steps = flash.power + 1;
    assert_int_equal(store_read(&s, &names[0], &value), STORE_FAILED);
    assert_int_equal(value, 7);
    assert_int_equal(store_raise(&s, &names[0], 9), STORE_FAILED);
    flash.steps = 0;
    assert_int_equal(store_raise(&s, &names[0], 9), STORE_OK);
}

/* Anything may lie in it; then it works, or says that it is full. */
static void test_rubbish(void **state)
{
    struct store s;

    (void)state;
    for (unsigned n = 0; n < 256; n++) {
        memset(&model, 0, sizeof(model));
        factory((uint8_t)n);
        power_on(&s);
        check(&s);
        run_all(&s, 0);
    }
}

/* A header that cannot be followed by another. */
static void test_last_generation(void **state)
{
    uint32_t h[4] = {0x5453564e, 1, UINT32_MAX};
    struct store s;

    (void)state;
    for (unsigned back = 0; back < 2; back++) {
        memset(&model, 0, sizeof(model));
        factory(0xff);
        h[2] = UINT32_MAX - back;
        h[3] = crc32_of(h, 12);
        memcpy(flash.byte[1], h, sizeof(h));
        power_on(&s);
        if (back)
            assert_int_equal(run(&s, 0), PLACES);
        else
            run_all(&s, 0);
        assert_int_equal(s.is_new, !back);
        power_on(&s);
        model.is_pending = false;
        check(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crc),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_only_up),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_cut_twice),
        cmocka_unit_test(test_failure),
        cmocka_unit_test(test_failure_cut),
        cmocka_unit_test(test_gap),
        cmocka_unit_test(test_stuck),
        cmocka_unit_test(test_dead),
        cmocka_unit_test(test_rubbish),
        cmocka_unit_test(test_last_generation),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
