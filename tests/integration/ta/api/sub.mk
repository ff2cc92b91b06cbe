# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += .
srcs-y += api.c crypto.c
