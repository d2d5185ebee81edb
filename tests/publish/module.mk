# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of publishing: keys, registries, and what goes to a host.

PUBLISH_TEST_HARNESS := $(addprefix tests/harness/,bytes.c denali.c process.c)

$(eval $(call host_program,$(BUILD)/tests/publish-tests,\
	$(addprefix tests/publish/,key.c publish.c push.c registry.c \
		roundtrip.c) \
	$(PUBLISH_TEST_HARNESS),\
	-Itests,-lcriterion -ljansson -lsodium))
TEST_PROGRAMS += $(BUILD)/tests/publish-tests
