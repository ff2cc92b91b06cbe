# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the key-value TA. sdk/build.mk builds the TA itself.
#   kv_store   the store alone
#   kv_client  the TA's own code, compiled with the SDK's headers alone, behind
#              a Client API that calls it directly; and the client on top
KV_TEST_CFLAGS := $(CFLAGS_HOST) -fsanitize=address,undefined \
                  -fno-sanitize-recover=all
KV_TEST_SDK := -nostdinc -isystem $(shell $(HOSTCC) -print-file-name=include) \
               -Isdk/include
KV_TEST := $(B)/tests/obj/kv
KV_TEST_TA := $(addprefix $(KV_TEST)/,ta/kv/kv_ta.o tests/unit/kv_fake_teec.o)
KV_TEST_CLIENT := $(addprefix $(KV_TEST)/,tests/unit/kv_client_test.o \
                    ree/kv/kv_client.o)

$(KV_TEST)/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(KV_TEST_CFLAGS) -c $< -o $@
$(KV_TEST_TA): KV_TEST_CFLAGS += $(KV_TEST_SDK) -Iree/libteec/include
$(KV_TEST_CLIENT): KV_TEST_CFLAGS += -Iree/libteec/include

$(B)/tests/kv_store: $(KV_TEST)/tests/unit/kv_store_test.o
$(B)/tests/kv_client: $(KV_TEST_TA) $(KV_TEST_CLIENT)
$(B)/tests/kv_store $(B)/tests/kv_client: $(KV_TEST)/ta/kv/store.o
	$(Q)$(HOSTCC) -fsanitize=address,undefined $(filter %.o,$^) -lcmocka \
	    -o $@
TESTS_UNIT += $(B)/tests/kv_store $(B)/tests/kv_client
