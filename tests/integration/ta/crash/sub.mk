# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += .
srcs-y += crash.c
srcs-y += cpu.c
