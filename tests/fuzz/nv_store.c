/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store_read(), store_raise(): the input is what lies in two small sectors, and
 * then reads, raises, starts, failures and cuts of the power. So that rubbish
 * comes further than the checksums, those are made good where the input says
 * so. Whatever lay there, the store works or says that it is full, no value
 * goes down, and one that was answered is there after any start.
 * Floor: 95
 */
#include <string.h>

#include "lib/crc.h"
#include "services/nv/store.h"
#include "tests/fuzz/fuzz.h"

enum { HEADER = 16, RECORD = 40, PLACES = 7, BYTES = HEADER + PLACES * RECORD };
enum { NAMES = 4 };

static struct {
    uint8_t byte[2][BYTES];
    unsigned left; /* bytes until the power goes; 0: now */
    bool fails;    /* the next operation, all of which is done */
} flash;

static struct store store;
static uint64_t least[NAMES]; /* seen or answered */

static bool flash_read(unsigned sector, uint32_t offset, void *buf, size_t n)
{
    CHECK(sector < 2 && offset % 4 == 0 && n % 4 == 0);
    CHECK(offset <= BYTES && n <= BYTES - offset);
    memcpy(buf, &flash.byte[sector][offset], n);
    return flash.left > 0;
}

static bool done(void)
{
    bool fails = flash.fails;

    flash.fails = false;
    return flash.left > 0 && !fails;
}

static bool flash_program(unsigned sector, uint32_t offset, const void *data,
                          size_t n)
{
    const uint8_t *from = data;

    CHECK(sector < 2 && offset % 4 == 0 && n % 4 == 0);
    CHECK(offset <= BYTES && n <= BYTES - offset);
    for (size_t i = 0; i < n && flash.left > 0; i++, flash.left--)
        flash.byte[sector][offset + i] &= from[i];
    return done();
}

static bool flash_erase(unsigned sector)
{
    CHECK(sector < 2);
    for (size_t i = 0; i < BYTES && flash.left > 0; i++, flash.left--)
        flash.byte[sector][BYTES - 1 - i] = 0xff;
    return done();
}

static const struct store_port port = {.read = flash_read,
                                       .program = flash_program,
                                       .erase = flash_erase,
                                       .sector_bytes = BYTES};

static void start(void)
{
    flash.left = 1u << 30;
    flash.fails = false;
    store_init(&store, &port);
}

/* A checksum over what is before it, and a magic number. */
static void make_good(uint8_t *at, const char *magic, size_t n)
{
    uint32_t crc;

    memcpy(at, magic, 4);
    crc = crc32_of(at, n - sizeof(crc));
    memcpy(at + n - sizeof(crc), &crc, sizeof(crc));
}

/* Records have few names, so that there are some for each. */
static void record_fill(struct reader *in, uint8_t *at)
{
    uint8_t what = reader_u8(in);

    memset(at, what & 1 ? 0 : 0xff, RECORD);
    if (!(what & 2))
        return;
    at[8] = reader_u8(in) % (NAMES + 4);
    reader_copy(in, at + 24, 8);
    if (what & 4)
        make_good(at, "NVRC", RECORD);
    if (what & 8)
        at[reader_u8(in) % RECORD] ^= reader_u8(in);
}

static void sector_fill(struct reader *in, uint8_t *at)
{
    reader_copy(in, at, HEADER);
    if (reader_u8(in) & 1) {
        at[4] = 1;
        make_good(at, "NVST", HEADER);
    }
    for (unsigned i = 0; i < PLACES; i++)
        record_fill(in, at + HEADER + i * RECORD);
}

static struct store_name name_of(unsigned n)
{
    return (struct store_name){.id = {n}};
}

static void read_one(unsigned n)
{
    struct store_name name = name_of(n);
    uint64_t value;
    enum store_result result = store_read(&store, &name, &value);

    CHECK(flash.left == 0 || flash.fails || result != STORE_FAILED ||
          !store.is_open);
    if (result)
        return;
    CHECK(value >= least[n]);
    least[n] = value;
}

static void raise_one(unsigned n, uint64_t value)
{
    struct store_name name = name_of(n);

    if (store_raise(&store, &name, value) == STORE_OK && value > least[n])
        least[n] = value;
    if (flash.left > 0)
        read_one(n);
}

static void act(struct reader *in)
{
    uint8_t what = reader_u8(in);
    unsigned n = what / 8 % NAMES;

    switch (what % 8) {
    case 0:
        start();
        break;
    case 1:
        flash.left = reader_u16_le(in) % (2 * BYTES);
        break;
    case 2:
        flash.fails = true;
        break;
    case 3:
        read_one(n);
        break;
    default:
        raise_one(n, least[n] + reader_u16_le(in));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);

    memset(&flash, 0, sizeof(flash));
    memset(least, 0, sizeof(least));
    sector_fill(&in, flash.byte[0]);
    sector_fill(&in, flash.byte[1]);
    start();
    for (unsigned i = 0; i < 100 && MORE(&in); i++)
        act(&in);
    start();
    for (unsigned n = 0; n < NAMES; n++)
        read_one(n);
    return 0;
}
