# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += . ../..
srcs-y += kv_ta.c store.c
