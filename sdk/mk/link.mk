# SPDX-License-Identifier: BSD-2-Clause
#
# From objects to a signed trusted application (BINARY) or a library (LIBNAME,
# SHLIBNAME), and `clean`, which removes what was made and nothing else.
ifneq ($(BINARY),)
ta := $(call object,./$(BINARY))
made := $(addprefix $(ta),.elf .map .dmp .stripped.elf .ta)
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

ta-libs := $(addprefix $(ta-dev-kit-dir)/lib/,libutee.a libmbedtls.a \
             libmbedx509.a libmbedcrypto.a libutils.a libdl.a)
ta-libgcc := $(shell $(ta-cc) $(if $(filter clang,$(COMPILER_ta_arm64)), \
               --rtlib=libgcc) -print-libgcc-file-name)
link-command = $(ta-ld) -pie --no-dynamic-linker -e __ta_entry \
    -T $(ta-dev-kit-dir)/src/ta.ld -Map=$(ta).map -z max-page-size=4096 \
    -z text -z noexecstack --no-undefined --gc-sections --hash-style=gnu \
    --build-id=none --fatal-warnings \
    --dynamic-list $(ta-dev-kit-dir)/src/ta_exports.ld $(objs) \
    -L$(ta-dev-kit-dir)/lib $(LDADD) \
    $(addprefix -L,$(libdirs)) --start-group $(addprefix -l,$(libnames)) \
    $(ta-libs) --end-group $(addprefix -L,$(libdirs-after-libgcc)) \
    $(ta-libgcc) $(addprefix -l,$(libnames-after-libgcc)) $(ta-libs)

$(ta).elf: $(objs) $(libdeps) $(libdeps-after-libgcc) $(ta-libs) \
           $(ta-dev-kit-dir)/src/ta.ld
	$(call say,LD,$@)
	$(q)$(link-command) -o $@

$(ta).dmp: $(ta).elf
	$(call say,OBJDUMP,$@)
	$(q)$(ta-objdump) -l -x -d $< > $@

$(ta).stripped.elf: $(ta).elf
	$(call say,OBJCOPY,$@)
	$(q)$(ta-objcopy) --strip-unneeded $< $@

$(ta).ta: $(ta).stripped.elf $(TA_SIGN_KEY) $(TA_SUBKEY_DEPS)
	$(call say,SIGN,$@)
	$(q)$(SIGN_ENC) --key $(TA_SIGN_KEY) $(TA_SUBKEY_ARGS) $(ta-encrypt) \
	    --uuid $(BINARY) --ta-version $(CFG_TA_VERSION) --in $< --out $@
else
made := $(call object,./$(ta-lib).a)
all: $(made)

# A shared library is there as a whole or not at all, constructors included:
# hence one object.
lib-object := $(if $(SHLIBNAME),$(made:.a=.o))
made += $(lib-object)
$(lib-object): $(objs)
	$(call say,LD,$@)
	$(q)$(ta-ld) -r $(objs) -o $@

$(firstword $(made)): $(or $(lib-object),$(objs)) $(libdeps)
	$(call say,AR,$@)
	$(q)rm -f $@ && $(ta-ar) rcs $@ $(or $(lib-object),$(objs))
endif

ta-clean-files := $(made) $(objs) $(objs:=.d) $(objs:=.cmd) $(cleanfiles)
clean:
	$(call say,CLEAN,$(out-dir))
	$(q)rm -f $(ta-clean-files)
	$(q)if cd $(out-dir) 2>/dev/null; then \
	    for d in $(sort $(patsubst $(out-dir)/%,%,$(dir \
	        $(ta-clean-files)))); do rmdir -p "$$d" 2>/dev/null; done; fi; true
	$(q)rmdir $(out-dir) 2>/dev/null || true
