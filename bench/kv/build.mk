# SPDX-License-Identifier: BSD-2-Clause
# build/bench/kv-demo: what `make run` runs in the guest.
KV_DEMO_OBJS := $(addprefix $(B)/ree/obj/,bench/kv/kv_demo.o bench/kv/files.o \
                  ta/kv/store.o)
$(KV_DEMO_OBJS): REE_CFLAGS += -Iree/libteec/include

$(B)/bench/kv-demo: $(KV_DEMO_OBJS) $(B)/ree/obj/ree/kv/kv_client.o \
                    $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -o $@
ALL += $(B)/bench/kv-demo
