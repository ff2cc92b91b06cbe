/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

/* In the TA: each constructor appends its digit. */
extern int constructed;

extern __thread int part_zero;
extern __thread int part_seven;

int part_add(int a, int b);
