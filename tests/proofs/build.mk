# SPDX-License-Identifier: BSD-2-Clause
# make prove: every proof, PROVE_S seconds at most for each, JOBS at a time.
# CBMC runs on x86-64 only.
PROVE_S ?= 400
CBMC := $(B)/third_party/cbmc/.fetched

$(CBMC):
	@tools/fetch deb --no-depends amd64 $(@D) cbmc libc6 libgcc-s1 \
	    libstdc++6 minisat

.PHONY: prove
prove: setup
	@rm -f $(B)/prove-summary
	@$(MAKE) --no-print-directory $(CBMC)
	@tests/proofs/run --limit $(PROVE_S) --jobs $(JOBS) \
	    --summary $(B)/prove-summary
