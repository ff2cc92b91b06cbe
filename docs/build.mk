# SPDX-License-Identifier: BSD-2-Clause
# What documents name must exist.
.PHONY: lint-docs
LINT += lint-docs
lint-docs:
	@tools/doc-names docs/follow-a-call.md docs/architecture.md
