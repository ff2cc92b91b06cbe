# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += include
srcs-y += hello_world_ta.c
cflags-hello_world_ta.c-y += -Wno-unused-parameter
