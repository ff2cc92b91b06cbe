/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * build_begin(), build_step(): a page list in RAM of 16 pages, good at first,
 * then changed by the input word by word. Each step adds at least one page and,
 * while somebody waits, KPAGES_MAX at most, so that no list is endless, and a
 * finished window has as many pages as the size needs.
 * Floor: 95
 */
#include <string.h>

#include "abi/optee_msg.h"
#include "services/gateway/build.h"
#include "services/gateway/part.h"
#include "tests/fuzz/fuzz.h"

enum { LIST_PAGES = 16, WORDS = PAGE_SIZE / 8 };
#define RAM_PA 0x50000000ull

static uint64_t ram[LIST_PAGES][WORDS];
static uint64_t wanted, added;
static bool hurried;

static enum kerr window_create(size_t pages, uint32_t *window)
{
    CHECK(pages > 0 && pages <= SHM_PAGES_MAX);
    wanted = pages;
    added = 0;
    *window = 1;
    return KERR_OK;
}

/* Lists that lead out of RAM by accident end early: RAM looks large. */
static enum kerr window_add(uint32_t window, const uint64_t *pages, size_t n)
{
    CHECK(window == 1 && n > 0 && n <= KPAGES_MAX && n <= wanted - added);
    for (size_t i = 0; i < n; i++)
        if (pages[i] % PAGE_SIZE != 0 || pages[i] < RAM_PA)
            return KERR_NOT_NORMAL;
    added += n;
    return KERR_OK;
}

static enum kerr window_destroy(uint32_t window)
{
    CHECK(window == 1);
    return KERR_OK;
}

static enum kerr read_ram(uint64_t pa, void *buf, size_t length)
{
    CHECK(pa % 8 == 0 && length % 8 == 0);
    if (pa < RAM_PA || pa - RAM_PA > sizeof(ram) - length)
        return KERR_NOT_NORMAL;
    memcpy(buf, (uint8_t *)ram + (pa - RAM_PA), length);
    return KERR_OK;
}

static bool turn_due(void)
{
    return hurried;
}

static const struct gateway_port port = {
    .window_create = window_create,
    .window_add = window_add,
    .window_destroy = window_destroy,
    .ns_read = read_ram,
    .turn_due = turn_due,
};

static void ram_fill(struct reader *in)
{
    for (unsigned page = 0; page < LIST_PAGES; page++)
        for (unsigned i = 0; i < WORDS; i++)
            ram[page][i] =
                RAM_PA + (i == OPTEE_MSG_LIST_ENTRIES ? page + 1 : i) *
                             (uint64_t)PAGE_SIZE;
    while (MORE(in)) {
        unsigned page = reader_u8(in) % LIST_PAGES;
        unsigned i = reader_u16_le(in);
        uint64_t value = reader_u32_le(in);

        /* Mostly the link to the next page. */
        i = i & 0x8000 ? OPTEE_MSG_LIST_ENTRIES : i % WORDS;
        ram[page][i] =
            value & 0x80000000 ? RAM_PA + value % 0x20000 : value << 8;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);
    struct build b;
    uint8_t flags = reader_u8(&in);
    uint64_t at = RAM_PA + reader_u16_le(&in);
    uint64_t bytes = (uint64_t)reader_u32_le(&in) << (flags >> 4);
    enum kerr err;

    shm_init(&port);
    part_init(&port);
    hurried = flags & 4;
    ram_fill(&in);
    err = build_begin(&b, flags & 2 ? SHM_REGISTERED : SHM_TEMPORARY, flags & 1,
                      at, bytes, 7);
    CHECK((err == KERR_OK) == (shm_pages(at % PAGE_SIZE, bytes) != 0));
    if (err != KERR_OK)
        return 0;
    do {
        uint64_t before = added;

        part_begin(true);
        err = build_step(&b, &port);
        CHECK(!hurried || added - before <= KPAGES_MAX);
        CHECK(err != KERR_MORE || added > before);
    } while (err == KERR_MORE);
    CHECK((err == KERR_OK) == (added == wanted));
    CHECK((b.shm->state == SHM_READY) == (err == KERR_OK));
    shm_retire(b.shm);
    do
        part_begin(true);
    while (shm_destroy(b.shm) == KERR_MORE);
    CHECK(shm_count() == 0);
    return 0;
}
