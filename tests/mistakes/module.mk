# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# What is said to whoever makes a mistake.

MISTAKES := $(BUILD)/tests/mistakes-tests
$(eval $(call host_program,$(MISTAKES),tests/mistakes/mistakes.c \
	$(addprefix tests/harness/,bytes.c denali.c document.c network.c \
		process.c reader.c),\
	-Itests,-lcriterion -ljansson))
TEST_PROGRAMS += $(MISTAKES)
