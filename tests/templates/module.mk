# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Services made from each template, as their users would.

# Projects in build/tests/templates, each made and built anew when its template
# or the SDK changes.
TEMPLATE_PROJECTS := $(sort $(patsubst templates/%/Makefile,%,\
	$(wildcard templates/*/Makefile)))
TEMPLATE_OUT := $(BUILD)/tests/templates

define template_project
$(TEMPLATE_OUT)/$(1)/build/$(1): $(shell find -L templates/$(1) -type f) \
		$(SDK)/share/denali/denali.mk $(BUILD)/stamps/sdk-linked | sdk
	$$(call say,PROJECT,$(1))
	@mkdir -p $(TEMPLATE_OUT)
	@rm -rf $(TEMPLATE_OUT)/$(1)
	$(Q)$(SDK)/bin/denali new -t $(1) $(TEMPLATE_OUT)/$(1) >/dev/null
	$(Q)PATH=$(CURDIR)/$(SDK)/bin:$$$$PATH $(UNMADE) \
		make -s -C $(TEMPLATE_OUT)/$(1) >/dev/null
endef
$(foreach name,$(TEMPLATE_PROJECTS),$(eval $(call template_project,$(name))))
TEST_FILES += $(foreach name,$(TEMPLATE_PROJECTS),\
	$(TEMPLATE_OUT)/$(name)/build/$(name))

$(eval $(call host_program,$(BUILD)/tests/template-tests,\
	$(sort $(filter-out %/store_folder.c,$(wildcard tests/templates/*.c))) \
	$(addprefix tests/harness/,bytes.c denali.c net.c process.c),\
	-Itests,-lcriterion -ljansson))
TEST_PROGRAMS += $(BUILD)/tests/template-tests

# Some templates as programs of this machine.
TEMPLATE_NATIVE := $(BUILD)/tests/templates-native
TEMPLATE_NATIVE_CFLAGS := -U_GNU_SOURCE -std=gnu11
$(foreach name,http echo-tcp proxy,\
	$(eval $(call host_program,$(TEMPLATE_NATIVE)/$(name),\
		$(sort $(wildcard templates/$(name)/*.c)),\
		$(TEMPLATE_NATIVE_CFLAGS))))
$(eval $(call host_program,$(TEMPLATE_NATIVE)/kv-store,\
	$(sort $(wildcard templates/kv-store/*.c)) \
	tests/templates/store_folder.c,\
	$(TEMPLATE_NATIVE_CFLAGS),-Xlinker --wrap=store_open))
TEST_FILES += $(addprefix $(TEMPLATE_NATIVE)/,http echo-tcp proxy kv-store)
