# SPDX-License-Identifier: BSD-2-Clause
# What bench/crypto/run starts in the guest: build/bench/bench-crypto, against
# Debian's OpenSSL, and its TA.
LIBSSL := $(B)/third_party/libssl
BENCH_CRYPTO_OBJS := $(patsubst %,$(B)/ree/obj/bench/crypto/%.o,bench_crypto \
                       evp_data evp_key af_alg)

$(LIBSSL)/.fetched:
	$(Q)tools/fetch deb --no-depends arm64 $(@D) libssl-dev libssl3t64

$(BENCH_CRYPTO_OBJS): REE_CFLAGS += -Iree/libteec/include \
    -isystem $(LIBSSL)/usr/include \
    -isystem $(LIBSSL)/usr/include/aarch64-linux-gnu
$(BENCH_CRYPTO_OBJS): | $(LIBSSL)/.fetched

$(B)/bench/bench-crypto: $(BENCH_CRYPTO_OBJS) $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -Wl,--allow-shlib-undefined -pie $^ \
	    $(LIBSSL)/usr/lib/aarch64-linux-gnu/libcrypto.so.3 -o $@

.SECONDEXPANSION:
CRYPTO_UUID := 5b5b30a7-1f86-4c11-9d3a-6c1f8a8ae9c0
$(B)/bench/crypto/$(CRYPTO_UUID).ta: $$(SDK_TA) bench/plugin/mark.h \
        $(wildcard bench/crypto/cases.* bench/crypto/ta/*)
	@mkdir -p $(@D)
	$(Q)$(MAKE) --no-print-directory -s -C bench/crypto/ta \
	    O=$(abspath $(B)/bench/crypto/ta) \
	    TA_DEV_KIT_DIR=$(abspath $(KIT)) CROSS_COMPILE=$(CROSS_COMPILE) \
	    COMPILER=$(COMPILER) PYTHON3=$(PYTHON) CFG_WERROR=y
	$(Q)cp $(B)/bench/crypto/ta/$(@F) $@

BENCH += $(B)/bench/bench-crypto $(B)/bench/crypto/$(CRYPTO_UUID).ta
