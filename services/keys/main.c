/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start-up and receive loop of the keys service, and its port to the kernel.
 */
#include "lib/mem.h"
#include "runtime/rt.h"
#include "services/keys/serve.h"

static _Bool port_huk_read(uint8_t key[KHUK_BYTES])
{
    return rt_huk_read(key) == KERR_OK;
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

static void port_log(const char *text)
{
    rt_log(text, strlen(text));
}

static const struct keys_port port = {
    .huk_read = port_huk_read,
    .lease_read = port_lease_read,
    .lease_write = port_lease_write,
    .log = port_log,
};

void main(void);

void main(void)
{
    static struct rt_event ev;

    keys_init(&port);
    for (;;) {
        rt_reply_recv(&ev);
        keys_serve(&ev);
    }
}
