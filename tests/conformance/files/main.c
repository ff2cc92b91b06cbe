/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A service in the place of the storage service that uses the supplicant's
 * files by GW_RPC. To each message it makes the same steps and writes a line
 * for each into lease 0: what was asked, the result, and what came with it; the
 * same with every supplicant that serves as OP-TEE's does. The reply is the
 * number of bytes. Where memory comes back it is compared, and told as "other"
 * if it is not what was written.
 *
 * Mutable state: `files`.
 */
#include "abi/gateway_msg.h"
#include "abi/optee_msg.h"
#include "abi/optee_rpc.h"
#include "abi/tee_result.h"
#include "lib/mem.h"
#include "runtime/rt.h"

#define ROOM      8192u /* of memory shared with the supplicant */
#define SECOND    4096u /* where the second name is in it */
#define FIRST     3u    /* word of the first parameter of GW_RPC */
#define TEXT_ROOM 4096u

/* In the order of the steps: its name, the operation, then, as the operation
 * has them, the name or the number of the handle kept (0, 1), offset or length
 * or flag, bytes or the other name. */
struct step {
    const char *what;
    enum optee_rpc_fs op;
    const char *name, *other;
    unsigned handle;
    uint32_t number, bytes;
};

static const struct step steps[] = {
    {"open what is not there", OPTEE_RPC_FS_OPEN, "conf/a", 0, 0, 0, 0},
    {"create", OPTEE_RPC_FS_CREATE, "conf/a", 0, 0, 0, 0},
    {"write", OPTEE_RPC_FS_WRITE, 0, 0, 0, 0, 12},
    {"write behind the end", OPTEE_RPC_FS_WRITE, 0, 0, 0, 4096, 5000},
    {"read", OPTEE_RPC_FS_READ, 0, 0, 0, 0, 12},
    {"read over the end", OPTEE_RPC_FS_READ, 0, 0, 0, 9000, 200},
    {"read at the end", OPTEE_RPC_FS_READ, 0, 0, 0, 9096, 200},
    {"read much", OPTEE_RPC_FS_READ, 0, 0, 0, 4096, 5000},
    {"truncate", OPTEE_RPC_FS_TRUNCATE, 0, 0, 0, 5000, 0},
    {"read over the new end", OPTEE_RPC_FS_READ, 0, 0, 0, 4990, 100},
    {"close", OPTEE_RPC_FS_CLOSE, 0, 0, 0, 0, 0},
    {"create another", OPTEE_RPC_FS_CREATE, "conf/b", 0, 1, 0, 0},
    {"close that", OPTEE_RPC_FS_CLOSE, 0, 0, 1, 0, 0},
    {"rename to what is there", OPTEE_RPC_FS_RENAME, "conf/a", "conf/b", 0, 0,
     0},
    {"rename over it", OPTEE_RPC_FS_RENAME, "conf/a", "conf/b", 0, 1, 0},
    {"rename what is not there", OPTEE_RPC_FS_RENAME, "conf/a", "conf/c", 0, 0,
     0},
    {"open", OPTEE_RPC_FS_OPEN, "conf/b", 0, 1, 0, 0},
    {"read what was renamed", OPTEE_RPC_FS_READ, 0, 0, 1, 0, 12},
    {"open its directory", OPTEE_RPC_FS_OPENDIR, "conf", 0, 0, 0, 0},
    {"read the directory", OPTEE_RPC_FS_READDIR, 0, "b", 0, 0, 100},
    {"read its end", OPTEE_RPC_FS_READDIR, 0, 0, 0, 0, 100},
    {"close the directory", OPTEE_RPC_FS_CLOSEDIR, 0, 0, 0, 0, 0},
    {"close it again", OPTEE_RPC_FS_CLOSEDIR, 0, 0, 0, 0, 0},
    {"remove what is open", OPTEE_RPC_FS_REMOVE, "conf/b", 0, 0, 0, 0},
    {"read what is removed", OPTEE_RPC_FS_READ, 0, 0, 1, 0, 12},
    {"close what is removed", OPTEE_RPC_FS_CLOSE, 0, 0, 1, 0, 0},
    {"remove again", OPTEE_RPC_FS_REMOVE, "conf/b", 0, 0, 0, 0},
    {"open the directory that went", OPTEE_RPC_FS_OPENDIR, "conf", 0, 0, 0, 0},
};

static struct {
    char text[TEXT_ROOM];
    size_t length;
    uint64_t shm;    /* handle */
    uint8_t *memory; /* ROOM bytes, the supplicant's, too */
    uint64_t handle[2];
} files;

/* ---- lines ---- */

static void add(const char *text)
{
    size_t n = strlen(text);

    if (n > TEXT_ROOM - files.length)
        return;
    memcpy(files.text + files.length, text, n);
    files.length += n;
}

static void add_number(uint64_t number, unsigned base)
{
    char digits[24];
    unsigned at = sizeof(digits) - 1;

    digits[at] = 0;
    do {
        digits[--at] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number);
    add(digits + at);
}

/* ---- bytes: at each offset of a file always the same ---- */

static uint8_t byte_at(uint32_t offset)
{
    return (uint8_t)(offset * 7 + offset / 251 + 1);
}

static void bytes_fill(uint32_t offset, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        files.memory[i] = byte_at(offset + i);
}

static bool bytes_same(uint32_t offset, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (files.memory[i] != byte_at(offset + i))
            return false;
    return true;
}

/* ---- requests ---- */

/* Asks the gateway; the result. */
static uint32_t ask(struct rt_event *ev)
{
    enum kerr err = rt_call(SERVICE_GATEWAY, ev, NULL, 0);

    return err == KERR_OK ? (uint32_t)ev->w[0] : (uint32_t)R_ERROR_GENERIC;
}

/* A memory reference; its words. */
static unsigned memory_add(struct rt_event *ev, unsigned at, uint32_t offset,
                           size_t size)
{
    ev->w[at] = offset;
    ev->w[at + 1] = size;
    return at + 2;
}

static uint32_t name_put(uint32_t offset, const char *name)
{
    size_t size = strlen(name) + 1;

    memcpy(files.memory + offset, name, size);
    return (uint32_t)size;
}

/* The types of the parameters, 4 bits each. */
static uint64_t types_of(enum optee_rpc_fs op)
{
    switch (op) {
    case OPTEE_RPC_FS_OPEN:
    case OPTEE_RPC_FS_CREATE:
    case OPTEE_RPC_FS_OPENDIR:
        return PARAM_VALUE_INPUT | PARAM_MEMREF_INPUT << 4 |
               PARAM_VALUE_OUTPUT << 8;
    case OPTEE_RPC_FS_READ:
    case OPTEE_RPC_FS_READDIR:
        return PARAM_VALUE_INPUT | PARAM_MEMREF_OUTPUT << 4;
    case OPTEE_RPC_FS_WRITE:
    case OPTEE_RPC_FS_REMOVE:
        return PARAM_VALUE_INPUT | PARAM_MEMREF_INPUT << 4;
    case OPTEE_RPC_FS_RENAME:
        return PARAM_VALUE_INPUT | PARAM_MEMREF_INPUT << 4 |
               PARAM_MEMREF_INPUT << 8;
    default:
        return PARAM_VALUE_INPUT;
    }
}

static uint32_t step_ask(const struct step *s, struct rt_event *ev)
{
    unsigned at = FIRST + 3;

    *ev = (struct rt_event){0};
    ev->w[0] = GW_RPC;
    ev->w[1] = OPTEE_RPC_CMD_FS | types_of(s->op) << 32;
    ev->w[2] = files.shm;
    ev->w[FIRST] = s->op;
    ev->w[FIRST + 1] = s->name ? s->number : files.handle[s->handle];
    ev->w[FIRST + 2] = s->number;
    if (s->name)
        at = memory_add(ev, at, 0, name_put(0, s->name));
    else if (s->bytes)
        at = memory_add(ev, at, 0, s->bytes);
    if (s->name && s->other)
        (void)memory_add(ev, at, SECOND, name_put(SECOND, s->other));
    if (s->op == OPTEE_RPC_FS_WRITE)
        bytes_fill(s->number, s->bytes);
    return ask(ev);
}

/* What an answer that is no error brought. */
static void answer_add(const struct step *s, const struct rt_event *ev)
{
    uint64_t size = ev->w[FIRST + 4];

    switch (s->op) {
    case OPTEE_RPC_FS_OPEN:
    case OPTEE_RPC_FS_CREATE:
    case OPTEE_RPC_FS_OPENDIR:
        files.handle[s->handle] = ev->w[FIRST + 5];
        break;
    case OPTEE_RPC_FS_READ:
        add(" bytes ");
        add_number(size, 10);
        if (!bytes_same(s->number, (uint32_t)size))
            add(" other");
        break;
    case OPTEE_RPC_FS_READDIR:
        if (!s->other || size != strlen(s->other) + 1 ||
            memcmp(files.memory, s->other, size) != 0)
            add(" other");
        break;
    default:
        break;
    }
}

static void step_make(const struct step *s, struct rt_event *ev)
{
    uint32_t result = step_ask(s, ev);

    add(s->what);
    add(": ");
    add_number(result, 16);
    if (result == R_SUCCESS)
        answer_add(s, ev);
    add("\n");
}

static void steps_make(void)
{
    struct rt_event ev = {.w = {GW_SHM_ALLOC, ROOM}};
    uint32_t result = ask(&ev);

    files.length = 0;
    files.shm = ev.w[1];
    files.memory = (uint8_t *)(uintptr_t)ev.w[2];
    if (result != R_SUCCESS) {
        add("no memory\n");
        return;
    }
    for (unsigned i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
        step_make(&steps[i], &ev);
    ev = (struct rt_event){.w = {GW_SHM_FREE, files.shm}};
    (void)ask(&ev);
}

void main(void);

void main(void)
{
    static struct rt_event ev;

    for (;;) {
        size_t room;

        rt_reply_recv(&ev);
        if (rt_event_kind(&ev) != KEV_CALL)
            continue;
        steps_make();
        room = rt_event_lease_length(&ev, 0);
        if (room > files.length)
            room = files.length;
        ev.w[0] = rt_borrow_write(0, 0, files.text, room) == KERR_OK ? room : 0;
    }
}
