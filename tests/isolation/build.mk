# SPDX-License-Identifier: BSD-2-Clause
# The client of the isolation test; its TAs are those of tests/integration.
ISOLATION_OBJ := $(B)/ree/obj/tests/isolation/isolation.o
$(ISOLATION_OBJ): REE_CFLAGS += -Iree/libteec/include
$(B)/tests/isolation/isolation: $(ISOLATION_OBJ) $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -o $@
tests: $(B)/tests/isolation/isolation
TESTS_INTEGRATION += tests/isolation/isolation.t
