/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine's sockets against a gateway of this test's: the messages it gets
 * (abi/gateway_msg.h), the memory that is shared, waits in parts, and what lies
 * of the normal world come to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <__tee_isocket_defines.h>
#include <tee_api_defines.h>

#include "abi/gateway_msg.h"
#include "abi/isocket.h"
#include "abi/optee_rpc.h"
#include "sdk/engine/call.h"
#include "sdk/engine/shared.h"

#define HANDLE 0x1001u

static struct {
    /* what the next requests come to */
    TEE_Result result, alloc_result;
    uint64_t number;
    uint32_t late; /* requests that end with a time-out before */
    uint64_t asked_ticks;
    bool cancelled, died;
    /* what there was */
    uint64_t w[KMSG_WORDS]; /* the last GW_SOCKET */
    unsigned requests, allocs, frees;
    uint64_t alloc_bytes;
    /* the rest */
    bool held;
    uint64_t ticks;
    uint8_t memory[GW_TA_SHM_MOST];
} world;

uint64_t rt_ticks(void)
{
    return world.ticks;
}

uint64_t rt_ticks_hz(void)
{
    return 1000000;
}

bool engine_get_cancellation_flag(void)
{
    return world.cancelled;
}

static void on_alloc(struct rt_event *ev)
{
    assert_false(world.held);
    assert_true(ev->w[1] <= GW_TA_SHM_MOST && ev->w[1] % PAGE_SIZE == 0);
    world.allocs++;
    world.alloc_bytes = ev->w[1];
    world.held = world.alloc_result == TEE_SUCCESS;
    ev->w[0] = world.alloc_result;
    ev->w[1] = world.held ? HANDLE : 0;
    ev->w[2] = world.held ? (uintptr_t)world.memory : 0;
}

static void on_socket(struct rt_event *ev)
{
    memcpy(world.w, ev->w, sizeof(world.w));
    assert_int_equal(ev->w[2], ev->w[3] ? HANDLE : 0);
    assert_true(ev->w[3] == 0 || (world.held && ev->w[3] <= world.alloc_bytes));
    world.requests++;
    world.ticks += world.asked_ticks;
    ev->w[0] = world.late ? TEE_ISOCKET_ERROR_TIMEOUT : world.result;
    ev->w[1] = ev->w[0] ? 0 : world.number;
    world.late -= world.late > 0;
}

enum kerr rt_call(uint32_t target, struct rt_event *ev,
                  const struct klease *leases, size_t n)
{
    (void)leases;
    assert_int_equal(target, SERVICE_GATEWAY);
    assert_int_equal(n, 0);
    if (world.died)
        return KERR_PEER_DIED;
    switch (ev->w[0]) {
    case GW_SHM_ALLOC:
        on_alloc(ev);
        break;
    case GW_SHM_FREE:
        assert_true(world.held);
        assert_int_equal(ev->w[1], HANDLE);
        world.held = false;
        world.frees++;
        ev->w[0] = 0;
        break;
    default:
        assert_int_equal(ev->w[0], GW_SOCKET);
        on_socket(ev);
    }
    return KERR_OK;
}

static int set_up(void **state)
{
    (void)state;
    shared_release();
    memset(&world, 0, sizeof(world));
    return 0;
}

static void expect_asked(uint64_t op, uint64_t size, uint64_t socket,
                         uint64_t how)
{
    assert_int_equal(world.w[1], op);
    assert_int_equal(world.w[3], size);
    assert_int_equal(world.w[4], socket);
    assert_int_equal(world.w[5], how);
}

static void test_open(void **state)
{
    struct engine_peer peer = {"server", 7000, ISOCKET_UDP, ISOCKET_IP_6};
    char name[300];
    uint32_t socket = 0;

    (void)state;
    world.number = 5;
    assert_int_equal(engine_socket_open(&peer, &socket), TEE_SUCCESS);
    assert_int_equal(socket, 5);
    expect_asked(OPTEE_RPC_SOCKET_OPEN, 7,
                 GW_SOCKET_PEER(7000, ISOCKET_UDP, ISOCKET_IP_6), 0);
    assert_string_equal((char *)world.memory, "server");
    memset(name, 'a', sizeof(name));
    name[255] = 0;
    peer.name = name;
    assert_int_equal(engine_socket_open(&peer, &socket), TEE_SUCCESS);
    name[255] = 'a';
    name[256] = 0;
    assert_int_equal(engine_socket_open(&peer, &socket),
                     TEE_ISOCKET_ERROR_HOSTNAME);
    assert_int_equal(engine_socket_close(5), TEE_SUCCESS);
    expect_asked(OPTEE_RPC_SOCKET_CLOSE, 0, 5, 0);
}

/* One block for a request, and larger when it must be. */
static void test_memory(void **state)
{
    static uint8_t bytes[GW_TA_SHM_MOST + 10];
    uint32_t n = 10;

    (void)state;
    memset(bytes, 7, sizeof(bytes));
    world.number = 10;
    assert_int_equal(engine_socket_send(3, bytes, &n, 0), TEE_SUCCESS);
    assert_int_equal(world.alloc_bytes, PAGE_SIZE);
    n = PAGE_SIZE;
    assert_int_equal(engine_socket_recv(3, bytes, &n, 0), TEE_SUCCESS);
    assert_int_equal(world.allocs, 1);
    n = PAGE_SIZE + 1;
    assert_int_equal(engine_socket_send(3, bytes, &n, 0), TEE_SUCCESS);
    assert_int_equal(world.alloc_bytes, 2 * PAGE_SIZE);
    assert_int_equal(world.frees, 1);
    n = sizeof(bytes); /* as much as there can be */
    assert_int_equal(engine_socket_send(3, bytes, &n, 0), TEE_SUCCESS);
    expect_asked(OPTEE_RPC_SOCKET_SEND, GW_TA_SHM_MOST, 3, 0);
    assert_int_equal(world.memory[GW_TA_SHM_MOST - 1], 7);
    shared_release();
    assert_false(world.held);
    shared_release();
    assert_int_equal(world.frees, 3);
    n = 0; /* a datagram without bytes */
    world.number = 0;
    assert_int_equal(engine_socket_send(3, bytes, &n, 0), TEE_SUCCESS);
    assert_int_equal(world.allocs, 3);
    world.alloc_result = TEE_ERROR_BAD_PARAMETERS;
    n = 1;
    assert_int_equal(engine_socket_send(3, bytes, &n, 0),
                     TEE_ERROR_OUT_OF_MEMORY);
    world.alloc_result = TEE_ERROR_COMMUNICATION;
    assert_int_equal(engine_socket_recv(3, bytes, &n, 0),
                     TEE_ERROR_COMMUNICATION);
}

static void test_recv(void **state)
{
    uint8_t bytes[8] = {0};
    uint32_t n = 4;

    (void)state;
    memcpy(world.memory, "datagram", 8);
    world.number = 8; /* more than there is room: it is cut */
    assert_int_equal(engine_socket_recv(3, bytes, &n, 0), TEE_SUCCESS);
    assert_int_equal(n, 8);
    assert_memory_equal(bytes, "data\0\0\0\0", 8);
    n = 8;
    world.number = 2;
    memset(bytes, 1, 8);
    assert_int_equal(engine_socket_recv(3, bytes, &n, 0), TEE_SUCCESS);
    assert_int_equal(n, 2);
    assert_memory_equal(bytes, "da\1\1\1\1\1\1", 8);
    n = 0;
    world.number = 77;
    assert_int_equal(engine_socket_recv(3, NULL, &n, 0), TEE_SUCCESS);
    expect_asked(OPTEE_RPC_SOCKET_RECV, 0, 3, 0);
    assert_int_equal(n, 77);
    n = 8;
    world.number = 65536; /* no datagram has so many */
    assert_int_equal(engine_socket_recv(3, bytes, &n, 0),
                     TEE_ERROR_COMMUNICATION);
    assert_int_equal(n, 8);
}

static void test_ioctl(void **state)
{
    static uint8_t bytes[GW_TA_SHM_MOST + 1] = {1, 2};
    uint32_t n = 2;

    (void)state;
    world.number = 2;
    assert_int_equal(engine_socket_ioctl(3, 0x66000002, bytes, &n),
                     TEE_SUCCESS);
    expect_asked(OPTEE_RPC_SOCKET_IOCTL, 2, 3, 0x66000002);
    assert_memory_equal(world.memory, bytes, 2);
    n = sizeof(bytes);
    assert_int_equal(engine_socket_ioctl(3, 1, bytes, &n),
                     TEE_ISOCKET_ERROR_LARGE_BUFFER);
}

/* No request waits for long; all together wait as long as they should. */
static void test_waits(void **state)
{
    uint8_t byte;
    uint32_t n = 1;

    (void)state;
    world.number = 1;
    world.late = 5;
    world.asked_ticks = 100000;
    assert_int_equal(engine_socket_recv(3, &byte, &n, TEE_TIMEOUT_INFINITE),
                     TEE_SUCCESS);
    assert_int_equal(world.requests, 6);
    assert_int_equal(world.w[5], 100);
    world.late = 99;
    world.requests = 0;
    assert_int_equal(engine_socket_recv(3, &byte, &n, 250),
                     TEE_ISOCKET_ERROR_TIMEOUT);
    assert_int_equal(world.requests, 3);
    assert_int_equal(world.w[5], 50);
    assert_int_equal(n, 1);
    world.requests = 0;
    assert_int_equal(engine_socket_recv(3, &byte, &n, 0),
                     TEE_ISOCKET_ERROR_TIMEOUT);
    assert_int_equal(world.requests, 1);
    assert_int_equal(world.w[5], 0);
    world.cancelled = true;
    assert_int_equal(engine_socket_recv(3, &byte, &n, 250), TEE_ERROR_CANCEL);
    assert_int_equal(world.requests, 1);
}

static void test_results(void **state)
{
    static const struct {
        TEE_Result said, passed;
    } rows[] = {
        {TEE_ERROR_OUT_OF_MEMORY, TEE_ERROR_OUT_OF_MEMORY},
        {TEE_ERROR_NOT_SUPPORTED, TEE_ERROR_NOT_SUPPORTED},
        {TEE_ERROR_BAD_PARAMETERS, TEE_ERROR_COMMUNICATION},
        {TEE_ERROR_CANCEL, TEE_ERROR_COMMUNICATION},
        {TEE_ERROR_TARGET_DEAD, TEE_ERROR_COMMUNICATION},
        {TEE_ISOCKET_ERROR_PROTOCOL, TEE_ERROR_COMMUNICATION},
        {TEE_ISOCKET_ERROR_REMOTE_CLOSED, TEE_ISOCKET_ERROR_REMOTE_CLOSED},
        {TEE_ISOCKET_ERROR_OUT_OF_RESOURCES,
         TEE_ISOCKET_ERROR_OUT_OF_RESOURCES},
        {TEE_ISOCKET_ERROR_HOSTNAME, TEE_ISOCKET_ERROR_HOSTNAME},
        {1, TEE_ERROR_COMMUNICATION},
        {UINT32_MAX, TEE_ERROR_COMMUNICATION},
    };
    uint32_t n = 1;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        world.result = rows[i].said;
        assert_int_equal(engine_socket_send(3, "a", &n, 0), rows[i].passed);
    }
    world.died = true;
    assert_int_equal(engine_socket_close(3), TEE_ERROR_TARGET_DEAD);
}

#define TEST(f) cmocka_unit_test_setup(f, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_open),  TEST(test_memory), TEST(test_recv),
        TEST(test_ioctl), TEST(test_waits),  TEST(test_results),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("sdk_engine_socket", tests, NULL, NULL);
}
