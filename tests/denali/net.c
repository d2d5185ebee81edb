/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Networks: what QEMU and the VMs are told, and what cannot be had.
 */
#include "net.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"

#define DEFAULT_IPV6                                                           \
	",ipv6-prefix=fec0::,ipv6-prefixlen=64,ipv6-host=fec0::2,"             \
	"ipv6-dns=fec0::3"

static struct forward forwards[2];
static struct part_options part; /* of the latest options */

static struct run_options options_for(uint32_t count)
{
	part = (struct part_options){
		.image = "some/where/hello",
		.count = count,
		.forwards = forwards,
	};
	return (struct run_options){
		.parts = &part,
		.part_count = 1,
		.count = count,
	};
}

static void expect_ipv4(uint32_t address, const char *expected)
{
	char text[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &address, text, sizeof text);
	cr_expect_str_eq(text, expected);
}

static void expect_ipv6(const uint8_t *address, const char *expected)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(AF_INET6, address, text, sizeof text);
	cr_expect_str_eq(text, expected);
}

Test(net, none)
{
	struct run_options options = options_for(1);
	struct net net;

	options.net = NET_NONE;
	cr_assert(net_open(&net, &options) == 0);
	cr_expect(net.first.flags == 0 && net.netdev.length == 0);
	cr_expect(net.tap == -1);
	net_close(&net);
}

Test(net, user)
{
	struct run_options options = options_for(1);
	struct net net;

	cr_assert(net_open(&net, &options) == 0);
	cr_expect_str_eq((char *)net.netdev.data,
			 "user,id=n0,net=10.0.2.0/24,dhcpstart=10.0.2.15,"
			 "host=10.0.2.2,dns=10.0.2.3" DEFAULT_IPV6);
	cr_expect(net.first.flags == DENALI_NET_PRESENT);
	cr_expect(net.first.mtu == 1500);
	cr_expect(memcmp(net.first.mac, "\x02\x64\x6e\0\0\0", 6) == 0);
	expect_ipv4(net.first.ipv4, "10.0.2.15");
	expect_ipv4(net.first.ipv4_gateway, "10.0.2.2");
	expect_ipv4(net.first.ipv4_dns[0], "10.0.2.3");
	cr_expect(net.first.ipv4_prefix == 24 && net.first.ipv6_prefix == 64);
	expect_ipv6(net.first.ipv6, "fec0::15");
	expect_ipv6(net.first.ipv6_gateway, "fec0::2");
	expect_ipv6(net.first.ipv6_dns, "::");
	net_close(&net);
}

static void expect_width(uint32_t count, const char *network)
{
	struct run_options options = options_for(count);
	struct net net;

	cr_assert(net_open(&net, &options) == 0, "%u", count);
	cr_expect_not_null(strstr((char *)net.netdev.data, network));
	cr_expect_not_null(
		strstr((char *)net.netdev.data, "host=10.0.2.2,dns=10.0.2.3"));
	net_close(&net);
}

/* As wide as it takes: the last instance's address is no broadcast. */
Test(net, width)
{
	expect_width(240, ",net=10.0.2.0/24,");
	expect_width(241, ",net=10.0.0.0/16,");
	expect_width(65008, ",net=10.0.0.0/16,");
	expect_width(65009, ",net=10.0.0.0/15,");
	expect_width(65536, ",net=10.0.0.0/15,");
}

Test(net, addresses_chosen)
{
	struct run_options options = options_for(3);
	struct net net;

	cidr_parse("192.168.7.20/28", &options.ipv4);
	cidr_parse("fd00:1::20/96", &options.ipv6);
	cr_assert(net_open(&net, &options) == 0, "%s", error_last());
	cr_expect_str_eq(
		(char *)net.netdev.data,
		"user,id=n0,net=192.168.7.16/28,dhcpstart=192.168.7.20,"
		"host=192.168.7.18,dns=192.168.7.19,ipv6-prefix=fd00:1::,"
		"ipv6-prefixlen=96,ipv6-host=fd00:1::2,ipv6-dns=fd00:1::3");
	expect_ipv4(net.first.ipv4, "192.168.7.20");
	expect_ipv4(net.first.ipv4_gateway, "192.168.7.18");
	expect_ipv6(net.first.ipv6_gateway, "fd00:1::2");
	net_close(&net);
}

/* A free port of 127.0.0.1, held by fd. */
static uint16_t hold_port(int type, int *fd)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof address;

	*fd = socket(AF_INET, type, 0);
	cr_assert(bind(*fd, (struct sockaddr *)&address, size) == 0);
	cr_assert(type == SOCK_DGRAM || listen(*fd, 1) == 0);
	getsockname(*fd, (struct sockaddr *)&address, &size);
	return ntohs(address.sin_port);
}

/* Two ports in a row are not ours to choose: others may have the second. */
static uint16_t open_pair(struct net *net, struct run_options *options,
			  int type)
{
	for (unsigned tries = 0; tries < 50; tries++) {
		int fd;
		uint16_t port = hold_port(type, &fd);

		close(fd);
		forwards[0] = (struct forward){ .host = port,
						.guest = 53,
						.udp = type == SOCK_DGRAM };
		options->parts->forward_count = 1;
		if (net_open(net, options) == 0)
			return port;
		net_close(net);
	}
	cr_assert_fail("%s", error_last());
	return 0;
}

static void expect_forwards(int type, const char *kind)
{
	struct run_options options = options_for(2);
	char expected[256];
	struct net net;
	uint16_t port = open_pair(&net, &options, type);

	snprintf(expected, sizeof expected,
		 ",hostfwd=%s:127.0.0.1:%u-10.0.2.15:53"
		 ",hostfwd=%s:127.0.0.1:%u-10.0.2.16:53",
		 kind, port, kind, port + 1);
	cr_expect_not_null(strstr((char *)net.netdev.data, expected));
	net_close(&net);
}

Test(net, ports)
{
	expect_forwards(SOCK_STREAM, "tcp");
	expect_forwards(SOCK_DGRAM, "udp");
}

/* One port, of whoever has the address, though there are two instances. */
Test(net, port_of_an_address)
{
	struct run_options options = options_for(2);
	char expected[256];
	struct net net;
	int fd;
	uint16_t port = hold_port(SOCK_STREAM, &fd);

	close(fd);
	forwards[0] = (struct forward){ .host = port,
					.guest = 80,
					.address = "10.0.2.77" };
	options.parts->forward_count = 1;
	cr_assert(net_open(&net, &options) == 0);
	snprintf(expected, sizeof expected,
		 ",hostfwd=tcp:127.0.0.1:%u-10.0.2.77:80", port);
	cr_expect_not_null(strstr((char *)net.netdev.data, expected));
	cr_expect_null(strstr((char *)net.netdev.data, "10.0.2.16:"));
	net_close(&net);
}

static void expect_refused(const struct run_options *options, const char *text)
{
	struct net net;

	cr_expect(net_open(&net, options) == STATUS_ERROR, "%s", text);
	cr_expect_str_eq(error_last(), text);
	net_close(&net);
}

static void expect_busy(int type, const char *suffix, const char *kind)
{
	struct run_options options = options_for(1);
	char text[256];
	int fd;
	uint16_t port = hold_port(type, &fd);

	forwards[0] = (struct forward){ .host = port,
					.guest = 80,
					.udp = type == SOCK_DGRAM };
	options.parts->forward_count = 1;
	snprintf(text, sizeof text,
		 "-p %u:80%s: %s port %u of 127.0.0.1 is in use: another "
		 "program, or another option, has it; stop that or "
		 "choose another port",
		 port, suffix, kind, port);
	expect_refused(&options, text);
	close(fd);
}

Test(net, busy_tcp_port, .init = cr_redirect_stderr)
{
	expect_busy(SOCK_STREAM, "", "TCP");
}

Test(net, busy_udp_port, .init = cr_redirect_stderr)
{
	expect_busy(SOCK_DGRAM, "/udp", "UDP");
}

/* Instance 1 of the first and instance 0 of the second want the same. */
Test(net, port_asked_for_twice, .init = cr_redirect_stderr)
{
	struct run_options options = options_for(2);

	forwards[0] = (struct forward){ .host = 28080, .guest = 80 };
	forwards[1] = (struct forward){ .host = 28081, .guest = 81 };
	options.parts->forward_count = 2;
	expect_refused(&options,
		       "-p 28081:81: TCP port 28081 of 127.0.0.1 is in use: "
		       "another program, or another option, has it; stop that "
		       "or choose another "
		       "port");
}

static const struct {
	const char *cidr;
	uint32_t count;
	const char *error; /* after the address */
} mistakes[] = {
	{ "10.0.2.0/24", 1,
	  "the address of a whole network, not of an "
	  "instance" },
	{ "10.0.2.255/24", 1,
	  "the address of a whole network, not of an "
	  "instance" },
	{ "10.0.2.250/24", 6,
	  "the prefix has no room for 6 instances from "
	  "there; begin lower or widen it" },
	{ "10.0.2.250/24", 60,
	  "the prefix has no room for 60 instances from "
	  "there; begin lower or widen it" },
	{ "10.0.2.1/24", 2,
	  "an instance would have 10.0.2.2, the address of "
	  "the gateway; begin elsewhere" },
	{ "10.0.2.3/24", 1,
	  "an instance would have 10.0.2.3, the address of "
	  "the name server; begin elsewhere" },
	{ "10.0.2.1/30", 1,
	  "the prefix has no room for the gateway and the "
	  "name server; widen it" },
	{ "10.0.2.1/32", 1,
	  "the prefix has no room for the gateway and the "
	  "name server; widen it" },
	{ "fd00::2/64", 1,
	  "an instance would have fd00::2, the address of the "
	  "gateway; begin elsewhere" },
	{ "fd00::fffe/112", 3,
	  "the prefix has no room for 3 instances from "
	  "there; begin lower or widen it" },
};

Test(net, mistakes, .init = cr_redirect_stderr)
{
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct run_options options = options_for(mistakes[i].count);
		struct cidr cidr;
		char text[256];

		cr_assert(cidr_parse(mistakes[i].cidr, &cidr));
		if (cidr.family == AF_INET)
			options.ipv4 = cidr;
		else
			options.ipv6 = cidr;
		snprintf(text, sizeof text, "--addr %s: %s", mistakes[i].cidr,
			 mistakes[i].error);
		expect_refused(&options, text);
	}
}

Test(net, no_such_interface, .init = cr_redirect_stderr)
{
	struct run_options options = options_for(1);

	options.net = NET_TAP;
	options.tap = "nosuch0";
	expect_refused(&options,
		       "--net tap=nosuch0: no such interface; make it with `ip "
		       "tuntap add dev nosuch0 mode tap` and `ip link set "
		       "nosuch0 up`");
	options.tap = "namethatistoolong0";
	expect_refused(&options,
		       "--net tap=namethatistoolong0: no such interface; make "
		       "it with `ip tuntap add dev namethatistoolong0 mode "
		       "tap` and `ip link set namethatistoolong0 up`");
}
