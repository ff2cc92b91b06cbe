# SPDX-License-Identifier: BSD-2-Clause
# make selfcheck: bugs are planted in a copy of the tree; see README.md. What
# does not change by them is made before, so that the copy has it.
.PHONY: selfcheck
selfcheck: setup
	@$(MAKE) --no-print-directory -s -j$(JOBS) all tests-guest \
	    tests-conformance tests-stress $(B)/tests/adversary/payload.bin \
	    $(OPENSSL_HOST_LIB) $(CBMC)
	@tests/selfcheck/run --summary $(B)/selfcheck-summary
