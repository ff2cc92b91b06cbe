/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot, on the primary CPU, from the secure flash: copy the monitor, read the
 * FIT's description once into secure RAM, decode it, copy its images to their
 * places, prepare the interrupt controller, and say where everything is.
 *
 *   medium --copy--> secure RAM --decode--> table --load--> memory --> monitor
 *                                 ^                   ^
 *                 signature of the description    hash of each image
 *
 * Verification is not built yet. It belongs at the two marks: the signature is
 * checked on the private copy that is then decoded, and each hash on the bytes
 * at their destination, so that the medium is never read again after a check.
 *
 * A refusal prints its reason and powers the machine off; nothing is retried
 * and nothing else is started.
 */
#include <stddef.h>
#include <stdint.h>

#include "abi/boot.h"
#include "boot/fit.h"
#include "lib/mem.h"
#include "platform/gicv3.h"
#include "platform/pl011.h"
#include "platform/qemu-virt/memory.h"
#include "platform/qemu-virt/platform.h"

#define FIT_BLOB_MAX 0x10000

extern const uint64_t monitor_image[], monitor_image_end[];

/* reset.S calls these two. */
struct boot_handoff *boot_main(void);
__attribute__((noreturn)) void boot_exception(uint64_t esr, uint64_t elr,
                                              uint64_t far);

static struct {
    struct boot_handoff handoff;
    struct fit_image images[FIT_KINDS];
    _Alignas(8) uint8_t blob[FIT_BLOB_MAX];
} boot;

static const struct fit_region regions[FIT_KINDS] = {
    [FIT_TEE] = {PLATFORM_TEE_BASE, PLATFORM_TEE_SIZE},
    [FIT_FDT] = {PLATFORM_FDT_BASE, PLATFORM_FDT_SIZE},
    [FIT_KERNEL] = {PLATFORM_KERNEL_BASE, PLATFORM_KERNEL_SIZE},
    [FIT_RAMDISK] = {PLATFORM_RAMDISK_BASE, PLATFORM_RAMDISK_SIZE},
};

static void say(const char *text)
{
    pl011_puts(PLATFORM_UART_BASE, text);
}

static void say_hex(const char *text, uint64_t value)
{
    say(text);
    pl011_put_hex(PLATFORM_UART_BASE, value);
}

static __attribute__((noreturn)) void stop(void)
{
    say("\nboot: stopped\n");
    platform_power_off(PLATFORM_GPIO_BASE);
}

static __attribute__((noreturn)) void refuse(const char *kind,
                                             const char *reason)
{
    say("boot: refused: ");
    if (kind) {
        say(kind);
        say(": ");
    }
    say(reason);
    stop();
}

void boot_exception(uint64_t esr, uint64_t elr, uint64_t far)
{
    say_hex("boot: unexpected exception: esr ", esr);
    say_hex(" elr ", elr);
    say_hex(" far ", far);
    stop();
}

static void fit_load(void)
{
    const uint8_t *medium = (const uint8_t *)(uintptr_t)PLATFORM_MEDIUM_BASE;
    struct fit_error error;

    memcpy(boot.blob, medium, FIT_BLOB_MAX);
    size_t size = fit_blob_size(boot.blob, FIT_BLOB_MAX);
    if (size == 0)
        refuse(NULL, "no FIT on the boot medium");
    if (size > FIT_BLOB_MAX)
        refuse(NULL, "description larger than 64 KiB");
    if (fit_decode(boot.blob, size, PLATFORM_MEDIUM_SIZE, regions, boot.images,
                   &error) != 0)
        refuse(error.kind, error.reason);
    for (int i = 0; i < FIT_KINDS; i++)
        memcpy((void *)(uintptr_t)boot.images[i].load,
               medium + boot.images[i].offset, boot.images[i].size);
}

struct boot_handoff *boot_main(void)
{
    size_t monitor_size =
        (size_t)(monitor_image_end - monitor_image) * sizeof *monitor_image;

    pl011_init(PLATFORM_UART_BASE);
    say("boot: Cella\n"
        "boot: WARNING: boot is NOT VERIFIED: signature checking is not built "
        "yet, development only\n");
    memcpy((void *)(uintptr_t)PLATFORM_MONITOR_BASE, monitor_image,
           monitor_size);
    fit_load();
    gicv3_init(PLATFORM_GICD_BASE, PLATFORM_GICR_BASE, PLATFORM_WAKE_SGI);
    boot.handoff = (struct boot_handoff){
        .magic = BOOT_HANDOFF_MAGIC,
        .tee_entry = boot.images[FIT_TEE].entry,
        .tee_size = boot.images[FIT_TEE].size,
        .fdt = boot.images[FIT_FDT].load,
        .kernel_entry = boot.images[FIT_KERNEL].entry,
    };
    return &boot.handoff;
}
