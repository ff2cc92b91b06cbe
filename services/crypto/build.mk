# SPDX-License-Identifier: BSD-2-Clause
# The crypto service: build/services/crypto.elf, and its unit tests, which run
# the same core and the same parts of openssl/ against a libcrypto built for
# the host.
include services/crypto/openssl/build.mk

CRYPTO_ASYM := $(addprefix services/crypto/,asym.c dl.c ec.c edx.c generate.c \
                 kdf.c ml.c pair.c pkey.c rsa.c rsa_key.c sm2.c)
CRYPTO_CORE := $(addprefix services/crypto/,ae.c alg.c attr.c block.c \
                 cbcmac.c ccm.c cipher.c client.c digest.c entropy.c failure.c \
                 hmac.c key.c mac.c md.c object.c random.c serve.c serve_asym.c \
                 serve_cipher.c serve_data.c serve_hash.c serve_object.c \
                 serve_state.c state.c verify.c xts.c) \
               $(CRYPTO_ASYM)
CRYPTO_SOURCES := $(CRYPTO_CORE) services/crypto/main.c \
                  services/crypto/libc.c lib/heap.c $(OPENSSL_OWN)

# The library first: it has generated headers.
$(call objs,services/crypto,$(CRYPTO_SOURCES)): | $(OPENSSL_LIB)
$(eval $(call service_rules,crypto,$(CRYPTO_SOURCES),$(UNALIGNED_$(COMPILER)) \
    $(OPENSSL_LIBC) $(call openssl_headers,$(OPENSSL_BUILD)),$(OPENSSL_LIB)))

# FP registers, d8 to d15 too, do not survive the wait for an event (rt.h): the
# loop around it must not keep anything there.
$(B)/services/crypto/services/crypto/main.o: CC_TARGET += -mgeneral-regs-only

CRYPTO_TEST_CFLAGS := $(CFLAGS_HOST) -D_DEFAULT_SOURCE -fno-strict-aliasing \
                      -fsanitize=address,undefined \
                      -fno-sanitize-recover=undefined \
                      $(call openssl_headers,$(OPENSSL_HOST))
CRYPTO_TESTS := $(addprefix $(B)/tests/crypto_,digest mac cipher ae \
                  object verify random ghash memory \
                  asym_rsa asym_dl asym_ec asym_ml asym_kdf asym_memory)
CRYPTO_TEST_OBJS := $(patsubst %.c,$(B)/tests/crypto/%.o,$(CRYPTO_CORE) \
                      $(OPENSSL_OWN_COMMON) lib/bytes.c lib/mem.c)

# Known answers that OpenSSL's tests have in files.
$(B)/tests/crypto/tests/unit/crypto_asym_ml_test.o: CRYPTO_TEST_CFLAGS += \
    -DEVP_DATA='"$(OPENSSL_SRC)/test/recipes/30-test_evp_data"'

$(B)/tests/crypto/%.o: %.c | $(OPENSSL_HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(CRYPTO_TEST_CFLAGS) -c $< -o $@

# On the host libcrypto has its own GHASH; ours is tested alone.
$(B)/tests/crypto_ghash: $(B)/tests/crypto/services/crypto/openssl/ghash.o
$(filter-out %_ghash,$(CRYPTO_TESTS)): $(CRYPTO_TEST_OBJS) $(OPENSSL_HOST_LIB)
$(CRYPTO_TESTS): $(B)/tests/crypto_%: $(B)/tests/crypto/tests/unit/crypto_%_test.o
	$(Q)$(HOSTCC) $(CRYPTO_TEST_CFLAGS) $(filter %.o,$^) $(filter %.a,$^) \
	    -lcmocka $(CRYPTO_TEST_LDFLAGS) -o $@
$(B)/tests/crypto_memory: CRYPTO_TEST_LDFLAGS := -Wl,--wrap=calloc

TESTS_UNIT += $(CRYPTO_TESTS)

$(B)/tests/crypto_old: tests/unit/crypto_old_test.c services/crypto/alg.c \
    services/crypto/alg.h abi/crypto_alg.def abi/crypto_msg.h
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(filter-out -MMD -MP,$(CFLAGS_HOST)) \
	    -DCRYPTO_NO_DEPRECATED $(filter %.c,$^) -lcmocka -o $@

TESTS_UNIT += $(B)/tests/crypto_old

# The code of the device under qemu-aarch64, once per kind of CPU.
CRYPTO_DEVICE_OBJS := $(call objs,services/crypto,$(CRYPTO_CORE) lib/heap.c \
    services/crypto/libc.c $(OPENSSL_OWN) tests/unit/crypto_device_test.c \
    tests/unit/crypto_device_asym.c)
$(call objs,services/crypto,tests/unit/crypto_device_test.c \
    tests/unit/crypto_device_asym.c): | $(OPENSSL_LIB)
$(B)/tests/crypto_device.elf: $(CRYPTO_DEVICE_OBJS) $(OPENSSL_LIB) \
    $(call objs,rt,lib/bytes.c lib/mem.c)
	@mkdir -p $(@D)
	$(Q)$(call link_$(COMPILER),$(CFLAGS_SERVICE),-static -nostdlib \
	    --gc-sections) $^ -o $@

TESTS_UNIT += tests/unit/crypto_device_test.sh
tests/unit/crypto_device_test.sh: $(B)/tests/crypto_device.elf \
    $(B)/services/crypto.elf
