# SPDX-License-Identifier: BSD-2-Clause
#
# The whole build in one make: tools/build.mk has the toolchain, each folder's
# build.mk says what that folder makes. Paths are written from the root, output
# goes under build/. A fragment registers what it has by appending to
#   ALL                files of a full build
#   TESTS_UNIT         host test programs (they print TAP)
#   TESTS_INTEGRATION  scripts that boot the machine (they print TAP)
#   LINT               targets of its own checks
# The targets that a user types install what the host lacks first, then call
# make again, so that nothing here is evaluated before the tools exist.
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
# Nothing is deleted for being intermediate: fetched sources are.
.SECONDARY:
JOBS ?= $(shell nproc)

ALL :=
TESTS_UNIT :=
TESTS_INTEGRATION :=
LINT :=
include tools/build.mk
include $(filter-out tools/build.mk host/build.mk $(B)/%,\
          $(sort $(wildcard */build.mk */*/build.mk)))
# What runs on the build machine is made of what the others list.
include host/build.mk

.PHONY: all run test shell lint sdk guest setup tests clean distclean help

help:
	@echo 'make run [DATA=dir]  the key-value demonstration, on dir'"'"'s files'
	@echo 'make test            all tests; ends with N passed, N failed'
	@echo 'make shell           a console of the normal world'
	@echo 'make host            Cella as a Linux program, in build/host'
	@echo 'make bench           what calls cost, in instructions'
	@echo 'make lint            format, static checks, include arrows'
	@echo 'make fuzz [FUZZ_S=s] every decoder of hostile input, s seconds each'
	@echo 'make selfcheck      do tests find bugs that are planted?'
	@echo 'make prove           proofs of decoders and bookkeeping (CBMC)'
	@echo 'make coverage       lines that tests execute, build/coverage/html'
	@echo 'make sdk             what a TA author needs, in build/sdk'
	@echo 'make                 build everything'
	@echo 'make clean           remove what was built, keep downloads'
	@echo 'make distclean       remove downloads too'
	@echo 'V=1 shows the commands; COMPILER=clang builds with clang'

setup:
	@tools/setup

all: $(ALL) guest
	@:

tests: all $(TESTS_UNIT)

run: setup
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@DATA="$(DATA)" bench/kv/run

shell: setup
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@tools/boot

test: setup
	@$(MAKE) --no-print-directory -j$(JOBS) tests
	@$(MAKE) --no-print-directory test-run

.PHONY: test-run
test-run:
	@$(PYTHON) tools/test-runner --jobs $(JOBS) \
	    --summary $(B)/test-summary \
	    --unit $(TESTS_UNIT) --integration $(TESTS_INTEGRATION)

lint: lint-format lint-static lint-arrows lint-lengths $(LINT)

clean:
	rm -rf $(filter-out $(B)/third_party $(B)/keys,$(wildcard $(B)/*))

distclean:
	rm -rf $(B)

# Headers found by the compiler in the last build.
-include $(shell find $(B) -path $(B)/third_party -prune -o \
             -type f -name '*.d' -print 2>/dev/null)
