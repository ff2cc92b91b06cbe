/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RAM is a file, whose pages are mapped a second time where a process sees
 * them; what is shared with a client is in a file of its own, mapped over it,
 * and `shared` says where. A thread that makes an SMC takes a CPU for as long.
 * With a seed, the CPUs that are inside take turns: one has the turn and gives
 * it on, at each kernel call and where it would spin, to the next that the seed
 * chooses. Lock order: kernel lock, then `turn.lock`.
 */
#include "host/machine.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "host/fault.h"
#include "host/program.h"

#define NOBODY     (-1)
#define INTERRUPTS 64u /* one in so many kernel calls, with a seed */

static struct {
    struct machine_options options;
    int file; /* secure RAM, then normal RAM */
    uint8_t *secure, *normal;
    struct {
        uint32_t file; /* 0: no */
        uint32_t page; /* of the file */
    } * shared;        /* by page of normal RAM */
    pthread_mutex_t kernel_lock;
    uint64_t random;
    uint64_t slept; /* nanoseconds */
} machine = {.kernel_lock = PTHREAD_MUTEX_INITIALIZER};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct cpu cpu[CPUS_MAX];
    bool taken[CPUS_MAX];
    bool waiting[CPUS_MAX]; /* for the turn */
    int holder;
    uint64_t random;
    uint64_t steps, hash; /* of who has the turn */
} turn = {.lock = PTHREAD_MUTEX_INITIALIZER,
          .changed = PTHREAD_COND_INITIALIZER,
          .holder = NOBODY};

static _Thread_local struct cpu *this_cpu;

/* splitmix64 */
static uint64_t random_next(uint64_t *state)
{
    uint64_t value = *state += 0x9e3779b97f4a7c15ull;

    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ull;
    value = (value ^ value >> 27) * 0x94d049bb133111ebull;
    return value ^ value >> 31;
}

static void random_fill(void *buf, size_t n)
{
    uint8_t *p = buf;

    if (!machine.options.seed && getentropy(buf, n) == 0)
        return;
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)random_next(&machine.random);
}

/* ---- turns ---- */

/* Gives the turn to one of those who wait for it. turn.lock is held. */
static void turn_give(void)
{
    unsigned n = 0, choice;

    turn.holder = NOBODY;
    for (unsigned i = 0; i < CPUS_MAX; i++)
        n += turn.waiting[i];
    if (n == 0)
        return;
    choice = n == 1 ? 0 : (unsigned)(random_next(&turn.random) % n);
    for (unsigned i = 0; i < CPUS_MAX && turn.holder == NOBODY; i++)
        if (turn.waiting[i] && choice-- == 0)
            turn.holder = (int)i;
    pthread_cond_broadcast(&turn.changed);
}

/* turn.lock is held. */
static void turn_wait(unsigned id)
{
    turn.waiting[id] = true;
    if (turn.holder == NOBODY)
        turn_give();
    while (turn.holder != (int)id)
        pthread_cond_wait(&turn.changed, &turn.lock);
    turn.waiting[id] = false;
}

static void turn_pass(unsigned id)
{
    pthread_mutex_lock(&turn.lock);
    turn.holder = NOBODY;
    turn.waiting[id] = true;
    turn_give();
    turn_wait(id);
    pthread_mutex_unlock(&turn.lock);
}

/* turn.lock is held. */
static struct cpu *cpu_free(void)
{
    for (unsigned i = 0; i < CPUS_MAX; i++)
        if (!turn.taken[i])
            return &turn.cpu[i];
    return NULL;
}

static struct cpu *cpu_take(void)
{
    struct cpu *cpu;

    pthread_mutex_lock(&turn.lock);
    while (!(cpu = cpu_free()))
        pthread_cond_wait(&turn.changed, &turn.lock);
    cpu->id = (unsigned)(cpu - turn.cpu);
    turn.taken[cpu->id] = true;
    if (machine.options.seed)
        turn_wait(cpu->id);
    pthread_mutex_unlock(&turn.lock);
    return cpu;
}

static void cpu_release(struct cpu *cpu)
{
    pthread_mutex_lock(&turn.lock);
    turn.taken[cpu->id] = false;
    if (machine.options.seed)
        turn_give();
    pthread_cond_broadcast(&turn.changed);
    pthread_mutex_unlock(&turn.lock);
}

/* One of those that --seed makes come in the same order each time. */
static void step_note(unsigned cpu, uint64_t what)
{
    if (!machine.options.seed)
        return;
    __atomic_add_fetch(&turn.steps, 1, __ATOMIC_RELAXED);
    turn.hash ^= what << 8 | cpu;
    turn.hash = random_next(&turn.hash);
}

void machine_step(unsigned slot, unsigned number)
{
    step_note(this_cpu->id, number << 8 | slot);
}

unsigned machine_slice(void)
{
    return machine.options.slice_ms;
}

void machine_trace(uint64_t *steps, uint64_t *hash)
{
    *steps = turn.steps;
    *hash = turn.hash;
}

void machine_smc(uint64_t regs[8], bool fast)
{
    uint64_t words[KMSG_WORDS] = {0};
    struct cpu *cpu = cpu_take();

    memcpy(words, regs, 8 * sizeof(words[0]));
    this_cpu = cpu;
    step_note(cpu->id, regs[0]);
    host_smc(cpu, words, fast);
    memcpy(regs, cpu->nw, sizeof(cpu->nw));
    step_note(cpu->id, regs[0]);
    this_cpu = NULL;
    cpu_release(cpu);
}

bool host_interrupt(const struct cpu *cpu)
{
    if (!machine.options.seed)
        return false;
    turn_pass(cpu->id);
    return random_next(&turn.random) % INTERRUPTS == 0;
}

bool host_interrupt_pending(const struct cpu *cpu)
{
    (void)cpu;
    return machine.options.seed && random_next(&turn.random) % INTERRUPTS == 0;
}

void arch_relax(void)
{
    if (machine.options.seed && this_cpu)
        turn_pass(this_cpu->id);
    else
        sched_yield();
}

void arch_lock(void)
{
    pthread_mutex_lock(&machine.kernel_lock);
}

void arch_unlock(void)
{
    pthread_mutex_unlock(&machine.kernel_lock);
}

/* ---- memory ---- */

/* Maps the file's bytes from `from` on; anywhere if `at` is NULL, else there,
 * over whatever is there if `over`. False with errno set. */
static bool file_map(uint8_t **at, size_t bytes, int protection, bool over,
                     int file, size_t from)
{
    int flags = !*at ? 0 : over ? MAP_FIXED : MAP_FIXED_NOREPLACE;
    void *got =
        mmap(*at, bytes, protection, MAP_SHARED | flags, file, (off_t)from);

    if (got == MAP_FAILED || (*at && got != *at))
        return false;
    *at = got;
    return true;
}

static bool ram_make(const struct machine_options *o)
{
    size_t bytes = o->secure_bytes + o->normal_bytes;

    machine.shared =
        calloc(o->normal_bytes / PAGE_SIZE, sizeof(*machine.shared));
    machine.file = memfd_create("ram", MFD_CLOEXEC);
    if (!machine.shared || machine.file < 0 ||
        ftruncate(machine.file, (off_t)bytes) < 0 ||
        !file_map(&machine.secure, bytes, PROT_READ | PROT_WRITE, false,
                  machine.file, 0))
        return false;
    machine.normal = machine.secure + o->secure_bytes;
    return true;
}

static void shared_note(const uint8_t *base, size_t pages, int file)
{
    size_t first = (size_t)(base - machine.normal) / PAGE_SIZE;

    for (size_t i = 0; i < pages; i++) {
        machine.shared[first + i].file = (uint32_t)file;
        machine.shared[first + i].page = (uint32_t)i;
    }
}

int machine_share(uint8_t *base, size_t pages)
{
    int file = memfd_create("shared", MFD_CLOEXEC);

    if (file <= 0)
        return -1;
    if (ftruncate(file, (off_t)(pages * PAGE_SIZE)) == 0 &&
        file_map(&base, pages * PAGE_SIZE, PROT_READ | PROT_WRITE, true, file,
                 0)) {
        shared_note(base, pages, file);
        return file;
    }
    close(file);
    return -1;
}

bool machine_unshare(uint8_t *base, size_t pages)
{
    size_t from = (size_t)(base - machine.secure);
    int file =
        (int)machine.shared[(size_t)(base - machine.normal) / PAGE_SIZE].file;

    if (!file_map(&base, pages * PAGE_SIZE, PROT_READ | PROT_WRITE, true,
                  machine.file, from))
        return false;
    shared_note(base, pages, 0);
    close(file);
    return true;
}

void *machine_normal_ram(size_t *bytes)
{
    *bytes = machine.options.normal_bytes;
    return machine.normal;
}

bool arch_is_normal_ram(paddr_t pa, uint64_t length)
{
    uint64_t start = (uintptr_t)machine.normal;
    uint64_t size = machine.options.normal_bytes;

    return pa >= start && length <= size && pa - start <= size - length;
}

/* Code in these pages is the device's: it is data here. */
void host_page_map(uint64_t at, void *page, uint32_t rights)
{
    uint8_t *to = (uint8_t *)(uintptr_t)at;
    int protection = PROT_READ | (rights & KMAP_WRITE ? PROT_WRITE : 0);
    size_t from = (size_t)((uint8_t *)page - machine.secure);
    int file = machine.file;

    if (from >= machine.options.secure_bytes) {
        size_t n = (from - machine.options.secure_bytes) / PAGE_SIZE;

        if (machine.shared[n].file) {
            file = (int)machine.shared[n].file;
            from = machine.shared[n].page * (size_t)PAGE_SIZE;
        }
    }
    if (!file_map(&to, PAGE_SIZE, protection, false, file, from)) {
        perror("cella-host: cannot map memory");
        abort();
    }
}

void host_page_unmap(uint64_t at, uint32_t n)
{
    munmap((void *)(uintptr_t)at, (size_t)n * PAGE_SIZE);
}

/* ---- devices ---- */

#define STEP_NS 1000u
#define EPOCH   1700000000000000000ull

uint64_t machine_clock(clockid_t clock)
{
    struct timespec now;

    if (machine.options.seed)
        return (clock == CLOCK_REALTIME ? EPOCH : 0) +
               __atomic_load_n(&turn.steps, __ATOMIC_RELAXED) * STEP_NS +
               __atomic_load_n(&machine.slept, __ATOMIC_RELAXED);
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void machine_clock_forward(uint64_t milliseconds)
{
    __atomic_add_fetch(&machine.slept, milliseconds * 1000000,
                       __ATOMIC_RELAXED);
}

void arch_console_write(const char *text, size_t n)
{
    if (machine.options.log)
        machine.options.log(text, n);
    else if (write(STDERR_FILENO, text, n) < 0)
        return;
}

uint64_t arch_random(void)
{
    uint64_t value;

    random_fill(&value, sizeof(value));
    return value;
}

bool arch_seed(uint8_t seed[KSEED_BYTES])
{
    random_fill(seed, KSEED_BYTES);
    return fault_operation(DEVICE_RNG) == FAULT_NONE;
}

/* No secret: the same on every host. */
bool arch_huk(uint8_t key[KHUK_BYTES])
{
    for (unsigned i = 0; i < KHUK_BYTES; i++)
        key[i] = (uint8_t)i;
    return fault_operation(DEVICE_HUK) == FAULT_NONE;
}

void arch_stop(void)
{
    fputs("cella-host: the kernel stopped\n", stderr);
    abort();
}

bool machine_boot(const struct machine_options *options, const void *bundle,
                  size_t size)
{
    machine.options = *options;
    machine.random = options->seed;
    turn.random = ~options->seed;
    if (size > options->secure_bytes || !ram_make(options))
        return false;
    memcpy(machine.secure, bundle, size);
    program_init();
    kernel_init(arch_physical(machine.secure),
                arch_physical(machine.secure + options->secure_bytes));
    return true;
}
