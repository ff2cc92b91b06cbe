# SPDX-License-Identifier: BSD-2-Clause
# The TA development kit, build/sdk/ta, laid out as OP-TEE's export-ta_arm64,
# and the keys that sign trusted applications.
#
#   SDK_TA   everything in the kit: what a TA's build depends on
#   $(eval $(call ta_rules,directory[,make variables]))
#            build/ta/<uuid>.ta from a TA directory of the tree, added to TAS
#   make ta  all TAs under ta/
#
# Keys are made once, by the first build, and survive `make clean`: images
# signed before stay valid. build/keys/ta_keys.h is the table of their public
# halves for services/tamgr, and of the keys in build/keys/trusted: of others who
# sign for this machine; trusted.list says whose, so that make sees a key go.
KIT := $(B)/sdk/ta
SDK_CFLAGS = $(CFLAGS_USER) -mgeneral-regs-only -nostdinc \
             -isystem $(shell $(CC_TARGET) -print-file-name=include) \
             -Isdk/include -isystem $(MBEDTLS_INCLUDE) -DTRACE_LEVEL=4
$(eval $(call compile_rules,sdk/obj,$$(SDK_CFLAGS)))
include sdk/mbedtls/mbedtls.mk

SDK_LIBUTILS := $(call objs,sdk/obj,$(sort $(wildcard sdk/libutils/*.[cS])) \
                  lib/heap.c lib/mem.c)
# In an archive of its own, so that libutee can be linked as a whole: it calls
# what only TAs of API 1.1 have.
SDK_LIBGP11 := $(call objs,sdk/obj,sdk/libutee/gp11_entry.c)
SDK_LIBUTEE := $(filter-out $(SDK_LIBGP11),$(call objs,sdk/obj,$(sort \
                 $(wildcard sdk/libutee/*.c sdk/engine/*.[cS])) runtime/rt.c \
                 runtime/cpu.c runtime/call.S))
$(SDK_LIBUTEE): | $(MBEDTLS_HEADERS)
$(call objs,sdk/obj,sdk/libutee/bigint_fmm.c): \
    SDK_CFLAGS += $(MBEDTLS_INTERNAL)

SDK_LIBDL := $(call objs,sdk/obj,$(sort $(wildcard sdk/libdl/*.c)))

$(KIT)/lib/libdl.a: $(SDK_LIBDL)
$(KIT)/lib/libutils.a: $(SDK_LIBUTILS)
$(KIT)/lib/libutee.a: $(SDK_LIBUTEE)
$(KIT)/lib/libgp11.a: $(SDK_LIBGP11)
$(KIT)/lib/%.a:
	@mkdir -p $(@D)
	$(Q)rm -f $@ && $(CROSS_COMPILE)ar rcs $@ $^

# Signing keys.
TA_KEYS := $(addprefix $(B)/keys/ta_,rsa.pem ecdsa.pem ed25519.pem)
KEY_TOOL := $(PYTHON) sdk/scripts/export_keys.py

$(TA_KEYS): $(B)/keys/ta_%.pem:
	@mkdir -p $(@D)
	$(Q)$(KEY_TOOL) new $* $@

TA_TRUSTED := $(sort $(wildcard $(B)/keys/trusted/*.pem))
$(B)/keys/ta_keys.h: $(TA_KEYS) $(TA_TRUSTED) sdk/scripts/export_keys.py
	$(Q)$(KEY_TOOL) table $@ $(TA_KEYS) $(TA_TRUSTED)
	$(Q)echo $(TA_TRUSTED) >$(B)/keys/trusted.list
ifneq ($(strip $(file <$(B)/keys/trusted.list)),$(TA_TRUSTED))
.PHONY: trusted-keys
trusted-keys:
$(B)/keys/ta_keys.h: trusted-keys
endif

$(KIT)/keys/%.pem: $(B)/keys/%.pem
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(KIT)/keys/default.pem: $(KIT)/keys/ta_rsa.pem
	$(Q)ln -sf $(<F) $@

$(KIT)/keys/default_ta.pem: $(KIT)/keys/ta_rsa.pem
	$(Q)ln -sf $(<F) $@

# What is copied as it is.
SDK_FILES := $(wildcard sdk/mk/*.mk sdk/src/* sdk/scripts/sign_encrypt.py \
               sdk/include/*.[hS] sdk/include/*/*.h)
$(SDK_FILES:sdk/%=$(KIT)/%): $(KIT)/%: sdk/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

# The kit's settings for host programs, in three languages.
SDK_CONF := $(addprefix $(KIT)/host_include/,conf.mk conf.h conf.cmake)
SDK_CONF_ROWS := sed -nE 's/^(CFG_[A-Z0-9_]+) [:?]= (.*)/\1 \2/p' \
                   sdk/mk/conf.mk
$(KIT)/host_include/conf.mk: sdk/mk/conf.mk
	@mkdir -p $(@D)
	$(Q)$(SDK_CONF_ROWS) | sed 's/ / := /' > $@
$(KIT)/host_include/conf.h: sdk/mk/conf.mk
	@mkdir -p $(@D)
	$(Q)$(SDK_CONF_ROWS) | sed -n '/ n$$/!{s/ y$$/ 1/;s/^/#define /p}' > $@
$(KIT)/host_include/conf.cmake: sdk/mk/conf.mk
	@mkdir -p $(@D)
	$(Q)$(SDK_CONF_ROWS) | sed 's/.*/set(&)/' > $@

SDK_TA := $(SDK_FILES:sdk/%=$(KIT)/%) $(KIT)/lib/libutils.a \
          $(KIT)/lib/libutee.a $(KIT)/lib/libgp11.a $(KIT)/lib/libdl.a $(MBEDTLS_LIBS) \
          $(SDK_CONF) $(TA_KEYS:$(B)/%=$(KIT)/%) \
          $(KIT)/keys/default.pem $(KIT)/keys/default_ta.pem
sdk: $(SDK_TA)

TAS :=
ta_binary = $(shell sed -nE 's/^BINARY[ :?]*= *//p' $(1)/Makefile)

# ta_image(directory, where to put the image[, make variables])
define ta_image
$(2)/$(call ta_binary,$(1)).ta: $(SDK_TA) $(wildcard $(1)/* $(1)/*/* abi/ta/*)
	@mkdir -p $$(@D)
	$(Q)$$(MAKE) --no-print-directory -C $(1) O=$(abspath $(B)/$(1)) \
	    TA_DEV_KIT_DIR=$(abspath $(KIT)) CROSS_COMPILE=$(CROSS_COMPILE) \
	    COMPILER=$(COMPILER) PYTHON3=$(PYTHON) $(3)
	$(Q)cp $(B)/$(1)/$$(@F) $$@
endef

define ta_rules
$(call ta_image,$(1),$(B)/ta,$(2))
TAS += $(B)/ta/$(call ta_binary,$(1)).ta
endef

$(foreach m,$(wildcard ta/*/Makefile),$(eval $(call \
    ta_rules,$(patsubst %/Makefile,%,$(m)))))
.PHONY: ta
ta: $(TAS)
ALL += $(SDK_TA) $(TAS)

# Unit tests. The kit's TEE headers come after the host's C library.
SDK_TEST_CFLAGS := $(CFLAGS_HOST) -idirafter sdk/include -DTRACE_LEVEL=0 \
                   -fsanitize=address,undefined -fno-sanitize-recover=all

define sdk_test
$(B)/tests/sdk_$(1): tests/unit/sdk/$(1)_test.c $(2)
	@mkdir -p $$(@D)
	$(Q)$(HOSTCC) $(SDK_TEST_CFLAGS) -MF $$@.d $$(filter %.c %.o,$$^) -lcmocka -o $$@
TESTS_UNIT += $(B)/tests/sdk_$(1)
endef
$(eval $(call sdk_test,libutils,sdk/libutils/base64.c))
$(eval $(call sdk_test,format,sdk/libutils/format.c))
$(eval $(call sdk_test,engine,sdk/engine/request.c sdk/engine/access.c))
$(eval $(call sdk_test,cryp,$(addprefix sdk/engine/,call.c cryp.c \
    cryp_object.c cryp_asym.c attrs.c)))
$(eval $(call sdk_test,libutee,$(addprefix sdk/libutee/,entry.c session.c \
    property.c property_value.c) sdk/libutils/base64.c sdk/libutils/format.c))
$(eval $(call sdk_test,dl_image,sdk/libdl/image.c))
$(eval $(call sdk_test,alg,sdk/libutee/alg.c))
SDK_TEST_CRYPTO := $(addprefix sdk/libutee/,alg.c attribute.c object.c \
    operation.c hash.c digest.c mac.c cipher.c ae.c asymmetric.c) \
    tests/unit/sdk/fake_crypto.c tests/unit/sdk/fake_digest.c
$(foreach t,operation hash cipher asymmetric,\
    $(eval $(call sdk_test,$(t),$(SDK_TEST_CRYPTO))))
$(eval $(call sdk_test,object,$(SDK_TEST_CRYPTO) sdk/libutee/gp11_crypto.c))

$(eval $(call sdk_test,socket,sdk/libutee/socket.c))
$(eval $(call sdk_test,engine_socket,$(addprefix sdk/engine/,socket.c shared.c \
    call.c)))

# libutils under names of its own, beside the host's C library.
KIT_NAMES := abs labs atoi strtol strtoul strtoull qsort bsearch strcoll \
             strcat strncat strspn strcspn strpbrk strtok_r strdup strndup \
             strcasecmp strncasecmp bcmp stpcpy gmtime_r
SDK_TEST_KIT := $(addprefix $(B)/tests/obj/sdk/libutils/,string.o stdlib.o \
                  time.o)
$(SDK_TEST_KIT): $(B)/tests/obj/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(SDK_TEST_CFLAGS) -nostdinc -Isdk/include -fno-builtin \
	    -isystem $(shell $(HOSTCC) -print-file-name=include) \
	    $(foreach n,$(KIT_NAMES),-D$(n)=kit_$(n)) -c $< -o $@
$(B)/tests/sdk_libutils: $(SDK_TEST_KIT)

TESTS_UNIT += tests/unit/sdk/sign_test.py tests/unit/sdk/kit_test.py
tests/unit/sdk/kit_test.py: $(SDK_TA)

# In the machine: TAs that call others.
SDK_CALLS := tests/integration/sdk/ta
$(eval $(call ta_image,$(SDK_CALLS),$(B)/tests/sdk/guest))
tests: $(B)/tests/sdk/guest/$(call ta_binary,$(SDK_CALLS)).ta
TESTS_INTEGRATION += tests/integration/sdk/calls.t
