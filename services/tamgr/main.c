/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start-up and event loop of the TA manager. Everything it knows is in the
 * static `tamgr`; the code here only turns kernel events into the manager's
 * and its actions into kernel calls.
 */
#include "abi/bundle.h"
#include "lib/mem.h"
#include "runtime/rt.h"
#include "services/tamgr/load.h"
#include "services/tamgr/rt_port.h"
#include "services/tamgr/tamgr.h"
#include "build/keys/ta_keys.h" /* generated: ta_keys */

static struct tamgr tamgr;

void main(void);

static struct event event_from(const struct rt_event *rt)
{
    struct event ev = {
        .kind = rt_event_kind(rt),
        .activation = rt_event_activation(rt),
        .leases = rt_event_leases(rt),
        .cookie = rt->cookie,
    };

    if (ev.kind == KEV_COMPLETION)
        ev.status = (enum kerr)rt->sender;
    else
        ev.sender = (uint32_t)rt->sender;
    for (unsigned i = 0; i < KMSG_LEASES; i++) {
        ev.lease_rights[i] = rt_event_lease_rights(rt, i);
        ev.lease_length[i] = rt_event_lease_length(rt, i);
    }
    memcpy(ev.w, rt->w, sizeof(ev.w));
    return ev;
}

static void act(const struct action *action, struct rt_event *rt)
{
    memcpy(rt->w, action->w, sizeof(rt->w));
    if (action->start)
        rt_start_recv(action->target, rt, action->cookie, NULL,
                      action->forward ? KLEASE_FORWARD : 0);
    else
        rt_reply_recv(rt);
}

void main(void)
{
    static const struct trust trust = {ta_keys,
                                       sizeof(ta_keys) / sizeof(ta_keys[0])};
    struct rt_event rt = {0};
    struct action action;

    tamgr_init(&tamgr, &rt_port, &trust,
               (const uint8_t *)(uintptr_t)BUNDLE_TA_VA);
    log_text(&tamgr, "development signing keys: anyone with the build tree "
                     "can sign");
    tamgr_follow(&tamgr, (uint32_t)rt_argument());
    rt_reply_recv(&rt);
    for (;;) {
        struct event ev = event_from(&rt);

        tamgr_handle(&tamgr, &ev, &action);
        act(&action, &rt);
    }
}
