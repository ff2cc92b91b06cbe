/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of AArch64, LP64. */
#pragma once
#include <stddef.h>
typedef long ssize_t;
typedef long off_t;
typedef int pid_t;
typedef unsigned uid_t;
typedef unsigned mode_t;
