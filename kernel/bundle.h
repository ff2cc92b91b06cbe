/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The services in the image (abi/bundle.h). The bundle stays where it was
 * loaded: its pages are mapped into the services, and a restarted service
 * gets its data from them again. Kernel lock held.
 */
#pragma once

#include "kernel/process.h"

/* Checks the bundle at pa, which must end before `limit`; *end is the first
 * page behind it. False: it is not usable. */
bool bundle_open(paddr_t pa, paddr_t limit, paddr_t *end);

/* Makes the process of a service whose slot is free. KERR_NO_OBJECT: not in
 * the image; KERR_NO_MEMORY: its quota cannot be had or is too small. */
enum kerr bundle_start(uint32_t slot);

/* Starts every service; false and a log line if one cannot be. */
bool bundle_start_all(void);
