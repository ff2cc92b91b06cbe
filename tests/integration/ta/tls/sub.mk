# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += .
srcs-y += tls.c
srcs-y += identity.c
srcs-y += handshake.c
