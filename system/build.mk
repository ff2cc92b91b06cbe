# SPDX-License-Identifier: BSD-2-Clause
# The TEE image: kernel, services, built-in TAs. SERVICES and BUILTIN_TAS are
# known only when all fragments are read, so they are expanded late.
MANIFEST := system/qemu-virt.toml
ALL += $(B)/tee.bin
TESTS_UNIT += tests/unit/pack_test.py

.SECONDEXPANSION:
$(B)/tee.bin: $(MANIFEST) tools/pack $(B)/kernel/kernel.bin $$(SERVICES) \
              $$(BUILTIN_TAS)
	$(Q)tools/pack $(MANIFEST) $(B)/kernel/kernel.bin $(B)/services $@ \
	    $(B)/bundle.bin $(BUILTIN_TAS)
