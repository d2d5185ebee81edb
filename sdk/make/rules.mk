# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The macros that rules are made with.
#
#   $(call objects,DOMAIN,SOURCES)   the objects of these sources
#   $(call say,VERB,WHAT)            first line of a recipe: the one quiet line
#   $(Q)                             before each other line of a recipe
#   $(eval $(call host_program,OUT,SOURCES,CFLAGS,LIBS))
#       a program for the build host, compiled with HOST_CFLAGS and CFLAGS
#   $(eval $(call guest_program,OUT,SOURCES,CFLAGS,LINKFLAGS,FILES))
#       an image, compiled and linked by denali-cc; stripped, OUT.dbg beside it;
#       FILES are what else the link depends on
#   $(eval $(call stamp,NAME,TEXT))
#       has build/stamps/NAME renewed when TEXT changes; $(call stamped,NAME)
#       is its path, to depend on

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-8s%s\n' '$(1)' '$(2:$(BUILD)/%=%)'
endif

# What is run is to run as from a shell, not as a part of this make.
UNMADE := env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS

# Sources outside the tree are lwIP's and e2fsprogs'.
objects = $(patsubst %,$(BUILD)/obj/$(1)/%.o,$(patsubst \
	$(E2FS_DIR)/%,e2fs/%,$(2:$(LWIP_DIR)/%=lwip/%)))

define stamp
STAMPS += $(1)
STAMP_$(1) = $(2)
endef
stamped = $(patsubst %,$(BUILD)/stamps/%,$(1))

# The assembler is not told by the compiler what to call folders.
MAP_AS = -Wa,--debug-prefix-map=$(CURDIR)=denali

# domain DOMAIN: how the objects of a part of the system are compiled, by the
# cross compiler with DOMAIN_CFLAGS, the name in capitals.
define domain
$(BUILD)/obj/$(1)/%.c.o: %.c $$(call stamped,$(1)) | ready
	$$(call say,CC,$$<)
	@mkdir -p $$(@D)
	$(Q)$(CROSS)gcc $$($(2)_CFLAGS) -MMD -MP -c -o $$@ $$<

$(BUILD)/obj/$(1)/%.S.o: %.S $$(call stamped,$(1)) | ready
	$$(call say,AS,$$<)
	@mkdir -p $$(@D)
	$(Q)$(CROSS)gcc $$($(2)_CFLAGS) $(MAP_AS) -MMD -MP -c -o $$@ $$<

STAMPS += $(1)
STAMP_$(1) = $(CROSS)gcc $$($(2)_CFLAGS) $(MAP_AS)

$(BUILD)/lint/$(1)/%.c.ok: %.c $(BUILD)/obj/$(1)/%.c.o .clang-tidy
	$$(call tidy,$$<,$$(CLANG_GUEST) \
		$$(filter-out -m% -falign-%,$$($(2)_CFLAGS)) $$(CLANG_SYSTEM))
endef

# How clang finds the headers that the cross compiler finds.
CLANG_GUEST = --target=i686-elf -nostdlibinc -Wconditional-uninitialized
CLANG_SYSTEM = -isystem $(TOOLCHAIN)/i686-elf/include

# The stamp of what clang-tidy is content with; the object knows the headers.
define tidy
	$(call say,TIDY,$(1))
	@mkdir -p $(@D)
	$(Q)clang-tidy --quiet $(1) -- $(2) >$@.log 2>&1 || \
		{ grep -v 'warnings generated' $@.log; exit 1; }
	@touch $@
endef

# C++ sources are compiled once for all programs that have them, which take
# the C++ library with them.
CPLUSPLUS_CFLAGS := -std=c++17 -Os -g -DNDEBUG -fno-exceptions -fno-rtti \
	-Wall -Wextra -Werror $(MAP_PATHS)
host_objects = $(patsubst %.c,$(BUILD)/obj/$(1:$(BUILD)/%=%)/%.c.o,\
	$(filter %.c,$(2))) \
	$(patsubst %,$(BUILD)/obj/host/%.o,$(filter %.cc,$(2)))
host_libraries = $(if $(filter %.cc,$(1)),-static-libgcc -l:libstdc++.a -lm)

STAMPS += cplusplus
STAMP_cplusplus = $(HOSTCC) $(CPLUSPLUS_CFLAGS)
DEPENDENCIES += $(patsubst %,$(BUILD)/obj/host/%.d,$(wildcard sdk/*/*.cc))
$(BUILD)/obj/host/%.cc.o: %.cc $(call stamped,cplusplus) | ready
	$(call say,HOSTCXX,$<)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(CPLUSPLUS_CFLAGS) -MMD -MP -c -o $@ $<

define host_program
STAMPS += host-$(subst /,-,$(1))
STAMP_host-$(subst /,-,$(1)) = $(HOSTCC) $$(HOST_CFLAGS) $(3) $(4) $(2)
$(BUILD)/obj/$(1:$(BUILD)/%=%)/%.c.o: %.c \
		$$(call stamped,host-$(subst /,-,$(1))) | ready
	$$(call say,HOSTCC,$$<)
	@mkdir -p $$(@D)
	$(Q)$(HOSTCC) $$(HOST_CFLAGS) $(3) -MMD -MP -c -o $$@ $$<

$(1): $(call host_objects,$(1),$(2))
	$$(call say,HOSTLD,$$@)
	@mkdir -p $$(@D)
	$(Q)$(HOSTCC) $$(HOST_CFLAGS) $(3) -o $$@ \
		$(call host_objects,$(1),$(2)) $(4) $(call host_libraries,$(2))

DEPENDENCIES += $(patsubst %.c,$(BUILD)/obj/$(1:$(BUILD)/%=%)/%.c.d,\
	$(filter %.c,$(2)))

$(BUILD)/lint/$(1:$(BUILD)/%=%)/%.c.ok: %.c \
		$(BUILD)/obj/$(1:$(BUILD)/%=%)/%.c.o .clang-tidy
	$$(call tidy,$$<,$$(HOST_CFLAGS) $(3) -Wconditional-uninitialized)
endef

define guest_program
STAMPS += guest-$(subst /,-,$(1))
STAMP_guest-$(subst /,-,$(1)) = $$(GUEST_PROGRAM_CFLAGS) $(3) $(4) $(2)
$(BUILD)/obj/$(1:$(BUILD)/%=%)/%.o: % $(SDK)/share/denali/denali.specs \
		$$(call stamped,guest-$(subst /,-,$(1))) | sdk
	$$(call say,GUESTCC,$$<)
	@mkdir -p $$(@D)
	$(Q)$(SDK)/bin/denali-cc $$(GUEST_PROGRAM_CFLAGS) $(3) -MD -MP \
		-c -o $$@ $$<
	$(Q)sed -i 's,$$(CURDIR)/,,g' $$(@:.o=.d)

$(1): $(patsubst %,$(BUILD)/obj/$(1:$(BUILD)/%=%)/%.o,$(2)) $(5) \
		$(BUILD)/stamps/sdk-linked
	$$(call say,GUESTLD,$$@)
	@mkdir -p $$(@D)
	$(Q)$(SDK)/bin/denali-cc -o $$@ \
		$(patsubst %,$(BUILD)/obj/$(1:$(BUILD)/%=%)/%.o,$(2)) $(4)

DEPENDENCIES += $(patsubst %,$(BUILD)/obj/$(1:$(BUILD)/%=%)/%.d,$(2))
endef
