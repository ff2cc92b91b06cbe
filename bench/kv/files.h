/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files of a directory as objects of a key-value store, and back.
 *
 * A file is one object, a file larger than a value several, in order. The key
 * of object n is "n:path", cut at the longest key: the number alone makes it
 * unique, the path is for the reader. Errors end the program with status 6
 * and a line on standard error: there is nothing to go on with.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/ta/kv.h"

struct object {
    char *path;      /* of the file, below its directory */
    uint64_t offset; /* in the file */
    uint32_t length;
    uint32_t key_length;
    char key[KV_KEY_MAX];
};

struct objects {
    struct object *at;
    size_t count;
    size_t files;
    uint64_t bytes;
};

/* Finds every regular file below `directory`, sorted by path; symbolic links
 * are not followed. */
void objects_find(struct objects *objects, const char *directory);

/* Reads the bytes of an object of `directory` to `to`. */
void object_load(const struct object *object, const char *directory,
                 uint8_t *to);

/* Writes them to the same place below `directory`, making what is missing. */
void object_save(const struct object *object, const char *directory,
                 const uint8_t *from);
