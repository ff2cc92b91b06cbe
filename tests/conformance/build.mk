# SPDX-License-Identifier: BSD-2-Clause
# Programs that must print the same on the kernel in QEMU and on the host.
CONFORMANCE := tests/conformance/ta
CONFORMANCE_OBJ := $(B)/ree/obj/tests/conformance/client.o
$(CONFORMANCE_OBJ): REE_CFLAGS += -Iree/libteec/include
$(B)/tests/conformance/client: $(CONFORMANCE_OBJ) $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -o $@
$(eval $(call ta_image,$(CONFORMANCE),$(B)/tests/conformance/guest))

.PHONY: tests-conformance
tests-conformance: $(B)/tests/conformance/client \
                   $(B)/tests/conformance/guest/$(call ta_binary,$(CONFORMANCE)).ta
tests: tests-conformance

# Files of the supplicant: an image with one service more, and the same on the
# host, whose programs are looked up by their name there.
CF := tests/conformance/files
CF_OUT := $(B)/tests/conformance/files
$(eval $(call compile_rules,$(CF),$(CFLAGS_SERVICE) -mgeneral-regs-only))
$(CF_OUT)/services/files.elf: $(call objs,$(CF),$(CF)/main.c) $(RT_START) \
                              $(RT_OBJS) runtime/service.ld
	@mkdir -p $(@D)
	$(Q)$(LD_TARGET) $(LDFLAGS_SERVICE) $(filter-out %.ld,$^) -o $@
$(CF_OUT)/system.toml: $(MANIFEST) $(CF)/service.toml
	@mkdir -p $(@D)
	$(Q)sed '/^\[ta\]/,$$ s/"crypto"/"crypto", "files"/' $(MANIFEST) > $@
	$(Q)cat $(CF)/service.toml >> $@
$(CF_OUT)/tee.bin: $(CF_OUT)/system.toml tools/pack $(B)/kernel/kernel.bin \
                   $(CF_OUT)/services/files.elf $$(SERVICES) $$(BUILTIN_TAS)
	$(Q)cp $(SERVICES) $(CF_OUT)/services
	$(Q)tools/pack $< $(B)/kernel/kernel.bin $(CF_OUT)/services $@ \
	    $(CF_OUT)/bundle.bin $(BUILTIN_TAS)
tests-conformance: $(CF_OUT)/tee.bin

.PHONY: tests-host
tests-host: host
	@$(MAKE) --no-print-directory host HOST_SANITIZE=address,undefined
tests: tests-host
TESTS_INTEGRATION += tests/conformance/conformance.t \
                     tests/conformance/files.t tests/conformance/kernel.t

# Kernel calls, without Linux and services: an image in which every process is
# the probe, a payload in Linux' place, and the same on the host port.
KC := tests/conformance/kernel
KC_OUT := $(B)/tests/conformance/kernel
KC_WORLD := $(addprefix $(KC)/,world.c conformance.c messages.c waiting.c \
              leases.c memory.c processes.c deaths.c cancels.c windows.c)
KC_PAYLOAD := $(KC)/world_bare.c $(KC_WORLD) tests/adversary/start.S lib/mem.c \
              platform/pl011.c
KC_PROBE := $(KC)/probe.c $(KC)/probe_device.c
KC_SERVICES := $(addprefix $(KC_OUT)/services/,gateway.elf tamgr.elf \
                 crypto.elf keys.elf)
$(eval $(call compile_rules,tests/conformance/kernel/probe,$(CFLAGS_SERVICE) \
    -mgeneral-regs-only))
$(eval $(call compile_rules,tests/conformance/kernel/payload,$(CFLAGS_PRIV) -mno-outline-atomics))

$(KC_SERVICES): $(call objs,tests/conformance/kernel/probe,$(KC_PROBE)) \
                $(RT_START) $(RT_OBJS) $(KC)/probe.ld
	@mkdir -p $(@D)
	$(Q)$(LD_TARGET) $(filter-out -T runtime/service.ld,$(LDFLAGS_SERVICE)) \
	    -T $(KC)/probe.ld $(filter-out %.ld,$^) -o $@
$(KC_OUT)/tee.bin: $(KC)/system.toml tools/pack $(B)/kernel/kernel.bin \
                   $(KC_SERVICES)
	$(Q)tools/pack $< $(B)/kernel/kernel.bin $(KC_OUT)/services $@ \
	    $(KC_OUT)/bundle.bin
$(KC_OUT)/payload.elf: tests/adversary/payload.ld \
                       $(call objs,tests/conformance/kernel/payload,$(KC_PAYLOAD))
	$(Q)$(LD_TARGET) --gc-sections --no-warn-rwx-segments -T $^ -o $@
$(KC_OUT)/payload.bin: $(KC_OUT)/payload.elf
	$(Q)$(OBJCOPY) -O binary $< $@

tests-conformance: $(KC_OUT)/tee.bin $(KC_OUT)/payload.bin

# host/build.mk, read later, says where $(HB) is, how its objects are made, and
# what the machine is made of.
KC_HOST := $(KC_WORLD) $(KC)/world_host.c $(KC)/probe.c host/program_call.c \
           runtime/rt.c lib/mem.c
.SECONDEXPANSION:
$(B)/%/kernel-conformance: $$(call host_objs,obj,$$(KC_HOST) \
                           $$(HOST_KERNEL_SOURCES) $$(HOST_MACHINE))
	$(Q)$(HOST_CC) $(HOST_FLAGS) -Wl,--wrap=host_interrupt \
	    -Wl,--wrap=host_interrupt_pending $^ -lpthread -o $@
host: $$(HB)/kernel-conformance
