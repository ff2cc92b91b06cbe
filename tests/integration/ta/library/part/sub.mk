# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += .
srcs-y += part.c unused.c
cflags-lib-y += -DIN_LIBRARY=1
