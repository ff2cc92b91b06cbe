/* SPDX-License-Identifier: BSD-2-Clause */
/* See process.h for the picture of the addresses and the formula. */
#include "services/tamgr/process.h"

#include <stdbool.h>

#include "lib/mem.h"

#define BLOCK            (2ull << 20) /* covered by one last-level page table */
#define GAP_MASK         255u         /* pages */
#define LIBRARY_GAP_MASK 0x7fffu      /* pages */

/* What every TA may call besides its sessions; [ta] of the manifest, and the
 * storage service in an image that has one. */
#define TA_MAY_CALL                                                            \
    (1ull << SERVICE_GATEWAY | 1ull << SERVICE_TAMGR |                         \
     1ull << SERVICE_CRYPTO | 1ull << SERVICE_STORAGE)

static uint64_t round_up(uint64_t n, uint64_t unit)
{
    return (n + unit - 1) & ~(unit - 1);
}

/* elf_decode() and a 32-bit stack size keep every sum here below 2^34. */
enum refusal layout_choose(const struct elf *elf,
                           const struct ta_random *random,
                           struct ta_layout *layout)
{
    uint64_t stack_pages =
        round_up(elf->head.stack_size, PAGE_SIZE) / PAGE_SIZE;
    uint64_t image = (random->gaps & GAP_MASK) * PAGE_SIZE;
    uint64_t gap = 1 + (random->gaps >> 8 & GAP_MASK);
    uint64_t stack = image + elf->span + gap * PAGE_SIZE;
    uint64_t arena = round_up(stack + (stack_pages + 1) * PAGE_SIZE, BLOCK);
    uint64_t zones, zone;

    if (elf->pages + stack_pages > TA_PAGES_MAX ||
        elf->span > 2ull * TA_PAGES_MAX * PAGE_SIZE)
        return REFUSE_TA_SIZE;
    zones = (USER_VA_MAX - USER_VA_MIN - TA_ARENA_ROOM - arena) / BLOCK;
    zone = USER_VA_MIN + random->zone % zones * BLOCK;
    layout->image = zone + image;
    layout->stack = zone + stack;
    layout->stack_pages = stack_pages;
    layout->arena = zone + arena;
    layout->quota = (uint32_t)(elf->pages + stack_pages + arena / BLOCK + 3) +
                    TA_SLACK_PAGES;
    return REFUSE_NONE;
}

static enum kerr map_segment(const struct tamgr_port *port, uint32_t pid,
                             const uint8_t *file,
                             const struct elf_segment *segment, uint64_t image)
{
    enum kerr error =
        port->process_map(pid, image + elf_segment_base(segment),
                          (size_t)elf_segment_pages(segment), segment->rights);

    if (error || segment->filesz == 0)
        return error;
    return port->process_write(pid, image + segment->va, file + segment->offset,
                               (size_t)segment->filesz);
}

static enum kerr map_segments(const struct tamgr_port *port, uint32_t pid,
                              const uint8_t *file, const struct elf *elf,
                              uint64_t image)
{
    enum kerr error = KERR_OK;

    for (unsigned i = 0; i < elf->segments && !error; i++)
        error = map_segment(port, pid, file, &elf->segment[i], image);
    return error;
}

static enum kerr process_fill(const struct tamgr_port *port, uint32_t pid,
                              const uint8_t *file, const struct elf *elf,
                              const struct ta_layout *layout, uint64_t argument)
{
    uint64_t stack_top = layout->stack + layout->stack_pages * PAGE_SIZE;
    enum kerr error = map_segments(port, pid, file, elf, layout->image);

    if (!error)
        error =
            port->process_map(pid, layout->stack, (size_t)layout->stack_pages,
                              KMAP_READ | KMAP_WRITE);
    if (!error)
        error = port->process_start(pid, layout->image + elf->entry, stack_top,
                                    argument);
    return error;
}

static enum refusal refuse(enum kerr error)
{
    if (error == KERR_OK)
        return REFUSE_NONE;
    return error == KERR_NO_MEMORY ? REFUSE_NO_MEMORY : REFUSE_KERNEL;
}

static enum refusal process_new(const struct tamgr_port *port,
                                const uint8_t *file, const struct elf *elf,
                                const struct ta_layout *layout,
                                const struct ta_random *random,
                                const char *name, struct ta_process *made)
{
    struct kprocess p = {
        .quota = layout->quota,
        .most = layout->quota + TA_GROW_PAGES,
        .rights = KRIGHT_TA,
        .may_call = TA_MAY_CALL,
        .arena = layout->arena,
        .keys = {random->keys[0], random->keys[1]},
    };
    uint32_t pid = 0;
    enum kerr error;

    memcpy(p.name, name, strnlen(name, PROCESS_NAME_MAX - 1));
    error = port->process_create(&p, &pid);
    mem_wipe(p.keys, sizeof(p.keys));
    if (error)
        return refuse(error);
    *made = (struct ta_process){.pid = pid, .arena = layout->arena};
    error = process_fill(port, pid, file, elf, layout, random->argument);
    if (error)
        (void)port->process_reap(pid);
    return refuse(error);
}

enum refusal process_make(const struct tamgr_port *port, uint8_t *file,
                          size_t size, const struct elf *elf, const char *name,
                          struct ta_process *made)
{
    struct ta_layout layout = {0};
    struct ta_random random;
    enum refusal refusal = REFUSE_CRYPTO;

    if (port->random(&random, sizeof(random)) == R_SUCCESS)
        refusal = layout_choose(elf, &random, &layout);
    if (!refusal)
        refusal = elf_relocate(file, size, elf, layout.image);
    if (!refusal)
        refusal = process_new(port, file, elf, &layout, &random, name, made);
    mem_wipe(&random, sizeof(random));
    return refusal;
}

/* elf_decode_library() and TA_ARENA_ROOM keep every sum here below 2^48. */
static enum refusal library_choose(const struct elf *elf,
                                   const struct ta_process *process,
                                   uint64_t gap, uint64_t *at)
{
    *at = process->libraries + (1 + (gap & LIBRARY_GAP_MASK)) * PAGE_SIZE;
    if (elf->pages > TA_GROW_PAGES ||
        *at + elf->span > TA_ARENA_ROOM - TA_ARENA_OWN)
        return REFUSE_TA_SIZE;
    return REFUSE_NONE;
}

enum refusal process_add(const struct tamgr_port *port, const uint8_t *file,
                         const struct elf *elf, struct ta_process *process,
                         uint64_t *base)
{
    uint64_t gap, at;
    enum refusal refusal = REFUSE_CRYPTO;
    enum kerr error;

    if (port->random(&gap, sizeof(gap)) == R_SUCCESS)
        refusal = library_choose(elf, process, gap, &at);
    if (refusal)
        return refusal;
    *base = process->arena + TA_ARENA_OWN + at;
    error = map_segments(port, process->pid, file, elf, *base);
    for (unsigned i = 0; i < elf->segments && error; i++)
        (void)port->process_unmap(process->pid,
                                  *base + elf_segment_base(&elf->segment[i]),
                                  (size_t)elf_segment_pages(&elf->segment[i]));
    if (!error)
        process->libraries = at + elf->span;
    return refuse(error);
}
