/* SPDX-License-Identifier: BSD-2-Clause */
/* The manager's port on the real kernel and the real crypto service. */
#pragma once

#include "services/tamgr/port.h"

extern const struct tamgr_port rt_port;
