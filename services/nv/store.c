/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sector is a header and a row of records of fixed size, all of them words in
 * the machine's order, each with a checksum of what is before it:
 *
 *   header  magic | format | generation | checksum
 *   record  magic | owner | id, 16 bytes | value, 8 bytes | kind | checksum
 *
 * The sector with a good header of the highest generation counts. A raise
 * appends a record to it; a counter's value is the highest of its records. A
 * record that is no good was torn and is passed over. The end is behind the
 * last place that is not erased.
 *
 * When the sector is full, the other one is erased and gets one record for each
 * counter and then its header, with the next generation: with the last word of
 * that it counts. Until then the old sector does, and nothing is added to it
 * any more, so it does not matter which of the two is found. Before it is
 * erased, a sector's header is made no good: a half erased sector never counts.
 *
 * A device that says that it failed may have written all the same. So a place
 * is used once, and what was written is read back before it is believed.
 *
 * Two sectors that are no good are a new device. Invariant while open: the
 * table holds every counter of the sector and no other, and they are fewer than
 * the sector has places.
 */
#include "services/nv/store.h"

#include "lib/crc.h"
#include "lib/mem.h"

#define HEADER_MAGIC 0x5453564eu /* "NVST" */
#define RECORD_MAGIC 0x4352564eu /* "NVRC" */
#define FORMAT       1u

struct header {
    uint32_t magic;
    uint32_t format;
    uint32_t generation; /* 1 .. UINT32_MAX - 1 */
    uint32_t crc;
};

struct record {
    uint32_t magic;
    uint32_t owner;
    uint64_t id[2];
    uint64_t value;
    uint32_t kind;
    uint32_t crc;
};

_Static_assert(sizeof(struct header) == 16, "format");
_Static_assert(sizeof(struct record) == 40, "format");

void store_init(struct store *s, const struct store_port *port)
{
    *s = (struct store){.port = port};
}

/* ---- the flash ---- */

static uint32_t places(const struct store *s)
{
    return (s->port->sector_bytes - (uint32_t)sizeof(struct header)) /
           (uint32_t)sizeof(struct record);
}

static uint32_t place_offset(uint32_t n)
{
    return (uint32_t)(sizeof(struct header) + n * sizeof(struct record));
}

/* Writes n <= sizeof(struct record) bytes and looks whether they are there. */
static bool write(const struct store *s, unsigned sector, uint32_t offset,
                  const void *data, size_t n)
{
    uint8_t back[sizeof(struct record)];

    return s->port->program(sector, offset, data, n) &&
           s->port->read(sector, offset, back, n) && memcmp(back, data, n) == 0;
}

static bool sector_erase(const struct store *s, unsigned sector)
{
    const uint32_t no_magic = 0;

    return write(s, sector, 0, &no_magic, sizeof(no_magic)) &&
           s->port->erase(sector);
}

static bool header_write(const struct store *s, unsigned sector,
                         uint32_t generation)
{
    struct header h = {HEADER_MAGIC, FORMAT, generation, 0};

    h.crc = crc32_of(&h, offsetof(struct header, crc));
    return write(s, sector, 0, &h, sizeof(h));
}

/* The generation of a sector, 0 if its header is no good. False: the device
 * failed. */
static bool header_read(const struct store *s, unsigned sector,
                        uint32_t *generation)
{
    struct header h;

    *generation = 0;
    if (!s->port->read(sector, 0, &h, sizeof(h)))
        return false;
    if (h.magic == HEADER_MAGIC && h.format == FORMAT &&
        h.generation < UINT32_MAX &&
        h.crc == crc32_of(&h, offsetof(struct header, crc)))
        *generation = h.generation;
    return true;
}

static bool record_write(const struct store *s, unsigned sector, uint32_t n,
                         const struct store_counter *c)
{
    struct record r = {.magic = RECORD_MAGIC,
                       .owner = c->name.owner,
                       .id = {c->name.id[0], c->name.id[1]},
                       .value = c->value,
                       .kind = c->name.kind};

    r.crc = crc32_of(&r, offsetof(struct record, crc));
    return write(s, sector, place_offset(n), &r, sizeof(r));
}

static bool record_is_erased(const struct record *r)
{
    uint8_t erased[sizeof(*r)];

    memset(erased, 0xff, sizeof(erased));
    return memcmp(r, erased, sizeof(erased)) == 0;
}

/* ---- the table ---- */

static bool name_equal(const struct store_name *a, const struct store_name *b)
{
    return a->id[0] == b->id[0] && a->id[1] == b->id[1] &&
           a->owner == b->owner && a->kind == b->kind;
}

static struct store_counter *find(struct store *s,
                                  const struct store_name *name)
{
    for (unsigned i = 0; i < s->used; i++)
        if (name_equal(&s->counter[i].name, name))
            return &s->counter[i];
    return NULL;
}

/* One place more than there are counters must be left for the next raise. */
static bool is_full(const struct store *s)
{
    return s->used == STORE_COUNTERS || s->used + 1 >= places(s);
}

static enum store_result note(struct store *s, const struct store_counter *new)
{
    struct store_counter *c = find(s, &new->name);

    if (!c && is_full(s))
        return STORE_FULL;
    if (!c)
        s->counter[s->used++] = *new;
    else if (new->value > c->value)
        c->value = new->value;
    return STORE_OK;
}

/* ---- opening ---- */

static enum store_result record_take(struct store *s, uint32_t n)
{
    struct record r;

    if (!s->port->read(s->sector, place_offset(n), &r, sizeof(r)))
        return STORE_FAILED;
    if (record_is_erased(&r))
        return STORE_OK;
    s->end = n + 1;
    if (r.magic != RECORD_MAGIC ||
        r.crc != crc32_of(&r, offsetof(struct record, crc)))
        return STORE_OK;
    return note(s, &(struct store_counter){
                       {{r.id[0], r.id[1]}, r.owner, r.kind}, r.value});
}

static enum store_result records_take(struct store *s)
{
    enum store_result result = STORE_OK;
    uint32_t n = places(s);

    for (uint32_t i = 0; i < n && result == STORE_OK; i++)
        result = record_take(s, i);
    return result;
}

static bool format(struct store *s)
{
    s->is_new = true;
    s->sector = 0;
    s->generation = 1;
    return sector_erase(s, s->sector) &&
           header_write(s, s->sector, s->generation);
}

static enum store_result store_open(struct store *s)
{
    uint32_t generation[2];
    enum store_result result;

    if (s->is_open)
        return STORE_OK;
    store_init(s, s->port);
    if (!header_read(s, 0, &generation[0]) ||
        !header_read(s, 1, &generation[1]))
        return STORE_FAILED;
    s->sector = generation[1] > generation[0];
    s->generation = generation[s->sector];
    if (s->generation == 0 && !format(s))
        return STORE_FAILED;
    result = records_take(s);
    s->is_open = result == STORE_OK;
    return result;
}

/* ---- the operations ---- */

enum store_result store_read(struct store *s, const struct store_name *name,
                             uint64_t *value)
{
    enum store_result result = store_open(s);
    const struct store_counter *c;

    if (result)
        return result;
    c = find(s, name);
    *value = c ? c->value : 0;
    return STORE_OK;
}

/* Goes on in the other sector. */
static enum store_result sector_change(struct store *s)
{
    unsigned other = !s->sector;

    if (s->generation + 1 == UINT32_MAX)
        return STORE_FULL;
    if (!sector_erase(s, other))
        return STORE_FAILED;
    for (uint32_t i = 0; i < s->used; i++)
        if (!record_write(s, other, i, &s->counter[i]))
            return STORE_FAILED;
    if (!header_write(s, other, s->generation + 1))
        return STORE_FAILED;
    s->sector = other;
    s->generation++;
    s->end = s->used;
    return STORE_OK;
}

enum store_result store_raise(struct store *s, const struct store_name *name,
                              uint64_t value)
{
    const struct store_counter new = {*name, value};
    enum store_result result = store_open(s);
    const struct store_counter *c;

    if (result)
        return result;
    c = find(s, name);
    if (value <= (c ? c->value : 0))
        return STORE_OK;
    if (!c && is_full(s))
        return STORE_FULL;
    if (s->end >= places(s))
        result = sector_change(s);
    if (result)
        return result;
    /* Whatever comes of it, this place is no longer erased. */
    s->end++;
    if (!record_write(s, s->sector, s->end - 1, &new))
        return STORE_FAILED;
    return note(s, &new);
}
