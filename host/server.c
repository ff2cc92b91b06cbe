/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread accepts, one more serves each connection. `connections` counts
 * those that are not over.
 */
#include "host/server.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "host/context.h"

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned connections;
} server = {.lock = PTHREAD_MUTEX_INITIALIZER,
            .changed = PTHREAD_COND_INITIALIZER};

static void connections_add(int n)
{
    pthread_mutex_lock(&server.lock);
    server.connections += (unsigned)n;
    pthread_cond_broadcast(&server.changed);
    pthread_mutex_unlock(&server.lock);
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

/* A context, up to its end. */
static void context_hold(int socket)
{
    struct wire_answer answer = {.result = (int32_t)context_new()};
    char nothing;

    answer_send(socket, &answer, -1);
    while (recv(socket, &nothing, sizeof(nothing), 0) > 0)
        ;
    context_end((uint32_t)answer.result);
}

static void *connection_main(void *argument)
{
    int socket = (int)(intptr_t)argument, fd;
    struct wire_request request;
    struct wire_answer answer = {0};

    if (recv(socket, &request, sizeof(request), 0) == sizeof(request)) {
        if (request.request == WIRE_OPEN) {
            context_hold(socket);
        } else {
            answer.result = context_serve(&request, &answer, &fd);
            answer_send(socket, &answer, fd);
        }
    }
    close(socket);
    connections_add(-1);
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
        connections_add(1);
        if (pthread_create(&thread, NULL, connection_main,
                           (void *)(intptr_t)socket) == 0) {
            pthread_detach(thread);
        } else {
            close(socket);
            connections_add(-1);
        }
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

void server_wait(unsigned seconds)
{
    struct timespec until;
    int error = 0;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&server.lock);
    while (server.connections > 0 && error == 0)
        error = pthread_cond_timedwait(&server.changed, &server.lock, &until);
    pthread_mutex_unlock(&server.lock);
}
