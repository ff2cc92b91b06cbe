/* SPDX-License-Identifier: BSD-2-Clause */
/* See region.h. Mutable state: `regions`. */
#include "bench/plugin/region.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plugin/code.h"
#include "bench/plugin/mark.h"

#define REGIONS_MAX 64u

struct visit {
    int64_t total;
    int64_t part[COMPONENTS_MAX];
};

struct region {
    struct visit *visit;
    size_t visits, room;
};

static struct {
    bool counting;
    unsigned cpu;     /* that counts */
    unsigned current; /* region + 1; 0: none yet */
    struct visit now;
    struct region region[REGIONS_MAX];
} regions;

static void add(struct block *b, int64_t insns)
{
    if (!b->counts)
        b->counts = calloc(REGIONS_MAX, sizeof(*b->counts));
    if (!b->counts)
        abort();
    b->counts[regions.current - 1] += (uint64_t)insns;
    regions.now.part[b->component] += insns;
    regions.now.total += insns;
}

static void visit_keep(void)
{
    struct region *r = &regions.region[regions.current - 1];

    if (r->visits == r->room) {
        r->room = r->room ? 2 * r->room : 1024;
        r->visit = realloc(r->visit, r->room * sizeof(*r->visit));
        if (!r->visit)
            abort();
    }
    r->visit[r->visits++] = regions.now;
}

void region_mark(unsigned cpu, struct block *b, unsigned i, unsigned mark)
{
    if (mark == MARK_NEXT && regions.current < REGIONS_MAX) {
        regions.current++;
    } else if (mark == MARK_START && regions.current) {
        memset(&regions.now, 0, sizeof(regions.now));
        regions.counting = true;
        regions.cpu = cpu;
        add(b, b->insns - i - 1);
    } else if (mark == MARK_STOP && regions.counting && cpu == regions.cpu) {
        add(b, (int64_t)i - b->insns);
        regions.counting = false;
        visit_keep();
    }
}

void region_count(unsigned cpu, struct block *b)
{
    if (regions.counting && cpu == regions.cpu)
        add(b, b->insns);
}

static int by_total(const void *a, const void *b)
{
    const struct visit *x = a, *y = b;

    return x->total < y->total ? -1 : x->total > y->total;
}

void region_report(FILE *out)
{
    for (unsigned i = 0; i < regions.current; i++) {
        struct region *r = &regions.region[i];
        const struct visit *median = &r->visit[r->visits / 2];

        if (r->visits == 0)
            continue;
        qsort(r->visit, r->visits, sizeof(*r->visit), by_total);
        fprintf(out, "region %u %zu %" PRId64 " %" PRId64 " %" PRId64, i,
                r->visits, r->visit[0].total, median->total,
                r->visit[r->visits - 1].total);
        for (unsigned c = 0; c < code_components(); c++)
            fprintf(out, " %s=%" PRId64, code_component_name(c),
                    median->part[c]);
        fputc('\n', out);
    }
}

void region_report_block(FILE *out, const struct block *b)
{
    for (unsigned i = 0; b->counts && i < regions.current; i++)
        if (b->counts[i])
            fprintf(out, "code %u %s %s %" PRIx64 " %08x %" PRIu64 "\n", i,
                    code_component_name(b->component),
                    code_function_name(b->function), b->vaddr, b->word,
                    b->counts[i]);
}
