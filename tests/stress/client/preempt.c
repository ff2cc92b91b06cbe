/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Linux gets of a CPU on which a TA loops for ever: timer interrupts and
 * the lateness of a real-time thread, each beside the same with a loop in
 * Linux. The loop in the TA ends with `cella kill`, from outside.
 */
#include "tests/stress/client/stress.h"

#include <err.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/stress/vector.h"

#define LOOP_TA      0
#define OTHER_TA     1
#define PART_S       1.0
#define PERIOD_NS    2000000
#define TICKS_WANTED 0.95
#define TRIES        3 /* a busy host takes time from one and not the other */

struct looper {
    pthread_t thread;
    unsigned cpu;
    bool in_tee;
    volatile bool stop;
    TEEC_Result result;
};

static void *looper_main(void *argument)
{
    struct looper *l = argument;
    struct peer p;

    pin(l->cpu);
    if (!l->in_tee) {
        while (!l->stop)
            vector_spin(10000);
        return NULL;
    }
    l->result = peer_open(&p, LOOP_TA, 1);
    if (!l->result) {
        TEEC_Operation operation = {.started = 0};

        l->result = peer_invoke(&p, STRESS_LOOP, 0, &operation);
        peer_close(&p);
    }
    return NULL;
}

static void looper_start(struct looper *l, unsigned cpu, bool in_tee)
{
    *l = (struct looper){.cpu = cpu, .in_tee = in_tee};
    if (pthread_create(&l->thread, NULL, looper_main, l))
        err(2, "thread");
    usleep(300000); /* a session is opened */
}

static bool looper_end(struct looper *l)
{
    l->stop = true;
    if (l->in_tee && system("cella kill d5dda6ff-7217-426d-b505-e7221a05cb00"))
        return false;
    pthread_join(l->thread, NULL);
    return !l->in_tee || l->result == TEEC_ERROR_TARGET_DEAD;
}

/* Timer interrupts of that CPU since boot. */
static unsigned long timer_interrupts(unsigned cpu)
{
    char line[1024], *at;
    FILE *file = fopen("/proc/interrupts", "r");
    unsigned long n = 0;

    if (!file)
        err(2, "/proc/interrupts");
    while (fgets(line, sizeof(line), file)) {
        if (!strstr(line, "arch_timer") || !(at = strchr(line, ':')))
            continue;
        at++;
        for (unsigned i = 0; i < cpu; i++)
            strtoul(at, &at, 10);
        n += strtoul(at, &at, 10);
    }
    fclose(file);
    return n;
}

/* Interrupts a second on `cpu` while something loops there. */
static double ticks(unsigned cpu, bool in_tee)
{
    struct looper l;
    unsigned long before;
    double begun, rate;

    looper_start(&l, cpu, in_tee);
    before = timer_interrupts(cpu);
    begun = now();
    usleep((useconds_t)(PART_S * 1e6));
    rate = (double)(timer_interrupts(cpu) - before) / (now() - begun);
    if (!looper_end(&l))
        check(false, "the looping TA ends with TARGET_DEAD, not 0x%08x",
              (unsigned)l.result);
    return rate;
}

/* The caller runs on another CPU if there is one. */
static void pin_beside(unsigned cpu)
{
    if (sysconf(_SC_NPROCESSORS_ONLN) > 1)
        pin(cpu == 0 ? 1 : 0);
}

int run_ticks(int argc, char **argv)
{
    unsigned cpu = (unsigned)argument(argc, argv, 1, 1);
    unsigned parts = (unsigned)argument(argc, argv, 2, 5);
    unsigned tries = 0;
    double tee, plain;

    pin_beside(cpu);
    do {
        tee = plain = 0;
        for (unsigned i = 0; i < parts; i++) {
            plain += ticks(cpu, false) / parts;
            tee += ticks(cpu, true) / parts;
        }
    } while (tee < TICKS_WANTED * plain && ++tries < TRIES);
    TEEC_FinalizeContext(context());
    check(tee >= TICKS_WANTED * plain,
          "timer interrupts of CPU %u while a TA loops: %.1f a second, %.1f %% "
          "of those while Linux loops (%.1f)",
          cpu, tee, 100 * tee / plain, plain);
    return 0;
}

/* ---- lateness ---- */

struct watcher {
    pthread_t thread;
    unsigned cpu;
    double seconds;
    double worst, sum; /* us */
    unsigned long n;
};

static double clock_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

static void *watcher_main(void *argument)
{
    const struct sched_param first = {.sched_priority = 80};
    struct watcher *w = argument;
    struct timespec next;
    double end = now() + w->seconds;

    pin(w->cpu);
    if (sched_setscheduler(0, SCHED_FIFO, &first))
        err(2, "SCHED_FIFO");
    clock_gettime(CLOCK_MONOTONIC, &next);
    while (now() < end) {
        double want, asked = clock_us(), late;

        next.tv_nsec += PERIOD_NS;
        if (next.tv_nsec >= 1000000000) {
            next.tv_nsec -= 1000000000;
            next.tv_sec++;
        }
        want = (double)next.tv_sec * 1e6 + (double)next.tv_nsec * 1e-3;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
        /* A period that was over before was missed earlier, not now. */
        late = clock_us() - (want > asked ? want : asked);
        w->sum += late;
        w->n++;
        if (late > w->worst)
            w->worst = late;
    }
    return NULL;
}

static struct watcher latency(unsigned cpu, double seconds, bool in_tee)
{
    struct watcher w = {.cpu = cpu, .seconds = seconds};
    struct looper l;

    looper_start(&l, cpu, in_tee);
    if (pthread_create(&w.thread, NULL, watcher_main, &w))
        err(2, "thread");
    pthread_join(w.thread, NULL);
    if (!looper_end(&l))
        check(false, "the looping TA ends");
    return w;
}

/* Another TA answers meanwhile, on the looping TA's CPU and on another. */
static void others_answer(unsigned cpu, unsigned calls)
{
    struct looper l;
    struct peer p;
    unsigned good = 0;

    looper_start(&l, cpu, true);
    for (unsigned i = 0; i < calls; i++) {
        bool right = false;

        pin(i % 2 ? cpu : 0);
        if (peer_open(&p, OTHER_TA, i))
            continue;
        good += !peer_echo(&p, i, i * i, &right) && right;
        peer_close(&p);
    }
    check(good == calls, "another TA answers %u calls while one loops", calls);
    check(looper_end(&l), "the looping TA ends, its client gets TARGET_DEAD");
}

int run_latency(int argc, char **argv)
{
    unsigned cpu = (unsigned)argument(argc, argv, 1, 1);
    double seconds = (double)argument(argc, argv, 2, 5);
    unsigned calls = (unsigned)argument(argc, argv, 3, 50);
    struct watcher plain, tee;
    unsigned tries = 0;

    if (calls)
        others_answer(cpu, calls);
    pin_beside(cpu);
    do {
        plain = latency(cpu, seconds, false);
        tee = latency(cpu, seconds, true);
        printf("# lateness of a real-time thread, us: while Linux loops %.0f "
               "mean, %.0f worst; while a TA loops %.0f mean, %.0f worst\n",
               plain.sum / (double)plain.n, plain.worst,
               tee.sum / (double)tee.n, tee.worst);
    } while (tee.n * 10 < plain.n * 9 && ++tries < TRIES);
    TEEC_FinalizeContext(context());
    check(tee.n * 10 >= plain.n * 9,
          "a real-time thread ran %lu times while a TA loops, %lu while Linux "
          "loops",
          tee.n, plain.n);
    return 0;
}

int run_loop(int argc, char **argv)
{
    struct looper l = {.cpu = (unsigned)argument(argc, argv, 1, 0),
                       .in_tee = true};

    looper_main(&l);
    printf("# 0x%08x\n", (unsigned)l.result);
    return l.result == TEEC_ERROR_TARGET_DEAD ? 0 : 1;
}
