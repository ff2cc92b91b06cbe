/* SPDX-License-Identifier: BSD-2-Clause */
/* The one type that portable sources name; there are no signals. */
#pragma once

typedef int sig_atomic_t;
