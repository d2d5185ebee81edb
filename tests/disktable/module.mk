# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The disk table of the supervisor's library: its files unchanged on a disk in
# memory, with sanitizers.

DISKTABLE_TEST_CFLAGS := -iquote tests/disktable -Itests \
	-iquote ilwaco/supervisor -Iilwaco/include
DISKTABLE_SANITIZED := $(DISKTABLE_TEST_CFLAGS) \
	-fsanitize=address,undefined -fno-sanitize-recover=all
DISKTABLE_SRC := $(addprefix ilwaco/supervisor/,crc64.c disktable.c \
	tablefile.c tablespace.c tabletext.c tableusers.c)
DISKTABLE_REPLAY := $(addprefix tests/disktable/,ramdisk.c script.c verify.c) \
	tests/harness/recording.c

$(eval $(call host_program,$(BUILD)/tests/disktable,\
	tests/disktable/disktable.c tests/disktable/powerloss.c \
	$(DISKTABLE_REPLAY) $(DISKTABLE_SRC),\
	$(DISKTABLE_SANITIZED),-lcriterion))
TEST_PROGRAMS += $(BUILD)/tests/disktable

# The same in a VM, whose machine loses its power; see powerloss.sh.
DISKTABLE_OUT := $(BUILD)/tests/disktable-vm
$(eval $(call guest_program,$(DISKTABLE_OUT)/changes,\
	tests/disktable/changes/changes.c tests/disktable/script.c))
$(eval $(call host_program,$(DISKTABLE_OUT)/judge,\
	tests/disktable/judge.c tests/harness/bytes.c \
	$(DISKTABLE_REPLAY) $(DISKTABLE_SRC),\
	$(DISKTABLE_TEST_CFLAGS),))

.PHONY: torture-powerloss
torture-powerloss: $(SDK_FILES) $(DISKTABLE_OUT)/changes $(DISKTABLE_OUT)/judge
	@$(UNMADE) tests/disktable/powerloss.sh $(SDK) $(DISKTABLE_OUT)
