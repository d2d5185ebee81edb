# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The denali command.  It is carried to other machines: of what is linked into
# it only glibc is theirs.

DENALI_SRC := $(sort $(wildcard sdk/denali/*.c) \
	$(wildcard sdk/common/*.c) $(wildcard sdk/common/*.cc))
DENALI_LIBS := -Wl,-Bstatic -ldw -lelf -lz -llzma -lbz2 \
	-ljansson -lsodium -Wl,-Bdynamic -lm -pthread

$(eval $(call host_program,$(SDK)/bin/denali,$(DENALI_SRC),\
	-iquote sdk/common,$(DENALI_LIBS)))
