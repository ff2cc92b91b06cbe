# SPDX-License-Identifier: BSD-2-Clause
# The keys service, with one source file of Mbed TLS (fetched for the SDK:
# sdk/mbedtls/mbedtls.mk), its unit test, and the
# hardware unique key of the emulated machine. That is made once, by the first
# build, and survives `make clean`: what was derived from it stays.
KEYS_SHA256 := $(MBEDTLS_SRC)/library/sha256.c
KEYS_CORE := $(addprefix services/keys/,serve.c derive.c hmac.c)
KEYS_INCLUDE := -isystem $(MBEDTLS_SRC)/include \
                -DMBEDTLS_CONFIG_FILE='"services/keys/mbedtls_config.h"'
KEYS_OBJ := $(B)/services/keys/sha256.o
KEYS_OBJS := $(call objs,services/keys,$(KEYS_CORE) services/keys/main.c)
KEYS_CFLAGS := $(CFLAGS_SERVICE) -mgeneral-regs-only $(KEYS_INCLUDE) \
               -isystem services/keys/include

$(KEYS_OBJS): | $(MBEDTLS_SRC)/.fetched
$(eval $(call service_rules,keys,$(KEYS_CORE) services/keys/main.c,\
    -mgeneral-regs-only $(KEYS_INCLUDE),$(KEYS_OBJ)))

# Not ours: without our warnings.
$(KEYS_OBJ): $(KEYS_SHA256) services/keys/mbedtls_config.h
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(KEYS_CFLAGS) -w -c $< -o $@

$(B)/keys/huk.bin:
	@mkdir -p $(@D)
	$(Q)umask 077 && head -c 32 /dev/urandom > $@
ALL += $(B)/keys/huk.bin

KEYS_TEST_CFLAGS := $(CFLAGS_HOST) -fsanitize=address,undefined \
                    -fno-sanitize-recover=all $(KEYS_INCLUDE)
$(B)/tests/keys/sha256.o: $(KEYS_SHA256) services/keys/mbedtls_config.h
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(KEYS_TEST_CFLAGS) -w -c $< -o $@

$(B)/tests/keys_keys: tests/unit/keys_test.c $(KEYS_CORE) lib/mem.c \
                      $(B)/tests/keys/sha256.o
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(KEYS_TEST_CFLAGS) -MF $@.d $(filter %.c %.o,$^) \
	    -lcmocka -o $@
TESTS_UNIT += $(B)/tests/keys_keys
