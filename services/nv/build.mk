# SPDX-License-Identifier: BSD-2-Clause
# The nv service, and its unit tests.
NV_CORE := services/nv/serve.c services/nv/store.c
$(eval $(call service_rules,nv,$(NV_CORE) services/nv/main.c services/nv/cfi.c \
    lib/crc.c,-mgeneral-regs-only))

# nv_test(name, sources): a host program, without its kernel calls
define nv_test
$(B)/tests/nv_$(1): tests/unit/nv_$(1)_test.c $(2)
	@mkdir -p $$(@D)
	$$(Q)$$(HOSTCC) $$(CFLAGS_HOST) -O2 -fsanitize=address,undefined \
	    -fno-sanitize-recover=all -MF $$@.d $(2) $$< -lcmocka -o $$@
TESTS_UNIT += $(B)/tests/nv_$(1)
endef
$(eval $(call nv_test,store,services/nv/store.c lib/crc.c))
$(eval $(call nv_test,serve,$(NV_CORE) lib/crc.c))
$(eval $(call nv_test,cfi,))
