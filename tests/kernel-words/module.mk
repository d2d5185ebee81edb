# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Words that VMs share with the kernel and change while it reads them.

TEST_PROGRAMS += $(BUILD)/tests/kernel_words
$(eval $(call host_program,$(BUILD)/tests/kernel_words,\
	tests/kernel-words/words.c tests/kernel-net/watch.c \
	denali-kernel/console.c denali-kernel/event.c,\
	$(FUZZ_SANITIZE) -iquote denali-kernel,-lcriterion))
