/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table tee_os of the client library (ree/device/device.h) where the TEE
 * is cella-host: the part of Linux' `optee` driver that turns the calls of
 * <linux/tee.h> into messages, and a socket. The device has no registered
 * memory, so all that is shared comes from SHM_ALLOC. A closed file is looked
 * up in `table` to know what ends with it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "host/wire.h"
#include "ree/device/device.h"

#define FILES      1024
#define PARAMS_TEE 4u

enum kind { KIND_NONE, KIND_CONTEXT, KIND_SHM };

static struct {
    enum kind kind;
    uint32_t context;
    uint64_t id;
} table[FILES];

static int os_connect(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = getenv(WIRE_ENVIRONMENT);
    int fd;

    if (!path || strlen(path) >= sizeof(address.sun_path))
        return -ENOENT;
    memcpy(address.sun_path, path, strlen(path));
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    if (fd >= FILES ||
        connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        close(fd);
        return -ENOENT;
    }
    return fd;
}

/* One request and its answer; *fd is the file that came with it, or -1. */
static int64_t exchange(int socket, const struct wire_request *request,
                        struct wire_answer *answer, int *fd)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {.iov_base = answer, .iov_len = sizeof(*answer)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    const struct cmsghdr *c;

    *fd = -1;
    if (send(socket, request, sizeof(*request), MSG_NOSIGNAL) < 0 ||
        recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != sizeof(*answer))
        return -EIO;
    c = CMSG_FIRSTHDR(&message);
    if (c && c->cmsg_type == SCM_RIGHTS)
        memcpy(fd, CMSG_DATA(c), sizeof(*fd));
    return answer->result;
}

/* The same on a connection of its own. */
static int64_t request_make(const struct wire_request *request,
                            struct wire_answer *answer, int *fd)
{
    int socket = os_connect();
    int64_t result;

    *fd = -1;
    if (socket < 0)
        return socket;
    result = exchange(socket, request, answer, fd);
    close(socket);
    return result;
}

static int os_open(const char *path)
{
    struct wire_request request = {.operation = WIRE_OPEN};
    struct wire_answer answer;
    int socket, none;
    int64_t result;

    if (strcmp(path, "/dev/tee0") != 0)
        return -ENOENT;
    socket = os_connect();
    if (socket < 0)
        return socket;
    result = exchange(socket, &request, &answer, &none);
    if (result < 0) {
        close(socket);
        return (int)result;
    }
    table[socket].kind = KIND_CONTEXT;
    table[socket].context = (uint32_t)result;
    return socket;
}

static int os_close(int fd)
{
    struct wire_request request = {.operation = WIRE_SHM_FREE};
    struct wire_answer answer;
    int none;

    if (fd >= 0 && fd < FILES && table[fd].kind == KIND_SHM) {
        request.context = table[fd].context;
        request.value = table[fd].id;
        request_make(&request, &answer, &none);
    }
    if (fd >= 0 && fd < FILES)
        table[fd].kind = KIND_NONE;
    return close(fd) < 0 ? -errno : 0;
}

/* ---- parameters ---- */

static void param_in(const struct tee_ioctl_param *from,
                     struct optee_msg_param *to)
{
    uint64_t type = from->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

    to->attr = type;
    to->u.value.a = from->a;
    to->u.value.b = from->b;
    to->u.value.c = from->c;
    if (type < TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT ||
        from->c != TEE_MEMREF_NULL)
        return;
    to->attr += OPTEE_MSG_TMEM_INPUT - OPTEE_MSG_RMEM_INPUT;
    to->u.tmem.buf_ptr = 0;
    to->u.tmem.shm_ref = 0;
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
static int call(int fd, struct driver_call *c, struct tee_ioctl_param *params,
                uint32_t n, unsigned first)
{
    struct wire_request request = {.operation = WIRE_CALL,
                                   .context = table[fd].context};
    struct wire_answer answer;
    int none;
    int64_t result;

    if (n > PARAMS_TEE)
        return -EINVAL;
    for (uint32_t i = 0; i < n; i++)
        param_in(&params[i], &c->params[first + i]);
    c->num_params = first + n;
    request.call = *c;
    result = request_make(&request, &answer, &none);
    if (result < 0)
        return (int)result;
    for (uint32_t i = 0; i < n; i++)
        param_out(&answer.call.params[first + i], &params[i]);
    *c = answer.call;
    return 0;
}

/* ---- the driver's calls ---- */

static int on_version(struct tee_ioctl_version_data *version)
{
    *version = (struct tee_ioctl_version_data){
        .impl_id = TEE_IMPL_ID_OPTEE,
        .impl_caps = TEE_OPTEE_CAP_TZ,
        .gen_caps = TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL,
    };
    return 0;
}

static int on_shm_alloc(int fd, struct tee_ioctl_shm_alloc_data *data)
{
    struct wire_request request = {.operation = WIRE_SHM_ALLOC,
                                   .context = table[fd].context,
                                   .value = data->size};
    struct wire_answer answer;
    int file;
    int64_t result = request_make(&request, &answer, &file);

    if (result >= 0 && (file < 0 || file >= FILES))
        result = -EMFILE;
    if (result < 0)
        return (int)result;
    data->id = (int32_t)result;
    table[file].kind = KIND_SHM;
    table[file].context = table[fd].context;
    table[file].id = (uint64_t)result;
    return file;
}

static int on_open_session(int fd, struct tee_ioctl_buf_data *buffer)
{
    struct tee_ioctl_open_session_arg *arg =
        (struct tee_ioctl_open_session_arg *)(uintptr_t)buffer->buf_ptr;
    struct driver_call c = {.cmd = OPTEE_MSG_CMD_OPEN_SESSION,
                            .cancel_id = arg->cancel_id};
    int result;

    c.params[0].attr = c.params[1].attr =
        OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META;
    memcpy(&c.params[0].u, arg->uuid, sizeof(arg->uuid));
    c.params[1].u.value.c = arg->clnt_login;
    result = call(fd, &c, arg->params, arg->num_params, 2);
    arg->session = c.session;
    arg->ret = c.ret;
    arg->ret_origin = c.ret_origin;
    return result;
}

static int on_invoke(int fd, struct tee_ioctl_buf_data *buffer)
{
    struct tee_ioctl_invoke_arg *arg =
        (struct tee_ioctl_invoke_arg *)(uintptr_t)buffer->buf_ptr;
    struct driver_call c = {.cmd = OPTEE_MSG_CMD_INVOKE_COMMAND,
                            .func = arg->func,
                            .session = arg->session,
                            .cancel_id = arg->cancel_id};
    int result = call(fd, &c, arg->params, arg->num_params, 0);

    arg->ret = c.ret;
    arg->ret_origin = c.ret_origin;
    return result;
}

static int on_cancel(int fd, const struct tee_ioctl_cancel_arg *arg)
{
    struct driver_call c = {.cmd = OPTEE_MSG_CMD_CANCEL,
                            .session = arg->session,
                            .cancel_id = arg->cancel_id};

    return call(fd, &c, NULL, 0, 0);
}

static int on_close_session(int fd,
                            const struct tee_ioctl_close_session_arg *arg)
{
    struct driver_call c = {.cmd = OPTEE_MSG_CMD_CLOSE_SESSION,
                            .session = arg->session};

    return call(fd, &c, NULL, 0, 0);
}

static int os_ioctl(int fd, unsigned long request, void *argument)
{
    if (fd < 0 || fd >= FILES || table[fd].kind == KIND_NONE)
        return -EBADF;
    switch (request) {
    case TEE_IOC_VERSION:
        return on_version(argument);
    case TEE_IOC_SHM_ALLOC:
        return on_shm_alloc(fd, argument);
    case TEE_IOC_OPEN_SESSION:
        return on_open_session(fd, argument);
    case TEE_IOC_INVOKE:
        return on_invoke(fd, argument);
    case TEE_IOC_CANCEL:
        return on_cancel(fd, argument);
    case TEE_IOC_CLOSE_SESSION:
        return on_close_session(fd, argument);
    case FIOCLEX:
        return 0; /* all files are made so */
    default:
        return -EINVAL;
    }
}

static void *os_map(size_t size, int fd)
{
    int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    void *base = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);

    return base == MAP_FAILED ? NULL : base;
}

static void os_unmap(void *base, size_t size)
{
    munmap(base, size);
}

static int os_advise(void *base, size_t size, int advice)
{
    return madvise(base, size, advice) < 0 ? -errno : 0;
}

const struct tee_os tee_os = {
    .open = os_open,
    .close = os_close,
    .ioctl = os_ioctl,
    .map = os_map,
    .unmap = os_unmap,
    .advise = os_advise,
};
