# Toolchain, flags and the few rules that every folder's build.mk uses.
#
# One freestanding AArch64 compiler setting per kind of code:
#   CFLAGS_PRIV   boot, monitor, kernel: no FP/SIMD registers, no PAC keys of
#                 their own (BTI only)
#   CFLAGS_USER   S-EL0 programs: position independent, BTI and PAC
# $(call objs,build-subdir,sources) names the objects of a list of sources, and
# $(eval $(call compile_rules,build-subdir,flags)) says how they are made.
CROSS_COMPILE ?= aarch64-linux-gnu-
COMPILER ?= gcc
CC_gcc := $(CROSS_COMPILE)gcc
CC_clang := clang --target=aarch64-linux-gnu
CC_TARGET := $(CC_$(COMPILER))
LD_TARGET := $(CROSS_COMPILE)ld.bfd
OBJCOPY := $(CROSS_COMPILE)objcopy
SIZE := $(CROSS_COMPILE)size
HOSTCC ?= gcc
# Debian's own interpreter: the one that has python3-cryptography.
PYTHON := /usr/bin/python3

B := build

WARNINGS := -Wall -Wextra -Wconversion -Wstrict-prototypes \
            -Wmissing-prototypes -Wshadow -Wundef -Werror
# n: without the deprecated algorithms of abi/crypto_alg.def.
CRYPTO_DEPRECATED ?= y
WARNINGS += $(if $(filter n,$(CRYPTO_DEPRECATED)),-DCRYPTO_NO_DEPRECATED)
CFLAGS_COMMON := -std=c11 -O2 -g -I. -ffreestanding -fno-common \
                 -ffunction-sections -fdata-sections -mstrict-align \
                 -fno-strict-aliasing -fno-asynchronous-unwind-tables \
                 -fno-unwind-tables -MMD -MP $(WARNINGS)
CFLAGS_PRIV := $(CFLAGS_COMMON) -mgeneral-regs-only -fno-pic -fno-pie \
               -mbranch-protection=bti -fno-stack-protector
CFLAGS_USER := $(CFLAGS_COMMON) -fpie -mbranch-protection=standard \
               -fstack-protector-strong -mno-outline-atomics
# Words of data at any address: user memory is normal memory.
UNALIGNED_gcc := -mno-strict-align
UNALIGNED_clang := -munaligned-access
CFLAGS_HOST := -std=c11 -O1 -g -I. -MMD -MP $(WARNINGS)

# objs(build-subdir, sources): the object of each source.
objs = $(patsubst %,$(B)/$(1)/%.o,$(basename $(2)))

# compile_rules(build-subdir, flags): how sources become objects there.
define compile_rules
$(B)/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	$$(SAY) "  CC      $$<"
	$$(Q)$$(CC_TARGET) $(2) -c $$< -o $$@
$(B)/$(1)/%.o: %.S
	@mkdir -p $$(@D)
	$$(SAY) "  CC      $$<"
	$$(Q)$$(CC_TARGET) $(2) -c $$< -o $$@
endef

# V=1 shows the commands instead of what they make.
ifneq ($(V),1)
Q := @
SAY := @echo
else
SAY := @:
endif

# The guest's shared part: Debian's kernel and the first RAM disk.
GUEST := $(B)/guest/Image $(B)/guest/base.cpio
guest: $(GUEST)

$(B)/guest/agent: tools/image/agent.c
	@mkdir -p $(@D)
	$(Q)$(CROSS_COMPILE)gcc -std=c11 -O2 -s -static $(WARNINGS) $< -o $@

$(B)/guest/base.cpio: $(B)/guest/agent tools/image/init \
                      tools/image/guest.py tools/image/cpio.py
	$(Q)$(PYTHON) tools/image/guest.py $< $(B)/guest/Image $@

$(B)/guest/Image: $(B)/guest/base.cpio ;

TESTS_UNIT += tests/unit/tools_test.py
TESTS_INTEGRATION += tests/integration/boot.t

# Checks. The crash TA is wrong on purpose; in a proof an unset variable
# means any value.
.PHONY: lint-format lint-static lint-arrows lint-lengths
lint-format:
	@git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror

lint-static:
	@cppcheck -q -j2 --std=c11 --enable=warning,portability -I. \
	    --suppressions-list=tools/cppcheck.suppress --error-exitcode=1 \
	    $$(git ls-files '*.c' ':!tests/integration/ta/crash' ':!tests/proofs')

lint-arrows:
	@tools/arrows

lint-lengths:
	@tools/lengths

# A file of a fetched source is there once the source is unpacked.
$(B)/third_party/dtc/%.c: | $(B)/third_party/dtc/.fetched ;
