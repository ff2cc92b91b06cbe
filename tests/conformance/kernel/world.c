/* SPDX-License-Identifier: BSD-2-Clause */
/* See world.h. Mutable state: `armed`. */
#include "tests/conformance/kernel/world.h"

#include "abi/gateway_msg.h"
#include "abi/optee_smc.h"
#include "abi/tamgr_msg.h"
#include "lib/mem.h"

#define STEPS_MOST 1000u /* until a thread has to be at its end */

/* An interrupt is wanted: any other one is not told. */
static bool armed;

/* ---- threads ---- */

static void go(struct thread *t, uint64_t x[8])
{
    world_smc(x, false);
    while ((uint32_t)x[0] == OPTEE_SMC_RETURN_RPC_FOREIGN_INTR && !armed) {
        x[0] = OPTEE_SMC_RETURN_FROM_RPC;
        world_smc(x, false);
    }
    t->pid = (uint32_t)(x[0] >> 32);
    t->what = (uint32_t)x[0];
    t->a = x[1];
    t->b = x[2];
    t->key = x[3];
    if (t->what == OPTEE_SMC_RETURN_RPC_FOREIGN_INTR)
        t->what = INTERRUPTED;
    armed = false;
}

void thread_enter(struct thread *t)
{
    uint64_t x[8] = {OPTEE_SMC_CALL_WITH_RPC_ARG};

    go(t, x);
}

void thread_resume(struct thread *t)
{
    uint64_t x[8] = {[0] = OPTEE_SMC_RETURN_FROM_RPC, [3] = t->key};

    go(t, x);
}

void interrupt_next(void)
{
    armed = true;
    world_interrupt();
}

static void step(struct thread *t, uint64_t first, uint64_t a, uint64_t b,
                 uint64_t c, uint64_t d)
{
    uint64_t x[8] = {OPTEE_SMC_RETURN_FROM_RPC, first, a, t->key, b, c, d};

    go(t, x);
}

void thread_step(struct thread *t, uint64_t first, uint64_t a, uint64_t b,
                 uint64_t c, uint64_t d)
{
    uint64_t who = t->pid <= SERVICE_GATEWAY ? STEP_GATEWAY : 0;

    step(t, first | who, a, b, c, d);
}

/* What is left of a report when the gateway did a step in between. */
static void gateway_step(struct thread *t, uint64_t first, uint64_t a,
                         uint64_t b, uint64_t c, uint64_t d)
{
    uint32_t pid = t->pid;

    step(t, first | STEP_GATEWAY, a, b, c, d);
    t->pid = pid;
}

uint64_t kcall(struct thread *t, enum kcall number, uint64_t a, uint64_t b,
               uint64_t c, uint64_t d)
{
    thread_step(t, STEP_KCALL | (uint64_t)number << 8, a, b, c, d);
    return t->a;
}

uint64_t gateway_kcall(struct thread *t, enum kcall number, uint64_t a,
                       uint64_t b, uint64_t c, uint64_t d)
{
    gateway_step(t, STEP_KCALL | (uint64_t)number << 8, a, b, c, d);
    return t->a;
}

uint64_t fast_kcall(enum kcall number, uint64_t a)
{
    uint64_t x[8] = {OPTEE_SMC_CALL_WITH_RPC_ARG | OPTEE_SMC_FAST,
                     STEP_KCALL | (uint64_t)number << 8, a};

    world_smc(x, true);
    return x[1];
}

uint64_t repeat(struct thread *t, enum kcall number, uint64_t a, uint64_t b)
{
    uint64_t error;

    do {
        error = kcall(t, number, a, b, 0, 0);
    } while (error == KERR_MORE);
    return error;
}

uint64_t map_all(struct thread *t, uint64_t pages, uint64_t *va)
{
    uint64_t error;

    *va = 0;
    do {
        error = kcall(t, KCALL_mem_map, pages, *va, 0, 0);
        *va = t->b;
    } while (error == KERR_MORE);
    return error;
}

uint64_t peek(struct thread *t, uint64_t at)
{
    thread_step(t, STEP_PEEK, at, 0, 0, 0);
    return t->b;
}

void poke(struct thread *t, uint64_t at, uint64_t value)
{
    thread_step(t, STEP_POKE, at, value, 0, 0);
}

uint64_t buffer_of(struct thread *t)
{
    thread_step(t, STEP_BUFFER, 0, 0, 0, 0);
    return t->b;
}

uint64_t constant_of(struct thread *t)
{
    thread_step(t, STEP_CONSTANT, 0, 0, 0, 0);
    return t->b;
}

uint64_t event_word(struct thread *t, unsigned n)
{
    thread_step(t, STEP_EVENT | n << 8, 0, 0, 0, 0);
    return t->b;
}

void thread_reply(struct thread *t, uint64_t w0)
{
    thread_step(t, STEP_REPLY, w0, 0, 0, 0);
}

uint64_t thread_call(struct thread *t, uint32_t target, uint64_t leases,
                     uint64_t n)
{
    thread_step(t, STEP_CALL, target, REPORT_MESSAGE, leases, n);
    return t->a;
}

void thread_start(struct thread *t, uint32_t target, uint64_t leases,
                  uint64_t n)
{
    thread_step(t, STEP_START | COOKIE << 8, target, REPORT_MESSAGE, leases, n);
}

void thread_open(struct thread *t, uint32_t target)
{
    thread_enter(t);
    thread_start(t, target, 0, 0);
}

bool reported(const struct thread *t, uint32_t pid, uint32_t what)
{
    return t->pid == pid && t->what == what;
}

unsigned thread_number(struct thread *t)
{
    return (unsigned)(event_word(t, 12) >> 8) & 0xff;
}

/* Is the gateway back where it began: an SMC to end, or a completion? */
static bool at_bottom(const struct thread *t)
{
    return t->pid == SERVICE_GATEWAY &&
           (t->what == (REPORT_EVENT | KEV_SMC) ||
            t->what == (REPORT_EVENT | KEV_COMPLETION));
}

void thread_end(struct thread *t)
{
    thread_step(t, STEP_RETURN, 0, 0, 0, 0);
    if (t->what != REPORT_END)
        fact(false, "a thread ends");
}

void thread_close(struct thread *t)
{
    for (unsigned i = 0; i < STEPS_MOST && !at_bottom(t); i++)
        thread_reply(t, 0);
    thread_end(t);
}

void lease_put(struct thread *t, uint64_t to, unsigned n,
               const struct klease *l)
{
    poke(t, to + n * sizeof(*l), l->address);
    poke(t, to + n * sizeof(*l) + 8, l->length | (uint64_t)l->rights << 32);
}

/* ---- processes ---- */

/* Where the parts of the program lie, as probe.ld links them, and the stack. */
#define PART_PAGES  4u
#define PARTS       3u
#define STACK_TOP   0x5f000000ull
#define STACK_PAGES 6u

static const struct {
    uint64_t va, rights;
} parts[PARTS] = {{0x40000000, KMAP_READ | KMAP_EXEC | KMAP_BTI},
                  {0x40010000, KMAP_READ},
                  {0x40020000, KMAP_READ | KMAP_WRITE}};

uint64_t process_put(struct thread *t, const struct kprocess *k)
{
    uint64_t w[sizeof(*k) / sizeof(uint64_t)];
    uint64_t to = buffer_of(t);

    memcpy(w, k, sizeof(w));
    for (unsigned i = 0; i < sizeof(w) / sizeof(w[0]); i++)
        poke(t, to + i * sizeof(w[0]), w[i]);
    return to;
}

struct kprocess ta_plan(uint64_t may_call)
{
    return (struct kprocess){.name = "ta",
                             .quota = TA_QUOTA,
                             .rights = KRIGHT_TA,
                             .may_call = may_call,
                             .arena = TA_ARENA};
}

uint64_t ta_create(struct thread *t, const struct kprocess *k)
{
    return kcall(t, KCALL_process_create, process_put(t, k), 0, 0, 0);
}

/* A copy of the own program, page by page; what is not there is zero. */
uint64_t ta_fill(struct thread *t, uint32_t pid, uint64_t argument)
{
    uint64_t error = KERR_OK;

    for (unsigned i = 0; i < PARTS && error == KERR_OK; i++) {
        error = kcall(t, KCALL_process_map, pid, parts[i].va, PART_PAGES,
                      parts[i].rights);
        for (uint64_t n = 0; n < PART_PAGES && error == KERR_OK; n++) {
            uint64_t va = parts[i].va + n * PAGE_SIZE;

            if (kcall(t, KCALL_process_write, pid, va, va, PAGE_SIZE))
                break;
        }
    }
    if (error == KERR_OK)
        error = kcall(t, KCALL_process_map, pid,
                      STACK_TOP - STACK_PAGES * PAGE_SIZE, STACK_PAGES,
                      KMAP_READ | KMAP_WRITE);
    if (error == KERR_OK)
        error = kcall(t, KCALL_process_start, pid, parts[0].va, STACK_TOP,
                      argument);
    return error;
}

uint32_t ta_make_plan(const struct kprocess *k, uint64_t argument)
{
    struct thread t;
    uint32_t pid;
    bool made;

    thread_open(&t, SERVICE_TAMGR);
    made = ta_create(&t, k) == KERR_OK;
    pid = (uint32_t)t.b;
    if (!made || ta_fill(&t, pid, argument))
        fact(false, "a process is made");
    thread_close(&t);
    return pid;
}

uint32_t ta_make(uint64_t may_call, uint64_t argument)
{
    const struct kprocess k = ta_plan(may_call);

    return ta_make_plan(&k, argument);
}

void ta_end(uint32_t pid)
{
    struct thread t;

    thread_open(&t, SERVICE_TAMGR);
    if (kcall(&t, KCALL_process_kill, pid, 0, 0, 0) ||
        repeat(&t, KCALL_process_reap, pid, 0))
        fact(false, "a process is ended");
    thread_close(&t);
}

/* ---- the text ---- */

static const char *kerr_name(uint64_t error)
{
    static const char *const name[] = {
        "KERR_OK",        "KERR_ARGUMENT", "KERR_ADDRESS",    "KERR_NO_MEMORY",
        "KERR_NO_OBJECT", "KERR_DENIED",   "KERR_PEER_DIED",  "KERR_DEADLOCK",
        "KERR_DEPTH",     "KERR_STATE",    "KERR_NOT_NORMAL", "KERR_MORE"};

    return error < sizeof(name) / sizeof(*name) ? name[error] : "no error";
}

static const char *kdeath_name(uint64_t why)
{
    static const char *const name[] = {"no death", "KDEATH_EXIT",
                                       "KDEATH_FAULT", "KDEATH_CALL",
                                       "KDEATH_KILLED"};

    return why < sizeof(name) / sizeof(*name) ? name[why] : "no death";
}

/* `got` is what was promised unless that is given. */
static void line(const char *call, const char *got, const char *promised,
                 const char *what)
{
    world_print(call);
    world_print(" ");
    world_print(got);
    if (promised) {
        world_print(" instead of ");
        world_print(promised);
    }
    world_print(": ");
    world_print(what);
    world_print("\n");
}

void section(const char *name)
{
    world_print("# ");
    world_print(name);
    world_print("\n");
}

void check(const char *call, enum kerr promised, uint64_t got, const char *what)
{
    line(call, kerr_name(got), got == promised ? NULL : kerr_name(promised),
         what);
}

/* Something that is so or is not. */
static void yes_no(const char *call, const char *name, bool so,
                   const char *what)
{
    line(call, so ? name : "not", so ? NULL : name, what);
}

void fact(bool so, const char *what)
{
    yes_no("it is", "so", so, what);
}

uint64_t check_death(struct thread *t, const char *call, enum kdeath promised,
                     uint32_t pid, const char *what)
{
    bool told = reported(t, SERVICE_TAMGR, REPORT_EVENT | KEV_CALL) &&
                t->a == TAMGR_DIED && t->b == SERVICE_KERNEL;
    uint64_t why, code;

    if (!told || event_word(t, 1) != pid) {
        line(call, "no death told", kdeath_name(promised), what);
        return 0;
    }
    why = event_word(t, 2);
    code = event_word(t, 3);
    line(call, kdeath_name(why), why == promised ? NULL : kdeath_name(promised),
         what);
    thread_reply(t, 0);
    return code;
}

void check_sent(const struct thread *t, const char *call, enum kerr promised,
                const char *what)
{
    uint64_t got = t->a;

    if (t->what == (REPORT_EVENT | KEV_COMPLETION))
        got = t->b;
    else if (t->what != REPORT_RESULT)
        got = ~0ull;
    check(call, promised, got, what);
}

void check_parked(const struct thread *t, const char *call, const char *what)
{
    yes_no(call, "waits", reported(t, SERVICE_KERNEL, GW_WAIT), what);
}

void check_woken(const struct thread *t, const char *what)
{
    yes_no("reply_recv", "wakes", reported(t, SERVICE_KERNEL, GW_WAKE), what);
}

void check_reached(const struct thread *t, uint32_t pid, uint64_t sender,
                   const char *what)
{
    fact(reported(t, pid, REPORT_EVENT | KEV_CALL) && t->b == sender, what);
}
