/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contexts, sessions and operations of the Client API. The parameters are
 * operation.c's business, shared memory shared_memory.c's. This file keeps
 * no state; what is known of a context beyond its structure is in arena.c.
 *
 * The state of an operation with regard to cancellation is its `started`:
 * 0 or whatever the client left there (not begun), STARTED (begun, and over
 * once imp.session is NULL), or CANCELLED (a request came first). The
 * exchange in begin and the one in TEEC_RequestCancellation decide the race.
 */
#include "ree/libteec/operation.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/types.h>

#define DEVICE_PREFIX "/dev/tee"
#define NAME_OPTEE    "optee-tz"

#define NOT_STARTED 0u
#define STARTED     1u
#define CANCELLED   0x4c434e43u

#if UINTPTR_MAX == UINT64_MAX
static_assert(sizeof(TEEC_Context) == 8 && sizeof(TEEC_Session) == 16 &&
                  sizeof(TEEC_SharedMemory) == 56 &&
                  sizeof(TEEC_Operation) == 112 &&
                  offsetof(TEEC_Context, imp.memref_null) == 5 &&
                  offsetof(TEEC_SharedMemory, imp.registered_fd) == 48 &&
                  offsetof(TEEC_Operation, imp.session) == 104,
              "the ABI of libteec.so.2");
#endif

/*
 * struct tee_ioctl_open_session_arg and struct tee_ioctl_invoke_arg with room
 * for all parameters, which C does not let the kernel's own types have.
 */
struct open_message {
    uint8_t uuid[TEE_IOCTL_UUID_LEN];
    uint8_t clnt_uuid[TEE_IOCTL_UUID_LEN];
    uint32_t clnt_login;
    uint32_t cancel_id;
    uint32_t session;
    uint32_t ret;
    uint32_t ret_origin;
    uint32_t num_params;
    struct tee_ioctl_param params[PARAMS];
};

struct invoke_message {
    uint32_t func;
    uint32_t session;
    uint32_t cancel_id;
    uint32_t ret;
    uint32_t ret_origin;
    uint32_t num_params;
    struct tee_ioctl_param params[PARAMS];
};

#define SAME_OFFSET(ours, kernels, member)                                     \
    (offsetof(struct ours, member) == offsetof(struct kernels, member))
static_assert(SAME_OFFSET(open_message, tee_ioctl_open_session_arg, params) &&
                  SAME_OFFSET(open_message, tee_ioctl_open_session_arg,
                              clnt_login) &&
                  SAME_OFFSET(open_message, tee_ioctl_open_session_arg, ret) &&
                  SAME_OFFSET(invoke_message, tee_ioctl_invoke_arg, params) &&
                  SAME_OFFSET(invoke_message, tee_ioctl_invoke_arg, ret),
              "messages are the driver's");

static bool suits_any(const struct tee_ioctl_version_data *version)
{
    return version->gen_caps & TEE_GEN_CAP_GP;
}

static bool suits_optee(const struct tee_ioctl_version_data *version)
{
    return suits_any(version) && version->impl_id == TEE_IMPL_ID_OPTEE &&
           (version->impl_caps & TEE_OPTEE_CAP_TZ);
}

TEEC_Result TEEC_InitializeContext(const char *name, TEEC_Context *context)
{
    uint32_t caps = 0;
    int fd;

    if (!context)
        return TEEC_ERROR_BAD_PARAMETERS;
    if (name && strcmp(name, NAME_OPTEE) != 0)
        return TEEC_ERROR_ITEM_NOT_FOUND;
    fd = tee_device_open(DEVICE_PREFIX, name ? suits_optee : suits_any, &caps);
    if (fd == -EACCES || fd == -EPERM)
        return TEEC_ERROR_ACCESS_DENIED;
    if (fd < 0)
        return TEEC_ERROR_ITEM_NOT_FOUND;
    /* A context whose descriptor was closed behind our back. */
    arena_forget(fd);
    context->imp.fd = fd;
    context->imp.reg_mem = caps & TEE_GEN_CAP_REG_MEM;
    context->imp.memref_null = caps & TEE_GEN_CAP_MEMREF_NULL;
    return TEEC_SUCCESS;
}

void TEEC_FinalizeContext(TEEC_Context *context)
{
    if (!context)
        return;
    arena_forget(context->imp.fd);
    tee_os.close(context->imp.fd);
}

/* The size of a message, which the driver wants to be exact. */
static size_t message_size(size_t head, unsigned int params)
{
    return head + params * sizeof(struct tee_ioctl_param);
}

/* Hands a message of `size` bytes to the driver. */
static int send_message(int fd, unsigned long request, void *message,
                        size_t size)
{
    struct tee_ioctl_buf_data data = {
        .buf_ptr = (uintptr_t)message,
        .buf_len = size,
    };

    return tee_os.ioctl(fd, request, &data);
}

/* Marks the operation as begun; false if it is cancelled already. */
static bool operation_begin(TEEC_Operation *operation, TEEC_Session *session)
{
    /* The session is there before STARTED is, for the canceller. */
    operation->imp.session = session;
    return __atomic_exchange_n(&operation->started, STARTED,
                               __ATOMIC_ACQ_REL) != CANCELLED;
}

static void operation_end(TEEC_Operation *operation)
{
    __atomic_store_n(&operation->imp.session, NULL, __ATOMIC_RELEASE);
}

/* What a reply says of the TA's output. */
static enum call_data data_of_reply(uint32_t result, uint32_t origin)
{
    if (result == TEEC_SUCCESS)
        return DATA_TRUNCATED;
    return origin == TEEC_ORIGIN_TRUSTED_APP ? DATA_IF_FITS : DATA_NONE;
}

static TEEC_Result with_origin(TEEC_Result result, uint32_t origin,
                               uint32_t *to)
{
    if (to)
        *to = origin;
    return result;
}

/* The RFC 4122 octets of a UUID. */
static void uuid_to_octets(uint8_t octets[TEE_IOCTL_UUID_LEN],
                           const TEEC_UUID *uuid)
{
    octets[0] = (uint8_t)(uuid->timeLow >> 24);
    octets[1] = (uint8_t)(uuid->timeLow >> 16);
    octets[2] = (uint8_t)(uuid->timeLow >> 8);
    octets[3] = (uint8_t)uuid->timeLow;
    octets[4] = (uint8_t)(uuid->timeMid >> 8);
    octets[5] = (uint8_t)uuid->timeMid;
    octets[6] = (uint8_t)(uuid->timeHiAndVersion >> 8);
    octets[7] = (uint8_t)uuid->timeHiAndVersion;
    memcpy(octets + 8, uuid->clockSeqAndNode, sizeof(uuid->clockSeqAndNode));
}

/* Fills in who the client says it is; the kernel verifies it. */
static TEEC_Result encode_login(struct open_message *m, uint32_t method,
                                const void *data)
{
    m->clnt_login = method;
    if (method != TEEC_LOGIN_GROUP && method != TEEC_LOGIN_GROUP_APPLICATION)
        return TEEC_SUCCESS;
    if (!data)
        return TEEC_ERROR_BAD_PARAMETERS;
    memcpy(m->clnt_uuid, data, sizeof(gid_t));
    return TEEC_SUCCESS;
}

/* Sends an OPEN_SESSION; the result, and in *origin where it is from. */
static TEEC_Result open_session(struct open_message *m,
                                const TEEC_Context *context,
                                TEEC_Operation *operation, uint32_t *origin)
{
    struct call call;
    TEEC_Result result = call_encode(&call, context, operation, m->params);
    int error;

    *origin = TEEC_ORIGIN_API;
    if (result)
        return result;
    m->num_params = call.count;
    error = send_message(
        context->imp.fd, TEE_IOC_OPEN_SESSION, m,
        message_size(offsetof(struct open_message, params), call.count));
    if (error >= 0)
        call_decode(&call, data_of_reply(m->ret, m->ret_origin));
    call_release(&call);
    *origin = error < 0 ? TEEC_ORIGIN_COMMS : m->ret_origin;
    return error < 0 ? result_from_errno(error) : m->ret;
}

TEEC_Result TEEC_OpenSession(TEEC_Context *context, TEEC_Session *session,
                             const TEEC_UUID *destination,
                             uint32_t connectionMethod,
                             const void *connectionData,
                             TEEC_Operation *operation, uint32_t *returnOrigin)
{
    struct open_message m;
    TEEC_Result result;
    uint32_t origin;

    memset(&m, 0, offsetof(struct open_message, params));
    if (!context || !session || !destination ||
        encode_login(&m, connectionMethod, connectionData))
        return with_origin(TEEC_ERROR_BAD_PARAMETERS, TEEC_ORIGIN_API,
                           returnOrigin);
    if (operation && !operation_begin(operation, NULL))
        return with_origin(TEEC_ERROR_CANCEL, TEEC_ORIGIN_API, returnOrigin);
    uuid_to_octets(m.uuid, destination);
    result = open_session(&m, context, operation, &origin);
    if (result == TEEC_SUCCESS)
        *session = (TEEC_Session){{.ctx = context, .session_id = m.session}};
    return with_origin(result, origin, returnOrigin);
}

void TEEC_CloseSession(TEEC_Session *session)
{
    struct tee_ioctl_close_session_arg arg;

    if (!session)
        return;
    arg.session = session->imp.session_id;
    /* Nobody to tell of a failure: the kernel closes it with the context. */
    tee_os.ioctl(session->imp.ctx->imp.fd, TEE_IOC_CLOSE_SESSION, &arg);
}

/* Sends an INVOKE with `count` parameters; the result and its origin. */
static TEEC_Result invoke(struct invoke_message *m, const TEEC_Session *session,
                          uint32_t command, unsigned int count,
                          uint32_t *origin)
{
    int error;

    m->func = command;
    m->session = session->imp.session_id;
    m->cancel_id = 0;
    m->ret = 0;
    m->ret_origin = 0;
    m->num_params = count;
    error = send_message(
        session->imp.ctx->imp.fd, TEE_IOC_INVOKE, m,
        message_size(offsetof(struct invoke_message, params), count));
    if (error < 0) {
        *origin = TEEC_ORIGIN_COMMS;
        return result_from_errno(error);
    }
    *origin = m->ret_origin;
    return m->ret;
}

/* An operation with parameters. */
static TEEC_Result invoke_with_params(TEEC_Session *session, uint32_t command,
                                      TEEC_Operation *operation,
                                      uint32_t *origin)
{
    struct invoke_message m;
    struct call call;
    TEEC_Result result =
        call_encode(&call, session->imp.ctx, operation, m.params);

    *origin = TEEC_ORIGIN_API;
    if (result)
        return result;
    result = invoke(&m, session, command, call.count, origin);
    if (*origin != TEEC_ORIGIN_COMMS)
        call_decode(&call, data_of_reply(result, *origin));
    call_release(&call);
    return result;
}

/* As above without parameters: a function of its own, because the copying
 * machinery makes the other's stack frame large. */
static TEEC_Result invoke_plain(TEEC_Session *session, uint32_t command,
                                uint32_t *origin)
{
    struct invoke_message m;

    return invoke(&m, session, command, 0, origin);
}

TEEC_Result TEEC_InvokeCommand(TEEC_Session *session, uint32_t commandID,
                               TEEC_Operation *operation,
                               uint32_t *returnOrigin)
{
    uint32_t origin = TEEC_ORIGIN_API;
    TEEC_Result result = TEEC_ERROR_BAD_PARAMETERS;

    if (!session)
        return with_origin(result, origin, returnOrigin);
    if (!operation) {
        result = invoke_plain(session, commandID, &origin);
        return with_origin(result, origin, returnOrigin);
    }
    if (!operation_begin(operation, session))
        result = TEEC_ERROR_CANCEL;
    else if (operation->paramTypes)
        result = invoke_with_params(session, commandID, operation, &origin);
    else
        result = invoke_plain(session, commandID, &origin);
    operation_end(operation);
    return with_origin(result, origin, returnOrigin);
}

void TEEC_RequestCancellation(TEEC_Operation *operation)
{
    struct tee_ioctl_cancel_arg arg = {0};
    uint32_t started = NOT_STARTED;
    const TEEC_Session *session;

    if (!operation ||
        __atomic_compare_exchange_n(&operation->started, &started, CANCELLED,
                                    false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return;
    if (started != STARTED)
        return;
    session = __atomic_load_n(&operation->imp.session, __ATOMIC_ACQUIRE);
    if (!session)
        return;
    arg.session = session->imp.session_id;
    tee_os.ioctl(session->imp.ctx->imp.fd, TEE_IOC_CANCEL, &arg);
}
