/* SPDX-License-Identifier: BSD-2-Clause */
/* See serve.h. */
#include "ree/supplicant/serve.h"

#include "ree/libteec/include/tee_client_api.h"
#include "ree/supplicant/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Enough for a path name and printf, and for the C library's name service. */
#define THREAD_STACK (256u * 1024)

static int exchange(const struct supplicant *s, unsigned long request,
                    struct message *m, size_t size)
{
    struct tee_ioctl_buf_data data = {
        .buf_ptr = (uintptr_t)m,
        .buf_len = size,
    };

    return tee_os.ioctl(s->device, request, &data);
}

int serve_one(struct supplicant *supplicant)
{
    struct message m;
    struct request request;
    uint32_t result = TEEC_ERROR_BAD_PARAMETERS;
    size_t size = request_prepare(&m);
    int error = exchange(supplicant, TEE_IOC_SUPPL_RECV, &m, size);

    if (error < 0)
        return error == -EINTR ? 0 : error;
    if (request_decode(&m, &request))
        result = rpc_serve(supplicant, &request);
    else
        log_error("malformed message from the driver");
    size = request_encode(&request, result, &m);
    error = exchange(supplicant, TEE_IOC_SUPPL_SEND, &m, size);
    /* The client was killed, and its request with it: EBADF in Linux 6.12
     * of today, the others before. */
    if (error == -EBADF || error == -ENOENT || error == -EINVAL) {
        if (result == TEEC_SUCCESS)
            rpc_undo(supplicant, &request);
        return 0;
    }
    return error < 0 ? error : 0;
}

static void *serve_thread(void *argument)
{
    int error;

    do
        error = serve_one(argument);
    while (error == 0);
    log_error("the driver failed: %s", strerror(-error));
    /* One thread's failure is all threads': the service manager starts us
     * again with a clean device. */
    exit(EXIT_FAILURE);
}

void serve(struct supplicant *supplicant)
{
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, THREAD_STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    for (int i = 1; i < SERVE_THREADS; i++) {
        int error =
            pthread_create(&thread, &attributes, serve_thread, supplicant);

        if (error) {
            log_error("only %d threads: %s", i, strerror(error));
            break;
        }
    }
    pthread_attr_destroy(&attributes);
    serve_thread(supplicant);
}
