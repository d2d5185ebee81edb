# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# What is given to others: the SDK with its documents and licences, in
# build/dist/NAME, packed and signed as build/NAME.tar.gz, or installed.

version_says = $(shell sed -n \
	's/^.define DENALI_$(1)[[:space:]]*"\(.*\)"/\1/p' sdk/common/version.h)
VERSION := $(call version_says,VERSION)
RELEASED := $(call version_says,RELEASED)
DIST_NAME := denali-$(VERSION)-linux-x86_64
DIST := $(BUILD)/$(DIST_NAME).tar.gz
DIST_KEY ?=

# What is built, without the compiler, and nothing that an earlier build left:
# the stamp is the list.
$(eval $(call stamp,dist,$$(patsubst $(SDK)/%,%,\
	$$(sort $$(filter $(SDK)/%,$$(SDK_FILES) $$(CORPUS_FILES) \
		$$(SUPERVISOR))))))

DIST_SCRIPTS := $(addprefix sdk/scripts/,install parts stage)
DIST_TEXTS := $(DOCUMENTS) LICENSE sdk/parts.list \
	sdk/sources.lock sdk/share/archive/README sdk/common/version.h
DIST_STAGED := $(BUILD)/stamps/dist-staged
$(DIST_STAGED): $(SDK_FILES) $(CORPUS_FILES) $(SUPERVISOR) \
		$(call stamped,dist) \
		$(DIST_SCRIPTS) $(DIST_TEXTS) | packages
	$(call say,STAGE,$(BUILD)/dist/$(DIST_NAME))
	@mkdir -p $(BUILD)/dist
	@rm -rf $(BUILD)/dist/denali-*
	$(Q)sdk/scripts/stage $(VERSION) $(RELEASED) $(SDK) \
		$(call stamped,dist) $(BUILD)/dist/$(DIST_NAME)
	@touch $@

$(DIST): $(DIST_STAGED) sdk/scripts/pack
	$(call say,TAR,$@)
	$(Q)sdk/scripts/pack $(RELEASED) $(BUILD)/dist/$(DIST_NAME) >$@.new
	@mv $@.new $@

$(DIST).minisig: $(DIST) sdk/scripts/sign
	$(call say,SIGN,$@)
	$(Q)DIST_KEY="$(DIST_KEY)" sdk/scripts/sign $< $(BUILD)/denali.pub

.PHONY: dist
dist: $(DIST).minisig

.PHONY: install uninstall
install: $(DIST_STAGED)
	@$(BUILD)/dist/$(DIST_NAME)/install "$(PREFIX)" "$(DESTDIR)"
uninstall:
	@sdk/scripts/install --uninstall "$(PREFIX)" "$(DESTDIR)"
