# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# What the documentation shows is so.

DOCS_TESTS := $(BUILD)/tests/docs-tests
$(eval $(call host_program,$(DOCS_TESTS),\
	$(sort $(wildcard tests/docs/*.c)) \
	$(addprefix tests/harness/,bytes.c denali.c document.c network.c \
		process.c reader.c shell.c),\
	-Itests,-lcriterion -ljansson))
TEST_PROGRAMS += $(DOCS_TESTS)
