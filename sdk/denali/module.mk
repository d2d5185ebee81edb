# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The denali command.  It is carried to other machines: of what is linked into
# it only glibc is theirs.

DENALI_SRC := $(sort $(wildcard sdk/denali/*.c sdk/denali/*/*.c) \
	$(wildcard sdk/common/*.c) $(wildcard sdk/common/*.cc))
# What goes to hosts and registries: HTTP, TLS, signatures.
HTTP_CFLAGS := -isystem $(CURL_DIR)/include
HTTP_LIBS := -L$(CURL_DIR)/lib -lcurl -lmbedtls -lmbedx509 -lmbedcrypto \
	-lsodium
DENALI_CFLAGS := -iquote sdk/common -iquote sdk/denali $(HTTP_CFLAGS)
DENALI_LIBS := -Wl,-Bstatic $(HTTP_LIBS) -ldw -lelf -lz -llzma -lbz2 \
	-ljansson -Wl,-Bdynamic -lm -pthread

$(eval $(call host_program,$(SDK)/bin/denali,$(DENALI_SRC),\
	$(DENALI_CFLAGS),$(DENALI_LIBS)))
