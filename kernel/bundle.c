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

static bool service_valid(const struct bundle_service *v, uint32_t size)
{
    if (v->slot == 0 || v->slot >= SERVICE_LIMIT ||
        v->segments > BUNDLE_SEGMENTS)
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

/* Maps pages of the bundle itself, read-only or executable. */
static enum kerr map_shared(struct process *p, user_addr_t va, uint32_t offset,
                            uint32_t bytes, uint32_t rights)
{
    enum kerr err = KERR_OK;

    for (uint32_t i = 0; i < bytes && err == KERR_OK; i += PAGE_SIZE) {
        const paddr_t pa = bundle.pa + offset + i;

        err = arch_space_map(&p->space.arch, &p->space.quota, va + i, &pa, 1,
                             rights | ARCH_PAGE_SHARED);
    }
    return err;
}

static enum kerr map_segment(struct process *p, const struct bundle_segment *g)
{
    size_t pages = ((size_t)g->memsz + PAGE_SIZE - 1) / PAGE_SIZE;
    /* Services are built with branch-target identification. */
    uint32_t rights = g->rights | (g->rights & KMAP_EXEC ? KMAP_BTI : 0);
    enum kerr err;

    if (!(g->rights & KMAP_WRITE) && g->filesz == g->memsz)
        return map_shared(p, g->va, g->offset, g->filesz, rights);
    err = space_map(&p->space, g->va, pages, rights);
    if (err != KERR_OK)
        return err;
    return space_fill(&p->space, g->va, arch_pointer(bundle.pa + g->offset),
                      g->filesz);
}

/* tamgr sees the built-in TAs; without any, one empty page. */
static enum kerr map_tas(struct process *p)
{
    const struct bundle_header *h = bundle.header;

    if (p->pid != SERVICE_TAMGR)
        return KERR_OK;
    if (h->ta_size == 0)
        return space_map(&p->space, BUNDLE_TA_VA, 1, KMAP_READ);
    return map_shared(p, BUNDLE_TA_VA, h->ta_offset, h->ta_size, KMAP_READ);
}

static enum kerr service_fill(struct process *p, const struct bundle_service *v)
{
    uint64_t stack = (uint64_t)v->stack_pages * PAGE_SIZE;
    enum kerr err = KERR_OK;

    for (uint32_t i = 0; i < v->segments && err == KERR_OK; i++)
        err = map_segment(p, &v->segment[i]);
    if (err == KERR_OK)
        err = space_map(&p->space, SERVICE_STACK_TOP - stack, v->stack_pages,
                        KMAP_READ | KMAP_WRITE);
    if (err == KERR_OK)
        err = map_tas(p);
    arch_space_publish();
    if (err == KERR_OK)
        err = process_start(p, v->entry, SERVICE_STACK_TOP, 0);
    return err;
}

static enum kerr service_start(const struct bundle_service *v)
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
    if (err != KERR_OK)
        return err;
    err = service_fill(p, v);
    while (err != KERR_OK && process_reap(p) == KERR_MORE)
        ;
    return err;
}

enum kerr bundle_start(uint32_t slot)
{
    for (uint32_t i = 0; i < bundle.header->services; i++)
        if (bundle.service[i].slot == slot)
            return service_start(&bundle.service[i]);
    return KERR_NO_OBJECT;
}

bool bundle_start_all(void)
{
    for (uint32_t i = 0; i < bundle.header->services; i++) {
        if (service_start(&bundle.service[i]) == KERR_OK)
            continue;
        log_line("kernel", "cannot start the service named next: quota?", 43);
        log_line("kernel", bundle.service[i].name,
                 strnlen(bundle.service[i].name, PROCESS_NAME_MAX));
        return false;
    }
    return true;
}
