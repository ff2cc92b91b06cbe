/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Secrets that a checker can follow: secrets.t runs the host port under
 * valgrind, which reports each branch and each address that depends on memory
 * that was hidden. On a device there is nobody to tell (secret.c).
 */
#pragma once

#include <stddef.h>

/* What is at p must have no influence on what is executed. */
void secret_hide(const void *p, size_t n);

/* It may from now on: it is public by what it is. */
void secret_show(const void *p, size_t n);
