/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The services in the image (abi/bundle.h). The bundle stays where it was
 * loaded: its pages are mapped into the services, and a service that is
 * started again gets its data from them again. Kernel lock held.
 */
#pragma once

#include "kernel/process.h"

/* Checks the bundle at pa, which must end before `limit`; *end is the first
 * page behind it. False: it is not usable. */
bool bundle_open(paddr_t pa, paddr_t limit, paddr_t *end);

/* Is there a service for that slot? */
bool bundle_has(uint32_t slot);

/* Does a bounded part of starting the service of that slot, which is not
 * there yet or has died: KERR_MORE, and KERR_OK once it can be called. Of what
 * has died it is the undertaker, for tamgr also of the TAs. KERR_NO_OBJECT:
 * not in the image; KERR_NO_MEMORY: its quota cannot be had or is too small;
 * then the next call begins anew. */
enum kerr bundle_start(uint32_t slot);

/* Starts every service; false and a log line if one cannot be. */
bool bundle_start_all(void);
