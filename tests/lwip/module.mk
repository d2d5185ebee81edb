# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The port and lwIP, compiled for the build host, on stand-ins for what lies
# around them.

LWIP_TEST := $(BUILD)/tests/lwip
LWIP_TEST_PORT := $(filter-out $(addprefix %/,addrinfo.c ether.c herror.c \
	hostbyaddr.c hostent.c hostname.c ifaddrs.c inetclass.c interface.c \
	interfacerequest.c interfacestate.c nameinfo.c network.c protocol.c \
	service.c start.c),\
	$(wildcard lwip-port/*.c)) \
	$(addprefix runtime/,cursor.c messages.c socket.c \
		socketoption.c sockets.c)

# Of the runtime's headers only those of sockets: the others would take the
# place of the build host's.
LWIP_TEST_HEADERS := arpa/inet.h net/if.h netdb.h netinet/in.h netinet/tcp.h \
	poll.h sys/ioctl.h sys/socket.h sys/uio.h sys/un.h
LWIP_TEST_INCLUDE := $(BUILD)/obj/tests/lwip/include
LWIP_TEST_INCLUDED := $(addprefix $(LWIP_TEST_INCLUDE)/,$(LWIP_TEST_HEADERS))
$(LWIP_TEST_INCLUDED): $(LWIP_TEST_INCLUDE)/%: runtime/include/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

LWIP_TEST_CFLAGS := -include tests/lwip/names.h -U_GNU_SOURCE \
	-D_DEFAULT_SOURCE -D__GNU_VISIBLE=1 -D__POSIX_VISIBLE=202405 \
	-DIPV6_FRAG_COPYHEADER=1 \
	-Itests/lwip/include -I$(LWIP_TEST_INCLUDE) \
	-Iilwaco/include -iquote lwip-port -iquote runtime -iquote tests/lwip \
	-Ilwip-port/include -isystem $(LWIP_DIR)/src/include \
	-O1 -fsanitize=address,undefined -fno-sanitize-recover=all

LWIP_TEST_OBJ := $(patsubst $(LWIP_DIR)/%,$(BUILD)/obj/tests/lwip/lwip/%.o,\
	$(LWIP_SRC))
$(BUILD)/obj/tests/lwip/lwip/%.c.o: $(LWIP_DIR)/%.c \
		$(LWIP_PORT_HEADERS) $(LWIP_TEST_INCLUDED) | ready
	$(call say,HOSTCC,lwip/$*.c)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(HOST_CFLAGS) $(LWIP_TEST_CFLAGS) -w -c -o $@ $<

$(eval $(call host_program,$(LWIP_TEST),\
	$(wildcard tests/lwip/*.c) $(LWIP_TEST_PORT),$(LWIP_TEST_CFLAGS),\
	$(LWIP_TEST_OBJ) -lcriterion))
$(LWIP_TEST): $(LWIP_TEST_OBJ)
$(patsubst %,$(BUILD)/obj/tests/lwip/%.o,$(wildcard tests/lwip/*.c) \
	$(LWIP_TEST_PORT)): $(LWIP_TEST_INCLUDED) $(LWIP_PORT_HEADERS)
TEST_PROGRAMS += $(LWIP_TEST)

# The same under libFuzzer (see tests/fuzz).
FUZZERS += network
FUZZ_SRC_network := tests/lwip/fuzz/network.c tests/lwip/fake.c \
	$(LWIP_TEST_PORT) $(LWIP_SRC)
$(BUILD)/fuzz/network: $(FUZZ_SRC_network) $(LWIP_TEST_INCLUDED) \
		$(wildcard tests/lwip/*.h lwip-port/*.h lwip-port/include/*.h) \
		| ready
	$(call say,FUZZCC,$@)
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(HOST_CFLAGS) $(LWIP_TEST_CFLAGS) -w \
		-fsanitize=fuzzer -o $@ $(FUZZ_SRC_network)

# Its seeds are kept as text.
$(BUILD)/fuzz/network.seeds: $(wildcard tests/lwip/fuzz/*.hex)
	$(call say,SEEDS,$@)
	$(Q)rm -rf $@ && mkdir -p $@
	$(Q)for seed in $^; do tr a-f A-F <$$seed | basenc -di --base16 \
		>$@/$$(basename $$seed .hex); done

.PHONY: fuzz-network
fuzz-network: $(BUILD)/fuzz/network $(BUILD)/fuzz/network.seeds
	$(call say,FUZZ,$<)
	$(Q)tests/fuzz/run $< $(FUZZ_SECONDS)
