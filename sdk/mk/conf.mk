# SPDX-License-Identifier: BSD-2-Clause
#
# What a TA directory may know about the kit it is built with. TA makefiles may
# include this file before ta_dev_kit.mk to read it, and sub.mk files use the
# CFG_ variables in srcs-$(CFG_X). Each CFG_ variable, from here or from the
# command line, becomes -DCFG_X=1 (y), nothing (n or empty) or -DCFG_X=value.
sm := ta_arm64
sm-ta_arm64 := y

CFG_ARM64_ta_arm64 := y
CFG_TA_FLOAT_SUPPORT := y
CFG_TA_BTI := y
# TAs sign return addresses where the CPU can; y would say that every CPU can,
# and sources then use instructions that others do not have.
CFG_TA_PAUTH := n
CFG_SYSTEM_PTA := y
CFG_TA_MBEDTLS := y
CFG_TA_MBEDTLS_MPI := y
CFG_TA_MBEDTLS_SELF_TEST := y
CFG_SECURE_DATA_PATH := n
CFG_FTRACE_SUPPORT := n
CFG_UNWIND := n
CFG_CORE_TPM_EVENT_LOG := n
CFG_TA_BGET_TEST := n
CFG_ATTESTATION_PTA := n
CFG_MEMTAG := n

CFG_TEE_TA_LOG_LEVEL ?= 2

ta_arm64-platform-cppflags := -DARM64=1 -D__LP64__=1
ta_arm64-platform-cflags := -mstrict-align -mno-outline-atomics \
                            -mbranch-protection=standard
ta_arm64-platform-aflags := -mbranch-protection=standard
ta_arm64-platform-cxxflags :=

CROSS_COMPILE ?= aarch64-linux-gnu-
CROSS_COMPILE64 ?= $(CROSS_COMPILE)
CROSS_COMPILE_ta_arm64 ?= $(CROSS_COMPILE64)
COMPILER ?= gcc
COMPILER_ta_arm64 ?= $(COMPILER)
PYTHON3 ?= python3
