/* SPDX-License-Identifier: BSD-2-Clause */
/* See fake_tee.h. One lock; it is not held while the TA runs. */
#include "tests/unit/ree/fake_tee.h"

#include "ree/device/device.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define HANDLES  256
#define FIRST_FD 1000
#define LARGE    (16u << 20)

enum kind { CLOSED, DEVICE, MEMORY };

struct handle {
    enum kind kind;
    uint32_t caps;
    uint8_t *base;
    size_t size;
};

struct fake_tee fake;
static struct handle handles[HANDLES];
static unsigned int mappings;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void fail(const char *why)
{
    fprintf(stderr, "fake_tee: %s\n", why);
    abort();
}

static struct handle *handle_of(int fd, enum kind kind)
{
    if (fd < FIRST_FD || fd >= FIRST_FD + HANDLES ||
        handles[fd - FIRST_FD].kind != kind)
        return NULL;
    return &handles[fd - FIRST_FD];
}

static int new_handle(struct handle h)
{
    for (int i = 0; i < HANDLES; i++) {
        if (handles[i].kind == CLOSED) {
            handles[i] = h;
            return FIRST_FD + i;
        }
    }
    return -EMFILE;
}

static int fake_open(const char *path)
{
    static const char *const prefixes[] = {"/dev/tee", "/dev/teepriv"};
    const char *digit = path + strlen(path) - 1;
    int fd = -ENOENT;

    for (int i = 0; i < 2; i++) {
        size_t length = strlen(prefixes[i]);
        int n = *digit - '0';

        if (strlen(path) != length + 1 || strncmp(path, prefixes[i], length))
            continue;
        if (fake.open_errors[n])
            return -fake.open_errors[n];
        fd = new_handle((struct handle){
            .kind = DEVICE,
            .caps = fake.caps_of[n] ? fake.caps_of[n] : fake.gen_caps});
    }
    return fd;
}

static int fake_close(int fd)
{
    pthread_mutex_lock(&lock);
    if (handle_of(fd, MEMORY)) {
        fake.shared--;
    } else if (!handle_of(fd, DEVICE)) {
        fail("close of what is not open");
    }
    handles[fd - FIRST_FD] = (struct handle){0};
    pthread_mutex_unlock(&lock);
    return 0;
}

void fake_close_quietly(int fd)
{
    fake_close(fd);
}

/* Shares memory; the id is the descriptor, for want of another number. */
static int share(struct handle h)
{
    int fd;

    if (fake.refuse_memory || h.base == fake.read_only)
        return -EFAULT;
    fd = new_handle(h);
    if (fd < 0)
        return fd;
    fake.registrations++;
    fake.shared++;
    fake.block = h.base;
    fake.block_size = h.size;
    return fd;
}

static int shm_register(int device, void *argument)
{
    struct tee_ioctl_shm_register_data *d = argument;
    const struct handle *h = handle_of(device, DEVICE);

    if (!(h->caps & TEE_GEN_CAP_REG_MEM) || !d->length || d->flags)
        return -EINVAL;
    if (d->length > LARGE)
        return -ENOMEM;
    d->id = share((struct handle){.kind = MEMORY,
                                  .base = (uint8_t *)(uintptr_t)d->addr,
                                  .size = (size_t)d->length});
    return d->id;
}

/* New pages; the driver's, or the process's own. */
static void *map_pages(size_t size)
{
    void *base = mmap(NULL, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return base == MAP_FAILED ? NULL : base;
}

static int shm_alloc(void *argument)
{
    struct tee_ioctl_shm_alloc_data *d = argument;

    if (!d->size || d->flags || d->size > LARGE)
        return -EINVAL;
    d->id = share((struct handle){.kind = MEMORY,
                                  .base = map_pages((size_t)d->size),
                                  .size = (size_t)d->size});
    return d->id;
}

/* The address of a memory reference; -EINVAL as the driver has it. */
static int resolve(uint32_t caps, const struct tee_ioctl_param *p, uint8_t **to)
{
    const struct handle *h;

    *to = NULL;
    if (p->attr < TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT)
        return 0;
    if (p->c == TEE_MEMREF_NULL)
        return caps & TEE_GEN_CAP_MEMREF_NULL ? 0 : -EINVAL;
    h = handle_of((int)p->c, MEMORY);
    if (!h || p->a > h->size || p->b > h->size - p->a)
        return -EINVAL;
    *to = h->base + p->a;
    return 0;
}

static int do_call(struct fake_call *call, uint32_t caps, uint32_t *result)
{
    int error = fake.call_error;

    fake.calls++;
    for (uint32_t i = 0; !error && i < call->count; i++)
        error = resolve(caps, &call->params[i], &call->memory[i]);
    if (error)
        return error;
    pthread_mutex_unlock(&lock);
    *result = fake.ta ? fake.ta(call) : 0;
    pthread_mutex_lock(&lock);
    return 0;
}

static int open_session(uint32_t caps, void *argument)
{
    const struct tee_ioctl_buf_data *d = argument;
    struct tee_ioctl_open_session_arg *arg = (void *)(uintptr_t)d->buf_ptr;
    struct fake_call call = {.is_open = true,
                             .count = arg->num_params,
                             .params = arg->params,
                             .origin = 4};
    int error;

    if (d->buf_len != sizeof(*arg) + arg->num_params * sizeof(*arg->params) ||
        arg->num_params > FAKE_PARAMS || arg->cancel_id)
        return -EINVAL;
    memcpy(fake.login, arg->clnt_uuid, 16);
    memcpy(fake.login + 16, &arg->clnt_login, 4);
    memcpy(fake.uuid, arg->uuid, 16);
    error = do_call(&call, caps, &arg->ret);
    arg->ret_origin = call.origin;
    arg->session = 77;
    return error;
}

static int invoke(uint32_t caps, void *argument)
{
    const struct tee_ioctl_buf_data *d = argument;
    struct tee_ioctl_invoke_arg *arg = (void *)(uintptr_t)d->buf_ptr;
    struct fake_call call = {.func = arg->func,
                             .session = arg->session,
                             .count = arg->num_params,
                             .params = arg->params,
                             .origin = 4};
    int error;

    if (d->buf_len != sizeof(*arg) + arg->num_params * sizeof(*arg->params) ||
        arg->num_params > FAKE_PARAMS || arg->cancel_id)
        return -EINVAL;
    error = do_call(&call, caps, &arg->ret);
    arg->ret_origin = call.origin;
    return error;
}

static int register_fd(void *argument)
{
    static uint8_t dma_buffer[8192];
    struct {
        int64_t fd;
        uint64_t size;
        uint32_t flags;
        int32_t id;
    } *d = argument;

    if (fake.fd_error)
        return -fake.fd_error;
    d->size = sizeof(dma_buffer);
    d->id = share((struct handle){
        .kind = MEMORY, .base = dma_buffer, .size = sizeof(dma_buffer)});
    return d->id;
}

/* The supplicant must offer room, and META in front, and nothing else. */
static int receive(void *argument)
{
    const struct tee_ioctl_buf_data *d = argument;
    struct tee_iocl_supp_recv_arg *arg = (void *)(uintptr_t)d->buf_ptr;

    if (d->buf_len != sizeof(*arg) + arg->num_params * sizeof(*arg->params) ||
        d->buf_len < fake.request_size)
        return -EINVAL;
    for (uint32_t i = 0; i < arg->num_params; i++)
        if (arg->params[i].attr != (i ? 0 : TEE_IOCTL_PARAM_ATTR_META))
            return -EINVAL;
    memcpy(arg, fake.request, fake.request_size);
    return -fake.receive_error;
}

static int answer(void *argument)
{
    const struct tee_ioctl_buf_data *d = argument;

    fake.answers++;
    if (d->buf_len != fake.request_size)
        fail("an answer of another size");
    memcpy(fake.request, (void *)(uintptr_t)d->buf_ptr, fake.request_size);
    return -fake.send_error;
}

static int device_ioctl(int fd, uint32_t caps, unsigned long request,
                        void *argument)
{
    switch (request) {
    case TEE_IOC_VERSION:
        *(struct tee_ioctl_version_data *)argument =
            (struct tee_ioctl_version_data){fake.impl_id, TEE_OPTEE_CAP_TZ,
                                            caps};
        return 0;
    case TEE_IOC_SHM_REGISTER:
        return shm_register(fd, argument);
    case TEE_IOC_SHM_ALLOC:
        return shm_alloc(argument);
    case TEE_IOC_OPEN_SESSION:
        return open_session(caps, argument);
    case TEE_IOC_INVOKE:
        return invoke(caps, argument);
    case TEE_IOC_CANCEL:
        fake.cancels++;
        fake.cancelled_session =
            ((struct tee_ioctl_cancel_arg *)argument)->session;
        return 0;
    case TEE_IOC_CLOSE_SESSION:
        fake.closed_session =
            ((struct tee_ioctl_close_session_arg *)argument)->session;
        return 0;
    case TEE_IOC_SUPPL_RECV:
        return receive(argument);
    case TEE_IOC_SUPPL_SEND:
        return answer(argument);
    case 0xC018A408:
        return register_fd(argument);
    default:
        return -ENOTTY;
    }
}

static int fake_ioctl(int fd, unsigned long request, void *argument)
{
    const struct handle *h;
    int result = -EBADF;

    pthread_mutex_lock(&lock);
    h = handle_of(fd, DEVICE);
    if (h)
        result = device_ioctl(fd, h->caps, request, argument);
    else if (request == FIOCLEX && handle_of(fd, MEMORY))
        result = 0;
    pthread_mutex_unlock(&lock);
    return result;
}

static void *fake_map(size_t size, int fd)
{
    void *base = fd >= 0 ? handle_of(fd, MEMORY)->base : map_pages(size);

    if (base)
        __atomic_add_fetch(&mappings, 1, __ATOMIC_SEQ_CST);
    return base;
}

static bool is_shared(const uint8_t *base)
{
    for (int i = 0; i < HANDLES; i++)
        if (handles[i].kind == MEMORY && handles[i].base == base)
            return true;
    return false;
}

static void fake_unmap(void *base, size_t size)
{
    if (is_shared(base))
        fail("unmapped while shared");
    if (munmap(base, size))
        fail("munmap");
    __atomic_sub_fetch(&mappings, 1, __ATOMIC_SEQ_CST);
}

static int fake_advise(void *base, size_t size, int advice)
{
    return madvise(base, size, advice) ? -errno : 0;
}

const struct tee_os tee_os = {
    .open = fake_open,
    .close = fake_close,
    .ioctl = fake_ioctl,
    .map = fake_map,
    .unmap = fake_unmap,
    .advise = fake_advise,
};

/* The library maps its table once for good, so count from what there is. */
static unsigned int mappings_at_reset;

void fake_reset(void)
{
    fake = (struct fake_tee){
        .impl_id = TEE_IMPL_ID_OPTEE,
        .gen_caps = TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM |
                    TEE_GEN_CAP_MEMREF_NULL | TEE_GEN_CAP_PRIVILEGED,
    };
    for (int i = 1; i < 10; i++)
        fake.open_errors[i] = ENOENT;
    memset(handles, 0, sizeof(handles));
    mappings_at_reset = mappings;
}

bool fake_is_clean(void)
{
    bool clean = fake.shared == 0 && mappings == mappings_at_reset;

    for (int i = 0; i < HANDLES; i++)
        clean = clean && handles[i].kind == CLOSED;
    return clean;
}
