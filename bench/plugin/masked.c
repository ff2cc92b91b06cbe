/* SPDX-License-Identifier: BSD-2-Clause */
/* See masked.h. Of stretches with the same ends and the same busiest function
 * only the longest is kept. Mutable state: `masked`. */
#include "bench/plugin/masked.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plugin/code.h"

#define CPUS_MAX 64u
#define KEPT     64u   /* kinds of stretches */
#define SHOWN    3u    /* functions of each */
#define LIMIT    5000u /* longer ones are counted */
#define TURN     16u   /* blocks in a turn of a waiting loop, at most */

struct share {
    unsigned function;
    uint64_t insns;
};

/* A finished stretch; `from` and `to` are the components around it. */
struct stretch {
    uint64_t length, waited, times;
    unsigned from, to;
    unsigned entry, exit; /* functions */
    struct share busiest[SHOWN];
};

/* One per CPU, used by that CPU's thread only. */
struct cpu {
    bool started; /* it has been in the normal world */
    unsigned from, entry, exit;
    uint64_t length, waited;
    uint64_t asked;    /* of length: before the last question */
    uint64_t *count;   /* by function */
    bool *seen;        /* is the function in `touched`? */
    unsigned *touched; /* functions of this stretch */
    unsigned touches;
    struct share turn[TURN]; /* since the last YIELD ... */
    unsigned turns;          /* ... so many; more than TURN: no loop */
};

static struct {
    struct cpu cpu[CPUS_MAX];
    pthread_mutex_t lock; /* protects what follows */
    struct stretch kept[KEPT];
    unsigned kinds;
    uint64_t stretches, long_ones;
} masked = {.lock = PTHREAD_MUTEX_INITIALIZER};

void masked_init(void)
{
    for (unsigned i = 0; i < CPUS_MAX; i++) {
        struct cpu *c = &masked.cpu[i];

        c->count = calloc(code_functions(), sizeof(*c->count));
        c->seen = calloc(code_functions(), sizeof(*c->seen));
        c->touched = calloc(code_functions(), sizeof(*c->touched));
        if (!c->count || !c->seen || !c->touched)
            abort();
        c->turns = TURN + 1;
    }
}

/* Takes the functions of the stretch, the SHOWN busiest in order. */
static void busiest_take(struct cpu *c, struct share best[SHOWN])
{
    for (unsigned i = 0; i < c->touches; i++) {
        struct share s = {c->touched[i], c->count[c->touched[i]]};

        c->count[s.function] = 0;
        c->seen[s.function] = false;
        for (unsigned k = 0; k < SHOWN; k++) {
            if (s.insns > best[k].insns) {
                struct share worse = best[k];

                best[k] = s;
                s = worse;
            }
        }
    }
    c->touches = 0;
}

static bool same_kind(const struct stretch *a, const struct stretch *b)
{
    return a->from == b->from && a->to == b->to && a->entry == b->entry &&
           a->exit == b->exit &&
           a->busiest[0].function == b->busiest[0].function;
}

/* Where s belongs: its kind's place, a free one, the shortest's if s is
 * longer, or NULL. */
static struct stretch *place_find(const struct stretch *s)
{
    struct stretch *least = &masked.kept[0];

    for (unsigned i = 0; i < masked.kinds; i++) {
        if (same_kind(&masked.kept[i], s))
            return &masked.kept[i];
        if (masked.kept[i].length < least->length)
            least = &masked.kept[i];
    }
    if (masked.kinds < KEPT)
        return &masked.kept[masked.kinds++];
    return least->length < s->length ? least : NULL;
}

static void keep(const struct stretch *s)
{
    struct stretch *place;
    uint64_t times = 1;

    pthread_mutex_lock(&masked.lock);
    masked.stretches++;
    masked.long_ones += s->length > LIMIT;
    place = place_find(s);
    if (place && same_kind(place, s)) {
        times += place->times;
        place->times = times;
    }
    if (place && place->length < s->length) {
        *place = *s;
        place->times = times;
    }
    pthread_mutex_unlock(&masked.lock);
}

static void stretch_take(struct cpu *c, unsigned to)
{
    struct stretch s = {.length = c->length,
                        .waited = c->waited,
                        .from = c->from,
                        .to = to,
                        .entry = c->entry,
                        .exit = c->exit};

    busiest_take(c, s.busiest);
    if (c->started)
        keep(&s);
}

static void end(struct cpu *c, unsigned to)
{
    stretch_take(c, to);
    c->length = c->waited = c->asked = 0;
    c->turns = TURN + 1;
}

static void ask(struct cpu *c, unsigned to)
{
    stretch_take(c, to);
    c->length -= c->asked;
    c->asked = c->length;
}

static void add(struct cpu *c, const struct block *b)
{
    c->length += b->insns;
    if (!c->seen[b->function])
        c->touched[c->touches++] = b->function;
    c->seen[b->function] = true;
    c->count[b->function] += b->insns;
    if (c->turns < TURN)
        c->turn[c->turns] = (struct share){b->function, b->insns};
    if (c->turns <= TURN)
        c->turns++;
}

/* A YIELD: if the last one was a turn ago, that turn was waiting. */
static void turn_end(struct cpu *c)
{
    for (unsigned i = 0; c->turns <= TURN && i < c->turns; i++) {
        c->length -= c->turn[i].insns;
        c->waited += c->turn[i].insns;
        c->count[c->turn[i].function] -= c->turn[i].insns;
    }
    c->turns = 0;
}

void masked_count(unsigned cpu, const struct block *b)
{
    struct cpu *c = &masked.cpu[cpu % CPUS_MAX];

    if (!b->masked) {
        if (c->length)
            end(c, b->component);
        c->from = b->component;
        c->started = c->started || b->component == CODE_LINUX ||
                     b->component == CODE_CLIENT;
        return;
    }
    if (!c->length)
        c->entry = b->function;
    c->exit = b->function;
    add(c, b);
    if (b->spins)
        turn_end(c);
    if (b->asks)
        ask(c, b->component);
    if (b->sleeps) {
        end(c, b->component);
        c->from = b->component;
    }
}

static int by_length(const void *a, const void *b)
{
    const struct stretch *x = a, *y = b;

    return x->length > y->length ? -1 : x->length < y->length;
}

void masked_report(FILE *out)
{
    fprintf(out, "masked %" PRIu64 " %u %" PRIu64 "\n", masked.stretches, LIMIT,
            masked.long_ones);
    qsort(masked.kept, masked.kinds, sizeof(masked.kept[0]), by_length);
    for (unsigned i = 0; i < masked.kinds; i++) {
        const struct stretch *s = &masked.kept[i];

        fprintf(out, "stretch %" PRIu64 " %" PRIu64 " %" PRIu64 " %s %s %s %s",
                s->length, s->waited, s->times, code_component_name(s->from),
                code_function_name(s->entry), code_function_name(s->exit),
                code_component_name(s->to));
        for (unsigned k = 0; k < SHOWN && s->busiest[k].insns; k++)
            fprintf(out, " %s=%" PRIu64,
                    code_function_name(s->busiest[k].function),
                    s->busiest[k].insns);
        fputc('\n', out);
    }
}
