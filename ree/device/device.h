/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's TEE devices, as the client library and the supplicant need
 * them: finding one, and memory shared through it.
 *
 * All contact with the operating system goes through the table tee_os. The
 * product links linux.c; the unit tests link a table of their own, so that
 * everything above runs without a device. Errors are negative errno values.
 *
 * A struct tee_shm is memory the driver knows under an id. It is of one of
 * two kinds: memory of our own (base is set, freed with it), or memory of
 * somebody else that is registered only (base is NULL).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/tee.h>

#define MUST_USE __attribute__((warn_unused_result))

/* Each returns what the system call of the name does, or a negative errno. */
struct tee_os {
    int (*open)(const char *path);
    int (*close)(int fd);
    int (*ioctl)(int fd, unsigned long request, void *argument);
    /* Maps fd from its start, or private zeroed memory if fd is negative.
     * NULL on failure. */
    void *(*map)(size_t size, int fd);
    void (*unmap)(void *base, size_t size);
    int (*advise)(void *base, size_t size, int advice);
};

extern const struct tee_os tee_os;

/*
 * Opens the first device named prefix0 to prefix9 that `suits` accepts, and
 * says its capabilities (TEE_GEN_CAP_*) in *gen_caps. Returns a file
 * descriptor for the caller to close. -ENOENT: no device suits; any other
 * error: the last one met while opening a device that exists.
 */
MUST_USE int
tee_device_open(const char *prefix,
                bool (*suits)(const struct tee_ioctl_version_data *version),
                uint32_t *gen_caps);

struct tee_shm {
    void *base;  /* our mapping, or NULL for memory of somebody else */
    size_t size; /* bytes the TEE may be given */
    int id;      /* the driver's name for it, valid on one device */
    int fd;      /* keeps it registered */
};

/*
 * Allocates `size` zeroed bytes on pages of their own, shared through the
 * device. can_register: the device has TEE_GEN_CAP_REG_MEM; otherwise the
 * driver provides the memory. 0, or a negative errno and *shm unchanged.
 */
MUST_USE int tee_shm_alloc(int device, bool can_register, size_t size,
                           struct tee_shm *shm);

/*
 * Shares memory of somebody else, which must be writable and stay mapped
 * until tee_shm_free. 0, or a negative errno and *shm unchanged.
 */
MUST_USE int tee_shm_register(int device, void *buffer, size_t size,
                              struct tee_shm *shm);

/* Ends the sharing, and unmaps memory of our own. */
void tee_shm_free(const struct tee_shm *shm);
