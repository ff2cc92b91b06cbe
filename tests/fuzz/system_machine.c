/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See system_machine.h. A part's variables are copied when it was loaded, and
 * copied back before a boot (kernel) or a start (services): all of its
 * writable segment but the counters of fuzzer and coverage. A program's stack
 * is its coroutine's; it is forgotten, not unwound, when the program ends.
 */
#include "tests/fuzz/system_machine.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

#include "abi/bundle.h"
#include "host/program_call.h"
#include "tests/fuzz/fuzz.h"

#define SECURE_PAGES 640u
#define RAM_BYTES    ((size_t)(SECURE_PAGES + NORMAL_PAGES) * PAGE_SIZE)
#define STACK_BYTES  (128u << 10)

typedef void (*program)(uint64_t pid, uint64_t isar0, uint64_t argument);

struct part {
    const char *name;
    void *handle;
    uint8_t *start, *end; /* all of it that is loaded */
    uint8_t *vars, *stop; /* what is put back, */
    uint8_t *counters[4]; /* but for these two ranges */
    uint8_t *copy;
};

enum { PART_KERNEL, PART_GATEWAY, PART_TAMGR, PARTS };

static struct part parts[PARTS] = {{.name = "system-kernel.so"},
                                   {.name = "system-gateway.so"},
                                   {.name = "system-tamgr.so"}};

struct coroutine {
    bool there;
    ucontext_t context;
    uint8_t *stack;
    void *fake; /* the sanitizer's */
    struct arch_context *regs;
    program start;
    unsigned number;
};

static struct {
    uint8_t *ram;
    int file;
    uint64_t now;
    struct cpu cpu[CPUS_MAX];
    struct coroutine table[PROCESS_SLOTS], *current;
    ucontext_t home;
    void *home_fake;
    const void *home_stack;
    size_t home_size;
} machine;

struct machine_choices choices;

static void (*kernel_init_fn)(paddr_t bundle, paddr_t end);
static void (*host_smc_fn)(struct cpu *cpu, const uint64_t *regs, bool fast);

/* ---- parts ---- */

/* No byte of it may be instrumented: red zones are copied, too. */
__attribute__((no_sanitize("address", "undefined", "coverage"))) static void
copy_raw(uint8_t *to, const uint8_t *from, size_t n)
{
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n)::"memory");
}

static void part_restore(const struct part *p)
{
    uint8_t *at = p->vars;

    while (at < p->stop) {
        uint8_t *end = p->stop, *next = p->stop;

        for (unsigned i = 0; i < 4; i += 2)
            if (p->counters[i] >= at && p->counters[i] < end) {
                end = p->counters[i];
                next = p->counters[i + 1];
            }
        copy_raw(at, p->copy + (at - p->vars), (size_t)(end - at));
        at = next;
    }
}

static int part_find(struct dl_phdr_info *info, size_t size, void *context)
{
    struct part *p = context;
    const char *name = strrchr(info->dlpi_name, '/');

    (void)size;
    if (!name || strcmp(name + 1, p->name) != 0)
        return 0;
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
        uint8_t *start = (uint8_t *)info->dlpi_addr + ph->p_vaddr;

        if (ph->p_type == PT_LOAD && (!p->start || start < p->start))
            p->start = start;
        if (ph->p_type == PT_LOAD && start + ph->p_memsz > p->end)
            p->end = start + ph->p_memsz;
        if (ph->p_type == PT_LOAD && ph->p_flags & PF_W) {
            p->vars = p->vars > start ? p->vars : start;
            p->stop = start + ph->p_memsz;
        }
        if (ph->p_type == PT_GNU_RELRO)
            p->vars = (uint8_t *)(((uintptr_t)start + ph->p_memsz + 4095) &
                                  ~(uintptr_t)4095);
    }
    return 1;
}

static void part_load(struct part *p)
{
    void (*counters)(uint8_t **);
    char path[512];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 64);

    CHECK(n > 0);
    path[n] = 0;
    strcpy(strrchr(path, '/') + 1, p->name);
    p->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!p->handle)
        fprintf(stderr, "%s\n", dlerror());
    CHECK(p->handle && dl_iterate_phdr(part_find, p));
    *(void **)&counters = dlsym(p->handle, "part_counters");
    CHECK(counters && p->vars < p->stop);
    counters(p->counters);
    p->copy = malloc((size_t)(p->stop - p->vars));
    CHECK(p->copy);
    copy_raw(p->copy, p->vars, (size_t)(p->stop - p->vars));
}

static bool part_owns(const struct part *p, uint64_t address)
{
    return address - (uintptr_t)p->start < (uintptr_t)(p->end - p->start);
}

/* Coverage counts from here on, so the parts are there before the fuzzer
 * looks. */
__attribute__((constructor)) static void parts_load(void)
{
    for (unsigned i = 0; i < PARTS; i++)
        part_load(&parts[i]);
    *(void **)&kernel_init_fn = dlsym(parts[0].handle, "kernel_init");
    *(void **)&host_smc_fn = dlsym(parts[0].handle, "host_smc");
    CHECK(kernel_init_fn && host_smc_fn);
}

/* ---- programs ---- */

static void coroutine_main(void)
{
    struct coroutine *g = machine.current;
    const struct arch_context *c = g->regs;

    __sanitizer_finish_switch_fiber(NULL, &machine.home_stack,
                                    &machine.home_size);
    g->start(c->args[0], c->args[1], c->args[2]);
    CHECK(false);
}

static void hand_over(unsigned number)
{
    struct coroutine *g = machine.current;

    g->number = number;
    __sanitizer_start_switch_fiber(&g->fake, machine.home_stack,
                                   machine.home_size);
    swapcontext(&g->context, &machine.home);
    __sanitizer_finish_switch_fiber(g->fake, &machine.home_stack,
                                    &machine.home_size);
}

void host_kcall(unsigned number, uint64_t x[17])
{
    struct arch_context *regs = machine.current->regs;

    memcpy(regs->x, x, sizeof(regs->x));
    regs->fault[1] = ARCH_NO_ADDRESS;
    hand_over(number);
    memcpy(x, regs->x, sizeof(regs->x));
}

uint64_t host_ticks(void)
{
    return machine.now += 1000;
}

static void coroutine_start(struct coroutine *g, struct process *p)
{
    unsigned slot = process_slot(p);

    g->start = slot >= SERVICE_LIMIT ? ta_start
               : slot == SERVICE_NV  ? nv_start
                                     : crypto_start;
    if (slot == SERVICE_GATEWAY || slot == SERVICE_TAMGR) {
        struct part *part = &parts[slot];

        part_restore(part);
        *(void **)&g->start = dlsym(part->handle, "program_start");
    }
    if (!g->stack)
        g->stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(g->stack != MAP_FAILED);
    __asan_unpoison_memory_region(g->stack, STACK_BYTES);
    g->there = true;
    g->fake = NULL;
    g->regs = &p->context;
    getcontext(&g->context);
    g->context.uc_stack.ss_sp = g->stack;
    g->context.uc_stack.ss_size = STACK_BYTES;
    g->context.uc_link = NULL;
    makecontext(&g->context, coroutine_main, 0);
}

static bool is_doomed(struct process *p)
{
    unsigned slot = process_slot(p);

    if (choices.doomed_after == 0 || slot != choices.doomed ||
        --choices.doomed_after > 0)
        return false;
    p->context.fault[0] = 0xdead;
    p->context.fault[1] = ARCH_NO_ADDRESS;
    return true;
}

unsigned host_program_run(struct process *p)
{
    struct coroutine *g = &machine.table[process_slot(p)];

    if (is_doomed(p))
        return HOST_FAULT;
    if (!g->there)
        coroutine_start(g, p);
    machine.current = g;
    __sanitizer_start_switch_fiber(&machine.home_fake, g->stack, STACK_BYTES);
    swapcontext(&machine.home, &g->context);
    __sanitizer_finish_switch_fiber(machine.home_fake, NULL, NULL);
    return g->number;
}

void host_program_end(unsigned slot)
{
    machine.table[slot].there = false;
}

bool host_native(unsigned slot, uint64_t address, bool write)
{
    const struct coroutine *g = &machine.table[slot];
    const struct part *part = &parts[slot % PARTS];

    if (!g->there)
        return false;
    if (address - (uintptr_t)g->stack < STACK_BYTES)
        return true;
    if (slot != SERVICE_GATEWAY && slot != SERVICE_TAMGR)
        return false;
    return part_owns(part, address) &&
           (!write || address >= (uintptr_t)part->vars);
}

/* ---- the rest of what the machine half needs ---- */

static uint64_t random_next(void)
{
    uint64_t value = choices.random += 0x9e3779b97f4a7c15ull;

    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ull;
    value = (value ^ value >> 27) * 0x94d049bb133111ebull;
    return value ^ value >> 31;
}

static bool interrupt_now(void)
{
    return choices.interrupts && random_next() % choices.interrupts == 0;
}

bool host_interrupt(const struct cpu *cpu)
{
    (void)cpu;
    return interrupt_now();
}

bool host_interrupt_pending(const struct cpu *cpu);

bool host_interrupt_pending(const struct cpu *cpu)
{
    (void)cpu;
    return interrupt_now();
}

void host_page_map(uint64_t at, void *page, uint32_t rights)
{
    int protection = PROT_READ | (rights & KMAP_WRITE ? PROT_WRITE : 0);
    void *to = (void *)(uintptr_t)at;

    CHECK(mmap(to, PAGE_SIZE, protection, MAP_SHARED | MAP_FIXED_NOREPLACE,
               machine.file, (uint8_t *)page - machine.ram) == to);
}

void host_page_unmap(uint64_t at, uint32_t n)
{
    munmap((void *)(uintptr_t)at, (size_t)n * PAGE_SIZE);
}

uint64_t arch_random(void)
{
    return random_next();
}

bool arch_seed(uint8_t seed[KSEED_BYTES])
{
    memset(seed, 1, KSEED_BYTES);
    return true;
}

bool arch_huk(uint8_t key[KHUK_BYTES])
{
    memset(key, 2, KHUK_BYTES);
    return true;
}

void arch_console_write(const char *text, size_t n)
{
    static int loud = -1;

    if (loud < 0)
        loud = getenv("SYSTEM_LOG") != NULL;
    if (loud && fwrite(text, 1, n, stderr) != n)
        return;
}

bool arch_is_normal_ram(paddr_t pa, uint64_t length)
{
    uint64_t size = (uint64_t)NORMAL_PAGES * PAGE_SIZE;
    uint64_t offset = pa - (uintptr_t)machine_ram();

    return offset <= size && length <= size - offset;
}

void arch_lock(void)
{
}

void arch_unlock(void)
{
}

void arch_relax(void)
{
}

/* The kernel panicked: a finding. */
void arch_stop(void)
{
    abort();
}

/* ---- for the target ---- */

uint8_t *machine_ram(void)
{
    return machine.ram + (size_t)SECURE_PAGES * PAGE_SIZE;
}

static void ram_make(void)
{
    if (!machine.ram) {
        machine.file = memfd_create("ram", MFD_CLOEXEC);
        CHECK(ftruncate(machine.file, (off_t)RAM_BYTES) == 0);
        machine.ram = mmap(NULL, RAM_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
                           machine.file, 0);
        CHECK(machine.ram != MAP_FAILED);
    }
    /* Zeroes it, at the cost of the pages that were used. */
    CHECK(madvise(machine.ram, RAM_BYTES, MADV_REMOVE) == 0);
}

void machine_boot(const void *bundle, size_t size)
{
    host_page_unmap(HOST_ARENAS, (uint32_t)(PROCESS_SLOTS *
                                            (SPACE_ARENA_BYTES / PAGE_SIZE)));
    host_page_unmap(BUNDLE_TA_VA,
                    (uint32_t)((SERVICE_ARENA - BUNDLE_TA_VA) / PAGE_SIZE));
    for (unsigned i = 0; i < PROCESS_SLOTS; i++)
        machine.table[i].there = false;
    memset(machine.cpu, 0, sizeof(machine.cpu));
    for (unsigned i = 0; i < CPUS_MAX; i++)
        machine.cpu[i].id = i;
    choices = (struct machine_choices){.random = 1};
    machine.now = 0;
    ram_make();
    part_restore(&parts[PART_KERNEL]);
    memcpy(machine.ram, bundle, size);
    kernel_init_fn(arch_physical(machine.ram), arch_physical(machine_ram()));
}

void machine_smc(unsigned cpu, uint64_t x[8], bool fast)
{
    struct cpu *c = &machine.cpu[cpu % CPUS_MAX];
    uint64_t regs[KMSG_WORDS] = {0};

    memcpy(regs, x, 8 * sizeof(x[0]));
    host_smc_fn(c, regs, fast);
    memcpy(x, c->nw, sizeof(c->nw));
}

void machine_wait(uint64_t ms)
{
    machine.now += ms * 1000000;
}

void *machine_symbol(const char *name)
{
    void *symbol = dlsym(parts[PART_KERNEL].handle, name);

    CHECK(symbol);
    return symbol;
}
