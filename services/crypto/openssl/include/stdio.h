/* SPDX-License-Identifier: BSD-2-Clause */
/* FILE stays incomplete: no file is ever opened. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
typedef struct FILE FILE;
int ferror(FILE *f);
