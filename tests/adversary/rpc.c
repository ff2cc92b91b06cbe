/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The normal world's side of RPCs: a well-behaved driver with a supplicant,
 * and every lie it could tell instead. Mutable state: `notified`.
 */
#include "abi/optee_rpc.h"

#include "abi/optee_smc.h"
#include "abi/tee_result.h"
#include "lib/mem.h"
#include "tests/adversary/thread.h"

#define LOAN_COOKIE 0x7000u
#define SLOT_COOKIE 0x8000u

static uint32_t notified[256];

struct argument {
    struct optee_msg_header header;
    struct optee_msg_param param[OPTEE_RPC_PARAMS];
};

void rpc_notified_clear(void)
{
    memset(notified, 0, sizeof(notified));
}

/* Is it memory in which the TEE may have written an argument? */
static bool slot_there(const struct thread *t)
{
    return (t->slot >= ARENA_BASE && t->slot < SHADOW_BASE) ||
           (t->slot >= FIELD_BASE && t->slot < FIELD_BASE + 3ull * FIELD_SPAN);
}

static void argument_read(const struct thread *t, struct argument *a)
{
    const volatile uint64_t *from = (const volatile uint64_t *)t->slot;

    for (unsigned i = 0; i < sizeof(*a) / 8; i++)
        ((uint64_t *)a)[i] = from[i];
}

static void argument_write(const struct thread *t, const struct argument *a)
{
    volatile uint64_t *to = (volatile uint64_t *)t->slot;

    for (unsigned i = 0; i < sizeof(*a) / 8; i++)
        to[i] = ((const uint64_t *)a)[i];
}

/* Whether something was a notification, or arrived, is not known: nobody may
 * wait for it. */
static void notify_all(void)
{
    for (unsigned i = 0; i < 256; i++)
        notified[i] = 1;
}

bool rpc_may_go_on(const struct thread *t)
{
    struct argument a;

    if (t->x[0] != OPTEE_SMC_RETURN_RPC_CMD || !t->exact || !slot_there(t))
        return true;
    argument_read(t, &a);
    return a.header.cmd != OPTEE_RPC_CMD_NOTIFICATION ||
           a.param[0].u.value.a != OPTEE_RPC_NOTIFICATION_WAIT ||
           a.param[0].u.value.c != 0 || notified[a.param[0].u.value.b & 0xff];
}

/* ---- the honest side ---- */

static const struct ta_row *ta_find(const uint64_t uuid[2])
{
    for (uint64_t i = 0; i < SETTINGS->tas; i++)
        if (SETTINGS->ta[i].uuid[0] == uuid[0] &&
            SETTINGS->ta[i].uuid[1] == uuid[1])
            return &SETTINGS->ta[i];
    return NULL;
}

static void words_copy(uint64_t to, uint64_t from, uint64_t bytes)
{
    for (uint64_t i = 0; i < bytes; i += 8)
        *(volatile uint64_t *)(to + i) = *(const volatile uint64_t *)(from + i);
}

/* Images are padded to 8 bytes where they lie. */
static uint32_t load_ta(const struct thread *t, struct argument *a)
{
    const struct ta_row *ta = ta_find(
        (const uint64_t[]){a->param[0].u.value.a, a->param[0].u.value.b});
    struct optee_msg_param *p = &a->param[1];
    uint64_t room = p->u.rmem.size;

    if (!ta)
        return (uint32_t)R_ERROR_ITEM_NOT_FOUND;
    p->u.rmem.size = ta->size;
    if (p->u.rmem.shm_ref == 0 || room < ta->size)
        return (uint32_t)R_ERROR_SHORT_BUFFER;
    if (p->u.rmem.shm_ref != LOAN_COOKIE + t->id || p->u.rmem.offs != 0)
        return (uint32_t)R_ERROR_BAD_PARAMETERS;
    words_copy(loan_page(t->id), ta->address, (ta->size + 7) & ~7ull);
    return R_SUCCESS;
}

static uint32_t shm_alloc(struct thread *t, struct argument *a)
{
    uint64_t bytes = a->param[0].u.value.b;

    if (a->param[0].u.value.a != OPTEE_RPC_SHM_APPL ||
        bytes > LOAN_PAGES * PAGE || t->loaned)
        return (uint32_t)R_ERROR_OUT_OF_MEMORY;
    for (unsigned i = 0; i < LOAN_PAGES; i++)
        list_put(loan_list(t->id), i, loan_page(t->id) + i * PAGE);
    a->param[0] = (struct optee_msg_param){
        .attr = OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG,
        .u.tmem = {loan_list(t->id), LOAN_PAGES * PAGE, LOAN_COOKIE + t->id}};
    t->loaned = true;
    return R_SUCCESS;
}

/* From here on nobody may write there. */
static uint32_t shm_free(struct thread *t, const struct argument *a)
{
    if (a->param[0].u.value.b != LOAN_COOKIE + t->id)
        return (uint32_t)R_ERROR_BAD_PARAMETERS;
    t->loaned = false;
    pages_fill(loan_page(t->id), LOAN_PAGES);
    return R_SUCCESS;
}

/* A wait is over when it is notified (rpc_may_go_on); one with a time-out, at
 * once. */
static uint32_t notification(const struct argument *a)
{
    notified[a->param[0].u.value.b & 0xff] =
        a->param[0].u.value.a == OPTEE_RPC_NOTIFICATION_SEND;
    return R_SUCCESS;
}

static uint32_t serve(struct thread *t, struct argument *a)
{
    switch (a->header.cmd) {
    case OPTEE_RPC_CMD_LOAD_TA:
        return load_ta(t, a);
    case OPTEE_RPC_CMD_GET_TIME:
        a->param[0].u.value.a = 1;
        a->param[0].u.value.b = 2;
        return R_SUCCESS;
    case OPTEE_RPC_CMD_NOTIFICATION:
        return notification(a);
    case OPTEE_RPC_CMD_SUSPEND:
        return R_SUCCESS;
    case OPTEE_RPC_CMD_SHM_ALLOC:
        return shm_alloc(t, a);
    case OPTEE_RPC_CMD_SHM_FREE:
        return shm_free(t, a);
    default:
        return (uint32_t)R_ERROR_NOT_SUPPORTED;
    }
}

/* ---- lies ---- */

static void lie_list(struct cpu *cpu, struct thread *t, struct argument *a)
{
    uint64_t list = loan_list(t->id);
    unsigned where = random_below(cpu, LOAN_PAGES);

    switch (random_below(cpu, 5)) {
    case 0:
        list_put(list, where, address_bad(cpu, true));
        break;
    case 1:
        list_put(list, where, loan_page(t->id) + 8); /* no page */
        break;
    case 2:
        list_put(list, where, loan_page(t->id)); /* twice the same */
        break;
    case 3:
        a->param[0].u.tmem.buf_ptr = address_bad(cpu, one_in(cpu, 2));
        break;
    default:
        a->param[0].u.tmem.buf_ptr += 8 * random_below(cpu, 511);
        break;
    }
}

static void lie_memory(struct cpu *cpu, struct thread *t, struct argument *a)
{
    struct optee_msg_param *p = &a->param[0];

    switch (random_below(cpu, 4)) {
    case 0:
        p->u.tmem.size = number_edge(cpu);
        break;
    case 1:
        p->u.tmem.shm_ref = one_in(cpu, 2) ? 0 : MESSAGE_COOKIE + t->id;
        break;
    case 2:
        p->attr ^= 1ull << random_below(cpu, 20);
        break;
    default:
        lie_list(cpu, t, a);
        break;
    }
}

/* Another image, a damaged one, or one of another size. */
static void lie_image(struct cpu *cpu, struct thread *t, struct argument *a)
{
    uint64_t size = a->param[1].u.rmem.size;

    if (!t->loaned || one_in(cpu, 3)) {
        a->param[1].u.rmem.size =
            one_in(cpu, 2) ? number_edge(cpu) : random_below(cpu, 1u << 17);
        return;
    }
    if (size > LOAN_PAGES * PAGE || size == 0)
        return;
    for (unsigned n = 1 + random_below(cpu, 4); n > 0; n--) {
        uint32_t most = one_in(cpu, 2) ? 512 : (uint32_t)size;

        *(volatile uint8_t *)(loan_page(t->id) + random_below(cpu, most)) ^=
            (uint8_t)(1u << random_below(cpu, 8));
    }
}

static void lie_anything(struct cpu *cpu, struct argument *a)
{
    unsigned words = sizeof(*a) / 8;

    for (unsigned n = 1 + random_below(cpu, 4); n > 0; n--)
        ((uint64_t *)a)[random_below(cpu, words)] = number_wild(cpu);
}

static void lie(struct cpu *cpu, struct thread *t, struct argument *a)
{
    count(&tally.malformed);
    if (one_in(cpu, 4)) {
        a->header.ret = one_in(cpu, 2) ? (uint32_t)random_next(cpu)
                                       : (uint32_t)R_ERROR_OUT_OF_MEMORY;
        return;
    }
    if (a->header.cmd == OPTEE_RPC_CMD_SHM_ALLOC && !one_in(cpu, 4))
        lie_memory(cpu, t, a);
    else if (a->header.cmd == OPTEE_RPC_CMD_LOAD_TA && !one_in(cpu, 4))
        lie_image(cpu, t, a);
    else
        lie_anything(cpu, a);
}

/* ---- the RPCs ---- */

static bool attribute_valid(uint64_t attr)
{
    return attr <= OPTEE_MSG_TMEM_INOUT && attr != 4 && attr != 8;
}

static void argument_judge(const struct cpu *cpu, const struct argument *a)
{
    static const uint32_t known =
        1u << OPTEE_RPC_CMD_LOAD_TA | 1u << OPTEE_RPC_CMD_GET_TIME |
        1u << OPTEE_RPC_CMD_NOTIFICATION | 1u << OPTEE_RPC_CMD_SUSPEND |
        1u << OPTEE_RPC_CMD_SHM_ALLOC | 1u << OPTEE_RPC_CMD_SHM_FREE;

    if (a->header.cmd > 31 || !(known >> a->header.cmd & 1) ||
        a->header.num_params > OPTEE_RPC_PARAMS) {
        fail(cpu, "RPC argument", a->header.cmd, a->header.num_params);
        return;
    }
    for (unsigned i = 0; i < a->header.num_params; i++)
        if (!attribute_valid(a->param[i].attr))
            fail(cpu, "parameter of an RPC", a->header.cmd, a->param[i].attr);
}

static void command_answer(struct cpu *cpu, struct thread *t)
{
    struct argument a = {0};

    if (!slot_there(t)) {
        fail(cpu, "RPC without a place for its argument", t->slot, t->smc);
        return;
    }
    argument_read(t, &a);
    if (t->exact)
        argument_judge(cpu, &a);
    count(&tally.rpc[a.header.cmd < 31 ? a.header.cmd : 31]);
    if (!t->exact)
        notify_all();
    if (t->lies && one_in(cpu, 16)) {
        notify_all();
        return; /* says nothing */
    }
    a.header.ret = serve(t, &a);
    if (t->lies && one_in(cpu, t->lies))
        lie(cpu, t, &a);
    argument_write(t, &a);
    if (!t->exact)
        message_spoil(cpu, t->at, OPTEE_MSG_SIZE(2) / 8);
}

/* A place for RPC arguments. */
static void slot_give(struct cpu *cpu, struct thread *t, uint64_t size)
{
    if (size > PAGE)
        fail(cpu, "size of an RPC argument", size, 0);
    t->slot = rpc_page(t->id) + 8 * random_below(cpu, 128);
    if (t->lies && one_in(cpu, t->lies)) {
        count(&tally.malformed);
        notify_all();
        switch (random_below(cpu, 4)) {
        case 0:
            t->slot = 0;
            break;
        case 1:
            t->slot = address_bad(cpu, false);
            break;
        case 2:
            t->slot = address_field(cpu) + random_below(cpu, 8);
            break;
        default:
            t->slot = number_edge(cpu);
            break;
        }
    }
    t->x[1] = t->slot >> 32;
    t->x[2] = (uint32_t)t->slot;
    t->x[4] = 0;
    t->x[5] = SLOT_COOKIE + t->id;
}

static void slot_take(const struct cpu *cpu, struct thread *t)
{
    uint64_t cookie = t->x[1] << 32 | t->x[2];

    if (cookie != SLOT_COOKIE + t->id)
        fail(cpu, "cookie of an RPC argument", cookie, t->id);
    t->slot = 0;
}

void rpc_answer(struct cpu *cpu, struct thread *t)
{
    uint64_t key = t->x[3];

    switch (t->x[0]) {
    case OPTEE_SMC_RETURN_RPC_ALLOC:
        slot_give(cpu, t, t->x[1]);
        break;
    case OPTEE_SMC_RETURN_RPC_FREE:
        slot_take(cpu, t);
        break;
    case OPTEE_SMC_RETURN_RPC_CMD:
        command_answer(cpu, t);
        break;
    default:
        count(&tally.turns);
        break;
    }
    if (t->lies && t->x[0] != OPTEE_SMC_RETURN_RPC_ALLOC)
        for (unsigned i = 1; i < 8; i++)
            t->x[i] = number_wild(cpu);
    t->x[0] = OPTEE_SMC_RETURN_FROM_RPC;
    t->x[3] = key;
}
