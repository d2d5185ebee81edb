# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Services made from each template, as their users would.

$(eval $(call host_program,$(BUILD)/tests/template-tests,\
	$(sort $(wildcard tests/templates/*.c)) \
	$(addprefix tests/harness/,bytes.c denali.c net.c process.c),\
	-Itests,-lcriterion -ljansson))
TEST_PROGRAMS += $(BUILD)/tests/template-tests
