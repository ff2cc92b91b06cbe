/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The dynamic linker of a TA: what is in the address space (link.h), and what
 * is added to it (dlfcn.h). tamgr verifies a library and puts it into this
 * process with the rights that its pages keep; symbols and relocations are done
 * here, so that a wrong table of an image is the matter of its TA alone.
 *
 * A library stays as long as the instance, whatever becomes of its handles, and
 * is there once. One that cannot be used yet waits, to be tried again: what it
 * lacks may be in a library that is opened in between.
 *
 * Mutable state: `dl`.
 */
#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <string_ext.h>
#include <strings.h>
#include <tee_internal_api_extensions.h>
#include <trace.h>
#include <user_ta_header.h>

#include "sdk/engine/engine.h"
#include "sdk/libdl/image.h"
#include "sdk/libutee/session.h"

/* From the linker script; ta_head (user_ta_header.h) is the start of the
 * image, and the parts are what the kit has made of shared libraries. */
extern const uint8_t __rodata_start[], __rodata_end[], __data_end[];
extern const Elf64_Dyn _DYNAMIC[];
extern const struct part {
    char uuid[40];
} __parts_start[], __parts_end[];

#define TA_SEGMENTS 3

struct library {
    struct library *next;
    struct image image;
    TEE_UUID uuid;
    char name[40];
    bool broken; /* not to be tried again */
};

static struct {
    struct library *ready;   /* in the order in which they were constructed */
    struct library *waiting; /* in memory, not relocated, in no use */
    unsigned added;          /* those ready */
    struct image ta;         /* the TA's own; phnum is 0 until it is needed */
    Elf64_Phdr ta_phdr[TA_SEGMENTS + 1];
} dl;

/* ---- what there is ---- */

static Elf64_Phdr segment(uint32_t type, const void *start, const void *end,
                          uint32_t flags)
{
    uint64_t at = (uintptr_t)start - (uintptr_t)&ta_head;
    uint64_t size = (uintptr_t)end - (uintptr_t)start;

    return (Elf64_Phdr){.p_type = type,
                        .p_flags = flags,
                        .p_offset = at,
                        .p_vaddr = at,
                        .p_paddr = at,
                        .p_filesz = size,
                        .p_memsz = size,
                        .p_align = 0x1000};
}

/* The TA's own image, which handles of dlopen(NULL) stand for. */
static struct image *ta_image(void)
{
    if (dl.ta.phnum)
        return &dl.ta;
    dl.ta_phdr[0] = segment(PT_LOAD, &ta_head, __rodata_start, PF_R | PF_X);
    dl.ta_phdr[1] = segment(PT_LOAD, __rodata_start, __rodata_end, PF_R);
    dl.ta_phdr[2] = segment(PT_LOAD, __rodata_end, __data_end, PF_R | PF_W);
    dl.ta_phdr[3] = segment(PT_DYNAMIC, _DYNAMIC, __rodata_end, PF_R);
    if (image_open_dynamic(&dl.ta, (uintptr_t)&ta_head, dl.ta_phdr,
                           TA_SEGMENTS + 1))
        dl.ta.hash = 0; /* then it has no symbols */
    return &dl.ta;
}

static int tell(const char *name, const struct image *image,
                int (*callback)(struct dl_phdr_info *info, size_t size,
                                void *data),
                void *data)
{
    struct dl_phdr_info info = {
        .dlpi_addr = image->base,
        .dlpi_name = name,
        .dlpi_phdr = image->phdr,
        .dlpi_phnum = (uint16_t)image->phnum,
        .dlpi_adds =
            1ull + dl.added + (unsigned long)(__parts_end - __parts_start),
    };

    return callback(&info, sizeof(info), data);
}

int dl_iterate_phdr(int (*callback)(struct dl_phdr_info *info, size_t size,
                                    void *data),
                    void *data)
{
    int result = tell("", ta_image(), callback, data);

    for (const struct part *p = __parts_start; p < __parts_end; p++)
        result = tell(p->uuid, ta_image(), callback, data);
    for (const struct library *l = dl.ready; l; l = l->next)
        result = tell(l->name, &l->image, callback, data);
    return result;
}

/* A symbol of any image, in the order in which they came. */
static bool find_anywhere(const char *name, uintptr_t *value)
{
    if (image_find(ta_image(), name, value))
        return true;
    for (const struct library *l = dl.ready; l; l = l->next)
        if (image_find(&l->image, name, value))
            return true;
    return false;
}

static bool is_part(const char *name)
{
    for (const struct part *p = __parts_start; p < __parts_end; p++)
        if (strcasecmp(p->uuid, name) == 0)
            return true;
    return false;
}

/* Where a list has the library; its end if it has not. */
static struct library **library_find(struct library **list,
                                     const TEE_UUID *uuid)
{
    while (*list && memcmp(&(*list)->uuid, uuid, sizeof(*uuid)) != 0)
        list = &(*list)->next;
    return list;
}

/* ---- what is added ---- */

/* Destructors: of libraries, in the reverse order of their loading. */
static void destruct(const struct library *l)
{
    if (!l)
        return;
    destruct(l->next);
    image_call(&l->image, &l->image.destructors, true);
}

static void at_end(void)
{
    destruct(dl.ready);
}

/* TEE_CheckMemoryAccessRights() is to know the library's memory. */
static bool segments_add(const struct image *image)
{
    for (size_t i = 0; i < image->phnum; i++) {
        const Elf64_Phdr *p = &image->phdr[i];

        if (p->p_type == PT_LOAD && p->p_memsz &&
            engine_memory_add(image->base + p->p_vaddr, p->p_memsz,
                              p->p_flags & PF_W))
            return false;
    }
    return true;
}

/* Why a library cannot be used, if tamgr has not said so. */
static void say(const char *name, const char *error, const char *about)
{
    EMSG_RAW("dlopen %s: %s %s", name, error, about);
}

/* Adds a library to those that wait. False: it is not in memory. */
static bool library_load(const TEE_UUID *uuid, const char *name)
{
    struct library *l = calloc(1, sizeof(*l));
    const char *error;
    uintptr_t base = 0;
    size_t size = 0;

    if (!l)
        say(name, "no memory", "");
    if (!l || engine_library_load(uuid, &base, &size)) {
        free(l);
        return false;
    }
    l->uuid = *uuid;
    strlcpy(l->name, name, sizeof(l->name));
    error = image_open(&l->image, base, size);
    if (!error && !segments_add(&l->image))
        error = "no memory";
    l->broken = error != NULL;
    if (error)
        say(name, error, "");
    l->next = dl.waiting;
    dl.waiting = l;
    return true;
}

/* Puts the library *from of those that wait to use; NULL: that cannot be. */
static struct library *library_use(struct library **from)
{
    struct library *l = *from, **last = &dl.ready;
    const char *error;

    if (l->broken)
        return NULL;
    error = image_relocate(&l->image, find_anywhere);
    if (error) {
        say(l->name, error, l->image.about);
        return NULL;
    }
    *from = l->next;
    while (*last)
        last = &(*last)->next;
    *last = l;
    l->next = NULL;
    dl.added++;
    utee_at_destroy(at_end);
    image_call(&l->image, &l->image.constructors, false);
    return l;
}

void *dlopen(const char *filename, int flags)
{
    TEE_UUID uuid;
    struct library *ready, **at;

    (void)flags;
    if (!filename || is_part(filename))
        return ta_image();
    if (tee_uuid_from_str(&uuid, filename)) {
        say(filename, "not a UUID", "");
        return NULL;
    }
    ready = *library_find(&dl.ready, &uuid);
    if (ready)
        return ready;
    at = library_find(&dl.waiting, &uuid);
    if (!*at && library_load(&uuid, filename))
        at = &dl.waiting;
    return *at ? library_use(at) : NULL;
}

/* The library of a handle; NULL: it is none. */
static struct library *library_of(const void *handle)
{
    struct library *l = dl.ready;

    while (l && l != handle)
        l = l->next;
    return l;
}

int dlclose(void *handle)
{
    return handle && (handle == &dl.ta || library_of(handle)) ? 0 : -1;
}

void *dlsym(void *handle, const char *symbol)
{
    const struct library *l = library_of(handle);
    uintptr_t value = 0;
    bool found = false;

    if (l)
        found = image_find(&l->image, symbol, &value);
    else if (handle && handle == &dl.ta)
        found = find_anywhere(symbol, &value);
    return found ? (void *)value : NULL;
}
