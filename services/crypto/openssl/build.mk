# SPDX-License-Identifier: BSD-2-Clause
# libcrypto: fetched, configured by tee.conf and built once, for the service
# and again for its unit tests on the host. Always with gcc, whatever COMPILER
# is: it is third-party code, configured for gcc. The part that is our own is
# in OPENSSL_OWN, to be linked *before* the archive.
OPENSSL_DIR := services/crypto/openssl
OPENSSL_SRC := $(B)/third_party/openssl
OPENSSL_BUILD := $(B)/third_party/openssl-build
OPENSSL_HOST := $(B)/third_party/openssl-host
OPENSSL_LIB := $(OPENSSL_BUILD)/libcrypto.a
OPENSSL_HOST_LIB := $(OPENSSL_HOST)/libcrypto.a

# Sources for the device, and those that the host build needs as well.
OPENSSL_OWN_COMMON := $(addprefix $(OPENSSL_DIR)/,provider.c objects.c seed.c \
                        absent.c)
OPENSSL_OWN := $(OPENSSL_OWN_COMMON) $(addprefix $(OPENSSL_DIR)/,armcap.c \
                 absent_asm.c ghash.c)

OPENSSL_OPTIONS := --config=$(CURDIR)/$(OPENSSL_DIR)/tee.conf \
                   --with-rand-seed=none

# Where <openssl/...> and the private headers are found, by build folder.
openssl_headers = $(foreach d,include providers/common/include \
    providers/implementations/include .,-isystem $(1)/$(d) \
    -isystem $(OPENSSL_SRC)/$(d))
# The headers of a C library, for freestanding code that includes OpenSSL's.
OPENSSL_LIBC := -nostdinc -isystem $(OPENSSL_DIR)/include \
    -isystem $(shell $(CC_TARGET) -print-file-name=include)

# openssl_build(folder, target, more Configure options)
define openssl_build
@echo "  OPENSSL $(1) (once, about a minute)"
@rm -rf $(1) && mkdir -p $(1)
$(Q)cd $(1) && { unset MAKEFLAGS MAKELEVEL CFLAGS CC; \
    export SOURCE_DATE_EPOCH=0 TEE_INCLUDE=$(CURDIR)/$(OPENSSL_DIR)/include \
           TEE_GCC_INCLUDE=$$($(CC_gcc) -print-file-name=include); \
    perl $(CURDIR)/$(OPENSSL_SRC)/Configure $(2) $(3) $(OPENSSL_OPTIONS) && \
    make -j2 build_generated && make -j2 libcrypto.a; } >build.log 2>&1 || \
    { rm -f libcrypto.a; tail -20 build.log; false; }
endef

$(OPENSSL_SRC)/Configure:
	$(Q)tools/fetch source openssl '3.5.*' $(OPENSSL_SRC)

OPENSSL_DEPS := $(OPENSSL_DIR)/tee.conf $(OPENSSL_SRC)/Configure

$(OPENSSL_LIB): $(OPENSSL_DEPS) $(shell find $(OPENSSL_DIR)/include -name '*.h')
	$(call openssl_build,$(@D),tee-aarch64,--cross-compile-prefix=$(CROSS_COMPILE) -I$(CURDIR))

$(OPENSSL_HOST_LIB): $(OPENSSL_DEPS)
	$(call openssl_build,$(@D),tee-host)
