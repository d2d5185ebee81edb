# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The denali command.

DENALI_SRC := $(sort $(wildcard sdk/denali/*.c) \
	$(wildcard sdk/common/*.c))
DENALI_LIBS := -lelf -ljansson -lm -pthread

$(eval $(call host_program,$(SDK)/bin/denali,$(DENALI_SRC),,$(DENALI_LIBS)))
