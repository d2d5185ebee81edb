# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# docs/posix.md and the libraries say the same.

$(eval $(call host_program,$(BUILD)/tests/posix-tests,\
	$(sort $(wildcard tests/posix/*.c)) \
	$(addprefix tests/harness/,bytes.c denali.c process.c),\
	-Itests,-lcriterion -ljansson))
TEST_PROGRAMS += $(BUILD)/tests/posix-tests
