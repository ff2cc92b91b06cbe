# SPDX-License-Identifier: BSD-2-Clause
# The host port under each tool that looks over its shoulder; see host/build.mk.
.PHONY: tests-host-thread
tests-host-thread: host
	@$(MAKE) --no-print-directory host HOST_SANITIZE=thread
tests: tests-host-thread
TESTS_INTEGRATION += tests/host/sanitizers.t
