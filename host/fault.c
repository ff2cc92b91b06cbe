/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A row per device: which faults it knows, at which operation each of them
 * comes (0: never), and what was counted.
 */
#include "host/fault.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    const char *name;
    bool knows[FAULTS];
    unsigned long at[FAULTS];
    unsigned long operations, writes;
} table[FAULT_DEVICES] = {
    [DEVICE_RNG] = {.name = "rng", .knows = {[FAULT_FAIL] = true}},
    [DEVICE_HUK] = {.name = "huk", .knows = {[FAULT_FAIL] = true}},
    [DEVICE_FLASH] = {.name = "flash",
                      .knows = {[FAULT_FAIL] = true,
                                [FAULT_TEAR] = true,
                                [FAULT_RESTART] = true}},
    [DEVICE_SUPPLICANT] = {.name = "supplicant",
                           .knows = {[FAULT_FAIL] = true,
                                     [FAULT_TEAR] = true,
                                     [FAULT_RESTART] = true}},
    [DEVICE_FILES] = {.name = "files",
                      .knows = {[FAULT_FAIL] = true,
                                [FAULT_TEAR] = true,
                                [FAULT_RESTART] = true}},
};

static const char *const what[FAULTS] = {[FAULT_FAIL] = "operation fails",
                                         [FAULT_TEAR] = "write is torn",
                                         [FAULT_RESTART] = "restarts"};

static bool ordered;

bool fault_order(enum fault fault, const char *text)
{
    size_t length = strcspn(text, ":");
    char *end;
    unsigned long n;

    if (text[length] != ':' || text[length + 1] < '1' || text[length + 1] > '9')
        return false;
    errno = 0;
    n = strtoul(text + length + 1, &end, 10);
    for (unsigned i = 0; i < FAULT_DEVICES; i++) {
        if (strlen(table[i].name) != length ||
            strncmp(table[i].name, text, length) != 0)
            continue;
        table[i].at[fault] = n;
        ordered = true;
        return *end == 0 && errno == 0 && table[i].knows[fault];
    }
    return false;
}

static bool comes(enum fault_device device, enum fault fault, unsigned long n)
{
    if (table[device].at[fault] != n)
        return false;
    fprintf(stderr, "cella-host: %s %lu: %s\n", table[device].name, n,
            what[fault]);
    return true;
}

enum fault fault_operation(enum fault_device device)
{
    unsigned long n =
        __atomic_add_fetch(&table[device].operations, 1, __ATOMIC_RELAXED);

    if (comes(device, FAULT_RESTART, n))
        return FAULT_RESTART;
    return comes(device, FAULT_FAIL, n) ? FAULT_FAIL : FAULT_NONE;
}

bool fault_write(enum fault_device device)
{
    return comes(
        device, FAULT_TEAR,
        __atomic_add_fetch(&table[device].writes, 1, __ATOMIC_RELAXED));
}

void fault_report(void)
{
    for (unsigned i = 0; i < FAULT_DEVICES && ordered; i++)
        fprintf(stderr, "cella-host: %s: %lu operations, %lu writes\n",
                table[i].name, table[i].operations, table[i].writes);
}
