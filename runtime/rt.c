/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel calls as rt.h declares them: above the stubs of call.S this adds
 * the loops that hide the kernel's limits. A call marked `+` in abi/kernel.h
 * is repeated while it answers KERR_MORE, copies of leases until they are done;
 * other copies are cut at KCOPY_MAX and page ranges at KPAGES_MAX. Nothing here
 * is undone when a later part fails.
 *
 * State: `program`, what the kernel said at start, and the guard of the stack
 * protector. Both are written by rt_start() only.
 */
#include "runtime/rt.h"
#include "runtime/start.h"

/* x0 and x1 after a kernel call. */
struct kret {
    uint64_t error; /* enum kerr */
    uint64_t value;
};

#define KCALL(number, name, right, manual)                                     \
    struct kret kcall_##name(uint64_t, uint64_t, uint64_t, uint64_t);
#include "abi/kcall.def"
#undef KCALL

static struct {
    uint64_t isar0;
    uint64_t argument;
    uint32_t pid;
} program;

/* Names that the compiler prescribes. */
extern uint64_t __stack_chk_guard;
_Noreturn void __stack_chk_fail(void);

uint64_t __stack_chk_guard;

void __stack_chk_fail(void)
{
    static const char text[] = "stack overflow detected";

    rt_log(text, sizeof(text) - 1);
    rt_exit(0xdeadbeef);
}

__attribute__((no_stack_protector)) void rt_start(uint32_t pid, uint64_t isar0,
                                                  uint64_t argument)
{
    uint64_t random = 0;

    program.pid = pid;
    program.isar0 = isar0;
    program.argument = argument;
    if (!rt_cpu_random(&random))
        random = pid;
    random ^= rt_ticks() * 0x9e3779b97f4a7c15ull;
    /* A zero byte in the lowest place ends a string that runs over it. */
    __stack_chk_guard = random & ~(uint64_t)0xff;
}

uint32_t rt_pid(void)
{
    return program.pid;
}

uint64_t rt_isar0(void)
{
    return program.isar0;
}

uint64_t rt_argument(void)
{
    return program.argument;
}

static uint64_t address_of(const volatile void *p)
{
    return (uint64_t)(uintptr_t)p;
}

static size_t at_most(size_t n, size_t limit)
{
    return n < limit ? n : limit;
}

enum kerr rt_borrow_read(unsigned lease, size_t offset, void *buf,
                         size_t length)
{
    uint64_t p = address_of(buf);
    struct kret r = kcall_borrow_read(lease, offset, p, length);

    for (size_t done = r.value; r.error == KERR_OK && done < length;
         done += r.value)
        r = kcall_borrow_read(lease, offset + done, p + done, length - done);
    return (enum kerr)r.error;
}

enum kerr rt_borrow_write(unsigned lease, size_t offset, const void *buf,
                          size_t length)
{
    uint64_t p = address_of(buf);
    struct kret r = kcall_borrow_write(lease, offset, p, length);

    for (size_t done = r.value; r.error == KERR_OK && done < length;
         done += r.value)
        r = kcall_borrow_write(lease, offset + done, p + done, length - done);
    return (enum kerr)r.error;
}

void *rt_mem_map(size_t pages)
{
    struct kret r = {KERR_MORE, 0};

    while (r.error == KERR_MORE)
        r = kcall_mem_map(pages, r.value, 0, 0);
    return r.error == KERR_OK ? (void *)(uintptr_t)r.value : NULL;
}

void rt_mem_unmap(void *mem, size_t pages)
{
    while (kcall_mem_unmap(address_of(mem), pages, 0, 0).error == KERR_MORE)
        ;
}

void rt_log(const char *text, size_t length)
{
    kcall_log(address_of(text), at_most(length, KLOG_MAX), 0, 0);
}

void rt_exit(uint64_t code)
{
    for (;;)
        kcall_exit(code, 0, 0, 0);
}

unsigned rt_cancel_read(void)
{
    struct kret r = kcall_cancel_read(0, 0, 0, 0);

    return r.error == KERR_OK && r.value != 0;
}

enum kerr rt_process_create(const struct kprocess *p, uint32_t *pid)
{
    struct kret r = kcall_process_create(address_of(p), 0, 0, 0);

    if (r.error == KERR_OK)
        *pid = (uint32_t)r.value;
    return (enum kerr)r.error;
}

enum kerr rt_process_map(uint32_t pid, uint64_t va, size_t pages,
                         uint32_t rights)
{
    size_t done = 0;
    uint64_t error = KERR_OK;

    while (error == KERR_OK && done < pages) {
        size_t n = at_most(pages - done, KPAGES_MAX);

        error = kcall_process_map(pid, va + done * PAGE_SIZE, n, rights).error;
        done += n;
    }
    return (enum kerr)error;
}

enum kerr rt_process_write(uint32_t pid, uint64_t va, const void *data,
                           size_t length)
{
    const uint8_t *p = data;
    size_t done = 0;
    uint64_t error = KERR_OK;

    while (error == KERR_OK && done < length) {
        size_t n = at_most(length - done, KCOPY_MAX);

        error =
            kcall_process_write(pid, va + done, address_of(p + done), n).error;
        done += n;
    }
    return (enum kerr)error;
}

enum kerr rt_process_unmap(uint32_t pid, uint64_t va, size_t pages)
{
    size_t done = 0;
    uint64_t error = KERR_OK;

    while (error == KERR_OK && done < pages) {
        size_t n = at_most(pages - done, KPAGES_MAX);

        error = kcall_process_unmap(pid, va + done * PAGE_SIZE, n, 0).error;
        done += n;
    }
    return (enum kerr)error;
}

enum kerr rt_process_start(uint32_t pid, uint64_t entry, uint64_t sp,
                           uint64_t argument)
{
    return (enum kerr)kcall_process_start(pid, entry, sp, argument).error;
}

enum kerr rt_process_kill(uint32_t pid)
{
    return (enum kerr)kcall_process_kill(pid, 0, 0, 0).error;
}

enum kerr rt_process_reap(uint32_t pid)
{
    uint64_t error = KERR_MORE;

    while (error == KERR_MORE)
        error = kcall_process_reap(pid, 0, 0, 0).error;
    return (enum kerr)error;
}

enum kerr rt_window_create(size_t pages, uint32_t *window)
{
    struct kret r = kcall_window_create(pages, 0, 0, 0);

    if (r.error == KERR_OK)
        *window = (uint32_t)r.value;
    return (enum kerr)r.error;
}

enum kerr rt_window_add(uint32_t window, const uint64_t *pages, size_t n)
{
    return (enum kerr)kcall_window_add(window, address_of(pages), n, 0).error;
}

enum kerr rt_window_destroy_part(uint32_t window)
{
    return (enum kerr)kcall_window_destroy(window, 0, 0, 0).error;
}

enum kerr rt_window_map_part(uint32_t window, uint32_t pid, uint64_t *va)
{
    struct kret r = kcall_window_map(window, pid, 0, 0);

    if (r.error == KERR_OK)
        *va = r.value;
    return (enum kerr)r.error;
}

enum kerr rt_window_unmap_part(uint32_t window, uint32_t pid)
{
    return (enum kerr)kcall_window_unmap(window, pid, 0, 0).error;
}

enum kerr rt_window_destroy(uint32_t window)
{
    enum kerr error = KERR_MORE;

    while (error == KERR_MORE)
        error = rt_window_destroy_part(window);
    return error;
}

enum kerr rt_window_unmap(uint32_t window, uint32_t pid)
{
    enum kerr error = KERR_MORE;

    while (error == KERR_MORE)
        error = rt_window_unmap_part(window, pid);
    return error;
}

enum kerr rt_window_map(uint32_t window, uint32_t pid, uint64_t *va)
{
    enum kerr error = KERR_MORE, undone;

    while (error == KERR_MORE)
        error = rt_window_map_part(window, pid, va);
    if (error == KERR_NO_MEMORY) {
        undone = rt_window_unmap(window, pid);
        (void)undone; /* there may have been nothing to undo */
    }
    return error;
}

enum kerr rt_ns_read(uint64_t pa, void *buf, size_t length)
{
    uint8_t *p = buf;
    size_t done = 0;
    uint64_t error = KERR_OK;

    while (error == KERR_OK && done < length) {
        size_t n = at_most(length - done, KCOPY_MAX);

        error = kcall_ns_read(pa + done, address_of(p + done), n, 0).error;
        done += n;
    }
    return (enum kerr)error;
}

enum kerr rt_ns_write(uint64_t pa, const void *buf, size_t length)
{
    const uint8_t *p = buf;
    size_t done = 0;
    uint64_t error = KERR_OK;

    while (error == KERR_OK && done < length) {
        size_t n = at_most(length - done, KCOPY_MAX);

        error = kcall_ns_write(pa + done, address_of(p + done), n, 0).error;
        done += n;
    }
    return (enum kerr)error;
}

enum kerr rt_cancel(unsigned activation)
{
    return (enum kerr)kcall_cancel(activation, 0, 0, 0).error;
}

bool rt_turn_due(void)
{
    return kcall_turn_due(0, 0, 0, 0).value != 0;
}

enum kerr rt_seed_take(uint8_t seed[KSEED_BYTES])
{
    return (enum kerr)kcall_seed_take(address_of(seed), 0, 0, 0).error;
}

enum kerr rt_huk_read(uint8_t key[KHUK_BYTES])
{
    return (enum kerr)kcall_huk_read(address_of(key), 0, 0, 0).error;
}

enum kerr rt_keep_read(void *buf, size_t length)
{
    return (enum kerr)kcall_keep_read(address_of(buf), length, 0, 0).error;
}

enum kerr rt_keep_write(const void *buf, size_t length)
{
    return (enum kerr)kcall_keep_write(address_of(buf), length, 0, 0).error;
}

enum kerr rt_stats(struct kstats *stats)
{
    return (enum kerr)kcall_stats(address_of(stats), 0, 0, 0).error;
}
