# SPDX-License-Identifier: BSD-2-Clause
MONITOR_SOURCES := monitor/entry.S monitor/switch.S monitor/main.c \
                   monitor/cpu.c monitor/mmu.c monitor/tee.c monitor/smc.c monitor/psci.c \
                   monitor/panic.c lib/mem.c platform/pl011.c \
                   platform/gicv3.c platform/qemu-virt/platform.c \
                   platform/qemu-virt/cpu.S
MONITOR_OBJECTS := $(call objs,monitor,$(MONITOR_SOURCES))
$(eval $(call compile_rules,monitor,$(CFLAGS_PRIV) -mno-outline-atomics))

ALL += $(B)/monitor/monitor.bin

$(B)/monitor/monitor.ld: monitor/monitor.ld.S monitor/cpu.h \
                         platform/qemu-virt/memory.h
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) -E -P -I. -D__ASSEMBLER__ -x c $< -o $@

$(B)/monitor/monitor.elf: $(B)/monitor/monitor.ld $(MONITOR_OBJECTS)
	$(Q)$(LD_TARGET) --gc-sections -z max-page-size=4096 \
	    -Map $(B)/monitor/monitor.map -T $< $(MONITOR_OBJECTS) -o $@

$(B)/monitor/monitor.bin: $(B)/monitor/monitor.elf
	$(Q)$(OBJCOPY) -O binary $< $@

# The bare-metal test: a payload and a normal world that check the monitor.
MONITOR_TEST := tests/integration/monitor
MONITOR_TEST_BINS := $(B)/tests/monitor/payload.bin $(B)/tests/monitor/normal.bin
$(eval $(call compile_rules,tests/monitor,$(CFLAGS_PRIV)))

ALL += $(MONITOR_TEST_BINS)
TESTS_INTEGRATION += $(MONITOR_TEST)/run

define monitor_test_program
$(B)/tests/monitor/$(1).elf: $(MONITOR_TEST)/bare.ld \
    $(call objs,tests/monitor,$(addprefix $(MONITOR_TEST)/,$(1)_start.S $(1).c \
        shared.c registers.S) lib/mem.c platform/pl011.c)
	$$(Q)$$(LD_TARGET) --gc-sections --no-warn-rwx-segments \
	    --defsym=BASE=$(2) -T $$^ -o $$@
$(B)/tests/monitor/$(1).bin: $(B)/tests/monitor/$(1).elf
	$$(Q)$$(OBJCOPY) -O binary $$< $$@
endef
$(eval $(call monitor_test_program,payload,0x0e100000))
$(eval $(call monitor_test_program,normal,0x40400000))
