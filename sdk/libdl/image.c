/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All reads of an image go through image_at(), which knows what is loaded. What
 * relocation writes depends on no memory that relocation writes, so doing it
 * twice does no harm.
 */
#include "sdk/libdl/image.h"

#include <string.h>

#include "lib/checked.h"

#define HASH_FIELDS 4 /* buckets, first symbol, words of the filter, shift */

/* The `size` bytes at address va of the image, if they are loaded with that
 * right (PF_*); NULL: not. Objects of 8 bytes and more are aligned. */
static void *image_at(const struct image *image, uint64_t va, uint64_t size,
                      uint32_t right)
{
    for (size_t i = 0; i < image->phnum; i++) {
        const Elf64_Phdr *p = &image->phdr[i];

        if (p->p_type == PT_LOAD && p->p_flags & right && va >= p->p_vaddr &&
            range_inside(va - p->p_vaddr, size, p->p_memsz))
            return (void *)(image->base + va);
    }
    return NULL;
}

/* A record of a table, copied out; false: there is none. */
static bool record_read(const struct image *image, uint64_t va, void *record,
                        size_t size)
{
    const void *at = image_at(image, va, size, PF_R);

    if (at)
        memcpy(record, at, size);
    return at != NULL;
}

static bool u32_read(const struct image *image, uint64_t va, uint32_t *value)
{
    return record_read(image, va, value, sizeof(*value));
}

/* ---- the dynamic section ---- */

/* What the kit's libraries do not have; it would have to be done. */
static const char *unsupported(int64_t tag)
{
    if (tag == DT_NEEDED)
        return "needs another library";
    if (tag == DT_REL || tag == DT_RELR)
        return "relocations of an unknown form";
    return NULL;
}

static void dynamic_take(struct image *image, const Elf64_Dyn *d)
{
    struct {
        int64_t tag;
        uint64_t *to;
    } const rows[] = {
        {DT_STRTAB, &image->strings.va},
        {DT_STRSZ, &image->strings.bytes},
        {DT_SYMTAB, &image->symbols},
        {DT_GNU_HASH, &image->hash},
        {DT_RELA, &image->relocations[0].va},
        {DT_RELASZ, &image->relocations[0].bytes},
        {DT_JMPREL, &image->relocations[1].va},
        {DT_PLTRELSZ, &image->relocations[1].bytes},
        {DT_INIT_ARRAY, &image->constructors.va},
        {DT_INIT_ARRAYSZ, &image->constructors.bytes},
        {DT_FINI_ARRAY, &image->destructors.va},
        {DT_FINI_ARRAYSZ, &image->destructors.bytes},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].tag == d->d_tag)
            *rows[i].to = d->d_un.d_val;
}

static const char *dynamic_read(struct image *image, const Elf64_Phdr *p)
{
    const char *error = NULL;
    Elf64_Dyn d;

    for (uint64_t i = 0; i < p->p_memsz / sizeof(d) && !error; i++) {
        if (!record_read(image, p->p_vaddr + i * sizeof(d), &d, sizeof(d)))
            return "its dynamic section is not loaded";
        if (d.d_tag == DT_NULL)
            break;
        error = unsupported(d.d_tag);
        dynamic_take(image, &d);
    }
    return error;
}

static bool table_is_loaded(const struct image *image,
                            const struct image_table *table, uint64_t record)
{
    return table->bytes == 0 ||
           (table->bytes % record == 0 &&
            image_at(image, table->va, table->bytes, PF_R));
}

static bool tables_are_loaded(const struct image *image)
{
    return table_is_loaded(image, &image->strings, 1) &&
           table_is_loaded(image, &image->relocations[0], sizeof(Elf64_Rela)) &&
           table_is_loaded(image, &image->relocations[1], sizeof(Elf64_Rela)) &&
           table_is_loaded(image, &image->constructors, sizeof(uintptr_t)) &&
           table_is_loaded(image, &image->destructors, sizeof(uintptr_t)) &&
           (image->constructors.va | image->destructors.va) %
                   sizeof(uintptr_t) ==
               0;
}

const char *image_open_dynamic(struct image *image, uintptr_t base,
                               const Elf64_Phdr *phdr, size_t phnum)
{
    const char *error = "no dynamic section";

    *image =
        (struct image){.base = base, .phdr = phdr, .phnum = phnum, .about = ""};
    for (size_t i = 0; i < phnum; i++) {
        if (phdr[i].p_type == PT_TLS)
            return "thread-local variables";
        if (phdr[i].p_type == PT_DYNAMIC)
            error = dynamic_read(image, &phdr[i]);
    }
    if (!error && !tables_are_loaded(image))
        error = "a table is not where its dynamic section says";
    return error;
}

const char *image_open(struct image *image, uintptr_t base, size_t size)
{
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)base;

    if (size < sizeof(*header) || header->e_phentsize != sizeof(Elf64_Phdr) ||
        header->e_phoff % sizeof(uint64_t) ||
        !range_inside(header->e_phoff,
                      (uint64_t)header->e_phnum * sizeof(Elf64_Phdr), size))
        return "no program headers";
    return image_open_dynamic(image, base,
                              (const Elf64_Phdr *)(base + header->e_phoff),
                              header->e_phnum);
}

/* ---- symbols ---- */

/* A name of the string table; NULL: not one. */
static const char *name_at(const struct image *image, uint32_t offset)
{
    const char *name = (const char *)(image->base + image->strings.va + offset);

    if (offset >= image->strings.bytes ||
        !memchr(name, 0, image->strings.bytes - offset))
        return NULL;
    return name;
}

static bool symbol_read(const struct image *image, uint64_t n,
                        Elf64_Sym *symbol)
{
    return record_read(image, image->symbols + n * sizeof(*symbol), symbol,
                       sizeof(*symbol));
}

static uintptr_t symbol_value(const struct image *image,
                              const Elf64_Sym *symbol)
{
    return symbol->st_value + (symbol->st_shndx == SHN_ABS ? 0 : image->base);
}

static bool symbol_is(const struct image *image, const Elf64_Sym *symbol,
                      const char *name)
{
    const char *own = name_at(image, symbol->st_name);

    return symbol->st_shndx != SHN_UNDEF &&
           ELF64_ST_BIND(symbol->st_info) != STB_LOCAL &&
           ELF64_ST_TYPE(symbol->st_info) <= STT_FUNC && own &&
           strcmp(own, name) == 0;
}

static uint32_t hash_of(const char *name)
{
    uint32_t hash = 5381;

    while (*name)
        hash = hash * 33 + (uint8_t)*name++;
    return hash;
}

/* A bucket has the number of its first symbol. The symbols of a bucket follow
 * each other, and so do their hashes in the chain, whose lowest bit is set at
 * the last. */
bool image_find(const struct image *image, const char *name, uintptr_t *value)
{
    uint32_t hash = hash_of(name), field[HASH_FIELDS], n, link = 0;
    uint64_t buckets, chain;
    Elf64_Sym symbol;

    if (!image->hash || !record_read(image, image->hash, field, sizeof(field)))
        return false;
    buckets = image->hash + sizeof(field) + field[2] * 8ull;
    chain = buckets + field[0] * 4ull;
    if (!field[0] || !u32_read(image, buckets + hash % field[0] * 4ull, &n) ||
        n < field[1])
        return false;
    for (; !(link & 1); n++) {
        if (!u32_read(image, chain + (n - field[1]) * 4ull, &link) ||
            !symbol_read(image, n, &symbol))
            return false;
        if ((link | 1) == (hash | 1) && symbol_is(image, &symbol, name)) {
            *value = symbol_value(image, &symbol);
            return true;
        }
    }
    return false;
}

/* ---- relocations ---- */

static const char *symbol_resolve(struct image *image, uint64_t n,
                                  bool (*find)(const char *name,
                                               uintptr_t *value),
                                  uintptr_t *value)
{
    Elf64_Sym symbol;
    const char *name;

    if (!symbol_read(image, n, &symbol))
        return "a relocation by no symbol";
    if (ELF64_ST_TYPE(symbol.st_info) > STT_FUNC)
        return "a symbol of an unknown type";
    *value = symbol_value(image, &symbol);
    if (ELF64_ST_BIND(symbol.st_info) == STB_LOCAL)
        return NULL;
    name = name_at(image, symbol.st_name);
    if (name && find(name, value))
        return NULL;
    if (symbol.st_shndx != SHN_UNDEF)
        return NULL;
    *value = 0;
    if (ELF64_ST_BIND(symbol.st_info) == STB_WEAK)
        return NULL;
    image->about = name ? name : "a symbol without a name";
    return "nobody defines";
}

static const char *relocate_one(struct image *image, const Elf64_Rela *rela,
                                bool (*find)(const char *name,
                                             uintptr_t *value))
{
    uint32_t type = (uint32_t)ELF64_R_TYPE(rela->r_info);
    uintptr_t value = image->base;
    const char *error = NULL;
    void *to;

    if (type == R_AARCH64_NONE)
        return NULL;
    if (type == R_AARCH64_ABS64 || type == R_AARCH64_GLOB_DAT ||
        type == R_AARCH64_JUMP_SLOT)
        error = symbol_resolve(image, ELF64_R_SYM(rela->r_info), find, &value);
    else if (type != R_AARCH64_RELATIVE)
        error = "a relocation of an unknown type";
    if (error)
        return error;
    value += (uint64_t)rela->r_addend;
    to = image_at(image, rela->r_offset, sizeof(value), PF_W);
    if (!to)
        return "a relocation of what is not data";
    memcpy(to, &value, sizeof(value));
    return NULL;
}

const char *image_relocate(struct image *image,
                           bool (*find)(const char *name, uintptr_t *value))
{
    const char *error = NULL;
    Elf64_Rela rela;

    for (unsigned t = 0; t < 2; t++) {
        const struct image_table *table = &image->relocations[t];

        for (uint64_t at = 0; at < table->bytes && !error; at += sizeof(rela)) {
            if (!record_read(image, table->va + at, &rela, sizeof(rela)))
                return "a relocation is not there";
            error = relocate_one(image, &rela, find);
        }
    }
    return error;
}

void image_call(const struct image *image, const struct image_table *table,
                bool reverse)
{
    void (*const *function)(void) =
        (void (*const *)(void))(image->base + table->va);
    size_t n = table->bytes / sizeof(*function);

    for (size_t i = 0; i < n; i++)
        function[reverse ? n - 1 - i : i]();
}
