/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel, gateway and tamgr together, with hostile TAs: a sequence of calls of
 * Linux on several threads, of true and false answers to RPCs, interrupts
 * and deaths of processes at any of their kernel calls. Then Linux is honest
 * until every call is over, closes its sessions and takes its memory back:
 * CHECKed is that all ends, that nobody waits for a wake-up that was lost, and
 * that the kernel holds what it held before.
 * Floor: 72
 */
#include "tests/fuzz/system.h"

#include <stddef.h>
#include <string.h>

#include "abi/bundle.h"
#include "abi/optee_msg.h"
#include "abi/optee_rpc.h"
#include "abi/optee_smc.h"
#include "abi/ta/control.h"
#include "abi/ta/system.h"
#include "abi/ta_msg.h"
#include "tests/fuzz/system_machine.h"
#include "tests/unit/tamgr_image.h"

/* Pages of RAM. */
enum {
    MESSAGES = 0, /* one per thread */
    RPCS = 8,     /* for those that come without; one per thread */
    LISTS = 16,   /* page lists; the upper half for SHM_ALLOC */
    DATA = 64,    /* sixteen pages for each list */
};

enum { THREADS = 8, AREA = 16, SESSIONS = 32, COOKIES = 8, KEYS = 256 };

struct thread {
    enum { IDLE, SUSPENDED } state;
    uint64_t x[8];                /* as it came back */
    struct optee_msg_header *rpc; /* where its requests are */
    uint32_t asked; /* the last one, as it came: its command ... */
    struct optee_msg_param first; /* ... and first parameter */
    uint32_t cmd;                 /* of the call */
    uint64_t cookie;              /* of a registration */
    uint32_t session;             /* of a close */
};

struct reader input;

static struct {
    struct thread thread[THREADS];
    uint32_t session[SESSIONS];
    unsigned sessions;
    bool registered[COOKIES];
    bool sent[KEYS]; /* notifications */
    bool has_lied;   /* about memory for requests: some were never seen */
    struct test_image image[SYSTEM_TAS + 1];
    uint64_t bundle[16 * PAGE_SIZE / 8];
    size_t bundle_size;
} world;

/* ---- the input ---- */

uint64_t system_number(void)
{
    static const uint64_t edges[] = {PAGE_SIZE, UINT32_MAX, UINT64_MAX,
                                     1ull << 63, 1ull << 32};
    uint8_t n = reader_u8(&input);

    if (n < 0x80)
        return n % 32u;
    if (n < 0xa0)
        return arch_physical(machine_ram()) + (n % 32u) * PAGE_SIZE * 16;
    if (n < 0xc0)
        return (uint64_t)reader_u8(&input) << 6;
    return n < 0xe0 ? PICK(&input, edges) : reader_u64_le(&input);
}

void system_uuid(unsigned n, uint64_t uuid[2])
{
    static const struct uuid_words control = CONTROL_UUID_WORDS;
    static const struct uuid_words self = SYSTEM_UUID_WORDS;

    if (n >= SYSTEM_TAS) {
        memcpy(uuid, n == SYSTEM_TAS ? &control : &self, sizeof(self));
        return;
    }
    uuid[0] = 0x123456789abcdef0;
    uuid[1] = n;
}

/* ---- Linux' memory ---- */

static uint8_t *page_at(unsigned n)
{
    return machine_ram() + (size_t)n * PAGE_SIZE;
}

static uint64_t page_pa(unsigned n)
{
    return arch_physical(page_at(n));
}

static struct optee_msg_header *message_of(unsigned t)
{
    return (void *)page_at(MESSAGES + t);
}

static struct optee_msg_param *params(struct optee_msg_header *h)
{
    return (struct optee_msg_param *)(h + 1);
}

/* Page list n has the pages of area n. */
static void lists_write(void)
{
    for (unsigned n = 0; n < 2 * THREADS; n++)
        for (unsigned i = 0; i < AREA; i++)
            ((uint64_t *)(void *)page_at(LISTS + n))[i] =
                page_pa(DATA + n * AREA + i);
}

/* ---- answers ---- */

static void answer_alloc(unsigned t, struct optee_msg_header *h)
{
    struct optee_msg_param *p = params(h);

    if (p->u.value.b > AREA * PAGE_SIZE) {
        h->ret = (uint32_t)R_ERROR_OUT_OF_MEMORY;
        return;
    }
    p->attr = OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG;
    p->u.tmem.size = p->u.value.b;
    p->u.tmem.buf_ptr = page_pa(LISTS + THREADS + t);
    p->u.tmem.shm_ref = 100 + t;
}

static void answer_load(struct optee_msg_header *h)
{
    struct optee_msg_param *p = params(h);
    uint64_t uuid[2], area = p[1].u.rmem.shm_ref - 100;
    uint64_t room = p[1].u.rmem.size, offset = p[1].u.rmem.offs;

    h->ret = (uint32_t)R_ERROR_ITEM_NOT_FOUND;
    for (unsigned n = 0; n < SYSTEM_TAS; n++) {
        const struct test_image *image = &world.image[n];

        system_uuid(n, uuid);
        if (memcmp(uuid, &p->u.value.a, sizeof(uuid)) != 0)
            continue;
        h->ret = R_SUCCESS;
        p[1].u.rmem.size = image->size;
        if (area < THREADS && offset < AREA * PAGE_SIZE &&
            image->size <= room && image->size <= AREA * PAGE_SIZE - offset)
            memcpy(page_at(DATA + (THREADS + (unsigned)area) * AREA) + offset,
                   image->bytes, image->size);
    }
}

static void answer_notification(unsigned t)
{
    const struct thread *th = &world.thread[t];
    bool *sent = &world.sent[th->first.u.value.b % KEYS];

    if (th->first.u.value.a == OPTEE_RPC_NOTIFICATION_SEND) {
        *sent = true;
        return;
    }
    machine_wait(th->first.u.value.c);
    if (!*sent)
        th->rpc->ret = (uint32_t)R_ERROR_BUSY;
    *sent = false;
}

/* Does the thread wait, without an end, for what was not sent yet? */
static bool is_waiting(unsigned t)
{
    const struct thread *th = &world.thread[t];

    return (uint32_t)th->x[0] == OPTEE_SMC_RETURN_RPC_CMD &&
           th->asked == OPTEE_RPC_CMD_NOTIFICATION &&
           th->first.u.value.a == OPTEE_RPC_NOTIFICATION_WAIT &&
           th->first.u.value.c == 0 && !world.sent[th->first.u.value.b % KEYS];
}

static void answer_rpc(unsigned t)
{
    struct optee_msg_header *h = world.thread[t].rpc;

    h->ret = R_SUCCESS;
    switch (world.thread[t].asked) {
    case OPTEE_RPC_CMD_SHM_ALLOC:
        answer_alloc(t, h);
        break;
    case OPTEE_RPC_CMD_LOAD_TA:
        answer_load(h);
        break;
    case OPTEE_RPC_CMD_NOTIFICATION:
        answer_notification(t);
        break;
    case OPTEE_RPC_CMD_SUSPEND:
        machine_wait(params(h)->u.value.a);
        break;
    case OPTEE_RPC_CMD_SHM_FREE:
    case OPTEE_RPC_CMD_GET_TIME:
        break;
    default:
        h->ret = (uint32_t)R_ERROR_NOT_SUPPORTED;
    }
}

/* Changes a true answer. */
static void answer_spoil(struct optee_msg_header *h, uint8_t how)
{
    struct optee_msg_param *p = params(h);

    if (how & 1)
        h->ret = reader_u32_le(&input);
    if (how & 2)
        p->attr = reader_u16_le(&input);
    if (how & 4)
        p->u.value.a = system_number();
    if (how & 8)
        p->u.value.b = system_number();
    if (how & 16)
        p->u.value.c = system_number();
    if (how & 32)
        p[1].u.value.b = system_number();
    if (how & 64)
        h->num_params = reader_u8(&input) % 6u;
}

/* ---- calls ---- */

/* The call of thread t is over. */
static void ended(unsigned t)
{
    struct thread *th = &world.thread[t];
    struct optee_msg_header *h = message_of(t);

    th->state = IDLE;
    if ((uint32_t)th->x[0] != OPTEE_SMC_RETURN_OK || h->ret != R_SUCCESS)
        return;
    if (th->cmd == OPTEE_MSG_CMD_OPEN_SESSION && world.sessions < SESSIONS)
        world.session[world.sessions++] = h->session;
    if (th->cmd == OPTEE_MSG_CMD_REGISTER_SHM && th->cookie < COOKIES)
        world.registered[th->cookie] = true;
    if (th->cmd == OPTEE_MSG_CMD_UNREGISTER_SHM && th->cookie < COOKIES)
        world.registered[th->cookie] = false;
}

static void came_back(unsigned t)
{
    struct thread *th = &world.thread[t];

    th->state = SUSPENDED;
    switch ((uint32_t)th->x[0]) {
    case OPTEE_SMC_RETURN_RPC_CMD:
        th->asked = th->rpc->cmd;
        th->first = *params(th->rpc);
        break;
    case OPTEE_SMC_RETURN_RPC_ALLOC:
    case OPTEE_SMC_RETURN_RPC_FREE:
    case OPTEE_SMC_RETURN_RPC_FOREIGN_INTR:
        break;
    default:
        ended(t);
    }
}

static void smc(unsigned t, uint32_t id)
{
    struct thread *th = &world.thread[t];

    th->rpc = (void *)page_at(RPCS + t);
    if (id == OPTEE_SMC_CALL_WITH_RPC_ARG)
        th->rpc = (void *)(page_at(MESSAGES + t) +
                           OPTEE_MSG_SIZE(message_of(t)->num_params));
    memset(th->x, 0, sizeof(th->x));
    th->x[0] = id;
    th->x[1] = page_pa(MESSAGES + t) >> 32;
    th->x[2] = (uint32_t)page_pa(MESSAGES + t);
    machine_smc(t, th->x, false);
    came_back(t);
}

static void resume(unsigned t, uint8_t how)
{
    struct thread *th = &world.thread[t];
    uint64_t at = page_pa(RPCS + t);

    if (how & 0x80 && how & 1) {
        world.has_lied = true;
        at = page_pa(reader_u8(&input)) + how / 2u;
    }
    if ((uint32_t)th->x[0] == OPTEE_SMC_RETURN_RPC_CMD) {
        answer_rpc(t);
        if (how)
            answer_spoil(th->rpc, how);
    } else if ((uint32_t)th->x[0] == OPTEE_SMC_RETURN_RPC_ALLOC) {
        th->rpc = arch_pointer(at & ~7ull);
    }
    th->x[0] = OPTEE_SMC_RETURN_FROM_RPC;
    th->x[1] = at >> 32;
    th->x[2] = (uint32_t)at;
    th->x[4] = 0;
    th->x[5] = 200 + t;
    machine_smc(reader_u8(&input), th->x, false);
    came_back(t);
}

static void param_fill(struct optee_msg_param *p)
{
    static const uint64_t attrs[] = {
        OPTEE_MSG_NONE,         OPTEE_MSG_VALUE_INPUT,
        OPTEE_MSG_VALUE_OUTPUT, OPTEE_MSG_VALUE_INOUT,
        OPTEE_MSG_RMEM_INPUT,   OPTEE_MSG_RMEM_OUTPUT,
        OPTEE_MSG_RMEM_INOUT,   OPTEE_MSG_TMEM_INPUT,
        OPTEE_MSG_TMEM_INOUT,   OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG,
    };

    p->attr = PICK(&input, attrs);
    p->u.value.a = system_number();
    p->u.value.b = system_number();
    p->u.value.c = system_number();
    if (p->attr & OPTEE_MSG_NONCONTIG)
        p->u.tmem.buf_ptr = page_pa(LISTS + reader_u8(&input) % THREADS);
}

static void memory_fill(struct thread *th, struct optee_msg_header *h)
{
    struct optee_msg_param *p = params(h);
    uint8_t how = reader_u8(&input);

    h->num_params = 1;
    th->cookie = how % COOKIES;
    if (h->cmd == OPTEE_MSG_CMD_UNREGISTER_SHM) {
        p->attr = OPTEE_MSG_RMEM_INPUT;
        p->u.rmem.shm_ref = th->cookie;
        return;
    }
    p->attr = OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG;
    p->u.tmem.buf_ptr = page_pa(LISTS + how % COOKIES) + how / 64u * 8;
    p->u.tmem.size = reader_u16_le(&input);
    p->u.tmem.shm_ref = th->cookie;
}

static void message_fill(unsigned t)
{
    struct thread *th = &world.thread[t];
    struct optee_msg_header *h = message_of(t);
    struct optee_msg_param *p = params(h);
    uint8_t how = reader_u8(&input), which = reader_u8(&input);

    *h = (struct optee_msg_header){
        .cmd = th->cmd = how % 8u, .func = which, .num_params = how / 8 % 7u};
    h->session = world.sessions && which & 0x80
                     ? world.session[which % world.sessions]
                     : which % 8u;
    th->session = h->session;
    if (h->cmd == OPTEE_MSG_CMD_REGISTER_SHM ||
        h->cmd == OPTEE_MSG_CMD_UNREGISTER_SHM) {
        memory_fill(th, h);
        return;
    }
    for (unsigned i = 0; i < h->num_params; i++)
        param_fill(&p[i]);
    if (h->cmd == OPTEE_MSG_CMD_OPEN_SESSION) {
        h->num_params = 2 + how / 8 % 5u;
        p[0].attr = p[1].attr = OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META;
        system_uuid(which % (SYSTEM_TAS + 2), &p[0].u.value.a);
        p[1].u.value.c = which / 32u;
    }
}

static void meddle(void)
{
    uint8_t what = reader_u8(&input);
    uint64_t x[8] = {OPTEE_SMC_FAST | system_number()};

    switch (what % 4) {
    case 0:
        machine_smc(what, x, true);
        break;
    case 1:
        choices.interrupts = what / 4u;
        break;
    case 2:
        choices.doomed = reader_u8(&input) % 16u;
        if (choices.doomed <= SERVICE_GATEWAY) /* without it all stops */
            choices.doomed = SERVICE_TAMGR;
        choices.doomed_after = 1 + what / 4u;
        break;
    default:
        ((uint64_t *)(void *)page_at(what / 4u))[reader_u8(&input) * 2] =
            system_number();
    }
}

/* ---- the end ---- */

/* Every call is over, with Linux' honest help. */
static void calls_finish(void)
{
    bool early = false; /* a wait may end without a reason */

    choices.interrupts = 0;
    choices.doomed_after = 0;
    for (unsigned round = 0, busy = 1; busy > 0; round++) {
        unsigned waiting = 0;

        busy = 0;
        CHECK(round < 2000);
        for (unsigned t = 0; t < THREADS; t++) {
            if (world.thread[t].state == IDLE)
                continue;
            busy++;
            if (is_waiting(t) && !early)
                waiting++;
            else
                resume(t, 0);
        }
        early = waiting == busy;
        CHECK(!early || busy == 0 || world.has_lied); /* a lost wake-up */
    }
}

/* A call of thread 0 with h's message, to its end. */
static void call_finish(uint32_t cmd, uint32_t session, uint64_t cookie)
{
    struct optee_msg_header *h = message_of(0);

    *h = (struct optee_msg_header){
        .cmd = cmd, .session = session, .num_params = cookie < COOKIES};
    params(h)->attr = OPTEE_MSG_RMEM_INPUT;
    params(h)->u.rmem.shm_ref = cookie;
    world.thread[0].cmd = cmd;
    world.thread[0].cookie = cookie;
    smc(0, OPTEE_SMC_CALL_WITH_RPC_ARG);
    calls_finish();
}

/* A dead tamgr comes back with the next message to it, which is when what its
 * TAs held is freed: somebody opens a TA that there is not. */
static void tamgr_call(void)
{
    struct optee_msg_header *h = message_of(0);

    *h = (struct optee_msg_header){.cmd = OPTEE_MSG_CMD_OPEN_SESSION,
                                   .num_params = 2};
    memset(params(h), 0, 2 * sizeof(*params(h)));
    params(h)[0].attr = params(h)[1].attr =
        OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META;
    world.thread[0].cmd = OPTEE_MSG_CMD_OPEN_SESSION;
    smc(0, OPTEE_SMC_CALL_WITH_RPC_ARG);
    calls_finish();
}

static void kernel_stats(struct kstats *s)
{
    static void (*pages)(struct kstats *);
    static uint32_t (*counts[3])(void);

    if (!pages) {
        *(void **)&pages = machine_symbol("page_stats");
        *(void **)&counts[0] = machine_symbol("process_count");
        *(void **)&counts[1] = machine_symbol("activation_count");
        *(void **)&counts[2] = machine_symbol("window_count");
    }
    *s = (struct kstats){0};
    pages(s);
    s->processes = counts[0]();
    s->activations = counts[1]();
    s->windows = counts[2]();
}

static void finish(const struct kstats *before)
{
    struct kstats now;

    input = reader_init(NULL, 0);
    calls_finish();
    for (unsigned i = 0; i < world.sessions; i++)
        call_finish(OPTEE_MSG_CMD_CLOSE_SESSION, world.session[i], COOKIES);
    for (unsigned i = 0; i < COOKIES; i++)
        if (world.registered[i])
            call_finish(OPTEE_MSG_CMD_UNREGISTER_SHM, 0, i);
    tamgr_call();
    kernel_stats(&now);
    CHECK(now.activations == 0);
    CHECK(now.windows == before->windows);
    /* crypto may be dead: it comes back when it is called. */
    CHECK(now.processes <= before->processes);
    CHECK(now.pages_reserved <= before->pages_reserved);
}

/* ---- the beginning ---- */

static void image_make(struct test_image *image, const struct uuid_words *uuid,
                       uint32_t flags)
{
    static uint8_t file[ELF_SIZE];
    const struct test_elf elf = {.uuid = *uuid, .flags = flags};

    image_add_ta(image, &test_keys[0], ALG_RSASSA_PSS_SHA256, uuid, 0, file,
                 elf_make(file, &elf));
}

static void service_add(struct bundle_header *h, const char *name,
                        uint32_t slot, uint32_t rights, uint64_t may_call)
{
    struct bundle_service *v = (struct bundle_service *)(h + 1);

    v += h->services++;
    *v = (struct bundle_service){.slot = slot,
                                 .rights = rights,
                                 .may_call = may_call,
                                 .entry = SERVICE_VA,
                                 .stack_pages = 1,
                                 .quota = slot == SERVICE_TAMGR ? 128 : 64};
    strncpy(v->name, name, sizeof(v->name) - 1);
}

static void bundle_make(void)
{
    struct bundle_header *h = (struct bundle_header *)(void *)world.bundle;
    const struct test_image *control = &world.image[SYSTEM_TAS];
    struct bundle_ta ta = {.size = (uint32_t)control->size};
    uint8_t *tas = (uint8_t *)world.bundle + PAGE_SIZE;

    *h = (struct bundle_header){.magic = BUNDLE_MAGIC,
                                .version = BUNDLE_VERSION,
                                .size = 2 * PAGE_SIZE,
                                .ta_offset = PAGE_SIZE,
                                .ta_size = PAGE_SIZE};
    service_add(h, "gateway", SERVICE_GATEWAY,
                KRIGHT_LOOP | KRIGHT_NW | KRIGHT_MASKED, 1u << SERVICE_TAMGR);
    service_add(h, "tamgr", SERVICE_TAMGR, KRIGHT_LOOP | KRIGHT_MANAGE,
                1u << SERVICE_GATEWAY | 1u << SERVICE_CRYPTO |
                    1u << SERVICE_NV);
    service_add(h, "crypto", SERVICE_CRYPTO, KRIGHT_SEED | KRIGHT_KEEP, 0);
    service_add(h, "nv", SERVICE_NV, 0, 0);
    CHECK(sizeof(ta) + control->size + sizeof(ta) <= PAGE_SIZE);
    memcpy(tas, &ta, sizeof(ta));
    memcpy(tas + sizeof(ta), control->bytes, control->size);
    world.bundle_size = h->size;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const uint32_t flags[SYSTEM_TAS + 1] = {
        TA_FLAG_SINGLE_INSTANCE,
        TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION, 0,
        TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION,
        TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION};

    (void)argc;
    (void)argv;
    for (unsigned n = 0; n <= SYSTEM_TAS; n++) {
        struct uuid_words uuid = {{0}};

        system_uuid(n, uuid.w);
        image_make(&world.image[n], &uuid, flags[n]);
    }
    bundle_make();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kstats before;

    memset(&world, 0, offsetof(__typeof__(world), image));
    input = reader_init(NULL, 0);
    machine_boot(world.bundle, world.bundle_size);
    lists_write();
    kernel_stats(&before);
    input = reader_init(data, size);
    for (unsigned step = 0; MORE(&input) && step < 200; step++) {
        uint8_t what = reader_u8(&input);
        unsigned t = what % THREADS;

        if (what >= 0xe0) {
            meddle();
        } else if (world.thread[t].state == IDLE) {
            message_fill(t);
            smc(t, what & 0x40 ? OPTEE_SMC_CALL_WITH_ARG
                               : OPTEE_SMC_CALL_WITH_RPC_ARG);
        } else {
            resume(t, what & 0x80 ? reader_u8(&input) : 0);
        }
    }
    finish(&before);
    return 0;
}
