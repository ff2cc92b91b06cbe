/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keys_serve(): any messages of any service or TA, with leases of any kind,
 * which the kernel may refuse to copy. A reply is a result and nothing else; a
 * key is written whole, only for its owner, and the same recipe gives it again.
 * Floor: 95
 */
#include <string.h>

#include "abi/tee_result.h"
#include "services/keys/derive.h"
#include "services/keys/serve.h"
#include "tests/fuzz/fuzz.h"

static struct {
    uint8_t extra[KEYS_EXTRA_MAX];
    uint8_t key[KEYS_KEY_MAX];
    size_t written;
    bool has_huk, refuses;
} fake;

static _Bool huk_read(uint8_t key[KHUK_BYTES])
{
    memset(key, 0x5a, KHUK_BYTES);
    return fake.has_huk;
}

static _Bool lease_read(unsigned lease, size_t offset, void *buf, size_t n)
{
    CHECK(lease == 1 && offset == 0 && n <= sizeof(fake.extra));
    memcpy(buf, fake.extra, n);
    return !fake.refuses;
}

static _Bool lease_write(unsigned lease, size_t offset, const void *buf,
                         size_t n)
{
    CHECK(lease == 0 && offset == 0 && n <= sizeof(fake.key));
    if (fake.refuses)
        return false;
    memcpy(fake.key, buf, n);
    fake.written = n;
    return true;
}

static void said(const char *text)
{
    CHECK(text[0]);
}

static const struct keys_port port = {.huk_read = huk_read,
                                      .lease_read = lease_read,
                                      .lease_write = lease_write,
                                      .log = said};

/* Sends it; the result. */
static uint32_t ask(const struct rt_event *message)
{
    struct rt_event ev = *message;

    fake.written = 0;
    keys_serve(&ev);
    for (unsigned i = 1; i < KMSG_WORDS; i++)
        CHECK(ev.w[i] == 0);
    CHECK(ev.w[0] <= UINT32_MAX);
    CHECK((ev.w[0] == R_SUCCESS) == (fake.written > 0));
    return (uint32_t)ev.w[0];
}

static struct rt_event message_of(struct reader *in)
{
    uint8_t how = reader_u8(in);
    struct rt_event ev = {.sender = how & 1 ? SERVICE_TAMGR : reader_u8(in)};
    uint64_t leases = how & 2 ? 2 : reader_u8(in);
    uint64_t rights = how & 4 ? KLEASE_WRITE | KLEASE_READ << 2 : reader_u8(in);

    ev.w[0] = how & 8 ? KEYS_DERIVE : reader_u64_le(in);
    ev.w[1] = how & 16 ? reader_u8(in) % 4 : reader_u64_le(in);
    ev.w[2] = reader_u64_le(in);
    ev.info = KEV_CALL | rights << 16 | leases << 24;
    ev.len01 = how & 32 ? KEYS_KEY_MIN + reader_u8(in) % 17 |
                              (uint64_t)(reader_u16_le(in) % 1100) << 32
                        : reader_u64_le(in);
    return ev;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);

    memset(&fake, 0, sizeof(fake));
    fake.has_huk = reader_u8(&in) & 1;
    keys_init(&port);
    for (unsigned i = 0; i < 20 && MORE(&in); i++) {
        const struct rt_event ev = message_of(&in);
        uint8_t key[KEYS_KEY_MAX];

        reader_copy(&in, fake.extra, reader_u8(&in) % 32);
        fake.refuses = reader_u8(&in) % 8 == 7;
        if (ask(&ev) != R_SUCCESS)
            continue;
        CHECK(fake.has_huk && ev.sender == use_owner(ev.w[1]));
        CHECK(fake.written == rt_event_lease_length(&ev, 0));
        memcpy(key, fake.key, sizeof(key));
        CHECK(ask(&ev) == R_SUCCESS);
        CHECK(memcmp(key, fake.key, fake.written) == 0);
    }
    return 0;
}
