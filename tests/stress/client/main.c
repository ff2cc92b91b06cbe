/* SPDX-License-Identifier: BSD-2-Clause */
/* The stress client: its subcommands, and what they share. */
#include "tests/stress/client/stress.h"

#include <err.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/stress/vector.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *manual;
} commands[] = {
    {"calls", run_calls, "THREADS CALLS SEED: every reply is the right one"},
    {"chaos", run_chaos,
     "SEED SECONDS [BLOWS]: everything at once; BLOWS: 1 kill, 2 CPUs, "
     "4 supplicant"},
    {"parallel", run_parallel, "ROUNDS: throughput of two CPUs and of one"},
    {"ticks", run_ticks, "CPU SECONDS: timer interrupts while a TA loops"},
    {"latency", run_latency,
     "CPU SECONDS [CALLS]: lateness while a TA loops; CALLS of others"},
    {"loop", run_loop, "CPU: calls a TA that never returns"},
    {"vector", run_vector, "CPUS SECONDS: patterns in vector registers"},
};

bool check(bool good, const char *format, ...)
{
    va_list args;

    printf(good ? "ok - " : "not ok - ");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
    return good;
}

uint32_t draw(uint64_t *seed)
{
    return (uint32_t)(vector_random(seed) >> 32);
}

double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void pin(unsigned cpu)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof(set), &set))
        err(2, "CPU %u", cpu);
}

uint64_t argument(int argc, char **argv, int n, uint64_t otherwise)
{
    return argc > n ? strtoull(argv[n], NULL, 0) : otherwise;
}

static TEEC_Context the_context;

static void context_make(void)
{
    TEEC_Result result = TEEC_InitializeContext(NULL, &the_context);

    if (result)
        errx(2, "no TEE: 0x%08x", (unsigned)result);
}

TEEC_Context *context(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, context_make);
    return &the_context;
}

TEEC_Result peer_open(struct peer *p, unsigned ta, uint32_t key)
{
    const TEEC_UUID uuid = STRESS_UUID((uint8_t)ta);
    TEEC_Operation operation = {
        .paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, 0, 0, 0),
        .params = {{.value = {key, 0}}},
    };
    TEEC_Result result;

    *p = (struct peer){
        .ta = ta, .key = key, .command = COMMAND_OPEN, .sent = operation};
    result = TEEC_OpenSession(context(), &p->session, &uuid, TEEC_LOGIN_PUBLIC,
                              NULL, &operation, &p->origin);
    p->open = result == TEEC_SUCCESS;
    return result;
}

void peer_close(struct peer *p)
{
    if (p->open)
        TEEC_CloseSession(&p->session);
    p->open = false;
}

TEEC_Result peer_invoke(struct peer *p, uint32_t command, uint32_t types,
                        TEEC_Operation *operation)
{
    operation->paramTypes = types;
    p->command = command;
    p->sent = *operation;
    return TEEC_InvokeCommand(&p->session, command, operation, &p->origin);
}

TEEC_Result peer_value(struct peer *p, uint32_t command, uint32_t value)
{
    TEEC_Operation operation = {.params = {{.value = {value, 0}}}};

    return peer_invoke(p, command, TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, 0, 0, 0),
                       &operation);
}

TEEC_Result peer_echo(struct peer *p, uint32_t a, uint32_t b, bool *right)
{
    TEEC_Operation operation = {.params = {{.value = {a, b}}}};
    TEEC_Result result =
        peer_invoke(p, STRESS_ECHO, TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, 0, 0, 0),
                    &operation);

    *right = operation.params[0].value.a == stress_mix(p->key, a) &&
             operation.params[0].value.b == stress_mix(p->key, b);
    return result;
}

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
        if (argc > 1 && strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
        fprintf(stderr, "stress %s %s\n", commands[i].name, commands[i].manual);
    return 2;
}
