# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of what is given to others: the archive and what is installed.

$(eval $(call host_program,$(BUILD)/tests/dist-tests,\
	$(sort $(wildcard tests/dist/*.c)) \
	$(addprefix tests/harness/,bytes.c denali.c document.c \
		process.c reader.c shell.c),\
	-Itests,-lcriterion -ljansson))
TEST_PROGRAMS += $(BUILD)/tests/dist-tests
TEST_FILES += $(DIST).minisig
BENCH_FILES += $(DIST)
