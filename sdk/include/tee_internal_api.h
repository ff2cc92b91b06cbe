/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one header a trusted application needs: TEE Internal Core API 1.3.1
 * (or 1.1 with CFG_TA_OPTEE_CORE_API_COMPAT_1_1=y) and the trace macros.
 */
#pragma once

#include <compiler.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_api_defines.h>
#include <tee_api_types.h>
#include <trace.h>

#include <tee_api.h>

#include <tee_ta_api.h>
