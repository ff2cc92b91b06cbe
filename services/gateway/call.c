/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The beginning and the end of a normal-world call; see call.h. The message is
 * copied once, header first, and only the copy is looked at. Then the request
 * is dispatched: call_ta.c has those for trusted applications, call_shm.c
 * those about shared memory. All end in call_finish().
 *
 * A step that is not done after some bounded parts returns to the normal world
 * with a foreign-interrupt RPC, so that Linux can take its interrupts, and
 * goes on when it is resumed. What others still use is waited for in the same
 * way, with a pause: unmodified Linux never lets it come to that.
 *
 * Mutable state: `calls`.
 */
#include "services/gateway/call.h"

#include "abi/optee_rpc.h"
#include "abi/optee_smc.h"
#include "lib/checked.h"
#include "lib/mem.h"
#include "services/gateway/call_request.h"
#include "services/gateway/rpc.h"
#include "services/gateway/socket.h"

#define PAUSE_MS 1u

static struct {
    const struct gateway_port *port;
    struct call call[ACTIVATIONS];
} calls;

void call_init(const struct gateway_port *port)
{
    if (calls.port) /* see shm_init() */
        memset(&calls, 0, sizeof(calls));
    calls.port = port;
    for (unsigned i = 0; i < ACTIVATIONS; i++)
        calls.call[i].id = i;
    request_init(port);
}

struct call *call_of(unsigned activation)
{
    return &calls.call[activation];
}

uint32_t call_count(void)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < ACTIVATIONS; i++)
        n += calls.call[i].stage != STAGE_IDLE;
    return n;
}

static struct action smc_return(uint64_t *w, enum optee_smc_return value)
{
    w[0] = value;
    w[1] = w[2] = w[3] = 0;
    return (struct action){.kind = ACTION_DONE};
}

struct action call_turn(struct call *c, uint64_t *w)
{
    w[0] = OPTEE_SMC_RETURN_RPC_FOREIGN_INTR;
    w[1] = w[2] = w[3] = 0;
    c->nw = NW_TURN;
    return (struct action){.kind = ACTION_RESUME};
}

struct action call_pause(struct call *c, uint64_t *w)
{
    if (c->slot.state != SLOT_GIVEN)
        return call_turn(c, w);
    return rpc_suspend(c, w, PAUSE_MS);
}

void call_write(struct call *c, size_t offset, const uint32_t *words, size_t n)
{
    /* It was readable a moment ago; if it is not now, nobody is left to
     * whom that could be told. */
    (void)ns_write(calls.port, ns_at(c->arg, offset), words, n * 4);
}

/* ---- the end ---- */

/* Destroys what was made for this call only: temporary memory, and a
 * registration that failed. */
static enum kerr temporaries_destroy(struct call *c)
{
    for (unsigned held = c->held; held; held &= held - 1) {
        unsigned i = (unsigned)__builtin_ctz(held);
        struct shm *s = c->used[i];

        if (s->kind != SHM_TEMPORARY && s != c->build.shm)
            continue;
        shm_retire(s);
        if (shm_destroy(s) == KERR_MORE)
            return KERR_MORE;
        c->held &= ~(1u << i);
    }
    return KERR_OK;
}

static void holds_release(struct call *c)
{
    for (; c->held; c->held &= c->held - 1)
        c->used[__builtin_ctz(c->held)]->users--;
    if (c->arg_shm)
        c->arg_shm->users--;
    if (c->session)
        c->session->users--;
    c->session = NULL;
}

static struct action finish_step(struct call *c, uint64_t *w)
{
    if (c->untidy) {
        struct shm *left = c->supplied ? shm_of_activation(c->id) : NULL;
        uint32_t gone;

        if (temporaries_destroy(c) == KERR_MORE)
            return call_turn(c, w);
        if (left)
            return rpc_release(c, w, left);
        gone = sockets_gone_take();
        if (gone)
            return rpc_close_sockets(c, w, gone);
        if (c->slot.state >= SLOT_ALLOCATED)
            return rpc_free_slot(c, w);
    }
    call_write(c, offsetof(struct optee_msg_header, ret), c->outcome, 2);
    holds_release(c);
    c->stage = STAGE_IDLE;
    return smc_return(w, OPTEE_SMC_RETURN_OK);
}

struct action call_finish(struct call *c, uint64_t *w, enum tee_result result,
                          enum tee_origin origin)
{
    c->outcome[0] = (uint32_t)result;
    c->outcome[1] = origin;
    c->stage = STAGE_FINISH;
    return finish_step(c, w);
}

struct action call_refuse(struct call *c, uint64_t *w, enum complaint complaint,
                          enum tee_result result)
{
    complain(calls.port, complaint);
    return call_finish(c, w, result, ORIGIN_COMMS);
}

/* ---- the beginning ---- */

/* A message in registered memory; *room bytes follow its start. */
static bool locate_registered(struct call *c, uint64_t cookie, uint64_t offset,
                              uint64_t *room)
{
    struct shm *s = shm_find(cookie);

    if (!s || offset % 8 != 0 || offset > s->size ||
        (!s->own_va && shm_map_self(s) != KERR_OK) || s->own_va % 8 != 0)
        return false;
    c->arg = (struct ns_span){.va = s->own_va + offset};
    c->arg_shm = s;
    s->users++;
    *room = s->size - offset;
    return true;
}

/* A message at an address: all of it in one page. */
static bool locate_address(struct call *c, uint64_t pa, uint64_t *room)
{
    if (pa % 8 != 0 || pa == 0)
        return false;
    c->arg = (struct ns_span){.pa = pa};
    *room = PAGE_SIZE - pa % PAGE_SIZE;
    return true;
}

/* Copies the message; false if it is not all there. */
static bool message_copy(struct call *c, uint64_t room)
{
    struct message *m = &c->message;
    uint64_t size = sizeof(m->header), n;

    if (c->slot.state == SLOT_GIVEN)
        room -= room < OPTEE_MSG_SIZE(OPTEE_RPC_PARAMS)
                    ? room
                    : OPTEE_MSG_SIZE(OPTEE_RPC_PARAMS);
    if (room < size || ns_read(calls.port, c->arg, &m->words[0], size))
        return false;
    n = m->header.num_params;
    if (n > (room - size) / sizeof(m->param[0]))
        return false;
    c->slot.at = ns_at(c->arg, OPTEE_MSG_SIZE(n));
    if (n > MESSAGE_PARAMS_MAX)
        return true; /* message_count_valid() says what is wrong */
    return ns_read(calls.port, ns_at(c->arg, size), &m->words[size / 8],
                   n * sizeof(m->param[0])) == KERR_OK;
}

static bool locate(struct call *c, const uint64_t *w, uint64_t *room)
{
    uint64_t address = w[1] << 32 | (uint32_t)w[2];

    c->slot.state = SLOT_GIVEN;
    switch ((uint32_t)w[0]) {
    case OPTEE_SMC_CALL_WITH_REGD_ARG:
        return locate_registered(c, address, (uint32_t)w[3], room);
    case OPTEE_SMC_CALL_WITH_RPC_ARG:
        return locate_address(c, address, room);
    default:
        c->slot.state = SLOT_NONE;
        return locate_address(c, address, room);
    }
}

static void call_reset(struct call *c)
{
    c->cancelled = false;
    c->untidy = c->supplied = false;
    c->arg_shm = NULL;
    c->session = NULL;
    c->bring = 0;
    c->build.shm = NULL;
    c->held = 0;
    c->rpc.op = RPC_IDLE;
}

static struct action smc_end(struct call *c, uint64_t *w,
                             enum optee_smc_return value)
{
    holds_release(c);
    c->stage = STAGE_IDLE;
    return smc_return(w, value);
}

/* The message cannot be read, so there is nowhere to say so. */
static struct action smc_refuse(struct call *c, uint64_t *w,
                                enum complaint complaint,
                                enum optee_smc_return value)
{
    complain(calls.port, complaint);
    return smc_end(c, w, value);
}

struct action call_smc(struct call *c, uint64_t *w)
{
    uint64_t room = 0;
    uint32_t id = (uint32_t)w[0];

    if (id != OPTEE_SMC_CALL_WITH_REGD_ARG &&
        id != OPTEE_SMC_CALL_WITH_RPC_ARG && id != OPTEE_SMC_CALL_WITH_ARG)
        return smc_return(w, OPTEE_SMC_RETURN_UNKNOWN);
    call_reset(c);
    if (!locate(c, w, &room) || !message_copy(c, room))
        return smc_refuse(c, w, COMPLAINT_ARG, OPTEE_SMC_RETURN_EBADADDR);
    if (!message_cmd_valid(c->message.header.cmd))
        return smc_refuse(c, w, COMPLAINT_COMMAND, OPTEE_SMC_RETURN_EBADCMD);
    if (!message_count_valid(c->message.header.cmd,
                             c->message.header.num_params))
        return call_refuse(c, w, COMPLAINT_COUNT, R_ERROR_BAD_PARAMETERS);
    if (c->id == ACTIVATIONS - 1 && !request_is_urgent(&c->message))
        return smc_end(c, w, OPTEE_SMC_RETURN_ETHREAD_LIMIT);
    return request_begin(c, w);
}

struct action call_continue(struct call *c, uint64_t *w)
{
    return c->stage == STAGE_FINISH ? finish_step(c, w)
                                    : request_continue(c, w);
}
