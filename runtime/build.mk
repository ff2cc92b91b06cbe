# SPDX-License-Identifier: BSD-2-Clause
# The runtime of S-EL0 programs, and how a service is linked.
#
#   RT_OBJS    what every S-EL0 program links: kernel calls and lib/'s memory
#              functions. Position independent, no FP registers: TAs link the
#              same objects.
#   $(eval $(call service_rules,name,sources[,flags[,more objects]]))
#              build/services/name.elf from sources under services/name/;
#              flags are added for its own sources only.
RT_SOURCES := runtime/call.S runtime/rt.c runtime/cpu.c lib/mem.c lib/bytes.c
RT_OBJS := $(call objs,rt,$(RT_SOURCES))
RT_START := $(call objs,rt,runtime/start.S)
RT_CFLAGS := $(CFLAGS_USER) -mgeneral-regs-only

CFLAGS_SERVICE := $(CFLAGS_USER) -fno-pie
LDFLAGS_SERVICE := -static -nostdlib --gc-sections -z noexecstack \
                   -z max-page-size=4096 --no-undefined --fatal-warnings \
                   -T runtime/service.ld

# A service is optimised as a whole, by the compiler that this linker has a
# plugin for. link_*(flags of the compiler, of the linker)
SERVICE_LTO_gcc := -flto
link_gcc = $(CC_TARGET) $(1) -flto=1 -nostdlib -static -fuse-ld=bfd \
           $(addprefix -Xlinker ,$(2) --build-id=none)
link_clang = $(LD_TARGET) $(2)

$(eval $(call compile_rules,rt,$(RT_CFLAGS)))

define service_rules
$(call compile_rules,services/$(1),$(CFLAGS_SERVICE) \
    $(SERVICE_LTO_$(COMPILER)) $(3))
$(B)/services/$(1).elf: $(call objs,services/$(1),$(2)) $(4) \
                        $(RT_START) $(RT_OBJS) runtime/service.ld
	$$(Q)$(call link_$(COMPILER),$(CFLAGS_SERVICE) $(3),$(LDFLAGS_SERVICE)) \
	    $$(filter-out %.ld,$$^) -o $$@
SERVICES += $(B)/services/$(1).elf
endef

$(B)/tests/lib_bytes: tests/unit/bytes_test.c lib/bytes.c lib/bytes.h \
                      lib/checked.h
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(filter-out -MMD -MP,$(CFLAGS_HOST)) \
	    -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	    $(filter %.c,$^) -lcmocka -o $@
TESTS_UNIT += $(B)/tests/lib_bytes
