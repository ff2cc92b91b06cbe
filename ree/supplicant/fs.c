/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See fs.h. A name is walked one directory after the other, without following
 * links. A file is used through a descriptor of the request's own, so that it
 * can be closed meanwhile. Writes are synchronous (O_SYNC); what changes a
 * directory is followed by fsync() of it.
 */
#include "ree/supplicant/fs.h"

#include "ree/libteec/include/tee_client_api.h"
#include "ree/supplicant/log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DIRECTORY (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)

static uint32_t result_of(int error, const char *what)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return TEEC_ERROR_ITEM_NOT_FOUND;
    case EEXIST:
    case ENOTEMPTY:
        return TEEC_ERROR_ACCESS_CONFLICT;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return TEEC_ERROR_STORAGE_NO_SPACE;
    default:
        log_error("%s: %s", what, strerror(error));
        return TEEC_ERROR_GENERIC;
    }
}

void fs_init(struct fs *fs, const char *parent)
{
    struct timespec now;

    /* A write over a limit of sizes is an error, not the end of all. */
    signal(SIGXFSZ, SIG_IGN);
    clock_gettime(CLOCK_REALTIME, &now);
    *fs = (struct fs){.parent = parent, .root = -1};
    /* Handles of the one before are most likely none of ours. */
    fs->next = (uint32_t)(now.tv_nsec ^ now.tv_sec) & 0x3fffffff;
    pthread_mutex_init(&fs->lock, NULL);
}

void fs_close_all(struct fs *fs)
{
    pthread_mutex_lock(&fs->lock);
    for (unsigned int i = 0; i < FILES_OPEN; i++) {
        if (fs->files[i].handle)
            close(fs->files[i].fd);
        fs->files[i].handle = 0;
    }
    for (unsigned int i = 0; i < DIRS_OPEN; i++) {
        if (fs->dirs[i].handle)
            closedir(fs->dirs[i].dir);
        fs->dirs[i].handle = 0;
    }
    if (fs->root >= 0)
        close(fs->root);
    fs->root = -1;
    pthread_mutex_unlock(&fs->lock);
}

/* ---- names ---- */

/* The directory of all, of the caller's own; or -1 with errno. */
static int root_open(struct fs *fs)
{
    int parent, fd = -1, error;

    pthread_mutex_lock(&fs->lock);
    if (fs->root < 0) {
        parent = open(fs->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (parent >= 0 &&
            (mkdirat(parent, "tee", 0700) == 0 || errno == EEXIST))
            fs->root = openat(parent, "tee", DIRECTORY);
        if (fs->root < 0)
            log_error("%s/tee: %s", fs->parent, strerror(errno));
        else
            fsync(parent);
        error = errno;
        if (parent >= 0)
            close(parent);
        errno = error;
    }
    if (fs->root >= 0)
        fd = fcntl(fs->root, F_DUPFD_CLOEXEC, 0);
    error = errno;
    pthread_mutex_unlock(&fs->lock);
    errno = error;
    return fd;
}

/* The directory `name` in `at`, which is closed. */
static int step_into(int at, const char *name, bool make)
{
    int fd = -1, error;

    if (make && mkdirat(at, name, 0700) == 0)
        fsync(at);
    fd = openat(at, name, DIRECTORY);
    error = errno;
    close(at);
    errno = error;
    return fd;
}

/* A name on the way: what is left of it, and the directory that is reached. */
struct way {
    char name[FS_NAME_SIZE];
    char *last; /* its last component; "" for the directory of all */
    int dir;
};

/* Has no component "." or ".."? */
static bool name_valid(const char *name)
{
    while (*name) {
        size_t n = strcspn(name, "/");

        if ((n == 1 || (n == 2 && name[1] == '.')) && name[0] == '.')
            return false;
        name += n + (name[n] == '/');
    }
    return true;
}

static char *slashes_skip(char *p)
{
    while (*p == '/')
        p++;
    return p;
}

/* Walks to the last component; `make`: makes directories. SUCCESS: w->dir is to
 * be closed. */
static uint32_t way_walk(struct fs *fs, const char *name, bool make,
                         struct way *w)
{
    size_t length = strnlen(name, FS_NAME_SIZE);
    char *slash;

    if (length == FS_NAME_SIZE || !name_valid(name))
        return TEEC_ERROR_BAD_PARAMETERS;
    memcpy(w->name, name, length + 1);
    w->last = slashes_skip(w->name);
    w->dir = root_open(fs);
    while (w->dir >= 0 && (slash = strchr(w->last, '/'))) {
        *slash = 0;
        w->dir = step_into(w->dir, w->last, make);
        w->last = slashes_skip(slash + 1);
    }
    return w->dir < 0 ? result_of(errno, name) : TEEC_SUCCESS;
}

/* The same for what must have a last component. */
static uint32_t way_to(struct fs *fs, const char *name, bool make,
                       struct way *w)
{
    uint32_t result = way_walk(fs, name, make, w);

    if (result == TEEC_SUCCESS && !*w->last) {
        close(w->dir);
        return TEEC_ERROR_BAD_PARAMETERS;
    }
    return result;
}

/* ---- handles ---- */

static uint32_t handle_next(struct fs *fs, unsigned int i)
{
    fs->next = (fs->next + FILES_OPEN) & 0x3fffffff;
    return (fs->next & ~(uint32_t)(FILES_OPEN - 1)) + FILES_OPEN + i;
}

static uint32_t file_add(struct fs *fs, int fd, uint32_t *handle)
{
    unsigned int i = 0;

    pthread_mutex_lock(&fs->lock);
    while (i < FILES_OPEN && fs->files[i].handle)
        i++;
    if (i < FILES_OPEN) {
        fs->files[i].fd = fd;
        *handle = fs->files[i].handle = handle_next(fs, i);
    }
    pthread_mutex_unlock(&fs->lock);
    if (i < FILES_OPEN)
        return TEEC_SUCCESS;
    close(fd);
    return TEEC_ERROR_OUT_OF_MEMORY;
}

/* A descriptor for this request; -1: no such handle, or none is left. */
static int file_use(struct fs *fs, uint32_t handle)
{
    unsigned int i = handle % FILES_OPEN;
    int fd = -1;

    pthread_mutex_lock(&fs->lock);
    if (handle && fs->files[i].handle == handle)
        fd = fcntl(fs->files[i].fd, F_DUPFD_CLOEXEC, 0);
    pthread_mutex_unlock(&fs->lock);
    return fd;
}

/* ---- files ---- */

/* Opens the last component. A file that is made is there, and empty, for good;
 * what is no file is not found. */
static int file_open(const struct way *w, bool create)
{
    const int flags = O_SYNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    int fd = openat(w->dir, w->last,
                    flags | O_RDWR | (create ? O_CREAT | O_TRUNC : 0), 0600);
    struct stat st = {0};
    int error;

    if (fd < 0 && !create && (errno == EACCES || errno == EROFS))
        fd = openat(w->dir, w->last, flags | O_RDONLY);
    if (fd < 0)
        return -1;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        (!create || (fsync(fd) == 0 && fsync(w->dir) == 0)))
        return fd;
    error = S_ISREG(st.st_mode) ? errno : ENOENT;
    close(fd);
    errno = error;
    return -1;
}

uint32_t fs_open(struct fs *fs, const char *name, bool create, uint32_t *handle)
{
    struct way w;
    uint32_t result = way_to(fs, name, create, &w);
    int fd;

    if (result != TEEC_SUCCESS)
        return result;
    fd = file_open(&w, create);
    if (fd < 0)
        result = result_of(errno, name);
    close(w.dir);
    return fd < 0 ? result : file_add(fs, fd, handle);
}

uint32_t fs_close(struct fs *fs, uint32_t handle)
{
    unsigned int i = handle % FILES_OPEN;
    bool there;

    pthread_mutex_lock(&fs->lock);
    there = handle && fs->files[i].handle == handle;
    if (there) {
        close(fs->files[i].fd);
        fs->files[i].handle = 0;
    }
    pthread_mutex_unlock(&fs->lock);
    return there ? TEEC_SUCCESS : TEEC_ERROR_BAD_PARAMETERS;
}

uint32_t fs_read(struct fs *fs, uint32_t handle, uint64_t offset, void *bytes,
                 size_t *size)
{
    int fd = file_use(fs, handle);
    size_t done = 0;
    ssize_t n = 0;

    if (fd < 0)
        return TEEC_ERROR_BAD_PARAMETERS;
    while (done < *size &&
           (n = TEMP_FAILURE_RETRY(pread(fd, (char *)bytes + done, *size - done,
                                         (off_t)(offset + done)))) > 0)
        done += (size_t)n;
    close(fd);
    *size = done;
    return n < 0 ? result_of(errno, "read") : TEEC_SUCCESS;
}

uint32_t fs_write(struct fs *fs, uint32_t handle, uint64_t offset,
                  const void *bytes, size_t size)
{
    int fd = file_use(fs, handle);
    size_t done = 0;
    ssize_t n = 0;

    if (fd < 0)
        return TEEC_ERROR_BAD_PARAMETERS;
    while (done < size && (n = TEMP_FAILURE_RETRY(pwrite(
                               fd, (const char *)bytes + done, size - done,
                               (off_t)(offset + done)))) > 0)
        done += (size_t)n;
    close(fd);
    return n < 0 ? result_of(errno, "write") : TEEC_SUCCESS;
}

uint32_t fs_truncate(struct fs *fs, uint32_t handle, uint64_t length)
{
    int fd = file_use(fs, handle);
    uint32_t result = TEEC_SUCCESS;

    if (fd < 0)
        return TEEC_ERROR_BAD_PARAMETERS;
    if (ftruncate(fd, (off_t)length) != 0 || fsync(fd) != 0)
        result = result_of(errno, "truncate");
    close(fd);
    return result;
}

/* The directories on the way to what was removed, from the deepest, as far as
 * they are empty now. One that stays does no harm. */
static void dirs_prune(struct fs *fs, const char *name)
{
    char path[FS_NAME_SIZE];
    bool gone = true;
    struct way w;
    char *slash;

    memcpy(path, name, strlen(name) + 1);
    while (gone && (slash = strrchr(path, '/'))) {
        while (slash > path && slash[-1] == '/')
            slash--;
        *slash = 0;
        if (way_to(fs, path, false, &w) != TEEC_SUCCESS)
            return;
        gone = unlinkat(w.dir, w.last, AT_REMOVEDIR) == 0 && fsync(w.dir) == 0;
        close(w.dir);
    }
}

uint32_t fs_remove(struct fs *fs, const char *name)
{
    struct way w;
    uint32_t result = way_to(fs, name, false, &w);

    if (result != TEEC_SUCCESS)
        return result;
    if (unlinkat(w.dir, w.last, 0) != 0 || fsync(w.dir) != 0)
        result = result_of(errno, name);
    close(w.dir);
    if (result == TEEC_SUCCESS)
        dirs_prune(fs, name);
    return result;
}

uint32_t fs_rename(struct fs *fs, const char *old, const char *new_name,
                   bool overwrite)
{
    struct way from, to;
    uint32_t result = way_to(fs, old, false, &from);

    if (result != TEEC_SUCCESS)
        return result;
    result = way_to(fs, new_name, true, &to);
    if (result == TEEC_SUCCESS) {
        if (renameat2(from.dir, from.last, to.dir, to.last,
                      overwrite ? 0 : RENAME_NOREPLACE) != 0 ||
            fsync(to.dir) != 0 || fsync(from.dir) != 0)
            result = result_of(errno, old);
        close(to.dir);
    }
    close(from.dir);
    return result;
}

/* ---- directories ---- */

static uint32_t dir_add(struct fs *fs, DIR *dir, uint32_t *handle)
{
    unsigned int i = 0;

    pthread_mutex_lock(&fs->lock);
    while (i < DIRS_OPEN && fs->dirs[i].handle)
        i++;
    if (i < DIRS_OPEN) {
        fs->dirs[i].dir = dir;
        *handle = fs->dirs[i].handle = handle_next(fs, i);
    }
    pthread_mutex_unlock(&fs->lock);
    if (i < DIRS_OPEN)
        return TEEC_SUCCESS;
    closedir(dir);
    return TEEC_ERROR_OUT_OF_MEMORY;
}

/* The next entry that has no dot in front. */
static const struct dirent *entry_next(DIR *dir)
{
    const struct dirent *entry;

    do
        entry = readdir(dir);
    while (entry && entry->d_name[0] == '.');
    return entry;
}

/* As OP-TEE's, which took no empty directory for one. */
static bool dir_is_empty(DIR *dir)
{
    bool empty = !entry_next(dir);

    rewinddir(dir);
    return empty;
}

uint32_t fs_opendir(struct fs *fs, const char *name, uint32_t *handle)
{
    struct way w;
    uint32_t result = way_walk(fs, name, false, &w);
    DIR *dir = NULL;
    int fd;

    if (result != TEEC_SUCCESS)
        return result;
    fd = *w.last ? step_into(w.dir, w.last, false) : w.dir;
    if (fd >= 0)
        dir = fdopendir(fd);
    if (dir && dir_is_empty(dir)) {
        closedir(dir);
        return TEEC_ERROR_ITEM_NOT_FOUND;
    }
    if (dir)
        return dir_add(fs, dir, handle);
    result = result_of(errno, name);
    if (fd >= 0)
        close(fd);
    return result;
}

/* The place of a directory's handle; DIRS_OPEN: there is none. */
static unsigned int dir_find(const struct fs *fs, uint32_t handle)
{
    unsigned int i = handle % FILES_OPEN;

    return handle && i < DIRS_OPEN && fs->dirs[i].handle == handle ? i
                                                                   : DIRS_OPEN;
}

uint32_t fs_closedir(struct fs *fs, uint32_t handle)
{
    unsigned int i;

    pthread_mutex_lock(&fs->lock);
    i = dir_find(fs, handle);
    if (i < DIRS_OPEN) {
        closedir(fs->dirs[i].dir);
        fs->dirs[i].handle = 0;
    }
    pthread_mutex_unlock(&fs->lock);
    return i < DIRS_OPEN ? TEEC_SUCCESS : TEEC_ERROR_BAD_PARAMETERS;
}

static uint32_t name_next(DIR *dir, char *name, size_t *size)
{
    const struct dirent *entry;
    long place = telldir(dir);
    size_t length;

    errno = 0;
    entry = entry_next(dir);
    if (!entry)
        return errno ? result_of(errno, "readdir") : TEEC_ERROR_ITEM_NOT_FOUND;
    length = strlen(entry->d_name) + 1;
    if (length > *size) {
        seekdir(dir, place);
        *size = length;
        return TEEC_ERROR_SHORT_BUFFER;
    }
    memcpy(name, entry->d_name, length);
    *size = length;
    return TEEC_SUCCESS;
}

uint32_t fs_readdir(struct fs *fs, uint32_t handle, char *name, size_t *size)
{
    uint32_t result = TEEC_ERROR_BAD_PARAMETERS;
    unsigned int i;

    pthread_mutex_lock(&fs->lock);
    i = dir_find(fs, handle);
    if (i < DIRS_OPEN)
        result = name_next(fs->dirs[i].dir, name, size);
    pthread_mutex_unlock(&fs->lock);
    return result;
}
