# SPDX-License-Identifier: BSD-2-Clause
# The TA manager, and its unit tests: the core is all of it but the port and
# the loop.
TAMGR_CORE := $(addprefix services/tamgr/,clock.c container.c elf.c job.c line.c \
                load.c params.c process.c refusal.c serve.c session.c \
                system.c verify.c)
TAMGR_SOURCES := $(TAMGR_CORE) services/tamgr/main.c services/tamgr/rt_port.c
$(eval $(call service_rules,tamgr,$(TAMGR_SOURCES),-mgeneral-regs-only))
$(call objs,services/tamgr,services/tamgr/main.c): $(B)/keys/ta_keys.h

TAMGR_TEST_CFLAGS := $(CFLAGS_HOST) -fsanitize=address,undefined \
                     -fno-sanitize-recover=undefined
TAMGR_TESTS := $(addprefix $(B)/tests/tamgr_,container elf session ta end soak)
TAMGR_TEST_OBJS := $(patsubst %.c,$(B)/tests/tamgr/%.o,$(TAMGR_CORE) \
                     lib/bytes.c lib/mem.c tests/unit/tamgr_image.c \
                     tests/unit/tamgr_world.c)

$(B)/tests/tamgr/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(TAMGR_TEST_CFLAGS) -c $< -o $@

$(TAMGR_TESTS): $(B)/tests/tamgr_%: \
        $(B)/tests/tamgr/tests/unit/tamgr_%_test.o $(TAMGR_TEST_OBJS)
	$(Q)$(HOSTCC) $(TAMGR_TEST_CFLAGS) $^ -lcmocka -o $@

TESTS_UNIT += $(TAMGR_TESTS)
