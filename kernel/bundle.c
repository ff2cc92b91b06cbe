/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starting services from the image. Segments that are not written to are
 * mapped where they lie; others are copied into own pages. Everything the
 * bundle says is checked once, in bundle_open(). Mutable state: `bundle`.
 */
#include "kernel/bundle.h"

#include "abi/bundle.h"
#include "kernel/log.h"
#include "lib/mem.h"

static struct {
    paddr_t pa;
    const struct bundle_header *header;
    const struct bundle_service *service;
} bundle;

static bool page_multiple(uint64_t value)
{
    return (value & (PAGE_SIZE - 1)) == 0;
}

static bool segment_valid(const struct bundle_segment *g, uint32_t size)
{
    return page_multiple(g->va) && page_multiple(g->offset) &&
           g->filesz <= g->memsz && g->offset <= size &&
           g->filesz <= size - g->offset && g->va >= USER_VA_MIN &&
           g->va < USER_VA_MAX && g->memsz <= USER_VA_MAX - g->va &&
           (g->rights & KMAP_READ) != 0 && g->rights <= KMAP_ALL &&
           (g->rights & (KMAP_WRITE | KMAP_EXEC)) != (KMAP_WRITE | KMAP_EXEC);
}

_Static_assert(BUNDLE_DEVICE_VA >= USER_VA_MAX &&
                   BUNDLE_DEVICE_VA + BUNDLE_DEVICE_PAGES * PAGE_SIZE <=
                       USER_VA_END,
               "out of reach of kernel calls, but not of reaping");

static bool device_valid(const struct bundle_service *v)
{
    return v->device_pages == 0 ||
           (v->device_pages <= BUNDLE_DEVICE_PAGES &&
            page_multiple(v->device) &&
            arch_is_free_device(v->device,
                                (uint64_t)v->device_pages * PAGE_SIZE));
}

static bool service_valid(const struct bundle_service *v, uint32_t size)
{
    if (v->slot == 0 || v->slot >= SERVICE_LIMIT ||
        v->segments > BUNDLE_SEGMENTS || !device_valid(v))
        return false;
    for (uint32_t i = 0; i < v->segments; i++)
        if (!segment_valid(&v->segment[i], size))
            return false;
    return true;
}

bool bundle_open(paddr_t pa, paddr_t limit, paddr_t *end)
{
    const struct bundle_header *h = arch_pointer(pa);
    const struct bundle_service *v = (const void *)(h + 1);

    if (h->magic != BUNDLE_MAGIC || h->version != BUNDLE_VERSION ||
        !page_multiple(h->size) || h->size > limit - pa ||
        h->services >= SERVICE_LIMIT || !page_multiple(h->ta_offset) ||
        h->ta_offset > h->size || h->ta_size > h->size - h->ta_offset)
        return false;
    for (uint32_t i = 0; i < h->services; i++)
        if (!service_valid(&v[i], h->size))
            return false;
    bundle.pa = pa;
    bundle.header = h;
    bundle.service = v;
    *end = pa + h->size;
    return true;
}

/* Pages that are made in one step. */
#define STEP_PAGES 4u

/* A range of a service's memory. */
struct part {
    user_addr_t va;
    uint32_t pages;
    uint32_t rights; /* and ARCH_PAGE_DEVICE */
    paddr_t pa;      /* of its bytes */
    uint32_t bytes;
    bool shared; /* these pages themselves; else copies */
};

static uint32_t pages_of(uint32_t bytes)
{
    return (uint32_t)(((uint64_t)bytes + PAGE_SIZE - 1) / PAGE_SIZE);
}

/* tamgr sees the built-in TAs; without any, one empty page. */
static struct part part_of_tas(void)
{
    const struct bundle_header *h = bundle.header;
    struct part part = {
        .va = BUNDLE_TA_VA, .pages = 1, .rights = KMAP_READ, .shared = false};

    if (h->ta_size != 0) {
        part.pages = pages_of(h->ta_size);
        part.pa = bundle.pa + h->ta_offset;
        part.shared = true;
    }
    return part;
}

/* Part n of a service: segments, stack, devices, TAs. False: it has no more. */
static bool part_get(const struct bundle_service *v, uint32_t n,
                     struct part *part)
{
    const struct bundle_segment *g = &v->segment[n];

    if (n < v->segments) {
        /* Services are built with branch-target identification. */
        *part = (struct part){
            .va = g->va,
            .pages = pages_of(g->memsz),
            .rights = g->rights | (g->rights & KMAP_EXEC ? KMAP_BTI : 0),
            .pa = bundle.pa + g->offset,
            .bytes = g->filesz,
            .shared = !(g->rights & KMAP_WRITE) && g->filesz == g->memsz};
        return true;
    }
    if (n == v->segments) {
        *part = (struct part){.va = SERVICE_STACK_TOP -
                                    (uint64_t)v->stack_pages * PAGE_SIZE,
                              .pages = v->stack_pages,
                              .rights = KMAP_READ | KMAP_WRITE};
        return true;
    }
    if (n == v->segments + 1) {
        *part =
            (struct part){.va = BUNDLE_DEVICE_VA,
                          .pages = v->device_pages,
                          .rights = KMAP_READ | KMAP_WRITE | ARCH_PAGE_DEVICE,
                          .pa = v->device,
                          .shared = true};
        return true;
    }
    *part = part_of_tas();
    return n == v->segments + 2 && v->slot == SERVICE_TAMGR;
}

/* Maps pages of the bundle itself, which nobody writes to, or of a device. */
static enum kerr map_shared(struct process *p, user_addr_t va, paddr_t pa,
                            uint32_t n, uint32_t rights)
{
    enum kerr err = KERR_OK;

    for (; n > 0 && err == KERR_OK; n--) {
        err = arch_space_map(&p->space.arch, &p->space.quota, va, &pa, 1,
                             rights | ARCH_PAGE_SHARED);
        va += PAGE_SIZE;
        pa += PAGE_SIZE;
    }
    return err;
}

/* Makes n pages of a part, from page `first` on. */
static enum kerr part_map(struct process *p, const struct part *part,
                          uint32_t first, uint32_t n)
{
    uint32_t start = first * PAGE_SIZE, bytes = n * PAGE_SIZE;
    user_addr_t va = part->va + start;
    enum kerr err;

    if (part->shared)
        return map_shared(p, va, part->pa + start, n, part->rights);
    err = space_map(&p->space, va, n, part->rights);
    if (err != KERR_OK || start >= part->bytes)
        return err;
    if (bytes > part->bytes - start)
        bytes = part->bytes - start;
    return space_fill(&p->space, va, arch_pointer(part->pa + start), bytes);
}

/* Makes the next pages, or starts the process that has all. */
static enum kerr service_fill(struct process *p, const struct bundle_service *v)
{
    uint32_t done = p->filled;
    struct part part;
    enum kerr err;

    for (uint32_t n = 0; part_get(v, n, &part); n++) {
        uint32_t left = part.pages - done;

        if (done >= part.pages) {
            done -= part.pages;
            continue;
        }
        if (left > STEP_PAGES)
            left = STEP_PAGES;
        err = part_map(p, &part, done, left);
        p->filled += left;
        return err == KERR_OK ? KERR_MORE : err;
    }
    arch_space_publish();
    return process_start(p, v->entry, SERVICE_STACK_TOP, process_generation(p));
}

static enum kerr service_create(const struct bundle_service *v)
{
    struct kprocess k = {.quota = v->quota,
                         .rights = v->rights,
                         .may_call = v->may_call,
                         .arena = SERVICE_ARENA,
                         .keys = {arch_random(), arch_random()}};
    struct process *p;
    enum kerr err;

    memcpy(k.name, v->name, sizeof(k.name) - 1);
    err = process_create(&k, v->slot, &p);
    return err == KERR_OK ? KERR_MORE : err;
}

/* Frees a part of the TAs that died with a tamgr: the next does not know of
 * them. KERR_OK: there are none. */
static enum kerr orphans_reap(void)
{
    for (uint32_t i = SERVICE_LIMIT; i < PROCESS_SLOTS; i++) {
        struct process *p = process_in_slot(i);

        if (p->state == PROCESS_DEAD) {
            (void)process_reap(p);
            return KERR_MORE;
        }
    }
    return KERR_OK;
}

/* Frees a part of a dead service. Its memory is promised again in the step in
 * which it becomes free: nobody can come between. */
static enum kerr service_bury(struct process *p, const struct bundle_service *v)
{
    enum kerr err =
        v->slot == SERVICE_TAMGR ? orphans_reap() : (enum kerr)KERR_OK;

    if (err == KERR_OK)
        err = process_reap(p);
    return err == KERR_OK ? service_create(v) : err;
}

static enum kerr service_step(const struct bundle_service *v)
{
    struct process *p = process_in_slot(v->slot);
    enum kerr err;

    if (p->state == PROCESS_FREE)
        return service_create(v);
    if (p->state == PROCESS_DEAD)
        return service_bury(p, v);
    err = service_fill(p, v);
    if (err != KERR_OK && err != KERR_MORE)
        p->state = PROCESS_DEAD;
    if (err == KERR_OK && process_generation(p) > 0)
        log_line(p->name, "started again", 13);
    return err;
}

static const struct bundle_service *service_find(uint32_t slot)
{
    for (uint32_t i = 0; i < bundle.header->services; i++)
        if (bundle.service[i].slot == slot)
            return &bundle.service[i];
    return NULL;
}

bool bundle_has(uint32_t slot)
{
    return service_find(slot) != NULL;
}

enum kerr bundle_start(uint32_t slot)
{
    const struct bundle_service *v = service_find(slot);

    return v ? service_step(v) : KERR_NO_OBJECT;
}

/* At boot nobody waits, so all parts at once. */
static bool service_start(const struct bundle_service *v)
{
    enum kerr err;

    do
        err = service_step(v);
    while (err == KERR_MORE);
    return err == KERR_OK;
}

bool bundle_start_all(void)
{
    for (uint32_t i = 0; i < bundle.header->services; i++) {
        if (service_start(&bundle.service[i]))
            continue;
        log_line("kernel", "cannot start the service named next: quota?", 43);
        log_line("kernel", bundle.service[i].name,
                 strnlen(bundle.service[i].name, PROCESS_NAME_MAX));
        return false;
    }
    return true;
}
