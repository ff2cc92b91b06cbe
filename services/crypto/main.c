/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start-up and receive loop of the crypto service, and its port to the kernel.
 */
#include "lib/mem.h"
#include "runtime/rt.h"
#include "services/crypto/client.h"
#include "services/crypto/libc.h"
#include "services/crypto/openssl/armcap.h"
#include "services/crypto/port.h"
#include "services/crypto/random.h"
#include "services/crypto/serve.h"

/* The platform's at boot; then what the process before this one left, which is
 * all zero if it had none. */
static _Bool port_seed_take(uint8_t seed[SEED_LENGTH])
{
    uint8_t any = 0;

    if (rt_seed_take(seed) == KERR_OK)
        return 1;
    if (rt_keep_read(seed, SEED_LENGTH) != KERR_OK)
        return 0;
    for (unsigned i = 0; i < SEED_LENGTH; i++)
        any |= seed[i];
    return any != 0;
}

static _Bool port_cpu_random(uint64_t *value)
{
    return rt_cpu_random(value) != 0;
}

static _Bool port_lease_read(unsigned lease, size_t offset, void *buf, size_t n)
{
    return rt_borrow_read(lease, offset, buf, n) == KERR_OK;
}

static _Bool port_lease_write(unsigned lease, size_t offset, const void *buf,
                              size_t n)
{
    return rt_borrow_write(lease, offset, buf, n) == KERR_OK;
}

static struct rt_data travel;

static void port_lease_write_later(unsigned lease, const void *buf, size_t n)
{
    travel.out = buf;
    travel.lease = lease;
    travel.length = (uint32_t)n;
}

static void port_log(const char *text)
{
    rt_log(text, strlen(text));
}

static const struct crypto_port port = {
    .seed_take = port_seed_take,
    .cpu_random = port_cpu_random,
    .lease_read = port_lease_read,
    .lease_write = port_lease_write,
    .lease_write_later = port_lease_write_later,
    .memory_used = libc_heap_used,
    .log = port_log,
};

/* Should this process die, its successor starts from its generator: the
 * platform has one seed a boot. */
static void seed_leave(void)
{
    uint8_t seed[SEED_LENGTH];
    _Bool is_random = random_fill(seed, sizeof(seed)); /* else zeros: none */

    if (rt_keep_write(seed, sizeof(seed)) != KERR_OK || !is_random)
        port_log("no seed for a restart");
    mem_wipe(seed, sizeof(seed));
}

void main(void);

void main(void)
{
    static struct rt_event ev;
    armcap_set(rt_isar0());
    if (!crypto_init(&port)) {
        port_log("no memory to start with");
        rt_exit(1);
    }
    seed_leave();
    client_start((uint32_t)rt_argument());
    travel.in = crypto_inbox(&travel.room);
    for (;;) {
        rt_reply_recv_data(&ev, &travel);
        travel.length = 0;
        crypto_serve(&ev);
    }
}
