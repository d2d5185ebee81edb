/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * fuzz_seeds FOLDER [frame]: one good input of each kind for fuzz_frame.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arp.h"
#include "frames.h"
#include "wire.h"
#include "world.h"

static const char *folder;
static struct frame frame;

static void write_input(const char *name, uint8_t kind, const void *bytes,
			size_t length)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s-%u", folder, name, kind);
	file = fopen(path, "wb");
	if (!file || putc(kind, file) == EOF ||
	    fwrite(bytes, 1, length, file) != length || fclose(file)) {
		perror(path);
		exit(1);
	}
}

/* As sent by VM 1, and as heard on the wire. */
static void write_frame(const char *name)
{
	write_input(name, 0, frame.bytes, frame.length);
	world_mac(OUTSIDE, frame.bytes + 6);
	write_input(name, 1, frame.bytes, frame.length);
}

static void write_rings(void)
{
	struct denali_nic rings = { .tx_posted = 3, .rx_posted = 2 };

	for (unsigned i = 0; i < DENALI_NIC_SLOTS; i++) {
		rings.tx[i].address = DENALI_IMAGE_BASE;
		rings.tx[i].length = 60;
		rings.tx[i].flags = i ? 0 : DENALI_NIC_MORE;
		rings.rx[i].address = DENALI_IMAGE_BASE;
		rings.rx[i].length = 1514;
	}
	write_input("rings", 2, &rings, 64 + 12 * 8);
	write_input("rings", 5, &rings, sizeof(rings));
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: fuzz_seeds FOLDER [frame]\n");
		return 1;
	}
	folder = argv[1];
	frame_arp(&frame, BROADCAST, 1, 1, world_ipv4(2));
	write_frame("arp");
	frame_udp4(&frame, 2, 1, 1000, 2000, 16);
	write_frame("udp4");
	frame_udp4(&frame, 2, 1, 40000, 80, 24);
	frame.bytes[23] = PROTOCOL_TCP;
	frame.bytes[34 + TCP_FLAGS] = TCP_SYN;
	write_frame("web");
	frame_udp4(&frame, 2, 1, 1000, 2000, 16);
	memcpy(frame.bytes, arp_router_mac, 6);
	write_input("routed", 1, frame.bytes, frame.length);
	frame_udp4(&frame, BROADCAST, 1, 1000, 2000, 16);
	write_frame("broadcast");
	frame_udp6(&frame, 2, 1, 1000, 2000, 16);
	write_frame("udp6");
	frame_neighbour(&frame, ALL_NODES, 1, ND_SOLICITATION, 2, 1, 1);
	write_frame("solicitation");
	frame_neighbour(&frame, ALL_NODES, 1, ND_ADVERTISEMENT, 1, 2, 1);
	write_frame("advertisement");
	frame_icmpv6(&frame, ALL_NODES, 1, ND_ROUTER_ADVERTISEMENT, 16);
	write_frame("router");
	frame_icmpv6(&frame, ALL_NODES, 1, MLD_REPORT, 24);
	write_frame("report");
	frame_icmpv6(&frame, ALL_NODES, 1, MLD2_REPORT, 28);
	frame.bytes[FRAME_ICMPV6 + 8] = 4;
	write_frame("report2");
	frame_dhcp(&frame, 3, 1, 3, 5, world_ipv4(100));
	write_frame("dhcp");
	write_rings();
	return 0;
}
