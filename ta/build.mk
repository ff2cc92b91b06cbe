# SPDX-License-Identifier: BSD-2-Clause
# Trusted applications, built as a TA author builds them: by their own
# Makefile, with the kit in build/sdk/ta.
TA_KIT := $(B)/sdk/ta

# ta_build(directory, objects, uuid, folder, variables): makes folder/uuid.ta.
# The TA's own make knows what is out of date.
define ta_build
$(4)/$(3).ta: ta-build-$(2)
.PHONY: ta-build-$(2)
ta-build-$(2): sdk
	@mkdir -p $(B)/obj/$(2) $(4)
	$$(Q)$$(MAKE) --no-print-directory -s -C $(1) BINARY=$(3) \
	    TA_DEV_KIT_DIR=$$(abspath $$(TA_KIT)) CFG_WERROR=y \
	    CROSS_COMPILE=$$(CROSS_COMPILE) COMPILER=$$(COMPILER) \
	    PYTHON3=$$(PYTHON) O=$$(abspath $(B)/obj/$(2)) $(5)
	$$(Q)cmp -s $(B)/obj/$(2)/$(3).ta $(4)/$(3).ta || \
	    cp $(B)/obj/$(2)/$(3).ta $(4)/$(3).ta
endef
