# SPDX-License-Identifier: BSD-2-Clause
# What the integration tests bring into the guest, under build/tests/guest:
# ta/ (trusted applications), versions/ (of one of them), tee-probe and
# tee-churn. Unit tests are registered by the folders that they test.
TG := $(B)/tests/guest

# test_ta(directory, objects, uuid[, make variables]): TG/ta/uuid.ta
define test_ta
$(TG)/ta/$(3).ta: $(SDK_TA) $(wildcard tests/integration/ta/$(1)/*)
	@mkdir -p $$(@D)
	$(Q)$$(MAKE) --no-print-directory -s -C tests/integration/ta/$(1) \
	    O=$(abspath $(B)/tests/ta/$(2)) TA_DEV_KIT_DIR=$(abspath $(KIT)) \
	    CROSS_COMPILE=$(CROSS_COMPILE) COMPILER=$(COMPILER) \
	    PYTHON3=$(PYTHON) CFG_WERROR=y BINARY=$(3) $(4)
	$(Q)cp $(B)/tests/ta/$(2)/$(3).ta $$@
TEST_TAS += $(TG)/ta/$(3).ta
endef

TEST_TAS :=
PARAMS_UUID := 4fa94ce7-eb92-482a-9a6b-6626597be57b
INSTANCE_UUID := a6e0b068-5033-40ed-ac9c-e9d7a30eea0
$(eval $(call test_ta,api,api,1e7f8c5c-6082-490b-9dbc-08752edf221d))
$(eval $(call test_ta,crash,crash,7e41caf0-a490-4394-8107-a287a681eaa1))
$(eval $(call test_ta,params,params,$(PARAMS_UUID)))
$(eval $(call test_ta,bigint,bigint,e503c37e-e2fd-4cd1-bdcb-8a22208c75de))
$(eval $(call test_ta,tls,tls,4b8ed72e-8d19-4f69-8fc7-40df688e2dd4))
# One source, four combinations of flags.
instance_ta = $(call test_ta,instance,instance$(1),$(INSTANCE_UUID)$(1),$(2))
$(eval $(call instance_ta,0,CFG_INSTANCE_ID=0 CFG_INSTANCE_FLAGS=0))
$(eval $(call instance_ta,1,CFG_INSTANCE_ID=1 CFG_INSTANCE_FLAGS=4))
$(eval $(call instance_ta,2,CFG_INSTANCE_ID=2 CFG_INSTANCE_FLAGS=12))
$(eval $(call instance_ta,3,CFG_INSTANCE_ID=3 CFG_INSTANCE_FLAGS=28))

# A TA and the library that becomes a part of it.
LIBRARY_UUID := $(call ta_binary,tests/integration/ta/library)
LIBRARY_PART := $(B)/tests/ta/library/part/libpart.a
$(eval $(call test_ta,library,library,$(LIBRARY_UUID)))
$(TG)/ta/$(LIBRARY_UUID).ta: $(LIBRARY_PART)
$(LIBRARY_PART): $(SDK_TA) $(wildcard tests/integration/ta/library/part/*)
	@mkdir -p $(@D)
	$(Q)$(MAKE) --no-print-directory -s -C tests/integration/ta/library/part \
	    O=$(abspath $(@D)) TA_DEV_KIT_DIR=$(abspath $(KIT)) \
	    CROSS_COMPILE=$(CROSS_COMPILE) COMPILER=$(COMPILER) \
	    PYTHON3=$(PYTHON) CFG_WERROR=y

# A TA that loads libraries: ones to use, one that nobody trusted has signed, ones
# too large, alone or together, and one that cannot be loaded.
LOAD_UUID := c0b8a6d2-51e4-4f0e-8d35-7f1d2c9b6a0
$(eval $(call test_ta,load,load0,$(LOAD_UUID)0))
load_library = $(eval $(call test_ta,load/$(1),load$(2),$(LOAD_UUID)$(2),\
    BINARY= SHLIBUUID=$(LOAD_UUID)$(2) $(3)))
$(call load_library,one,1)
$(call load_library,two,2)
$(call load_library,one,3,TA_SIGN_KEY=$(abspath $(TG)/foreign.pem))
$(TG)/ta/$(LOAD_UUID)3.ta: $(TG)/versions
$(call load_library,big,5,CFG_BIG_KIB=2560)
$(call load_library,big,6,CFG_BIG_KIB=2560)
$(call load_library,thread,7)
$(call load_library,big,8,CFG_BIG_KIB=4096)
$(call load_library,big,9,CFG_BIG_KIB=1024)

SYSTEM_UUID := 5f0c17e4-97d5-4d3b-9a5e-2b1d7c8e4a0
$(eval $(call test_ta,system,system0,$(SYSTEM_UUID)0,CFG_SYSTEM_ID=0))
$(eval $(call test_ta,system,system1,$(SYSTEM_UUID)1,CFG_SYSTEM_ID=1))

# Images that must be refused, from the parameter TA with a small and with a
# too large heap.
BIG_PARAMS := $(B)/tests/ta/big/$(PARAMS_UUID).stripped.elf
$(BIG_PARAMS): $(SDK_TA) $(wildcard tests/integration/ta/params/*)
	@mkdir -p $(@D)
	$(Q)$(MAKE) --no-print-directory -s -C tests/integration/ta/params \
	    O=$(abspath $(@D)) TA_DEV_KIT_DIR=$(abspath $(KIT)) \
	    CROSS_COMPILE=$(CROSS_COMPILE) COMPILER=$(COMPILER) \
	    PYTHON3=$(PYTHON) CFG_PARAMS_DATA_SIZE=0x4000000

$(TG)/versions: tests/integration/containers.py $(BIG_PARAMS) $(TA_KEYS) \
                $(TG)/ta/$(PARAMS_UUID).ta
	$(Q)$(PYTHON) $< sdk/scripts $(B)/keys \
	    $(B)/tests/ta/params/$(PARAMS_UUID).stripped.elf $(BIG_PARAMS) $(TG)
	@touch $@

PROBES := tee-probe tee-churn
PROBE_OBJS := $(patsubst tee-%,$(B)/ree/obj/tests/integration/probe/tee_%.o, \
                $(PROBES))
$(PROBE_OBJS): REE_CFLAGS += -Iree/libteec/include
$(TG)/tee-%: $(B)/ree/obj/tests/integration/probe/tee_%.o $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -lpthread -o $@

# A TA and a client written for OP-TEE: a copy is built, with nothing but what
# an OP-TEE build would give it.
HELLO := $(B)/tests/hello_world
HELLO_UUID := $(call ta_binary,tests/integration/hello_world/ta)
$(TG)/hello_world: $(SDK_TA) $(CLIENT_HEADERS) $(CLIENT_LIBS) \
        $(wildcard $(addprefix tests/integration/hello_world/,* */* */*/*))
	@mkdir -p $(TG)/ta
	$(Q)rm -rf $(HELLO) && cp -R tests/integration/hello_world $(HELLO)
	$(Q)env -u MAKEFLAGS -u MAKELEVEL $(MAKE) -s -C $(HELLO) \
	    CROSS_COMPILE=$(CROSS_COMPILE) TA_DEV_KIT_DIR=$(abspath $(KIT)) \
	    TEEC_EXPORT=$(abspath $(CLIENT))
	$(Q)cp $(HELLO)/ta/$(HELLO_UUID).ta $(TG)/ta
	$(Q)cp $(HELLO)/host/hello_world $@

# A plug-in of the supplicant.
PLUGIN := $(TG)/plugins/calculator.so
$(PLUGIN): tests/unit/ree/calculator.c
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_CFLAGS) -MF $(TG)/calculator.d -shared \
	    -Iree/libteec/include $< -o $@

.PHONY: tests-guest
tests-guest: $(TEST_TAS) $(TG)/versions $(addprefix $(TG)/,$(PROBES)) \
             $(TG)/hello_world $(PLUGIN)
tests: tests-guest

TESTS_INTEGRATION += tests/integration/ta.t tests/integration/kv.t \
                     tests/integration/rng.t tests/integration/system.t \
                     tests/integration/nv.t
