# SPDX-License-Identifier: BSD-2-Clause
# sdk/build.mk makes it like every TA under ta/; this puts it into the image.
BUILTIN_TAS += $(B)/ta/7011a688-ddde-4053-a5a9-7b3c4ddf13b8.ta
