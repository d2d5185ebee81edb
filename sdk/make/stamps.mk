# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Renews the stamps whose text has changed, and reads what the compiler noted
# about headers.  Last of all, when every variable has its final value.

ifneq ($(filter-out clean help,$(or $(MAKECMDGOALS),all)),)
$(shell mkdir -p $(BUILD)/stamps)
define renew
ifneq ($$(strip $$(file <$(BUILD)/stamps/$(1))),$$(strip $$(STAMP_$(1))))
$$(file >$(BUILD)/stamps/$(1),$$(strip $$(STAMP_$(1))))
endif
endef
$(foreach name,$(STAMPS),$(eval $(call renew,$(name))))
-include $(DEPENDENCIES)
endif
