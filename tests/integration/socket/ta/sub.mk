# SPDX-License-Identifier: BSD-2-Clause
srcs-y += socket_ta.c
