# SPDX-License-Identifier: BSD-2-Clause
# Only vector.S touches vector registers, so that a pattern lives in them
# across whatever the TA calls.
global-incdirs-y += . ../../..
cflags-y += -mgeneral-regs-only
srcs-y += stress.c ../vector.S
