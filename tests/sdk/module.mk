# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of denali-cc and its tools, of build systems with it, and of set-up.

$(eval $(call host_program,$(BUILD)/tests/sdk-tests,\
	$(sort $(wildcard tests/sdk/*.c)) \
	sdk/common/hints.c sdk/common/memory.c \
	$(addprefix tests/harness/,bytes.c denali.c process.c),\
	-Itests -iquote sdk/common -Iilwaco/include,-lcriterion -ljansson))
TEST_PROGRAMS += $(BUILD)/tests/sdk-tests
