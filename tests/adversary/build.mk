# SPDX-License-Identifier: BSD-2-Clause
# The adversary: a payload in Linux' place (payload.bin) that adversary.t boots.
ADVERSARY := tests/adversary
ADVERSARY_SOURCES := $(addprefix $(ADVERSARY)/,start.S main.c base.c memory.c \
                       thread.c race.c rpc.c \
                       function.c param.c attack.c settle.c) \
                     lib/mem.c platform/pl011.c
ADVERSARY_OBJECTS := $(call objs,tests/adversary,$(ADVERSARY_SOURCES))
$(eval $(call compile_rules,tests/adversary,$(CFLAGS_PRIV) -mno-outline-atomics))

$(B)/tests/adversary/payload.elf: $(ADVERSARY)/payload.ld $(ADVERSARY_OBJECTS)
	$(Q)$(LD_TARGET) --gc-sections --no-warn-rwx-segments -T $^ -o $@
$(B)/tests/adversary/payload.bin: $(B)/tests/adversary/payload.elf
	$(Q)$(OBJCOPY) -O binary $< $@

tests: $(B)/tests/adversary/payload.bin
TESTS_INTEGRATION += $(ADVERSARY)/adversary.t
