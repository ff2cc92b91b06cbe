/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of the TA. */
#pragma once

enum {
    INVOKE_NOTHING = 0,
    INVOKE_PANIC = 1,
};
