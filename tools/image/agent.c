/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's first process after set-up: runs one command for tools/boot.
 *
 * /init does the mounts and then becomes this program. It reads what to run
 * from COMMAND_FILE (NUL-terminated strings: "tty" or "pipe", then argv),
 * runs it as root, and carries its standard streams and its exit status over
 * one virtio port. Kernel messages never pass here: they go to the console.
 *
 * The port carries frames in both directions: type, 0, length (16-bit little
 * endian), then that many bytes.
 *   host to guest   i  standard input, length 0 = end of file
 *                   w  window size: rows, columns (16-bit little endian)
 *                   a  the status has arrived, power off
 *   guest to host   s  the command starts now
 *                   o, e  standard output, standard error
 *                   x  exit status (one byte), the last frame
 * Bytes are passed on unchanged. When the command ends, what it wrote is still
 * passed on, but daemons that keep its pipes open are not waited for.
 *
 * As the first process it also reaps orphans, and powers the machine off; it
 * must not exit (the kernel would panic), so every failure of its own is
 * reported on the console and ends in powering off.
 */
#define _GNU_SOURCE /* pipe2, forkpty */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORT         "/dev/vport0p1"
#define COMMAND_FILE "/etc/cella/command"
#define HEADER       4
#define PAYLOAD_MAX  16384
#define ARGS_MAX     1024

static struct agent {
    int port;     /* the virtio port, non-blocking */
    int in;       /* the command's standard input, or -1 */
    int out, err; /* its standard output and error, or -1 */
    int signals;  /* becomes readable when a child ends */
    pid_t child;  /* the command */
    int status;   /* its exit status once it has ended, else -1 */
    int is_tty;   /* in and out are one pseudo-terminal */
    int acknowledged;
    uint8_t frame[HEADER + PAYLOAD_MAX]; /* the frame being received */
    size_t received;
    uint8_t input[PAYLOAD_MAX]; /* standard input not yet taken */
    size_t input_at, input_len;
} agent = {.in = -1, .out = -1, .err = -1, .status = -1};

static _Noreturn void power_off(void)
{
    sync();
    reboot(RB_POWER_OFF);
    for (;;)
        pause();
}

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "agent: %s: %s\n", what, strerror(errno));
    power_off();
}

/* Non-blocking, and closed in the command's own process. */
static void set_flags(int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void port_write(const void *data, size_t len)
{
    const uint8_t *at = data;

    while (len > 0) {
        ssize_t n = write(agent.port, at, len);
        if (n > 0) {
            at += n;
            len -= (size_t)n;
        } else if (n < 0 && errno != EAGAIN && errno != EINTR) {
            fail("write to the host");
        } else {
            struct pollfd wait = {.fd = agent.port, .events = POLLOUT};
            poll(&wait, 1, 1000);
        }
    }
}

static void frame_send(char type, const void *data, size_t len)
{
    uint8_t frame[HEADER + PAYLOAD_MAX];

    frame[0] = (uint8_t)type;
    frame[1] = 0;
    frame[2] = (uint8_t)(len & 0xff);
    frame[3] = (uint8_t)(len >> 8);
    if (len > 0)
        memcpy(frame + HEADER, data, len);
    port_write(frame, HEADER + len);
}

/* Passes on what the command wrote; closes the stream at its end. Returns
 * whether there may be more at once. */
static int output_forward(int *fd, char type)
{
    uint8_t data[PAYLOAD_MAX];

    if (*fd < 0)
        return 0;
    ssize_t n = read(*fd, data, sizeof(data));
    if (n > 0) {
        frame_send(type, data, (size_t)n);
        return 1;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (!agent.is_tty)
        close(*fd);
    *fd = -1;
    return 0;
}

static void input_close(void)
{
    static const char end_of_file = 4;

    if (agent.is_tty) {
        if (write(agent.in, &end_of_file, 1) < 0)
            return;
    } else {
        close(agent.in);
    }
    agent.in = -1;
}

static void window_resize(const uint8_t *data, size_t len)
{
    if (len != 4 || !agent.is_tty || agent.out < 0)
        return;
    struct winsize size = {
        .ws_row = (unsigned short)(data[0] | data[1] << 8),
        .ws_col = (unsigned short)(data[2] | data[3] << 8),
    };
    ioctl(agent.out, TIOCSWINSZ, &size);
}

static void frame_handle(uint8_t type, const uint8_t *data, size_t len)
{
    if (type == 'i' && agent.in >= 0 && len == 0) {
        input_close();
    } else if (type == 'i' && agent.in >= 0) {
        memcpy(agent.input, data, len);
        agent.input_at = 0;
        agent.input_len = len;
    } else if (type == 'w') {
        window_resize(data, len);
    } else if (type == 'a') {
        agent.acknowledged = 1;
    }
}

/* Reads the rest of the current frame; acts when it is whole. A port that is
 * at its end has no host process any more: nothing is left to do here. */
static void port_read(void)
{
    size_t want = HEADER;

    if (agent.received >= HEADER)
        want += (size_t)(agent.frame[2] | agent.frame[3] << 8);
    if (want > sizeof(agent.frame)) {
        errno = EPROTO;
        fail("frame from the host");
    }
    if (agent.received < want) {
        ssize_t n = read(agent.port, agent.frame + agent.received,
                         want - agent.received);
        if (n > 0)
            agent.received += (size_t)n;
        else if (n < 0 && errno != EAGAIN && errno != EINTR)
            fail("read from the host");
    }
    if (agent.received < HEADER)
        return;
    size_t len = (size_t)(agent.frame[2] | agent.frame[3] << 8);
    if (agent.received == HEADER + len) {
        agent.received = 0;
        frame_handle(agent.frame[0], agent.frame + HEADER, len);
    }
}

static void input_forward(void)
{
    ssize_t n = write(agent.in, agent.input + agent.input_at,
                      agent.input_len - agent.input_at);

    if (n > 0)
        agent.input_at += (size_t)n;
    else if (n < 0 && errno != EAGAIN && errno != EINTR)
        input_close();
    if (agent.in < 0 || agent.input_at == agent.input_len)
        agent.input_at = agent.input_len = 0;
}

static void children_reap(void)
{
    struct signalfd_siginfo info;
    int status;
    pid_t pid;

    while (read(agent.signals, &info, sizeof(info)) > 0)
        ;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid != agent.child)
            continue;
        agent.status =
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
}

/* What the command's process does. Does not return. */
static _Noreturn void command_exec(char **argv)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    execvp(argv[0], argv);
    fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
    _exit(errno == ENOENT ? 127 : 126);
}

static void command_start_tty(char **argv)
{
    int master;

    agent.child = forkpty(&master, NULL, NULL, NULL);
    if (agent.child < 0)
        fail("forkpty");
    if (agent.child == 0)
        command_exec(argv);
    agent.in = agent.out = master;
    set_flags(master);
}

static void command_start_pipe(char **argv)
{
    int in[2], out[2], err[2];

    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
        fail("pipe");
    agent.child = fork();
    if (agent.child < 0)
        fail("fork");
    if (agent.child == 0) {
        setsid();
        dup2(in[0], 0);
        dup2(out[1], 1);
        dup2(err[1], 2);
        command_exec(argv);
    }
    close(in[0]);
    close(out[1]);
    close(err[1]);
    agent.in = in[1];
    agent.out = out[0];
    agent.err = err[0];
    set_flags(agent.in);
    set_flags(agent.out);
    set_flags(agent.err);
}

/* Splits the command file's strings into argv; returns their number. */
static size_t command_read(char **argv)
{
    static char text[1 << 20];
    FILE *file = fopen(COMMAND_FILE, "re");
    size_t len = file ? fread(text, 1, sizeof(text) - 1, file) : 0;
    size_t argc = 0;

    if (len == 0)
        fail(COMMAND_FILE);
    fclose(file);
    for (size_t at = 0; at < len; at += strlen(text + at) + 1) {
        if (argc == ARGS_MAX) {
            errno = E2BIG;
            fail(COMMAND_FILE);
        }
        argv[argc++] = text + at;
    }
    return argc;
}

static void command_start(void)
{
    static char *argv[ARGS_MAX + 1];

    if (command_read(argv) < 2) {
        errno = EINVAL;
        fail(COMMAND_FILE);
    }
    agent.is_tty = strcmp(argv[0], "tty") == 0;
    frame_send('s', NULL, 0);
    if (agent.is_tty)
        command_start_tty(argv + 1);
    else
        command_start_pipe(argv + 1);
}

static void port_open(void)
{
    /* The driver finds its ports shortly after the device. */
    for (int tries = 0; tries < 1000; tries++) {
        agent.port = open(PORT, O_RDWR);
        if (agent.port >= 0)
            break;
        usleep(10000);
    }
    if (agent.port < 0)
        fail(PORT);
    set_flags(agent.port);
}

static void signals_open(void)
{
    sigset_t mask;

    sigemptyset(&mask);
    sigaddset(&mask, SIGCHLD);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    agent.signals = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
    if (agent.signals < 0)
        fail("signalfd");
    signal(SIGPIPE, SIG_IGN);
}

/* One round of forwarding; waits until something can move. */
static void forward(void)
{
    int has_input = agent.input_len > 0 && agent.in >= 0;
    struct pollfd fds[] = {
        {.fd = has_input ? -1 : agent.port, .events = POLLIN},
        {.fd = has_input ? agent.in : -1, .events = POLLOUT},
        {.fd = agent.out, .events = POLLIN},
        {.fd = agent.err, .events = POLLIN},
        {.fd = agent.signals, .events = POLLIN},
    };

    if (poll(fds, sizeof(fds) / sizeof(fds[0]), -1) < 0)
        return;
    if (fds[0].revents)
        port_read();
    if (fds[1].revents)
        input_forward();
    if (fds[2].revents)
        output_forward(&agent.out, 'o');
    if (fds[3].revents)
        output_forward(&agent.err, 'e');
    if (fds[4].revents)
        children_reap();
}

static void status_send(void)
{
    uint8_t status = (uint8_t)agent.status;

    while (output_forward(&agent.out, 'o') || output_forward(&agent.err, 'e'))
        ;
    frame_send('x', &status, 1);
    agent.in = -1;
    for (int waits = 0; !agent.acknowledged && waits < 100; waits++) {
        struct pollfd wait = {.fd = agent.port, .events = POLLIN};
        poll(&wait, 1, 100);
        port_read();
    }
}

/* Ends every process and detaches the storage, so that it is clean. */
static _Noreturn void shut_down(void)
{
    kill(-1, SIGTERM);
    for (int waits = 0; waits < 100; waits++) {
        if (waitpid(-1, NULL, WNOHANG) < 0)
            break;
        usleep(10000);
    }
    kill(-1, SIGKILL);
    sync();
    umount2("/var/lib/tee", MNT_DETACH);
    umount2("/var/lib/optee-client", MNT_DETACH);
    umount2("/run/state", MNT_DETACH);
    power_off();
}

int main(void)
{
    signals_open();
    port_open();
    command_start();
    while (agent.status < 0)
        forward();
    status_send();
    shut_down();
}
