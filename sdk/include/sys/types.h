/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

typedef long ssize_t;
typedef long off_t;
