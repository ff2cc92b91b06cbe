# SPDX-License-Identifier: BSD-2-Clause
# build/ree/bin/cella, linked to libteec.so.2: ours or Debian's serves it.
CELLA_OBJS := $(B)/ree/obj/ree/cella/cella.o
$(CELLA_OBJS): REE_CFLAGS += -Iree/libteec/include

$(B)/ree/bin/cella: $(CELLA_OBJS) $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -o $@
ALL += $(B)/ree/bin/cella
