/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared memory blocks of the client (Client API 1.0, 4.5.4 to 4.5.6). Memory
 * of the client is registered as it is; where that fails (read-only memory
 * cannot be pinned for writing, or the TEE cannot register) a shadow takes
 * its place, and operation.c copies. Contents of freed pages are wiped by
 * the kernel before anybody else gets them.
 */
#include "ree/libteec/shared_memory.h"

#include "ree/libteec/include/tee_client_api_extensions.h"
#include "ree/libteec/operation.h"

#include <errno.h>

#define DIRECTIONS ((uint32_t)(TEEC_MEM_INPUT | TEEC_MEM_OUTPUT))

/* The driver's call of this name is younger than the oldest <linux/tee.h>
 * this is built with. Same layout as the kernel's. */
struct register_fd_data {
    int64_t fd;
    uint64_t size;
    uint32_t flags;
    int32_t id;
};

#define IOC_SHM_REGISTER_FD                                                    \
    _IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 8, struct register_fd_data)

static bool request_is_valid(const TEEC_Context *context,
                             const TEEC_SharedMemory *memory)
{
    return context && memory && memory->flags && !(memory->flags & ~DIRECTIONS);
}

/* Size 0 is allowed by the API, not by the driver. */
static size_t at_least_one(size_t size)
{
    return size ? size : 8;
}

static void set_live(TEEC_SharedMemory *memory, const struct tee_shm *shm,
                     void *shadow, uint32_t flags)
{
    memory->imp.id = shm->id;
    memory->imp.alloced_size = shm->base ? shm->size : 0;
    memory->imp.shadow_buffer = shadow;
    memory->imp.registered_fd = shm->fd;
    memory->imp.flags = SHM_LIVE | flags;
}

static void set_dead(TEEC_SharedMemory *memory)
{
    memory->imp.id = -1;
    memory->imp.alloced_size = 0;
    memory->imp.shadow_buffer = NULL;
    memory->imp.registered_fd = -1;
    memory->imp.flags = 0;
}

TEEC_Result TEEC_RegisterSharedMemory(TEEC_Context *context,
                                      TEEC_SharedMemory *sharedMem)
{
    struct tee_shm shm = {0};
    int error = -EINVAL;

    if (!request_is_valid(context, sharedMem) || !sharedMem->buffer)
        return TEEC_ERROR_BAD_PARAMETERS;
    set_dead(sharedMem);
    if (context->imp.reg_mem && sharedMem->size)
        error = tee_shm_register(context->imp.fd, sharedMem->buffer,
                                 sharedMem->size, &shm);
    if (error < 0)
        error = tee_shm_alloc(context->imp.fd, context->imp.reg_mem,
                              at_least_one(sharedMem->size), &shm);
    if (error < 0)
        return result_from_errno(error);
    set_live(sharedMem, &shm, shm.base, 0);
    return TEEC_SUCCESS;
}

TEEC_Result
TEEC_RegisterSharedMemoryFileDescriptor(TEEC_Context *context,
                                        TEEC_SharedMemory *sharedMem, int fd)
{
    struct register_fd_data data = {.fd = fd};
    int registered;

    if (!request_is_valid(context, sharedMem) || fd < 0)
        return TEEC_ERROR_BAD_PARAMETERS;
    set_dead(sharedMem);
    registered = tee_os.ioctl(context->imp.fd, IOC_SHM_REGISTER_FD, &data);
    if (registered < 0)
        return result_from_errno(registered);
    sharedMem->buffer = NULL;
    sharedMem->size = data.size;
    set_live(sharedMem, &(struct tee_shm){.id = data.id, .fd = registered},
             NULL, 0);
    return TEEC_SUCCESS;
}

TEEC_Result TEEC_AllocateSharedMemory(TEEC_Context *context,
                                      TEEC_SharedMemory *sharedMem)
{
    struct tee_shm shm = {0};
    int error;

    if (!request_is_valid(context, sharedMem))
        return TEEC_ERROR_BAD_PARAMETERS;
    set_dead(sharedMem);
    sharedMem->buffer = NULL;
    error = tee_shm_alloc(context->imp.fd, context->imp.reg_mem,
                          at_least_one(sharedMem->size), &shm);
    if (error < 0)
        return result_from_errno(error);
    sharedMem->buffer = shm.base;
    set_live(sharedMem, &shm, NULL, SHM_OWN);
    return TEEC_SUCCESS;
}

void TEEC_ReleaseSharedMemory(TEEC_SharedMemory *sharedMemory)
{
    struct tee_shm shm;

    if (!shared_memory_is_live(sharedMemory))
        return;
    shm = (struct tee_shm){
        .base = sharedMemory->imp.shadow_buffer,
        .size = sharedMemory->imp.alloced_size,
        .fd = sharedMemory->imp.registered_fd,
    };
    if (sharedMemory->imp.flags & SHM_OWN) {
        shm.base = sharedMemory->buffer;
        sharedMemory->buffer = NULL;
        sharedMemory->size = 0;
    }
    set_dead(sharedMemory);
    tee_shm_free(&shm);
}
