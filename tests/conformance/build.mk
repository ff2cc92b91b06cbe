# SPDX-License-Identifier: BSD-2-Clause
# Programs that must print the same on the kernel in QEMU and on the host.
CONFORMANCE := tests/conformance/ta
CONFORMANCE_OBJ := $(B)/ree/obj/tests/conformance/client.o
$(CONFORMANCE_OBJ): REE_CFLAGS += -Iree/libteec/include
$(B)/tests/conformance/client: $(CONFORMANCE_OBJ) $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -o $@
$(eval $(call ta_image,$(CONFORMANCE),$(B)/tests/conformance/guest))

.PHONY: tests-conformance
tests-conformance: $(B)/tests/conformance/client \
                   $(B)/tests/conformance/guest/$(call ta_binary,$(CONFORMANCE)).ta
tests: tests-conformance

.PHONY: tests-host
tests-host: host
	@$(MAKE) --no-print-directory host HOST_SANITIZE=address,undefined
tests: tests-host
TESTS_INTEGRATION += tests/conformance/conformance.t
