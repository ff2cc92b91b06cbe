# SPDX-License-Identifier: BSD-2-Clause
# The gateway. It never touches FP registers, so that it never makes the kernel
# save those of others.
GATEWAY_SOURCES := $(addprefix services/gateway/,main.c serve.c call.c \
                       call_request.c rpc.c rpc_command.c rpc_plugin.c \
                       rpc_socket.c socket.c build.c shm.c session.c \
                       message.c ns.c part.c jiffy.c result.c)
$(eval $(call service_rules,gateway,$(GATEWAY_SOURCES),-mgeneral-regs-only))

# Unit tests: the gateway in a world of its own, with sanitizers.
GATEWAY_CORE := $(filter-out services/gateway/main.c,$(GATEWAY_SOURCES))
GATEWAY_TESTS := $(addprefix $(B)/tests/gateway_,message call memory shm rpc \
                   command socket plugin urgent)
$(B)/tests/gateway_%: tests/unit/gateway_%_test.c \
                      tests/unit/gateway_world.c tests/unit/gateway_world.h \
                      $(GATEWAY_CORE) $(wildcard services/gateway/*.h)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(filter-out -MMD -MP,$(CFLAGS_HOST)) \
	    -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	    $(filter %.c,$^) -lcmocka -o $@
TESTS_UNIT += $(GATEWAY_TESTS)
