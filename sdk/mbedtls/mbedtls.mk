# SPDX-License-Identifier: BSD-2-Clause
# Mbed TLS for trusted applications, from Debian's source package, unchanged:
# three archives and the headers in the kit. config.h says what is in them, and
# platform.c is the part that is our own. Three archives because upstream makes
# three; each needs those after it.
#
#   MBEDTLS_LIBS      the archives
#   MBEDTLS_INCLUDE   where <mbedtls/...> and <psa/...> are
#   MBEDTLS_INTERNAL  flags for those who call what upstream keeps to itself
#   MBEDTLS_HEADERS   to depend on before compiling against them
#   MBEDTLS_SOURCES   all C files, for builds elsewhere (host/build.mk)
#   mbedtls_library(names)   the C files of upstream's library of those names
MBEDTLS_DIR := sdk/mbedtls
MBEDTLS_SRC := $(B)/third_party/mbedtls
MBEDTLS_INCLUDE := $(KIT)/include
MBEDTLS_INTERNAL := -isystem $(MBEDTLS_SRC)/library
MBEDTLS_HEADERS := $(MBEDTLS_INCLUDE)/mbedtls/mbedtls_config.h
mbedtls_library = $(patsubst %,$(MBEDTLS_SRC)/library/%.c,$(1))

MBEDTLS_TLS := $(call mbedtls_library,ssl_cache ssl_ciphersuites ssl_client \
    ssl_cookie ssl_msg ssl_ticket ssl_tls ssl_tls12_client ssl_tls12_server \
    ssl_tls13_client ssl_tls13_generic ssl_tls13_keys ssl_tls13_server)
MBEDTLS_X509 := $(call mbedtls_library,pkcs7 x509 x509_create x509_crl \
    x509_crt x509_csr x509write x509write_crt \
    x509write_csr)
MBEDTLS_CRYPTO := $(call mbedtls_library,aes aesce asn1parse asn1write base64 \
    bignum bignum_core bignum_mod bignum_mod_raw block_cipher ccm chacha20 \
    chachapoly cipher cipher_wrap cmac constant_time ctr_drbg des dhm ecdh \
    ecdsa ecp ecp_curves entropy entropy_poll error gcm hkdf hmac_drbg md md5 \
    nist_kw oid pem pk pk_ecc pk_wrap pkcs12 pkcs5 pkparse pkwrite platform \
    platform_util poly1305 psa_crypto psa_crypto_aead psa_crypto_cipher \
    psa_crypto_client psa_crypto_driver_wrappers_no_static psa_crypto_ecp \
    psa_crypto_ffdh psa_crypto_hash psa_crypto_mac psa_crypto_pake \
    psa_crypto_rsa psa_crypto_slot_management psa_util rsa rsa_alt_helpers \
    sha1 sha256 sha3 sha512 version)
MBEDTLS_OWN := $(MBEDTLS_DIR)/platform.c
MBEDTLS_SOURCES := $(MBEDTLS_TLS) $(MBEDTLS_X509) $(MBEDTLS_CRYPTO)

$(MBEDTLS_SRC)/.fetched:
	$(Q)tools/fetch source mbedtls '3.6.*' $(MBEDTLS_SRC)

$(MBEDTLS_SOURCES): | $(MBEDTLS_SRC)/.fetched ;

# System headers: the kit's warnings are not for them.
$(MBEDTLS_HEADERS): $(MBEDTLS_DIR)/config.h $(MBEDTLS_SRC)/.fetched
	@mkdir -p $(@D)
	$(Q)cp -R $(addprefix $(MBEDTLS_SRC)/include/,mbedtls psa) \
	    $(MBEDTLS_INCLUDE)
	$(Q)sed -i '1i #pragma GCC system_header' \
	    $(addprefix $(MBEDTLS_INCLUDE)/,mbedtls/*.h psa/*.h)
	$(Q)cp $< $@

# Hosted, unlike our own code: copies of a few bytes, of which Mbed TLS is
# full, then become instructions. FP and SIMD registers are used, and accesses
# need not be aligned. Not ours: without our warnings.
MBEDTLS_CFLAGS = -std=gnu11 -O2 -g -w -fpie -fno-common -ffunction-sections \
    -fdata-sections -fno-strict-aliasing -fno-asynchronous-unwind-tables \
    -fstack-protector-strong -mbranch-protection=standard \
    -mno-outline-atomics -MD -MP $(MBEDTLS_LIBC)
MBEDTLS_LIBC = -nostdinc -Isdk/include -isystem $(MBEDTLS_INCLUDE) \
    -isystem $(shell $(CC_TARGET) -print-file-name=include) \
    -I$(MBEDTLS_SRC)/library
mbedtls_objs = $(patsubst $(MBEDTLS_SRC)/library/%.c,$(B)/sdk/mbedtls/%.o,$(1))
$(call mbedtls_objs,$(MBEDTLS_SOURCES)): $(B)/sdk/mbedtls/%.o: \
        $(MBEDTLS_SRC)/library/%.c $(MBEDTLS_HEADERS)
	@mkdir -p $(@D)
	$(SAY) "  CC      $(<F)"
	$(Q)$(CC_TARGET) $(MBEDTLS_CFLAGS) -c $< -o $@

$(KIT)/lib/libmbedtls.a: $(call mbedtls_objs,$(MBEDTLS_TLS))
$(KIT)/lib/libmbedx509.a: $(call mbedtls_objs,$(MBEDTLS_X509))
$(KIT)/lib/libmbedcrypto.a: $(call mbedtls_objs,$(MBEDTLS_CRYPTO)) \
                            $(call objs,sdk/obj,$(MBEDTLS_OWN))
$(call objs,sdk/obj,$(MBEDTLS_OWN)): | $(MBEDTLS_HEADERS)
MBEDTLS_LIBS := $(addprefix $(KIT)/lib/,libmbedtls.a libmbedx509.a \
                  libmbedcrypto.a)
