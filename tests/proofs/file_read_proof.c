/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file_read(), section_read(), symbol_read(), symbol_is(): of a file of any
 * size only its bytes are read, whatever the header, a section or a symbol
 * says, and records have the place that their number means.
 * Bound: files of up to 2 MiB, which is what tamgr takes; any content
 * Unwind: 9
 * Found: sum of offset and number not checked
 */
#include <string.h>

#include "lib/bytes.c"
#define memcpy bytes_read /* see below */
#define memcmp bytes_same
#include "services/tamgr/elf.c"
#undef memcpy
#undef memcmp
#include "tests/proofs/proof.h"

static uint8_t file[2u << 20];
static struct view v = {.bytes = file};
static size_t last; /* offset of the last read */

static void read_check(const void *p, size_t n)
{
    ASSERT(__CPROVER_same_object(p, file));
    last = __CPROVER_POINTER_OFFSET(p);
    ASSERT(last <= v.size && n <= v.size - last);
}

/* memcpy() out of a file of any content: what it is copied to was not set
 * before, so it is anything. */
void *bytes_read(void *to, const void *from, size_t n)
{
    read_check(from, n);
    ASSERT(__CPROVER_w_ok(to, n));
    return to;
}

int bytes_same(const void *a, const void *b, size_t n)
{
    read_check(a, n);
    ASSERT(IS_READABLE(b, n));
    return nondet_bool();
}

int main(void)
{
    struct elf64_section s, table;
    struct elf64_symbol symbol;
    struct elf64_header any;
    uint64_t n = nondet_u64();
    uint32_t i = nondet_u32();

    v.header = any;
    v.size = nondet_u64();
    ASSUME(v.size <= sizeof(file));
    if (section_read(&v, i, &s)) {
        ASSERT(i < v.header.shnum);
        ASSERT(last == v.header.shoff + i * sizeof(s));
    }
    if (symbol_read(&v, &table, n, &symbol)) {
        ASSERT((last - table.offset) / sizeof(symbol) == n);
        ASSERT(last - table.offset < table.size);
    }
    (void)symbol_is(&v, &table, &symbol, "ta_head");
    return 0;
}
