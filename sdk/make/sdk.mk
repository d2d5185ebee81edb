# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The SDK, assembled at build/sdk:
#
#   bin/      denali, denali-cc and the tools, all relocatable
#   include/  headers of the contract, the library OS and the runtime, which
#             come before newlib's own
#   lib/      crt0.o, libilwaco.a, liblwip.a, newlib's libc.a without what the
#             runtime replaces, its libm.a with what that lacks, the empty
#             libraries that build systems ask for, libext2.a, libchecked.a and
#             libubsan.a, which options ask for, libstdc++.a, which C++ asks
#             for, and toolchain/, the cross compiler with newlib
#   share/denali/  kernel, linker script, compiler specs, build systems' files,
#             what services' Makefiles include, and templates/ of services

SDK_HEADER_ROOTS := sdk/include runtime/include ilwaco/include \
	denali-kernel/include
find_headers = $(patsubst $(1)/%,%,$(shell find $(1) -name '*.h'))
SDK_HEADERS := $(foreach root,$(SDK_HEADER_ROOTS),$(call find_headers,$(root)))

# A header that was removed must not be found any more.
SDK_STALE := $(filter-out $(SDK_HEADERS:%=$(SDK)/include/%), \
	$(shell find $(SDK)/include -name '*.h' 2>/dev/null))
$(if $(SDK_STALE),$(shell rm -f $(SDK_STALE)))

define copy
	$(call say,COPY,$@)
	@mkdir -p $(@D)
	$(Q)cp $< $@
endef

define header_root
$(SDK)/include/%.h: $(1)/%.h
	@mkdir -p $$(@D)
	$(Q)cp $$< $$@
endef
$(foreach root,$(SDK_HEADER_ROOTS),$(eval $(call header_root,$(root))))

# C++'s headers have names without a dot.
SDK_CPLUSPLUS := $(addprefix $(SDK)/include/c++/,\
	$(notdir $(wildcard runtime/cplusplus/include/*)))
$(SDK)/include/c++/%: runtime/cplusplus/include/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

# The compiler, by hard links where the cache is on the same file system.  Its
# drivers have second names, which their messages begin with.
$(eval $(call stamp,toolchain,$(TOOLCHAIN)))
SDK_TOOLCHAIN := $(BUILD)/stamps/toolchain-copied
$(SDK_TOOLCHAIN): $(call stamped,toolchain) | ready
	$(call say,COPY,$(SDK)/lib/toolchain)
	@rm -rf $(SDK)/lib/toolchain
	@mkdir -p $(SDK)/lib
	$(Q)cp -al $(TOOLCHAIN) $(SDK)/lib/toolchain 2>/dev/null || { \
		rm -rf $(SDK)/lib/toolchain; \
		cp -a --reflink=auto $(TOOLCHAIN) $(SDK)/lib/toolchain; }
	$(Q)ln -s i686-elf-gcc $(SDK)/lib/toolchain/bin/denali-cc
	$(Q)ln -s i686-elf-g++ $(SDK)/lib/toolchain/bin/denali-c++
	@touch $@

# denali-cc, which is every other tool too, by its name.  It signs nothing.
COMMON_SRC := $(sort $(wildcard sdk/common/*.c) $(wildcard sdk/common/*.cc))
COMMON_SRC := $(filter-out sdk/common/minisign.c,$(COMMON_SRC))
CC_SRC := $(sort $(wildcard sdk/cc/*.c)) $(COMMON_SRC)
$(eval $(call host_program,$(SDK)/bin/denali-cc,$(CC_SRC),\
	-iquote sdk/common,-l:libjansson.a))

BINUTILS := ar as ld nm objcopy objdump ranlib readelf size strings strip \
	addr2line c++filt elfedit ld.bfd gcc-ar gcc-nm gcc-ranlib
CC_TOOLS := $(BINUTILS) c++ cpp g++ gcc gdb pkg-config
SDK_TOOLS := $(CC_TOOLS:%=$(SDK)/bin/denali-%) \
	$(CC_TOOLS:%=$(SDK)/bin/i686-elf-%) $(SDK)/bin/i686-elf-cc
$(SDK_TOOLS):
	@mkdir -p $(@D)
	@ln -sf denali-cc $@

# linker_script NAME DEFINES
define linker_script
$(SDK)/share/denali/$(1): sdk/share/denali.ld $$(call stamped,kernel) \
		denali-kernel/include/denali/layout.h \
		ilwaco/include/ilwaco/image.h | ready
	$$(call say,CPP,$$@)
	@mkdir -p $$(@D)
	$(Q)$(CROSS)gcc -E -P -x assembler-with-cpp $(CONTRACT) \
		-Iilwaco/include $(2) -o $$@ $$<
endef
$(eval $(call linker_script,denali.ld,))
$(eval $(call linker_script,denali-pie.ld,-DDENALI_PIE))

SHARED := denali.specs denali-toolchain.cmake denali-cross.ini config.site \
	gdb/denali.gdb \
	hints denali.mk completions/denali.bash completions/_denali
$(SDK)/share/denali/%: sdk/share/%
	$(copy)

# What several templates have is a link in all of them but one.
TEMPLATE_FILES := $(sort $(shell find -L templates -type f))
TEMPLATE_STALE := $(filter-out $(TEMPLATE_FILES:%=$(SDK)/share/denali/%), \
	$(shell find $(SDK)/share/denali/templates -type f 2>/dev/null))
$(if $(TEMPLATE_STALE),$(shell rm -f $(TEMPLATE_STALE)))
$(SDK)/share/denali/templates/%: templates/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

# What programs link with by habit is in the C library or the library OS.
EMPTY := pthread rt dl util resolv nsl crypt socket xnet gcc_s atomic
$(EMPTY:%=$(SDK)/lib/lib%.a): $(call stamped,toolchain) | ready
	@mkdir -p $(@D)
	@rm -f $@
	@$(CROSS)ar rcsD $@

SDK_LINK_FILES := $(SDK)/lib/crt0.o $(SDK)/lib/libilwaco.a \
	$(SDK)/lib/liblwip.a $(SDK)/lib/libext2.a \
	$(SDK)/lib/libc.a $(SDK)/lib/libm.a \
	$(EMPTY:%=$(SDK)/lib/lib%.a) \
	$(SDK)/lib/libchecked.a $(SDK)/lib/libubsan.a $(SDK)/lib/libstdc++.a \
	$(SDK)/share/denali/denali.ld $(SDK)/share/denali/denali-pie.ld \
	$(SDK)/share/denali/denali.specs \
	$(SDK)/bin/denali-cc $(SDK_TOOLCHAIN)
SDK_FILES := $(SDK_LINK_FILES) $(SDK_TOOLS) $(KERNEL) $(SDK_CPLUSPLUS) \
	$(SDK_HEADERS:%=$(SDK)/include/%) $(SHARED:%=$(SDK)/share/denali/%) \
	$(TEMPLATE_FILES:%=$(SDK)/share/denali/%) $(SDK)/bin/denali

.PHONY: sdk
sdk: $(SDK_FILES)

# Newer than all that an image is linked with.
$(BUILD)/stamps/sdk-linked: $(SDK_LINK_FILES)
	@touch $@
