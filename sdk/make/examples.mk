# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Examples: each folder of examples/ that EXAMPLES names is one service; what
# its folder files/ holds is bundled with it, and denali.toml is its manifest.
# Those that have one are written as projects of their own.

GUEST_PROGRAM_CFLAGS := -std=c11 -D_GNU_SOURCE -Os -g $(WARNINGS) \
	-ffile-prefix-map=$(CURDIR)=denali

define example
$(eval $(call guest_program,$(BUILD)/examples/$(1)/$(1),\
	$(wildcard examples/$(1)/*.c),\
	$(if $(wildcard examples/$(1)/denali.toml),-U_GNU_SOURCE),\
	$(if $(wildcard examples/$(1)/files),--files examples/$(1)/files) \
	$(addprefix --manifest ,$(wildcard examples/$(1)/denali.toml)),\
	$(shell find examples/$(1)/files 2>/dev/null) \
	$(wildcard examples/$(1)/denali.toml)))
endef
$(foreach name,$(EXAMPLES),$(call example,$(name)))

.PHONY: examples
examples: $(foreach name,$(EXAMPLES),$(BUILD)/examples/$(name)/$(name))
