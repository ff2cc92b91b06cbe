/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#define __BEGIN_DECLS
#define __END_DECLS
#define __CONCAT(x, y) x##y
#define __STRING(x)    #x
