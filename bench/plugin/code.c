/* SPDX-License-Identifier: BSD-2-Clause */
/* See code.h. Mutable state: `code`. */
#include "bench/plugin/code.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UPPER_HALF (1ull << 63)
#define FLASH_END  (64ull << 20) /* boot runs from flash at 0 */
#define NAME_MAX   63

struct range {
    uint64_t first, size;
};

struct component {
    char name[NAME_MAX + 1];
    bool masked;
    struct range range;
    unsigned functions; /* the first one's number */
};

struct function {
    uint64_t address;
    char name[NAME_MAX + 1];
};

static struct {
    struct range ram;
    uintptr_t host; /* where secure RAM is in QEMU; 0: not known yet */
    struct component component[COMPONENTS_MAX];
    unsigned components;
    struct function *function; /* [0] stands for none */
    unsigned functions, room;
} code = {
    .component =
        {
            [CODE_CLIENT] = {.name = "client"},
            [CODE_LINUX] = {.name = "Linux"},
            [CODE_TA] = {.name = "TA"},
            [CODE_BOOT] = {.name = "boot"},
        },
    .components = CODE_FILE,
};

static bool in_range(const struct range *r, uint64_t address)
{
    return address - r->first < r->size;
}

static bool function_add(uint64_t address, const char *name)
{
    if (code.functions == code.room) {
        unsigned room = code.room ? 2 * code.room : 1024;
        struct function *more =
            realloc(code.function, room * sizeof(*code.function));

        if (!more)
            return false;
        code.function = more;
        code.room = room;
    }
    code.function[code.functions] = (struct function){.address = address};
    memcpy(code.function[code.functions++].name, name, strlen(name) + 1);
    return true;
}

static bool line_take(const char *line)
{
    struct component c = {.functions = code.functions};
    uint64_t address;
    char name[NAME_MAX + 1];
    unsigned masked;

    if (sscanf(line, "ram %" SCNx64 " %" SCNx64, &c.range.first,
               &c.range.size) == 2) {
        code.ram = c.range;
        return true;
    }
    if (sscanf(line, "component %63s %u %" SCNx64 " %" SCNx64, c.name, &masked,
               &c.range.first, &c.range.size) == 4) {
        c.masked = masked != 0;
        if (code.components == COMPONENTS_MAX)
            return false;
        code.component[code.components++] = c;
        return true;
    }
    return sscanf(line, "function %" SCNx64 " %63s", &address, name) == 2 &&
           function_add(address, name);
}

bool code_load(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[256];
    bool good = file && function_add(0, "-");

    while (good && fgets(line, sizeof(line), file))
        good = line_take(line);
    if (!good)
        fprintf(stderr, "profile: %s: cannot be read\n", path);
    if (file)
        fclose(file);
    return good;
}

unsigned code_components(void)
{
    return code.components;
}

const char *code_component_name(unsigned component)
{
    return code.component[component].name;
}

bool code_is_masked(unsigned component)
{
    return code.component[component].masked;
}

unsigned code_functions(void)
{
    return code.functions;
}

const char *code_function_name(unsigned function)
{
    return code.function[function].name;
}

/* The last function of the component at or before the address. */
static unsigned function_find(unsigned component, uint64_t address)
{
    unsigned low = code.component[component].functions;
    unsigned high = component + 1 < code.components
                        ? code.component[component + 1].functions
                        : code.functions;
    unsigned end = high, first = low;

    while (low < high) {
        unsigned middle = low + (high - low) / 2;

        if (code.function[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low > first && low <= end ? low - 1 : FUNCTION_NONE;
}

unsigned code_find(uint64_t vaddr, const void *host, unsigned *function)
{
    uint64_t address;

    *function = FUNCTION_NONE;
    if (!code.host && in_range(&code.ram, vaddr))
        code.host = (uintptr_t)host - (uintptr_t)(vaddr - code.ram.first);
    address = (uintptr_t)host - code.host + code.ram.first;
    if (!code.host || !in_range(&code.ram, address)) {
        if (vaddr < FLASH_END)
            return CODE_BOOT;
        return vaddr >= UPPER_HALF ? CODE_LINUX : CODE_CLIENT;
    }
    for (unsigned i = CODE_FILE; i < code.components; i++) {
        if (in_range(&code.component[i].range, address)) {
            *function = function_find(i, address);
            return i;
        }
    }
    return CODE_TA;
}
