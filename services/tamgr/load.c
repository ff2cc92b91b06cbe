/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * There is one private copy of an image at a time: it exists only while one
 * event is handled, so its size is bounded by the quota alone, not by how
 * many TAs are being opened.
 */
#include "services/tamgr/load.h"

#include "lib/mem.h"
#include "services/tamgr/elf.h"
#include "services/tamgr/line.h"
#include "services/tamgr/process.h"
#include "services/tamgr/uuid.h"

static void log_line(const struct tamgr *t, const struct line *line)
{
    t->port->log(line->text, line->length);
}

static void line_image(struct line *line, const char *what,
                       const struct uuid_words *uuid)
{
    line->length = 0;
    line_text(line, what);
    line_text(line, " ");
    line_uuid(line, uuid);
}

void log_text(const struct tamgr *t, const char *text)
{
    t->port->log(text, strlen(text));
}

void log_refusal(const struct tamgr *t, const struct uuid_words *uuid,
                 const char *what, enum refusal refusal)
{
    struct line line;

    line_image(&line, what, uuid);
    line_text(&line, ": refused: ");
    line_text(&line, refusal_text(refusal));
    log_line(t, &line);
}

static void log_loaded(const struct tamgr *t, const char *what,
                       const struct container_ta *ta, uint32_t pid)
{
    struct line line;

    line_image(&line, what, &ta->uuid);
    line_text(&line, ": loaded, version ");
    line_decimal(&line, ta->version);
    line_text(&line, ", process ");
    line_hex(&line, pid);
    log_line(t, &line);
}

/* The process' name: as much of the UUID as fits. */
static void name_make(const struct uuid_words *uuid,
                      char name[PROCESS_NAME_MAX])
{
    struct line line = {.length = 0};

    line_uuid(&line, uuid);
    memcpy(name, line.text, PROCESS_NAME_MAX - 1);
    name[PROCESS_NAME_MAX - 1] = 0;
}

/* Makes a process of a verified TA. */
static enum refusal ta_run(struct tamgr *t, struct instance *instance,
                           const struct container_ta *ta,
                           const struct versions *newer, uint8_t *file)
{
    char name[PROCESS_NAME_MAX];
    struct ta_process made = {0};
    struct uuid_words named;
    struct elf elf;
    enum refusal refusal = elf_decode(file, ta->elf_size, &elf);

    if (refusal)
        return refusal;
    named = elf_uuid(&elf.head);
    if (!uuid_equal(&named, &instance->uuid))
        return REFUSE_HEAD_UUID;
    /* Before it runs: whatever happens then, an older one does not. */
    refusal = versions_raise(t->port, newer);
    if (refusal)
        return refusal;
    name_make(&instance->uuid, name);
    refusal = process_make(t->port, file, ta->elf_size, &elf, name, &made);
    instance->flags = elf.head.flags;
    instance->pid = made.pid;
    instance->arena = made.arena;
    instance->libraries = 0;
    if (!refusal)
        log_loaded(t, "ta", ta, instance->pid);
    return refusal;
}

/* Puts a verified library into a process. */
static enum refusal library_add(struct tamgr *t, struct instance *instance,
                                const struct container_ta *library,
                                const struct versions *newer,
                                struct library *loaded)
{
    struct ta_process process = {.pid = instance->pid,
                                 .arena = instance->arena,
                                 .libraries = instance->libraries};
    struct elf elf;
    enum refusal refusal =
        elf_decode_library(library->elf, library->elf_size, &elf);

    if (!refusal)
        refusal = versions_raise(t->port, newer);
    if (!refusal)
        refusal =
            process_add(t->port, library->elf, &elf, &process, &loaded->base);
    if (refusal)
        return refusal;
    instance->libraries = process.libraries;
    loaded->size = elf.span;
    log_loaded(t, "library", library, instance->pid);
    return REFUSE_NONE;
}

/* `image` is private memory. loaded: of a library; NULL: it is a TA. */
static enum refusal image_run(struct tamgr *t, struct instance *instance,
                              const struct uuid_words *uuid, uint8_t *image,
                              size_t size, struct library *loaded)
{
    struct container_ta ta;
    struct versions newer;
    enum refusal refusal =
        image_verify(t->port, &t->trust, image, size, uuid, &ta, &newer);

    if (refusal)
        return refusal;
    return loaded ? library_add(t, instance, &ta, &newer, loaded)
                  : ta_run(t, instance, &ta, &newer, image + (ta.elf - image));
}

static enum refusal image_load(struct tamgr *t, struct instance *instance,
                               const struct uuid_words *uuid,
                               const uint8_t *image, size_t size,
                               struct library *loaded)
{
    size_t pages = (size + PAGE_SIZE - 1) / PAGE_SIZE;
    enum refusal refusal;
    uint8_t *copy;

    if (size == 0)
        return REFUSE_TRUNCATED;
    if (size > IMAGE_MAX)
        return REFUSE_IMAGE_SIZE;
    copy = t->port->mem_map(pages);
    if (!copy)
        return REFUSE_IMAGE_SIZE;
    memcpy(copy, image, size);
    refusal = image_run(t, instance, uuid, copy, size, loaded);
    t->port->mem_unmap(copy, pages);
    return refusal;
}

enum refusal instance_load(struct tamgr *t, struct instance *instance,
                           const uint8_t *image, size_t size)
{
    return image_load(t, instance, &instance->uuid, image, size, NULL);
}

enum refusal library_load(struct tamgr *t, struct instance *instance,
                          const struct uuid_words *uuid, const uint8_t *image,
                          size_t size, struct library *loaded)
{
    return image_load(t, instance, uuid, image, size, loaded);
}

void process_gone(const struct tamgr *t, uint32_t pid)
{
    if (t->port->process_reap(pid) == KERR_OK) /* else that was done before */
        t->port->client_gone(pid);
}

void instance_died(struct tamgr *t, struct instance *instance)
{
    process_gone(t, instance->pid);
    instance_forget(&t->books, instance);
}

void instance_end(struct tamgr *t, struct instance *instance)
{
    if (t->port->process_kill(instance->pid) == KERR_STATE)
        instance->state = INSTANCE_DRAINING;
    else
        instance_died(t, instance);
}
