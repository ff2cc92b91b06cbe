/* SPDX-License-Identifier: BSD-2-Clause */
/* The type only: time is TEE_GetSystemTime and its like. */
#pragma once

typedef long time_t;
