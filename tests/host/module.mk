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

# A service, in versions.
HOST_GUESTS := $(addprefix $(BUILD)/tests/host-guest/,one two bad)
$(foreach version,one two bad,\
	$(eval $(call guest_program,$(BUILD)/tests/host-guest/$(version),\
		tests/host/guest/guest.c,-DVERSION='"$(version)"',\
		--manifest tests/host/guest/denali.toml,\
		tests/host/guest/denali.toml)))
TEST_FILES += $(HOST_GUESTS)
