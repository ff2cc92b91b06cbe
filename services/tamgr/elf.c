/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All reads go through file_read(), all address lookups through
 * file_offset(); there is no other arithmetic on what the file says. Records
 * are copied out before they are checked, so that a relocation that hits the
 * section table or another relocation changes nothing already decided.
 */
#include "services/tamgr/elf.h"

#include <stdbool.h>

#include "abi/kernel.h"
#include "lib/bytes.h"
#include "lib/checked.h"
#include "lib/mem.h"
#include "services/tamgr/elf64.h"

#define PROGRAMS_MAX 16u
#define SECTIONS_MAX 256u
#define GNU_NAME     0x00554e47u  /* "GNU", NUL */
#define VA_LIMIT     (1ull << 32) /* keeps all later sums small */

/* The file as it is read. */
struct view {
    const uint8_t *bytes;
    size_t size;
    struct elf64_header header;
};

static bool file_read(const struct view *v, uint64_t offset, void *out,
                      size_t size)
{
    if (!range_inside(offset, size, v->size))
        return false;
    memcpy(out, v->bytes + offset, size);
    return true;
}

static bool view_open(struct view *v, const uint8_t *file, size_t size)
{
    static const uint8_t ident[8] = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0};
    struct elf64_header *h = &v->header;

    v->bytes = file;
    v->size = size;
    return file_read(v, 0, h, sizeof(*h)) &&
           memcmp(h->ident, ident, sizeof(ident)) == 0 &&
           h->type == ELF_TYPE_DYN && h->machine == ELF_AARCH64 &&
           h->version == 1 && h->flags == 0 &&
           h->phentsize == sizeof(struct elf64_program) &&
           h->phnum <= PROGRAMS_MAX &&
           h->shentsize == sizeof(struct elf64_section) && h->shnum > 0 &&
           h->shnum <= SECTIONS_MAX;
}

/* Where the file keeps the `size` bytes of address `va`. */
static bool file_offset(const struct elf *elf, uint64_t va, uint64_t size,
                        uint64_t *offset)
{
    for (unsigned i = 0; i < elf->segments; i++) {
        const struct elf_segment *s = &elf->segment[i];

        if (va >= s->va && range_inside(va - s->va, size, s->filesz)) {
            *offset = s->offset + (va - s->va);
            return true;
        }
    }
    return false;
}

uint64_t elf_segment_base(const struct elf_segment *segment)
{
    return segment->va & ~(uint64_t)(PAGE_SIZE - 1);
}

static uint64_t segment_end(const struct elf_segment *s)
{
    return (s->va + s->memsz + PAGE_SIZE - 1) & ~(uint64_t)(PAGE_SIZE - 1);
}

uint64_t elf_segment_pages(const struct elf_segment *segment)
{
    return (segment_end(segment) - elf_segment_base(segment)) / PAGE_SIZE;
}

static enum refusal add_segment(const struct view *v,
                                const struct elf64_program *p, struct elf *elf)
{
    struct elf_segment *s;

    if (elf->segments == ELF_SEGMENTS || p->filesz > p->memsz ||
        !range_inside(p->offset, p->filesz, v->size) ||
        !range_inside(p->vaddr, p->memsz, VA_LIMIT))
        return REFUSE_SEGMENTS;
    if (p->flags & ELF_PF_WRITE && p->flags & ELF_PF_EXEC)
        return REFUSE_WRITE_EXEC;
    s = &elf->segment[elf->segments];
    s->va = p->vaddr;
    s->memsz = p->memsz;
    s->filesz = p->filesz;
    s->offset = p->offset;
    s->rights = KMAP_READ | (p->flags & ELF_PF_WRITE ? KMAP_WRITE : 0) |
                (p->flags & ELF_PF_EXEC ? KMAP_EXEC : 0);
    /* ELF has them in order of address; so page overlap shows here. */
    if (elf_segment_base(s) < elf->span)
        return REFUSE_SEGMENTS;
    elf->span = segment_end(s);
    elf->pages += elf_segment_pages(s);
    elf->segments++;
    return REFUSE_NONE;
}

/* Does the note say that all the code was compiled for BTI? */
static bool is_bti(const struct view *v, const struct elf64_program *p)
{
    struct reader r = reader_init(v->bytes, v->size);
    uint32_t size;

    if (!range_inside(p->offset, p->filesz, v->size))
        return false;
    (void)reader_bytes(&r, (size_t)p->offset);
    r = reader_part(&r, (size_t)p->filesz);
    if (reader_u32_le(&r) != 4)
        return false;
    size = reader_u32_le(&r);
    if (reader_u32_le(&r) != ELF_NOTE_PROPERTY || reader_u32_le(&r) != GNU_NAME)
        return false;
    r = reader_part(&r, size);
    while (r.left > 0) {
        uint32_t type = reader_u32_le(&r);

        size = reader_u32_le(&r);
        if (type == ELF_FEATURE_AND)
            return reader_u32_le(&r) & ELF_FEATURE_BTI;
        (void)reader_bytes(&r, (size + 7ull) & ~7ull);
        if (r.failed)
            return false;
    }
    return false;
}

static void guard_branches(struct elf *elf)
{
    for (unsigned i = 0; i < elf->segments; i++)
        if (elf->segment[i].rights & KMAP_EXEC)
            elf->segment[i].rights |= KMAP_BTI;
}

static enum refusal decode_segments(const struct view *v, struct elf *elf)
{
    bool bti = false;

    for (unsigned i = 0; i < v->header.phnum; i++) {
        struct elf64_program p;
        enum refusal refusal;
        uint64_t offset;

        if (!u64_add(v->header.phoff, i * sizeof(p), &offset) ||
            !file_read(v, offset, &p, sizeof(p)))
            return REFUSE_ELF;
        bti |= p.type == ELF_PT_PROPERTY && is_bti(v, &p);
        if (p.type != ELF_PT_LOAD || p.memsz == 0)
            continue;
        refusal = add_segment(v, &p, elf);
        if (refusal)
            return refusal;
    }
    if (bti)
        guard_branches(elf);
    return REFUSE_NONE;
}

static bool is_code(const struct elf *elf, uint64_t va)
{
    for (unsigned i = 0; i < elf->segments; i++) {
        const struct elf_segment *s = &elf->segment[i];

        if (s->rights & KMAP_EXEC && va >= s->va && va - s->va < s->filesz)
            return va % 4 == 0;
    }
    return false;
}

static bool section_read(const struct view *v, unsigned i,
                         struct elf64_section *s)
{
    uint64_t offset;

    return i < v->header.shnum &&
           u64_add(v->header.shoff, i * sizeof(*s), &offset) &&
           file_read(v, offset, s, sizeof(*s));
}

/* Symbol n of a symbol table. */
static bool symbol_read(const struct view *v, const struct elf64_section *table,
                        uint64_t n, struct elf64_symbol *symbol)
{
    return n < table->size / sizeof(*symbol) &&
           range_inside(table->offset, table->size, v->size) &&
           file_read(v, table->offset + n * sizeof(*symbol), symbol,
                     sizeof(*symbol));
}

static bool symbol_is(const struct view *v, const struct elf64_section *strings,
                      const struct elf64_symbol *symbol, const char *name)
{
    size_t size = strlen(name) + 1;

    return symbol->section != ELF_SHN_UNDEFINED &&
           range_inside(strings->offset, strings->size, v->size) &&
           range_inside(symbol->name, size, strings->size) &&
           memcmp(v->bytes + strings->offset + symbol->name, name, size) == 0;
}

/* The address of an exported symbol. */
static bool symbol_find(const struct view *v, const char *name, uint64_t *value)
{
    struct elf64_section table, strings;
    struct elf64_symbol symbol;

    for (unsigned i = 0; i < v->header.shnum; i++) {
        if (!section_read(v, i, &table) || table.type != ELF_SHT_DYNSYM ||
            !section_read(v, table.link, &strings))
            continue;
        for (uint64_t n = 0; symbol_read(v, &table, n, &symbol); n++) {
            if (!symbol_is(v, &strings, &symbol, name))
                continue;
            *value = symbol.value;
            return true;
        }
    }
    return false;
}

/* ta_head is where its symbol says, else at address 0. */
static enum refusal decode_head(const struct view *v, struct elf *elf)
{
    const struct ta_head *head = &elf->head;
    uint64_t va = 0;
    uint64_t offset;

    (void)symbol_find(v, "ta_head", &va);
    if (!file_offset(elf, va, sizeof(*head), &offset) ||
        !file_read(v, offset, &elf->head, sizeof(*head)))
        return REFUSE_HEAD;
    if (head->flags & ~(uint32_t)TA_FLAGS_MASK ||
        head->flags & TA_FLAG_CONCURRENT || head->stack_size == 0 ||
        head->depr_entry != UINT64_MAX)
        return REFUSE_HEAD;
    return REFUSE_NONE;
}

enum refusal elf_decode(const uint8_t *file, size_t size, struct elf *elf)
{
    struct view v;
    enum refusal refusal;

    *elf = (struct elf){0};
    if (!view_open(&v, file, size))
        return REFUSE_ELF;
    refusal = decode_segments(&v, elf);
    if (refusal)
        return refusal;
    elf->entry = v.header.entry;
    if (!is_code(elf, elf->entry))
        return REFUSE_ELF;
    return decode_head(&v, elf);
}

enum refusal elf_decode_library(const uint8_t *file, size_t size,
                                struct elf *elf)
{
    const struct elf_segment *first = &elf->segment[0];
    struct view v;
    enum refusal refusal;

    *elf = (struct elf){0};
    if (!view_open(&v, file, size))
        return REFUSE_ELF;
    refusal = decode_segments(&v, elf);
    if (refusal)
        return refusal;
    if (first->va != 0 || first->offset != 0 ||
        first->filesz < sizeof(v.header) ||
        !range_inside(v.header.phoff,
                      v.header.phnum * sizeof(struct elf64_program),
                      first->filesz))
        return REFUSE_LIBRARY;
    return REFUSE_NONE;
}

/* S + A: the value of a relocation against a symbol. */
static bool symbol_value(const struct view *v,
                         const struct elf64_section *relocations,
                         const struct elf64_rela *rela, uint64_t base,
                         uint64_t *value)
{
    struct elf64_section table;
    struct elf64_symbol symbol;

    if (!section_read(v, relocations->link, &table) ||
        table.type != ELF_SHT_DYNSYM ||
        !symbol_read(v, &table, rela->info >> 32, &symbol))
        return false;
    if (symbol.section == ELF_SHN_UNDEFINED) {
        *value = 0;
        return symbol.info >> 4 == ELF_STB_WEAK;
    }
    *value = symbol.value + (uint64_t)rela->addend +
             (symbol.section == ELF_SHN_ABSOLUTE ? 0 : base);
    return true;
}

static bool relocation_value(const struct view *v,
                             const struct elf64_section *relocations,
                             const struct elf64_rela *rela, uint64_t base,
                             uint64_t *value)
{
    switch (rela->info & UINT32_MAX) {
    case ELF_R_RELATIVE:
        *value = base + (uint64_t)rela->addend;
        return true;
    case ELF_R_ABS64:
    case ELF_R_GLOB_DAT:
    case ELF_R_JUMP_SLOT:
        return symbol_value(v, relocations, rela, base, value);
    default:
        return false;
    }
}

static bool relocate_section(const struct view *v, uint8_t *file,
                             const struct elf *elf,
                             const struct elf64_section *section, uint64_t base)
{
    struct elf64_rela rela;
    uint64_t count = section->size / sizeof(rela);
    uint64_t value;
    uint64_t offset;

    if (!range_inside(section->offset, section->size, v->size) ||
        section->size % sizeof(rela))
        return false;
    for (uint64_t i = 0; i < count; i++) {
        if (!file_read(v, section->offset + i * sizeof(rela), &rela,
                       sizeof(rela)))
            return false;
        if ((rela.info & UINT32_MAX) == ELF_R_NONE)
            continue;
        if (!relocation_value(v, section, &rela, base, &value) ||
            !file_offset(elf, rela.offset, sizeof(value), &offset))
            return false;
        memcpy(file + offset, &value, sizeof(value));
    }
    return true;
}

enum refusal elf_relocate(uint8_t *file, size_t size, const struct elf *elf,
                          uint64_t base)
{
    struct elf64_section section;
    struct view v;

    if (!view_open(&v, file, size))
        return REFUSE_ELF;
    for (unsigned i = 0; i < v.header.shnum; i++) {
        if (!section_read(&v, i, &section))
            return REFUSE_ELF;
        if (section.type != ELF_SHT_RELA || !(section.flags & ELF_SHF_ALLOC))
            continue;
        if (!relocate_section(&v, file, elf, &section, base))
            return REFUSE_RELOCATION;
    }
    return REFUSE_NONE;
}

struct uuid_words elf_uuid(const struct ta_head *head)
{
    static const uint8_t order[16] = {3, 2, 1,  0,  5,  4,  7,  6,
                                      8, 9, 10, 11, 12, 13, 14, 15};
    struct uuid_words uuid = {{0, 0}};

    for (unsigned i = 0; i < 16; i++)
        uuid.w[i / 8] |= (uint64_t)head->uuid[order[i]] << (8 * (i % 8));
    return uuid;
}
