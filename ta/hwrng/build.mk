# SPDX-License-Identifier: BSD-2-Clause
# sdk/build.mk makes it like every TA under ta/; this puts it into the image.
BUILTIN_TAS += $(B)/ta/ab7a617c-b8e7-4d8f-8301-d09b61036b64.ta
