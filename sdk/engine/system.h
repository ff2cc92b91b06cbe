/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system as a trusted application (sdk/include/pta_system.h), in process:
 * sessions with it, and commands.
 */
#pragma once

#include "sdk/engine/engine.h"

/* The id of each session with it. tamgr's are above 255. */
#define SYSTEM_SESSION 1u

bool system_is(const TEE_UUID *uuid);

/* One more session, or one less; BAD_PARAMETERS: there is none. */
void system_open(void);
TEE_Result system_close(void);

/* BAD_PARAMETERS: no session. Outputs are set in *params on success. */
TEE_Result system_invoke(uint32_t command, struct engine_params *params);
