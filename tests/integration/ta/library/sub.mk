# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += part
srcs-y += library.c
