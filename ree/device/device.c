/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See device.h. Own memory is always mapped in whole pages, so that a TEE
 * that maps pages sees nothing else of the process, and it is unregistered
 * before it is unmapped.
 */
#include "ree/device/device.h"

#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>

#define DEVICES 10

/* Opens one device; closes it again if it does not suit. */
static int open_suiting(const char *path,
                        bool (*suits)(const struct tee_ioctl_version_data *),
                        uint32_t *gen_caps)
{
    struct tee_ioctl_version_data version = {0};
    int fd = tee_os.open(path);

    if (fd < 0)
        return fd;
    if (tee_os.ioctl(fd, TEE_IOC_VERSION, &version) < 0 || !suits(&version)) {
        tee_os.close(fd);
        return -ENOENT;
    }
    *gen_caps = version.gen_caps;
    return fd;
}

int tee_device_open(const char *prefix,
                    bool (*suits)(const struct tee_ioctl_version_data *),
                    uint32_t *gen_caps)
{
    char path[64];
    int error = -ENOENT;

    for (int i = 0; i < DEVICES; i++) {
        int fd;

        snprintf(path, sizeof(path), "%s%d", prefix, i);
        fd = open_suiting(path, suits, gen_caps);
        if (fd >= 0)
            return fd;
        if (fd != -ENOENT)
            error = fd;
    }
    return error;
}

int tee_shm_register(int device, void *buffer, size_t size, struct tee_shm *shm)
{
    struct tee_ioctl_shm_register_data data = {
        .addr = (uintptr_t)buffer,
        .length = size,
    };
    int fd = tee_os.ioctl(device, TEE_IOC_SHM_REGISTER, &data);

    if (fd < 0)
        return fd;
    /* The driver does not open it close-on-exec; a child must not keep our
     * memory pinned. */
    tee_os.ioctl(fd, FIOCLEX, NULL);
    *shm = (struct tee_shm){.size = size, .id = data.id, .fd = fd};
    return 0;
}

/* Maps own pages and registers them. */
static int alloc_registered(int device, size_t size, struct tee_shm *shm)
{
    void *base = tee_os.map(size, -1);
    int result;

    if (!base)
        return -ENOMEM;
    result = tee_shm_register(device, base, size, shm);
    if (result < 0)
        tee_os.unmap(base, size);
    else
        shm->base = base;
    return result;
}

/* Has the driver allocate pages and maps them. */
static int alloc_from_driver(int device, size_t size, struct tee_shm *shm)
{
    struct tee_ioctl_shm_alloc_data data = {.size = size};
    int fd = tee_os.ioctl(device, TEE_IOC_SHM_ALLOC, &data);
    void *base;

    if (fd < 0)
        return fd;
    base = tee_os.map(size, fd);
    if (!base) {
        tee_os.close(fd);
        return -ENOMEM;
    }
    tee_os.ioctl(fd, FIOCLEX, NULL);
    *shm =
        (struct tee_shm){.base = base, .size = size, .id = data.id, .fd = fd};
    return 0;
}

int tee_shm_alloc(int device, bool can_register, size_t size,
                  struct tee_shm *shm)
{
    return can_register ? alloc_registered(device, size, shm)
                        : alloc_from_driver(device, size, shm);
}

void tee_shm_free(const struct tee_shm *shm)
{
    tee_os.close(shm->fd);
    if (shm->base)
        tee_os.unmap(shm->base, shm->size);
}
