# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of lib/. The test of mem.c compiles it in under other names, and
# must not let the compiler know what memcpy means.
LIB_TEST_CFLAGS := $(CFLAGS_HOST) -D_DEFAULT_SOURCE \
                   -fsanitize=address,undefined -fno-sanitize-recover=undefined

$(B)/tests/lib_mem: tests/unit/mem_test.c lib/mem.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(LIB_TEST_CFLAGS) -fno-builtin $< -lcmocka -o $@

$(B)/tests/lib_heap: tests/unit/heap_test.c lib/heap.c lib/mem.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(LIB_TEST_CFLAGS) -MF $@.d $(filter %.c,$^) -lcmocka -o $@

TESTS_UNIT += $(B)/tests/lib_mem $(B)/tests/lib_heap
