# SPDX-License-Identifier: BSD-2-Clause
# What `make bench` runs in the guest, build/bench/bench-invoke, and its TA
# in build/bench/ta: small, as an image of 100 KiB, with a heap of 4 MiB.
BENCH_INVOKE := $(B)/ree/obj/bench/invoke/bench_invoke.o
$(BENCH_INVOKE): REE_CFLAGS += -Iree/libteec/include

$(B)/bench/bench-invoke: $(BENCH_INVOKE) $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -o $@

# invoke_ta(number, make variable). The kit's variables come later.
.SECONDEXPANSION:
INVOKE_UUID := 5b5b30a7-1f86-4c11-9d3a-6c1f8a8ae90
define invoke_ta
$(B)/bench/ta/$(INVOKE_UUID)$(1).ta: $$$$(SDK_TA) $(wildcard bench/invoke/ta/*)
	@mkdir -p $$(@D)
	$(Q)$$(MAKE) --no-print-directory -s -C bench/invoke/ta \
	    O=$(abspath $(B)/bench/invoke/ta$(1)) \
	    TA_DEV_KIT_DIR=$$(abspath $$(KIT)) CROSS_COMPILE=$(CROSS_COMPILE) \
	    COMPILER=$(COMPILER) PYTHON3=$(PYTHON) CFG_WERROR=y \
	    BINARY=$(INVOKE_UUID)$(1) CFG_INVOKE_ID=$(1) $(2)
	$(Q)cp $(B)/bench/invoke/ta$(1)/$$(@F) $$@
BENCH += $(B)/bench/ta/$(INVOKE_UUID)$(1).ta
endef
BENCH += $(B)/bench/bench-invoke $(B)/bench/profile.so
$(eval $(call invoke_ta,0,))
$(eval $(call invoke_ta,1,CFG_INVOKE_PADDING=80544))
$(eval $(call invoke_ta,2,CFG_INVOKE_HEAP=4194304))

# The tables of docs/performance.md.
.PHONY: bench
bench: setup
	@$(MAKE) --no-print-directory -j$(JOBS) all $(BENCH)
	@status=0; bench/invoke/run || status=1; \
	    bench/crypto/run || status=1; exit $$status
