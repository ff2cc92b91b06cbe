/* SPDX-License-Identifier: BSD-2-Clause */
/* In the TA: each constructor of a library appends its digit. */
#pragma once

extern int loaded;
