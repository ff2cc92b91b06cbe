/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What there is of a dynamic linker: the image can be described (link.h), and
 * nothing can be added to it (dlfcn.h), because what runs is what was signed
 * and verified as one.
 */
#include <dlfcn.h>
#include <link.h>
#include <trace.h>

#include <user_ta_header.h>

/* From the linker script; ta_head (user_ta_header.h) is the start of the
 * image. */
extern const uint8_t __rodata_start[], __rodata_end[], __data_end[];

static Elf64_Phdr segment(const void *start, const void *end, uint32_t flags)
{
    uint64_t at = (uintptr_t)start - (uintptr_t)&ta_head;
    uint64_t size = (uintptr_t)end - (uintptr_t)start;

    return (Elf64_Phdr){.p_type = PT_LOAD,
                        .p_flags = flags,
                        .p_offset = at,
                        .p_vaddr = at,
                        .p_paddr = at,
                        .p_filesz = size,
                        .p_memsz = size,
                        .p_align = 0x1000};
}

int dl_iterate_phdr(int (*callback)(struct dl_phdr_info *info, size_t size,
                                    void *data),
                    void *data)
{
    const Elf64_Phdr phdr[] = {
        segment(&ta_head, __rodata_start, PF_R | PF_X),
        segment(__rodata_start, __rodata_end, PF_R),
        segment(__rodata_end, __data_end, PF_R | PF_W),
    };
    struct dl_phdr_info info = {
        .dlpi_addr = (uintptr_t)&ta_head,
        .dlpi_name = "",
        .dlpi_phdr = phdr,
        .dlpi_phnum = sizeof(phdr) / sizeof(phdr[0]),
        .dlpi_adds = 1,
    };

    return callback(&info, sizeof(info), data);
}

void *dlopen(const char *filename, int flags)
{
    (void)flags;
    EMSG_RAW("dlopen %s: not supported", filename ? filename : "");
    return NULL;
}

int dlclose(void *handle)
{
    (void)handle;
    return -1;
}

void *dlsym(void *handle, const char *symbol)
{
    (void)handle;
    (void)symbol;
    return NULL;
}
