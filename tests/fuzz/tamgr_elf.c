/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * elf_decode(), layout_choose(), elf_relocate(), process_make(), and for a
 * library elf_decode_library(), process_add(): the input is an ELF file. The
 * kernel of this port checks what is made of it: pages are mapped once, none is
 * both writable and executable, everything lies in one zone of the user's
 * addresses, what is written was mapped before, and the entry is in code.
 * Floor: 91
 */
#include <string.h>

#include "services/tamgr/process.h"
#include "tests/fuzz/fuzz.h"

static struct map {
    uint64_t va, end;
    uint32_t rights;
} maps[ELF_SEGMENTS + 1];
static unsigned used;

static enum tee_result numbers(void *out, size_t size)
{
    memset(out, 0x5a, size);
    return R_SUCCESS;
}

static enum kerr create(const struct kprocess *p, uint32_t *pid)
{
    CHECK(p->rights == KRIGHT_TA && p->arena % (2u << 20) == 0);
    CHECK(p->arena >= USER_VA_MIN && p->arena < USER_VA_MAX);
    CHECK(p->quota <= 2 * TA_PAGES_MAX);
    *pid = 0x108;
    used = 0;
    return KERR_OK;
}

static enum kerr map(uint32_t pid, uint64_t va, size_t pages, uint32_t rights)
{
    uint64_t end = va + (uint64_t)pages * PAGE_SIZE;

    CHECK(pid == 0x108 && va % PAGE_SIZE == 0 && pages > 0);
    CHECK(pages <= TA_PAGES_MAX && used <= ELF_SEGMENTS);
    CHECK(va >= USER_VA_MIN && end <= USER_VA_MAX);
    CHECK(!(rights & KMAP_WRITE) || !(rights & KMAP_EXEC));
    for (unsigned i = 0; i < used; i++)
        CHECK(end <= maps[i].va || va >= maps[i].end);
    maps[used++] = (struct map){va, end, rights};
    return KERR_OK;
}

static bool is_mapped(uint64_t va, uint64_t length, uint32_t rights)
{
    for (unsigned i = 0; i < used; i++)
        if (va >= maps[i].va && va <= maps[i].end &&
            length <= maps[i].end - va && (maps[i].rights & rights) == rights)
            return true;
    return false;
}

static enum kerr write_bytes(uint32_t pid, uint64_t va, const void *data,
                             size_t length)
{
    volatile uint8_t sum = 0;

    CHECK(pid == 0x108 && is_mapped(va, length, KMAP_READ));
    for (size_t i = 0; i < length; i++)
        sum = (uint8_t)(sum + ((const uint8_t *)data)[i]);
    return KERR_OK;
}

static enum kerr start(uint32_t pid, uint64_t entry, uint64_t sp,
                       uint64_t argument)
{
    (void)argument;
    CHECK(pid == 0x108 && is_mapped(entry, 4, KMAP_EXEC));
    CHECK(sp % 16 == 0 && is_mapped(sp - 16, 16, KMAP_WRITE));
    return KERR_OK;
}

static enum kerr reap(uint32_t pid)
{
    CHECK(pid == 0x108);
    return KERR_OK;
}

static const struct tamgr_port port = {
    .random = numbers,
    .process_create = create,
    .process_map = map,
    .process_write = write_bytes,
    .process_start = start,
    .process_reap = reap,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *file = malloc(size);
    struct ta_process made = {0}, asks = {.pid = 0x108, .arena = 1ull << 33};
    uint64_t base = 0;
    struct elf elf;

    CHECK(file || !size);
    if (size > 0)
        memcpy(file, data, size);
    if (elf_decode(file, size, &elf) == REFUSE_NONE)
        CHECK(process_make(&port, file, size, &elf, "fuzz", &made) < REFUSALS);
    if (size > 0)
        memcpy(file, data, size);
    used = 0;
    if (elf_decode_library(file, size, &elf) == REFUSE_NONE &&
        process_add(&port, file, &elf, &asks, &base) == REFUSE_NONE)
        CHECK(base > asks.arena + TA_ARENA_OWN &&
              base + elf.span <= asks.arena + TA_ARENA_ROOM);
    free(file);
    return 0;
}
