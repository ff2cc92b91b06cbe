/* SPDX-License-Identifier: BSD-2-Clause */
/* See param.h. Mutable state: page lists in the arena. */
#include "tests/adversary/param.h"

#define COOKIES      24u /* few, so that CPUs meet */
#define COOKIE_FIRST 0x2000u

uint64_t cookie_any(struct cpu *cpu)
{
    if (chance(cpu, 5))
        return number_wild(cpu);
    return COOKIE_FIRST + random_below(cpu, COOKIES);
}

uint64_t attribute_random(struct cpu *cpu)
{
    uint64_t attr = random_below(cpu, 12);

    if (chance(cpu, 30))
        attr |= OPTEE_MSG_META;
    if (chance(cpu, 20))
        attr |= OPTEE_MSG_NONCONTIG;
    if (chance(cpu, 10))
        attr ^= 1ull << random_below(cpu, 64);
    return attr;
}

/* A size that reaches from anywhere in the field no further than 64 MiB, or
 * is too much. */
static uint64_t size_random(struct cpu *cpu)
{
    return chance(cpu, 50) ? random_below(cpu, 3 * PAGE) : number_edge(cpu);
}

static uint64_t list_at(const struct cpu *cpu, unsigned n)
{
    return cpu->lists_in_field
               ? FIELD_BASE + 3ull * FIELD_SPAN +
                     (cpu->id * LISTS + n % LISTS) * (uint64_t)PAGE
               : list_page(cpu->id, n % LISTS);
}

/* Fills list pages of this CPU with the entries of n pages. */
static uint64_t list_make(struct cpu *cpu, unsigned n)
{
    unsigned page = random_below(cpu, LISTS);
    uint64_t first = list_at(cpu, page), list = first;

    for (unsigned i = 0; i < n; i++) {
        unsigned at = i % OPTEE_MSG_LIST_ENTRIES;

        if (i && at == 0) {
            list_put(list, OPTEE_MSG_LIST_ENTRIES, list_at(cpu, ++page));
            list = list_at(cpu, page);
        }
        list_put(list, at, grant_page(random_below(cpu, GRANTS)));
    }
    return first;
}

/* Then something in it is wrong: a page, or where it goes on. */
static void list_spoil(struct cpu *cpu, uint64_t list, unsigned n)
{
    unsigned at = random_below(cpu, n < 511 ? n : 511);
    uint64_t next = list;

    switch (random_below(cpu, 6)) {
    case 0:
        list_put(list, at, address_bad(cpu, true));
        return;
    case 1:
        list_put(list, at, grant_page(0) + 8 * (1 + random_below(cpu, 511)));
        return;
    case 2: /* lists that contain themselves */
        next = list;
        break;
    case 3: /* ... or each other */
        next = list_at(cpu, random_below(cpu, LISTS));
        list_put(next, 511, list);
        break;
    case 4:
        next = address_bad(cpu, one_in(cpu, 2));
        break;
    default:
        next = list + 8;
        break;
    }
    list_put(list, OPTEE_MSG_LIST_ENTRIES, next);
}

/* A list and a size; right or wrong. */
uint64_t list_random(struct cpu *cpu, uint64_t *size)
{
    static const uint16_t lengths[] = {1,  1,   2,   4,   31,  32,
                                       33, 128, 511, 512, 513, 1100};
    unsigned n = lengths[random_below(cpu, sizeof(lengths) / 2)];
    uint64_t list = list_make(cpu, n);
    uint64_t offset = chance(cpu, 30) ? random_below(cpu, PAGE) : 0;

    *size = (uint64_t)n * PAGE - offset;
    if (chance(cpu, 50))
        list_spoil(cpu, list, n);
    if (chance(cpu, 20))
        *size = size_random(cpu);
    if (chance(cpu, 10))
        *size = 512ull * PAGE * (1 + random_below(cpu, 40)); /* endless */
    if (chance(cpu, 10))
        return address_bad(cpu, false);
    return list + offset;
}

uint64_t list_foreign(struct cpu *cpu, uint64_t *size)
{
    static const uint16_t lengths[] = {1, 2, 33, 511, 512, 1100};
    unsigned n = lengths[random_below(cpu, sizeof(lengths) / 2)];
    uint64_t list = list_make(cpu, n), at = list;

    *size = (uint64_t)n * PAGE;
    if (n > 1022 && chance(cpu, 30)) /* the second leads to the first */
        at = *(volatile uint64_t *)(list + 8 * OPTEE_MSG_LIST_ENTRIES);
    if (n > OPTEE_MSG_LIST_ENTRIES && chance(cpu, 50))
        list_put(at, OPTEE_MSG_LIST_ENTRIES,
                 chance(cpu, 50) ? list : address_bad(cpu, chance(cpu, 80)));
    else if (chance(cpu, 10))
        list = address_bad(cpu, chance(cpu, 50));
    else
        list_put(list, random_below(cpu, n < 511 ? n : 511),
                 chance(cpu, 80)
                     ? address_bad(cpu, true)
                     : grant_page(0) + 8 * (1 + random_below(cpu, 511)));
    return list;
}

static void param_list(struct cpu *cpu, struct thread *t)
{
    uint64_t size = 0, list = list_random(cpu, &size);

    (void)param_add(
        t, (OPTEE_MSG_TMEM_INPUT + random_below(cpu, 3)) | OPTEE_MSG_NONCONTIG,
        list, size, chance(cpu, 50) ? cookie_any(cpu) : 0);
}

void param_random(struct cpu *cpu, struct thread *t)
{
    switch (random_below(cpu, 5)) {
    case 0:
        (void)param_add(t, OPTEE_MSG_VALUE_INPUT + random_below(cpu, 3),
                        number_wild(cpu), number_wild(cpu), 0);
        break;
    case 1:
        (void)param_add(t, OPTEE_MSG_RMEM_INPUT + random_below(cpu, 3),
                        chance(cpu, 70) ? random_below(cpu, 2 * PAGE)
                                        : number_edge(cpu),
                        size_random(cpu), cookie_any(cpu));
        break;
    case 2:
        (void)param_add(t, OPTEE_MSG_TMEM_INPUT + random_below(cpu, 3),
                        chance(cpu, 60) ? address_field(cpu)
                        : chance(cpu, 20)
                            ? RAM_END - 8ull * (1 + random_below(cpu, 512))
                            : address_bad(cpu, false),
                        size_random(cpu), chance(cpu, 50) ? 0 : 5);
        break;
    case 3:
        param_list(cpu, t);
        break;
    default:
        (void)param_add(t, attribute_random(cpu), number_wild(cpu),
                        number_wild(cpu), number_wild(cpu));
        break;
    }
}
