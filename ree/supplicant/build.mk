# SPDX-License-Identifier: BSD-2-Clause
# build/ree/cella-supplicant
SUPPLICANT_SOURCES := $(addprefix ree/supplicant/,fs.c fs_request.c load_ta.c log.c memory.c \
                        plugin.c request.c rpc.c rpc_fs.c rpc_plugin.c rpc_socket.c \
                        serve.c socket.c)
SUPPLICANT_OBJS := $(call ree_objs,ree/supplicant/main.c \
                     $(SUPPLICANT_SOURCES) $(REE_DEVICE) $(REE_DEVICE_OS))

$(B)/ree/cella-supplicant: $(SUPPLICANT_OBJS)
	$(Q)$(CC_TARGET) -pie $(REE_LDFLAGS) $^ -lpthread -o $@

ALL += $(B)/ree/cella-supplicant

$(eval $(call ree_test,supplicant,$(SUPPLICANT_SOURCES) $(REE_DEVICE) \
    tests/unit/ree/fake_tee.c))
$(eval $(call ree_test,supplicant_socket,$(SUPPLICANT_SOURCES) $(REE_DEVICE) \
    tests/unit/ree/fake_tee.c))
$(eval $(call ree_test,supplicant_fs,$(SUPPLICANT_SOURCES) $(REE_DEVICE) \
    tests/unit/ree/fake_tee.c))
$(eval $(call ree_test,supplicant_plugin,$(SUPPLICANT_SOURCES) $(REE_DEVICE) \
    tests/unit/ree/fake_tee.c))
$(call ree_host_objs,tests/unit/ree/supplicant_plugin_test.c): \
    REE_CFLAGS_HOST += -DPLUGINS='"$(abspath $(B)/tests/ree_plugins)"'

# A plug-in, for this test and for the guest; beside it a file that is none.
$(B)/tests/ree_supplicant_plugin: $(B)/tests/ree_plugins/calculator.so
$(B)/tests/ree_plugins/calculator.so: tests/unit/ree/calculator.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(REE_CFLAGS_ANY) -fPIC -shared -Iree/libteec/include $< -o $@
	$(Q)echo nothing > $(@D)/text
