# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The supervisor, an image that the SDK has in share/denali, with the libraries
# of ports.  Tests link the same sources for the build host.

SUPERVISOR_OPENAPI := $(BUILD)/supervisor/openapi.c
# What a stand-in has in its place: main.c.
SUPERVISOR_SRC := $(filter-out %/main.c,\
	$(sort $(wildcard sdk/supervisor/*.c))) $(SUPERVISOR_OPENAPI) \
	$(addprefix sdk/common/,address.c imagepath.c manifest.c \
	manifestkeys.c manifestnote.c manifestparts.c memory.c minisign.c \
	parse.c portlist.c publication.c rule.c schema.c suggest.c toml.c \
	utf8.c variable.c)
# mkext4 knows the format of file systems by e2fsprogs' headers.
SUPERVISOR_CFLAGS := -iquote sdk/common -isystem $(E2FS_DIR)/lib \
	-isystem runtime/ext2/lib
SUPERVISOR_HOST_LIBS := -lsqlite3 -lmicrohttpd -ljansson -lmbedtls \
	-lmbedx509 -lmbedcrypto -lsodium -pthread

# The description of the API, less its indentation, as an array.
$(SUPERVISOR_OPENAPI): sdk/supervisor/openapi.json
	$(call say,MAKE,$@)
	@mkdir -p $(@D)
	$(Q){ echo 'extern const unsigned char openapi[];' && \
		echo 'const unsigned char openapi[] = {' && \
		sed 's/^ *//' $< | tr -d '\n' | od -An -v -tx1 | \
			sed 's/ \(..\)/0x\1,/g' && echo '};' && \
		echo 'extern const unsigned openapi_length;' && \
		echo 'const unsigned openapi_length = sizeof openapi;'; } >$@

# The image.  Its libraries come from ports, each with a folder of its own.
SUPERVISOR := $(SDK)/share/denali/supervisor
SUPERVISOR_PORTS := jansson libmicrohttpd libsodium mbedtls sqlite
SUPERVISOR_STAGES := $(SUPERVISOR_PORTS:%=$(BUILD)/ports/%/stage/usr)
SUPERVISOR_BUILT := $(SUPERVISOR_PORTS:%=$(BUILD)/ports/%/built)
SUPERVISOR_LINK := $(SUPERVISOR_STAGES:%=-L%/lib) -lmicrohttpd -lmbedtls \
	-lmbedx509 -lmbedcrypto -lsqlite3 -ljansson -lsodium -lm \
	--stack 128K --mount disk0:/state:noauto -Wl,--no-warnings
$(eval $(call guest_program,$(SUPERVISOR),\
	sdk/supervisor/main.c $(SUPERVISOR_SRC),\
	-iquote . $(SUPERVISOR_CFLAGS) \
	$(SUPERVISOR_STAGES:%=-isystem %/include),\
	$(SUPERVISOR_LINK),$(SUPERVISOR_BUILT)))
$(patsubst %,$(BUILD)/obj/$(SUPERVISOR:$(BUILD)/%=%)/%.o,\
	sdk/supervisor/main.c $(SUPERVISOR_SRC)): | $(SUPERVISOR_BUILT)

.PHONY: supervisor
supervisor: $(SUPERVISOR)
