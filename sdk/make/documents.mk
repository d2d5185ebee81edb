# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Documents: everything to be read, for a browser in build/docs/html.
DOCUMENTS := $(wildcard README.md SECURITY.md docs/* tests/README.md \
	$(addsuffix /README.md,templates/* examples/* examples/*/*)) \
	$(wildcard $(addsuffix /include/*/*.h,denali-kernel ilwaco sdk)) \
	$(addprefix sdk/scripts/,documents manual manuals verb-manual \
		reference.py site.py site.css)

.PHONY: docs
docs: $(BUILD)/stamps/docs
$(BUILD)/stamps/docs: $(DOCUMENTS) $(SDK)/bin/denali | packages
	$(call say,DOCS,$(BUILD)/docs/html)
	@mkdir -p $(@D) $(BUILD)/docs
	$(Q)sdk/scripts/documents $(SDK) $(BUILD)/docs
	@touch $@
