/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A block of guest code as the plugin knows it: one for all translations of
 * the same instructions at the same address, for as long as QEMU runs.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct block {
    struct block *next; /* of the same hash */
    uint64_t vaddr;
    const void *host; /* its first instruction in QEMU's memory */
    uint32_t word;    /* the same */
    uint32_t insns;
    unsigned component, function;
    bool masked;      /* holds off the normal world's interrupts */
    bool sleeps;      /* WFI, WFE: the CPU may sleep in it */
    bool spins;       /* YIELD: part of a loop that waits for another CPU */
    bool asks;        /* reads ISR_EL1: does an interrupt wait? */
    uint64_t *counts; /* instructions by region, or NULL */
};
