/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of abi/ta/system.h: tamgr as a TA among TAs. */
#pragma once

#include "services/tamgr/tamgr.h"

/* Answers a checked TAMGR_TA_INVOKE on a session with tamgr itself. */
void system_invoke(struct tamgr *t, const struct event *ev, struct action *act);
