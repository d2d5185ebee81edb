# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# What is linked into every service: libilwaco.a, liblwip.a and crt0.o; and, by
# options of denali-cc's, libext2.a, libchecked.a and libubsan.a; into C++,
# libstdc++.a.
#
# The names of the library OS must not clash with a service's.  Rather than
# tie each library into one object and hide names there, which would make it
# all or nothing, every global name that is not public (see ilwaco/exports,
# runtime/exports, lwip-port/exports) gets a prefix that C cannot spell, such as
# `ilwaco.`, in all objects alike.  The libraries remain archives of small
# members, so that a service gets only what it uses, constructors included, and
# can bring its own version of a function that it names.

ILWACO_START := $(filter %/start.S,$(ILWACO_SRC))
CRT0_OBJ := $(call objects,ilwaco,$(ILWACO_START))
ILWACO_REST := $(filter-out $(ILWACO_START),$(ILWACO_SRC))
ILWACO_OBJ := $(call objects,ilwaco,$(ILWACO_REST)) \
	$(call objects,runtime,$(RUNTIME_SRC))
MATH_OBJ := $(call objects,math,$(MATH_SRC))
LWIP_OBJ := $(call objects,lwip-port,$(LWIP_PORT_SRC)) \
	$(call objects,lwip,$(LWIP_SRC))
CHECKED_OBJ := $(call objects,runtime,$(CHECKED_SRC))
UBSAN_OBJ := $(call objects,runtime,$(UBSAN_SRC))
EXT2_OBJ := $(call objects,ext2,$(EXT2_SRC)) $(call objects,e2fs,$(E2FS_SRC))
CPLUSPLUS_OBJ := $(call objects,runtime,$(CPLUSPLUS_SRC))
DEPENDENCIES += $(patsubst %.o,%.d,$(CRT0_OBJ) $(ILWACO_OBJ) $(MATH_OBJ) \
	$(LWIP_OBJ) $(CHECKED_OBJ) $(UBSAN_OBJ) $(EXT2_OBJ) $(CPLUSPLUS_OBJ))
ILWACO_EXPORTS := $(wildcard ilwaco/exports runtime/exports)
LWIP_EXPORTS := $(wildcard lwip-port/exports)
EXPORTS := $(ILWACO_EXPORTS) $(LWIP_EXPORTS)
RENAMES := $(BUILD)/obj/renames

$(eval $(call domain,ilwaco,ILWACO))
$(eval $(call domain,runtime,RUNTIME))
$(eval $(call domain,math,MATH))
$(eval $(call domain,lwip-port,LWIP_PORT))
$(eval $(call domain,lwip,LWIP))
$(eval $(call domain,ext2,EXT2))
$(eval $(call domain,e2fs,E2FS))
$(eval $(call stamp,libraries,$(ILWACO_OBJ) $(LWIP_OBJ) $(CHECKED_OBJ) \
	$(UBSAN_OBJ) $(EXT2_OBJ) $(CPLUSPLUS_OBJ) $(EXPORTS)))

$(BUILD)/obj/lwip/lwip/%.c.o: $(LWIP_DIR)/%.c $(call stamped,lwip) | ready
	$(call say,CC,lwip/$*.c)
	@mkdir -p $(@D)
	$(Q)$(CROSS)gcc $(LWIP_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/e2fs/e2fs/%.c.o: $(E2FS_DIR)/%.c $(call stamped,e2fs) \
		$(E2FS_MADE) | ready
	$(call say,CC,e2fs/$*.c)
	@mkdir -p $(@D)
	$(Q)$(CROSS)gcc $(E2FS_CFLAGS) -MMD -MP -c -o $@ $<

$(RENAMES): $(ILWACO_OBJ) $(LWIP_OBJ) $(EXT2_OBJ) $(EXPORTS) \
		$(call stamped,libraries) sdk/scripts/private-names
	$(call say,NAMES,$@)
	$(Q)sdk/scripts/private-names $(CROSS)nm \
		ilwaco "$(ILWACO_EXPORTS)" "$(ILWACO_OBJ) $(EXT2_OBJ)" \
		lwip "$(LWIP_EXPORTS)" "$(LWIP_OBJ)" >$@.new
	@mv $@.new $@

# archive OUT OBJECTS
define archive
$(SDK)/lib/$(1): $(2) $$(RENAMES) $$(call stamped,libraries) \
		sdk/scripts/archive
	$$(call say,AR,$$@)
	$(Q)sdk/scripts/archive $(CROSS) $$(RENAMES) $$@ \
		$(BUILD)/obj/private $(2)
endef
$(eval $(call archive,libilwaco.a,$(ILWACO_OBJ)))
$(eval $(call archive,liblwip.a,$(LWIP_OBJ)))
$(eval $(call archive,libext2.a,$(EXT2_OBJ)))
$(eval $(call archive,libchecked.a,$(CHECKED_OBJ)))
$(eval $(call archive,libubsan.a,$(UBSAN_OBJ)))
$(eval $(call archive,libstdc++.a,$(CPLUSPLUS_OBJ)))

$(SDK)/lib/crt0.o: $(CRT0_OBJ) $(RENAMES)
	$(call say,CRT0,$@)
	@mkdir -p $(@D)
	$(Q)$(CROSS)objcopy --redefine-syms=$(RENAMES) $< $@

# The linker looks through all of newlib for what newlib wants before it comes
# to the runtime: what the runtime has must not be there.
$(SDK)/lib/libc.a: $(SDK)/lib/libilwaco.a $(SDK)/lib/liblwip.a \
		$(call stamped,toolchain) sdk/scripts/without-replaced
	$(call say,AR,$@)
	$(Q)sdk/scripts/without-replaced $(CROSS) \
		$(TOOLCHAIN)/i686-elf/lib/libc.a $@ \
		$(SDK)/lib/libilwaco.a $(SDK)/lib/liblwip.a

# newlib's libm, and what it lacks or has wrong.
MATH_LIB := $(BUILD)/obj/libmath.a
$(SDK)/lib/libm.a: $(MATH_OBJ) $(call stamped,toolchain math-objects) \
		sdk/scripts/without-replaced
	$(call say,AR,$@)
	@rm -f $(MATH_LIB)
	$(Q)$(CROSS)ar rcsD $(MATH_LIB) $(MATH_OBJ)
	$(Q)sdk/scripts/without-replaced $(CROSS) \
		$(TOOLCHAIN)/i686-elf/lib/libm.a $@.new $(MATH_LIB)
	$(Q)$(CROSS)ar rD $@.new $(MATH_OBJ)
	@mv $@.new $@
$(eval $(call stamp,math-objects,$(MATH_OBJ)))
