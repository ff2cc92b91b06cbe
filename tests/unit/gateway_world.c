/* SPDX-License-Identifier: BSD-2-Clause */
/* See gateway_world.h. */
#define _GNU_SOURCE
#include "tests/unit/gateway_world.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

enum { WINDOWS = 600, SLOT = 384, PARAMS = 6 };

struct window {
    uint64_t *pages;
    size_t count, added;
    uint32_t generation;
    bool used;
    struct {
        uint32_t pid;
        size_t done; /* pages */
        void *va;
    } map[8];
};

struct world world;
uint64_t w[KMSG_WORDS];

static struct window windows[WINDOWS];
static uint8_t *memory;
static int file = -1;

void *ram(unsigned page)
{
    return memory + (size_t)page * PAGE_SIZE;
}

uint64_t ram_pa(unsigned page)
{
    return RAM_PA + (uint64_t)page * PAGE_SIZE;
}

static bool in_ram(uint64_t pa, size_t length)
{
    uint64_t size = (uint64_t)RAM_PAGES * PAGE_SIZE;

    return pa >= RAM_PA && pa - RAM_PA <= size &&
           length <= size - (pa - RAM_PA);
}

/* ---- the kernel ---- */

static struct window *window_of(uint32_t handle)
{
    struct window *win = &windows[(handle & 0xfff) - 1];

    assert_true((handle & 0xfff) >= 1 && (handle & 0xfff) <= WINDOWS);
    assert_true(win->used);
    assert_int_equal(win->generation, handle >> 12);
    return win;
}

static enum kerr window_create(size_t pages, uint32_t *handle)
{
    world.calls++;
    assert_true(pages > 0);
    if (world.create_error)
        return world.create_error;
    for (uint32_t i = 0; i < WINDOWS; i++) {
        struct window *win = &windows[i];

        if (win->used)
            continue;
        *win = (struct window){.used = true,
                               .count = pages,
                               .pages = calloc(pages, sizeof(uint64_t)),
                               .generation = win->generation + 1};
        *handle = (i + 1) | win->generation << 12;
        world.windows++;
        return KERR_OK;
    }
    return KERR_NO_MEMORY;
}

static enum kerr window_add(uint32_t handle, const uint64_t *pages, size_t n)
{
    struct window *win = window_of(handle);

    world.calls++;
    assert_true(n <= KPAGES_MAX && n <= win->count - win->added);
    for (size_t i = 0; i < n; i++)
        if (pages[i] % PAGE_SIZE || !in_ram(pages[i], PAGE_SIZE))
            return KERR_NOT_NORMAL;
    memcpy(win->pages + win->added, pages, n * sizeof(*pages));
    win->added += n;
    return KERR_OK;
}

static unsigned maps_of(uint32_t pid)
{
    unsigned n = 0;

    for (unsigned i = 0; i < WINDOWS; i++)
        for (unsigned j = 0; windows[i].used && j < 8; j++)
            n += windows[i].map[j].pid == pid;
    return n;
}

static void *self_map(struct window *win)
{
    uint8_t *va = mmap(NULL, win->count * PAGE_SIZE, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    for (size_t i = 0; i < win->count; i++)
        assert_ptr_not_equal(
            mmap(va + i * PAGE_SIZE, PAGE_SIZE, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_FIXED, file, (off_t)(win->pages[i] - RAM_PA)),
            MAP_FAILED);
    return va;
}

static enum kerr window_map(uint32_t handle, uint32_t pid, uint64_t *va)
{
    struct window *win = window_of(handle);
    unsigned i = 0;

    world.calls++;
    assert_int_equal(win->added, win->count);
    if (pid == world.dead_pid)
        return KERR_PEER_DIED;
    while (i < 8 && win->map[i].pid != pid)
        i++;
    if (i == 8) {
        if (maps_of(pid) >= world.maps_most)
            return KERR_NO_MEMORY;
        for (i = 0; win->map[i].pid; i++)
            assert_true(i < 7);
        win->map[i].pid = pid;
        win->map[i].done = 0;
        world.maps += pid != SERVICE_GATEWAY;
    }
    assert_true(win->map[i].done < win->count); /* mapped twice? */
    win->map[i].done += KPAGES_MAX;
    if (win->map[i].done < win->count)
        return KERR_MORE;
    win->map[i].done = win->count;
    win->map[i].va = pid == SERVICE_GATEWAY
                         ? self_map(win)
                         : (void *)(0x7000000000ull + (uint64_t)pid * 0x100000 +
                                    (handle & 0xfff) * PAGE_SIZE);
    *va = (uint64_t)(uintptr_t)win->map[i].va;
    return KERR_OK;
}

static void unmap(struct window *win, unsigned i)
{
    if (win->map[i].pid == SERVICE_GATEWAY && win->map[i].va)
        munmap(win->map[i].va, win->count * PAGE_SIZE);
    world.maps -= win->map[i].pid != SERVICE_GATEWAY;
    win->map[i].pid = 0;
    win->map[i].va = NULL;
}

static enum kerr window_unmap(uint32_t handle, uint32_t pid)
{
    struct window *win = window_of(handle);

    world.calls++;
    if (pid == world.dead_pid)
        return KERR_PEER_DIED;
    for (unsigned i = 0; i < 8; i++) {
        if (win->map[i].pid != pid)
            continue;
        if (win->map[i].done > KPAGES_MAX) {
            win->map[i].done -= KPAGES_MAX;
            return KERR_MORE;
        }
        unmap(win, i);
        return KERR_OK;
    }
    return KERR_NO_OBJECT;
}

static enum kerr window_destroy(uint32_t handle)
{
    struct window *win = window_of(handle);

    world.calls++;
    for (unsigned i = 0; i < 8; i++) {
        if (!win->map[i].pid)
            continue;
        unmap(win, i);
        return KERR_MORE;
    }
    free(win->pages);
    win->used = false;
    world.windows--;
    return KERR_OK;
}

static enum kerr fake_ns_read(uint64_t pa, void *buf, size_t length)
{
    world.calls++;
    if (!in_ram(pa, length))
        return KERR_NOT_NORMAL;
    memcpy(buf, memory + (pa - RAM_PA), length);
    return KERR_OK;
}

static enum kerr fake_ns_write(uint64_t pa, const void *buf, size_t length)
{
    world.calls++;
    if (!in_ram(pa, length))
        return KERR_NOT_NORMAL;
    memcpy(memory + (pa - RAM_PA), buf, length);
    return KERR_OK;
}

static enum kerr cancel(unsigned activation)
{
    world.calls++;
    world.cancelled |= 1u << activation;
    return KERR_OK;
}

static void fake_log(const char *text, size_t length)
{
    strncat(world.log, text, length);
    strcat(world.log, "\n");
    assert_true(strlen(world.log) < sizeof(world.log) / 2);
}

static bool turn_due(void)
{
    return world.hurried;
}

static uint64_t ticks(void)
{
    return world.ticks;
}

static uint64_t ticks_hz(void)
{
    return 1000000;
}

static const struct gateway_port port = {
    .window_create = window_create,
    .window_add = window_add,
    .window_destroy = window_destroy,
    .window_map = window_map,
    .window_unmap = window_unmap,
    .ns_read = fake_ns_read,
    .ns_write = fake_ns_write,
    .cancel = cancel,
    .log = fake_log,
    .turn_due = turn_due,
    .ticks = ticks,
    .ticks_hz = ticks_hz,
};

static void windows_clear(void)
{
    for (unsigned i = 0; i < WINDOWS; i++) {
        for (unsigned j = 0; windows[i].used && j < 8; j++)
            unmap(&windows[i], j);
        if (windows[i].used)
            free(windows[i].pages);
        windows[i] = (struct window){0};
    }
}

void world_init(void)
{
    size_t size = (size_t)RAM_PAGES * PAGE_SIZE;

    if (file < 0) {
        file = memfd_create("ram", 0);
        assert_int_equal(ftruncate(file, (off_t)size), 0);
        memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        assert_ptr_not_equal(memory, MAP_FAILED);
    }
    windows_clear();
    /* Zeroes it, at the cost of the pages that were used. */
    assert_int_equal(madvise(memory, size, MADV_REMOVE), 0);
    world = (struct world){.maps_most = 100};
    gateway_init(&port);
    list_write(LISTS, ARG_PAGE, 1, 1);
    expect_done(register_begin(15, ARG, ram_pa(LISTS), PAGE_SIZE), 15,
                R_SUCCESS, ORIGIN_TEE);
    world.calls = 0;
}

/* ---- the driver ---- */

int world_setup(void **state)
{
    (void)state;
    world_init();
    return 0;
}

void list_write(unsigned list, unsigned data, unsigned n, unsigned stride)
{
    uint64_t *entry = ram(list);

    for (unsigned i = 0; i < n; i++) {
        entry[i % 511] = ram_pa(data + i * stride);
        if (i % 511 == 510) {
            entry[511] = ram_pa(++list);
            entry = ram(list);
        }
    }
}

struct action event(enum kevent kind, unsigned act, uint64_t sender)
{
    return gateway_serve(kind, act, sender, w);
}

struct optee_msg_header *header(unsigned act)
{
    return (void *)((uint8_t *)ram(ARG_PAGE + act / 10) + act % 10 * SLOT);
}

struct optee_msg_param *param(unsigned act, unsigned n)
{
    return (struct optee_msg_param *)(header(act) + 1) + n;
}

struct optee_msg_header *rpc_header(unsigned act)
{
    return (void *)param(act, header(act)->num_params);
}

struct optee_msg_param *rpc_param(unsigned act, unsigned n)
{
    return (struct optee_msg_param *)(rpc_header(act) + 1) + n;
}

void message(unsigned act, uint32_t cmd, uint32_t session, unsigned params)
{
    memset(header(act), 0, SLOT);
    header(act)->cmd = cmd;
    header(act)->session = session;
    header(act)->num_params = params;
    header(act)->ret = 0xdead;
}

void invoke_message(unsigned act, unsigned params)
{
    message(act, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, params);
    header(act)->func = 99;
}

void param_set(unsigned act, unsigned n, uint64_t attr, uint64_t a, uint64_t b,
               uint64_t c)
{
    *param(act, n) =
        (struct optee_msg_param){.attr = attr, .u.value = {a, b, c}};
}

static struct action smc(unsigned act, uint32_t id, uint64_t address,
                         uint64_t offset)
{
    memset(w, 0xee, sizeof(w));
    w[0] = id;
    w[1] = address >> 32;
    w[2] = (uint32_t)address;
    w[3] = offset;
    return event(KEV_SMC, act, 0);
}

struct action call(unsigned act)
{
    assert_true(act < 10);
    return smc(act, OPTEE_SMC_CALL_WITH_REGD_ARG, ARG, act * SLOT);
}

/* A later event of a call. Its message was copied once: meanwhile it says
 * something else, wherever only the normal world writes. */
static struct action event_later(enum kevent kind, unsigned act,
                                 uint64_t sender)
{
    const struct optee_msg_header was = *header(act);
    unsigned n = was.num_params < PARAMS ? was.num_params : PARAMS;
    uint64_t attr[PARAMS];
    struct action a;

    header(act)->cmd = OPTEE_MSG_CMD_CLOSE_SESSION;
    header(act)->func = ~was.func;
    header(act)->num_params = UINT32_MAX;
    for (unsigned i = 0; i < n; i++) {
        attr[i] = param(act, i)->attr;
        param(act, i)->attr = attr[i] ^ OPTEE_MSG_VALUE_INOUT;
    }
    a = event(kind, act, sender);
    header(act)->cmd = was.cmd;
    header(act)->func = was.func;
    header(act)->num_params = was.num_params;
    for (unsigned i = 0; i < n; i++)
        param(act, i)->attr = attr[i];
    return a;
}

struct action resume(unsigned act)
{
    memset(w, 0, sizeof(w));
    w[0] = OPTEE_SMC_RETURN_FROM_RPC;
    return event_later(KEV_RESUME, act, 0);
}

struct action complete(unsigned act, enum kerr status)
{
    if (status != KERR_OK)
        memset(w, 0, sizeof(w));
    return event_later(KEV_COMPLETION, act, status);
}

struct action answer(unsigned act, uint64_t w0)
{
    w[0] = w0;
    return complete(act, KERR_OK);
}

struct action serve(unsigned act, uint32_t sender, uint64_t w0, uint64_t w1,
                    uint64_t w2)
{
    w[0] = w0;
    w[1] = w1;
    w[2] = w2;
    return event_later(KEV_CALL, act, sender);
}

struct action register_begin(unsigned act, uint64_t cookie, uint64_t buf_ptr,
                             uint64_t size)
{
    message(act, OPTEE_MSG_CMD_REGISTER_SHM, 0, 1);
    param_set(act, 0, OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG, buf_ptr,
              size, cookie);
    return smc(act, OPTEE_SMC_CALL_WITH_RPC_ARG,
               ram_pa(ARG_PAGE + act / 10) + act % 10 * SLOT, 0);
}

void shm_register(uint64_t cookie, unsigned first, unsigned n, size_t offset,
                  size_t size)
{
    struct action a;

    list_write(LISTS, DATA + first, n, 1);
    a = register_begin(15, cookie, ram_pa(LISTS) + offset, size);
    while (a.kind == ACTION_RESUME)
        a = resume(15);
    expect_done(a, 15, R_SUCCESS, ORIGIN_TEE);
}

struct action open_begin(unsigned act, uint32_t id, uint32_t pid)
{
    struct action a = call(act);

    expect_start(a, SERVICE_TAMGR, TAMGR_OPEN);
    memset(w, 0, sizeof(w));
    w[1] = pid;
    w[2] = id;
    return complete(act, KERR_OK);
}

void open_session(unsigned act, uint32_t id, uint32_t pid)
{
    message(act, OPTEE_MSG_CMD_OPEN_SESSION, 0, 2);
    param_set(act, 0, OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META, 1, 2, 0);
    param_set(act, 1, OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META, 3, 4, LOGIN_USER);
    expect_start(open_begin(act, id, pid), pid, TA_OPEN);
    memset(w, 0, sizeof(w));
    w[0] = (uint64_t)ORIGIN_TRUSTED_APP << 32;
    expect_done(complete(act, KERR_OK), act, R_SUCCESS, ORIGIN_TRUSTED_APP);
    assert_int_equal(header(act)->session, id);
}

/* ---- expectations ---- */

void expect_smc(struct action a, enum optee_smc_return value)
{
    assert_int_equal(a.kind, ACTION_DONE);
    assert_int_equal(w[0], value);
    assert_int_equal(w[1] | w[2] | w[3], 0);
}

void expect_done(struct action a, unsigned act, enum tee_result ret,
                 enum tee_origin origin)
{
    expect_smc(a, OPTEE_SMC_RETURN_OK);
    assert_int_equal(header(act)->ret, (uint32_t)ret);
    assert_int_equal(header(act)->ret_origin, origin);
}

void expect_start(struct action a, uint32_t target, uint64_t op)
{
    assert_int_equal(a.kind, ACTION_START);
    assert_int_equal(a.target, target);
    assert_int_equal(w[0] & 0xffff, op);
}

void expect_rpc(struct action a, unsigned act, enum optee_rpc_cmd cmd)
{
    assert_int_equal(a.kind, ACTION_RESUME);
    assert_int_equal(w[0], OPTEE_SMC_RETURN_RPC_CMD);
    assert_int_equal(rpc_header(act)->cmd, cmd);
}

void expect_turn(struct action a)
{
    assert_int_equal(a.kind, ACTION_RESUME);
    assert_int_equal(w[0], OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
}

void expect_reply(struct action a, enum tee_result result)
{
    assert_int_equal(a.kind, ACTION_REPLY);
    assert_int_equal(w[0], (uint32_t)result);
}

int world_setup_busy(void **state)
{
    (void)state;
    world_init();
    open_session(0, 7, TA_PID);
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 4);
    expect_start(call(0), TA_PID, TA_INVOKE);
    memset(w, 0, sizeof(w));
    return 0;
}

uint64_t shm_give(uint32_t pid, unsigned n, uint64_t cookie)
{
    struct action a = serve(0, pid, GW_SHM_ALLOC, n * PAGE_SIZE, 0);

    expect_rpc(a, 0, OPTEE_RPC_CMD_SHM_ALLOC);
    list_write(LISTS, DATA, n, 1);
    *rpc_param(0, 0) = (struct optee_msg_param){
        .attr = OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG,
        .u.tmem = {ram_pa(LISTS), n * PAGE_SIZE, cookie}};
    for (a = resume(0); a.kind == ACTION_RESUME; a = resume(0))
        expect_turn(a);
    expect_reply(a, R_SUCCESS);
    return w[1];
}

void answer_value(unsigned n, uint64_t a, uint64_t b, uint64_t c)
{
    rpc_param(0, n)->u.value.a = a;
    rpc_param(0, n)->u.value.b = b;
    rpc_param(0, n)->u.value.c = c;
}
