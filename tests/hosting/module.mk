# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The command as a client of hosts: with servers that mean ill (peer.h), and
# with the supervisor over a machine that is a stand-in.

HOSTING_TEST_HARNESS := $(addprefix tests/harness/,bytes.c denali.c net.c \
	process.c)

HOSTING_TEST_LIBS := -lcriterion -Wl,-Bstatic $(HTTP_LIBS) -Wl,-Bdynamic \
	-ljansson -lutil -pthread

$(eval $(call host_program,$(BUILD)/tests/hosting,\
	$(wildcard tests/hosting/*.c) $(HOSTING_TEST_HARNESS) \
	$(addprefix tests/supervisor/,author.c client.c standinimage.c \
		standinprocess.c) \
	sdk/denali/hosting/http.c sdk/denali/hosting/httpsession.c \
	sdk/denali/hosting/httptext.c sdk/denali/hosting/certificate.c \
	sdk/denali/buffer.c sdk/denali/error.c \
	$(addprefix sdk/common/,memory.c minisign.c parse.c publication.c),\
	-Itests -iquote . $(DENALI_CFLAGS) -O1 -fsanitize=address \
	-fsanitize=undefined -fno-sanitize-recover=all,\
	$(HOSTING_TEST_LIBS)))
TEST_PROGRAMS += $(BUILD)/tests/hosting
