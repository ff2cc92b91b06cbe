/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GW_SOCKET: what the supplicant is asked, what of its answers comes back,
 * whose a socket is, and that what a TA leaves open is closed.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "abi/isocket.h"
#include "tests/unit/gateway_world.h"

#define OTHER_PID 0x20au
#define COOKIE    0x5u
#define PEER      GW_SOCKET_PEER(7000, ISOCKET_TCP, ISOCKET_IP_6)

static struct action shm_ask(uint32_t pid, uint64_t size)
{
    return serve(0, pid, GW_SHM_ALLOC, size, 0);
}

static struct action ask(uint32_t pid, uint64_t op, uint64_t shm, uint64_t size,
                         uint64_t socket, uint64_t how)
{
    memset(w, 0, sizeof(w));
    w[3] = size;
    w[4] = socket;
    w[5] = how;
    return serve(0, pid, GW_SOCKET, op, shm);
}

static void answer_handle(uint64_t handle)
{
    rpc_param(0, 3)->u.value.a = handle;
}

/* Opens one that the supplicant calls `handle`. */
static void socket_make(uint32_t pid, uint64_t shm, uint32_t handle)
{
    expect_rpc(ask(pid, OPTEE_RPC_SOCKET_OPEN, shm, 10, PEER, 0), 0,
               OPTEE_RPC_CMD_SOCKET);
    answer_handle(handle);
    expect_reply(resume(0), R_SUCCESS);
    assert_int_equal(w[1], handle);
}

/* Is it known as a socket of that process? */
static bool reaches(uint32_t pid, uint32_t handle)
{
    struct action a = ask(pid, OPTEE_RPC_SOCKET_RECV, 0, 0, handle, 0);

    if (a.kind == ACTION_REPLY) {
        expect_reply(a, R_ERROR_BAD_PARAMETERS);
        return false;
    }
    expect_rpc(a, 0, OPTEE_RPC_CMD_SOCKET);
    expect_reply(resume(0), R_SUCCESS);
    return true;
}

static void expect_first(uint64_t op, uint64_t pid, uint64_t handle,
                         unsigned params)
{
    assert_int_equal(rpc_header(0)->num_params, params);
    assert_int_equal(rpc_param(0, 0)->attr, OPTEE_MSG_VALUE_INPUT);
    assert_int_equal(rpc_param(0, 0)->u.value.a, op);
    assert_int_equal(rpc_param(0, 0)->u.value.b, pid);
    assert_int_equal(rpc_param(0, 0)->u.value.c, handle);
}

static void expect_shared(unsigned n, uint64_t attr, uint64_t size)
{
    assert_int_equal(rpc_param(0, n)->attr, attr);
    assert_int_equal(rpc_param(0, n)->u.rmem.offs, 0);
    assert_int_equal(rpc_param(0, n)->u.rmem.size, size);
    assert_int_equal(rpc_param(0, n)->u.rmem.shm_ref,
                     attr < OPTEE_MSG_TMEM_INPUT ? COOKIE : 0);
}

/* The end of activation 0's call, as far as there is nothing else to do. */
static void expect_finished(struct action a)
{
    while (a.kind == ACTION_RESUME &&
           (w[0] == OPTEE_SMC_RETURN_RPC_FOREIGN_INTR ||
            rpc_header(0)->cmd == OPTEE_RPC_CMD_SHM_FREE))
        a = resume(0);
    expect_done(a, 0, R_SUCCESS, ORIGIN_TRUSTED_APP);
}

static struct action finish(void)
{
    struct action a;

    memset(w, 0, sizeof(w));
    a = complete(0, KERR_OK);
    while (a.kind == ACTION_RESUME &&
           (w[0] == OPTEE_SMC_RETURN_RPC_FOREIGN_INTR ||
            rpc_header(0)->cmd == OPTEE_RPC_CMD_SHM_FREE))
        a = resume(0);
    return a;
}

static void expect_close_all(struct action a, uint32_t pid)
{
    expect_rpc(a, 0, OPTEE_RPC_CMD_SOCKET);
    expect_first(OPTEE_RPC_SOCKET_CLOSE_ALL, pid, 0, 1);
}

static void gone(uint32_t pid)
{
    expect_reply(serve(0, SERVICE_TAMGR, GW_CLIENT_GONE, pid, 0), R_SUCCESS);
}

/* The parameters are those that tee-supplicant wants. */
static void requests(void **state)
{
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);

    (void)state;
    ask(TA_PID, OPTEE_RPC_SOCKET_OPEN, shm, 10, PEER, 0);
    expect_first(OPTEE_RPC_SOCKET_OPEN, TA_PID, 0, 4);
    assert_int_equal(rpc_param(0, 1)->attr, OPTEE_MSG_VALUE_INPUT);
    assert_int_equal(rpc_param(0, 1)->u.value.a, 7000);
    assert_int_equal(rpc_param(0, 1)->u.value.b, ISOCKET_TCP);
    assert_int_equal(rpc_param(0, 1)->u.value.c, ISOCKET_IP_6);
    expect_shared(2, OPTEE_MSG_RMEM_INPUT, 10);
    assert_int_equal(rpc_param(0, 3)->attr, OPTEE_MSG_VALUE_OUTPUT);
    answer_handle(3);
    expect_reply(resume(0), R_SUCCESS);
    assert_int_equal(w[1], 3);

    ask(TA_PID, OPTEE_RPC_SOCKET_SEND, shm, 100, 3, 50);
    expect_first(OPTEE_RPC_SOCKET_SEND, TA_PID, 3, 3);
    expect_shared(1, OPTEE_MSG_RMEM_INPUT, 100);
    assert_int_equal(rpc_param(0, 2)->attr, OPTEE_MSG_VALUE_INOUT);
    assert_int_equal(rpc_param(0, 2)->u.value.a, 50);
    rpc_param(0, 2)->u.value.b = 99;
    expect_reply(resume(0), R_SUCCESS);
    assert_int_equal(w[1], 99);

    ask(TA_PID, OPTEE_RPC_SOCKET_RECV, shm, PAGE_SIZE, 3, GW_SOCKET_MOST_MS);
    expect_first(OPTEE_RPC_SOCKET_RECV, TA_PID, 3, 3);
    expect_shared(1, OPTEE_MSG_RMEM_OUTPUT, PAGE_SIZE);
    assert_int_equal(rpc_param(0, 2)->attr, OPTEE_MSG_VALUE_INPUT);
    assert_int_equal(rpc_param(0, 2)->u.value.a, GW_SOCKET_MOST_MS);
    rpc_param(0, 1)->u.rmem.size = PAGE_SIZE + 1; /* of a datagram */
    expect_reply(resume(0), R_SUCCESS);
    assert_int_equal(w[1], PAGE_SIZE + 1);

    ask(TA_PID, OPTEE_RPC_SOCKET_RECV, 0, 0, 3, 0);
    expect_shared(1, OPTEE_MSG_TMEM_OUTPUT, 0);
    rpc_param(0, 1)->u.tmem.size = 17;
    expect_reply(resume(0), R_SUCCESS);
    assert_int_equal(w[1], 17);

    ask(TA_PID, OPTEE_RPC_SOCKET_IOCTL, shm, 2, 3, ISOCKET_UDP_CHANGEPORT);
    expect_first(OPTEE_RPC_SOCKET_IOCTL, TA_PID, 3, 3);
    expect_shared(1, OPTEE_MSG_RMEM_INOUT, 2);
    assert_int_equal(rpc_param(0, 2)->attr, OPTEE_MSG_VALUE_INPUT);
    assert_int_equal(rpc_param(0, 2)->u.value.a, ISOCKET_UDP_CHANGEPORT);
    expect_reply(resume(0), R_SUCCESS);
    assert_int_equal(w[1], 2);

    ask(TA_PID, OPTEE_RPC_SOCKET_CLOSE, 0, 0, 3, 0);
    expect_first(OPTEE_RPC_SOCKET_CLOSE, TA_PID, 3, 1);
    expect_reply(resume(0), R_SUCCESS);
    assert_false(reaches(TA_PID, 3));
    expect_finished(finish());
}

static void malformed_requests(void **state)
{
    static const struct {
        uint64_t op, size, socket, how;
        bool with;
    } bad[] = {
        {OPTEE_RPC_SOCKET_OPEN, 0, PEER, 0, true},
        {OPTEE_RPC_SOCKET_OPEN, 0, PEER, 0, false},
        {OPTEE_RPC_SOCKET_OPEN, PAGE_SIZE + 1, PEER, 0, true},
        {OPTEE_RPC_SOCKET_OPEN, 10, 1ull << 40, 0, true},
        {OPTEE_RPC_SOCKET_OPEN, 10, PEER, 1, true},
        {OPTEE_RPC_SOCKET_CLOSE, 0, 3, 0, true},
        {OPTEE_RPC_SOCKET_CLOSE, 0, 3, 1, false},
        {OPTEE_RPC_SOCKET_CLOSE, 0, 4, 0, false},
        {OPTEE_RPC_SOCKET_CLOSE, 0, 3 | 1ull << 32, 0, false},
        {OPTEE_RPC_SOCKET_CLOSE_ALL, 0, 0, 0, false},
        {OPTEE_RPC_SOCKET_CLOSE_ALL, 0, 3, 0, false},
        {OPTEE_RPC_SOCKET_SEND, PAGE_SIZE + 1, 3, 0, true},
        {OPTEE_RPC_SOCKET_SEND, 1, 3, 0, false},
        {OPTEE_RPC_SOCKET_SEND, 1, 3, GW_SOCKET_MOST_MS + 1, true},
        {OPTEE_RPC_SOCKET_SEND, 1, 4, 0, true},
        {OPTEE_RPC_SOCKET_RECV, 1, 3, UINT32_MAX, true},
        {OPTEE_RPC_SOCKET_RECV, UINT64_MAX, 3, 0, true},
        {OPTEE_RPC_SOCKET_RECV, 0, 2, 0, false},
        {OPTEE_RPC_SOCKET_IOCTL, 0, 3, 1, true},
        {OPTEE_RPC_SOCKET_IOCTL, 1, 3, 1ull << 32, true},
        {OPTEE_RPC_SOCKET_IOCTL, 1, 4, 1, true},
        {OPTEE_RPC_SOCKET_IOCTL + 1, 1, 3, 0, true},
        {1ull << 32, 10, PEER, 0, true},
        {UINT64_MAX, 1, 3, 0, true},
    };
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);

    (void)state;
    socket_make(TA_PID, shm, 3);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        expect_reply(ask(TA_PID, bad[i].op, bad[i].with ? shm : 0, bad[i].size,
                         bad[i].socket, bad[i].how),
                     R_ERROR_BAD_PARAMETERS);
    /* memory that is none, another's, or not there any more */
    expect_reply(ask(TA_PID, OPTEE_RPC_SOCKET_SEND, shm ^ 0x1000, 1, 3, 0),
                 R_ERROR_BAD_PARAMETERS);
    expect_reply(ask(TA_PID, OPTEE_RPC_SOCKET_SEND, shm | 1ull << 32, 1, 3, 0),
                 R_ERROR_BAD_PARAMETERS);
    expect_reply(ask(OTHER_PID, OPTEE_RPC_SOCKET_OPEN, shm, 10, PEER, 0),
                 R_ERROR_BAD_PARAMETERS);
    assert_true(reaches(TA_PID, 3));
}

/* Each TA has one memory of the supplicant at a time, of bounded size. */
static void memory_of_tas(void **state)
{
    uint64_t shm;

    (void)state;
    expect_reply(shm_ask(TA_PID, GW_TA_SHM_MOST + 1), R_ERROR_BAD_PARAMETERS);
    expect_reply(shm_ask(TA_PID, 0), R_ERROR_BAD_PARAMETERS);
    shm = shm_give(TA_PID, 1, COOKIE);
    expect_reply(shm_ask(TA_PID, 1), R_ERROR_BAD_PARAMETERS);
    shm_give(OTHER_PID, 1, 0x6);
    expect_reply(serve(0, OTHER_PID, GW_SHM_FREE, shm, 0),
                 R_ERROR_BAD_PARAMETERS);
    expect_rpc(serve(0, TA_PID, GW_SHM_FREE, shm, 0), 0,
               OPTEE_RPC_CMD_SHM_FREE);
    expect_reply(resume(0), R_SUCCESS);
    shm_give(TA_PID, 1, COOKIE);
    expect_finished(finish());
    assert_int_equal(world.windows, 1);
}

/* Same handle, two instances: each has its own. */
static void whose(void **state)
{
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);
    uint64_t others = shm_give(OTHER_PID, 1, 0x6);

    (void)state;
    socket_make(TA_PID, shm, 3);
    assert_false(reaches(OTHER_PID, 3));
    socket_make(OTHER_PID, others, 3);
    assert_true(reaches(OTHER_PID, 3));
    ask(OTHER_PID, OPTEE_RPC_SOCKET_CLOSE, 0, 0, 3, 0);
    expect_first(OPTEE_RPC_SOCKET_CLOSE, OTHER_PID, 3, 1);
    expect_reply(resume(0), R_SUCCESS);
    assert_false(reaches(OTHER_PID, 3));
    assert_true(reaches(TA_PID, 3));
}

static void lies(void **state)
{
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);

    (void)state;
    ask(TA_PID, OPTEE_RPC_SOCKET_OPEN, shm, 10, PEER, 0);
    answer_handle(1ull << 32);
    expect_reply(resume(0), R_ERROR_COMMUNICATION);
    assert_false(reaches(TA_PID, 0));
    socket_make(TA_PID, shm, 3);
    ask(TA_PID, OPTEE_RPC_SOCKET_SEND, shm, 100, 3, 0);
    rpc_param(0, 2)->u.value.b = 101;
    expect_reply(resume(0), R_ERROR_COMMUNICATION);
    ask(TA_PID, OPTEE_RPC_SOCKET_RECV, shm, 100, 3, 0);
    rpc_param(0, 1)->u.rmem.size = 1ull << 32;
    expect_reply(resume(0), R_ERROR_COMMUNICATION);
    ask(TA_PID, OPTEE_RPC_SOCKET_IOCTL, shm, 100, 3, 0);
    rpc_param(0, 1)->u.rmem.size = 101;
    expect_reply(resume(0), R_ERROR_COMMUNICATION);
    assert_int_equal(w[1], 0);
    /* of a failure nothing but the result */
    ask(TA_PID, OPTEE_RPC_SOCKET_SEND, shm, 100, 3, 0);
    rpc_param(0, 2)->u.value.b = UINT64_MAX;
    rpc_header(0)->ret = (uint32_t)ISOCKET_ERROR_TIMEOUT;
    expect_reply(resume(0), (enum tee_result)ISOCKET_ERROR_TIMEOUT);
    assert_int_equal(w[1], 0);
}

static void most(void **state)
{
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);

    (void)state;
    for (uint32_t i = 0; i < GW_SOCKETS_MOST; i++)
        socket_make(TA_PID, shm, 100 + i);
    expect_reply(ask(TA_PID, OPTEE_RPC_SOCKET_OPEN, shm, 10, PEER, 0),
                 (enum tee_result)ISOCKET_ERROR_OUT_OF_RESOURCES);
    ask(TA_PID, OPTEE_RPC_SOCKET_CLOSE, 0, 0, 105, 0);
    expect_reply(resume(0), R_SUCCESS);
    socket_make(TA_PID, shm, 3);
    /* the same once more: a new supplicant; what it was before is over */
    ask(TA_PID, OPTEE_RPC_SOCKET_CLOSE, 0, 0, 106, 0);
    expect_reply(resume(0), R_SUCCESS);
    for (unsigned i = 0; i < 3; i++)
        socket_make(TA_PID, shm, 100);
    socket_make(TA_PID, shm, 200);
    assert_true(reaches(TA_PID, 131));
}

/* What is left is closed at the end of the call in which the TA went, once. */
static void left_open(void **state)
{
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);
    uint64_t others = shm_give(OTHER_PID, 1, 0x6);

    (void)state;
    socket_make(TA_PID, shm, 3);
    socket_make(OTHER_PID, others, 3);
    gone(TA_PID);
    gone(0x30b); /* has none */
    expect_close_all(finish(), TA_PID);
    expect_finished(resume(0));
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 4);
    call(0);
    expect_finished(finish());
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 4);
    call(0);
    gone(0);
    expect_close_all(finish(), OTHER_PID);
    rpc_header(0)->ret = (uint32_t)R_ERROR_COMMUNICATION; /* changes nothing */
    expect_finished(resume(0));
}

static void nothing_left(void **state)
{
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);

    (void)state;
    socket_make(TA_PID, shm, 3);
    ask(TA_PID, OPTEE_RPC_SOCKET_CLOSE, 0, 0, 3, 0);
    expect_reply(resume(0), R_SUCCESS);
    ask(TA_PID, OPTEE_RPC_SOCKET_OPEN, shm, 10, PEER, 0);
    rpc_header(0)->ret = (uint32_t)ISOCKET_ERROR_HOSTNAME;
    expect_reply(resume(0), (enum tee_result)ISOCKET_ERROR_HOSTNAME);
    gone(TA_PID);
    expect_finished(finish());
}

/* Linux gave up waiting: nobody knows whether there is a socket. */
static void perhaps_left(void **state)
{
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);

    (void)state;
    ask(TA_PID, OPTEE_RPC_SOCKET_OPEN, shm, 10, PEER, 0);
    rpc_header(0)->ret = (uint32_t)R_ERROR_COMMUNICATION;
    expect_reply(resume(0), R_ERROR_COMMUNICATION);
    socket_make(TA_PID, shm, 3);
    ask(TA_PID, OPTEE_RPC_SOCKET_CLOSE, 0, 0, 3, 0);
    expect_reply(resume(0), R_SUCCESS);
    gone(TA_PID);
    expect_close_all(finish(), TA_PID);
    expect_finished(resume(0));
}

static void close_unanswered(void **state)
{
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);

    (void)state;
    socket_make(TA_PID, shm, 3);
    ask(TA_PID, OPTEE_RPC_SOCKET_CLOSE, 0, 0, 3, 0);
    rpc_header(0)->ret = (uint32_t)R_ERROR_COMMUNICATION;
    expect_reply(resume(0), R_ERROR_COMMUNICATION);
    gone(TA_PID);
    expect_close_all(finish(), TA_PID);
    expect_finished(resume(0));
}

/* tamgr died, and the new one says that all are gone, while one is being opened
 * on another CPU; also after what was known has been closed. */
static void gone_meanwhile(void **state)
{
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);

    (void)state;
    ask(TA_PID, OPTEE_RPC_SOCKET_OPEN, shm, 10, PEER, 0);
    message(1, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 4);
    expect_start(call(1), TA_PID, TA_INVOKE);
    expect_reply(serve(1, SERVICE_TAMGR, GW_CLIENT_GONE, 0, 0), R_SUCCESS);
    expect_rpc(complete(1, KERR_OK), 1, OPTEE_RPC_CMD_SOCKET);
    assert_int_equal(rpc_param(1, 0)->u.value.b, TA_PID);
    assert_int_equal(resume(1).kind, ACTION_DONE);
    answer_handle(3);
    expect_reply(resume(0), R_SUCCESS);
    expect_close_all(finish(), TA_PID);
    expect_finished(resume(0));
}

#define TEST(f) cmocka_unit_test_setup(f, world_setup_busy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(requests),       TEST(malformed_requests),
        TEST(memory_of_tas),  TEST(whose),
        TEST(lies),           TEST(most),
        TEST(left_open),      TEST(nothing_left),
        TEST(perhaps_left),   TEST(close_unanswered),
        TEST(gone_meanwhile),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
