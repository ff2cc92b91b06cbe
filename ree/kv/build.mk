# SPDX-License-Identifier: BSD-2-Clause
# build/ree/bin/kv, linked to libteec.so.2: ours or Debian's serves it.
KV_CLIENT := $(B)/ree/obj/ree/kv/kv_client.o
KV_OBJS := $(B)/ree/obj/ree/kv/kv.o $(KV_CLIENT)
$(KV_OBJS): REE_CFLAGS += -Iree/libteec/include

$(B)/ree/bin/kv: $(KV_OBJS) $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -o $@
ALL += $(B)/ree/bin/kv
