# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# It is bundled with images of other examples, to be loaded by name.
SUPERVISOR := $(BUILD)/examples/supervisor
SUPERVISOR_IMAGES := $(foreach name,hello http-hello,\
	$(SUPERVISOR)/images/$(name))
$(foreach name,hello http-hello,$(eval $(SUPERVISOR)/images/$(name): \
	$(BUILD)/examples/$(name)/$(name)))
$(SUPERVISOR_IMAGES):
	@mkdir -p $(@D)
	$(Q)cp $< $@
$(eval $(call guest_program,$(SUPERVISOR)/supervisor,\
	$(wildcard examples/supervisor/*.c),,\
	--files $(SUPERVISOR)/images:/images,$(SUPERVISOR_IMAGES)))
examples: $(SUPERVISOR)/supervisor
