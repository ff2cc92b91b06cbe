# SPDX-License-Identifier: BSD-2-Clause
# build/ree/libteec.so.2, libteec.a, and the client half of the SDK:
# build/sdk/client/{include,lib}, usable as TEEC_EXPORT.
LIBTEEC_SOURCES := $(addprefix ree/libteec/,arena.c client.c operation.c \
                     pool.c shared_memory.c)
LIBTEEC_OBJS := $(call ree_objs,$(LIBTEEC_SOURCES) ree/libteec/trace.c \
                  $(REE_DEVICE) $(REE_DEVICE_OS))
LIBTEEC := $(B)/ree/libteec.so.2 $(B)/ree/libteec.a

$(B)/ree/libteec.so.2: $(LIBTEEC_OBJS)
	$(Q)$(CC_TARGET) -shared -Wl,-soname,libteec.so.2 $(REE_LDFLAGS) $^ \
	    -lpthread -o $@

# One object in which only the public names are global.
$(B)/ree/obj/libteec.o: $(LIBTEEC_OBJS)
	$(Q)$(LD_TARGET) -r $^ -o $@
	$(Q)$(OBJCOPY) --localize-hidden $@

$(B)/ree/libteec.a: $(B)/ree/obj/libteec.o
	@rm -f $@
	$(Q)$(AR_TARGET) rcD $@ $^

CLIENT := $(B)/sdk/client
CLIENT_HEADERS := $(patsubst ree/libteec/include/%,$(CLIENT)/include/%,\
                    $(wildcard ree/libteec/include/*.h))
CLIENT_LIBS := $(addprefix $(CLIENT)/lib/,libteec.so.2 libteec.so libteec.a \
                 pkgconfig/teec.pc)

$(CLIENT)/include/%: ree/libteec/include/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(CLIENT)/lib/libteec.so: $(CLIENT)/lib/libteec.so.2
	$(Q)ln -sf libteec.so.2 $@

$(CLIENT)/lib/pkgconfig/%: ree/libteec/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(CLIENT)/lib/%: $(B)/ree/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

.PHONY: sdk sdk-client
sdk: sdk-client
sdk-client: $(CLIENT_HEADERS) $(CLIENT_LIBS)

ALL += $(LIBTEEC)

$(eval $(call ree_test,pool,ree/libteec/pool.c))
LIBTEEC_TEST := $(LIBTEEC_SOURCES) $(REE_DEVICE) tests/unit/ree/fake_tee.c \
                tests/unit/ree/libteec_world.c
$(eval $(call ree_test,libteec,$(LIBTEEC_TEST)))
$(eval $(call ree_test,libteec_temp,$(LIBTEEC_TEST)))
$(eval $(call ree_test,libteec_shared,$(LIBTEEC_TEST)))

# In the machine.
$(B)/tests/ree_client: $(call ree_objs,tests/integration/ree/client.c) \
                       $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -lpthread -o $@
tests: $(B)/tests/ree_client
TESTS_INTEGRATION += tests/integration/ree/client.t
