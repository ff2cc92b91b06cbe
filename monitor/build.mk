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
