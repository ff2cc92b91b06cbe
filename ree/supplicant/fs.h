/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files that the TEE keeps with the normal world, below one directory. The
 * TEE encrypts and authenticates what is in them; here they are only kept, and
 * kept for good: what a function has done is on the disk when it returns.
 *
 * A name has components between slashes, leading ones ignored; none is "." or
 * "..", none is a symbolic link, so that none leads out of the directory. A
 * file or directory that is open has a handle, not given twice soon and not by
 * two supplicants in a row. At most FILES_OPEN and DIRS_OPEN are open.
 *
 * Results are TEEC_ ones: ITEM_NOT_FOUND, ACCESS_CONFLICT (a name in use),
 * STORAGE_NO_SPACE, OUT_OF_MEMORY (too many open), BAD_PARAMETERS (a name or
 * handle that cannot be), GENERIC for what else the system says, which is
 * logged. Any thread; what is read and written at a time is not ordered.
 */
#pragma once

#include <dirent.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILES_OPEN 256
#define DIRS_OPEN  16

#define FS_NAME_SIZE 512 /* bytes of a name, NUL included */

struct fs {
    pthread_mutex_t lock;
    const char *parent; /* its directory "tee" is the one */
    int root;           /* -1: not opened yet */
    uint32_t next;      /* what the next handle is made of */
    struct {
        uint32_t handle; /* 0: free */
        int fd;
    } files[FILES_OPEN];
    struct {
        uint32_t handle;
        DIR *dir;
    } dirs[DIRS_OPEN];
};

/* `parent` is kept; the directory in it is made when it is first needed. */
void fs_init(struct fs *fs, const char *parent);

/* Closes all. */
void fs_close_all(struct fs *fs);

/* Opens for reading and writing, or, if that is forbidden, for reading.
 * `create`: makes it and the directories on the way, or empties it. */
uint32_t fs_open(struct fs *fs, const char *name, bool create,
                 uint32_t *handle);
uint32_t fs_close(struct fs *fs, uint32_t handle);

/* *size is then how much there was: less at the end of the file. */
uint32_t fs_read(struct fs *fs, uint32_t handle, uint64_t offset, void *bytes,
                 size_t *size);
uint32_t fs_write(struct fs *fs, uint32_t handle, uint64_t offset,
                  const void *bytes, size_t size);
uint32_t fs_truncate(struct fs *fs, uint32_t handle, uint64_t length);

/* And the directories that are empty then. */
uint32_t fs_remove(struct fs *fs, const char *name);
uint32_t fs_rename(struct fs *fs, const char *old, const char *new_name,
                   bool overwrite);

/* The names in a directory, one at a time, NUL included; none that begins with
 * a dot. ITEM_NOT_FOUND: that was all. SHORT_BUFFER: *size is what is needed,
 * and the name is given again. A directory without any is not found. */
uint32_t fs_opendir(struct fs *fs, const char *name, uint32_t *handle);
uint32_t fs_closedir(struct fs *fs, uint32_t handle);
uint32_t fs_readdir(struct fs *fs, uint32_t handle, char *name, size_t *size);
