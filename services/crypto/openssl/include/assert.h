/* SPDX-License-Identifier: BSD-2-Clause */
/* OpenSSL's assertions are off, as in its release builds. */
#pragma once
#define assert(x) ((void)0)
#define static_assert _Static_assert
