# SPDX-License-Identifier: BSD-2-Clause
srcs-y += calls_ta.c
