/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Do two TAs on two CPUs run at the same time? Each round measures in turn,
 * for the same while, work done on one CPU and on two, of TAs and, as the
 * measure of what the machine can, of a loop in Linux. The emulator's host
 * may be busy, so the medians of the rounds are compared.
 */
#include "tests/stress/client/stress.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/stress/vector.h"

#define SPIN_ROUNDS  8000000
#define MEASURE_S    0.4
#define ROUNDS_MAX   64
#define RATIO_WANTED 1.7

struct worker {
    pthread_t thread;
    unsigned cpu;
    bool in_tee;
    double end;
    unsigned long done;
    struct peer peer;
};

static void *worker_main(void *argument)
{
    struct worker *w = argument;

    pin(w->cpu);
    while (now() < w->end) {
        if (!w->in_tee)
            vector_spin(SPIN_ROUNDS);
        else if (peer_value(&w->peer, STRESS_SPIN, SPIN_ROUNDS))
            break;
        w->done++;
    }
    return NULL;
}

/* Work of `n` CPUs together, a second. */
static double throughput(struct worker *w, unsigned n, bool in_tee)
{
    double begun = now();
    unsigned long done = 0;

    for (unsigned i = 0; i < n; i++) {
        w[i].in_tee = in_tee;
        w[i].cpu = i;
        w[i].done = 0;
        w[i].end = begun + MEASURE_S;
        pthread_create(&w[i].thread, NULL, worker_main, &w[i]);
    }
    for (unsigned i = 0; i < n; i++) {
        pthread_join(w[i].thread, NULL);
        done += w[i].done;
    }
    return (double)done / (now() - begun);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *v, unsigned n)
{
    qsort(v, n, sizeof(*v), compare);
    return v[n / 2];
}

int run_parallel(int argc, char **argv)
{
    unsigned rounds = (unsigned)argument(argc, argv, 1, 9);
    double tee[ROUNDS_MAX], linux_loop[ROUNDS_MAX];
    struct worker w[2] = {{.cpu = 0}, {.cpu = 1}};
    double t, l;

    if (rounds == 0 || rounds > ROUNDS_MAX || peer_open(&w[0].peer, 0, 1) ||
        peer_open(&w[1].peer, 1, 2))
        return 2;
    for (unsigned i = 0; i < rounds; i++) {
        double one = throughput(w, 1, true);

        tee[i] = throughput(w, 2, true) / one;
        one = throughput(w, 1, false);
        linux_loop[i] = throughput(w, 2, false) / one;
    }
    peer_close(&w[0].peer);
    peer_close(&w[1].peer);
    TEEC_FinalizeContext(context());
    t = median(tee, rounds);
    l = median(linux_loop, rounds);
    /* What the machine can do at all is the measure: a host without two free
     * CPUs cannot run two guest CPUs at once. */
    check(t >= l * RATIO_WANTED / 2,
          "two TAs on two CPUs: %.2f times the work of one (a loop in Linux: "
          "%.2f)",
          t, l);
    return 0;
}
