/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything at once: worker processes with threads that do at random what a
 * client can do, and a parent that kills workers, takes CPUs off and on line
 * and restarts the supplicant. What a client may get as an error is a table;
 * a reply that is not the right one, another error, or a process that does
 * not end is a failed check. The choices follow from the seed.
 */
#include "tests/stress/client/stress.h"

#include <err.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS   6
#define THREADS   4
#define PEERS     3 /* sessions of a thread */
#define END_S     30
#define CPUS      4
#define FILL_MAX  20000
#define SHUT_DOWN 8  /* sessions left open at exit, one in so many */
#define SHOWN     20 /* calls that went wrong, at most */

/* Shared with the workers. */
static struct tally {
    volatile bool stop;
    unsigned long calls, wrong, unexpected;
} * tally;

struct thread {
    pthread_t thread;
    uint64_t seed;
    struct peer peer[PEERS];
};

/* What may happen to a client when others crash TAs, when processes run out,
 * and while there is no supplicant. */
static bool is_expected(uint32_t result)
{
    switch (result) {
    case TEEC_SUCCESS:
    case TEEC_ERROR_TARGET_DEAD:
    case TEEC_ERROR_BUSY:
    case TEEC_ERROR_OUT_OF_MEMORY:
    case TEEC_ERROR_COMMUNICATION:
    case TEEC_ERROR_CANCEL:
        return true;
    default:
        return false;
    }
}

/* The call of p that went wrong; only the words of values mean something. */
static void show(const struct peer *p, TEEC_Result result)
{
    const TEEC_Parameter *sent = p->sent.params;

    printf("# %.3f s: TA %u, session 0x%x, key 0x%x, command %u, types 0x%x, "
           "values 0x%x 0x%x, 0x%x 0x%x: 0x%08x from origin %u\n",
           now(), p->ta, p->session.imp.session_id, p->key, p->command,
           p->sent.paramTypes, sent[0].value.a, sent[0].value.b,
           sent[1].value.a, sent[1].value.b, result, p->origin);
    fflush(stdout);
}

/* Counts the result of the last call of p. */
static void tell(const struct peer *p, TEEC_Result result, bool right)
{
    bool wrong = result == TEEC_SUCCESS && !right;
    bool unexpected = !is_expected(result);

    __atomic_add_fetch(&tally->calls, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&tally->wrong, wrong, __ATOMIC_RELAXED);
    __atomic_add_fetch(&tally->unexpected, unexpected, __ATOMIC_RELAXED);
    if ((wrong || unexpected) && tally->wrong + tally->unexpected <= SHOWN)
        show(p, result);
}

static void do_echo(struct peer *p, uint64_t *seed)
{
    bool right;
    TEEC_Result result = peer_echo(p, draw(seed), draw(seed), &right);

    tell(p, result, right);
}

static void do_fill(struct peer *p, uint64_t *seed)
{
    size_t size = 1 + draw(seed) % FILL_MAX;
    TEEC_SharedMemory memory = {.size = size,
                                .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT};
    TEEC_Operation operation = {.params = {{.memref = {&memory, 0, size}}}};
    TEEC_Result result = TEEC_AllocateSharedMemory(context(), &memory);
    uint8_t byte = (uint8_t)draw(seed);
    bool right = true;

    if (result)
        return;
    memset(memory.buffer, byte, size);
    result =
        peer_invoke(p, STRESS_FILL,
                    TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE, 0, 0, 0), &operation);
    for (size_t i = 0; i < size; i++)
        right &= ((uint8_t *)memory.buffer)[i] == (byte ^ (uint8_t)p->key);
    TEEC_ReleaseSharedMemory(&memory);
    tell(p, result, right);
}

static void do_call(struct peer *p, uint64_t *seed)
{
    uint32_t a = draw(seed);
    TEEC_Operation operation = {
        .params = {{.value = {a, a}}, {.value = {draw(seed) % STRESS_TAS, 0}}},
    };
    TEEC_Result result = peer_invoke(
        p, STRESS_CALL,
        TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, TEEC_VALUE_INPUT, 0, 0), &operation);

    tell(p, result, operation.params[0].value.a == stress_mix(p->key, a));
}

static void do_vector(struct peer *p, uint64_t *seed)
{
    TEEC_Operation operation = {.params = {{.value = {draw(seed), 5}}}};
    TEEC_Result result = peer_invoke(
        p, STRESS_FP, TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, 0, 0, 0), &operation);

    tell(p, result, operation.params[0].value.a == 0);
}

static void *cancel_main(void *argument)
{
    usleep(3000);
    TEEC_RequestCancellation(argument);
    return NULL;
}

static void do_sleep(struct peer *p, uint64_t *seed)
{
    TEEC_Operation operation = {
        .params = {{.value = {draw(seed) % 4 ? 2 : 500, 0}}}};
    pthread_t thread;

    if (pthread_create(&thread, NULL, cancel_main, &operation))
        return;
    tell(p,
         peer_invoke(p, STRESS_SLEEP,
                     TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, 0, 0, 0), &operation),
         true);
    pthread_join(thread, NULL);
}

static void do_crash(struct peer *p, uint64_t *seed)
{
    TEEC_Operation operation = {.started = 0};

    (void)seed;
    tell(p, peer_invoke(p, STRESS_CRASH, 0, &operation), false);
}

/* How often each is done, of 256. */
static const struct {
    unsigned share;
    void (*run)(struct peer *p, uint64_t *seed);
} deeds[] = {
    {140, do_echo},  {40, do_fill},  {24, do_call},
    {24, do_vector}, {10, do_sleep}, {2, do_crash},
};

static void deed(struct peer *p, uint64_t *seed)
{
    unsigned n = draw(seed) % 256;

    if (!p->open) {
        TEEC_Result result = peer_open(p, draw(seed) % STRESS_TAS, draw(seed));

        tell(p, result, true);
        return;
    }
    for (size_t i = 0; i < sizeof(deeds) / sizeof(*deeds); i++) {
        if (n < deeds[i].share) {
            deeds[i].run(p, seed);
            return;
        }
        n -= deeds[i].share;
    }
    peer_close(p);
}

static void *thread_main(void *argument)
{
    struct thread *t = argument;

    while (!tally->stop)
        deed(&t->peer[draw(&t->seed) % PEERS], &t->seed);
    for (unsigned i = 0; i < PEERS; i++)
        if (draw(&t->seed) % SHUT_DOWN)
            peer_close(&t->peer[i]);
    return NULL;
}

static _Noreturn void worker_main(uint64_t seed)
{
    static struct thread threads[THREADS];

    for (unsigned i = 0; i < THREADS; i++) {
        threads[i].seed = seed + i;
        pthread_create(&threads[i].thread, NULL, thread_main, &threads[i]);
    }
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i].thread, NULL);
    _exit(0);
}

/* ---- the parent ---- */

static pid_t worker_start(uint64_t *seed)
{
    uint64_t its = (uint64_t)draw(seed) << 16;
    pid_t pid = fork();

    if (pid < 0)
        err(2, "fork");
    if (pid == 0)
        worker_main(its);
    return pid;
}

/* Waits for the end of a child; false: it does not end. */
static bool worker_join(pid_t pid)
{
    double end = now() + END_S;

    while (now() < end) {
        if (waitpid(pid, NULL, WNOHANG) == pid)
            return true;
        usleep(2000);
    }
    return false;
}

static void cpu_switch(unsigned cpu, bool on)
{
    char path[64];
    FILE *file;

    snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/online", cpu);
    file = fopen(path, "w");
    if (!file)
        return; /* a machine with fewer */
    fputs(on ? "1" : "0", file);
    fclose(file);
}

/* Kills every worker; false: one does not end. */
static bool workers_kill(pid_t pids[WORKERS])
{
    for (unsigned i = 0; i < WORKERS; i++)
        kill(pids[i], SIGKILL);
    for (unsigned i = 0; i < WORKERS; i++)
        if (!worker_join(pids[i]))
            return check(false, "worker %d ends when it is killed", pids[i]);
    return true;
}

/*
 * Linux' driver does not let a new supplicant in while memory of the old one
 * is out, and a request that has such memory waits for a new supplicant: a
 * supplicant that is killed while an application is loaded is back only when
 * the client that loads it is killed, too.
 */
static bool supplicant_restart(pid_t pids[WORKERS], uint64_t *seed)
{
    if (system("p=$(pidof cella-supplicant || pidof tee-supplicant) && "
               "readlink /proc/$p/exe >/tmp/supplicant && kill -9 $p"))
        return check(false, "there is a supplicant");
    usleep(draw(seed) % 50000);
    for (unsigned i = 0; i < 200; i++) {
        if (system("$(cat /tmp/supplicant) -d 2>/dev/null") == 0)
            return true;
        if (i == 20) {
            if (!workers_kill(pids))
                return false;
            for (unsigned k = 0; k < WORKERS; k++)
                pids[k] = worker_start(seed);
        }
        usleep(20000);
    }
    return check(false, "the supplicant starts again");
}

/* One blow of the parent; false: something hangs. */
static bool act(pid_t pids[WORKERS], uint64_t *seed, unsigned blows)
{
    static const unsigned kind[8] = {0, 0, 0, 0, 1, 1, 1, 2};
    unsigned what = kind[draw(seed) % 8], n = draw(seed) % WORKERS;

    if (!(blows >> what & 1))
        return usleep(20000) == 0;
    if (what == 0) {
        kill(pids[n], SIGKILL);
        if (!worker_join(pids[n]))
            return check(false, "worker %d ends when it is killed", pids[n]);
        pids[n] = worker_start(seed);
    } else if (what == 1) {
        cpu_switch(1 + draw(seed) % (CPUS - 1), draw(seed) % 2);
    } else if (!supplicant_restart(pids, seed)) {
        return false;
    }
    usleep(draw(seed) % 100000);
    return true;
}

int run_chaos(int argc, char **argv)
{
    uint64_t seed = argument(argc, argv, 1, 1);
    double seconds = (double)argument(argc, argv, 2, 20), end;
    unsigned blows = (unsigned)argument(argc, argv, 3, 7);
    pid_t pids[WORKERS];
    bool ended = true;
    unsigned acts = 0;

    tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (tally == MAP_FAILED)
        err(2, "memory");
    for (unsigned i = 0; i < WORKERS; i++)
        pids[i] = worker_start(&seed);
    for (end = now() + seconds; ended && now() < end; acts++)
        ended = act(pids, &seed, blows);
    for (unsigned i = 1; i < CPUS; i++)
        cpu_switch(i, true);
    tally->stop = true;
    for (unsigned i = 0; i < WORKERS; i++)
        ended &= worker_join(pids[i]);
    check(ended, "every worker ends");
    check(!tally->wrong, "%lu calls, %u blows: %lu wrong replies", tally->calls,
          acts, tally->wrong);
    check(!tally->unexpected, "%lu unexpected errors", tally->unexpected);
    return 0;
}
