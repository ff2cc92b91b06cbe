# SPDX-License-Identifier: BSD-2-Clause
# build/ree/cella-supplicant
SUPPLICANT_SOURCES := $(addprefix ree/supplicant/,load_ta.c log.c memory.c \
                        request.c rpc.c rpc_socket.c serve.c socket.c)
SUPPLICANT_OBJS := $(call ree_objs,ree/supplicant/main.c \
                     $(SUPPLICANT_SOURCES) $(REE_DEVICE) $(REE_DEVICE_OS))

$(B)/ree/cella-supplicant: $(SUPPLICANT_OBJS)
	$(Q)$(CC_TARGET) -pie $(REE_LDFLAGS) $^ -lpthread -o $@

ALL += $(B)/ree/cella-supplicant

$(eval $(call ree_test,supplicant,$(SUPPLICANT_SOURCES) $(REE_DEVICE) \
    tests/unit/ree/fake_tee.c))
$(eval $(call ree_test,supplicant_socket,$(SUPPLICANT_SOURCES) $(REE_DEVICE) \
    tests/unit/ree/fake_tee.c))
