/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decoding of messages. The owner of a counter is the slot of the service that
 * sends, so none can reach another's; a service has it again after a restart.
 *
 * State: struct server.
 */
#include "services/nv/serve.h"

#include "abi/nv_msg.h"
#include "abi/tee_result.h"
#include "lib/mem.h"

static struct server {
    void (*log)(const char *text);
    struct store store;
    bool has_told; /* that the flash is new */
} server;

void nv_init(const struct store_port *flash, void (*log)(const char *text))
{
    server = (struct server){.log = log};
    store_init(&server.store, flash);
}

static enum tee_result result_of(enum store_result result)
{
    if (server.store.is_open && server.store.is_new && !server.has_told) {
        server.has_told = true;
        server.log("the flash is new: all counters are 0");
    }
    if (result == STORE_FAILED)
        server.log("the flash failed");
    switch (result) {
    case STORE_OK:
        return R_SUCCESS;
    case STORE_FULL:
        return R_ERROR_STORAGE_NO_SPACE;
    case STORE_FAILED:
    default:
        return R_ERROR_STORAGE_NOT_AVAILABLE;
    }
}

/* *value: what is read. */
static enum tee_result serve(const struct rt_event *ev, uint64_t *value)
{
    const struct store_name name = {.id = {ev->w[2], ev->w[3]},
                                    .owner = (uint32_t)ev->sender,
                                    .kind = (uint32_t)ev->w[1]};

    if (ev->w[0] != NV_READ && ev->w[0] != NV_RAISE)
        return R_ERROR_NOT_SUPPORTED;
    if (ev->sender >= SERVICE_LIMIT || ev->w[1] > UINT32_MAX ||
        rt_event_leases(ev) != 0)
        return R_ERROR_BAD_PARAMETERS;
    if (ev->w[0] == NV_READ)
        return result_of(store_read(&server.store, &name, value));
    return result_of(store_raise(&server.store, &name, ev->w[4]));
}

void nv_serve(struct rt_event *ev)
{
    uint64_t value = 0;
    enum tee_result result = serve(ev, &value);

    memset(ev->w, 0, sizeof(ev->w));
    ev->w[0] = (uint32_t)result;
    ev->w[1] = value;
}
