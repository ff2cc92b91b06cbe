/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gateway as a process: the kernel's events into gateway_serve(), its
 * actions out to the kernel. See README.md.
 */
#include "runtime/rt.h"
#include "services/gateway/serve.h"

void main(void);

static const struct gateway_port port = {
    .window_create = rt_window_create,
    .window_add = rt_window_add,
    .window_destroy = rt_window_destroy_part,
    .window_map = rt_window_map_part,
    .window_unmap = rt_window_unmap_part,
    .ns_read = rt_ns_read,
    .ns_write = rt_ns_write,
    .cancel = rt_cancel,
    .turn_due = rt_turn_due,
    .log = rt_log,
    .ticks = rt_ticks,
    .ticks_hz = rt_ticks_hz,
};

/* Ends the event and gets the next one. */
static void act(struct rt_event *ev, struct action action)
{
    switch (action.kind) {
    case ACTION_REPLY:
        rt_reply_recv(ev);
        break;
    case ACTION_START:
        rt_start_recv(action.target, ev, 0, NULL, 0);
        break;
    case ACTION_DONE:
        rt_nw_return_recv(ev, 0, 0);
        break;
    case ACTION_RESUME:
        rt_nw_return_recv(ev, 1, 0);
        break;
    }
}

void main(void)
{
    struct rt_event ev = {0};

    gateway_init(&port);
    rt_reply_recv(&ev);
    for (;;)
        act(&ev, gateway_serve(rt_event_kind(&ev), rt_event_activation(&ev),
                               ev.sender, ev.w));
}
