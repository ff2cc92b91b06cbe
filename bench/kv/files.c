/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nftw has no argument for its callback, so the walk collects into a static
 * variable (walk) for the time of objects_find.
 */
#include "bench/kv/files.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXIT_FILE 6

static struct {
    struct objects *objects;
    size_t skip; /* bytes of the directory's name before a path */
} walk;

static void object_add(struct objects *objects, const char *path,
                       uint64_t offset, uint32_t length)
{
    struct object *object;

    if ((objects->count & (objects->count - 1)) == 0) {
        size_t room = objects->count ? 2 * objects->count : 1;

        objects->at = realloc(objects->at, room * sizeof(*objects->at));
        if (!objects->at)
            err(EXIT_FILE, "list of files");
    }
    object = &objects->at[objects->count++];
    object->path = strdup(path);
    if (!object->path)
        err(EXIT_FILE, "list of files");
    object->offset = offset;
    object->length = length;
    objects->bytes += length;
}

static int on_entry(const char *name, const struct stat *st, int type,
                    struct FTW *ftw)
{
    uint64_t left = (uint64_t)st->st_size;
    uint64_t offset = 0;

    (void)ftw;
    if (type == FTW_DNR || type == FTW_NS)
        errx(EXIT_FILE, "%s: cannot be read", name);
    if (type != FTW_F || !S_ISREG(st->st_mode))
        return 0;
    walk.objects->files++;
    do {
        uint32_t n = left < KV_VALUE_MAX ? (uint32_t)left : KV_VALUE_MAX;

        object_add(walk.objects, name + walk.skip, offset, n);
        offset += n;
        left -= n;
    } while (left);
    return 0;
}

static int object_compare(const void *a, const void *b)
{
    const struct object *x = a;
    const struct object *y = b;
    int order = strcmp(x->path, y->path);

    return order ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

static void key_make(struct object *object, size_t number)
{
    char text[KV_KEY_MAX + 1];
    int n = snprintf(text, sizeof(text), "%zu:%s", number, object->path);

    object->key_length = n < (int)KV_KEY_MAX ? (uint32_t)n : KV_KEY_MAX;
    memcpy(object->key, text, object->key_length);
}

void objects_find(struct objects *objects, const char *directory)
{
    memset(objects, 0, sizeof(*objects));
    walk.objects = objects;
    walk.skip = strlen(directory) + 1;
    if (nftw(directory, on_entry, 16, FTW_PHYS) != 0)
        err(EXIT_FILE, "%s", directory);
    if (objects->count == 0)
        errx(EXIT_FILE, "%s: no files", directory);
    qsort(objects->at, objects->count, sizeof(*objects->at), object_compare);
    for (size_t i = 0; i < objects->count; i++)
        key_make(&objects->at[i], i);
}

/* "directory/path of the object"; to be freed. */
static char *name_make(const struct object *object, const char *directory)
{
    char *name;

    if (asprintf(&name, "%s/%s", directory, object->path) < 0)
        err(EXIT_FILE, "file name");
    return name;
}

void object_load(const struct object *object, const char *directory,
                 uint8_t *to)
{
    char *name = name_make(object, directory);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    size_t done = 0;

    if (fd < 0)
        err(EXIT_FILE, "%s", name);
    while (done < object->length) {
        ssize_t n = pread(fd, to + done, object->length - done,
                          (off_t)(object->offset + done));

        if (n < 0)
            err(EXIT_FILE, "%s", name);
        if (n == 0)
            errx(EXIT_FILE, "%s: has become shorter", name);
        done += (size_t)n;
    }
    close(fd);
    free(name);
}

static void directories_make(char *name)
{
    for (char *at = name + 1; *at; at++) {
        if (*at != '/')
            continue;
        *at = 0;
        if (mkdir(name, 0755) != 0 && errno != EEXIST)
            err(EXIT_FILE, "%s", name);
        *at = '/';
    }
}

void object_save(const struct object *object, const char *directory,
                 const uint8_t *from)
{
    char *name = name_make(object, directory);
    size_t done = 0;
    int fd;

    directories_make(name);
    fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        err(EXIT_FILE, "%s", name);
    while (done < object->length) {
        ssize_t n = pwrite(fd, from + done, object->length - done,
                           (off_t)(object->offset + done));

        if (n < 0)
            err(EXIT_FILE, "%s", name);
        done += (size_t)n;
    }
    if (close(fd) != 0)
        err(EXIT_FILE, "%s", name);
    free(name);
}
