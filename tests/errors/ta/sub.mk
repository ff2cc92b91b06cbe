# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += . ../../..
srcs-y += errors_ta.c
srcs-y += prepare.c
srcs-y += framework.c
srcs-y += object.c
srcs-y += operation.c
srcs-y += symmetric.c
srcs-y += asymmetric.c
srcs-y += bigint.c
