# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the key-value TA. sdk/build.mk builds the TA itself.

# The store alone.
$(B)/tests/kv_store: tests/unit/kv_store_test.c ta/kv/store.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(CFLAGS_HOST) -fsanitize=address,undefined \
	    -fno-sanitize-recover=all -MF $@.d $^ -lcmocka -o $@
TESTS_UNIT += $(B)/tests/kv_store

# The TA's own code on the build machine, with the SDK's headers alone, behind
# a Client API that calls it directly.
KV_TEST_CFLAGS := $(CFLAGS_HOST) -fsanitize=address,undefined \
                  -fno-sanitize-recover=all
KV_TEST_SDK := -nostdinc -isystem $(shell $(HOSTCC) -print-file-name=include) \
               -Isdk/include -Iree/libteec/include
KV_TEST_OBJS := $(addprefix $(B)/tests/obj/,ta/kv/kv_ta.o ta/kv/store.o \
                  tests/unit/kv_fake_teec.o)

$(KV_TEST_OBJS): $(B)/tests/obj/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(KV_TEST_CFLAGS) $(KV_TEST_SDK) -c $< -o $@

$(B)/tests/kv_client: tests/unit/kv_client_test.c ree/kv/kv_client.c \
                      $(KV_TEST_OBJS)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(KV_TEST_CFLAGS) -Iree/libteec/include -MF $@.d $^ \
	    -lcmocka -o $@
TESTS_UNIT += $(B)/tests/kv_client
