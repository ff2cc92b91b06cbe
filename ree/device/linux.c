/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table tee_os of device.h on Linux: system calls through libc, unless
 * the environment names a socket (socket.h) in the place of the devices. Which
 * of the two it is is asked anew at each open.
 */
#include "ree/device/device.h"
#include "ree/device/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static int os_open(const char *path)
{
    int fd;

    if (tee_socket_wanted())
        return tee_socket_open(path);
    fd = open(path, O_RDWR | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static int os_close(int fd)
{
    if (tee_socket_has(fd))
        return tee_socket_close(fd);
    return close(fd) < 0 ? -errno : 0;
}

static int os_ioctl(int fd, unsigned long request, void *argument)
{
    int result;

    if (tee_socket_has(fd) && _IOC_TYPE(request) == TEE_IOC_MAGIC)
        return tee_socket_ioctl(fd, request, argument);
    result = ioctl(fd, request, argument);
    return result < 0 ? -errno : result;
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
