# SPDX-License-Identifier: BSD-2-Clause
#
# Entry of the TA development kit. A TA's Makefile sets BINARY (a trusted
# application's UUID), LIBNAME (a static library) or SHLIBNAME (a library that
# becomes a part of each TA that names it when it is linked, and that others load
# while they run, by SHLIBUUID) and includes this file; the sub.mk beside it
# names the sources. The variables are OP-TEE's: see README.md of the SDK for the
# list.
#
#   ta_dev_kit.mk   this file: checks, tools, flags
#   sub.mk files    read by subdir.mk, which makes a list of objects
#   compile.mk      one rule per object
#   link.mk         the application or the library, its signing, clean
.PHONY: all clean
all:

ta-dev-kit-dir := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))..)
include $(ta-dev-kit-dir)/mk/conf.mk

ifneq ($(words $(BINARY) $(LIBNAME) $(SHLIBNAME)),1)
$(error Set exactly one of BINARY, LIBNAME and SHLIBNAME to one word)
endif
ta-lib := $(LIBNAME)$(SHLIBNAME)
ifneq ($(filter-out gcc clang,$(COMPILER_ta_arm64)),)
$(error COMPILER is gcc or clang, not $(COMPILER_ta_arm64))
endif

O ?= .
out-dir := $(O)
link-out-dir := $(O)
link-out-dir$(sm) := $(O)

ifneq ($(filter 1,$(V)),1)
q := @
say = @printf '  %-7s %s\n' '$(1)' '$(2)'
ifneq ($(findstring s,$(firstword -$(MAKEFLAGS))),)
say = @:
endif
endif

ta-cross := $(CROSS_COMPILE_ta_arm64)
ta-cc-gcc = $(ta-cross)gcc
ta-cc-clang = $(OPTEE_CLANG_COMPILER_PATH)clang --target=aarch64-linux-gnu
ta-cc := $(ta-cc-$(COMPILER_ta_arm64))
ta-ld := $(ta-cross)ld.bfd
ta-ar := $(ta-cross)ar
ta-objcopy := $(ta-cross)objcopy
ta-objdump := $(ta-cross)objdump
ta-nm := $(ta-cross)nm

WARNS ?= 3
ta-warns-1 := -Wall -Wcast-align -Werror-implicit-function-declaration \
              -Wextra -Wfloat-equal -Wformat-security -Winit-self \
              -Wmissing-declarations -Wmissing-include-dirs \
              -Wmissing-noreturn -Wmissing-prototypes -Wnested-externs \
              -Wpointer-arith -Wshadow -Wstrict-prototypes -Wswitch-default \
              -Wwrite-strings -Wno-missing-field-initializers
ta-warns-2 := $(ta-warns-1) -Wredundant-decls
ta-warns-3 := $(ta-warns-2) -Wold-style-definition -Wstrict-aliasing=2 \
              -Wundef
CFLAGS_WARNS ?= $(ta-warns-$(WARNS))
ifeq ($(CFG_WERROR),y)
CFLAGS_WARNS += -Werror
endif
ifeq ($(CFG_WARN_DECL_AFTER_STATEMENT),y)
CFLAGS_WARNS += -Wdeclaration-after-statement
endif

# -DCFG_X for every CFG_ variable that make knows.
cfg-define = $(if $(filter y,$($(1))),-D$(1)=1,$(if \
             $(filter-out n,$($(1))),'-D$(1)=$(strip $($(1)))'))
cfg-defines := $(foreach v,$(sort $(filter CFG_%,$(.VARIABLES))),$(call \
               cfg-define,$(v)))

CFLAGS64 ?= $(CFLAGS)
CFLAGS_ta_arm64 ?= $(CFLAGS64)
ta-isystem := $(shell $(ta-cc) -print-file-name=include)
ta-cppflags := -nostdinc -isystem $(ta-isystem) $(cfg-defines) \
               -DTRACE_LEVEL=$(CFG_TEE_TA_LOG_LEVEL) \
               $(ta_arm64-platform-cppflags)
ifeq ($(CFG_TA_OPTEE_CORE_API_COMPAT_1_1),y)
ta-cppflags += -D__OPTEE_CORE_API_COMPAT_1_1=1
endif
ta-kit-incs := -I$(ta-dev-kit-dir)/include
ta-cflags := -std=gnu11 -Os -g3 $(if $(SHLIBNAME),-fpic,-fpie) \
             -fstack-protector-strong \
             -fno-asynchronous-unwind-tables $(CFLAGS_WARNS) \
             $(ta_arm64-platform-cflags)

include $(ta-dev-kit-dir)/mk/subdir.mk
include $(ta-dev-kit-dir)/mk/compile.mk
include $(ta-dev-kit-dir)/mk/link.mk
