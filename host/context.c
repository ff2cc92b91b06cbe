/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a client leaves behind at the end of its context is closed as Linux
 * does it: its sessions, then its memory. `table` knows whose they are. A
 * memory reference of a message has the memory's cookie where that of
 * <linux/tee.h> has its id.
 */
#include "host/context.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <linux/tee.h>

#include "host/driver.h"

#define THINGS     1024u
#define PARAMS_TEE 4u
#define ANY        UINT32_MAX

enum kind { KIND_FREE, KIND_SESSION, KIND_SHM };

static struct {
    pthread_mutex_t lock;
    uint32_t contexts;
    struct {
        enum kind kind;
        uint32_t context;
        uint32_t id;
    } thing[THINGS];
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

union argument {
    uint8_t bytes[WIRE_ARGUMENT];
    struct tee_ioctl_version_data version;
    struct tee_ioctl_shm_alloc_data shm_alloc;
    struct tee_ioctl_open_session_arg open;
    struct tee_ioctl_invoke_arg invoke;
    struct tee_ioctl_cancel_arg cancel;
    struct tee_ioctl_close_session_arg close;
};

/* ---- whose what is ---- */

/* Forgets one thing (of that id, or ANY); its id, or -1. */
static int64_t thing_take(enum kind kind, uint32_t context, uint32_t id)
{
    int64_t found = -1;

    pthread_mutex_lock(&table.lock);
    for (unsigned i = 0; i < THINGS && found < 0; i++) {
        if (table.thing[i].kind != kind || table.thing[i].context != context ||
            (id != ANY && table.thing[i].id != id))
            continue;
        found = table.thing[i].id;
        table.thing[i].kind = KIND_FREE;
    }
    pthread_mutex_unlock(&table.lock);
    return found;
}

/* False: no room. */
static bool thing_add(enum kind kind, uint32_t context, uint32_t id)
{
    unsigned i = 0;

    pthread_mutex_lock(&table.lock);
    while (i < THINGS && table.thing[i].kind != KIND_FREE)
        i++;
    if (i < THINGS) {
        table.thing[i].kind = kind;
        table.thing[i].context = context;
        table.thing[i].id = id;
    }
    pthread_mutex_unlock(&table.lock);
    return i < THINGS;
}

uint32_t context_new(void)
{
    return __atomic_add_fetch(&table.contexts, 1, __ATOMIC_RELAXED);
}

static void session_close(uint32_t session)
{
    struct driver_call c = {.cmd = OPTEE_MSG_CMD_CLOSE_SESSION,
                            .session = session};

    driver_call(&c);
}

void context_end(uint32_t context)
{
    int64_t id;

    while ((id = thing_take(KIND_SESSION, context, ANY)) >= 0)
        session_close((uint32_t)id);
    while ((id = thing_take(KIND_SHM, context, ANY)) >= 0)
        driver_shm_free((int)id);
}

/* ---- parameters ---- */

/* False: it refers to memory that is not there. */
static bool param_in(const struct tee_ioctl_param *from,
                     struct optee_msg_param *to)
{
    uint64_t type = from->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

    to->attr = type;
    to->u.value.a = from->a;
    to->u.value.b = from->b;
    to->u.value.c = from->c;
    if (type < TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT)
        return true;
    if (from->c != TEE_MEMREF_NULL) {
        to->u.rmem.shm_ref = driver_shm_cookie((int)from->c);
        return to->u.rmem.shm_ref != 0;
    }
    to->attr += OPTEE_MSG_TMEM_INPUT - OPTEE_MSG_RMEM_INPUT;
    to->u.tmem.buf_ptr = 0;
    to->u.tmem.shm_ref = 0;
    return true;
}

static void param_out(const struct optee_msg_param *from,
                      struct tee_ioctl_param *to)
{
    uint64_t type = to->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

    if (type >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT) {
        to->b = from->u.rmem.size;
        return;
    }
    to->a = from->u.value.a;
    to->b = from->u.value.b;
    to->c = from->u.value.c;
}

/* Makes the call with `n` parameters behind the `first` that are there. */
static int call(struct driver_call *c, struct tee_ioctl_param *params,
                uint32_t n, unsigned first)
{
    int result;

    for (uint32_t i = 0; i < n; i++)
        if (!param_in(&params[i], &c->params[first + i]))
            return -EINVAL;
    c->num_params = first + n;
    result = driver_call(c);
    for (uint32_t i = 0; i < n && result == 0; i++)
        param_out(&c->params[first + i], &params[i]);
    return result;
}

/* ---- requests ---- */

static int on_version(struct tee_ioctl_version_data *version)
{
    *version = (struct tee_ioctl_version_data){
        .impl_id = TEE_IMPL_ID_OPTEE,
        .impl_caps = TEE_OPTEE_CAP_TZ,
        .gen_caps = TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL,
    };
    return 0;
}

static int on_shm_alloc(uint32_t context, struct tee_ioctl_shm_alloc_data *data,
                        int *fd)
{
    int id = driver_shm_alloc(data->size, fd);

    if (id < 0)
        return id;
    if (!thing_add(KIND_SHM, context, (uint32_t)id)) {
        driver_shm_free(id);
        *fd = -1;
        return -ENOMEM;
    }
    data->id = id;
    return id;
}

static int on_shm_free(uint32_t context, uint32_t id)
{
    if (id == ANY || thing_take(KIND_SHM, context, id) < 0)
        return -EINVAL;
    driver_shm_free((int)id);
    return 0;
}

/* Who logs in as a user is user 0 to the TEE: the UUID that Linux makes of
 * that, version 5 of "uid=0". */
static const uint8_t root[TEE_IOCTL_UUID_LEN] = {
    0xef, 0x01, 0x80, 0xa3, 0x13, 0xf3, 0x5d, 0x1c,
    0xb7, 0xf5, 0x88, 0x8c, 0x0e, 0x21, 0x05, 0x9a,
};

/* Do n parameters fill an argument of that size? */
static bool params_fill(uint32_t n, size_t head, uint32_t size)
{
    return n <= PARAMS_TEE && size == head + n * sizeof(struct tee_ioctl_param);
}

static int on_open_session(uint32_t context,
                           struct tee_ioctl_open_session_arg *arg,
                           uint32_t size)
{
    struct driver_call c = {.cmd = OPTEE_MSG_CMD_OPEN_SESSION,
                            .cancel_id = arg->cancel_id};
    int result;

    if (!params_fill(arg->num_params, sizeof(*arg), size))
        return -EINVAL;
    c.params[0].attr = c.params[1].attr =
        OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META;
    memcpy(&c.params[0].u, arg->uuid, sizeof(arg->uuid));
    if (arg->clnt_login == TEE_IOCTL_LOGIN_USER)
        memcpy(&c.params[1].u, root, sizeof(root));
    c.params[1].u.value.c = arg->clnt_login;
    result = call(&c, arg->params, arg->num_params, 2);
    if (result == 0 && c.ret == 0 &&
        !thing_add(KIND_SESSION, context, c.session)) {
        session_close(c.session);
        result = -ENOMEM;
    }
    arg->session = c.session;
    arg->ret = c.ret;
    arg->ret_origin = c.ret_origin;
    return result;
}

static int on_invoke(struct tee_ioctl_invoke_arg *arg, uint32_t size)
{
    struct driver_call c = {.cmd = OPTEE_MSG_CMD_INVOKE_COMMAND,
                            .func = arg->func,
                            .session = arg->session,
                            .cancel_id = arg->cancel_id};
    int result;

    if (!params_fill(arg->num_params, sizeof(*arg), size))
        return -EINVAL;
    result = call(&c, arg->params, arg->num_params, 0);
    arg->ret = c.ret;
    arg->ret_origin = c.ret_origin;
    return result;
}

static int on_cancel(const struct tee_ioctl_cancel_arg *arg)
{
    struct driver_call c = {.cmd = OPTEE_MSG_CMD_CANCEL,
                            .session = arg->session,
                            .cancel_id = arg->cancel_id};

    return call(&c, NULL, 0, 0);
}

static int on_close_session(uint32_t context, uint32_t session)
{
    thing_take(KIND_SESSION, context, session);
    session_close(session);
    return 0;
}

static int argument_serve(const struct wire_request *r, union argument *a,
                          int *fd)
{
    switch (r->request) {
    case TEE_IOC_VERSION:
        return on_version(&a->version);
    case TEE_IOC_SHM_ALLOC:
        return on_shm_alloc(r->context, &a->shm_alloc, fd);
    case WIRE_SHM_FREE:
        return on_shm_free(r->context, r->id);
    case TEE_IOC_OPEN_SESSION:
        return on_open_session(r->context, &a->open, r->size);
    case TEE_IOC_INVOKE:
        return on_invoke(&a->invoke, r->size);
    case TEE_IOC_CANCEL:
        return on_cancel(&a->cancel);
    case TEE_IOC_CLOSE_SESSION:
        return on_close_session(r->context, a->close.session);
    default:
        return -ENOTTY;
    }
}

int context_serve(const struct wire_request *request,
                  struct wire_answer *answer, int *fd)
{
    union argument a;
    int result;

    *fd = -1;
    memcpy(a.bytes, request->argument, sizeof(a.bytes));
    result = argument_serve(request, &a, fd);
    memcpy(answer->argument, a.bytes, sizeof(a.bytes));
    return result;
}
