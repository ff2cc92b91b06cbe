/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults of the fake devices, as the command line orders them: each device
 * counts its operations, and those that write, from 1.
 */
#pragma once

#include <stdbool.h>

/* A new device has a row in fault.c and calls the two functions below. */
enum fault_device {
    DEVICE_RNG,        /* reads of the platform's seed */
    DEVICE_HUK,        /* reads of the hardware unique key */
    DEVICE_FLASH,      /* programs and erases, all of them writes */
    DEVICE_SUPPLICANT, /* requests; writes: what it puts into shared memory */
    DEVICE_FILES,      /* the supplicant's files: requests; writes to them */
    FAULT_DEVICES,
};

enum fault {
    FAULT_NONE,
    FAULT_FAIL,    /* this operation fails, as the device itself would say */
    FAULT_TEAR,    /* this write is cut in half, and nobody is told */
    FAULT_RESTART, /* the device restarts instead of the operation */
    FAULTS,
};

/* Orders a fault, written DEVICE:N. False: there is no such device, the device
 * does not know this fault, or N is not a number over 0. Before the machine
 * starts. */
bool fault_order(enum fault fault, const char *text);

/* Counts an operation; what befalls it: NONE, FAIL or RESTART. */
enum fault fault_operation(enum fault_device device);

/* Counts a write; is it torn? */
bool fault_write(enum fault_device device);

/* Says on standard error, if a fault was ordered, how far the devices came. */
void fault_report(void);
