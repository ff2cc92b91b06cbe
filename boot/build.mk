# SPDX-License-Identifier: BSD-2-Clause
# Boot, with the monitor's image inside, and libfdt from Debian's sources.
DTC := $(B)/third_party/dtc
DTC_LIBFDT := $(addprefix $(DTC)/libfdt/,fdt.c fdt_ro.c fdt_check.c)
BOOT_SOURCES := boot/reset.S boot/main.c boot/fit.c lib/mem.c \
                platform/pl011.c platform/gicv3.c \
                platform/qemu-virt/platform.c
BOOT_OBJECTS := $(call objs,boot,$(BOOT_SOURCES)) \
                $(patsubst $(DTC)/%.c,$(B)/boot/%.o,$(DTC_LIBFDT))
BOOT_CFLAGS := $(CFLAGS_PRIV) -isystem lib/libfdt -isystem $(DTC)/libfdt
$(eval $(call compile_rules,boot,$(BOOT_CFLAGS) \
    -DMONITOR_BIN='"$(B)/monitor/monitor.bin"'))

ALL += $(B)/boot/boot.bin

$(DTC)/.fetched:
	@tools/fetch source device-tree-compiler '1.7.*' $(DTC)

# Fetching makes them.
$(addprefix $(DTC)/libfdt/,fdt.c fdt_ro.c fdt_check.c fdt_sw.c fdt_rw.c \
    fdt_wip.c): | $(DTC)/.fetched ;
$(B)/boot/boot/fit.o: | $(DTC)/.fetched
$(B)/boot/boot/reset.o: $(B)/monitor/monitor.bin

# Not ours: without our warnings.
$(B)/boot/libfdt/%.o: $(DTC)/libfdt/%.c
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(BOOT_CFLAGS) -w -c $< -o $@

$(B)/boot/boot.ld: boot/boot.ld.S platform/qemu-virt/memory.h
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) -E -P -I. -D__ASSEMBLER__ -x c $< -o $@

$(B)/boot/boot.elf: $(B)/boot/boot.ld $(BOOT_OBJECTS)
	$(Q)$(LD_TARGET) --gc-sections -z max-page-size=4096 \
	    -Map $(B)/boot/boot.map -T $< $(BOOT_OBJECTS) -o $@

$(B)/boot/boot.bin: $(B)/boot/boot.elf
	$(Q)$(OBJCOPY) -O binary $< $@

# The decoder's test on the host, with the parts of libfdt that make blobs.
BOOT_TEST_CFLAGS := $(CFLAGS_HOST) -fsanitize=address,undefined \
                    -fno-sanitize-recover=all -isystem $(DTC)/libfdt
BOOT_TEST_LIBFDT := $(addprefix $(B)/tests/libfdt/,fdt.o fdt_ro.o fdt_check.o \
                      fdt_sw.o fdt_rw.o fdt_wip.o)
TESTS_UNIT += $(B)/tests/boot_fit

$(B)/tests/libfdt/%.o: $(DTC)/libfdt/%.c | $(DTC)/.fetched
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(BOOT_TEST_CFLAGS) -w -c $< -o $@

$(B)/tests/boot_fit: tests/unit/boot_fit_test.c boot/fit.c $(BOOT_TEST_LIBFDT) \
                     | $(DTC)/.fetched
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(BOOT_TEST_CFLAGS) -MF $@.d $(filter %.c %.o,$^) \
	    -lcmocka -o $@
