/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supplicant's sockets against real ones on the loopback interface: as the
 * TEE asks for them (rpc_serve), by both IP versions; times, ends, names, and
 * that a socket is its instance's alone.
 */
#include "abi/isocket.h"
#include "ree/libteec/include/tee_client_api.h"
#include "ree/supplicant/serve.h"
#include "tests/unit/ree/fake_tee.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#define TA           0x109 /* instances */
#define OTHER        0x20a
#define BLOCK        65536
#define RESULT(name) ((uint32_t)ISOCKET_##name)

static struct supplicant supplicant;
static uint64_t block; /* id of shared memory */

static unsigned int descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    unsigned int n = 0;

    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

static int set_up(void **state)
{
    int id;

    (void)state;
    fake_reset();
    supplicant.device = tee_os.open("/dev/teepriv0");
    memory_init(&supplicant.memory, supplicant.device, true);
    sockets_init(&supplicant.sockets);
    if (memory_alloc(&supplicant.memory, BLOCK, &id) < 0)
        return -1;
    block = (uint64_t)id;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sockets_close(&supplicant.sockets);
    for (int i = 0; i < SOCKETS; i++)
        if (supplicant.sockets.rows[i].users)
            return -1;
    memory_free(&supplicant.memory, block);
    tee_os.close(supplicant.device);
    return fake_is_clean() ? 0 : -1;
}

static uint8_t *shared(void)
{
    struct memory_block *held;
    uint8_t *at = memory_get(&supplicant.memory, block, 0, BLOCK, &held);

    memory_put(&supplicant.memory, held);
    return at;
}

/* ---- what the TEE asks ---- */

static uint32_t socket_ask(uint32_t count, struct tee_ioctl_param *params)
{
    struct request r = {.func = OPTEE_RPC_CMD_SOCKET, .count = count};
    uint32_t result;

    memcpy(r.params, params, count * sizeof(*params));
    result = rpc_serve(&supplicant, &r);
    memcpy(params, r.params, count * sizeof(*params));
    return result;
}

static uint32_t ask_open(uint32_t instance, const char *name, uint16_t port,
                         uint32_t protocol, uint32_t ip, uint32_t *handle)
{
    struct tee_ioctl_param p[] = {
        {PARAM_VALUE_INPUT, OPTEE_RPC_SOCKET_OPEN, instance, 0},
        {PARAM_VALUE_INPUT, port, protocol, ip},
        {PARAM_MEMREF_INPUT, 0, strlen(name) + 1, block},
        {PARAM_VALUE_OUTPUT, 0, 0, 0},
    };
    uint32_t result;

    strcpy((char *)shared(), name);
    result = socket_ask(4, p);
    *handle = (uint32_t)p[3].a;
    return result;
}

static uint32_t ask_close(uint32_t instance, uint32_t handle)
{
    struct tee_ioctl_param p[] = {
        {PARAM_VALUE_INPUT, OPTEE_RPC_SOCKET_CLOSE, instance, handle}};

    return socket_ask(1, p);
}

static uint32_t ask_send(uint32_t handle, size_t size, uint32_t ms,
                         uint64_t *sent)
{
    struct tee_ioctl_param p[] = {
        {PARAM_VALUE_INPUT, OPTEE_RPC_SOCKET_SEND, TA, handle},
        {PARAM_MEMREF_INPUT, 0, size, block},
        {PARAM_VALUE_INOUT, ms, 0, 0},
    };
    uint32_t result = socket_ask(3, p);

    *sent = p[2].b;
    return result;
}

/* Without memory if size is 0. */
static uint32_t ask_recv(uint32_t handle, size_t size, uint32_t ms,
                         uint64_t *came)
{
    struct tee_ioctl_param p[] = {
        {PARAM_VALUE_INPUT, OPTEE_RPC_SOCKET_RECV, TA, handle},
        {PARAM_MEMREF_OUTPUT, 0, size, size ? block : TEE_MEMREF_NULL},
        {PARAM_VALUE_INPUT, ms, 0, 0},
    };
    uint32_t result = socket_ask(3, p);

    *came = p[1].b;
    return result;
}

static uint32_t ask_ioctl(uint32_t handle, uint32_t command, const void *bytes,
                          size_t size)
{
    struct tee_ioctl_param p[] = {
        {PARAM_VALUE_INPUT, OPTEE_RPC_SOCKET_IOCTL, TA, handle},
        {PARAM_MEMREF_INOUT, 0, size, block},
        {PARAM_VALUE_INPUT, command, 0, 0},
    };

    memcpy(shared(), bytes, size);
    return socket_ask(3, p);
}

/* ---- the other end ---- */

static int bound(int family, int type, uint16_t *port)
{
    struct sockaddr_in6 at = {.sin6_family = AF_INET6,
                              .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr_in at4 = {.sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    void *address = family == AF_INET ? (void *)&at4 : (void *)&at;
    socklen_t size = family == AF_INET ? sizeof(at4) : sizeof(at);
    int fd = socket(family, type, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, address, size), 0);
    assert_int_equal(getsockname(fd, address, &size), 0);
    *port = ntohs(family == AF_INET ? at4.sin_port : at.sin6_port);
    if (type == SOCK_STREAM)
        assert_int_equal(listen(fd, 8), 0);
    return fd;
}

/* A stream to a listener here: our end of it. */
static int stream(uint32_t *handle)
{
    uint16_t port;
    int listener = bound(AF_INET, SOCK_STREAM, &port), fd;

    assert_int_equal(
        ask_open(TA, "127.0.0.1", port, ISOCKET_TCP, ISOCKET_IP_ANY, handle),
        TEEC_SUCCESS);
    fd = accept(listener, NULL, NULL);
    assert_true(fd >= 0);
    close(listener);
    return fd;
}

static int64_t ms_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- tests ---- */

static void test_stream(void **state)
{
    char bytes[16];
    uint32_t handle;
    uint64_t n;
    int peer = stream(&handle);

    (void)state;
    memcpy(shared(), "hello", 5);
    assert_int_equal(ask_send(handle, 5, 0, &n), TEEC_SUCCESS);
    assert_int_equal(n, 5);
    assert_int_equal(read(peer, bytes, sizeof(bytes)), 5);
    assert_memory_equal(bytes, "hello", 5);
    assert_int_equal(write(peer, "back", 4), 4);
    assert_int_equal(ask_recv(handle, 3, 1000, &n), TEEC_SUCCESS);
    assert_int_equal(n, 3);
    assert_memory_equal(shared(), "bac", 3);
    assert_int_equal(ask_recv(handle, 0, 0, &n), TEEC_SUCCESS);
    assert_int_equal(n, 1);
    assert_int_equal(ask_recv(handle, 3, UINT32_MAX, &n), TEEC_SUCCESS);
    assert_int_equal(n, 1);
    assert_int_equal(ask_recv(handle, 0, 0, &n), TEEC_SUCCESS);
    assert_int_equal(n, 0);
    close(peer);
    assert_int_equal(ask_recv(handle, 3, UINT32_MAX, &n), TEEC_SUCCESS);
    assert_int_equal(n, 0);
    assert_int_equal(ask_close(TA, handle), TEEC_SUCCESS);
    assert_int_equal(ask_close(TA, handle), TEEC_ERROR_BAD_PARAMETERS);
}

/* A peer that is gone: no signal, and a name for it. */
static void test_stream_reset(void **state)
{
    struct linger now = {1, 0};
    uint32_t handle;
    uint64_t n;
    int peer = stream(&handle);

    (void)state;
    setsockopt(peer, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    close(peer);
    assert_int_equal(ask_recv(handle, 3, 1000, &n),
                     RESULT(ERROR_REMOTE_CLOSED));
    assert_int_equal(ask_send(handle, 5, 1000, &n),
                     RESULT(ERROR_REMOTE_CLOSED));
    assert_int_equal(n, 0);
}

static void test_time_outs(void **state)
{
    uint32_t handle, small = 4096;
    uint64_t n, all = 0;
    int peer = stream(&handle);
    int64_t begun = ms_now();
    uint32_t result;

    (void)state;
    assert_int_equal(ask_recv(handle, 3, 0, &n), RESULT(ERROR_TIMEOUT));
    assert_true(ms_now() - begun < 50);
    assert_int_equal(ask_recv(handle, 3, 60, &n), RESULT(ERROR_TIMEOUT));
    assert_in_range(ms_now() - begun, 60, 1000);
    assert_int_equal(
        ask_ioctl(handle, ISOCKET_TCP_SET_SENDBUF, &small, sizeof(small)),
        TEEC_SUCCESS);
    assert_int_equal(
        ask_ioctl(handle, ISOCKET_TCP_SET_RECVBUF, &small, sizeof(small)),
        TEEC_SUCCESS);
    do {
        result = ask_send(handle, BLOCK, 20, &n);
        all += n;
    } while (result == TEEC_SUCCESS && all < 64u << 20);
    assert_int_equal(result, RESULT(ERROR_TIMEOUT));
    assert_int_equal(n, 0);
    close(peer);
}

static void test_refused(void **state)
{
    uint32_t handle = 77;
    uint16_t port;

    (void)state;
    close(bound(AF_INET, SOCK_STREAM, &port));
    assert_int_equal(
        ask_open(TA, "127.0.0.1", port, ISOCKET_TCP, ISOCKET_IP_ANY, &handle),
        TEEC_ERROR_COMMUNICATION);
    assert_int_equal(handle, 0);
}

static void test_names(void **state)
{
    struct tee_ioctl_param p[] = {
        {PARAM_VALUE_INPUT, OPTEE_RPC_SOCKET_OPEN, TA, 0},
        {PARAM_VALUE_INPUT, 1, ISOCKET_TCP, ISOCKET_IP_ANY},
        {PARAM_MEMREF_INPUT, 0, 9, block},
        {PARAM_VALUE_OUTPUT, 0, 0, 0},
    };
    uint32_t handle;

    (void)state;
    assert_int_equal(ask_open(TA, "::1", 1, ISOCKET_TCP, ISOCKET_IP_4, &handle),
                     RESULT(ERROR_HOSTNAME));
    assert_int_equal(
        ask_open(TA, "127.0.0.1", 1, ISOCKET_TCP, ISOCKET_IP_6, &handle),
        RESULT(ERROR_HOSTNAME));
    assert_int_equal(ask_open(TA, "a b", 1, ISOCKET_TCP, ISOCKET_IP_4, &handle),
                     RESULT(ERROR_HOSTNAME));
    assert_int_equal(
        ask_open(TA, "127.0.0.1", 1, ISOCKET_TCP, ISOCKET_IP_6 + 1, &handle),
        TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask_open(TA, "127.0.0.1", 1, 0x67, 0, &handle),
                     TEEC_ERROR_BAD_PARAMETERS);
    /* no NUL, a NUL before, no memory, too much of it */
    memcpy(shared(), "127.0.0.1", 10);
    assert_int_equal(socket_ask(4, p), RESULT(ERROR_HOSTNAME));
    p[2].b = 11;
    assert_int_equal(socket_ask(4, p), RESULT(ERROR_HOSTNAME));
    p[2].b = BLOCK;
    assert_int_equal(socket_ask(4, p), RESULT(ERROR_HOSTNAME));
    p[2] = (struct tee_ioctl_param){PARAM_MEMREF_INPUT, 0, 0, TEE_MEMREF_NULL};
    assert_int_equal(socket_ask(4, p), RESULT(ERROR_HOSTNAME));
}

static void datagrams(int family, const char *name, uint32_t ip)
{
    struct sockaddr_storage from;
    socklen_t size = sizeof(from);
    char bytes[16];
    uint32_t handle;
    uint16_t port;
    uint64_t n;
    int peer = bound(family, SOCK_DGRAM, &port);

    assert_int_equal(ask_open(TA, name, port, ISOCKET_UDP, ip, &handle),
                     TEEC_SUCCESS);
    memcpy(shared(), "datagram", 8);
    assert_int_equal(ask_send(handle, 8, 1000, &n), TEEC_SUCCESS);
    assert_int_equal(n, 8);
    assert_int_equal(recvfrom(peer, bytes, sizeof(bytes), 0,
                              (struct sockaddr *)&from, &size),
                     8);
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            sendto(peer, bytes, 8, 0, (struct sockaddr *)&from, size), 8);
    assert_int_equal(ask_recv(handle, 0, 0, &n), TEEC_SUCCESS);
    assert_int_equal(n, 8);
    memset(shared(), 0, 16);
    assert_int_equal(ask_recv(handle, 16, 1000, &n), TEEC_SUCCESS);
    assert_int_equal(n, 8);
    assert_int_equal(ask_recv(handle, 8, 1000, &n), TEEC_SUCCESS);
    assert_int_equal(n, 8);
    memset(shared(), 0, 16);
    assert_int_equal(ask_recv(handle, 4, 1000, &n), TEEC_SUCCESS);
    assert_int_equal(n, 8); /* what it had */
    assert_memory_equal(shared(), "data\0\0\0\0", 8);
    assert_int_equal(ask_recv(handle, 4, 0, &n), RESULT(ERROR_TIMEOUT));
    close(peer);
    assert_int_equal(ask_close(TA, handle), TEEC_SUCCESS);
}

static void test_datagrams(void **state)
{
    uint32_t handle;
    uint64_t n;

    (void)state;
    datagrams(AF_INET, "127.0.0.1", ISOCKET_IP_ANY);
    datagrams(AF_INET6, "::1", ISOCKET_IP_6);
    assert_int_equal(
        ask_open(TA, "127.0.0.1", 9, ISOCKET_UDP, ISOCKET_IP_4, &handle),
        TEEC_SUCCESS);
    assert_int_equal(ask_send(handle, 65508, 0, &n),
                     RESULT(ERROR_LARGE_BUFFER));
}

static void test_other_peers(void **state)
{
    char bytes[8];
    uint32_t handle;
    uint16_t port, second;
    uint64_t n;
    int a = bound(AF_INET, SOCK_DGRAM, &port);
    int b = bound(AF_INET, SOCK_DGRAM, &second);

    (void)state;
    assert_int_equal(
        ask_open(TA, "127.0.0.2", port, ISOCKET_UDP, ISOCKET_IP_4, &handle),
        TEEC_SUCCESS);
    assert_int_equal(ask_ioctl(handle, ISOCKET_UDP_CHANGEADDR, "127.0.0.1", 10),
                     TEEC_SUCCESS);
    assert_int_equal(ask_send(handle, 3, 0, &n), TEEC_SUCCESS);
    assert_int_equal(recv(a, bytes, sizeof(bytes), 0), 3);
    assert_int_equal(ask_ioctl(handle, ISOCKET_UDP_CHANGEPORT, &second, 2),
                     TEEC_SUCCESS);
    assert_int_equal(ask_send(handle, 4, 0, &n), TEEC_SUCCESS);
    assert_int_equal(recv(b, bytes, sizeof(bytes), 0), 4);
    assert_int_equal(ask_ioctl(handle, ISOCKET_UDP_CHANGEADDR, "::1", 4),
                     RESULT(ERROR_HOSTNAME));
    assert_int_equal(ask_ioctl(handle, ISOCKET_UDP_CHANGEADDR, "127.0.0.1", 9),
                     RESULT(ERROR_HOSTNAME));
    assert_int_equal(ask_ioctl(handle, ISOCKET_UDP_CHANGEPORT, &second, 1),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask_ioctl(handle, ISOCKET_TCP_SET_SENDBUF, "abcd", 4),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask_ioctl(handle, 0x66000003, "abcd", 4),
                     TEEC_ERROR_NOT_SUPPORTED);
    assert_int_equal(ask_ioctl(handle, ISOCKET_UDP_CHANGEADDR, shared(), 257),
                     RESULT(ERROR_LARGE_BUFFER));
    close(a);
    close(b);
}

/* Commands of datagrams to a stream. */
static void test_wrong_kind(void **state)
{
    uint32_t handle;
    int peer = stream(&handle);

    (void)state;
    assert_int_equal(ask_ioctl(handle, ISOCKET_UDP_CHANGEPORT, "ab", 2),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask_ioctl(handle, ISOCKET_UDP_CHANGEADDR, "::1", 4),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask_ioctl(handle, ISOCKET_TCP_SET_RECVBUF, "ab", 2),
                     TEEC_ERROR_BAD_PARAMETERS);
    close(peer);
}

static void test_instances(void **state)
{
    struct tee_ioctl_param all[] = {
        {PARAM_VALUE_INPUT, OPTEE_RPC_SOCKET_CLOSE_ALL, OTHER, 0}};
    unsigned int before = descriptors();
    uint32_t handle, others;
    uint64_t n;
    int peer = stream(&handle);

    (void)state;
    assert_int_equal(
        ask_open(OTHER, "127.0.0.1", 9, ISOCKET_UDP, ISOCKET_IP_4, &others),
        TEEC_SUCCESS);
    assert_int_equal(ask_close(OTHER, handle), TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask_send(others, 1, 0, &n), TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask_recv(others, 1, 0, &n), TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask_ioctl(others, ISOCKET_UDP_CHANGEPORT, "ab", 2),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask_send(handle + SOCKETS, 1, 0, &n),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(socket_ask(1, all), TEEC_SUCCESS);
    assert_int_equal(ask_close(OTHER, others), TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask_send(handle, 1, 0, &n), TEEC_SUCCESS);
    all[0].b = TA;
    assert_int_equal(socket_ask(1, all), TEEC_SUCCESS);
    assert_int_equal(ask_close(TA, handle), TEEC_ERROR_BAD_PARAMETERS);
    close(peer);
    assert_int_equal(descriptors(), before);
}

static void *wait_main(void *argument)
{
    uint64_t n;

    /* on memory of its own: none */
    return (void *)(uintptr_t)ask_recv(*(uint32_t *)argument, 1, UINT32_MAX,
                                       &n);
}

/* Closing ends a wait for ever; the descriptor goes with who waited. */
static void test_close_in_use(void **state)
{
    unsigned int before = descriptors();
    pthread_t thread;
    uint32_t handle;
    void *result;
    int peer = stream(&handle);

    (void)state;
    pthread_create(&thread, NULL, wait_main, &handle);
    usleep(50000);
    assert_int_equal(ask_close(TA, handle), TEEC_SUCCESS);
    pthread_join(thread, &result);
    assert_int_equal((uintptr_t)result, TEEC_SUCCESS); /* 0 bytes: the end */
    close(peer);
    assert_int_equal(descriptors(), before);
}

static void test_most(void **state)
{
    uint32_t handle;

    (void)state;
    for (int i = 0; i < SOCKETS; i++)
        assert_int_equal(
            ask_open(TA, "127.0.0.1", 9, ISOCKET_UDP, ISOCKET_IP_4, &handle),
            TEEC_SUCCESS);
    assert_int_equal(
        ask_open(TA, "127.0.0.1", 9, ISOCKET_UDP, ISOCKET_IP_4, &handle),
        RESULT(ERROR_OUT_OF_RESOURCES));
}

/* One request that opens a socket, through the driver. */
static int open_by_driver(void)
{
    struct message m = {.word = OPTEE_RPC_CMD_SOCKET, .count = 5};
    int error;

    m.params[0].attr = TEE_IOCTL_PARAM_ATTR_META | PARAM_VALUE_INOUT;
    m.params[1] = (struct tee_ioctl_param){PARAM_VALUE_INPUT,
                                           OPTEE_RPC_SOCKET_OPEN, TA, 0};
    m.params[2] = (struct tee_ioctl_param){PARAM_VALUE_INPUT, 9, ISOCKET_UDP,
                                           ISOCKET_IP_4};
    m.params[3] = (struct tee_ioctl_param){PARAM_MEMREF_INPUT, 0, 10, block};
    m.params[4].attr = PARAM_VALUE_OUTPUT;
    memcpy(shared(), "127.0.0.1", 10);
    fake.request = &m;
    fake.request_size = sizeof(m);
    error = serve_one(&supplicant);
    fake.request = NULL;
    return error;
}

/* The driver does not take the answer: the client was killed meanwhile. */
static void test_unanswered(void **state)
{
    unsigned int before = descriptors();

    (void)state;
    fake.send_error = EBADF;
    assert_int_equal(open_by_driver(), 0);
    assert_int_equal(descriptors(), before);
    fake.send_error = 0;
    assert_int_equal(open_by_driver(), 0);
    assert_int_equal(descriptors(), before + 1);
}

static void test_malformed(void **state)
{
    struct tee_ioctl_param p[] = {
        {PARAM_VALUE_INPUT, OPTEE_RPC_SOCKET_CLOSE, TA, 0},
        {PARAM_MEMREF_INPUT, 0, 1, block},
        {PARAM_VALUE_INPUT, 0, 0, 0},
    };

    (void)state;
    assert_int_equal(socket_ask(0, p), TEEC_ERROR_NOT_SUPPORTED);
    assert_int_equal(socket_ask(2, p), TEEC_ERROR_BAD_PARAMETERS);
    p[0].a = OPTEE_RPC_SOCKET_SEND; /* params[2] is no INOUT */
    assert_int_equal(socket_ask(3, p), TEEC_ERROR_BAD_PARAMETERS);
    p[0].a = OPTEE_RPC_SOCKET_RECV; /* params[1] is no OUTPUT */
    assert_int_equal(socket_ask(3, p), TEEC_ERROR_BAD_PARAMETERS);
    p[0].a = OPTEE_RPC_SOCKET_IOCTL + 1;
    assert_int_equal(socket_ask(3, p), TEEC_ERROR_NOT_SUPPORTED);
    p[0].attr = PARAM_MEMREF_INPUT;
    p[0].a = OPTEE_RPC_SOCKET_CLOSE;
    assert_int_equal(socket_ask(1, p), TEEC_ERROR_BAD_PARAMETERS);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_stream),       TEST(test_stream_reset), TEST(test_time_outs),
        TEST(test_refused),      TEST(test_names),        TEST(test_datagrams),
        TEST(test_other_peers),  TEST(test_wrong_kind),   TEST(test_instances),
        TEST(test_close_in_use), TEST(test_most),         TEST(test_unanswered),
        TEST(test_malformed),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ree_supplicant_socket", tests, NULL,
                                       NULL);
}
