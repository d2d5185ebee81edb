# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Hosts as their owners have them: made, run, upgraded, killed.

$(eval $(call host_program,$(BUILD)/tests/host-tests,\
	$(sort $(wildcard tests/host/*.c)) \
	$(addprefix tests/harness/,bytes.c denali.c net.c process.c),\
	-Itests,-lcriterion -ljansson))
TEST_PROGRAMS += $(BUILD)/tests/host-tests
TEST_FILES += $(SUPERVISOR)
