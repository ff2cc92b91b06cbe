/* SPDX-License-Identifier: BSD-2-Clause */
/* The runtime's kernel calls, as an object fit for a TA image. */
#include "runtime/call.S"
#include "sdk/libutils/property_note.inc"
