/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "net.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "error.h"
#include "forward.h"
#include "ports.h"
#include "tap.h"

#define NETDEV_ID "n0"
#define MTU_USER 1500

/* Locally administered, then "dn"; the rest counts the instances. */
static const uint8_t mac_base[6] = { 0x02, 0x64, 0x6e, 0, 0, 0 };

/* The user network's defaults, by how many instances fit after .2.15. */
static const struct {
	uint32_t instances;
	const char *cidr;
} user_ranges[] = {
	{ 240, "10.0.2.15/24" },
	{ 65008, "10.0.2.15/16" },
	{ UINT32_MAX, "10.0.2.15/15" },
};
#define USER_IPV6 "fec0::15/64"

/* The host and the name server of the default network are 10.0.2.2 and .3
 * however wide it is; of another one the second and third address. */
struct user_net {
	struct cidr first; /* instance 0 */
	struct cidr network, host, dns;
};

/* Can all instances have addresses, first and those after it? */
static int check_range(const struct cidr *first, uint32_t count)
{
	char text[ADDRESS_TEXT_MAX];
	struct cidr last;

	if (!cidr_is_host(first))
		return error("--addr %s/%u: the address of a whole network, "
			     "not of an instance",
			     cidr_text(first, text), first->prefix);
	if (cidr_add(first, count - 1, &last) && cidr_contains(first, &last) &&
	    cidr_is_host(&last))
		return 0;
	return error("--addr %s/%u: the prefix has no room for %u instances "
		     "from there; begin lower or widen it",
		     cidr_text(first, text), first->prefix, count);
}

/* Would one of the instances have the address that something else has? */
static int check_free(const struct cidr *first, uint32_t count,
		      const struct cidr *taken, const char *who)
{
	char text[ADDRESS_TEXT_MAX], taken_text[ADDRESS_TEXT_MAX];
	struct cidr last;

	cidr_add(first, count - 1, &last);
	if (cidr_compare(first, taken) > 0 || cidr_compare(taken, &last) > 0)
		return 0;
	return error("--addr %s/%u: an instance would have %s, the address of "
		     "%s; begin elsewhere",
		     cidr_text(first, text), first->prefix,
		     cidr_text(taken, taken_text), who);
}

static int check_user(const struct user_net *user, uint32_t count)
{
	int status = check_range(&user->first, count);
	char text[ADDRESS_TEXT_MAX];

	if (status == 0 && !(cidr_contains(&user->network, &user->dns) &&
			     cidr_is_host(&user->dns)))
		return error("--addr %s/%u: the prefix has no room for the "
			     "gateway and the name server; widen it",
			     cidr_text(&user->first, text), user->first.prefix);
	if (status == 0)
		status = check_free(&user->first, count, &user->host,
				    "the gateway");
	if (status == 0)
		status = check_free(&user->first, count, &user->dns,
				    "the name server");
	return status;
}

/* A user network around the address of instance 0. */
static struct user_net user_net_of(const struct cidr *first)
{
	struct user_net user = {
		.first = *first,
		.network = cidr_network(first),
	};

	cidr_add(&user.network, 2, &user.host);
	cidr_add(&user.network, 3, &user.dns);
	return user;
}

static struct user_net user_ipv4(const struct run_options *options)
{
	struct user_net user;
	struct cidr first;
	unsigned i = 0;

	if (options->ipv4.family != 0)
		return user_net_of(&options->ipv4);
	while (options->count > user_ranges[i].instances)
		i++;
	cidr_parse(user_ranges[i].cidr, &first);
	user = user_net_of(&first);
	user.host.bytes[2] = user.dns.bytes[2] = first.bytes[2];
	return user;
}

static struct user_net user_ipv6(const struct run_options *options)
{
	struct cidr first;

	if (options->ipv6.family != 0)
		return user_net_of(&options->ipv6);
	cidr_parse(USER_IPV6, &first);
	return user_net_of(&first);
}

static void tell_ipv4(struct denali_network *network, const struct cidr *first,
		      const struct cidr *gateway)
{
	memcpy(&network->ipv4, first->bytes, 4);
	memcpy(&network->ipv4_gateway, gateway->bytes, 4);
	network->ipv4_prefix = (uint8_t)first->prefix;
}

static void tell_ipv6(struct denali_network *network, const struct cidr *first,
		      const struct cidr *gateway)
{
	memcpy(network->ipv6, first->bytes, 16);
	memcpy(network->ipv6_gateway, gateway->bytes, 16);
	network->ipv6_prefix = (uint8_t)first->prefix;
}

static void add_network(struct buffer *netdev, const struct user_net *user)
{
	const char *six = user->first.family == AF_INET6 ? "ipv6-" : "";
	char network[ADDRESS_TEXT_MAX], host[ADDRESS_TEXT_MAX];
	char dns[ADDRESS_TEXT_MAX], first[ADDRESS_TEXT_MAX];

	cidr_text(&user->network, network);
	cidr_text(&user->host, host);
	cidr_text(&user->dns, dns);
	if (user->first.family == AF_INET6)
		buffer_printf(netdev, ",ipv6-prefix=%s,ipv6-prefixlen=%u",
			      network, user->first.prefix);
	else
		buffer_printf(netdev, ",net=%s/%u,dhcpstart=%s", network,
			      user->first.prefix,
			      cidr_text(&user->first, first));
	buffer_printf(netdev, ",%shost=%s,%sdns=%s", six, host, six, dns);
}

/* first: of instance 0. */
static void add_forwards(struct buffer *netdev, const struct part_options *part,
			 const struct cidr *first)
{
	char text[ADDRESS_TEXT_MAX];
	struct cidr guest;

	for (uint32_t i = 0; i < part->count; i++) {
		cidr_add(first, part->first + i, &guest);
		cidr_text(&guest, text);
		for (uint32_t j = 0; j < part->forward_count; j++) {
			const struct forward *forward = &part->forwards[j];
			bool own = forward->address[0] == '\0';

			if (i >= forward_ports(forward, part))
				continue;
			buffer_printf(netdev, ",hostfwd=%s:127.0.0.1:%u-%s:%u",
				      forward->udp ? "udp" : "tcp",
				      forward->host + i,
				      own ? text : forward->address,
				      forward->guest);
		}
	}
}

static int open_user(struct net *net, const struct run_options *options)
{
	struct user_net ipv4 = user_ipv4(options);
	struct user_net ipv6 = user_ipv6(options);
	int status = check_user(&ipv4, options->count);

	if (status == 0)
		status = check_user(&ipv6, options->count);
	if (status == 0)
		status = ports_check(options);
	net->first.mtu = MTU_USER;
	tell_ipv4(&net->first, &ipv4.first, &ipv4.host);
	tell_ipv6(&net->first, &ipv6.first, &ipv6.host);
	/* No IPv6 name server: it answers only where this machine has one. */
	memcpy(&net->first.ipv4_dns[0], ipv4.dns.bytes, 4);
	buffer_printf(&net->netdev, "user,id=" NETDEV_ID);
	add_network(&net->netdev, &ipv4);
	add_network(&net->netdev, &ipv6);
	for (uint32_t i = 0; i < options->part_count; i++)
		add_forwards(&net->netdev, &options->parts[i], &ipv4.first);
	return status;
}

/* One address family of a TAP network. */
static int tell_tap(struct net *net, const struct run_options *options,
		    const struct cidr *first)
{
	struct cidr own;
	int status;

	if (first->family == 0)
		return 0;
	status = check_range(first, options->count);
	if (status != 0)
		return status;
	own = tap_address(options->tap, first);
	if (own.family != 0)
		status = check_free(first, options->count, &own,
				    "the interface itself");
	if (first->family == AF_INET)
		tell_ipv4(&net->first, first, &own);
	else
		tell_ipv6(&net->first, first, &own);
	return status;
}

static int open_tap(struct net *net, const struct run_options *options)
{
	struct tap tap = { .fd = -1 };
	int status = tap_open(&tap, options->tap, options->pcap != NULL);

	net->tap = tap.fd;
	net->first.mtu = tap.mtu;
	if (options->ipv4.family == 0 && options->ipv6.family == 0)
		net->first.flags |= DENALI_NET_DHCP | DENALI_NET_SLAAC;
	buffer_printf(&net->netdev, "tap,id=" NETDEV_ID ",fd=%d", tap.fd);
	if (status == 0)
		status = tell_tap(net, options, &options->ipv4);
	if (status == 0)
		status = tell_tap(net, options, &options->ipv6);
	return status;
}

/* What the folder of a host says besides.  Its own Ethernet address is the
 * supervisor's, but where the kernel has that of the NIC for all. */
static void tell_hosted(struct denali_network *network,
			const struct run_options *options)
{
	const struct hosted *hosted = options->hosted;
	unsigned byte[6];

	if (hosted == NULL)
		return;
	if (hosted->mac != NULL &&
	    (options->boot_flags & DENALI_PLAN_ROUTED) == 0 &&
	    sscanf(hosted->mac, "%2x:%2x:%2x:%2x:%2x:%2x", &byte[0], &byte[1],
		   &byte[2], &byte[3], &byte[4], &byte[5]) == 6)
		for (int i = 0; i < 6; i++)
			network->mac[i] = (uint8_t)byte[i];
	if (hosted->gateway.family != 0)
		memcpy(&network->ipv4_gateway, hosted->gateway.bytes, 4);
	if (hosted->gateway6.family != 0)
		memcpy(network->ipv6_gateway, hosted->gateway6.bytes, 16);
	if (hosted->dns.family != 0)
		memcpy(&network->ipv4_dns[0], hosted->dns.bytes, 4);
}

int net_open(struct net *net, const struct run_options *options)
{
	int status;

	*net = (struct net){ .tap = -1 };
	if (options->net == NET_NONE)
		return 0;
	net->first.flags = DENALI_NET_PRESENT;
	memcpy(net->first.mac, mac_base, sizeof mac_base);
	status = options->net == NET_USER ? open_user(net, options) :
					    open_tap(net, options);
	tell_hosted(&net->first, options);
	buffer_append(&net->netdev, "", 1);
	return status;
}

void net_close(struct net *net)
{
	buffer_free(&net->netdev);
	if (net->tap >= 0)
		close(net->tap);
	net->tap = -1;
}

static int tell_medium(struct denali_network *network,
		       const struct run_options *options,
		       const struct cidr *first)
{
	struct cidr prefix, gateway;
	int status;

	if (first->family == 0)
		return 0;
	status = check_range(first, options->count);
	prefix = cidr_network(first);
	cidr_add(&prefix, 1, &gateway);
	if (status == 0)
		status = check_free(first, options->count, &gateway,
				    "the gateway");
	if (first->family == AF_INET)
		tell_ipv4(network, first, &gateway);
	else
		tell_ipv6(network, first, &gateway);
	return status;
}

int net_of_medium(struct denali_network *network,
		  const struct run_options *options)
{
	int status;

	*network = (struct denali_network){ .mtu = MTU_USER };
	if (options->net == NET_NONE)
		return 0;
	network->flags = DENALI_NET_PRESENT;
	if (options->ipv4.family == 0 && options->ipv6.family == 0)
		network->flags |= DENALI_NET_DHCP | DENALI_NET_SLAAC;
	/* Two hosts on one wire must not have the same. */
	memcpy(network->mac, mac_base, sizeof mac_base);
	if (getrandom(network->mac + 1, 3, 0) != 3)
		return error("no random numbers");
	status = tell_medium(network, options, &options->ipv4);
	if (status == 0)
		status = tell_medium(network, options, &options->ipv6);
	tell_hosted(network, options);
	return status;
}
