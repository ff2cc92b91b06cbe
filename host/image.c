/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Images are shared objects: services/NAME.so for a service, ta/UUID.so for a
 * TA, whose UUID is read where the loader put it.
 * The container that tamgr verified and loaded is the device's; its code is
 * never run here. Each image is loaded from a copy of the file, because the
 * dynamic linker would give the same memory to two processes otherwise; the
 * copy stays to the end of the run, for debuggers and sanitizers.
 */
#include "host/image.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 512
#define UUID_TEXT  37 /* bytes, with the NUL */

static struct {
    const char *folder, *copies, *stop_at;
    unsigned made;
} images;

void image_init(const char *folder, const char *copies, const char *stop_at)
{
    images.folder = folder;
    images.copies = copies;
    images.stop_at = stop_at;
}

/* The UUID at the start of the TA's image, which is where the pages before its
 * entry begin: the device's image is mapped, though it does not run. */
static void ta_uuid(const struct process *p, char text[UUID_TEXT])
{
    const struct arch_space *s = &p->space.arch;
    user_addr_t va = p->context.pc & ~(user_addr_t)(PAGE_SIZE - 1);
    uint8_t u[16];

    while (arch_space_translate(s, va - PAGE_SIZE, 0) != PADDR_NONE)
        va -= PAGE_SIZE;
    memcpy(u, arch_pointer(arch_space_translate(s, va, 0)), sizeof(u));
    snprintf(text, UUID_TEXT,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
             "%02x%02x%02x%02x%02x%02x",
             u[3], u[2], u[1], u[0], u[5], u[4], u[7], u[6], u[8], u[9], u[10],
             u[11], u[12], u[13], u[14], u[15]);
}

static void path_find(const struct process *p, char path[PATH_BYTES],
                      bool *stop)
{
    char uuid[UUID_TEXT];

    if (process_slot(p) < SERVICE_LIMIT) {
        snprintf(path, PATH_BYTES, "%s/services/%s.so", images.folder, p->name);
        return;
    }
    ta_uuid(p, uuid);
    snprintf(path, PATH_BYTES, "%s/ta/%s.so", images.folder, uuid);
    *stop = images.stop_at && strcmp(images.stop_at, uuid) == 0;
}

static bool file_copy(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct stat status;
    bool done = in >= 0 && out >= 0 && fstat(in, &status) == 0;
    off_t left = done ? status.st_size : 0;

    while (done && left > 0) {
        ssize_t n = sendfile(out, in, NULL, (size_t)left);

        done = n > 0;
        left -= n;
    }
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return done;
}

static void *copy_load(const char *path)
{
    char copy[PATH_BYTES];
    void *handle = NULL;

    snprintf(copy, sizeof(copy), "%s/%u-%s", images.copies,
             __atomic_fetch_add(&images.made, 1, __ATOMIC_RELAXED),
             strrchr(path, '/') + 1);
    if (file_copy(path, copy))
        handle = dlopen(copy, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        fprintf(stderr, "cella-host: %s: %s\n", path, dlerror());
    return handle;
}

struct range_search {
    ElfW(Addr) base;
    struct host_image *image;
};

static int ranges_add(struct dl_phdr_info *info, size_t size, void *context)
{
    const struct range_search *search = context;
    struct host_image *image = search->image;

    (void)size;
    if (info->dlpi_addr != search->base)
        return 0;
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
        uint64_t start = info->dlpi_addr + ph->p_vaddr;

        if (ph->p_type != PT_LOAD || image->ranges == IMAGE_RANGES)
            continue;
        image->range[image->ranges++] = (struct host_range){
            .start = start & ~(uint64_t)(PAGE_SIZE - 1),
            .end = (start + ph->p_memsz + PAGE_SIZE - 1) &
                   ~(uint64_t)(PAGE_SIZE - 1),
            .writable = (ph->p_flags & PF_W) != 0,
        };
    }
    return 1;
}

bool host_image_open(const struct process *p, struct host_image *image)
{
    char path[PATH_BYTES];
    struct range_search search = {.image = image};
    struct link_map *map;

    path_find(p, path, &image->stop);
    image->handle = copy_load(path);
    if (!image->handle)
        return false;
    /* POSIX wants this conversion to work; ISO C has no word for it. */
    *(void **)&image->start = dlsym(image->handle, "program_start");
    if (!image->start || dlinfo(image->handle, RTLD_DI_LINKMAP, &map) != 0) {
        dlclose(image->handle);
        return false;
    }
    search.base = map->l_addr;
    dl_iterate_phdr(ranges_add, &search);
    return true;
}

void host_image_close(struct host_image *image)
{
    struct link_map *map;

    if (dlinfo(image->handle, RTLD_DI_LINKMAP, &map) == 0)
        unlink(map->l_name);
    dlclose(image->handle);
}
