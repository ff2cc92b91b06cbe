/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the normal world can ask; see call_request.h for the stages. Whatever
 * a call uses (session, shared memory) is held by it from the check to the
 * end, so that it cannot change in between.
 *
 * Mutable state: `port` only; everything else is in the call.
 */
#include "services/gateway/call_request.h"

#include "abi/gateway_msg.h"
#include "abi/ta/control.h"
#include "abi/ta_msg.h"
#include "abi/tamgr_msg.h"
#include "lib/checked.h"
#include "lib/mem.h"
#include "services/gateway/part.h"
#include "services/gateway/rpc.h"

static const struct gateway_port *port;

void request_init(const struct gateway_port *p)
{
    port = p;
}

static void words_clear(uint64_t *w)
{
    memset(w, 0, KMSG_WORDS * sizeof(*w));
}

static struct action start(uint32_t target)
{
    return (struct action){.kind = ACTION_START, .target = target};
}

/* ---- the end of a session ---- */

static struct action tell_closed(struct call *c, uint64_t *w,
                                 enum tee_result result, enum tee_origin origin)
{
    c->outcome[0] = (uint32_t)result;
    c->outcome[1] = origin;
    c->stage = STAGE_CLOSED;
    c->session->state = SESSION_CLOSING;
    words_clear(w);
    w[0] = TAMGR_CLOSED;
    w[1] = c->session->id;
    return start(SERVICE_TAMGR);
}

static struct action unmap_step(struct call *c, uint64_t *w)
{
    enum kerr err = KERR_OK;

    if (!session_process_used(c->pid))
        do {
            err = shm_unmap_process(c->pid);
        } while (part_again(err));
    if (err == KERR_MORE)
        return call_turn(c, w);
    return call_finish(c, w, (enum tee_result)c->outcome[0],
                       (enum tee_origin)c->outcome[1]);
}

static struct action closed(struct call *c, uint64_t *w)
{
    session_free(c->session);
    c->session = NULL;
    c->stage = STAGE_UNMAP;
    return unmap_step(c, w);
}

/* ---- arguments ---- */

static void hold(struct call *c, unsigned n, struct shm *s)
{
    s->users++;
    c->used[n] = s;
    c->held |= 1u << n;
}

/* Registered memory: held from here on. False: no such, or outside it. */
static bool hold_registered(struct call *c, unsigned n)
{
    const struct argument *arg = &c->args.argument[n];
    struct shm *s = shm_find(arg->cookie);

    if (!s || !range_inside(arg->a, arg->b, s->size))
        return false;
    hold(c, n, s);
    return true;
}

/* Decodes the TA's parameters. False: refused, *complaint says why. */
static bool arguments_take(struct call *c, enum complaint *complaint)
{
    uint32_t types;

    *complaint = COMPLAINT_PARAMETER;
    if (!message_decode_arguments(&c->message, c->skip, &c->args))
        return false;
    types = c->args.types;
    *complaint = COMPLAINT_MEMREF;
    for (unsigned n = 0; types; n++, types >>= 4) {
        if ((types & 0xf) < PARAM_MEMREF_INPUT ||
            c->args.argument[n].kind == ARGUMENT_WORDS)
            continue;
        c->bring |= 1u << n;
        if (c->args.argument[n].kind == ARGUMENT_REGISTERED &&
            !hold_registered(c, n))
            return false;
    }
    return true;
}

/* Temporary memory becomes a window of its own. */
static enum kerr temporary_fill(struct call *c, unsigned n)
{
    const struct argument *arg = &c->args.argument[n];
    enum kerr err;

    if (!(c->held & 1u << n)) {
        /* No bytes at a real address: one, so that there is a page. */
        err = build_begin(&c->build, SHM_TEMPORARY, arg->kind == ARGUMENT_LIST,
                          arg->a, arg->b ? arg->b : 1, 0);
        if (err != KERR_OK)
            return err;
        c->untidy = true;
        hold(c, n, c->build.shm);
    }
    if (c->used[n]->state == SHM_FILLING)
        return build_step(&c->build, port);
    return KERR_OK;
}

/* One bounded part of making argument n visible to the TA. */
static enum kerr argument_bring(struct call *c, unsigned n, uint64_t *va)
{
    enum kerr err = KERR_OK;

    if (c->args.argument[n].kind != ARGUMENT_REGISTERED)
        err = temporary_fill(c, n);
    return err == KERR_OK ? shm_map(c->used[n], c->pid, va) : err;
}

/* The next argument; what the TA sees already costs little. KERR_MORE: it is
 * not yet there, or there are more. */
static enum kerr argument_next(struct call *c)
{
    unsigned n = (unsigned)__builtin_ctz(c->bring);
    const struct argument *arg = &c->args.argument[n];
    uint64_t va = c->held & 1u << n ? shm_address(c->used[n], c->pid) : 0;
    enum kerr err = va ? KERR_OK : argument_bring(c, n, &va);

    if (err != KERR_OK)
        return err;
    c->address[n] = arg->kind == ARGUMENT_REGISTERED ? va + arg->a : va;
    c->bring &= c->bring - 1;
    return c->bring ? KERR_MORE : KERR_OK;
}

static enum kerr arguments_bring(struct call *c)
{
    enum kerr err = KERR_OK;

    if (c->bring)
        do {
            err = argument_next(c);
        } while (part_again(err));
    return err;
}

/* ---- the TA ---- */

static void words_set(const struct call *c, uint64_t *w)
{
    uint32_t types = c->args.types;

    for (unsigned n = 0; types; n++, types >>= 4) {
        const struct argument *arg = &c->args.argument[n];

        if ((types & 0xf) == PARAM_NONE || (types & 0xf) == PARAM_VALUE_OUTPUT)
            continue;
        w[3 + 2 * n] = arg->kind == ARGUMENT_WORDS ? arg->a : c->address[n];
        w[4 + 2 * n] = arg->b;
    }
}

static struct action ta_send(struct call *c, uint64_t *w)
{
    words_clear(w);
    w[0] = TA_MSG(c->ta_op, c->args.types, 0);
    w[1] = c->session->id;
    w[2] = c->ta_op == TA_INVOKE ? c->message.header.func : 0;
    words_set(c, w);
    c->stage = STAGE_TA;
    return start(c->pid);
}

/* The TA did not get, or not answer, the message. */
static struct action ta_failed(struct call *c, uint64_t *w, enum kerr err)
{
    if (err == KERR_PEER_DIED) {
        session_process_died(c->pid);
        complain(port, COMPLAINT_TA_DIED);
    }
    if (c->ta_op != TA_INVOKE)
        return tell_closed(c, w,
                           c->ta_op == TA_CLOSE ? R_SUCCESS : result_of(err),
                           ORIGIN_TEE);
    return call_finish(c, w, result_of(err), ORIGIN_TEE);
}

static struct action prepare_step(struct call *c, uint64_t *w)
{
    enum kerr err = arguments_bring(c);

    if (err == KERR_MORE)
        return call_turn(c, w);
    if (err != KERR_OK)
        return ta_failed(c, w, err);
    return ta_send(c, w);
}

static struct action prepare(struct call *c, uint64_t *w)
{
    c->stage = STAGE_PREPARE;
    return prepare_step(c, w);
}

/* Output values and sizes into the message. */
static void outputs_write(struct call *c, const uint64_t *w)
{
    uint32_t types = c->args.types;

    for (unsigned n = 0; types; n++, types >>= 4) {
        const uint64_t *out = &w[3 + 2 * n];
        size_t at = OPTEE_MSG_SIZE(c->skip + n);
        const uint32_t ab[] = {(uint32_t)out[0], (uint32_t)(out[0] >> 32),
                               (uint32_t)out[1], (uint32_t)(out[1] >> 32)};

        switch (types & 0xf) {
        case PARAM_VALUE_OUTPUT:
        case PARAM_VALUE_INOUT:
            call_write(c, at + offsetof(struct optee_msg_param, u.value.a), ab,
                       4);
            break;
        case PARAM_MEMREF_OUTPUT:
        case PARAM_MEMREF_INOUT:
            call_write(c, at + offsetof(struct optee_msg_param, u.rmem.size),
                       &ab[2], 2);
            break;
        default:
            break;
        }
    }
}

static struct action ta_answered(struct call *c, uint64_t *w)
{
    enum tee_result result = (enum tee_result)(uint32_t)w[0];
    enum tee_origin origin =
        w[0] >> 32 == ORIGIN_TEE ? ORIGIN_TEE : ORIGIN_TRUSTED_APP;

    if (c->ta_op == TA_CLOSE)
        return tell_closed(c, w, R_SUCCESS, ORIGIN_TEE);
    outputs_write(c, w);
    if (c->ta_op == TA_INVOKE)
        return call_finish(c, w, result, origin);
    if (result != R_SUCCESS)
        return tell_closed(c, w, result, origin);
    c->session->state = SESSION_LIVE;
    call_write(c, offsetof(struct optee_msg_header, session),
               (const uint32_t[]){c->session->id}, 1);
    return call_finish(c, w, R_SUCCESS, origin);
}

/* ---- INVOKE, OPEN ---- */

static struct action on_invoke(struct call *c, uint64_t *w)
{
    struct session *s = session_find(c->message.header.session);
    enum complaint complaint;

    if (!s)
        return call_refuse(c, w, COMPLAINT_SESSION, R_ERROR_BAD_PARAMETERS);
    c->skip = 0;
    c->session = s;
    s->users++;
    if (!arguments_take(c, &complaint))
        return call_refuse(c, w, complaint, R_ERROR_BAD_PARAMETERS);
    if (s->state == SESSION_DEAD)
        return call_finish(c, w, R_ERROR_TARGET_DEAD, ORIGIN_TEE);
    c->pid = s->pid;
    c->ta_op = TA_INVOKE;
    return prepare(c, w);
}

static struct action on_open(struct call *c, uint64_t *w)
{
    struct open_request req;
    enum complaint complaint;

    c->skip = 2;
    if (!message_decode_open(&c->message, &req))
        return call_refuse(c, w, COMPLAINT_PARAMETER, R_ERROR_BAD_PARAMETERS);
    if (!arguments_take(c, &complaint))
        return call_refuse(c, w, complaint, R_ERROR_BAD_PARAMETERS);
    if (!session_reserve()) {
        complain(port, COMPLAINT_SESSIONS);
        return call_finish(c, w, R_ERROR_OUT_OF_MEMORY, ORIGIN_TEE);
    }
    c->ta_op = TA_OPEN;
    c->stage = STAGE_FIND;
    words_clear(w);
    w[0] = TAMGR_OPEN;
    w[1] = req.uuid[0];
    w[2] = req.uuid[1];
    w[3] = req.client[0];
    w[4] = req.client[1];
    w[5] = req.login;
    return start(SERVICE_TAMGR);
}

/* tamgr's answer to TAMGR_OPEN. */
static struct action found(struct call *c, uint64_t *w, enum kerr status)
{
    enum tee_result result =
        status == KERR_OK ? (enum tee_result)(uint32_t)w[0] : result_of(status);
    struct session *s = NULL;

    if (result == R_SUCCESS) {
        s = session_open((uint32_t)w[2], (uint32_t)w[1]);
        result = s ? R_SUCCESS : R_ERROR_GENERIC;
    }
    if (!s) {
        session_unreserve();
        return call_finish(c, w, result, ORIGIN_TEE);
    }
    s->urgent = request_is_urgent(&c->message);
    c->session = s;
    s->users++;
    c->pid = s->pid;
    return prepare(c, w);
}

/* ---- CLOSE, CANCEL ---- */

static struct action close_step(struct call *c, uint64_t *w)
{
    if (c->session->users > 1)
        return call_pause(c, w);
    if (c->ta_op == TA_CLOSE)
        return ta_send(c, w);
    return tell_closed(c, w, R_SUCCESS, ORIGIN_TEE);
}

static struct action on_close(struct call *c, uint64_t *w)
{
    struct session *s = session_find(c->message.header.session);

    if (!s)
        return call_refuse(c, w, COMPLAINT_SESSION, R_ERROR_BAD_PARAMETERS);
    c->args.types = 0;
    c->session = s;
    s->users++;
    c->pid = s->pid;
    /* A dead TA is not told. */
    c->ta_op = s->state == SESSION_LIVE ? TA_CLOSE : 0;
    s->state = SESSION_CLOSING;
    c->stage = STAGE_DRAIN;
    return close_step(c, w);
}

static struct action wake_step(struct call *c, uint64_t *w)
{
    if (c->wake) {
        unsigned i = (unsigned)__builtin_ctz(c->wake);

        c->wake &= c->wake - 1;
        return rpc_notify(c, w, GW_KEY_SLEEP + i);
    }
    return call_finish(c, w, R_SUCCESS, ORIGIN_TEE);
}

/* Sleeping so that it can be cancelled? */
static bool is_sleeper(const struct call *c)
{
    return c->rpc.op == GW_SLEEP && c->rpc.cancellable;
}

static struct action on_cancel(struct call *c, uint64_t *w)
{
    struct session *s = session_find(c->message.header.session);

    if (!s)
        return call_refuse(c, w, COMPLAINT_SESSION, R_ERROR_BAD_PARAMETERS);
    c->wake = 0;
    for (unsigned i = 0; i < ACTIVATIONS; i++) {
        struct call *other = call_of(i);

        if (other->stage == STAGE_IDLE || other->session != s)
            continue;
        other->cancelled = true;
        if (port->cancel(i) == KERR_OK && is_sleeper(other))
            c->wake |= 1u << i;
    }
    c->stage = STAGE_WAKE;
    return wake_step(c, w);
}

/* ---- REGISTER, UNREGISTER ---- */

static struct action fill_step(struct call *c, uint64_t *w)
{
    enum kerr err = build_step(&c->build, port);

    if (err == KERR_MORE)
        return call_turn(c, w);
    if (err != KERR_OK)
        return call_refuse(c, w, COMPLAINT_REGISTRATION, result_of(err));
    c->build.shm = NULL; /* it stays */
    return call_finish(c, w, R_SUCCESS, ORIGIN_TEE);
}

static struct action on_register(struct call *c, uint64_t *w)
{
    const struct optee_msg_param *p = &c->message.param[0];
    enum kerr err;

    if (p->attr != (OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG))
        return call_refuse(c, w, COMPLAINT_PARAMETER, R_ERROR_BAD_PARAMETERS);
    err = build_begin(&c->build, SHM_REGISTERED, true, p->u.tmem.buf_ptr,
                      p->u.tmem.size, p->u.tmem.shm_ref);
    if (err != KERR_OK)
        return call_refuse(c, w, COMPLAINT_REGISTRATION, result_of(err));
    /* Held while it is filled: if that fails, finishing destroys it. */
    c->untidy = true;
    hold(c, 0, c->build.shm);
    c->stage = STAGE_FILL;
    return fill_step(c, w);
}

static struct action destroy_step(struct call *c, uint64_t *w)
{
    if (c->subject->users > 0)
        return call_pause(c, w);
    if (shm_destroy(c->subject) == KERR_MORE)
        return call_turn(c, w);
    return call_finish(c, w, R_SUCCESS, ORIGIN_TEE);
}

static struct action on_unregister(struct call *c, uint64_t *w)
{
    const struct optee_msg_param *p = &c->message.param[0];
    struct shm *s = shm_find(p->u.rmem.shm_ref);

    if (p->attr != OPTEE_MSG_RMEM_INPUT)
        return call_refuse(c, w, COMPLAINT_PARAMETER, R_ERROR_BAD_PARAMETERS);
    /* The memory of this very message could never become unused. */
    if (!s || s == c->arg_shm)
        return call_refuse(c, w, COMPLAINT_UNREGISTRATION,
                           R_ERROR_BAD_PARAMETERS);
    shm_retire(s);
    c->subject = s;
    c->stage = STAGE_DESTROY;
    return destroy_step(c, w);
}

/* Asynchronous notification is not offered; its commands need nothing. */
static struct action on_nothing(struct call *c, uint64_t *w)
{
    return call_finish(c, w, R_SUCCESS, ORIGIN_TEE);
}

/* ---- dispatch ---- */

static bool open_is_urgent(const struct message *m)
{
    static const struct uuid_words control = CONTROL_UUID_WORDS;
    struct open_request req;

    return message_decode_open(m, &req) &&
           memcmp(req.uuid, &control, sizeof(control)) == 0;
}

bool request_is_urgent(const struct message *m)
{
    const struct session *s;

    switch ((enum optee_msg_cmd)m->header.cmd) {
    case OPTEE_MSG_CMD_CANCEL:
    case OPTEE_MSG_CMD_REGISTER_SHM:
        return true;
    case OPTEE_MSG_CMD_OPEN_SESSION:
        return open_is_urgent(m);
    case OPTEE_MSG_CMD_INVOKE_COMMAND:
    case OPTEE_MSG_CMD_CLOSE_SESSION:
        s = session_find(m->header.session);
        return s && s->urgent;
    default:
        return false;
    }
}

struct action request_begin(struct call *c, uint64_t *w)
{
    switch ((enum optee_msg_cmd)c->message.header.cmd) {
    case OPTEE_MSG_CMD_OPEN_SESSION:
        return on_open(c, w);
    case OPTEE_MSG_CMD_INVOKE_COMMAND:
        return on_invoke(c, w);
    case OPTEE_MSG_CMD_CLOSE_SESSION:
        return on_close(c, w);
    case OPTEE_MSG_CMD_CANCEL:
        return on_cancel(c, w);
    case OPTEE_MSG_CMD_REGISTER_SHM:
        return on_register(c, w);
    case OPTEE_MSG_CMD_UNREGISTER_SHM:
        return on_unregister(c, w);
    case OPTEE_MSG_CMD_DO_BOTTOM_HALF:
    case OPTEE_MSG_CMD_STOP_ASYNC_NOTIF:
        break;
    }
    return on_nothing(c, w);
}

struct action request_continue(struct call *c, uint64_t *w)
{
    switch (c->stage) {
    case STAGE_PREPARE:
        return prepare_step(c, w);
    case STAGE_DRAIN:
        return close_step(c, w);
    case STAGE_UNMAP:
        return unmap_step(c, w);
    case STAGE_FILL:
        return fill_step(c, w);
    case STAGE_DESTROY:
        return destroy_step(c, w);
    case STAGE_WAKE:
        return wake_step(c, w);
    default: /* cannot happen: the other stages are not resumed */
        return call_finish(c, w, R_ERROR_GENERIC, ORIGIN_TEE);
    }
}

struct action call_completed(struct call *c, uint64_t *w, enum kerr status)
{
    switch (c->stage) {
    case STAGE_FIND:
        return found(c, w, status);
    case STAGE_TA:
        return status == KERR_OK ? ta_answered(c, w) : ta_failed(c, w, status);
    default: /* STAGE_CLOSED; what tamgr says about it changes nothing */
        return closed(c, w);
    }
}
