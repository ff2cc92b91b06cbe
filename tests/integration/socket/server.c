/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * socket-server FILE [PORT]: who is at the other end in socket.t. On 127.0.0.1
 * and ::1, from PORT (7000) on:
 *
 *   7000        TCP: sends back what comes
 *   7001        TCP: says "bye" and closes
 *   7002        TCP: never reads
 *   7003, 7004  UDP: sends back what comes
 *   7005        TCP: takes what comes, says nothing
 *
 * How many TCP connections are open is in FILE, which is there once all ports
 * are; but for those of 7002, whose end is never seen.
 */
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORTS 6
#define MOST  256

static const char *count_path;
static int first_port = 7000;
static struct pollfd fds[MOST];
static int port_of[MOST];
static nfds_t used = PORTS;
static int never_read;

static int listen_on(int port)
{
    struct sockaddr_in6 at = {.sin6_family = AF_INET6,
                              .sin6_port = htons((uint16_t)port),
                              .sin6_addr = IN6ADDR_ANY_INIT};
    int type = port == first_port + 3 || port == first_port + 4 ? SOCK_DGRAM
                                                                : SOCK_STREAM;
    int fd = socket(AF_INET6, type, 0);
    int on = 1;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
        (type == SOCK_STREAM && listen(fd, 64) < 0))
        err(1, "port %d", port);
    return fd;
}

static void count_write(void)
{
    char next[256];
    FILE *file;

    snprintf(next, sizeof(next), "%s.next", count_path);
    file = fopen(next, "w");
    if (!file)
        err(1, "%s", next);
    fprintf(file, "%d\n", (int)used - PORTS - never_read);
    fclose(file);
    rename(next, count_path);
}

static void accept_from(nfds_t i)
{
    int fd = accept(fds[i].fd, NULL, NULL);

    if (fd < 0)
        return;
    if (i == 1) {
        if (write(fd, "bye", 3) != 3)
            warn("bye");
        close(fd);
        return;
    }
    if (used == MOST)
        errx(1, "too many connections");
    port_of[used] = first_port + (int)i;
    never_read += i == 2;
    fds[used++] = (struct pollfd){.fd = fd, .events = i == 2 ? 0 : POLLIN};
    count_write();
}

static void datagram_echo(int fd)
{
    static uint8_t bytes[65536];
    struct sockaddr_in6 from;
    socklen_t size = sizeof(from);
    ssize_t n =
        recvfrom(fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&from, &size);

    if (n >= 0 &&
        sendto(fd, bytes, (size_t)n, 0, (struct sockaddr *)&from, size) != n)
        warn("sendto");
}

/* False: the connection is over. */
static _Bool stream_serve(nfds_t i)
{
    static uint8_t bytes[65536];
    ssize_t n;

    if (port_of[i] == first_port + 2)
        return 0;
    n = read(fds[i].fd, bytes, sizeof(bytes));
    if (n <= 0)
        return 0;
    for (ssize_t done = 0; port_of[i] == first_port && done < n;) {
        ssize_t part = write(fds[i].fd, bytes + done, (size_t)(n - done));

        if (part <= 0)
            return 0;
        done += part;
    }
    return 1;
}

static void serve(nfds_t i)
{
    if (i == 3 || i == 4) {
        datagram_echo(fds[i].fd);
    } else if (i < PORTS) {
        accept_from(i);
    } else if (!stream_serve(i)) {
        never_read -= port_of[i] == first_port + 2;
        close(fds[i].fd);
        fds[i] = fds[--used];
        port_of[i] = port_of[used];
        count_write();
    }
}

int main(int argc, char **argv)
{
    if (argc < 2)
        errx(2, "usage: socket-server FILE [PORT]");
    count_path = argv[1];
    if (argc > 2)
        first_port = atoi(argv[2]);
    signal(SIGPIPE, SIG_IGN);
    for (nfds_t i = 0; i < PORTS; i++)
        fds[i] = (struct pollfd){.fd = listen_on(first_port + (int)i),
                                 .events = POLLIN};
    count_write();
    while (poll(fds, used, -1) >= 0)
        for (nfds_t i = used; i-- > 0;)
            if (fds[i].revents)
                serve(i);
    return 1;
}
