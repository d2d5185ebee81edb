# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# lwIP's own unit tests as a service: lwIP with their options, not the port's,
# beside the one that the SDK has, whose names are hidden.  The boot test is
# tests/boot/suites.c.

LWIP_UNIT := $(BUILD)/tests/lwip-unit/lwip-unit
LWIP_UNIT_SRC := $(addprefix $(LWIP_DIR)/src/, \
	$(addprefix core/, init.c def.c dns.c inet_chksum.c ip.c mem.c memp.c \
		netif.c pbuf.c raw.c stats.c sys.c altcp.c altcp_alloc.c \
		altcp_tcp.c tcp.c tcp_in.c tcp_out.c timeouts.c udp.c) \
	$(addprefix core/ipv4/, autoip.c dhcp.c etharp.c icmp.c igmp.c \
		ip4_frag.c ip4.c ip4_addr.c) \
	$(addprefix core/ipv6/, dhcp6.c ethip6.c icmp6.c inet6.c ip6.c \
		ip6_addr.c ip6_frag.c mld6.c nd6.c) \
	$(addprefix api/, api_lib.c api_msg.c err.c if_api.c netbuf.c netdb.c \
		netifapi.c sockets.c tcpip.c) \
	netif/ethernet.c apps/mdns/mdns.c apps/mqtt/mqtt.c) \
	$(addprefix $(LWIP_DIR)/test/unit/, lwip_unittests.c \
		api/test_sockets.c arch/sys_arch.c core/test_def.c \
		core/test_mem.c core/test_netif.c core/test_pbuf.c \
		core/test_timers.c dhcp/test_dhcp.c etharp/test_etharp.c \
		ip4/test_ip4.c ip6/test_ip6.c mdns/test_mdns.c \
		mqtt/test_mqtt.c tcp/tcp_helper.c tcp/test_tcp_oos.c \
		tcp/test_tcp.c udp/test_udp.c)
LWIP_UNIT_CFLAGS := -std=gnu11 -O1 -g -w -Itests/lwip-unit/include \
	-I$(LWIP_DIR)/test/unit -I$(LWIP_DIR)/src/include \
	-ffile-prefix-map=$(LWIP_DIR)/=
LWIP_UNIT_OBJ := $(patsubst $(LWIP_DIR)/%,$(BUILD)/obj/tests/lwip-unit/%.o,\
	$(LWIP_UNIT_SRC))

$(LWIP_UNIT_OBJ): $(BUILD)/obj/tests/lwip-unit/%.o: $(LWIP_DIR)/% \
		$(wildcard tests/lwip-unit/include/*.h) \
		tests/lwip-unit/include/arch/cc.h tests/lwip-unit/module.mk \
		$(SDK)/share/denali/denali.specs \
		| sdk
	$(call say,GUESTCC,lwip/$*)
	@mkdir -p $(@D)
	$(Q)$(SDK)/bin/denali-cc $(LWIP_UNIT_CFLAGS) -c -o $@ $<

$(eval $(call guest_program,$(LWIP_UNIT),tests/lwip-unit/check.c,\
	-Itests/lwip-unit/include,$(LWIP_UNIT_OBJ),$(LWIP_UNIT_OBJ)))
TEST_FILES += $(LWIP_UNIT)
