/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * request_decode(), request_encode(), rpc_serve(), serve_one(), memory, files
 * and sockets of the supplicant: a sequence of messages of the driver, which
 * hands on what the TEE sends. Sockets are real, to this program itself, and so
 * are files, which none must be outside of their directory. In the end nothing
 * is leaked.
 * Floor: 80
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi/isocket.h"
#include "host/tree.h"
#include "ree/supplicant/log.h"
#include "ree/supplicant/serve.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/ree/fake_tee.h"

static struct supplicant supplicant;
static char dir[] = "/tmp/fuzz-supplicant-XXXXXX";
static const char *ta_dirs[] = {dir, NULL};
static char ta_path[sizeof(dir) + 64];
static int listener, datagrams; /* on the same port */
static uint16_t port;
static int block; /* id of memory that is there at the start */

/* Errors are expected here. */
void log_error(const char *format, ...)
{
    (void)format;
}

static void clean_up(void)
{
    tree_remove(dir);
}

/* The TA and "tee" are all there is beside the files. */
static void outside_check(void)
{
    DIR *d = opendir(dir);
    const struct dirent *entry;

    while ((entry = readdir(d)))
        CHECK(entry->d_name[0] == '.' || strcmp(entry->d_name, "tee") == 0 ||
              strstr(entry->d_name, ".ta"));
    closedir(d);
}

static int bound(int type)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons(port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(at);
    int fd = socket(AF_INET, type | SOCK_NONBLOCK, 0);

    CHECK(bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)&at, &size) == 0);
    port = ntohs(at.sin_port);
    return fd;
}

/* Takes what there is, says a byte, and is gone. */
static void peer_serve(void)
{
    struct linger now = {1, 0};
    struct sockaddr_in from;
    socklen_t size = sizeof(from);
    uint8_t byte = 0;
    int fd;

    while ((fd = accept(listener, NULL, NULL)) >= 0) {
        CHECK(send(fd, &byte, 1, MSG_NOSIGNAL) <= 1);
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
        close(fd);
    }
    while (recvfrom(datagrams, &byte, 1, 0, (struct sockaddr *)&from, &size) >=
           0)
        CHECK(sendto(datagrams, &byte, 1, 0, (struct sockaddr *)&from, size) <=
              1);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    FILE *file;

    (void)argc;
    (void)argv;
    CHECK(mkdtemp(dir));
    snprintf(ta_path, sizeof(ta_path),
             "%s/00000000-0000-0000-0000-000000000000.ta", dir);
    file = fopen(ta_path, "w");
    CHECK(file);
    fputs("thirteen byte", file);
    fclose(file);
    atexit(clean_up);
    listener = bound(SOCK_STREAM);
    datagrams = bound(SOCK_DGRAM);
    CHECK(listen(listener, 64) == 0);
    return 0;
}

static uint64_t number(struct reader *in)
{
    uint8_t n = reader_u8(in);

    if (n < 0x80)
        return n;
    if (n < 0xc0)
        return 1000u + n % 64; /* ids, as the fake driver has them */
    return n < 0xe0 ? reader_u16_le(in) : reader_u64_le(in);
}

static void message_fill(struct reader *in, struct message *m)
{
    static const uint64_t attrs[] = {0x103, 0, 1, 3, 3, 5,
                                     6,     7, 2, 4, 8, 0x101};

    memset(m, 0, sizeof(*m));
    m->word = reader_u8(in) % 12;
    /* These have ways of their own. */
    if (m->word == OPTEE_RPC_CMD_SOCKET || m->word == OPTEE_RPC_CMD_FS)
        m->word = UINT32_MAX;
    m->count = reader_u8(in) % (2u + REQUEST_PARAMS);
    for (uint32_t i = 0; i < m->count; i++)
        m->params[i] = (struct tee_ioctl_param){PICK(in, attrs), number(in),
                                                number(in), number(in)};
    if (m->count > REQUEST_PARAMS)
        m->params[0].attr = 0x103; /* as it is then */
}

/* Names that ask no server, into all memory of the supplicant. */
static void names_write(struct reader *in)
{
    static const char *const names[] = {"127.0.0.1", "::1", "", "127.0.0.1"};
    const char *name = PICK(in, names);

    for (unsigned i = 0; i < MEMORY_BLOCKS; i++) {
        const struct memory_block *b = &supplicant.memory.blocks[i];

        if (b->listed && b->shm.size >= 16)
            strcpy(b->shm.base, name);
    }
}

/* The handle of a socket that is open, or of none. */
static uint64_t handle(struct reader *in)
{
    uint8_t n = reader_u8(in);
    const struct socket_row *row = &supplicant.sockets.rows[n % 4];

    return n < 0x80 ? n % 4u | (uint64_t)row->number << 8 : number(in);
}

/* A request for a socket, of types that fit; times are short. */
static void socket_fill(struct reader *in, struct message *m)
{
    static const uint64_t types[][REQUEST_PARAMS] = {
        {PARAM_VALUE_INPUT, PARAM_VALUE_INPUT, PARAM_MEMREF_INPUT,
         PARAM_VALUE_OUTPUT},
        {PARAM_VALUE_INPUT},
        {PARAM_VALUE_INPUT},
        {PARAM_VALUE_INPUT, PARAM_MEMREF_INPUT, PARAM_VALUE_INOUT},
        {PARAM_VALUE_INPUT, PARAM_MEMREF_OUTPUT, PARAM_VALUE_INPUT},
        {PARAM_VALUE_INPUT, PARAM_MEMREF_INOUT, PARAM_VALUE_INPUT},
    };
    static const uint64_t commands[] = {
        ISOCKET_TCP_SET_RECVBUF, ISOCKET_TCP_SET_SENDBUF,
        ISOCKET_UDP_CHANGEADDR, ISOCKET_UDP_CHANGEPORT, 0};
    uint8_t how = reader_u8(in), op = how % 6;
    struct tee_ioctl_param *p = &m->params[1];

    *m = (struct message){.word = OPTEE_RPC_CMD_SOCKET, .count = 1};
    m->params[0].attr = 0x103;
    for (; m->count < 5 && types[op][m->count - 1]; m->count++)
        m->params[m->count] = (struct tee_ioctl_param){
            types[op][m->count - 1], 0, how & 0x80 ? reader_u8(in) : 10,
            how & 0x40 ? 1000u + reader_u8(in) % 4 : (uint64_t)block};
    p[0].a = op;
    p[0].b = how >> 5 & 1;
    p[0].c = handle(in);
    if (op == OPTEE_RPC_SOCKET_OPEN)
        p[1] = (struct tee_ioctl_param){PARAM_VALUE_INPUT, port,
                                        0x65u + (how >> 4) % 3u,
                                        reader_u8(in) % 4};
    else if (m->count == 4)
        p[2].a = op == OPTEE_RPC_SOCKET_IOCTL ? PICK(in, commands)
                                              : reader_u8(in) % 2;
    /* Datagrams go nowhere else. */
    if (op == OPTEE_RPC_SOCKET_IOCTL)
        names_write(in);
}

/* A file's name, or what is none, to all memory of the supplicant. */
static void file_name_write(struct reader *in, size_t at)
{
    static const char *const names[] = {"a", "/b", "d/c",       "d",
                                        "/", "..", "d/../../x", "d/../a"};
    const char *name = PICK(in, names);

    for (unsigned i = 0; i < MEMORY_BLOCKS; i++) {
        const struct memory_block *b = &supplicant.memory.blocks[i];

        if (b->listed && b->shm.size >= at + 16)
            strcpy((char *)b->shm.base + at, name);
    }
}

/* The handle of a file or directory that is open, or of none. */
static uint64_t file_handle(struct reader *in)
{
    uint8_t n = reader_u8(in);

    if (n < 0x60)
        return supplicant.fs.files[n % 4].handle;
    return n < 0xc0 ? supplicant.fs.dirs[n % 2].handle : number(in);
}

/* A request for a file, of types that fit. */
static void file_fill(struct reader *in, struct message *m)
{
    enum { NAME = PARAM_MEMREF_INPUT, VALUE = PARAM_VALUE_OUTPUT };
    static const uint64_t types[][3] = {
        {PARAM_VALUE_INPUT, NAME, VALUE},
        {PARAM_VALUE_INPUT, NAME, VALUE},
        {PARAM_VALUE_INPUT},
        {PARAM_VALUE_INPUT, PARAM_MEMREF_OUTPUT},
        {PARAM_VALUE_INPUT, PARAM_MEMREF_INPUT},
        {PARAM_VALUE_INPUT},
        {PARAM_VALUE_INPUT, NAME},
        {PARAM_VALUE_INPUT, NAME, NAME},
        {PARAM_VALUE_INPUT, NAME, VALUE},
        {PARAM_VALUE_INPUT},
        {PARAM_VALUE_INPUT, PARAM_MEMREF_OUTPUT},
    };
    uint8_t how = reader_u8(in), op = how % 11;

    *m = (struct message){.word = OPTEE_RPC_CMD_FS, .count = 1};
    m->params[0].attr = 0x103;
    for (uint32_t i = 0; i < 3 && types[op][i]; i++, m->count++)
        m->params[1 + i] = (struct tee_ioctl_param){
            types[op][i], 16 * i, how & 0x80 ? number(in) : 16,
            how & 0x40 ? 1000u + reader_u8(in) % 4 : (uint64_t)block};
    file_name_write(in, 16);
    file_name_write(in, 32);
    m->params[1].a = op;
    m->params[1].b = file_handle(in);
    m->params[1].c = reader_u16_le(in); /* files stay small */
}

/* A call of a plug-in, of types that fit; none is loaded. */
static void plugin_fill(struct reader *in, struct message *m)
{
    static const uint64_t types[] = {0x103, PARAM_VALUE_INPUT,
                                     PARAM_VALUE_INPUT, PARAM_VALUE_INOUT,
                                     PARAM_MEMREF_INOUT};

    *m = (struct message){.word = OPTEE_RPC_CMD_PLUGIN, .count = 5};
    for (unsigned i = 0; i < 5; i++)
        m->params[i] = (struct tee_ioctl_param){types[i], number(in),
                                                number(in), number(in)};
    m->params[4].c = (uint64_t)block;
}

/* Counts that the driver never sends. */
static void decode_any(const struct message *m, uint32_t count)
{
    struct message copy = *m;
    struct request r;

    copy.count = count;
    (void)request_decode(&copy, &r);
    CHECK(r.count <= REQUEST_PARAMS);
    CHECK(request_encode(&r, 0, &copy) <= sizeof(copy));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);

    fake_reset();
    supplicant.device = tee_os.open("/dev/teepriv0");
    supplicant.ta_dirs = ta_dirs;
    memory_init(&supplicant.memory, supplicant.device, size % 2);
    sockets_init(&supplicant.sockets);
    fs_init(&supplicant.fs, dir);
    CHECK(memory_alloc(&supplicant.memory, 4096, &block) == 0);
    for (unsigned step = 0; MORE(&in) && step < 32; step++) {
        struct message m;
        uint8_t how = reader_u8(&in);

        if (how == 3) {
            names_write(&in);
            socket_fill(&in, &m);
        } else if (how == 4) {
            plugin_fill(&in, &m);
        } else if (how == 5) {
            file_fill(&in, &m);
        } else {
            message_fill(&in, &m);
        }
        decode_any(&m, (uint32_t)number(&in));
        fake.request = &m;
        fake.request_size =
            offsetof(struct message, params) + m.count * sizeof(m.params[0]);
        fake.refuse_memory = how == 1;
        fake.send_error = how == 2 ? 2 : 0;
        CHECK(serve_one(&supplicant) == 0);
        peer_serve();
    }
    fs_close_all(&supplicant.fs);
    outside_check();
    sockets_close(&supplicant.sockets);
    for (unsigned i = 0; i < SOCKETS; i++)
        CHECK(supplicant.sockets.rows[i].users == 0);
    for (unsigned i = 0; i < MEMORY_BLOCKS; i++)
        if (supplicant.memory.blocks[i].listed)
            CHECK(memory_free(&supplicant.memory,
                              (uint64_t)supplicant.memory.blocks[i].shm.id));
    CHECK(supplicant.memory.bytes == 0);
    tee_os.close(supplicant.device);
    CHECK(fake_is_clean());
    return 0;
}
