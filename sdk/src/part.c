/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiled into every library that a TA is linked with (SHLIBNAME): its name,
 * for dl_iterate_phdr() and dlopen(). */
#include <compiler.h>

static const struct {
    char uuid[40];
} part __section(".ta_part") __used = {SHLIBUUID};
