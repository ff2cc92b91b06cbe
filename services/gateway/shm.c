/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of shared memory; see shm.h. Registered ones are in hash chains by
 * cookie. Each shm has a list of its mappings (process, address), which is
 * rarely longer than one; all mappings are rows of one pool, scanned only
 * when a process ends or when room is needed. Indices are kept plus one, so
 * that zeroed memory is the empty table. Mutable state: `table`.
 */
#include "services/gateway/shm.h"

#include "lib/checked.h"

#define BUCKETS 256u

struct mapping {
    uint32_t pid; /* 0: row is free */
    uint16_t shm; /* index */
    uint16_t next;
    uint64_t va; /* of the first byte; 0: not yet complete */
};

static struct {
    const struct gateway_port *port;
    uint16_t bucket[BUCKETS];
    struct shm shm[SHM_MAX];
    struct mapping mapping[MAPPINGS_MAX];
} table;

void shm_init(const struct gateway_port *port)
{
    table.port = port;
    for (unsigned i = 0; i < BUCKETS; i++)
        table.bucket[i] = 0;
    for (unsigned i = 0; i < SHM_MAX; i++)
        table.shm[i] = (struct shm){.state = SHM_FREE};
    for (unsigned i = 0; i < MAPPINGS_MAX; i++)
        table.mapping[i] = (struct mapping){.pid = 0};
}

static uint16_t *bucket_of(uint64_t cookie)
{
    return &table.bucket[(cookie * 0x9e3779b97f4a7c15ull) >> 56];
}

static uint16_t index_of(const struct shm *s)
{
    return (uint16_t)(s - table.shm);
}

uint32_t shm_pages(uint64_t offset, uint64_t size)
{
    uint64_t end;

    if (offset >= PAGE_SIZE || size == 0 || !u64_add(offset, size, &end) ||
        end > (uint64_t)SHM_PAGES_MAX * PAGE_SIZE)
        return 0;
    return (uint32_t)((end + PAGE_SIZE - 1) / PAGE_SIZE);
}

struct shm *shm_find(uint64_t cookie)
{
    uint16_t i = *bucket_of(cookie);

    while (i && table.shm[i - 1].cookie != cookie)
        i = table.shm[i - 1].next;
    return i ? &table.shm[i - 1] : NULL;
}

/* Is the cookie registered, or about to be? */
static bool cookie_in_use(uint64_t cookie)
{
    for (unsigned i = 0; i < SHM_MAX; i++) {
        const struct shm *s = &table.shm[i];

        if (s->state != SHM_FREE && s->kind == SHM_REGISTERED &&
            s->cookie == cookie)
            return true;
    }
    return false;
}

static struct shm *shm_unused_row(void)
{
    for (unsigned i = 0; i < SHM_MAX; i++)
        if (table.shm[i].state == SHM_FREE)
            return &table.shm[i];
    return NULL;
}

enum kerr shm_new(enum shm_kind kind, uint64_t cookie, uint64_t offset,
                  uint64_t size, struct shm **shm)
{
    uint32_t pages = shm_pages(offset, size), window = 0;
    struct shm *s = shm_unused_row();
    enum kerr err;

    if (pages == 0 || (kind != SHM_TEMPORARY && cookie == 0))
        return KERR_ARGUMENT;
    if (kind == SHM_REGISTERED && cookie_in_use(cookie))
        return KERR_STATE;
    if (!s)
        return KERR_NO_MEMORY;
    err = table.port->window_create(pages, &window);
    if (err != KERR_OK)
        return err;
    *s = (struct shm){.cookie = cookie,
                      .size = size,
                      .window = window,
                      .offset = (uint32_t)offset,
                      .generation = (s->generation + 1) & 0xfffff,
                      .kind = (uint8_t)kind,
                      .state = SHM_FILLING};
    *shm = s;
    return KERR_OK;
}

void shm_publish(struct shm *s)
{
    uint16_t *bucket = bucket_of(s->cookie);

    s->state = SHM_READY;
    if (s->kind != SHM_REGISTERED)
        return;
    s->next = *bucket;
    *bucket = (uint16_t)(index_of(s) + 1);
}

void shm_retire(struct shm *s)
{
    uint16_t *link = bucket_of(s->cookie);

    if (s->state == SHM_READY && s->kind == SHM_REGISTERED) {
        while (*link != index_of(s) + 1)
            link = &table.shm[*link - 1].next;
        *link = s->next;
    }
    s->state = SHM_DYING;
}

/* ---- mappings ---- */

static struct mapping *mapping_find(const struct shm *s, uint32_t pid)
{
    uint16_t i = s->mappings;

    while (i && table.mapping[i - 1].pid != pid)
        i = table.mapping[i - 1].next;
    return i ? &table.mapping[i - 1] : NULL;
}

static void mapping_forget(struct mapping *m)
{
    struct shm *s = &table.shm[m->shm];
    uint16_t *link = &s->mappings;

    while (&table.mapping[*link - 1] != m)
        link = &table.mapping[*link - 1].next;
    *link = m->next;
    if (m->pid == SERVICE_GATEWAY)
        s->own_va = 0;
    m->pid = 0;
}

/* Unmaps; a process that has died has no mappings to undo. */
static enum kerr mapping_undo(struct mapping *m)
{
    enum kerr err = KERR_MORE;

    for (unsigned i = 0; err == KERR_MORE && i < SHM_PART; i++)
        err = table.port->window_unmap(table.shm[m->shm].window, m->pid);
    if (err == KERR_MORE)
        return err;
    mapping_forget(m);
    return KERR_OK;
}

/* An unused shm mapped into pid (0: into any process); NULL. */
static struct mapping *mapping_unused(uint32_t pid)
{
    for (unsigned i = 0; i < MAPPINGS_MAX; i++) {
        struct mapping *m = &table.mapping[i];

        if (m->pid && (m->pid == pid || pid == 0) &&
            table.shm[m->shm].users == 0)
            return m;
    }
    return NULL;
}

static struct mapping *mapping_add(struct shm *s, uint32_t pid)
{
    for (unsigned i = 0; i < MAPPINGS_MAX; i++) {
        struct mapping *m = &table.mapping[i];

        if (m->pid)
            continue;
        *m = (struct mapping){
            .pid = pid, .shm = index_of(s), .next = s->mappings};
        s->mappings = (uint16_t)(i + 1);
        return m;
    }
    return NULL;
}

enum kerr shm_unmap_process(uint32_t pid)
{
    struct mapping *m = mapping_unused(pid);

    if (!m)
        return KERR_OK;
    return mapping_undo(m) == KERR_OK && !mapping_unused(pid) ? KERR_OK
                                                              : KERR_MORE;
}

/* There is no room (in that process, 0: for another row): unmaps something
 * unused. KERR_NO_MEMORY: there is nothing. */
static enum kerr make_room(uint32_t pid)
{
    struct mapping *m = mapping_unused(pid);

    if (!m)
        return KERR_NO_MEMORY;
    (void)mapping_undo(m); /* if it is not done yet, it is the next again */
    return KERR_MORE;
}

enum kerr shm_map(struct shm *s, uint32_t pid, uint64_t *va)
{
    struct mapping *m = mapping_find(s, pid);
    enum kerr err = KERR_MORE;
    uint64_t at = 0;

    if (m && m->va) {
        *va = m->va;
        return KERR_OK;
    }
    if (!m)
        m = mapping_add(s, pid);
    if (!m)
        return make_room(0);
    for (unsigned i = 0; err == KERR_MORE && i < SHM_PART; i++)
        err = table.port->window_map(s->window, pid, &at);
    if (err == KERR_OK)
        *va = m->va = at + s->offset;
    if (err == KERR_OK || err == KERR_MORE)
        return err;
    while (mapping_undo(m) == KERR_MORE)
        ;
    return err == KERR_NO_MEMORY ? make_room(pid) : err;
}

enum kerr shm_map_self(struct shm *s)
{
    enum kerr err = KERR_MORE;

    if (shm_pages(s->offset, s->size) > SHM_ARG_PAGES)
        return KERR_ARGUMENT;
    s->users++; /* it must not be the one that makes room */
    while (err == KERR_MORE)
        err = shm_map(s, SERVICE_GATEWAY, &s->own_va);
    s->users--;
    return err;
}

enum kerr shm_destroy(struct shm *s)
{
    enum kerr err = KERR_MORE;

    for (unsigned i = 0; err == KERR_MORE && i < SHM_PART; i++)
        err = table.port->window_destroy(s->window);
    if (err == KERR_MORE)
        return err;
    while (s->mappings)
        mapping_forget(&table.mapping[s->mappings - 1]);
    s->state = SHM_FREE;
    return KERR_OK;
}

/* ---- memory of the supplicant ---- */

uint32_t shm_handle(const struct shm *s)
{
    return (uint32_t)(index_of(s) + 1) | s->generation << 12;
}

struct shm *shm_by_handle(uint32_t handle, uint32_t owner)
{
    uint32_t i = (handle & 0xfff) - 1;
    struct shm *s;

    if (i >= SHM_MAX)
        return NULL;
    s = &table.shm[i];
    if (s->state != SHM_READY || s->kind != SHM_SUPPLICANT ||
        s->owner != owner || shm_handle(s) != handle)
        return NULL;
    return s;
}

struct shm *shm_of_activation(unsigned activation)
{
    for (unsigned i = 0; i < SHM_MAX; i++) {
        struct shm *s = &table.shm[i];

        if (s->state != SHM_FREE && s->kind == SHM_SUPPLICANT &&
            s->activation == activation)
            return s;
    }
    return NULL;
}

struct shm *shm_any_unused(void)
{
    for (unsigned i = 0; i < SHM_MAX; i++) {
        struct shm *s = &table.shm[i];

        if (s->state == SHM_READY && s->kind == SHM_REGISTERED && s->users == 0)
            return s;
    }
    return NULL;
}

uint32_t shm_count(void)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < SHM_MAX; i++)
        n += table.shm[i].state != SHM_FREE;
    return n;
}

uint32_t shm_mapping_count(void)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < MAPPINGS_MAX; i++)
        n += table.mapping[i].pid != 0;
    return n;
}
