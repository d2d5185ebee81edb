/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "flood.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FROM 0x0a090000u
#define TO 0x0a080002u

struct syn {
	struct ether_header ether;
	struct iphdr ip;
	struct tcphdr tcp;
} __attribute__((packed));

/* What TCP's checksum covers besides its own header (RFC 9293, 3.1). */
struct pseudo {
	uint32_t from, to;
	uint16_t protocol, length;
	struct tcphdr tcp;
};

/* RFC 1071. */
static uint16_t checksum(const void *data, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < length; i += 2) {
		uint16_t word;

		memcpy(&word, (const char *)data + i, 2);
		sum += word;
	}
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t) ~((sum & 0xffff) + (sum >> 16));
}

int flood_open(const char *interface)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(interface),
	};
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (fd >= 0 &&
	    bind(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

bool flood_syn(int socket, const uint8_t mac[6], uint32_t number)
{
	static const uint8_t source[6] = { 2, 0, 0, 0, 0, 1 };
	struct pseudo pseudo = {
		.from = htonl(FROM + number % 250),
		.to = htonl(TO),
		.protocol = htons(IPPROTO_TCP),
		.length = htons(sizeof(struct tcphdr)),
		.tcp = { .source = htons((uint16_t)(1024 + number / 250)),
			 .dest = htons(80),
			 .seq = htonl(number * 2654435761u),
			 .doff = 5,
			 .syn = 1,
			 .window = htons(1024) },
	};
	struct syn syn = {
		.ether.ether_type = htons(ETHERTYPE_IP),
		.ip = { .version = 4,
			.ihl = 5,
			.tot_len = htons(sizeof syn - sizeof syn.ether),
			.ttl = 64,
			.protocol = IPPROTO_TCP,
			.saddr = pseudo.from,
			.daddr = pseudo.to },
	};

	pseudo.tcp.check = checksum(&pseudo, sizeof pseudo);
	memcpy(syn.ether.ether_dhost, mac, 6);
	memcpy(syn.ether.ether_shost, source, 6);
	syn.ip.check = checksum(&syn.ip, sizeof syn.ip);
	syn.tcp = pseudo.tcp;
	return send(socket, &syn, sizeof syn, 0) == (ssize_t)sizeof syn;
}
