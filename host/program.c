/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A CPU and a program hand over to each other with two semaphores, so a
 * program runs on a stack of its own and a debugger sees it as a thread, while
 * there is never more than one of the two that runs. A CPU that has waited for
 * a slice sends a signal, whose handler hands over in the midst of the
 * program. A program ends by a jump
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

#include "host/kill.h"
#include "host/machine.h"

#define STACK_BYTES (2u << 20)

/* Where faults are handled: the stack may be what is at fault. */
#define ALTERNATE   (64u << 10)
#define STACK_WHOLE (ALTERNATE + PAGE_SIZE + STACK_BYTES)
#define STACK_START (ALTERNATE + PAGE_SIZE)

#define INTERRUPT SIGURG /* debuggers pass it on and say nothing */

struct program {
    bool there;
    bool ending;
    volatile sig_atomic_t running; /* its own code */
    pthread_t thread;
    sem_t go, stopped;
    sigjmp_buf base;
    struct arch_context *context;
    unsigned number;
    struct host_image image;
    uint8_t *stack; /* with a guard page at its end, and ALTERNATE below */
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
    g->running = 0;
    g->number = number;
    sem_post(&g->stopped);
    wait_for(&g->go);
    if (g->ending)
        siglongjmp(g->base, 1);
    g->running = 1;
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

/* Between its own code and the CPU it is left alone: it stops soon. */
static void on_interrupt(int signal)
{
    int error = errno;

    (void)signal;
    if (self && self->running)
        hand_over(self, HOST_INTERRUPT);
    errno = error;
}

void program_init(void)
{
    struct sigaction fault = {.sa_sigaction = on_fault,
                              .sa_flags = SA_SIGINFO | SA_ONSTACK};
    struct sigaction interrupt = {.sa_handler = on_interrupt,
                                  .sa_flags = SA_RESTART};

    sigaction(INTERRUPT, &interrupt, NULL);

    sigaction(SIGSEGV, &fault, NULL);
    sigaction(SIGBUS, &fault, NULL);
    sigaction(SIGILL, &fault, NULL);
    sigaction(SIGFPE, &fault, NULL);
}

static void *program_main(void *argument)
{
    struct program *g = argument;
    const struct arch_context *c = g->context;
    const stack_t alternate = {.ss_sp = g->stack, .ss_size = ALTERNATE};
    stack_t before;

    self = g;
    sigaltstack(&alternate, &before);
    wait_for(&g->go);
    if (g->image.stop)
        raise(SIGTRAP);
    if (!g->ending && sigsetjmp(g->base, 1) == 0) {
        g->running = 1;
        g->image.start(c->args[0], c->args[1], c->args[2]);
    }
    /* A sanitizer frees the one that it finds. */
    sigaltstack(&before, NULL);
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
    g->stack = mmap(NULL, STACK_WHOLE, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    sem_init(&g->go, 0, 0);
    sem_init(&g->stopped, 0, 0);
    pthread_attr_init(&attr);
    pthread_attr_setstack(&attr, g->stack + STACK_START, STACK_BYTES);
    started = g->stack != MAP_FAILED &&
              mprotect(g->stack + ALTERNATE, PAGE_SIZE, PROT_NONE) == 0 &&
              pthread_create(&g->thread, &attr, program_main, g) == 0;
    pthread_attr_destroy(&attr);
    g->there = started;
    return started;
}

/* Until it has stopped, which it is made to after a slice. */
static void wait_stopped(struct program *g, bool masked)
{
    const uint64_t slice = masked ? 0 : machine_slice() * 1000000ull;
    uint64_t at = machine_clock(CLOCK_REALTIME);
    struct timespec until;

    if (!slice) {
        wait_for(&g->stopped);
        return;
    }
    for (;;) {
        at += slice;
        until.tv_sec = (time_t)(at / 1000000000);
        until.tv_nsec = (long)(at % 1000000000);
        if (sem_timedwait(&g->stopped, &until) == 0)
            return;
        if (errno == ETIMEDOUT)
            pthread_kill(g->thread, INTERRUPT);
    }
}

static unsigned fault_without_address(struct process *p)
{
    p->context.fault[0] = 0;
    p->context.fault[1] = ARCH_NO_ADDRESS;
    return HOST_FAULT;
}

unsigned host_program_run(struct process *p)
{
    struct program *g = &table[process_slot(p)];

    if (!g->there && !program_start(g, p)) {
        fprintf(stderr, "cella-host: no program for %s\n", p->name);
        return fault_without_address(p);
    }
    if (kill_before_event(p, g->number))
        return fault_without_address(p);
    sem_post(&g->go);
    wait_stopped(g, p->context.masked);
    machine_step(process_slot(p), g->number);
    if (kill_before_answer(p, g->number))
        return fault_without_address(p);
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
        munmap(g->stack, STACK_WHOLE);
        g->there = false;
    }
}

bool host_native(unsigned slot, uint64_t address, bool write)
{
    const struct program *g = &table[slot];
    uint64_t stack = (uintptr_t)g->stack + STACK_START;

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
