# SPDX-License-Identifier: BSD-2-Clause
# make coverage: which lines tests on the build machine execute, a table and
# build/coverage/html; fails below COVERAGE_MIN percent of a folder's lines.
# The same build as ever with a compiler that counts, in a folder of its own.
COVERAGE_MIN ?= 90
COVERAGE_B := $(B)/coverage
COVERAGE_CC := clang -fprofile-instr-generate -fcoverage-mapping \
               -mllvm -runtime-counter-relocation \
               -Wno-unused-command-line-argument
coverage_unit = $(patsubst $(B)/%,$(COVERAGE_B)/%,$(filter $(B)/%,\
                  $(TESTS_UNIT)))
coverage_host = $(patsubst $(B)/%,$(COVERAGE_B)/%,$(HB)/cella-host \
                  $(HB)/kernel-conformance $(HOST_PROGRAMS) $(HOST_CLIENT))

# What is not instrumented comes from the ordinary build.
.PHONY: coverage
coverage: setup
	@$(MAKE) --no-print-directory -s -j$(JOBS) tests-guest tests-conformance \
	    $(B)/tests/sdk/guest/$(call ta_binary,$(SDK_CALLS)).ta \
	    $(B)/tee.bin $(TAS) $(OPENSSL_HOST_LIB)
	@mkdir -p $(COVERAGE_B)
	@ln -sfn ../third_party $(COVERAGE_B)/third_party
	@ln -sfn ../keys $(COVERAGE_B)/keys
	@$(MAKE) --no-print-directory -s -j$(JOBS) B=$(COVERAGE_B) \
	    HOSTCC='$(COVERAGE_CC)' $(coverage_unit) $(coverage_host)
	@tools/coverage --threshold $(COVERAGE_MIN) $(coverage_unit)

# The kernel's own tests, on the host's machine half; host/build.mk, read later,
# knows its sources. Other unit tests are registered by the folders they test.
KERNEL_TESTS := $(addprefix $(B)/tests/kernel_,boot call memory process)
KERNEL_TEST_CFLAGS := $(CFLAGS_HOST) -D_GNU_SOURCE -Ikernel/arch/host \
                      -fvisibility=hidden -fsanitize=address,undefined \
                      -fno-sanitize-recover=undefined
kernel_test_objs = $(patsubst %.c,$(B)/tests/kernel/%.o,$(HOST_KERNEL_SOURCES) \
                     $(HOST_MACHINE) host/program_call.c runtime/rt.c \
                     lib/mem.c tests/unit/kernel_world.c)

$(B)/tests/kernel/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(KERNEL_TEST_CFLAGS) -c $< -o $@

.SECONDEXPANSION:
$(KERNEL_TESTS): $(B)/tests/kernel_%: \
        $(B)/tests/kernel/tests/unit/kernel_%_test.o $$(kernel_test_objs)
	$(Q)$(HOSTCC) $(KERNEL_TEST_CFLAGS) $^ -lcmocka -lpthread -o $@

TESTS_UNIT += $(KERNEL_TESTS)

# Big integers, with Mbed TLS for the host, against OpenSSL's.
BIGINT_TEST_OWN := $(addprefix sdk/libutee/,bigint.c bigint_math.c \
                     bigint_fmm.c)
BIGINT_TEST_MBEDTLS := $(call mbedtls_library,bignum bignum_core \
                         constant_time platform_util)
BIGINT_TEST_CFLAGS := $(SDK_TEST_CFLAGS) -idirafter $(MBEDTLS_INCLUDE) \
                      $(MBEDTLS_INTERNAL)
$(B)/tests/obj/mbedtls/%.o: $(MBEDTLS_SRC)/library/%.c | $(MBEDTLS_HEADERS)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(BIGINT_TEST_CFLAGS) -w -c $< -o $@
BIGINT_TESTS := $(addprefix $(B)/tests/sdk_,bigint bigint_rules)
$(BIGINT_TESTS): $(B)/tests/sdk_%: tests/unit/sdk/%_test.c \
        tests/unit/sdk/bigint_world.c $(BIGINT_TEST_OWN) \
        $(patsubst $(MBEDTLS_SRC)/library/%.c,$(B)/tests/obj/mbedtls/%.o,\
        $(BIGINT_TEST_MBEDTLS)) | $(MBEDTLS_HEADERS) $(OPENSSL_HOST_LIB)
	$(Q)$(HOSTCC) $(BIGINT_TEST_CFLAGS) $(call openssl_headers,$(OPENSSL_HOST)) \
	    -MF $@.d $(filter %.c %.o,$^) $(OPENSSL_HOST_LIB) -lcmocka -o $@
TESTS_UNIT += $(BIGINT_TESTS)

$(B)/tests/host_files: tests/unit/host_files_test.c $(addprefix host/,\
    file_rpc.c fault.c) $(addprefix ree/supplicant/,fs.c fs_request.c log.c)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(filter-out -MMD -MP,$(CFLAGS_HOST)) -D_GNU_SOURCE \
	    -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	    $(filter %.c,$^) -lcmocka -lpthread -o $@
TESTS_UNIT += $(B)/tests/host_files
