/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Sockets API over a fake engine, which does as the test says at each call:
 * what is passed on, how long a call may wait, what the results become, and
 * which rules panic.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <__tee_tcpsocket_defines_extensions.h>
#include <tee_internal_api.h>
#include <tee_tcpsocket.h>
#include <tee_udpsocket.h>

#include "sdk/engine/engine.h"
#include "sdk/libutee/panic.h"

/* ---- the engine, faked ---- */

static struct {
    /* what the next calls do */
    TEE_Result result;
    uint32_t takes; /* bytes that a send takes at most */
    uint32_t sends; /* ... that succeed; then `result` */
    uint32_t gives; /* bytes that a recv gives */
    uint32_t costs; /* ms of each call */
    /* what was asked */
    struct engine_peer peer;
    uint32_t socket, length, ms, command, closed;
    uint32_t calls;
    /* the rest */
    uint64_t now;
    jmp_buf panic;
} fake;

TEE_Result engine_socket_open(const struct engine_peer *peer, uint32_t *socket)
{
    fake.peer = *peer;
    fake.calls++;
    *socket = 40 + fake.calls;
    return fake.result;
}

TEE_Result engine_socket_close(uint32_t socket)
{
    fake.closed = socket;
    return fake.result;
}

static TEE_Result call_note(uint32_t socket, uint32_t length, uint32_t ms)
{
    fake.calls++;
    fake.socket = socket;
    fake.length = length;
    fake.ms = ms;
    fake.now += fake.costs;
    return fake.result;
}

TEE_Result engine_socket_send(uint32_t socket, const void *buf, uint32_t *len,
                              uint32_t ms)
{
    TEE_Result result = call_note(socket, *len, ms);

    assert_non_null(buf);
    if (fake.sends == 0) /* *len then means nothing */
        return result;
    fake.sends--;
    if (*len > fake.takes)
        *len = fake.takes;
    return TEE_SUCCESS;
}

TEE_Result engine_socket_recv(uint32_t socket, void *buf, uint32_t *len,
                              uint32_t ms)
{
    TEE_Result result = call_note(socket, *len, ms);

    (void)buf;
    *len = fake.gives;
    return result;
}

TEE_Result engine_socket_ioctl(uint32_t socket, uint32_t command, void *buf,
                               uint32_t *len)
{
    (void)buf;
    fake.command = command;
    return call_note(socket, *len, 0);
}

TEE_Result engine_get_time(enum engine_clock clock, TEE_Time *time)
{
    assert_int_equal(clock, ENGINE_TIME_SYSTEM);
    *time =
        (TEE_Time){(uint32_t)(fake.now / 1000), (uint32_t)(fake.now % 1000)};
    return TEE_SUCCESS;
}

void panic_rule(const char *function, const char *rule)
{
    (void)function;
    (void)rule;
    longjmp(fake.panic, 1);
}

#define assert_panics(call)                                                    \
    do {                                                                       \
        if (setjmp(fake.panic) == 0) {                                         \
            (void)(call);                                                      \
            fail_msg("no panic: " #call);                                      \
        }                                                                      \
    } while (0)

/* ---- a socket of each kind ---- */

static TEE_iSocketHandle tcp, udp;
static uint32_t error;

static TEE_Result open_both(void)
{
    TEE_tcpSocket_Setup t = {TEE_IP_VERSION_6, (char *)"server", 7000};
    TEE_udpSocket_Setup u = {TEE_IP_VERSION_DC, (char *)"other", 7001};
    TEE_Result result = TEE_tcpSocket->open(&tcp, &t, &error);

    return result ? result : TEE_udpSocket->open(&udp, &u, &error);
}

static int set_up(void **state)
{
    (void)state;
    memset(&fake, 0, sizeof(fake));
    fake.now = 5000;
    return open_both() == TEE_SUCCESS ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    fake.result = TEE_SUCCESS;
    TEE_tcpSocket->close(tcp);
    TEE_udpSocket->close(udp);
    return 0;
}

/* ---- tests ---- */

static void test_tables(void **state)
{
    (void)state;
    assert_int_equal(TEE_tcpSocket->TEE_iSocketVersion, 0x01000000);
    assert_int_equal(TEE_tcpSocket->protocolID, 0x65);
    assert_int_equal(TEE_udpSocket->TEE_iSocketVersion, 0x01000000);
    assert_int_equal(TEE_udpSocket->protocolID, 0x66);
}

static void test_open(void **state)
{
    TEE_tcpSocket_Setup t = {TEE_IP_VERSION_4, (char *)"server", 65535};
    TEE_iSocketHandle ctx = &t;

    (void)state;
    assert_int_equal(TEE_tcpSocket->open(&ctx, &t, &error), TEE_SUCCESS);
    assert_string_equal(fake.peer.name, "server");
    assert_int_equal(fake.peer.port, 65535);
    assert_int_equal(fake.peer.protocol, 0x65);
    assert_int_equal(fake.peer.ip, TEE_IP_VERSION_4);
    assert_int_equal(error, TEE_SUCCESS);
    assert_int_equal(TEE_tcpSocket->close(ctx), TEE_SUCCESS);
    assert_int_equal(fake.closed, 43);
    assert_panics(TEE_tcpSocket->close(ctx));
    assert_int_equal(TEE_tcpSocket->close(TEE_HANDLE_NULL), TEE_SUCCESS);
}

static void test_open_fails(void **state)
{
    static const TEE_Result same[] = {
        TEE_ERROR_COMMUNICATION, TEE_ERROR_OUT_OF_MEMORY,
        TEE_ISOCKET_ERROR_TIMEOUT, TEE_ISOCKET_ERROR_OUT_OF_RESOURCES};
    TEE_udpSocket_Setup u = {TEE_IP_VERSION_4, (char *)"server", 1};
    TEE_iSocketHandle ctx = &u;

    (void)state;
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        fake.result = same[i];
        assert_int_equal(TEE_udpSocket->open(&ctx, &u, &error), same[i]);
        assert_null(ctx);
        assert_int_equal(error, TEE_SUCCESS);
        ctx = &u;
    }
    fake.result = TEE_ISOCKET_ERROR_HOSTNAME;
    assert_int_equal(TEE_udpSocket->open(&ctx, &u, &error),
                     TEE_ISOCKET_ERROR_PROTOCOL);
    assert_int_equal(error, TEE_ISOCKET_ERROR_HOSTNAME);
    assert_null(ctx);
    fake.calls = 0;
    fake.result = TEE_SUCCESS;
    u.ipVersion = (TEE_ipSocket_ipVersion)256;
    assert_int_equal(TEE_udpSocket->open(&ctx, &u, &error),
                     TEE_ERROR_BAD_PARAMETERS);
    u = (TEE_udpSocket_Setup){TEE_IP_VERSION_4, NULL, 1};
    assert_int_equal(TEE_udpSocket->open(&ctx, &u, &error),
                     TEE_ERROR_BAD_PARAMETERS);
    assert_int_equal(error, TEE_SUCCESS);
    assert_int_equal(fake.calls, 0);
}

/* A stream goes in as many pieces as it takes. */
static void test_stream_send(void **state)
{
    static uint8_t bytes[1000];
    uint32_t n = sizeof(bytes);

    (void)state;
    fake.calls = 0;
    fake.takes = 300;
    fake.sends = 99;
    assert_int_equal(TEE_tcpSocket->send(tcp, bytes, &n, TEE_TIMEOUT_INFINITE),
                     TEE_SUCCESS);
    assert_int_equal(n, 1000);
    assert_int_equal(fake.calls, 4);
    assert_int_equal(fake.length, 100);
    assert_int_equal(fake.socket, 41);
    assert_int_equal(fake.ms, TEE_TIMEOUT_INFINITE);
    n = 0;
    assert_int_equal(TEE_tcpSocket->send(tcp, bytes, &n, 0), TEE_SUCCESS);
    assert_int_equal(fake.calls, 4);
}

/* The time is one for all pieces; what went before it was over counts. */
static void test_stream_send_late(void **state)
{
    uint8_t bytes[100] = {0};
    uint32_t n = sizeof(bytes);

    (void)state;
    fake.takes = 30;
    fake.sends = 2;
    fake.costs = 70;
    fake.result = TEE_ISOCKET_ERROR_TIMEOUT;
    assert_int_equal(TEE_tcpSocket->send(tcp, bytes, &n, 100), TEE_SUCCESS);
    assert_int_equal(n, 60);
    assert_int_equal(fake.ms, 0);
    n = sizeof(bytes);
    assert_int_equal(TEE_tcpSocket->send(tcp, bytes, &n, 100),
                     TEE_ISOCKET_ERROR_TIMEOUT);
    assert_int_equal(n, 0);
    assert_int_equal(fake.ms, 100);
    assert_int_equal(TEE_tcpSocket->error(tcp), TEE_ISOCKET_ERROR_TIMEOUT);
    fake.sends = 1;
    fake.takes = 0; /* nothing, and no error: a lie */
    n = sizeof(bytes);
    assert_int_equal(TEE_tcpSocket->send(tcp, bytes, &n, 100),
                     TEE_ERROR_COMMUNICATION);
}

static void test_stream_recv(void **state)
{
    uint8_t bytes[100];
    uint32_t n = sizeof(bytes);

    (void)state;
    fake.gives = 20;
    assert_int_equal(TEE_tcpSocket->recv(tcp, bytes, &n, 7), TEE_SUCCESS);
    assert_int_equal(n, 20);
    assert_int_equal(fake.ms, 7);
    fake.gives = 0;
    assert_int_equal(TEE_tcpSocket->recv(tcp, bytes, &n, 7),
                     TEE_ISOCKET_ERROR_REMOTE_CLOSED);
    assert_int_equal(n, 0);
    assert_int_equal(TEE_tcpSocket->error(tcp),
                     TEE_ISOCKET_ERROR_REMOTE_CLOSED);
    assert_int_equal(TEE_tcpSocket->recv(tcp, NULL, &n, 7), TEE_SUCCESS);
    assert_int_equal(n, 0);
    assert_int_equal(TEE_tcpSocket->error(tcp), TEE_SUCCESS);
    fake.gives = 4096;
    assert_int_equal(TEE_tcpSocket->recv(tcp, NULL, &n, 7), TEE_SUCCESS);
    assert_int_equal(n, 4096);
    n = 100;
    fake.gives = 101;
    assert_int_equal(TEE_tcpSocket->recv(tcp, bytes, &n, 7),
                     TEE_ERROR_COMMUNICATION);
    assert_int_equal(n, 100);
    fake.result = TEE_ISOCKET_ERROR_TIMEOUT;
    assert_int_equal(TEE_tcpSocket->recv(tcp, bytes, &n, 7),
                     TEE_ISOCKET_ERROR_TIMEOUT);
    assert_int_equal(n, 100);
    fake.result = TEE_ERROR_CANCEL;
    assert_int_equal(TEE_tcpSocket->recv(tcp, bytes, &n, 7), TEE_ERROR_CANCEL);
}

static void test_datagrams(void **state)
{
    static uint8_t bytes[65508];
    uint32_t n = 65507;

    (void)state;
    fake.calls = 0;
    fake.takes = 65507;
    fake.sends = 2;
    assert_int_equal(TEE_udpSocket->send(udp, bytes, &n, 9), TEE_SUCCESS);
    assert_int_equal(n, 65507);
    assert_int_equal(fake.calls, 1);
    assert_int_equal(fake.ms, 9);
    n = 0;
    assert_int_equal(TEE_udpSocket->send(udp, bytes, &n, 9), TEE_SUCCESS);
    assert_int_equal(fake.calls, 2);
    n = 65508;
    assert_int_equal(TEE_udpSocket->send(udp, bytes, &n, 9),
                     TEE_ISOCKET_ERROR_LARGE_BUFFER);
    assert_int_equal(n, 0);
    assert_int_equal(fake.calls, 2);
    assert_int_equal(TEE_udpSocket->error(udp), TEE_ISOCKET_ERROR_LARGE_BUFFER);
    fake.gives = 8;
    n = 4;
    assert_int_equal(TEE_udpSocket->recv(udp, bytes, &n, 9), TEE_SUCCESS);
    assert_int_equal(n, 8);
    fake.gives = 0; /* an empty one */
    assert_int_equal(TEE_udpSocket->recv(udp, bytes, &n, 9), TEE_SUCCESS);
    assert_int_equal(n, 0);
    fake.result = TEE_ERROR_COMMUNICATION;
    n = 4;
    assert_int_equal(TEE_udpSocket->recv(udp, bytes, &n, 9),
                     TEE_ERROR_COMMUNICATION);
    assert_int_equal(n, 4);
}

static void test_ioctl(void **state)
{
    uint8_t bytes[8] = "host";
    uint32_t n = 4;

    (void)state;
    fake.calls = 0;
    assert_int_equal(TEE_tcpSocket->ioctl(tcp, 0x00f00000, bytes, &n),
                     TEE_SUCCESS);
    assert_int_equal(fake.calls, 0);
    assert_int_equal(TEE_tcpSocket->ioctl(tcp, TEE_TCP_SET_SENDBUF, bytes, &n),
                     TEE_SUCCESS);
    assert_int_equal(fake.command, TEE_TCP_SET_SENDBUF);
    n = 5;
    assert_int_equal(TEE_tcpSocket->ioctl(tcp, TEE_TCP_SET_RECVBUF, bytes, &n),
                     TEE_ERROR_BAD_PARAMETERS);
    assert_int_equal(TEE_udpSocket->ioctl(udp, TEE_UDP_CHANGEADDR, bytes, &n),
                     TEE_SUCCESS);
    fake.result = TEE_ISOCKET_ERROR_HOSTNAME;
    assert_int_equal(TEE_udpSocket->ioctl(udp, TEE_UDP_CHANGEADDR, bytes, &n),
                     TEE_ISOCKET_ERROR_PROTOCOL);
    assert_int_equal(TEE_udpSocket->error(udp), TEE_ISOCKET_ERROR_HOSTNAME);
    fake.calls = 0;
    n = 4; /* without its NUL */
    assert_int_equal(TEE_udpSocket->ioctl(udp, TEE_UDP_CHANGEADDR, bytes, &n),
                     TEE_ERROR_BAD_PARAMETERS);
    n = 0;
    assert_int_equal(TEE_udpSocket->ioctl(udp, TEE_UDP_CHANGEADDR, NULL, &n),
                     TEE_ERROR_BAD_PARAMETERS);
    n = 1;
    assert_int_equal(TEE_udpSocket->ioctl(udp, TEE_UDP_CHANGEPORT, bytes, &n),
                     TEE_ERROR_BAD_PARAMETERS);
    assert_int_equal(fake.calls, 0);
}

static void test_panics(void **state)
{
    TEE_tcpSocket_Setup t = {TEE_IP_VERSION_4, (char *)"server", 1};
    TEE_iSocketHandle ctx;
    uint8_t bytes[4];
    uint32_t n = 4;

    (void)state;
    assert_panics(TEE_tcpSocket->open(NULL, &t, &error));
    assert_panics(TEE_tcpSocket->open(&ctx, NULL, &error));
    assert_panics(TEE_tcpSocket->open(&ctx, &t, NULL));
    assert_panics(TEE_udpSocket->open(NULL, &t, &error));
    assert_panics(TEE_tcpSocket->send(NULL, bytes, &n, 0));
    assert_panics(TEE_tcpSocket->send(bytes, bytes, &n, 0));
    assert_panics(TEE_tcpSocket->send(udp, bytes, &n, 0));
    assert_panics(TEE_tcpSocket->send(tcp, NULL, &n, 0));
    assert_panics(TEE_udpSocket->send(udp, bytes, NULL, 0));
    assert_panics(TEE_udpSocket->recv(udp, NULL, &n, 0));
    assert_panics(TEE_tcpSocket->recv(tcp, bytes, NULL, 0));
    assert_panics(TEE_tcpSocket->error(NULL));
    assert_panics(TEE_tcpSocket->ioctl(tcp, TEE_UDP_CHANGEPORT, bytes, &n));
    assert_panics(TEE_tcpSocket->ioctl(tcp, 0x65000000, bytes, &n));
    assert_panics(TEE_udpSocket->ioctl(udp, TEE_TCP_SET_SENDBUF, bytes, &n));
    assert_panics(TEE_udpSocket->ioctl(udp, 0x32000000, bytes, &n));
    assert_panics(TEE_udpSocket->ioctl(tcp, TEE_UDP_CHANGEPORT, bytes, &n));
    assert_panics(TEE_udpSocket->ioctl(udp, 0, NULL, &n));
    assert_panics(TEE_udpSocket->close(bytes));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_tables),           TEST(test_open),
        TEST(test_open_fails),       TEST(test_stream_send),
        TEST(test_stream_send_late), TEST(test_stream_recv),
        TEST(test_datagrams),        TEST(test_ioctl),
        TEST(test_panics),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("sdk_socket", tests, NULL, NULL);
}
