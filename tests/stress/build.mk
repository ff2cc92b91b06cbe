# SPDX-License-Identifier: BSD-2-Clause
# The stress tests' TA under its UUIDs, build/tests/stress/ta, and its client.
ST := $(B)/tests/stress

# stress_ta(number)
define stress_ta
$(ST)/ta/d5dda6ff-7217-426d-b505-e7221a05cb0$(1).ta: $(SDK_TA) \
        $(wildcard tests/stress/ta/* tests/stress/*.[hS])
	@mkdir -p $$(@D)
	$(Q)$$(MAKE) --no-print-directory -s -C tests/stress/ta \
	    O=$(abspath $(ST)/obj$(1)) TA_DEV_KIT_DIR=$(abspath $(KIT)) \
	    CROSS_COMPILE=$(CROSS_COMPILE) COMPILER=$(COMPILER) \
	    PYTHON3=$(PYTHON) CFG_WERROR=y CFG_STRESS_ID=$(1) \
	    BINARY=$$(basename $$(@F))
	$(Q)cp $(ST)/obj$(1)/$$(@F) $$@
STRESS_TAS += $(ST)/ta/d5dda6ff-7217-426d-b505-e7221a05cb0$(1).ta
endef
STRESS_TAS :=
$(foreach n,0 1 2 3 4 5 6 7 8 9,$(eval $(call stress_ta,$(n))))

STRESS_OBJS := $(call ree_objs,$(wildcard tests/stress/client/*.c)) \
               $(B)/ree/obj/tests/stress/vector.o
$(STRESS_OBJS): REE_CFLAGS += -Iree/libteec/include
# Nothing but vector.S may touch the registers that are watched.
$(B)/ree/obj/tests/stress/client/fp.o: REE_CFLAGS += -mgeneral-regs-only

$(B)/ree/obj/tests/stress/vector.o: tests/stress/vector.S
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) -c $< -o $@

$(ST)/stress: $(STRESS_OBJS) $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -lpthread -o $@

.PHONY: tests-stress
tests-stress: $(STRESS_TAS) $(ST)/stress
tests: tests-stress
TESTS_INTEGRATION += tests/stress/stress.t tests/stress/preempt.t \
                     tests/stress/vector.t
