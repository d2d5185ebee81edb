# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The isolation kernel.  Its map and disassembly are in build/obj/kernel.

KERNEL_OBJ := $(call objects,kernel,$(KERNEL_SRC))
KERNEL := $(SDK)/share/denali/kernel.elf
DEPENDENCIES += $(KERNEL_OBJ:.o=.d) $(BUILD)/obj/kernel/kernel.ld.d

$(eval $(call domain,kernel,KERNEL))
$(eval $(call stamp,kernel-list,$(KERNEL_OBJ)))

$(BUILD)/obj/kernel/kernel.ld: denali-kernel/kernel.ld \
		$(call stamped,kernel) | ready
	$(call say,CPP,$<)
	@mkdir -p $(@D)
	$(Q)$(CROSS)gcc -E -P -x assembler-with-cpp -MMD -MP -MT $@ -MF $@.d \
		$(CONTRACT) -Idenali-kernel -o $@ $<

$(KERNEL): $(BUILD)/obj/kernel/kernel.ld $(KERNEL_OBJ) \
		$(call stamped,kernel-list)
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CROSS)gcc -m32 -nostdlib -static -Wl,--gc-sections \
		-Wl,-z,max-page-size=4096 -Wl,-z,noexecstack \
		-Wl,-Map=$(BUILD)/obj/kernel/kernel.map \
		-T $< -o $@ $(KERNEL_OBJ) -lgcc
	$(Q)$(CROSS)objdump -d $@ >$(BUILD)/obj/kernel/kernel.asm
