# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Models in Promela, and the test that has Spin verify them.

$(eval $(call host_program,$(BUILD)/tests/model-tests,\
	tests/model/model.c $(addprefix tests/harness/,\
		bytes.c denali.c process.c),\
	-Itests,-lcriterion -ljansson))
TEST_PROGRAMS += $(BUILD)/tests/model-tests
