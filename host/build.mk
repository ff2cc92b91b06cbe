# SPDX-License-Identifier: BSD-2-Clause
# The host port: kernel, services and TAs as one program for the build machine.
#   make host                           build/host/
#   make host HOST_SANITIZE=address,undefined   build/host-address,undefined/
# The bundle and the TA containers are the device's: what runs is looked up by
# name among the shared objects in services/ and ta/ beside the executable.
#   make host HOST_CROSS=aarch64-linux-gnu-     build/host-aarch64-linux-gnu/
HOST_SANITIZE ?=
HOST_CROSS ?=
comma := ,
HB := $(B)/host$(HOST_CROSS:%-=-%)$(if $(HOST_SANITIZE),-$(subst \
        $(comma),-,$(HOST_SANITIZE)))
HOST_CC := $(if $(HOST_CROSS),$(HOST_CROSS)gcc,$(HOSTCC))
HOST_FLAGS := $(filter-out -MMD -MP,$(CFLAGS_HOST)) -MMD -MP -D_GNU_SOURCE \
              -fno-omit-frame-pointer $(if $(HOST_SANITIZE),\
              -fsanitize=$(HOST_SANITIZE) -fno-sanitize-recover=undefined)
HOST_KERNEL_SOURCES := $(addprefix kernel/,kernel.c kcall.c message.c lease.c activation.c \
    process.c space.c page.c window.c bundle.c log.c \
    arch/host/space.c arch/host/machine.c)
HOST_MACHINE := $(addprefix host/,machine.c program.c fault.c kill.c)
HOST_SOURCES := $(HOST_KERNEL_SOURCES) $(HOST_MACHINE) $(addprefix host/,\
    image.c flash.c driver.c socket_rpc.c file_rpc.c context.c server.c main.c) \
    lib/mem.c $(addprefix ree/supplicant/,socket.c fs.c fs_request.c log.c)

# host_rules(build-subdir, flags): how sources become objects there.
define host_rules
$(HB)/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	$$(SAY) "  HOSTCC  $$<"
	$$(Q)$$(HOST_CC) $$(HOST_FLAGS) $(2) -c $$< -o $$@
endef
host_objs = $(patsubst %.c,$(HB)/$(1)/%.o,$(2))

$(eval $(call host_rules,obj,-fvisibility=hidden -Ikernel/arch/host -Iree/libteec/include))
$(HB)/cella-host: $(call host_objs,obj,$(HOST_SOURCES))
	$(Q)$(HOST_CC) $(HOST_FLAGS) -rdynamic $^ -ldl -lpthread -o $@

# The client library for this machine, and the demonstration's client.
HOST_CLIENT := $(HB)/libteec.so.2 $(HB)/kv-demo
$(eval $(call host_rules,ree,-fPIC -fvisibility=hidden -Iree/libteec/include))
HOST_LIBTEEC := $(call host_objs,ree,$(LIBTEEC_SOURCES) ree/libteec/trace.c \
                  $(REE_DEVICE) $(REE_DEVICE_OS))
$(HB)/libteec.so.2: $(HOST_LIBTEEC)
	$(Q)$(HOST_CC) $(HOST_FLAGS) -shared -Wl,-soname,libteec.so.2 $^ \
	    -lpthread -o $@
$(HB)/kv-demo: $(call host_objs,ree,bench/kv/kv_demo.c bench/kv/files.c \
               ta/kv/store.c ree/kv/kv_client.c) $(HB)/libteec.so.2
	$(Q)$(HOST_CC) $(HOST_FLAGS) $^ -o $@

# Programs. Hidden symbols, so that no program sees another's.
HOST_PROGRAM := -ffreestanding -fPIC -fvisibility=hidden -fno-strict-aliasing
HOST_RT := runtime/rt.c lib/mem.c lib/bytes.c host/program_call.c
$(eval $(call host_rules,rt,$(HOST_PROGRAM)))
HOST_RT_OBJS := $(call host_objs,rt,$(HOST_RT))
HOST_SO = $(Q)$(HOST_CC) $(HOST_FLAGS) -shared -Wl,-z,noexecstack

# host_service(name, sources)
define host_service
$(HB)/services/$(1).so: $(call host_objs,rt,$(2) host/program_start.c) \
                        $(HOST_RT_OBJS)
	@mkdir -p $$(@D)
	$$(HOST_SO) $$^ -o $$@
HOST_PROGRAMS += $(HB)/services/$(1).so
endef
$(eval $(call host_service,gateway,$(GATEWAY_SOURCES)))
$(eval $(call host_service,tamgr,$(TAMGR_SOURCES)))
$(HB)/rt/services/tamgr/main.o: $(B)/keys/ta_keys.h
# Its flash is in the executable.
$(eval $(call host_service,nv,$(NV_CORE) services/nv/main.c lib/crc.c))

HOST_KEYS := $(KEYS_CORE) services/keys/main.c
$(eval $(call host_rules,keys,$(HOST_PROGRAM) $(KEYS_INCLUDE)))
$(call host_objs,keys,$(HOST_KEYS)): | $(MBEDTLS_SRC)/.fetched
$(HB)/keys/sha256.o: $(KEYS_SHA256)
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(HOST_FLAGS) $(HOST_PROGRAM) $(KEYS_INCLUDE) -w -c $< -o $@
$(HB)/services/keys.so: $(call host_objs,keys,$(HOST_KEYS)) \
                        $(HB)/keys/sha256.o $(HB)/rt/host/program_start.o \
                        $(HOST_RT_OBJS)
	@mkdir -p $(@D)
	$(HOST_SO) $^ -o $@
HOST_PROGRAMS += $(HB)/services/keys.so

# libcrypto is not made for shared objects: its symbols are made local first.
HOST_OPENSSL := $(OPENSSL_HOST)$(HOST_CROSS:%-=-%)
HOST_OPENSSL_LIB := $(HOST_OPENSSL)/libcrypto.a
ifneq ($(HOST_CROSS),)
$(HOST_OPENSSL_LIB): $(OPENSSL_DEPS)
	$(call openssl_build,$(@D),tee-host,no-asm --cross-compile-prefix=$(HOST_CROSS))
endif
HOST_CRYPTO := $(CRYPTO_CORE) services/crypto/main.c $(OPENSSL_OWN_COMMON) \
               host/armcap.c host/crypto_heap.c
$(eval $(call host_rules,crypto,$(HOST_PROGRAM) -D_DEFAULT_SOURCE \
    $$(call openssl_headers,$(HOST_OPENSSL))))
$(call host_objs,crypto,$(HOST_CRYPTO)): | $(HOST_OPENSSL_LIB)
$(HB)/crypto/all.o: $(call host_objs,crypto,$(HOST_CRYPTO)) \
                    $(HOST_OPENSSL_LIB) $(HB)/rt/host/program_start.o \
                    $(HOST_RT_OBJS)
	$(Q)$(HOST_CROSS)ld -r --gc-sections -u program_start -e program_start $^ -o $@
	$(Q)$(HOST_CROSS)objcopy --keep-global-symbol=program_start $@
$(HB)/services/crypto.so: $(HB)/crypto/all.o
	@mkdir -p $(@D)
	$(HOST_SO) $^ -o $@
HOST_PROGRAMS += $(HB)/services/crypto.so

# TAs: the SDK's sources once, then each TA's.
HOST_SDK := $(HOST_PROGRAM) -nostdinc -isystem \
            $(shell $(HOST_CC) -print-file-name=include) -Isdk/include \
            -isystem $(MBEDTLS_INCLUDE) -DTRACE_LEVEL=4 -Wno-error
$(eval $(call host_rules,sdk,$(HOST_SDK)))
HOST_SDK_SOURCES := $(wildcard sdk/libutils/*.c sdk/libutee/*.c sdk/libdl/*.c \
                      sdk/engine/*.c) lib/heap.c lib/mem.c lib/bytes.c \
                    runtime/rt.c host/program_call.c host/program_start_ta.c \
                    $(MBEDTLS_OWN)
$(call host_objs,sdk,$(HOST_SDK_SOURCES)): | $(MBEDTLS_HEADERS)
$(HB)/sdk/sdk/libutee/bigint_fmm.o: HOST_FLAGS += $(MBEDTLS_INTERNAL)
$(eval $(call host_rules,mbedtls,$(filter-out -ffreestanding,$(HOST_SDK)) -w \
    -I$(MBEDTLS_SRC)/library))
$(call host_objs,mbedtls,$(MBEDTLS_SOURCES)): $(MBEDTLS_HEADERS) \
    $(wildcard sdk/include/*.h)
$(HB)/sdk/libta.a: $(call host_objs,sdk,$(HOST_SDK_SOURCES)) \
                   $(call host_objs,mbedtls,$(MBEDTLS_SOURCES))
	$(Q)rm -f $@ && $(HOST_CROSS)ar rcs $@ $^

# host_ta(folder, uuid[, flags]): its sources are those of its sub.mk, but for
# AArch64 instructions, and what only the build machine can do.
HOST_CRASH := tests/integration/ta/crash
host_ta_sources = $(patsubst $(HOST_CRASH)/cpu.c,tests/host/crash_cpu.c,\
                    $(patsubst $(VECTORS)/secret.c,tests/host/vectors_secret.c,\
                    $(addprefix $(1)/,$(shell sed -n 's/^srcs-y *+= *//p' \
                    $(1)/sub.mk)))) sdk/src/user_ta_header.c
define host_ta
$(call host_rules,ta-obj/$(2),$(HOST_SDK) -I$(1) $(3))
$(HB)/ta/$(2).so: $(call host_objs,ta-obj/$(2),$(call host_ta_sources,$(1))) \
                  $(HB)/sdk/libta.a host/ta.ld
	@mkdir -p $$(@D)
	$$(HOST_SO) -u program_start $$(filter %.o %.a,$$^) -Wl,-T,host/ta.ld \
	    -o $$@
HOST_PROGRAMS += $(HB)/ta/$(2).so
endef
host_ta_of = $(eval $(call host_ta,$(1),$(call ta_binary,$(1))))
$(foreach t,$(patsubst %/Makefile,%,$(wildcard ta/*/Makefile)),$(call \
    host_ta_of,$(t)))

# A service of the tests.
$(eval $(call host_service,files,tests/conformance/files/main.c))

# TAs of the tests, and the clients of those.
$(call host_ta_of,$(CONFORMANCE))
$(call host_ta_of,$(SDK_CALLS))
$(call host_ta_of,tests/integration/ta/api)
$(call host_ta_of,$(HOST_CRASH))
$(call host_ta_of,tests/integration/ta/params)
$(call host_ta_of,tests/integration/ta/bigint)
$(call host_ta_of,tests/integration/ta/tls)
$(call host_ta_of,tests/integration/socket/ta)
$(call host_ta_of,$(ERRORS))
# valgrind's headers, behind the SDK's.
$(eval $(call host_ta,$(VECTORS),$(call ta_binary,$(VECTORS)),-idirafter \
    /usr/include))
host_instance = $(eval $(call host_ta,tests/integration/ta/instance,$(strip \
    $(INSTANCE_UUID))$(1),-DCFG_INSTANCE_ID=$(1) -DCFG_INSTANCE_FLAGS=$(2)))
$(call host_instance,0,0)
$(call host_instance,1,4)
$(call host_instance,2,12)
$(call host_instance,3,28)
host_system = $(eval $(call host_ta,tests/integration/ta/system,$(strip \
    $(SYSTEM_UUID))$(1),-DCFG_SYSTEM_ID=$(1)))
$(call host_system,0)
$(call host_system,1)
HOST_TESTS := $(addprefix $(HB)/,conformance isolation vectors errors tee-probe \
                tee-probe-static tee-churn cella socket-server)
$(HB)/cella: $(HB)/ree/ree/cella/cella.o $(HB)/libteec.so.2
	$(Q)$(HOST_CC) $(HOST_FLAGS) $^ -o $@
$(HB)/tee-%: $(HB)/ree/tests/integration/probe/tee_%.o $(HB)/libteec.so.2
	$(Q)$(HOST_CC) $(HOST_FLAGS) $^ -lpthread -o $@
$(HB)/tee-probe-static: $(HB)/ree/tests/integration/probe/tee_probe.o \
                        $(HOST_LIBTEEC)
	$(Q)$(HOST_CC) $(HOST_FLAGS) $^ -lpthread -o $@
$(HB)/socket-server: $(HB)/ree/tests/integration/socket/server.o
	$(Q)$(HOST_CC) $(HOST_FLAGS) $^ -o $@
$(HB)/conformance: $(HB)/ree/tests/conformance/client.o $(HB)/libteec.so.2
	$(Q)$(HOST_CC) $(HOST_FLAGS) $^ -o $@
$(HB)/isolation: $(HB)/ree/tests/isolation/isolation.o $(HB)/libteec.so.2
	$(Q)$(HOST_CC) $(HOST_FLAGS) $^ -lpthread -o $@
$(HB)/vectors: $(HB)/ree/tests/vectors/client.o $(HB)/libteec.so.2
	$(Q)$(HOST_CC) $(HOST_FLAGS) $^ -o $@
$(HB)/errors: $(HB)/ree/tests/errors/client.o $(HB)/libteec.so.2
	$(Q)$(HOST_CC) $(HOST_FLAGS) $^ -o $@
HOST_PROGRAMS += $(HOST_TESTS)

.PHONY: host
host: $(HB)/cella-host $(HOST_PROGRAMS) $(HOST_CLIENT) $(B)/tee.bin $(TAS)
