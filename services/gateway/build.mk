# SPDX-License-Identifier: BSD-2-Clause
# The gateway. It never touches FP registers, so that it never makes the kernel
# save those of others.
GATEWAY_SOURCES := $(addprefix services/gateway/,main.c serve.c call.c \
                       call_request.c rpc.c build.c shm.c session.c \
                       message.c ns.c result.c)
$(eval $(call service_rules,gateway,$(GATEWAY_SOURCES),-mgeneral-regs-only))
