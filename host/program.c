/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A CPU and a program hand over to each other with two semaphores, so a
 * program runs on a stack of its own and a debugger sees it as a thread, while
 * there is never more than one of the two that runs. A program ends by a jump
 * back to where its thread began, from the kernel call that it waits in; its
 * memory is gone only after that.
 */
#include "host/program.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "host/machine.h"

#define STACK_BYTES (2u << 20)

struct program {
    bool there;
    bool ending;
    pthread_t thread;
    sem_t go, stopped;
    sigjmp_buf base;
    struct arch_context *context;
    unsigned number;
    struct host_image image;
    uint8_t *stack;
};

static struct program table[PROCESS_SLOTS];
static _Thread_local struct program *self;

static void wait_for(sem_t *sem)
{
    while (sem_wait(sem) < 0 && errno == EINTR)
        ;
}

/* To the CPU and back. */
static void hand_over(struct program *g, unsigned number)
{
    g->number = number;
    sem_post(&g->stopped);
    wait_for(&g->go);
    if (g->ending)
        siglongjmp(g->base, 1);
}

void host_kcall(unsigned number, uint64_t x[17])
{
    struct program *g = self;

    memcpy(g->context->x, x, sizeof(g->context->x));
    hand_over(g, number);
    memcpy(x, g->context->x, sizeof(g->context->x));
}

uint64_t host_ticks(void)
{
    return machine_clock(CLOCK_MONOTONIC);
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
    struct program *g = self;

    (void)context;
    if (!g) {
        struct sigaction fatal = {.sa_handler = SIG_DFL};

        sigaction(signal, &fatal, NULL);
        return;
    }
    g->context->fault[0] = (uint64_t)signal;
    g->context->fault[1] = (uintptr_t)info->si_addr;
    for (;;)
        hand_over(g, HOST_FAULT);
}

void program_init(void)
{
    struct sigaction fault = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};

    sigaction(SIGSEGV, &fault, NULL);
    sigaction(SIGBUS, &fault, NULL);
    sigaction(SIGILL, &fault, NULL);
    sigaction(SIGFPE, &fault, NULL);
}

static void *program_main(void *argument)
{
    struct program *g = argument;
    const struct arch_context *c = g->context;

    self = g;
    wait_for(&g->go);
    if (g->image.stop)
        raise(SIGTRAP);
    if (!g->ending && sigsetjmp(g->base, 1) == 0)
        g->image.start(c->args[0], c->args[1], c->args[2]);
    return NULL;
}

/* False: there is no such program, or no memory for it. */
static bool program_start(struct program *g, struct process *p)
{
    pthread_attr_t attr;
    bool started;

    memset(g, 0, sizeof(*g));
    if (!host_image_open(p, &g->image))
        return false;
    g->context = &p->context;
    g->stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    sem_init(&g->go, 0, 0);
    sem_init(&g->stopped, 0, 0);
    pthread_attr_init(&attr);
    pthread_attr_setstack(&attr, g->stack, STACK_BYTES);
    started = g->stack != MAP_FAILED &&
              pthread_create(&g->thread, &attr, program_main, g) == 0;
    pthread_attr_destroy(&attr);
    g->there = started;
    return started;
}

unsigned host_program_run(struct process *p)
{
    struct program *g = &table[process_slot(p)];

    if (!g->there && !program_start(g, p)) {
        fprintf(stderr, "cella-host: no program for %s\n", p->name);
        p->context.fault[1] = ARCH_NO_ADDRESS;
        return HOST_FAULT;
    }
    sem_post(&g->go);
    wait_for(&g->stopped);
    machine_step(process_slot(p), g->number);
    return g->number;
}

void host_program_end(unsigned slot)
{
    struct program *g = &table[slot];

    if (g->there) {
        g->ending = true;
        sem_post(&g->go);
        pthread_join(g->thread, NULL);
        host_image_close(&g->image);
        munmap(g->stack, STACK_BYTES);
        g->there = false;
    }
}

bool host_native(unsigned slot, uint64_t address, bool write)
{
    const struct program *g = &table[slot];
    uint64_t stack = (uintptr_t)g->stack;

    if (!g->there)
        return false;
    if (address >= stack && address - stack < STACK_BYTES)
        return true;
    for (unsigned i = 0; i < g->image.ranges; i++) {
        const struct host_range *r = &g->image.range[i];

        if (address >= r->start && address < r->end)
            return r->writable || !write;
    }
    return false;
}
