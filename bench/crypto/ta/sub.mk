# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += . .. ../../../
srcs-y += crypto_ta.c data.c key.c
