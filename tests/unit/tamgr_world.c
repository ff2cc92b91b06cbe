/* SPDX-License-Identifier: BSD-2-Clause */
/* See tamgr_world.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "abi/gateway_msg.h"
#include "abi/optee_rpc.h"
#include "abi/ta_msg.h"
#include "abi/tamgr_msg.h"
#include "tests/unit/tamgr_world.h"

struct world world;

/* ---- the kernel ---- */

struct process *process_of(uint32_t pid)
{
    struct process *p = &world.processes[pid % PROCESS_SLOTS];

    return p->state != NO_PROCESS && p->pid == pid ? p : NULL;
}

unsigned processes_alive(void)
{
    unsigned n = 0;

    for (unsigned i = 0; i < PROCESS_SLOTS; i++)
        n += world.processes[i].state != NO_PROCESS;
    return n;
}

static void *fake_mem_map(size_t pages)
{
    if (world.no_map)
        return NULL;
    world.mapped += pages;
    return calloc(pages, PAGE_SIZE);
}

static void fake_mem_unmap(void *mem, size_t pages)
{
    world.mapped -= pages;
    free(mem);
}

static enum kerr fake_create(const struct kprocess *p, uint32_t *pid)
{
    assert_int_equal(p->rights, KRIGHT_TA);
    assert_int_equal(p->arena % (2 << 20), 0);
    if (p->quota > world.pages_left)
        return KERR_NO_MEMORY;
    for (uint32_t i = SERVICE_LIMIT; i < PROCESS_SLOTS; i++) {
        if (world.processes[i].state != NO_PROCESS)
            continue;
        *pid = i | ++world.generation << 8;
        world.processes[i] =
            (struct process){.state = MADE, .pid = *pid, .quota = p->quota};
        world.pages_left -= p->quota;
        return KERR_OK;
    }
    return KERR_NO_MEMORY;
}

static enum kerr fake_map(uint32_t pid, uint64_t va, size_t pages,
                          uint32_t rights)
{
    assert_true(process_of(pid)->state == MADE || pid == world.asks);
    assert_true(va % PAGE_SIZE == 0 && pages > 0);
    world.pages_in += pages;
    assert_true((rights & (KMAP_WRITE | KMAP_EXEC)) !=
                (KMAP_WRITE | KMAP_EXEC));
    return world.map_error;
}

static enum kerr fake_unmap(uint32_t pid, uint64_t va, size_t pages)
{
    assert_int_equal(pid, world.asks);
    assert_true(va % PAGE_SIZE == 0 && pages > 0);
    world.pages_out += pages;
    return KERR_OK;
}

static enum kerr fake_write(uint32_t pid, uint64_t va, const void *data,
                            size_t length)
{
    struct process *p = process_of(pid);
    struct ta_head head;

    assert_true(p->state == MADE || pid == world.asks);
    if (length == ELF_CODE_SIZE && va % PAGE_SIZE == 0) {
        memcpy(&head, data, sizeof(head));
        memcpy(&p->uuid, head.uuid, 16);
    }
    return KERR_OK;
}

static enum kerr fake_start(uint32_t pid, uint64_t entry, uint64_t sp,
                            uint64_t argument)
{
    assert_int_equal(process_of(pid)->state, MADE);
    assert_int_equal(entry % PAGE_SIZE, ELF_ENTRY);
    assert_int_equal(sp % 16, 0);
    (void)argument;
    process_of(pid)->state = STARTED;
    return KERR_OK;
}

static enum kerr fake_kill(uint32_t pid)
{
    assert_true(process_of(pid) && process_of(pid)->state != DEAD);
    if (process_of(pid)->in_call)
        return KERR_STATE;
    process_of(pid)->state = DEAD;
    return KERR_OK;
}

static enum kerr fake_reap(uint32_t pid)
{
    if (!process_of(pid) || process_of(pid)->state == NO_PROCESS)
        return KERR_NO_OBJECT;
    assert_in_set(process_of(pid)->state, ((unsigned long[]){DEAD, MADE}), 2);
    world.pages_left += process_of(pid)->quota;
    process_of(pid)->state = NO_PROCESS;
    return KERR_OK;
}

static enum tee_result fake_random(void *out, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)out)[i] = (uint8_t)(rand() >> 7);
    return R_SUCCESS;
}

static enum tee_result fake_key(uint32_t use, const struct uuid_words *uuid,
                                void *out, size_t size)
{
    world.key_use = use;
    world.key_uuid = *uuid;
    if (out && !world.key_result)
        memset(out, 0xff, size);
    return world.key_result;
}

static void fake_gone(uint32_t pid)
{
    world.gone[pid % PROCESS_SLOTS]++;
}

static enum kerr fake_borrow_write(unsigned lease, size_t offset,
                                   const void *buf, size_t length)
{
    assert_int_equal(lease, 0);
    memcpy(world.shm_bytes + offset, buf, length);
    return KERR_OK;
}

static enum tee_result fake_gateway_stats(uint64_t number[SYSTEM_STATS_NUMBERS])
{
    number[STAT_GATEWAY_mappings] = 4711;
    return R_SUCCESS;
}

static enum kerr fake_stats(struct kstats *stats)
{
    *stats = (struct kstats){.pages_total = 9, .deaths = 5};
    return KERR_OK;
}

static void fake_log(const char *text, size_t length)
{
    assert_in_range(length, 1, KLOG_MAX);
    world.lines++;
    memcpy(world.line, text, length);
    world.line[length] = 0;
}

static const struct tamgr_port port = {
    .digest = fake_digest,
    .verify = fake_verify,
    .key_derive = fake_key,
    .random = fake_random,
    .client_gone = fake_gone,
    .counter_read = fake_counter_read,
    .counter_raise = fake_counter_raise,
    .gateway_stats = fake_gateway_stats,
    .stats = fake_stats,
    .mem_map = fake_mem_map,
    .mem_unmap = fake_mem_unmap,
    .process_create = fake_create,
    .process_map = fake_map,
    .process_write = fake_write,
    .process_unmap = fake_unmap,
    .process_start = fake_start,
    .process_kill = fake_kill,
    .process_reap = fake_reap,
    .borrow_write = fake_borrow_write,
    .log = fake_log,
};

/* ---- files ---- */

struct uuid_words file_uuid(unsigned n)
{
    return (struct uuid_words){{0x123456789abcdef0, n}};
}

void file_write(unsigned n, const struct test_elf *elf,
                const struct ta_key *key, uint32_t version)
{
    struct uuid_words uuid = file_uuid(n);
    uint8_t file[ELF_SIZE];

    world.images[n].size = 0;
    image_add_ta(&world.images[n], key, ALG_RSASSA_PSS_SHA256, &uuid, version,
                 file, elf_make(file, elf));
}

void world_init(unsigned files, const uint32_t *flags)
{
    memset(&world, 0, sizeof(world));
    memset(&fake_counters, 0, sizeof(fake_counters));
    world.pages_left = 100000;
    for (unsigned n = 0; n < files; n++)
        file_write(n,
                   &(struct test_elf){.uuid = file_uuid(n), .flags = flags[n]},
                   &test_keys[0], 0);
    tamgr_init(&world.tamgr, &port, &test_trust, NULL);
}

/* ---- gateway ---- */

static void serve_load(const struct action *a, struct event *done)
{
    struct uuid_words uuid = {{a->w[3], a->w[4]}};
    struct uuid_words known = file_uuid((unsigned)uuid.w[1] % 8);
    struct test_image *image = &world.images[uuid.w[1] % 8];
    size_t size = image->size;

    assert_int_equal(a->w[1], OPTEE_RPC_CMD_LOAD_TA | 0x61ull << 32);
    if (memcmp(&uuid, &known, 16) || size == 0) {
        done->w[0] = (uint32_t)R_ERROR_ITEM_NOT_FOUND;
        return;
    }
    if (a->w[2]) {
        size += world.shm_extra;
        if (size > a->w[7])
            done->w[0] = (uint32_t)R_ERROR_SHORT_BUFFER;
        else
            memcpy(world.shm_bytes, image->bytes, size);
    }
    done->w[7] = size;
}

/* The gateway gives no memory without saying where it is. */
static bool is_faulty(const struct action *a, struct event *done)
{
    if (world.fault_at == 0 || --world.fault_at > 0)
        return false;
    if (a->w[0] == GW_SHM_ALLOC && !world.fault_status && !world.fault_result)
        return false;
    if (a->w[0] == GW_WAKE)
        world.woken[a->w[1]] = true; /* else it is lost, and that is right */
    done->status = world.fault_status;
    done->w[0] = world.fault_result;
    done->w[7] = world.fault_size;
    return true;
}

/* False: not yet. */
static bool serve_gateway(const struct action *a, struct event *done)
{
    if (is_faulty(a, done))
        return true;
    switch (a->w[0]) {
    case GW_RPC:
        serve_load(a, done);
        return true;
    case GW_SHM_ALLOC:
        world.shm++;
        done->w[1] = 77;
        done->w[2] = (uint64_t)(uintptr_t)world.shm_bytes;
        return true;
    case GW_SHM_FREE:
        world.shm--;
        assert_int_equal(a->w[1], 77);
        return true;
    case GW_WAKE:
        assert_in_range(a->w[1], 0, GW_KEY_SLEEP - 1);
        world.woken[a->w[1]] = true;
        return true;
    case GW_WAIT:
        assert_in_range(a->w[1], 0, GW_KEY_SLEEP - 1);
        if (!world.woken[a->w[1]])
            return false;
        world.woken[a->w[1]] = false;
        return true;
    default:
        fail_msg("gateway op %d", (int)a->w[0]);
        return true;
    }
}

/* ---- TAs ---- */

void script(unsigned op, struct script s)
{
    world.scripts[op] = s;
    world.scripted[op] = 1;
}

static void die(unsigned activation, uint32_t pid)
{
    process_of(pid)->state = DEAD;
    message(activation, SERVICE_KERNEL,
            (uint64_t[KMSG_WORDS]){TAMGR_DIED, pid, KDEATH_FAULT, 0x96000045});
}

static void serve_ta(unsigned activation, const struct action *a,
                     struct event *done)
{
    struct process *p = process_of(a->target);
    unsigned op = TA_MSG_OP(a->w[0]);
    struct script s = {0};

    world.last = *a;
    if (!p || p->state != STARTED) {
        done->status = KERR_PEER_DIED;
        return;
    }
    /* Nobody enters an instance that was destroyed. */
    assert_true(op == TA_DESTROY || p->destroys == 0);
    if (world.scripted[op]) {
        s = world.scripts[op];
        world.scripted[op]--;
    }
    done->status = s.status;
    if (s.status)
        return;
    p->opens += op == TA_OPEN;
    p->closes += op == TA_CLOSE;
    p->invokes += op == TA_INVOKE;
    p->destroys += op == TA_DESTROY;
    if (s.nested) {
        p->in_call = true;
        s.nested(activation, a->target);
        p->in_call = false;
    }
    if (s.dies) {
        die(activation, a->target);
        done->status = KERR_PEER_DIED;
        return;
    }
    done->w[0] = s.result | (uint64_t)ORIGIN_TRUSTED_APP << 32;
    done->w[4] = 0x4444;
}

/* ---- threads ---- */

static void handle(struct thread *t, const struct event *ev)
{
    tamgr_handle(&world.tamgr, ev, &t->action);
    assert_true(books_valid(&world.tamgr.books));
    assert_int_equal(world.mapped, 0);
    t->done = !t->action.start;
}

void thread_begin(struct thread *t, unsigned activation, const struct event *ev)
{
    struct event own = *ev;

    t->activation = own.activation = activation;
    handle(t, &own);
}

bool thread_step(struct thread *t)
{
    struct event done = {.kind = KEV_COMPLETION,
                         .activation = t->activation,
                         .cookie = t->action.cookie};

    if (t->done)
        return true;
    if (t->action.target == SERVICE_GATEWAY) {
        if (!serve_gateway(&t->action, &done))
            return false;
    } else {
        serve_ta(t->activation, &t->action, &done);
    }
    handle(t, &done);
    return true;
}

void thread_run(struct thread *t)
{
    for (unsigned n = 0; !t->done; n++) {
        assert_true(thread_step(t));
        assert_true(n < 2000);
    }
}

struct action message_leases(unsigned activation, uint32_t sender,
                             const uint64_t *w, unsigned leases,
                             const uint32_t *lengths, const uint32_t *rights)
{
    struct event ev = {.kind = KEV_CALL, .sender = sender, .leases = leases};
    struct thread t;

    memcpy(ev.w, w, sizeof(ev.w));
    for (unsigned i = 0; i < leases; i++) {
        ev.lease_length[i] = lengths[i];
        ev.lease_rights[i] = rights[i];
    }
    thread_begin(&t, activation, &ev);
    thread_run(&t);
    return t.action;
}

struct action message(unsigned activation, uint32_t sender, const uint64_t *w)
{
    return message_leases(activation, sender, w, 0, NULL, NULL);
}

struct event open_event(unsigned n)
{
    struct uuid_words uuid = file_uuid(n);
    struct event ev = {.kind = KEV_CALL, .sender = SERVICE_GATEWAY};

    ev.w[0] = TAMGR_OPEN;
    ev.w[1] = uuid.w[0];
    ev.w[2] = uuid.w[1];
    ev.w[3] = 0xc11e47;
    ev.w[5] = LOGIN_USER;
    return ev;
}

struct action open_file(unsigned activation, unsigned n)
{
    struct event ev = open_event(n);

    return message(activation, SERVICE_GATEWAY, ev.w);
}

struct action closed(unsigned activation, uint64_t session)
{
    return message(activation, SERVICE_GATEWAY,
                   (uint64_t[KMSG_WORDS]){TAMGR_CLOSED, session});
}

/* ---- what most tests need ---- */

int world_setup(void **state)
{
    static const uint32_t flags[FILES] = {SINGLE, MULTI, KEEP, 0};

    (void)state;
    srand(3);
    world_init(FILES, flags);
    return 0;
}

void assert_result(const struct action *a, enum tee_result result)
{
    if ((uint32_t)a->w[0] != (uint32_t)result)
        fail_msg("result %x, not %x; last line: %s", (unsigned)a->w[0],
                 (unsigned)result, world.line);
}

uint64_t open_ok(unsigned n, uint32_t *pid)
{
    struct action a = open_file(0, n);

    assert_result(&a, R_SUCCESS);
    *pid = (uint32_t)a.w[1];
    assert_int_equal(process_of(*pid)->state, STARTED);
    assert_int_not_equal(a.w[2], 0);
    return a.w[2];
}

struct action ta_open(unsigned activation, uint32_t pid, unsigned n)
{
    struct uuid_words uuid = file_uuid(n);

    return message(activation, pid,
                   (uint64_t[KMSG_WORDS]){TAMGR_TA_OPEN, uuid.w[0], uuid.w[1]});
}
