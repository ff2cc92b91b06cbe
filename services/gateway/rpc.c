/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to the normal world; see rpc.h. Each operation fills an RPC
 * argument (abi/optee_rpc.h) in private memory, which is copied into the
 * call's slot; the answer is copied back once and judged from the copy: only
 * output values and sizes are looked at, and what they must not be makes the
 * request fail. A message that came without a slot gets one from Linux first.
 *
 * Memory of the supplicant lives no longer than the call in which it was
 * asked for, because Linux cannot let go of a supplicant while any is out.
 * Linux looks up by a number what a supplicant gave; if that one has died
 * meanwhile, it may find what the next one gave to another call. Two images
 * would be mixed in it, so memory that is in use already is not taken.
 *
 * Mutable state: `port`.
 */
#include "services/gateway/rpc.h"

#include "abi/gateway_msg.h"
#include "abi/optee_rpc.h"
#include "abi/optee_smc.h"
#include "services/gateway/jiffy.h"
#include "services/gateway/part.h"
#include "services/gateway/rpc_priv.h"
#include "services/gateway/socket.h"

#define NS_PER_S 1000000000u

static const struct gateway_port *port;

void rpc_init(const struct gateway_port *p)
{
    port = p;
    jiffy_init(p);
    sockets_init();
}

/* ---- the end of a request ---- */

struct action rpc_reply(struct call *c, uint64_t *w, uint32_t result)
{
    c->rpc.op = RPC_IDLE;
    for (unsigned i = 0; i < KMSG_WORDS; i++)
        w[i] = 0;
    w[0] = result;
    return (struct action){.kind = ACTION_REPLY};
}

static struct action end(struct call *c, uint64_t *w, uint32_t result)
{
    if (c->rpc.op != RPC_OWN)
        return rpc_reply(c, w, result);
    c->rpc.op = RPC_IDLE;
    return call_continue(c, w);
}

struct action rpc_refuse(struct call *c, uint64_t *w)
{
    complain(port, COMPLAINT_REQUEST);
    return rpc_reply(c, w, (uint32_t)R_ERROR_BAD_PARAMETERS);
}

struct action rpc_distrust(struct call *c, uint64_t *w)
{
    complain(port, COMPLAINT_ANSWER);
    return end(c, w, (uint32_t)R_ERROR_COMMUNICATION);
}

/* ---- asking ---- */

static struct action nw_return(struct call *c, uint64_t *w, enum nw_state nw,
                               enum optee_smc_return rpc, uint64_t pair)
{
    c->nw = nw;
    w[0] = rpc;
    w[1] = pair >> 32;
    w[2] = (uint32_t)pair;
    w[3] = 0;
    return (struct action){.kind = ACTION_RESUME};
}

static size_t rpc_bytes(const struct rpc *r)
{
    return OPTEE_MSG_SIZE(r->num_params);
}

struct action rpc_ask(struct call *c, uint64_t *w)
{
    struct rpc *r = &c->rpc;

    if (c->slot.state == SLOT_NONE || c->slot.state == SLOT_REFUSED) {
        struct action a =
            nw_return(c, w, NW_ALLOC, OPTEE_SMC_RETURN_RPC_ALLOC, 0);

        w[1] = OPTEE_MSG_SIZE(OPTEE_RPC_PARAMS);
        return a;
    }
    if (ns_write(port, c->slot.at, r->message.halves, rpc_bytes(r)) !=
        KERR_OK) {
        /* Another is asked for the next time: who waits for a process asks
         * until it may go on, and must get to Linux each time. */
        c->slot.state = SLOT_REFUSED;
        return rpc_distrust(c, w);
    }
    return nw_return(c, w, NW_RPC, OPTEE_SMC_RETURN_RPC_CMD, c->slot.cookie);
}

void rpc_request(struct rpc *r, enum optee_rpc_cmd cmd)
{
    for (unsigned i = 0; i < sizeof(r->message) / 8; i++)
        r->message.words[i] = 0;
    r->message.header.cmd = cmd;
    r->num_params = 0;
    r->step = RPC_ASKED;
}

void rpc_add(struct rpc *r, uint64_t attr, uint64_t a, uint64_t b, uint64_t c)
{
    r->message.param[r->num_params++] =
        (struct optee_msg_param){.attr = attr, .u.value = {a, b, c}};
    r->message.header.num_params = r->num_params;
}

/* The codes of registered references are those of the parameter types; a NULL
 * reference is a temporary one. */
void rpc_add_memory(struct rpc *r, uint32_t type, uint64_t offset,
                    uint64_t size)
{
    if (r->shm)
        rpc_add(r, type, offset, size, r->shm->cookie);
    else
        rpc_add(r, type - PARAM_MEMREF_INPUT + OPTEE_MSG_TMEM_INPUT, 0, size,
                0);
}

bool rpc_take_shm(struct rpc *r, uint64_t handle)
{
    r->shm = shm_by_handle(handle, r->sender);
    return handle == 0 || r->shm;
}

/* A request whose only parameter is an input value. */
static struct action ask_value(struct call *c, uint64_t *w,
                               enum optee_rpc_cmd cmd, uint64_t a, uint64_t b,
                               uint64_t v)
{
    rpc_request(&c->rpc, cmd);
    rpc_add(&c->rpc, OPTEE_MSG_VALUE_INPUT, a, b, v);
    return rpc_ask(c, w);
}

/* ---- for the call itself ---- */

static void own_begin(struct call *c)
{
    c->rpc = (struct rpc){.op = RPC_OWN};
}

struct action rpc_suspend(struct call *c, uint64_t *w, uint64_t ms)
{
    own_begin(c);
    return ask_value(c, w, OPTEE_RPC_CMD_SUSPEND, ms, 0, 0);
}

struct action rpc_notify(struct call *c, uint64_t *w, uint64_t key)
{
    own_begin(c);
    return ask_value(c, w, OPTEE_RPC_CMD_NOTIFICATION,
                     OPTEE_RPC_NOTIFICATION_SEND, key, 0);
}

struct action rpc_free_slot(struct call *c, uint64_t *w)
{
    c->slot.state = SLOT_NONE;
    return nw_return(c, w, NW_FREE, OPTEE_SMC_RETURN_RPC_FREE, c->slot.cookie);
}

/* ---- memory of the supplicant ---- */

static struct action shm_give_back(struct call *c, uint64_t *w)
{
    struct rpc *r = &c->rpc;
    uint32_t result = r->result;
    struct action a;

    a = ask_value(c, w, OPTEE_RPC_CMD_SHM_FREE, OPTEE_RPC_SHM_APPL, r->cookie,
                  0);
    r->result = result;
    r->step = RPC_FREEING;
    return a;
}

/* Destroys r->shm, then gives its memory back, then ends with r->result. */
static struct action release_step(struct call *c, uint64_t *w)
{
    struct rpc *r = &c->rpc;

    r->step = RPC_RELEASING;
    if (shm_destroy(r->shm) == KERR_MORE)
        return call_turn(c, w);
    r->shm = NULL;
    return shm_give_back(c, w);
}

static struct action release(struct call *c, uint64_t *w, struct shm *s,
                             uint32_t result)
{
    c->rpc.shm = s;
    c->rpc.cookie = s->cookie;
    c->rpc.result = result;
    shm_retire(s);
    return release_step(c, w);
}

struct action rpc_release(struct call *c, uint64_t *w, struct shm *s)
{
    own_begin(c);
    return release(c, w, s, R_SUCCESS);
}

/* TAs are many and less trusted: each has one, of bounded size. */
static bool may_have(uint32_t sender, uint64_t bytes)
{
    return sender < SERVICE_LIMIT ||
           (bytes <= GW_TA_SHM_MOST && !shm_of_owner(sender));
}

static struct action on_shm_alloc(struct call *c, uint64_t *w)
{
    if (shm_pages(0, w[1]) == 0 || !may_have(c->rpc.sender, w[1]))
        return rpc_refuse(c, w);
    c->rpc.bytes = w[1];
    return ask_value(c, w, OPTEE_RPC_CMD_SHM_ALLOC, OPTEE_RPC_SHM_APPL, w[1],
                     PAGE_SIZE);
}

/* Fills what the supplicant gave, then maps it. KERR_MORE: not yet. */
static enum kerr fill_some(struct call *c, uint64_t *va)
{
    struct rpc *r = &c->rpc;
    enum kerr err;

    if (r->shm->state == SHM_READY)
        return shm_map(r->shm, r->sender, va);
    err = build_step(&c->build, port);
    return err == KERR_OK ? KERR_MORE : err;
}

static struct action fill_step(struct call *c, uint64_t *w)
{
    struct rpc *r = &c->rpc;
    uint64_t va = 0;
    enum kerr err;

    do {
        err = fill_some(c, &va);
    } while (part_again(err));
    if (err == KERR_MORE)
        return call_turn(c, w);
    if (err != KERR_OK)
        return release(c, w, r->shm, (uint32_t)result_of(err));
    rpc_reply(c, w, R_SUCCESS);
    w[1] = shm_handle(r->shm);
    w[2] = va;
    return (struct action){.kind = ACTION_REPLY};
}

static struct action shm_alloc_answered(struct call *c, uint64_t *w)
{
    struct rpc *r = &c->rpc;
    const struct optee_msg_param p = r->message.param[0];
    bool list = p.attr & OPTEE_MSG_NONCONTIG;
    enum kerr err;

    if (r->message.header.ret != R_SUCCESS)
        return rpc_reply(c, w, r->message.header.ret);
    if ((p.attr & ~OPTEE_MSG_NONCONTIG) != OPTEE_MSG_TMEM_OUTPUT ||
        p.u.tmem.shm_ref == 0)
        return rpc_distrust(c, w);
    r->cookie = p.u.tmem.shm_ref;
    err = p.u.tmem.size < r->bytes
              ? KERR_ARGUMENT
              : build_begin(&c->build, SHM_SUPPLICANT, list, p.u.tmem.buf_ptr,
                            p.u.tmem.size, r->cookie);
    if (err != KERR_OK) {
        if (err == KERR_STATE)
            complain(port, COMPLAINT_ANSWER);
        r->result = (uint32_t)(err == KERR_STATE ? R_ERROR_COMMUNICATION
                                                 : result_of(err));
        return shm_give_back(c, w);
    }
    c->untidy = c->supplied = true;
    r->shm = c->build.shm;
    r->shm->owner = r->sender;
    r->shm->activation = (uint8_t)c->id;
    r->shm->users = 1; /* until it is given back */
    r->step = RPC_FILLING;
    return fill_step(c, w);
}

static struct action on_shm_free(struct call *c, uint64_t *w)
{
    struct shm *s = shm_by_handle(w[1], c->rpc.sender);

    if (!s)
        return rpc_refuse(c, w);
    return release(c, w, s, R_SUCCESS);
}

/* ---- time ---- */

static struct action on_ree_time(struct call *c, uint64_t *w)
{
    rpc_request(&c->rpc, OPTEE_RPC_CMD_GET_TIME);
    rpc_add(&c->rpc, OPTEE_MSG_VALUE_OUTPUT, 0, 0, 0);
    return rpc_ask(c, w);
}

static struct action ree_time_answered(struct call *c, uint64_t *w)
{
    const struct optee_msg_param p = c->rpc.message.param[0];
    uint32_t ret = c->rpc.message.header.ret;

    if (ret == R_SUCCESS && p.u.value.b >= NS_PER_S)
        return rpc_distrust(c, w);
    rpc_reply(c, w, ret);
    if (ret == R_SUCCESS) {
        w[1] = p.u.value.a;
        w[2] = p.u.value.b;
    }
    return (struct action){.kind = ACTION_REPLY};
}

static struct action sleep_step(struct call *c, uint64_t *w)
{
    struct rpc *r = &c->rpc;

    if (r->cancellable && c->cancelled)
        return rpc_reply(c, w, (uint32_t)R_ERROR_CANCEL);
    r->begun = port->ticks();
    if (r->begun >= r->end)
        return rpc_reply(c, w, R_SUCCESS);
    r->jiffies = jiffies_within(r->end - r->begun);
    return ask_value(c, w, OPTEE_RPC_CMD_NOTIFICATION,
                     OPTEE_RPC_NOTIFICATION_WAIT, GW_KEY_SLEEP + c->id,
                     r->jiffies);
}

static struct action on_sleep(struct call *c, uint64_t *w)
{
    if (w[1] > GW_SLEEP_MOST_MS || w[2] > 1)
        return rpc_refuse(c, w);
    /* hz fits 32 bits: it is a 32-bit register of the machine */
    c->rpc.end = port->ticks() + w[1] * port->ticks_hz() / 1000;
    c->rpc.cancellable = w[2] == 1;
    return sleep_step(c, w);
}

static struct action sleep_answered(struct call *c, uint64_t *w)
{
    const struct rpc *r = &c->rpc;

    if (r->message.header.ret != R_SUCCESS) /* not by a wake */
        jiffy_measure(r->jiffies, port->ticks() - r->begun);
    return sleep_step(c, w);
}

/* ---- notifications ---- */

static struct action on_wait(struct call *c, uint64_t *w)
{
    uint64_t jiffies = w[2] * 1000 / JIFFY_MOST_US;

    if (w[1] >= GW_KEY_LIMIT || w[2] > UINT32_MAX)
        return rpc_refuse(c, w);
    if (w[2] != 0 && jiffies == 0)
        jiffies = 1;
    return ask_value(c, w, OPTEE_RPC_CMD_NOTIFICATION,
                     OPTEE_RPC_NOTIFICATION_WAIT, w[1], jiffies);
}

static struct action on_wake(struct call *c, uint64_t *w)
{
    if (w[1] >= GW_KEY_LIMIT)
        return rpc_refuse(c, w);
    return ask_value(c, w, OPTEE_RPC_CMD_NOTIFICATION,
                     OPTEE_RPC_NOTIFICATION_SEND, w[1], 0);
}

static struct action result_answered(struct call *c, uint64_t *w)
{
    return end(c, w, c->rpc.message.header.ret);
}

/* ---- dispatch ---- */

enum caller {
    CALLER_TRUSTED, /* the kernel and tamgr */
    CALLER_SERVICE, /* any service */
    CALLER_TA,
    CALLER_PROCESS, /* one of the two */
    CALLER_ANY,
};

/* A row for each operation: who may ask, how it begins, what becomes of the
 * answer. */
static const struct {
    enum caller caller;
    struct action (*begin)(struct call *c, uint64_t *w);
    struct action (*answered)(struct call *c, uint64_t *w);
} operations[] = {
    [GW_WAIT] = {CALLER_TRUSTED, on_wait, result_answered},
    [GW_WAKE] = {CALLER_TRUSTED, on_wake, result_answered},
    [GW_SHM_ALLOC] = {CALLER_PROCESS, on_shm_alloc, shm_alloc_answered},
    [GW_SHM_FREE] = {CALLER_PROCESS, on_shm_free, result_answered},
    [GW_RPC] = {CALLER_SERVICE, rpc_on_command, rpc_command_answered},
    [GW_REE_TIME] = {CALLER_ANY, on_ree_time, ree_time_answered},
    [GW_SLEEP] = {CALLER_ANY, on_sleep, sleep_answered},
    [GW_SOCKET] = {CALLER_TA, rpc_on_socket, rpc_socket_answered},
    [GW_CLIENT_GONE] = {CALLER_TRUSTED, rpc_on_client_gone, NULL},
    [GW_PLUGIN] = {CALLER_TA, rpc_on_plugin, rpc_plugin_answered},
};

static bool may_ask(enum caller caller, uint32_t sender)
{
    switch (caller) {
    case CALLER_TRUSTED:
        return sender == SERVICE_KERNEL || sender == SERVICE_TAMGR;
    case CALLER_SERVICE:
        return sender != SERVICE_KERNEL && sender < SERVICE_LIMIT;
    case CALLER_TA:
        return sender >= SERVICE_LIMIT;
    case CALLER_PROCESS:
        return sender != SERVICE_KERNEL;
    default:
        return true;
    }
}

struct action rpc_serve(struct call *c, uint64_t *w, uint32_t sender)
{
    uint32_t op = (uint32_t)w[0] & 0xffff;

    c->rpc = (struct rpc){.op = op, .sender = sender};
    if (op >= sizeof(operations) / sizeof(operations[0]) ||
        !operations[op].begin || !may_ask(operations[op].caller, sender))
        return rpc_refuse(c, w);
    return operations[op].begin(c, w);
}

/* ---- the normal world is back ---- */

static struct action alloc_answered(struct call *c, uint64_t *w)
{
    uint64_t pa = w[1] << 32 | (uint32_t)w[2];

    if (pa == 0 || pa % 8 != 0)
        return rpc_distrust(c, w);
    c->slot = (struct slot){.state = SLOT_ALLOCATED,
                            .at = {.pa = pa},
                            .cookie = w[4] << 32 | (uint32_t)w[5]};
    c->untidy = true;
    return rpc_ask(c, w);
}

static struct action answer_read(struct call *c, uint64_t *w)
{
    struct rpc *r = &c->rpc;

    if (ns_read(port, c->slot.at, r->message.words, rpc_bytes(r)) != KERR_OK)
        return rpc_distrust(c, w);
    if (r->step == RPC_FREEING)
        return end(c, w, r->result);
    if (r->op == RPC_OWN)
        return result_answered(c, w);
    return operations[r->op].answered(c, w);
}

struct action rpc_resume(struct call *c, uint64_t *w)
{
    switch (c->nw) {
    case NW_ALLOC:
        return alloc_answered(c, w);
    case NW_RPC:
        return answer_read(c, w);
    case NW_TURN:
        if (c->rpc.op != RPC_IDLE)
            return c->rpc.step == RPC_FILLING ? fill_step(c, w)
                                              : release_step(c, w);
        break;
    case NW_FREE:
        break;
    }
    return call_continue(c, w);
}
