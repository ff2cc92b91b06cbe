/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decoding of messages, and who may ask. The words are a copy; extra bytes are
 * copied once into `server`, which is wiped after each message. Without a
 * hardware unique key everything is refused: there is no key that stands in
 * for it.
 *
 * State: struct server.
 */
#include "services/keys/serve.h"

#include "abi/tee_result.h"
#include "lib/mem.h"
#include "services/keys/derive.h"

enum { LEASE_KEY = 0, LEASE_EXTRA = 1 };

static struct server {
    const struct keys_port *port;
    bool has_root;
    struct root root;
    uint8_t extra[KEYS_EXTRA_MAX];
    uint8_t key[KEYS_KEY_MAX];
} server;

void keys_init(const struct keys_port *port)
{
    uint8_t huk[KHUK_BYTES];

    server = (struct server){.port = port};
    server.has_root = port->huk_read(huk);
    if (server.has_root) {
        root_make(&server.root, huk, sizeof(huk));
        port->log("development hardware unique key: it lies in the build tree");
    } else {
        port->log("no hardware unique key: keys are refused");
    }
    mem_wipe(huk, sizeof(huk));
}

static bool leases_are_good(const struct rt_event *ev)
{
    uint32_t size = rt_event_lease_length(ev, LEASE_KEY);
    unsigned n = rt_event_leases(ev);

    return (n == 1 || n == 2) &&
           rt_event_lease_rights(ev, LEASE_KEY) == KLEASE_WRITE &&
           size >= KEYS_KEY_MIN && size <= KEYS_KEY_MAX &&
           (n == 1 || rt_event_lease_rights(ev, LEASE_EXTRA) == KLEASE_READ) &&
           rt_event_lease_length(ev, LEASE_EXTRA) <= KEYS_EXTRA_MAX;
}

static enum tee_result on_derive(const struct rt_event *ev)
{
    struct recipe recipe = {.use = (enum keys_use)ev->w[1],
                            .uuid = {ev->w[2], ev->w[3]},
                            .extra = server.extra,
                            .extra_size =
                                rt_event_lease_length(ev, LEASE_EXTRA)};
    size_t size = rt_event_lease_length(ev, LEASE_KEY);
    uint32_t owner = use_owner(ev->w[1]);

    if (!owner)
        return R_ERROR_NOT_SUPPORTED;
    if (ev->sender != owner)
        return R_ERROR_ACCESS_DENIED;
    if (!leases_are_good(ev))
        return R_ERROR_BAD_PARAMETERS;
    if (!server.has_root)
        return R_ERROR_ITEM_NOT_FOUND;
    if (recipe.extra_size &&
        !server.port->lease_read(LEASE_EXTRA, 0, server.extra,
                                 recipe.extra_size))
        return R_ERROR_BAD_PARAMETERS;
    key_derive(&server.root, &recipe, server.key, size);
    return server.port->lease_write(LEASE_KEY, 0, server.key, size)
               ? R_SUCCESS
               : R_ERROR_BAD_PARAMETERS;
}

void keys_serve(struct rt_event *ev)
{
    enum tee_result result =
        ev->w[0] == KEYS_DERIVE ? on_derive(ev) : R_ERROR_NOT_SUPPORTED;

    memset(ev->w, 0, sizeof(ev->w));
    ev->w[0] = (uint32_t)result;
    mem_wipe(server.extra, sizeof(server.extra));
    mem_wipe(server.key, sizeof(server.key));
}
