# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of publishing: keys, registries, and what goes to a host, which is the
# supervisor over a machine that is a stand-in.

$(eval $(call host_program,$(BUILD)/tests/publish-tests,\
	$(wildcard tests/publish/*.c) \
	$(addprefix tests/harness/,bytes.c denali.c net.c process.c) \
	$(addprefix tests/supervisor/,client.c standinprocess.c) \
	tests/hosting/peer.c,\
	-iquote tests -pthread,\
	-lcriterion -ljansson -lmbedtls -lmbedx509 -lmbedcrypto -lsodium))
TEST_PROGRAMS += $(BUILD)/tests/publish-tests
