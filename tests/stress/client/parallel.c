/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Do two TAs on two CPUs run at the same time? Each round measures in turn,
 * for the same short while, work done on one CPU and on two, of TAs and, as the
 * measure of what the machine can, of a loop in Linux. The emulator's host
 * may be busy, so there are many rounds, and their sums are compared.
 */
#include "tests/stress/client/stress.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/stress/vector.h"

#define SPIN_ROUNDS  8000000
#define MEASURE_S    0.1
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

int run_parallel(int argc, char **argv)
{
    unsigned rounds = (unsigned)argument(argc, argv, 1, 40);
    struct worker w[2] = {{.cpu = 0}, {.cpu = 1}};
    double done[2][2] = {{0}}; /* in Linux or TAs; of one CPU or two */
    double t, l;

    if (peer_open(&w[0].peer, 0, 1) || peer_open(&w[1].peer, 1, 2))
        return 2;
    for (unsigned i = 0; i < rounds; i++)
        for (unsigned n = 1; n <= 2; n++) {
            done[true][n - 1] += throughput(w, n, true);
            done[false][n - 1] += throughput(w, n, false);
        }
    peer_close(&w[0].peer);
    peer_close(&w[1].peer);
    TEEC_FinalizeContext(context());
    t = done[true][1] / done[true][0];
    l = done[false][1] / done[false][0];
    /* A host without two free CPUs cannot run two guest CPUs at once. */
    check(t >= RATIO_WANTED || (l < 1.9 && t >= l * RATIO_WANTED / 2),
          "two TAs on two CPUs: %.2f times the work of one (a loop in Linux: "
          "%.2f)",
          t, l);
    return 0;
}
