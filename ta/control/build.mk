# SPDX-License-Identifier: BSD-2-Clause
# sdk/build.mk makes it like every TA under ta/; this puts it into the image.
BUILTIN_TAS += $(B)/ta/6967f67b-c1af-4ce1-806f-73ec006d998d.ta
