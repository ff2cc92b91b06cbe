# SPDX-License-Identifier: BSD-2-Clause
# Normal-world programs. Hosted C against the target's libc. Objects of the
# product go under build/ree/obj, those of the unit tests, for the build
# machine, under build/ree/host. ree/Makefile uses these fragments too, where
# this folder is all there is.
REE_CFLAGS_ARCH := $(if $(findstring aarch64,$(shell $(CC_TARGET) -dumpmachine)),\
                     -mbranch-protection=standard -mno-outline-atomics)
AR_TARGET := $(CROSS_COMPILE)ar
REE_CFLAGS_ANY := -std=c11 -D_GNU_SOURCE -g -I. -MMD -MP $(WARNINGS)
REE_CFLAGS := $(REE_CFLAGS_ANY) -O2 -fPIC -fvisibility=hidden \
              -ffunction-sections -fdata-sections -fstack-protector-strong \
              -D_FORTIFY_SOURCE=2 $(REE_CFLAGS_ARCH)
REE_LDFLAGS := -Wl,-z,relro,-z,now,-z,noexecstack,--gc-sections,--no-undefined
REE_CFLAGS_HOST := $(REE_CFLAGS_ANY) -O1 -fno-omit-frame-pointer \
                   -fsanitize=address,undefined -fno-sanitize-recover=all

ree_objs = $(patsubst %.c,$(B)/ree/obj/%.o,$(1))
ree_host_objs = $(patsubst %.c,$(B)/ree/host/%.o,$(1))

$(B)/ree/obj/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_CFLAGS) -c $< -o $@

$(B)/ree/host/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(REE_CFLAGS_HOST) -c $< -o $@

# ree_test(name, sources): a unit test, tests/unit/ree/name_test.c.
define ree_test
$(B)/tests/ree_$(1): $(call ree_host_objs,tests/unit/ree/$(1)_test.c $(2))
	@mkdir -p $$(@D)
	$$(Q)$$(HOSTCC) $$(REE_CFLAGS_HOST) $$^ -lcmocka -lpthread -o $$@
TESTS_UNIT += $(B)/tests/ree_$(1)
endef

REE_DEVICE := ree/device/device.c
REE_DEVICE_OS := ree/device/linux.c ree/device/socket.c
