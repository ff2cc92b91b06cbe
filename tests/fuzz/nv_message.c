/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nv_serve(): any messages of any service or TA, with a flash that may fail. A
 * reply is a result and, of a read, a value; nobody's counter is seen or moved
 * by another, and none goes down.
 * Floor: 90
 */
#include <string.h>

#include "abi/nv_msg.h"
#include "abi/tee_result.h"
#include "services/nv/serve.h"
#include "tests/fuzz/fuzz.h"

#define NV_FLASH_BYTES (16 + 20 * 40)
#include "tests/unit/nv_flash.h"

enum { OWNERS = 3, NAMES = 4 };

static uint64_t lowest[OWNERS][NAMES];  /* seen or answered */
static uint64_t highest[OWNERS][NAMES]; /* ever asked for */

static void said(const char *text)
{
    CHECK(text[0]);
}

/* Sends it; the result, with w[1] of the reply in *value. */
static uint32_t ask(struct rt_event ev, uint64_t *value)
{
    ev.info |= KEV_CALL;
    nv_serve(&ev);
    *value = ev.w[1];
    for (unsigned i = 2; i < KMSG_WORDS; i++)
        CHECK(ev.w[i] == 0);
    CHECK(ev.w[0] <= UINT32_MAX && (ev.w[0] == R_SUCCESS || *value == 0));
    return (uint32_t)ev.w[0];
}

/* What makes no sense is refused. */
static void message_any(struct reader *in)
{
    struct rt_event ev = {.sender = reader_u64_le(in)};
    uint64_t value;
    uint32_t result;

    reader_copy(in, ev.w, sizeof(ev.w));
    ev.info = (uint64_t)reader_u8(in) % 5 << 24;
    ev.w[2] |= 1ull << 63; /* a name that the others have not */
    result = ask(ev, &value);
    CHECK(result != R_SUCCESS ||
          ((ev.w[0] == NV_READ || ev.w[0] == NV_RAISE) &&
           ev.sender < SERVICE_LIMIT && rt_event_leases(&ev) == 0 &&
           ev.w[1] <= UINT32_MAX));
}

static void counter_move(struct reader *in)
{
    unsigned owner = reader_u8(in) % OWNERS, name = reader_u8(in) % NAMES;
    uint64_t *least = &lowest[owner][name];
    uint64_t *most = &highest[owner][name], value, to;
    struct rt_event ev = {.w = {NV_RAISE, 7, name}, .sender = owner + 1};

    to = ev.w[4] = *least + reader_u16_le(in);
    *most = to > *most ? to : *most;
    if (ask(ev, &value) == R_SUCCESS)
        *least = to > *least ? to : *least;
    ev.w[0] = NV_READ;
    if (ask(ev, &value) != R_SUCCESS)
        return;
    CHECK(value >= *least && value <= *most);
    *least = value;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);

    memset(&flash, 0, sizeof(flash));
    memset(lowest, 0, sizeof(lowest));
    memset(highest, 0, sizeof(highest));
    nv_init(&flash_port, said);
    for (unsigned i = 0; i < 100 && MORE(&in); i++) {
        uint8_t what = reader_u8(&in);

        flash.fails = what % 8 == 7;
        if (what & 0x80)
            nv_init(&flash_port, said);
        if (what & 0x40)
            message_any(&in);
        else
            counter_move(&in);
    }
    return 0;
}
