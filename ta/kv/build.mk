# SPDX-License-Identifier: BSD-2-Clause
# The key-value TA and the unit tests of its store and its entry points.
KV_TA := $(B)/ta/335e517c-9073-4cb8-87a2-126dcc7acebe.ta

$(eval $(call ta_build,ta/kv,ta/kv,335e517c-9073-4cb8-87a2-126dcc7acebe,$(B)/ta))
ALL += $(KV_TA)

$(B)/tests/kv_store: tests/unit/kv_store_test.c ta/kv/store.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(CFLAGS_HOST) -fsanitize=address,undefined \
	    -fno-sanitize-recover=all -MF $@.d $^ -lcmocka -o $@
TESTS_UNIT += $(B)/tests/kv_store
