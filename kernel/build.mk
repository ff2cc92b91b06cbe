# SPDX-License-Identifier: BSD-2-Clause
# The kernel for one architecture, as a raw image entered at its first byte.
ARCH := arm64
KERNEL_SOURCES := $(addprefix kernel/,kernel.c kcall.c message.c activation.c \
                      process.c space.c page.c window.c bundle.c log.c) \
                  $(addprefix kernel/arch/$(ARCH)/,entry.S fp.S mmu.c \
                      machine.c) \
                  lib/mem.c platform/pl011.c platform/qemu-virt/cpu.S platform/qemu-virt/platform.c
KERNEL_OBJECTS := $(call objs,kernel,$(KERNEL_SOURCES)) \
                  $(patsubst $(DTC)/%.c,$(B)/kernel/%.o,$(DTC_LIBFDT))
KERNEL_CFLAGS := $(CFLAGS_PRIV) -mno-outline-atomics -fno-jump-tables \
                 -Ikernel/arch/$(ARCH) -isystem lib/libfdt \
                 -isystem $(DTC)/libfdt
$(eval $(call compile_rules,kernel,$(KERNEL_CFLAGS)))

ALL += $(B)/kernel/kernel.bin

$(B)/kernel/kernel/arch/$(ARCH)/machine.o: | $(DTC)/.fetched

$(B)/kernel/libfdt/%.o: $(DTC)/libfdt/%.c
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(KERNEL_CFLAGS) -w -c $< -o $@

$(B)/kernel/kernel.elf: kernel/arch/$(ARCH)/kernel.ld $(KERNEL_OBJECTS)
	$(Q)$(LD_TARGET) --gc-sections -z max-page-size=4096 \
	    -Map $(B)/kernel/kernel.map -T $< $(KERNEL_OBJECTS) -o $@

$(B)/kernel/kernel.bin: $(B)/kernel/kernel.elf
	$(Q)$(OBJCOPY) --set-section-flags .bss=alloc,load,contents \
	    -O binary $< $@

-include $(KERNEL_OBJECTS:.o=.d)
