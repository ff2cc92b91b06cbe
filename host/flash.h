/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The flash of the nv service (services/nv/flash.h), with faults: it counts
 * programs and erases. A torn one is done by half, a restart comes instead of
 * one, and both are the power's end: from then on it answers nothing in this
 * run. What has been done stays in the file.
 */
#pragma once

#include <stdbool.h>

/* Keeps the flash in that file, which is made if need be; NULL: in memory,
 * erased. False, with errno set: it cannot. Before the machine starts. */
bool flash_open(const char *file);
