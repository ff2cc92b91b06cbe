# SPDX-License-Identifier: BSD-2-Clause
# build/bench/profile.so: a plugin for QEMU on the build machine.
PROFILE_CFLAGS := $(CFLAGS_HOST) -O2 -D_GNU_SOURCE -fPIC -fvisibility=hidden
PROFILE_OBJS := $(patsubst %.c,$(B)/bench/obj/%.o,\
                  $(wildcard bench/plugin/*.c))

$(PROFILE_OBJS): $(B)/bench/obj/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(PROFILE_CFLAGS) -c $< -o $@

$(B)/bench/profile.so: $(PROFILE_OBJS)
	$(Q)$(HOSTCC) -shared $^ -lpthread -o $@
