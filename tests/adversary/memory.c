/* SPDX-License-Identifier: BSD-2-Clause */
/* See memory.h. Mutable state: the arena, `code_sum`. */
#include "tests/adversary/memory.h"

#include "platform/qemu-virt/memory.h"

#define MESSAGES_AT 0u
#define LOANS_AT    (4u * THREADS)
#define LOAN_STEP   16u
#define GRANTS_AT   (LOANS_AT + LOAN_STEP * THREADS)
#define LISTS_AT    (GRANTS_AT + 2 * GRANTS)
#define PAGES       (LISTS_AT + 2 * LISTS * CPUS_MOST + 32)

static uint64_t code_sum;

static uint64_t page_at(unsigned i)
{
    return ARENA_BASE + (uint64_t)i * PAGE;
}

uint64_t message_page(unsigned thread)
{
    return page_at(MESSAGES_AT + 4 * thread + 1);
}

uint64_t rpc_page(unsigned thread)
{
    return page_at(MESSAGES_AT + 4 * thread + 3);
}

uint64_t loan_page(unsigned thread)
{
    return page_at(LOANS_AT + LOAN_STEP * thread + 1);
}

uint64_t loan_list(unsigned thread)
{
    return page_at(LOANS_AT + LOAN_STEP * thread + 1 + LOAN_PAGES);
}

uint64_t grant_page(unsigned n)
{
    return page_at(GRANTS_AT + 2 * n + 1);
}

uint64_t list_page(unsigned cpu, unsigned n)
{
    return page_at(LISTS_AT + 2 * (LISTS * cpu + n) + 1);
}

static enum role role_of(unsigned i)
{
    if (i < LOANS_AT)
        return i % 2 ? ROLE_MESSAGE : ROLE_CANARY;
    if (i < GRANTS_AT) {
        unsigned n = (i - LOANS_AT) % LOAN_STEP;

        if (n == 1 + LOAN_PAGES)
            return ROLE_LIST;
        return n >= 1 && n <= LOAN_PAGES ? ROLE_LOAN : ROLE_CANARY;
    }
    if (i < LISTS_AT)
        return (i - GRANTS_AT) % 2 ? ROLE_GRANT : ROLE_CANARY;
    return i < PAGES - 32 && (i - LISTS_AT) % 2 ? ROLE_LIST : ROLE_CANARY;
}

/* The same in all of a page, so that checking it is quick. */
static uint64_t pattern(uint64_t address)
{
    return (address / PAGE + 0x51) * 0x9e3779b97f4a7c15ull;
}

void pages_fill(uint64_t address, unsigned n)
{
    for (uint64_t at = address; at < address + (uint64_t)n * PAGE; at += 32) {
        volatile uint64_t *to = (volatile uint64_t *)at;
        uint64_t value = pattern(at);

        to[0] = value;
        to[1] = value;
        to[2] = value;
        to[3] = value;
    }
}

static uint64_t shadow_of(uint64_t address)
{
    return address - ARENA_BASE + SHADOW_BASE;
}

void list_put(uint64_t list, unsigned i, uint64_t value)
{
    *(volatile uint64_t *)(list + 8 * i) = value;
    if (list < FIELD_BASE)
        *(volatile uint64_t *)shadow_of(list + 8 * i) = value;
}

void memory_init(void)
{
    pages_fill(ARENA_BASE, PAGES);
    for (unsigned i = 0; i < PAGES; i++)
        if (role_of(i) == ROLE_LIST)
            for (unsigned n = 0; n < PAGE / 8; n++)
                list_put(page_at(i), n, 0);
}

/* Both are multiples of 64. */
static bool is_pattern(uint64_t from, uint64_t to)
{
    const volatile uint64_t *p = (const volatile uint64_t *)from;
    uint64_t value = pattern(from), wrong = 0;

    for (; p < (const volatile uint64_t *)to; p += 8)
        wrong |= (p[0] ^ value) | (p[1] ^ value) | (p[2] ^ value) |
                 (p[3] ^ value) | (p[4] ^ value) | (p[5] ^ value) |
                 (p[6] ^ value) | (p[7] ^ value);
    return wrong == 0;
}

static bool is_shadow(uint64_t page)
{
    const volatile uint64_t *p = (const volatile uint64_t *)page;
    const volatile uint64_t *q = (const volatile uint64_t *)shadow_of(page);
    uint64_t wrong = 0;

    for (unsigned i = 0; i < PAGE / 8; i += 4)
        wrong |= (p[i] ^ q[i]) | (p[i + 1] ^ q[i + 1]) | (p[i + 2] ^ q[i + 2]) |
                 (p[i + 3] ^ q[i + 3]);
    return wrong == 0;
}

static bool page_intact(unsigned i, bool all)
{
    uint64_t page = page_at(i);

    switch (role_of(i)) {
    case ROLE_CANARY:
        return is_pattern(page, page + PAGE);
    case ROLE_MESSAGE:
        return is_pattern(page + PAGE / 2, page + PAGE);
    case ROLE_LIST:
        return is_shadow(page);
    default:
        return !all || is_pattern(page, page + PAGE);
    }
}

void memory_check(const struct cpu *cpu, bool all)
{
    for (unsigned i = 0; i < PAGES; i++)
        if (!page_intact(i, all))
            fail(cpu, "memory was written: page, role", page_at(i), role_of(i));
}

extern const uint64_t payload_entry[], code_end[];

static uint64_t code_hash(void)
{
    uint64_t sum = 0;

    for (const uint64_t *p = payload_entry; p < code_end; p++)
        sum = (sum ^ *p) * 0x100000001b3ull;
    return sum;
}

void code_remember(void)
{
    code_sum = code_hash();
}

void code_check(const struct cpu *cpu)
{
    if (code_hash() != code_sum)
        fail(cpu, "the payload's own code was written", 0, 0);
}

uint64_t address_bad(struct cpu *cpu, bool aligned)
{
    static const uint64_t pages[] = {
        0x1000, /* address 0 means "none" in places */
        PLATFORM_SEED_PAGE,
        PLATFORM_NV_BASE,
        PLATFORM_GICD_BASE,
        PLATFORM_GICR_BASE,
        PLATFORM_UART_BASE,
        PLATFORM_GPIO_BASE,
        0x09000000, /* the normal world's UART */
        PLATFORM_MONITOR_BASE,
        PLATFORM_BOOT_RAM_BASE,
        PLATFORM_TEE_BASE,
        PLATFORM_TEE_BASE + PLATFORM_TEE_SIZE - PAGE,
        0x3ffff000,
        RAM_END,
        0x4010000000, /* PCIe */
        1ull << 47,
        0xffffff8000000000,
        0xfffffffffffff000,
    };
    uint64_t page = pages[random_below(cpu, sizeof(pages) / sizeof(pages[0]))];

    if (one_in(cpu, 3))
        page =
            PLATFORM_SECURE_RAM_BASE +
            (uint64_t)random_below(cpu, PLATFORM_SECURE_RAM_SIZE / PAGE) * PAGE;
    return aligned ? page : page + 8 * random_below(cpu, PAGE / 8);
}

uint64_t address_field(struct cpu *cpu)
{
    uint64_t at = FIELD_BASE + 8 * (uint64_t)random_below(cpu, FIELD_SPAN / 8);

    return one_in(cpu, 2) ? at & ~(PAGE - 1ull) : at;
}

uint64_t number_edge(struct cpu *cpu)
{
    static const uint64_t edges[] = {
        0,
        1,
        7,
        8,
        0xfff,
        0x1000,
        0x1001,
        511,
        512,
        1ull << 26,
        (1ull << 26) + 1,
        1ull << 31,
        0xffffffff,
        1ull << 32,
        1ull << 63,
        ~0xfffull,
        ~0ull - 7,
        ~0ull,
    };

    return edges[random_below(cpu, sizeof(edges) / sizeof(edges[0]))];
}

uint64_t number_wild(struct cpu *cpu)
{
    switch (random_below(cpu, 6)) {
    case 0:
        return random_next(cpu) | 1ull << 63; /* cannot be a canary */
    case 1:
        return random_below(cpu, 64);
    case 2:
        return address_bad(cpu, one_in(cpu, 2));
    case 3:
        return address_field(cpu);
    default:
        return number_edge(cpu);
    }
}
