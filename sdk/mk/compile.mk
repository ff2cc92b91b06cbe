# SPDX-License-Identifier: BSD-2-Clause
#
# One rule per object. An object is rebuilt when its source or a header
# changed, or when its command line is not the one saved beside it.
.PHONY: FORCE
FORCE:

ifeq ($(BINARY),)
user-ta-header :=
else
user-ta-header := $(call object,./user_ta_header.o)
objs += $(user-ta-header)
source-$(user-ta-header) := $(ta-dev-kit-dir)/src/user_ta_header.c
incs-$(user-ta-header) := -I.
endif

# The name of a library, in what it becomes a part of.
ifneq ($(and $(SHLIBNAME),$(SHLIBUUID)),)
part := $(call object,./$(SHLIBNAME).part.o)
objs += $(part)
source-$(part) := $(ta-dev-kit-dir)/src/part.c
flags-$(part) := '-DSHLIBUUID="$(SHLIBUUID)"'
endif

# Compiler arguments of an object: the user's come last, to win.
object-flags = $(filter-out $(remove-$(1)) $(CPPFLAGS_REMOVE) \
    $(if $(filter %.c,$(source-$(1))),$(CFLAGS_REMOVE),$(AFLAGS_REMOVE)), \
    $(ta-cppflags) $(incs-$(1)) $(global-cppflags) $(ta-kit-incs) \
    $(if $(filter %.c,$(source-$(1))),$(ta-cflags),-D__ASSEMBLER__ -g \
        $(ta_arm64-platform-aflags)) \
    $(CPPFLAGS) $(CPPFLAGS_ta_arm64) $(cppflags$(sm)) $(flags-$(1)) \
    $(if $(filter %.c,$(source-$(1))),$(CFLAGS_ta_arm64) $(cflags$(sm)), \
        $(AFLAGS)))
object-command = $(ta-cc) $(call object-flags,$(1)) \
    -D__FILE_ID__=$(subst -,_,$(subst .,_,$(notdir $(source-$(1))))) \
    -MD -MP -MF $(1).d -c $(source-$(1)) -o $(1)

# The saved command is a make variable, so that comparing needs no process. All
# lines of a recipe are expanded before the first one runs: hence the shell.
hash := \#
save-command = $(shell mkdir -p $(dir $(1)))$(file >$(1).cmd,saved-$(1) := $(subst $(hash),\$(hash),$(subst \
               $$,$$$$,$(strip $(call object-command,$(1))))))
same = $(and $(findstring x$(1)x,x$(2)x),$(findstring x$(2)x,x$(1)x))

-include $(objs:=.cmd) $(objs:=.d)

define object-rule
$(1): $(source-$(1)) $(if $(call same,$(strip $(saved-$(1))),$(strip \
    $(call object-command,$(1)))),,FORCE) | $(filter %.h,$(cleanfiles))
	$$(call say,CC,$$@)
	$$(call save-command,$(1))
	$$(q)$$(call object-command,$(1))
	$$(if $$(filter 1,$$(C)),$$(q)$$(or $$(CHECK),sparse) $$(call \
	    object-flags,$(1)) $(source-$(1)))
endef
$(foreach o,$(objs),$(eval $(call object-rule,$(o))))
