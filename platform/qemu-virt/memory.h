/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The physical memory map of QEMU's "virt" machine with secure=on and
 * gic-version=3, and where Cella puts what. Usable from C, assembly and linker
 * scripts. Everything is a physical address or a size in bytes; the kernel adds
 * the offset of its device mapping.
 *
 *   0x00000000  64 MiB  flash 0, secure      boot; last 4 KiB: seed and key;
 *   0x02000000 512 KiB  in it                the nv service's two sectors
 *   0x08000000          GIC distributor and redistributors
 *   0x09040000          UART1, secure
 *   0x090b0000          GPIO, secure         power off, reset
 *   0x0e000000   1 MiB  secure RAM           monitor, boot's scratch memory
 *   0x0e100000  15 MiB  secure RAM           TEE
 *   0x40000000          normal-world RAM     device tree, Linux, initial RAM
 *                                            disk, and the boot medium
 */
#pragma once

#define PLATFORM_CPU_MAX 8

#define PLATFORM_FLASH_BASE     0x00000000
#define PLATFORM_FLASH_SIZE     0x04000000
#define PLATFORM_SEED_PAGE      0x03fff000
#define PLATFORM_SEED_PAGE_SIZE 0x1000

/* What a program may have of the flash, in sectors that are erased as a whole.
 * While it writes there, all of flash 0 reads as a status: who needs something
 * else of it has read that when the kernel starts its first program. */
#define PLATFORM_NV_BASE    0x02000000
#define PLATFORM_NV_SECTOR  0x00040000
#define PLATFORM_NV_SECTORS 2

#define PLATFORM_GICD_BASE 0x08000000
#define PLATFORM_GICD_SIZE 0x00010000
#define PLATFORM_GICR_BASE 0x080a0000
#define PLATFORM_GICR_SIZE 0x00f60000
#define PLATFORM_UART_BASE 0x09040000
#define PLATFORM_UART_SIZE 0x1000
#define PLATFORM_GPIO_BASE 0x090b0000
#define PLATFORM_GPIO_SIZE 0x1000

#define PLATFORM_SECURE_RAM_BASE 0x0e000000
#define PLATFORM_SECURE_RAM_SIZE 0x01000000
#define PLATFORM_MONITOR_BASE    0x0e000000
#define PLATFORM_MONITOR_SIZE    0x00080000
#define PLATFORM_BOOT_RAM_BASE   0x0e080000 /* free once the monitor runs */
#define PLATFORM_BOOT_RAM_SIZE   0x00080000
#define PLATFORM_TEE_BASE        0x0e100000
#define PLATFORM_TEE_SIZE        0x00f00000

/* The address space of normal-world RAM; how much is there is the DT's word. */
#define PLATFORM_NS_RAM_BASE 0x40000000
#define PLATFORM_NS_RAM_MAX  0x3fc0000000

/* Where the images of the normal world are loaded. */
#define PLATFORM_FDT_BASE     0x40000000
#define PLATFORM_FDT_SIZE     0x00200000
#define PLATFORM_KERNEL_BASE  0x40400000
#define PLATFORM_KERNEL_SIZE  0x03c00000
#define PLATFORM_RAMDISK_BASE 0x44000000
#define PLATFORM_RAMDISK_SIZE 0x14000000

/* QEMU's loader device puts the FIT here: the stand-in for a boot medium. */
#define PLATFORM_MEDIUM_BASE 0x58000000
#define PLATFORM_MEDIUM_SIZE 0x28000000

/* The one group 0 interrupt: wakes a CPU that waits at EL3. */
#define PLATFORM_WAKE_SGI 15
