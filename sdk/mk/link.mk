# SPDX-License-Identifier: BSD-2-Clause
#
# From objects to a signed image: a trusted application (BINARY), or a library
# that is loaded at run time (SHLIBNAME with SHLIBUUID), which is also a static
# one, as LIBNAME is. And `clean`, which removes what was made, nothing else.
ta-uuid := $(strip $(or $(BINARY),$(and $(SHLIBNAME),$(SHLIBUUID))))
made :=
ta-libs := $(addprefix $(ta-dev-kit-dir)/lib/,libgp11.a libutee.a libmbedtls.a \
             libmbedx509.a libmbedcrypto.a libutils.a libdl.a)
ta-libgcc := $(shell $(ta-cc) $(if $(filter clang,$(COMPILER_ta_arm64)), \
               --rtlib=libgcc) -print-libgcc-file-name)
ta-link := $(ta-ld) -z max-page-size=4096 -z text -z noexecstack \
    --gc-sections --hash-style=gnu --build-id=none --fatal-warnings

ifneq ($(ta-uuid),)
ta := $(call object,./$(ta-uuid))
made += $(addprefix $(ta),.elf .map .dmp .stripped.elf .ta)
all: $(ta).ta $(ta).dmp

SIGN_ENC ?= $(PYTHON3) $(ta-dev-kit-dir)/scripts/sign_encrypt.py
TA_SIGN_KEY ?= $(ta-dev-kit-dir)/keys/default_ta.pem
CFG_TA_VERSION ?= 0
ifeq ($(CFG_ENCRYPT_TA),y)
ifeq ($(TA_ENC_KEY),)
$(error CFG_ENCRYPT_TA=y needs TA_ENC_KEY, an AES key in hexadecimal)
endif
ta-encrypt := --enc-key $(TA_ENC_KEY)
endif

$(ta).dmp: $(ta).elf
	$(call say,OBJDUMP,$@)
	$(q)$(ta-objdump) -l -x -d $< > $@

$(ta).stripped.elf: $(ta).elf
	$(call say,OBJCOPY,$@)
	$(q)$(ta-objcopy) --strip-unneeded $< $@

$(ta).ta: $(ta).stripped.elf $(TA_SIGN_KEY) $(TA_SUBKEY_DEPS)
	$(call say,SIGN,$@)
	$(q)$(SIGN_ENC) --key $(TA_SIGN_KEY) $(TA_SUBKEY_ARGS) $(ta-encrypt) \
	    --uuid $(ta-uuid) --ta-version $(CFG_TA_VERSION) --in $< --out $@
endif

ifneq ($(BINARY),)
link-command = $(ta-link) -pie --no-dynamic-linker -e __ta_entry \
    -T $(ta-dev-kit-dir)/src/ta.ld -Map=$(ta).map --no-undefined $(1) $(objs) \
    -L$(ta-dev-kit-dir)/lib $(LDADD) \
    $(addprefix -L,$(libdirs)) --start-group $(addprefix -l,$(libnames)) \
    $(ta-libs) --end-group $(addprefix -L,$(libdirs-after-libgcc)) \
    $(ta-libgcc) $(addprefix -l,$(libnames-after-libgcc)) $(ta-libs)

# What a TA exports: to the loader alone; if it opens libraries, all that it has
# and all that the kit has, so that a library finds it.
ta-export := --dynamic-list $(ta-dev-kit-dir)/src/ta_exports.ld
ta-export-all := --export-dynamic --whole-archive \
    $(addprefix $(ta-dev-kit-dir)/lib/,libutee.a libutils.a) --no-whole-archive

$(ta).elf: $(objs) $(libdeps) $(libdeps-after-libgcc) $(ta-libs) \
           $(ta-dev-kit-dir)/src/ta.ld
	$(call say,LD,$@)
	$(q)$(call link-command,$(ta-export)) -o $@
	$(q)if $(ta-nm) $@ | grep -q ' T dlopen$$'; then \
	    $(call link-command,$(ta-export-all)) -o $@; fi
endif

ifneq ($(ta-lib),)
lib-archive := $(call object,./$(ta-lib).a)
made += $(lib-archive)
all: $(lib-archive)

# A shared library is there as a whole or not at all, constructors included:
# hence one object.
lib-object := $(if $(SHLIBNAME),$(lib-archive:.a=.o))
made += $(lib-object)
$(lib-object): $(objs)
	$(call say,LD,$@)
	$(q)$(ta-ld) -r $(objs) -o $@

$(lib-archive): $(or $(lib-object),$(objs)) $(libdeps)
	$(call say,AR,$@)
	$(q)rm -f $@ && $(ta-ar) rcs $@ $(or $(lib-object),$(objs))
endif

# To be loaded: what it does not define is looked for in the TA, but for Mbed TLS
# and the compiler's library, of which it has its own.
ifneq ($(and $(SHLIBNAME),$(ta-uuid)),)
$(ta).elf: $(objs) $(libdeps) $(ta-libs)
	$(call say,LD,$@)
	$(q)$(ta-link) -shared -Bsymbolic -z separate-code -z norelro \
	    --exclude-libs ALL -soname $(ta-uuid) -Map=$(ta).map $(LDFLAGS) \
	    $(objs) -L$(ta-dev-kit-dir)/lib $(LDADD) $(addprefix -L,$(libdirs)) \
	    --start-group $(addprefix -l,$(libnames)) $(filter \
	    %libmbedtls.a %libmbedx509.a %libmbedcrypto.a,$(ta-libs)) \
	    --end-group $(ta-libgcc) -o $@
endif

ta-clean-files := $(made) $(objs) $(objs:=.d) $(objs:=.cmd) $(cleanfiles)
clean:
	$(call say,CLEAN,$(out-dir))
	$(q)rm -f $(ta-clean-files)
	$(q)if cd $(out-dir) 2>/dev/null; then \
	    for d in $(sort $(patsubst $(out-dir)/%,%,$(dir \
	        $(ta-clean-files)))); do rmdir -p "$$d" 2>/dev/null; done; fi; true
	$(q)rmdir $(out-dir) 2>/dev/null || true
