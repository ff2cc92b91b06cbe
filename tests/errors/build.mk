# SPDX-License-Identifier: BSD-2-Clause
# The errors TA and its client.
ERRORS := tests/errors/ta
ERRORS_OUT := $(B)/tests/errors
ERRORS_OBJ := $(B)/ree/obj/tests/errors/client.o
$(ERRORS_OBJ): REE_CFLAGS += -Iree/libteec/include
$(ERRORS_OUT)/client: $(ERRORS_OBJ) $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -o $@
$(eval $(call ta_image,$(ERRORS),$(ERRORS_OUT)/guest))

.PHONY: tests-errors
tests-errors: $(ERRORS_OUT)/client \
              $(ERRORS_OUT)/guest/$(call ta_binary,$(ERRORS)).ta
tests: tests-errors
TESTS_INTEGRATION += tests/errors/errors.t
