/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of shared memory; see shm.h. What has a cookie is in hash chains,
 * from new to destroy, so that a cookie is there once of a kind. Each shm has a
 * list of its mappings (process, address), which is rarely longer than one;
 * all mappings are rows of one pool, and in lists by process slot, too. Free
 * rows of both tables are chained. Where a whole table has to be looked at,
 * that is done SCAN rows at a time, from where the last look ended. Indices are
 * kept plus one, so that zeroed memory is the empty table. Mutable state:
 * `table`.
 */
#include "services/gateway/shm.h"

#include "lib/checked.h"
#include "lib/mem.h"
#include "services/gateway/part.h"

#define BUCKETS 256u
#define SLOTS   64u
#define SCAN    64u

struct mapping {
    uint32_t pid;  /* 0: row is free */
    uint16_t shm;  /* index */
    uint16_t next; /* of the shm; of the free rows */
    uint16_t next_in_process;
    uint64_t va; /* of the first byte; 0: not yet complete */
};

static struct {
    const struct gateway_port *port;
    uint16_t bucket[BUCKETS];
    uint16_t process[SLOTS];   /* mappings of a slot */
    uint16_t kinds[SHM_KINDS]; /* shms that are not FREE */
    uint16_t shm_made;         /* rows from here on were never used */
    uint16_t shm_free;         /* chain of the others that are not */
    uint16_t mapping_made, mapping_free, mappings;
    uint16_t evict, looked; /* mapping_any(): next row, rows in vain */
    uint16_t drop;          /* shm_drop(): next row */
    struct shm *dropping;
    struct shm shm[SHM_MAX];
    struct mapping mapping[MAPPINGS_MAX];
} table;

void shm_init(const struct gateway_port *port)
{
    /* A process starts with zeroed memory; only a test comes here twice. It
     * would be the longest time of all that interrupts are masked. */
    if (table.port)
        memset(&table, 0, sizeof(table));
    table.port = port;
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

/* The shm of that kind and cookie, whatever its state; NULL. */
static struct shm *cookie_find(enum shm_kind kind, uint64_t cookie)
{
    uint16_t i = *bucket_of(cookie);

    while (i &&
           (table.shm[i - 1].cookie != cookie || table.shm[i - 1].kind != kind))
        i = table.shm[i - 1].next;
    return i ? &table.shm[i - 1] : NULL;
}

struct shm *shm_find(uint64_t cookie)
{
    struct shm *s = cookie_find(SHM_REGISTERED, cookie);

    return s && s->state == SHM_READY ? s : NULL;
}

/* There is one. */
static struct shm *row_take(void)
{
    struct shm *s =
        &table.shm[table.shm_free ? table.shm_free - 1 : table.shm_made++];

    table.shm_free = s->next;
    return s;
}

enum kerr shm_new(enum shm_kind kind, uint64_t cookie, uint64_t offset,
                  uint64_t size, struct shm **shm)
{
    uint32_t pages = shm_pages(offset, size), window = 0;
    struct shm *s;
    enum kerr err;

    if (pages == 0 || (kind != SHM_TEMPORARY && cookie == 0))
        return KERR_ARGUMENT;
    if (kind != SHM_TEMPORARY && cookie_find(kind, cookie))
        return KERR_STATE;
    if (shm_count() == SHM_MAX)
        return KERR_NO_MEMORY;
    err = table.port->window_create(pages, &window);
    if (err != KERR_OK)
        return err;
    s = row_take();
    *s = (struct shm){.cookie = cookie,
                      .size = size,
                      .window = window,
                      .offset = (uint32_t)offset,
                      .generation = (s->generation + 1) & 0xfffff,
                      .kind = (uint8_t)kind,
                      .state = SHM_FILLING};
    if (kind != SHM_TEMPORARY) {
        s->next = *bucket_of(cookie);
        *bucket_of(cookie) = (uint16_t)(index_of(s) + 1);
    }
    table.kinds[kind]++;
    *shm = s;
    return KERR_OK;
}

void shm_publish(struct shm *s)
{
    s->state = SHM_READY;
}

void shm_retire(struct shm *s)
{
    s->state = SHM_DYING;
}

/* Nothing is left of it but its row. */
static void shm_free(struct shm *s)
{
    uint16_t *link = bucket_of(s->cookie);

    if (s->kind != SHM_TEMPORARY) {
        while (*link != index_of(s) + 1)
            link = &table.shm[*link - 1].next;
        *link = s->next;
    }
    table.kinds[s->kind]--;
    s->state = SHM_FREE;
    s->next = table.shm_free;
    table.shm_free = (uint16_t)(index_of(s) + 1);
}

/* ---- mappings ---- */

static struct mapping *mapping_find(const struct shm *s, uint32_t pid)
{
    uint16_t i = s->mappings;

    while (i && table.mapping[i - 1].pid != pid)
        i = table.mapping[i - 1].next;
    return i ? &table.mapping[i - 1] : NULL;
}

static uint16_t *process_list(uint32_t pid)
{
    return &table.process[pid % SLOTS];
}

static void mapping_forget(struct mapping *m)
{
    struct shm *s = &table.shm[m->shm];
    uint16_t *link = &s->mappings;

    while (&table.mapping[*link - 1] != m)
        link = &table.mapping[*link - 1].next;
    *link = m->next;
    link = process_list(m->pid);
    while (&table.mapping[*link - 1] != m)
        link = &table.mapping[*link - 1].next_in_process;
    *link = m->next_in_process;
    if (m->pid == SERVICE_GATEWAY)
        s->own_va = 0;
    m->pid = 0;
    m->next = table.mapping_free;
    table.mapping_free = (uint16_t)(m - table.mapping + 1);
    table.mappings--;
}

/* Unmaps; a process that has died has no mappings to undo. */
static enum kerr mapping_undo(struct mapping *m)
{
    enum kerr err = KERR_MORE;

    while (part_next(err))
        err = table.port->window_unmap(table.shm[m->shm].window, m->pid);
    if (err == KERR_MORE)
        return err;
    mapping_forget(m);
    return KERR_OK;
}

static bool is_unused(const struct mapping *m)
{
    return m->pid && table.shm[m->shm].users == 0;
}

/* One of the process whose shm is unused; NULL. */
static struct mapping *mapping_unused(uint32_t pid)
{
    uint16_t next = *process_list(pid);

    while (next) {
        struct mapping *m = &table.mapping[next - 1];

        if (m->pid == pid && is_unused(m))
            return m;
        next = m->next_in_process;
    }
    return NULL;
}

/* One of any process. KERR_MORE: look again; KERR_NO_MEMORY: there is none. */
static enum kerr mapping_any(struct mapping **m)
{
    for (unsigned i = 0; i < SCAN; i++) {
        *m = &table.mapping[table.evict];
        table.evict = (uint16_t)((table.evict + 1) % MAPPINGS_MAX);
        if (is_unused(*m)) {
            table.looked = 0;
            return KERR_OK;
        }
    }
    table.looked = (uint16_t)(table.looked + SCAN);
    if (table.looked < MAPPINGS_MAX)
        return KERR_MORE;
    table.looked = 0;
    return KERR_NO_MEMORY;
}

static struct mapping *mapping_add(struct shm *s, uint32_t pid)
{
    struct mapping *m;
    uint16_t row;

    if (table.mappings == MAPPINGS_MAX)
        return NULL;
    row = table.mapping_free ? (uint16_t)(table.mapping_free - 1)
                             : table.mapping_made++;
    m = &table.mapping[row];
    table.mapping_free = m->next;
    *m = (struct mapping){.pid = pid,
                          .shm = index_of(s),
                          .next = s->mappings,
                          .next_in_process = *process_list(pid)};
    s->mappings = *process_list(pid) = (uint16_t)(row + 1);
    table.mappings++;
    return m;
}

enum kerr shm_unmap_process(uint32_t pid)
{
    struct mapping *m = mapping_unused(pid);

    if (!m)
        return KERR_OK;
    return mapping_undo(m) == KERR_OK && !mapping_unused(pid) ? KERR_OK
                                                              : KERR_MORE;
}

/* There is no room in that process: unmaps something unused there. Errors:
 * KERR_MORE, try again; KERR_NO_MEMORY, there is nothing. */
static enum kerr process_make_room(uint32_t pid)
{
    struct mapping *m = mapping_unused(pid);

    if (!m)
        return KERR_NO_MEMORY;
    part_begin(true);      /* the one that found no room got nobody on */
    (void)mapping_undo(m); /* if it is not done yet, it is the next again */
    return KERR_MORE;
}

/* The same for a row. */
static enum kerr pool_make_room(void)
{
    struct mapping *m;
    enum kerr err = mapping_any(&m);

    if (err != KERR_OK)
        return err;
    if (mapping_undo(m) == KERR_MORE) /* then it is the first again */
        table.evict = (uint16_t)(m - table.mapping);
    return KERR_MORE;
}

uint64_t shm_address(const struct shm *s, uint32_t pid)
{
    const struct mapping *m = mapping_find(s, pid);

    return m ? m->va : 0;
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
        return pool_make_room();
    while (part_next(err))
        err = table.port->window_map(s->window, pid, &at);
    if (err == KERR_OK)
        *va = m->va = at + s->offset;
    if (err == KERR_NO_MEMORY) /* what is mapped so far may stay */
        return process_make_room(pid);
    if (err != KERR_OK && err != KERR_MORE)
        mapping_forget(m);
    return err;
}

enum kerr shm_map_self(struct shm *s)
{
    enum kerr err = KERR_MORE;

    if (shm_pages(s->offset, s->size) > SHM_ARG_PAGES)
        return KERR_ARGUMENT;
    s->users++; /* it must not be the one that makes room */
    while (err == KERR_MORE) {
        part_begin(true); /* nobody can wait for this: no event could go on */
        err = shm_map(s, SERVICE_GATEWAY, &s->own_va);
    }
    s->users--;
    return err;
}

enum kerr shm_destroy(struct shm *s)
{
    enum kerr err = KERR_MORE;

    while (part_next(err))
        err = table.port->window_destroy(s->window);
    if (err == KERR_MORE)
        return err;
    while (s->mappings)
        mapping_forget(&table.mapping[s->mappings - 1]);
    shm_free(s);
    return KERR_OK;
}

/* ---- memory of the supplicant ---- */

uint32_t shm_handle(const struct shm *s)
{
    return (uint32_t)(index_of(s) + 1) | s->generation << 12;
}

struct shm *shm_by_handle(uint64_t handle, uint32_t owner)
{
    uint32_t i = (uint32_t)(handle & 0xfff) - 1;
    struct shm *s;

    if (i >= SHM_MAX)
        return NULL;
    s = &table.shm[i];
    if (s->state != SHM_READY || s->kind != SHM_SUPPLICANT ||
        s->owner != owner || shm_handle(s) != handle)
        return NULL;
    return s;
}

/* The SUPPLICANT shm behind s, or the first; NULL. */
static struct shm *supplied_next(struct shm *s)
{
    struct shm *end = table.shm + table.shm_made;

    for (s = s ? s + 1 : table.shm; s < end; s++)
        if (s->state != SHM_FREE && s->kind == SHM_SUPPLICANT)
            return s;
    return NULL;
}

struct shm *shm_of_activation(unsigned activation)
{
    struct shm *s = supplied_next(NULL);

    while (s && s->activation != activation)
        s = supplied_next(s);
    return s;
}

struct shm *shm_of_owner(uint32_t owner)
{
    struct shm *s = supplied_next(NULL);

    while (s && s->owner != owner)
        s = supplied_next(s);
    return s;
}

static struct shm *drop_next(void)
{
    for (unsigned i = 0; i < SCAN; i++) {
        struct shm *s = &table.shm[table.drop++ % SHM_MAX];

        if (s->state == SHM_READY && s->kind == SHM_REGISTERED && s->users == 0)
            return s;
    }
    return NULL;
}

enum kerr shm_drop(void)
{
    if (!table.dropping && table.kinds[SHM_REGISTERED] &&
        table.drop < SHM_MAX) {
        table.dropping = drop_next();
        if (table.dropping)
            shm_retire(table.dropping);
        return KERR_MORE;
    }
    if (table.dropping) {
        if (shm_destroy(table.dropping) == KERR_OK)
            table.dropping = NULL;
        return KERR_MORE;
    }
    table.drop = 0;
    return KERR_OK;
}

uint32_t shm_count(void)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < SHM_KINDS; i++)
        n += table.kinds[i];
    return n;
}

uint32_t shm_mapping_count(void)
{
    return table.mappings;
}
