/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a client leaves behind at the end of its context is closed as Linux
 * does it: its sessions, then its memory. `table` knows whose they are.
 */
#include "host/server.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "host/wire.h"

#define THINGS 1024u

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

/* Forgets one thing (of that id, or any with id UINT32_MAX); its id, or -1. */
static int64_t thing_take(enum kind kind, uint32_t context, uint32_t id)
{
    int64_t found = -1;

    pthread_mutex_lock(&table.lock);
    for (unsigned i = 0; i < THINGS && found < 0; i++) {
        if (table.thing[i].kind != kind || table.thing[i].context != context ||
            (id != UINT32_MAX && table.thing[i].id != id))
            continue;
        found = table.thing[i].id;
        table.thing[i].kind = KIND_FREE;
    }
    pthread_mutex_unlock(&table.lock);
    return found;
}

static void thing_add(enum kind kind, uint32_t context, uint32_t id)
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
}

static bool is_memory(const struct optee_msg_param *p)
{
    return p->attr >= OPTEE_MSG_RMEM_INPUT && p->attr <= OPTEE_MSG_RMEM_INOUT;
}

static int64_t serve_call(uint32_t context, struct driver_call *c)
{
    uint32_t session = c->session;
    int result;

    if (c->num_params > DRIVER_PARAMS ||
        (c->cmd != OPTEE_MSG_CMD_OPEN_SESSION &&
         c->cmd != OPTEE_MSG_CMD_INVOKE_COMMAND &&
         c->cmd != OPTEE_MSG_CMD_CLOSE_SESSION &&
         c->cmd != OPTEE_MSG_CMD_CANCEL))
        return -EINVAL;
    for (uint32_t i = 0; i < c->num_params; i++) {
        struct optee_msg_param *p = &c->params[i];

        if (is_memory(p))
            p->u.rmem.shm_ref = driver_shm_cookie((int)p->u.rmem.shm_ref);
        if (is_memory(p) && !p->u.rmem.shm_ref)
            return -EINVAL;
    }
    result = driver_call(c);
    if (result == 0 && c->cmd == OPTEE_MSG_CMD_OPEN_SESSION && c->ret == 0)
        thing_add(KIND_SESSION, context, c->session);
    if (c->cmd == OPTEE_MSG_CMD_CLOSE_SESSION)
        thing_take(KIND_SESSION, context, session);
    return result;
}

static void context_end(uint32_t context)
{
    int64_t id;

    while ((id = thing_take(KIND_SESSION, context, UINT32_MAX)) >= 0) {
        struct driver_call c = {.cmd = OPTEE_MSG_CMD_CLOSE_SESSION,
                                .session = (uint32_t)id};

        driver_call(&c);
    }
    while ((id = thing_take(KIND_SHM, context, UINT32_MAX)) >= 0)
        driver_shm_free((int)id);
}

static void answer_send(int socket, const struct wire_answer *answer, int fd)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.head = {.cmsg_len = CMSG_LEN(sizeof(int)),
                          .cmsg_level = SOL_SOCKET,
                          .cmsg_type = SCM_RIGHTS}};
    struct iovec part = {.iov_base = (void *)(uintptr_t)answer,
                         .iov_len = sizeof(*answer)};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

    if (fd >= 0) {
        memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
        message.msg_control = &control;
        message.msg_controllen = sizeof(control);
    }
    sendmsg(socket, &message, MSG_NOSIGNAL);
}

static int64_t serve(const struct wire_request *r, struct wire_answer *answer,
                     int *fd)
{
    int64_t id;

    switch (r->operation) {
    case WIRE_OPEN:
        return (int64_t)__atomic_add_fetch(&table.contexts, 1,
                                           __ATOMIC_RELAXED);
    case WIRE_CALL:
        answer->call = r->call;
        return serve_call(r->context, &answer->call);
    case WIRE_SHM_ALLOC:
        id = driver_shm_alloc(r->value, fd);
        if (id >= 0)
            thing_add(KIND_SHM, r->context, (uint32_t)id);
        return id;
    case WIRE_SHM_FREE:
        id = thing_take(KIND_SHM, r->context, (uint32_t)r->value);
        if (id >= 0)
            driver_shm_free((int)id);
        return id < 0 ? -EINVAL : 0;
    default:
        return -EINVAL;
    }
}

static void *connection_main(void *argument)
{
    int socket = (int)(intptr_t)argument;
    struct wire_request request;
    struct wire_answer answer = {0};
    int fd = -1;

    if (recv(socket, &request, sizeof(request), 0) == sizeof(request)) {
        answer.result = serve(&request, &answer, &fd);
        answer_send(socket, &answer, fd);
        if (fd >= 0)
            close(fd);
        if (request.operation == WIRE_OPEN) {
            /* Nothing more comes but the end. */
            while (recv(socket, &request, sizeof(request), 0) > 0)
                ;
            context_end((uint32_t)answer.result);
        }
    }
    close(socket);
    return NULL;
}

static void *server_main(void *argument)
{
    int listener = (int)(intptr_t)argument;

    for (;;) {
        int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        pthread_t thread;

        if (socket < 0)
            continue;
        if (pthread_create(&thread, NULL, connection_main,
                           (void *)(intptr_t)socket) == 0)
            pthread_detach(thread);
        else
            close(socket);
    }
    return NULL;
}

bool server_start(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    pthread_t thread;

    if (listener < 0 || strlen(path) >= sizeof(address.sun_path))
        return false;
    memcpy(address.sun_path, path, strlen(path));
    return bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0 &&
           listen(listener, 64) == 0 &&
           pthread_create(&thread, NULL, server_main,
                          (void *)(intptr_t)listener) == 0;
}
