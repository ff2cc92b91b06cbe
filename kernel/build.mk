# SPDX-License-Identifier: BSD-2-Clause
# The kernel for one architecture, as a raw image entered at its first byte.
ARCH := arm64
KERNEL_SOURCES := $(addprefix kernel/,kernel.c kcall.c message.c lease.c activation.c \
                      process.c space.c page.c window.c bundle.c log.c) \
                  $(addprefix kernel/arch/$(ARCH)/,entry.S fp.S mmu.c \
                      machine.c) \
                  lib/mem.c platform/pl011.c platform/qemu-virt/cpu.S platform/qemu-virt/platform.c
KERNEL_OBJECTS := $(call objs,kernel,$(KERNEL_SOURCES)) \
                  $(patsubst $(DTC)/%.c,$(B)/kernel/%.o,$(DTC_LIBFDT))
# Optimised as a whole, by the compiler that this linker has a plugin for: the
# path of a message goes through five files. Not lib/mem.c, whose functions the
# compiler itself calls.
KERNEL_LTO_gcc := -flto
KERNEL_CFLAGS = $(CFLAGS_PRIV) $(KERNEL_LTO_$(COMPILER)) -mno-outline-atomics -fno-jump-tables \
                 -Ikernel/arch/$(ARCH) -isystem lib/libfdt \
                 -isystem $(DTC)/libfdt
$(eval $(call compile_rules,kernel,$$(KERNEL_CFLAGS)))
$(B)/kernel/lib/mem.o: KERNEL_LTO_gcc :=

KERNEL_LDFLAGS := --gc-sections --build-id=none -z max-page-size=4096 \
                  -Map $(B)/kernel/kernel.map -T kernel/arch/$(ARCH)/kernel.ld
KERNEL_LD_gcc = $(CC_TARGET) $(KERNEL_CFLAGS) -nostdlib -static -fuse-ld=bfd \
                $(addprefix -Xlinker ,$(KERNEL_LDFLAGS))
KERNEL_LD_clang = $(LD_TARGET) $(KERNEL_LDFLAGS)

ALL += $(B)/kernel/kernel.bin

$(B)/kernel/kernel/arch/$(ARCH)/machine.o: | $(DTC)/.fetched

$(B)/kernel/libfdt/%.o: $(DTC)/libfdt/%.c
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(KERNEL_CFLAGS) -w -c $< -o $@

$(B)/kernel/kernel.elf: kernel/arch/$(ARCH)/kernel.ld $(KERNEL_OBJECTS)
	$(Q)$(KERNEL_LD_$(COMPILER)) $(KERNEL_OBJECTS) -o $@

$(B)/kernel/kernel.bin: $(B)/kernel/kernel.elf
	$(Q)$(OBJCOPY) --set-section-flags .bss=alloc,load,contents \
	    -O binary $< $@

-include $(KERNEL_OBJECTS:.o=.d)
