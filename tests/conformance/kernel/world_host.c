/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host port as the machine: usage: kernel-conformance BUNDLE [SEED].
 * Every process runs the probe that is linked here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/machine.h"
#include "host/program.h"
#include "tests/conformance/kernel/scenario.h"
#include "tests/conformance/kernel/world.h"

#define SECURE_BYTES (15u << 20) /* as on the device */
#define NORMAL_BYTES (4u << 20)
#define BUNDLE_BYTES (1u << 20) /* at most */

bool __real_host_interrupt(const struct cpu *cpu);
bool __wrap_host_interrupt(const struct cpu *cpu);
bool __wrap_host_interrupt_pending(const struct cpu *cpu);

static bool wanted;

/* These are linked in the place of the machine's own (--wrap). */
bool __wrap_host_interrupt(const struct cpu *cpu)
{
    bool now = wanted;

    wanted = false;
    return __real_host_interrupt(cpu) || now;
}

bool __wrap_host_interrupt_pending(const struct cpu *cpu)
{
    (void)cpu;
    return wanted;
}

void world_smc(uint64_t x[8], bool fast)
{
    machine_smc(x, fast);
    wanted = false;
}

void world_print(const char *text)
{
    fputs(text, stdout);
}

void world_interrupt(void)
{
    wanted = true;
}

struct world_ram world_ram(void)
{
    size_t bytes;
    uint64_t start = (uintptr_t)machine_normal_ram(&bytes);

    return (struct world_ram){start, start + bytes, start};
}

static void gateway_start(uint64_t pid, uint64_t isar0, uint64_t argument)
{
    (void)pid, (void)isar0;
    probe_run(argument, 1);
}

static void other_start(uint64_t pid, uint64_t isar0, uint64_t argument)
{
    (void)pid, (void)isar0;
    probe_run(argument, 0);
}

bool host_image_open(const struct process *p, struct host_image *image)
{
    uint64_t page = (uintptr_t)probe_constant & ~(uint64_t)(PAGE_SIZE - 1);

    *image = (struct host_image){
        .start = p->pid == SERVICE_GATEWAY ? gateway_start : other_start,
        .range = {{page, page + 2 * PAGE_SIZE, false}},
        .ranges = 1};
    return true;
}

void host_image_close(struct host_image *image)
{
    (void)image;
}

int main(int argc, char **argv)
{
    static uint8_t bundle[BUNDLE_BYTES];
    const struct machine_options options = {
        .seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 0,
        .secure_bytes = SECURE_BYTES,
        .normal_bytes = NORMAL_BYTES};
    FILE *file = argc > 1 ? fopen(argv[1], "re") : NULL;
    size_t size = file ? fread(bundle, 1, sizeof(bundle), file) : 0;

    if (size == 0 || !machine_boot(&options, bundle, size))
        return 125;
    fclose(file);
    conformance_run();
    fflush(stdout);
    _exit(0); /* programs are still waiting */
}
