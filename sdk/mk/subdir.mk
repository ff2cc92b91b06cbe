# SPDX-License-Identifier: BSD-2-Clause
#
# Reads the sub.mk of the TA's directory and, through subdirs-y, those below
# it. Out comes `objs`, with source-<object> and flags-<object> for each, and
# the rules of generated sources. Everything a sub.mk may set is cleared before
# the next one is read, except what is global.
objs :=
cleanfiles :=
global-cppflags :=

sub-vars := srcs srcs_ext srcs_ext_base gensrcs asm-defines subdirs \
            subdirs_ext global-incdirs global-incdirs_ext global-cppflags \
            incdirs incdirs_ext cflags cppflags aflags cxxflags \
            cflags-remove cppflags-remove aflags-remove cxxflags-remove \
            cflags-lib cppflags-lib cxxflags-lib incdirs-lib

# under(directory, paths): relative paths are below the directory.
under = $(foreach p,$(2),$(if $(filter /%,$(p)),$(p),$(patsubst ./%,%,$(1)/$(p))))

# object(source or directory): its place in the output directory, also for
# sources outside the TA's own tree.
object = $(patsubst ./%,%,$(subst /./,/,$(out-dir)/$(patsubst \
         /%,%,$(subst ..,__,$(1)))))

# add-object(source, name in sub.mk, place of the object without suffix)
define add-object
$(if $(filter %.c %.S,$(1)),,$(error $(sub-dir)/sub.mk: $(2): \
only .c and .S sources are supported))
obj := $(if $(oname-$(2)-y),$(sub-dir-out)/$(oname-$(2)-y),$(call \
       object,$(basename $(3))).o)
objs += $$(obj)
source-$$(obj) := $(1)
incs-$$(obj) := $(addprefix -I,$(call under,$(sub-dir),$(incdirs-$(2)-y) \
                $(incdirs-y) $(if $(ta-lib),$(incdirs-lib-y))) \
                $(incdirs_ext-y))
flags-$$(obj) := $(cppflags-y) $(cppflags-$(2)-y) \
    $(if $(ta-lib),$(cppflags-lib-y)) \
    $(if $(filter %.c,$(1)),$(cflags-y) $(cflags-$(2)-y) \
        $(if $(ta-lib),$(cflags-lib-y)),$(aflags-y) $(aflags-$(2)-y))
remove-$$(obj) := $(cppflags-remove-y) $(cppflags-remove-$(2)-y) \
    $(if $(filter %.c,$(1)),$(cflags-remove-y) $(cflags-remove-$(2)-y), \
        $(aflags-remove-y) $(aflags-remove-$(2)-y))
endef

# add-generated(name): a source made by a recipe of the sub.mk.
define add-generated
gen := $(sub-dir-out)/$(produce-$(1))
$$(gen) $(addprefix $(sub-dir-out)/,$(produce-additional-$(1))) &: \
    $(depends-$(1)) $(if $(filter y,$(force-gensrc-$(1))),FORCE)
	@mkdir -p $$(@D)
	$$(call say,GEN,$$@)
	$(q)$(recipe-$(1))
cleanfiles += $$(gen) \
    $(addprefix $(sub-dir-out)/,$(produce-additional-$(1)))
$(if $(filter %.c %.S,$(produce-$(1))),$$(eval $$(call \
add-object,$$(gen),$(produce-$(1)),$(sub-dir)/$(produce-$(1)))))
endef

define take-sub-mk
$(if $(asm-defines-y),$(error $(sub-dir)/sub.mk: asm-defines-y is not \
supported))
global-cppflags += $(global-cppflags-y) $(addprefix -I,$(call \
    under,$(sub-dir),$(global-incdirs-y)) $(global-incdirs_ext-y))
$(foreach f,$(srcs-y),$(eval $(call add-object,$(call \
    under,$(sub-dir),$(f)),$(f),$(call under,$(sub-dir),$(f)))))
$(foreach f,$(srcs_ext-y),$(eval $(call \
    add-object,$(srcs_ext_base-y)/$(f),$(f),$(sub-dir)/$(f))))
$(foreach g,$(gensrcs-y),$(eval $(call add-generated,$(g))))
endef

# read-dir(directory): its sub.mk, then those of its subdirectories.
define read-dir
sub-dir := $(1)
sub-dir-out := $(call object,$(1))
$(foreach v,$(sub-vars),
$(v)-y :=)
include $(1)/sub.mk
$$(eval $$(call take-sub-mk))
$$(foreach d,$$(call under,$(1),$$(subdirs-y)) $$(subdirs_ext-y),$$(eval $$(call read-dir,$$(d))))
endef

$(eval $(call read-dir,.))
