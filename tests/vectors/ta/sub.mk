# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += . ../../..
srcs-y += vectors_ta.c
srcs-y += case.c
srcs-y += object.c
srcs-y += digest.c
srcs-y += mac.c
srcs-y += cipher.c
srcs-y += ae.c
srcs-y += asymmetric.c
srcs-y += derive.c
srcs-y += generate.c
srcs-y += secret.c
