/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See socket.h. A call is handed on as it is, with what its pointer points to;
 * what it means is the other side's business. `owner` says what the small
 * numbers are that this file has given out as file descriptors.
 */
#include "ree/device/socket.h"

#include "ree/device/wire.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <linux/tee.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FILES 1024

/* 0: not ours. Else the context's number, shifted, and below it the memory's
 * id plus one, or 0 for the context itself. */
#define OWNER(context, id) ((uint64_t)(context) << 32 | (uint32_t)(id))

static uint64_t owner[FILES];

static uint64_t owner_of(int fd)
{
    if (fd < 0 || fd >= FILES)
        return 0;
    return __atomic_load_n(&owner[fd], __ATOMIC_RELAXED);
}

/* fd if it can be ours from now on; else it is closed. */
static int owner_set(int fd, uint64_t value)
{
    if (fd >= FILES) {
        close(fd);
        return -EMFILE;
    }
    __atomic_store_n(&owner[fd], value, __ATOMIC_RELAXED);
    return fd;
}

bool tee_socket_wanted(void)
{
    return secure_getenv(WIRE_ENVIRONMENT) != NULL;
}

bool tee_socket_has(int fd)
{
    return owner_of(fd) != 0;
}

static int socket_connect(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = secure_getenv(WIRE_ENVIRONMENT);
    int error, fd;

    if (!path || strlen(path) >= sizeof(address.sun_path))
        return -ENOENT;
    memcpy(address.sun_path, path, strlen(path));
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    error = -errno;
    close(fd);
    return error;
}

/* One request and its answer; *file is what came with it, or -1. */
static int exchange(int fd, const struct wire_request *request,
                    struct wire_answer *answer, int *file)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec part = {.iov_base = answer, .iov_len = sizeof(*answer)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    const struct cmsghdr *c;
    ssize_t n;

    *file = -1;
    if (send(fd, request, sizeof(*request), MSG_NOSIGNAL) < 0)
        return -EIO;
    do
        n = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return -EIO;
    c = CMSG_FIRSTHDR(&message);
    if (c && c->cmsg_type == SCM_RIGHTS)
        memcpy(file, CMSG_DATA(c), sizeof(*file));
    return n == sizeof(*answer) ? answer->result : -EIO;
}

/* The same on a connection of its own, with a file only if it succeeds. */
static int request_make(const struct wire_request *request,
                        struct wire_answer *answer, int *file)
{
    int fd = socket_connect();
    int result;

    *file = -1;
    if (fd < 0)
        return fd;
    result = exchange(fd, request, answer, file);
    close(fd);
    if (result < 0 && *file >= 0) {
        close(*file);
        *file = -1;
    }
    return result;
}

int tee_socket_open(const char *path)
{
    struct wire_request request = {.request = WIRE_OPEN};
    struct wire_answer answer;
    int fd, none, result;

    if (strcmp(path, "/dev/tee0") != 0)
        return -ENOENT;
    fd = socket_connect();
    if (fd < 0)
        return fd;
    result = exchange(fd, &request, &answer, &none);
    if (result > 0)
        return owner_set(fd, OWNER(result, 0));
    close(fd);
    return result < 0 ? result : -EIO;
}

int tee_socket_close(int fd)
{
    uint64_t what = owner_of(fd);
    struct wire_request request = {.request = WIRE_SHM_FREE,
                                   .context = (uint32_t)(what >> 32),
                                   .id = (uint32_t)what - 1};
    struct wire_answer answer;
    int none;

    if ((uint32_t)what)
        request_make(&request, &answer, &none);
    owner_set(fd, 0);
    return close(fd) < 0 ? -errno : 0;
}

/* The argument, or the buffer that it speaks of; and how long that is. */
static uint8_t *argument_of(unsigned long request, void *argument, size_t *size)
{
    const struct tee_ioctl_buf_data *buffer = argument;

    *size = _IOC_SIZE(request);
    if (request != TEE_IOC_OPEN_SESSION && request != TEE_IOC_INVOKE)
        return argument;
    *size = buffer->buf_len;
    return (uint8_t *)(uintptr_t)buffer->buf_ptr;
}

int tee_socket_ioctl(int fd, unsigned long request, void *argument)
{
    struct wire_request r = {.request = (uint32_t)request,
                             .context = (uint32_t)(owner_of(fd) >> 32)};
    struct wire_answer answer;
    size_t size;
    uint8_t *bytes = argument_of(request, argument, &size);
    int file, result;

    if (size > sizeof(r.argument))
        return -EINVAL;
    r.size = (uint32_t)size;
    memcpy(r.argument, bytes, size);
    result = request_make(&r, &answer, &file);
    if (result < 0)
        return result;
    memcpy(bytes, answer.argument, size);
    return file < 0 ? result : owner_set(file, OWNER(r.context, result + 1));
}
