# SPDX-License-Identifier: BSD-2-Clause
# make fuzz: builds every target (libFuzzer, address and undefined-behaviour
# sanitizers, coverage), runs each for FUZZ_S seconds from its corpus here, JOBS
# at a time, and prints a table. A crash ends it with its input in
# build/fuzz/crash.
FUZZ_S ?= 60
FUZZ_SEED ?= 0
FUZZ_CFLAGS := -std=c11 -O1 -g -I. $(WARNINGS) -D_GNU_SOURCE= \
               -fsanitize=fuzzer,address,undefined \
               -fno-sanitize-recover=all -fno-omit-frame-pointer \
               -fprofile-instr-generate -fcoverage-mapping
FUZZ_TARGETS :=

# fuzz_target(name, what is fuzzed, what that needs[, flags[, libraries]])
# Coverage is told of what is fuzzed only.
define fuzz_target
$(B)/fuzz/$(1): tests/fuzz/$(1).c $(2) $(3) tests/fuzz/fuzz.h \
        $(wildcard $(addsuffix *.h,$(sort $(dir $(2) $(3)))) abi/*.h)
	@mkdir -p $$(@D)
	$$(SAY) "  FUZZ    $(1)"
	$$(Q)clang $(FUZZ_CFLAGS) $(4) $$(filter %.c,$$^) $$(filter %.a,$$^) \
	    -lcmocka -o $$@
	$$(Q)echo $(2) > $$@.sources
FUZZ_TARGETS += $(1)
endef

FUZZ_WORLD := tests/unit/gateway_world.c tests/fuzz/gateway_drive.c
FUZZ_TAMGR := tests/unit/tamgr_image.c lib/mem.c
FUZZ_REE := tests/unit/ree/fake_tee.c
$(eval $(call fuzz_target,gateway_message,services/gateway/message.c,\
    lib/bytes.c))
$(eval $(call fuzz_target,gateway_list,services/gateway/build.c,\
    services/gateway/shm.c services/gateway/ns.c services/gateway/part.c \
    lib/bytes.c))
FUZZ_RPC := $(addprefix services/gateway/,rpc.c rpc_socket.c socket.c)
$(eval $(call fuzz_target,gateway_rpc,$(FUZZ_RPC),\
    $(filter-out $(FUZZ_RPC),$(GATEWAY_CORE)) $(FUZZ_WORLD) lib/bytes.c))
$(eval $(call fuzz_target,gateway_calls,$(GATEWAY_CORE),\
    $(FUZZ_WORLD) lib/bytes.c))
$(eval $(call fuzz_target,tamgr_container,\
    services/tamgr/container.c services/tamgr/verify.c,\
    $(FUZZ_TAMGR) lib/bytes.c))
$(eval $(call fuzz_target,tamgr_elf,\
    services/tamgr/elf.c services/tamgr/process.c,lib/bytes.c lib/mem.c))
$(eval $(call fuzz_target,tamgr_message,$(TAMGR_CORE),\
    tests/unit/tamgr_world.c $(FUZZ_TAMGR) lib/bytes.c))
$(eval $(call fuzz_target,crypto_message,$(CRYPTO_CORE),\
    $(OPENSSL_OWN_COMMON) lib/mem.c lib/bytes.c $(OPENSSL_HOST_LIB),\
    -fno-strict-aliasing $(call openssl_headers,$(OPENSSL_HOST))))
$(eval $(call fuzz_target,nv_store,services/nv/store.c,\
    lib/crc.c lib/bytes.c lib/mem.c))
$(eval $(call fuzz_target,keys_message,$(KEYS_CORE),\
    lib/bytes.c lib/mem.c $(B)/fuzz/sha256.a,$(KEYS_INCLUDE)))
$(eval $(call fuzz_target,nv_message,services/nv/serve.c services/nv/store.c,\
    lib/bytes.c lib/crc.c lib/mem.c))
$(eval $(call fuzz_target,boot_fit,boot/fit.c,\
    lib/bytes.c $(B)/fuzz/libfdt.a,-isystem $(DTC)/libfdt))
$(eval $(call fuzz_target,sdk_request,sdk/engine/request.c,\
    lib/bytes.c,-idirafter sdk/include))
$(eval $(call fuzz_target,kv_ta,ta/kv/store.c,\
    lib/bytes.c,-idirafter sdk/include))
$(eval $(call fuzz_target,supplicant_request,\
    $(filter-out %/log.c %/plugin.c,$(SUPPLICANT_SOURCES)),\
    ree/supplicant/plugin.c $(REE_DEVICE) $(FUZZ_REE) lib/bytes.c))
$(eval $(call fuzz_target,libteec_answer,\
    ree/libteec/operation.c ree/libteec/client.c,\
    $(filter-out %/operation.c %/client.c,$(LIBTEEC_SOURCES)) \
    $(REE_DEVICE) $(FUZZ_REE) lib/bytes.c))

# The target `system` has kernel, gateway and tamgr as shared objects beside it:
# their names clash, and their variables must be found.
FUZZ_PARTS := $(addprefix $(B)/fuzz/system-,kernel.so gateway.so tamgr.so)
FUZZ_KERNEL := $(wildcard kernel/*.c kernel/arch/host/*.c)
FUZZ_RT := runtime/rt.c host/program_call.c lib/bytes.c lib/mem.c
FUZZ_SERVICE := $(FUZZ_RT) host/program_start.c
FUZZ_SYSTEM := $(wildcard tests/fuzz/system*.c) $(FUZZ_RT) \
               tests/unit/tamgr_image.c
FUZZ_SYSTEM_HEADERS := $(wildcard tests/fuzz/*.h $(addsuffix /*.h,abi kernel \
    kernel/arch/host host lib runtime services/gateway services/tamgr))
FUZZ_SO := $(subst =fuzzer,=fuzzer-no-link,$(FUZZ_CFLAGS)) -fPIC -shared \
           -ffreestanding -fno-strict-aliasing -fno-sanitize-coverage=trace-cmp \
           -Ikernel/arch/host -Wl,--version-script,tests/fuzz/system.map

$(B)/fuzz/system-kernel.so: $(FUZZ_KERNEL) lib/mem.c
$(B)/fuzz/system-gateway.so: $(GATEWAY_SOURCES) $(FUZZ_SERVICE)
$(B)/fuzz/system-tamgr.so: $(TAMGR_SOURCES) $(FUZZ_SERVICE) | \
                           $(B)/keys/ta_keys.h
$(FUZZ_PARTS): tests/fuzz/system_part.c tests/fuzz/system.map \
               $(FUZZ_SYSTEM_HEADERS)
	@mkdir -p $(@D)
	$(SAY) "  FUZZ    $(@F)"
	$(Q)clang $(FUZZ_SO) $(filter-out $<,$(filter %.c,$^)) $< -o $@

$(B)/fuzz/system: $(FUZZ_SYSTEM) $(FUZZ_SYSTEM_HEADERS) $(FUZZ_PARTS)
	$(SAY) "  FUZZ    system"
	$(Q)clang $(FUZZ_CFLAGS) -Ikernel/arch/host -rdynamic \
	    $(filter-out %/system_part.c,$(FUZZ_SYSTEM)) -o $@
	$(Q)echo $(FUZZ_KERNEL) $(GATEWAY_SOURCES) $(TAMGR_SOURCES) > $@.sources
FUZZ_TARGETS += system

# Not ours: without our warnings.
$(B)/fuzz/sha256.a: $(KEYS_SHA256) services/keys/mbedtls_config.h
	@mkdir -p $(@D)
	$(Q)clang -O1 -g -w -I. $(KEYS_INCLUDE) -c $< -o $(@:.a=.o)
	$(Q)rm -f $@ && ar rcs $@ $(@:.a=.o)
$(B)/fuzz/libfdt.a: $(DTC_LIBFDT)
	@mkdir -p $(@D)/libfdt
	$(Q)for file in $^; do clang -O1 -g -w -I $(DTC)/libfdt \
	    -fsanitize=fuzzer-no-link,address,undefined \
	    -c $$file -o $(@D)/libfdt/$$(basename $$file .c).o || exit 1; done
	$(Q)rm -f $@ && ar rcs $@ $(@D)/libfdt/*.o

.PHONY: fuzz fuzz-run fuzz-corpus
fuzz: setup
	@rm -f $(B)/fuzz-summary
	@$(MAKE) --no-print-directory -j$(JOBS) $(addprefix $(B)/fuzz/,$(FUZZ_TARGETS))
	@$(MAKE) --no-print-directory fuzz-run

fuzz-run:
	@tests/fuzz/run --seconds $(FUZZ_S) --seed $(FUZZ_SEED) --jobs $(JOBS) \
	    --summary $(B)/fuzz-summary $(FUZZ_TARGETS)

# Takes what fuzzing found into the tree, as little of it as covers the same.
fuzz-corpus:
	@tests/fuzz/run --keep $(FUZZ_TARGETS)

# The seeds of targets whose inputs are files, made anew.
.PHONY: fuzz-seeds
fuzz-seeds: $(B)/fuzz/seeds
	@mkdir -p $(addprefix tests/fuzz/corpus/,tamgr_elf tamgr_container boot_fit)
	$(Q)$<
	$(Q)dtc -q -O dtb -o tests/fuzz/corpus/boot_fit/seed-good tests/fuzz/fit.dts

$(B)/fuzz/seeds: tests/fuzz/seeds.c tests/unit/tamgr_image.c lib/bytes.c \
                 lib/mem.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(filter-out -MMD -MP,$(CFLAGS_HOST)) $^ -o $@
