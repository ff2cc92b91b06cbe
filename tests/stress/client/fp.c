/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns in vector registers, on each CPU at the same time: of a program
 * that only keeps them (V registers), of one that keeps Z and P registers
 * with a vector length of its own, of the caller of a TA, across the call,
 * and of that TA across all that it does. Nobody may see another's.
 *
 * Compiled without vector registers, so that nothing else here touches them.
 */
#include "tests/stress/client/stress.h"

#include <err.h>
#include <linux/tee.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/stress/vector.h"

#define CPUS_MAX  8
#define CALLERS   2 /* on each CPU */
#define FP_ROUNDS 25
#define KEEP_SPIN 30000
#define SVE_MAX   (35 * 256)

static volatile int stop;

struct party {
    pthread_t thread;
    unsigned cpu, number;
    unsigned long rounds, damaged;
    unsigned long in_ta; /* of callers: the TA's own */
    unsigned long failed;
    size_t bytes; /* SVE: of a Z register */
};

static void *v_keeper(void *argument)
{
    struct party *p = argument;
    struct vector want, got;

    pin(p->cpu);
    for (; !stop; p->rounds++) {
        vector_fill(&want, p->number * 1000003ull + p->rounds);
        vector_load(&want);
        vector_spin(KEEP_SPIN);
        vector_store(&got);
        p->damaged += !vector_equal(&want, &got);
    }
    return NULL;
}

/* 32 Z, 16 P and FFR, which must be ones from the lowest bit on. */
static size_t sve_fill(uint8_t *at, size_t z, uint64_t seed)
{
    size_t size = 32 * z + 16 * (z / 8);

    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)(vector_random(&seed) >> 40);
    memset(at + size, seed & 1 << 7 ? 0xff : 0, z / 8);
    return size + z / 8;
}

static void *z_keeper(void *argument)
{
    static const unsigned long lengths[] = {256, 16, 64, 32};
    _Alignas(16) uint8_t want[SVE_MAX], got[SVE_MAX];
    struct party *p = argument;

    pin(p->cpu);
    prctl(PR_SVE_SET_VL, lengths[p->number % 4]);
    p->bytes = sve_bytes();
    for (; !stop; p->rounds++) {
        size_t size =
            sve_fill(want, p->bytes, p->number * 1000003ull + p->rounds);

        sve_load(want);
        vector_spin(KEEP_SPIN);
        sve_store(got);
        p->damaged += memcmp(want, got, size) != 0;
    }
    return NULL;
}

/* FP of a TA, with a pattern of the caller's own in the registers. */
static void call(struct party *p, struct peer *peer)
{
    struct {
        struct tee_ioctl_invoke_arg arg;
        struct tee_ioctl_param param[TEEC_CONFIG_PAYLOAD_REF_COUNT];
    } m;
    struct tee_ioctl_buf_data data = {(uintptr_t)&m, sizeof(m)};
    struct vector want, got;
    long error;

    memset(&m, 0, sizeof(m));
    m.arg.func = STRESS_FP;
    m.arg.session = peer->session.imp.session_id;
    m.arg.num_params = TEEC_CONFIG_PAYLOAD_REF_COUNT;
    m.param[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
    m.param[0].a = p->number * 77 + p->rounds;
    m.param[0].b = FP_ROUNDS;
    vector_fill(&want, p->number * 7919ull + p->rounds);
    vector_load(&want);
    error = syscall(SYS_ioctl, context()->imp.fd, TEE_IOC_INVOKE, &data);
    vector_store(&got);
    p->rounds++;
    p->damaged += !vector_equal(&want, &got);
    p->failed += error || m.arg.ret;
    if (m.param[0].a && !p->in_ta++)
        printf("# TA %u: round %u, kind %u\n", peer->ta, (unsigned)m.param[0].a,
               (unsigned)m.param[0].b);
}

static void *caller(void *argument)
{
    struct party *p = argument;
    struct peer peer;

    pin(p->cpu);
    if (peer_open(&peer, p->number % STRESS_TAS, p->number)) {
        p->failed++;
        return NULL;
    }
    while (!stop)
        call(p, &peer);
    peer_close(&peer);
    return NULL;
}

static void start(struct party *p, unsigned cpu, unsigned number,
                  void *(*run)(void *))
{
    *p = (struct party){.cpu = cpu, .number = number};
    if (pthread_create(&p->thread, NULL, run, p))
        err(2, "thread");
}

static struct party join(struct party *p, unsigned n)
{
    struct party sum = {.rounds = 0};

    for (unsigned i = 0; i < n; i++) {
        pthread_join(p[i].thread, NULL);
        sum.rounds += p[i].rounds;
        sum.damaged += p[i].damaged;
        sum.in_ta += p[i].in_ta;
        sum.failed += p[i].failed;
        if (p[i].bytes > sum.bytes)
            sum.bytes = p[i].bytes;
    }
    return sum;
}

static void report(const char *who, struct party sum)
{
    check(sum.rounds && !sum.damaged && !sum.failed,
          "%s: %lu rounds, %lu damaged, %lu failed", who, sum.rounds,
          sum.damaged, sum.failed);
}

int run_vector(int argc, char **argv)
{
    unsigned cpus = (unsigned)argument(argc, argv, 1, 1);
    unsigned seconds = (unsigned)argument(argc, argv, 2, 10);
    unsigned callers = argument(argc, argv, 3, 1) ? cpus * CALLERS : 0;
    int has_sve = (getauxval(AT_HWCAP) & HWCAP_SVE) != 0;
    static struct party v[CPUS_MAX], z[CPUS_MAX], c[CPUS_MAX * CALLERS];
    struct party sum;

    if (cpus > CPUS_MAX)
        return 2;
    for (unsigned i = 0; i < cpus; i++) {
        start(&v[i], i, i, v_keeper);
        if (has_sve)
            start(&z[i], i, i, z_keeper);
    }
    for (unsigned i = 0; i < callers; i++)
        start(&c[i], i % cpus, i, caller);
    sleep(seconds);
    stop = 1;
    report("V registers of programs beside calls", join(v, cpus));
    if (has_sve) {
        sum = join(z, cpus);
        printf("# the longest Z register has %u bytes\n", (unsigned)sum.bytes);
        report("Z and P registers of programs beside calls", sum);
    }
    if (callers) {
        sum = join(c, callers);
        report("V registers of callers", sum);
        check(!sum.in_ta, "V registers of TAs: %lu calls of %u rounds",
              sum.rounds, FP_ROUNDS);
        TEEC_FinalizeContext(context());
    }
    return 0;
}
