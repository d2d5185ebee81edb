# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Hosts as their owners have them: made, run, upgraded, killed.

$(eval $(call host_program,$(BUILD)/tests/host-tests,\
	$(sort $(wildcard tests/host/*.c)) \
	$(addprefix tests/harness/,bytes.c denali.c net.c network.c \
		process.c),\
	-Itests,-lcriterion -ljansson))
TEST_PROGRAMS += $(BUILD)/tests/host-tests
TEST_FILES += $(SUPERVISOR)

# A service, in versions; and without its disk.
HOST_GUEST := $(BUILD)/tests/host-guest
define host_guest
$(eval $(call guest_program,$(HOST_GUEST)/$(1),tests/host/guest/guest.c,\
	-DVERSION='"$(2)"',--manifest tests/host/guest/$(3).toml,\
	tests/host/guest/$(3).toml))
TEST_FILES += $(HOST_GUEST)/$(1)
endef
$(eval $(call host_guest,one,one,denali))
$(eval $(call host_guest,two,two,denali))
$(eval $(call host_guest,bad,bad,denali))
$(eval $(call host_guest,plain-one,one,plain))
$(eval $(call host_guest,plain-two,two,plain))
