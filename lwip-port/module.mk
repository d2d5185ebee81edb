# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# lwIP, as far as a service can use it, and its port with the socket calls.
# lwIP's own init.c, mem.c, timeouts.c, sys.c and api/ are not among it: the
# port has its own of each, and etharp.c is part of its neighbours.c.
LWIP_PORT_SRC += $(wildcard lwip-port/*.c)
LWIP_SRC += $(addprefix $(LWIP_DIR)/src/core/,def.c dns.c inet_chksum.c ip.c \
	memp.c netif.c pbuf.c tcp.c tcp_out.c udp.c \
	$(addprefix ipv4/,dhcp.c icmp.c ip4.c ip4_addr.c ip4_frag.c) \
	$(addprefix ipv6/,ethip6.c icmp6.c ip6.c ip6_addr.c ip6_frag.c nd6.c)) \
	$(LWIP_DIR)/src/netif/ethernet.c

# What every frame passes through is worth more space, but not for copies of
# functions where they are called.
LWIP_HOT := $(addprefix $(LWIP_DIR)/src/core/,inet_chksum.c memp.c pbuf.c \
	tcp_out.c ipv4/ip4.c) \
	$(LWIP_DIR)/src/netif/ethernet.c
LWIP_PORT_HOT := $(addprefix lwip-port/,buffer.c input.c message.c \
	neighbours.c nic.c offload.c socket.c stack.c stream.c transfer.c)
FAST := -O2 -fno-inline-functions
$(call objects,lwip,$(LWIP_HOT)): LWIP_CFLAGS += $(FAST)
$(call objects,lwip-port,$(LWIP_PORT_HOT)): LWIP_PORT_CFLAGS += $(FAST)

# The compiler does not tell of headers that lwIP's include.
LWIP_PORT_HEADERS := \
	$(wildcard lwip-port/include/*.h lwip-port/include/*/*.h)
$(call objects,lwip-port,$(LWIP_PORT_SRC)): $(LWIP_PORT_HEADERS)
