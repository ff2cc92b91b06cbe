/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LOAD_TA: gives the TEE the file <ta-dir>/<uuid>.ta of the first directory
 * that has it. The name is made of hexadecimal digits and dashes only, so
 * it cannot lead out of the directory. The TEE verifies what it gets; here
 * an image is just bytes, read straight into the TEE's memory, which may be
 * less than the file by the time it is read.
 */
#include "ree/supplicant/rpc.h"

#include "ree/libteec/include/tee_client_api.h"
#include "ree/supplicant/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 32 digits, 4 dashes, ".ta", NUL */
#define NAME_SIZE 40

/* The octets of the UUID are those of a, then b, as they lie in memory. */
static void name_from_uuid(char name[NAME_SIZE],
                           const struct tee_ioctl_param *p)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t octets[16];
    char *to = name;

    memcpy(octets, &p->a, 8);
    memcpy(octets + 8, &p->b, 8);
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *to++ = '-';
        *to++ = digits[octets[i] >> 4];
        *to++ = digits[octets[i] & 0xf];
    }
    memcpy(to, ".ta", sizeof(".ta"));
}

/* Opens a regular file of this directory; -1 if it has none. */
static int open_in(const char *dir, const char *name, off_t *size)
{
    char path[4096];
    struct stat st;
    int length = snprintf(path, sizeof(path), "%s/%s", dir, name);
    int fd;

    if (length < 0 || (size_t)length >= sizeof(path))
        return -1;
    /* O_NONBLOCK: a FIFO of this name must not hold up the thread. */
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        if (errno != ENOENT)
            log_error("cannot open %s: %s", path, strerror(errno));
        return -1;
    }
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        log_error("%s is not a file", path);
        close(fd);
        return -1;
    }
    *size = st.st_size;
    return fd;
}

static int open_ta(const struct supplicant *s, const char *name, off_t *size)
{
    for (const char *const *dir = s->ta_dirs; *dir; dir++) {
        int fd = open_in(*dir, name, size);

        if (fd >= 0)
            return fd;
    }
    log_error("no directory has %s", name);
    return -1;
}

/* Reads exactly `size` bytes. */
static bool read_all(int fd, uint8_t *to, size_t size)
{
    while (size) {
        ssize_t n = read(fd, to, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        to += n;
        size -= (size_t)n;
    }
    return true;
}

uint32_t rpc_load_ta(struct rpc *rpc)
{
    struct tee_ioctl_param *image = &rpc->params[1];
    uint64_t room = rpc_memory_size(rpc, 1);
    uint32_t result = TEEC_SUCCESS;
    char name[NAME_SIZE];
    off_t size = 0;
    int fd;

    name_from_uuid(name, &rpc->params[0]);
    fd = open_ta(rpc->supplicant, name, &size);
    if (fd < 0)
        return TEEC_ERROR_ITEM_NOT_FOUND;
    image->b = (__u64)size;
    if (image->b > room) {
        if (rpc->memory[1])
            result = TEEC_ERROR_SHORT_BUFFER;
    } else if (!read_all(fd, rpc->memory[1], (size_t)size)) {
        log_error("cannot read %s", name);
        result = TEEC_ERROR_GENERIC;
    }
    close(fd);
    return result;
}
