# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Hosts under load, and without power.
PROVIDER_HARNESS := $(addprefix tests/harness/,api.c bytes.c denali.c \
	hosting.c net.c process.c publisher.c recording.c) sdk/common/minisign.c
PROVIDER_CFLAGS := -Itests -iquote . -iquote denali-kernel -pthread
PROVIDER_LIBS := -lcriterion -ljansson -lssl -lcrypto -lsodium

$(eval $(call host_program,$(BUILD)/tests/provider-tests,\
	$(sort $(wildcard tests/provider/*.c)) $(PROVIDER_HARNESS) \
	tests/supervisor/standinimage.c,$(PROVIDER_CFLAGS),$(PROVIDER_LIBS)))
TEST_PROGRAMS += $(BUILD)/tests/provider-tests
TEST_FILES += $(BUILD)/tests/ext2-mount $(SDK)/share/denali/supervisor \
	$(BUILD)/tests/templates/http/build/http

# Loss of power at a thousand points, in a host that has had 200 changes: takes
# a quarter of an hour.
.PHONY: torture-host
torture-host: $(SDK_FILES) $(BUILD)/tests/provider-tests \
		$(BUILD)/tests/ext2-mount $(BUILD)/tests/supervisor/standin \
		$(SDK)/share/denali/supervisor \
		$(BUILD)/tests/templates/http/build/http
	$(Q)DENALI_CHANGES=200 DENALI_CUTS=1000 $(BUILD)/tests/provider-tests \
		--filter 'powerloss/*' --verbose
