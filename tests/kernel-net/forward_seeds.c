/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * forward_seeds FOLDER NAME: what the fuzzer of forwarded ports starts from.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frames.h"
#include "tcp.h"
#include "wire.h"
#include "world.h"

#define VM(number, port, drains)                                               \
	(((number)-1) | (((port)-80) << 2) | ((drains) << 7))

static const uint8_t host[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
static const char *folder;
static struct frame frame;

/* With one backend, and with three, one of which drains. */
static void write_input(const char *name, uint8_t flags)
{
	static const uint8_t backends[] = { VM(2, 80, 0), VM(3, 81, 0),
					    VM(4, 82, 1) };
	char path[4096];

	for (unsigned count = 1; count <= 3; count += 2) {
		FILE *file;

		snprintf(path, sizeof path, "%s/%s-%u", folder, name, count);
		file = fopen(path, "wb");
		if (!file || putc(flags | count << 4, file) == EOF ||
		    fwrite(backends, 1, count, file) != count ||
		    fwrite(frame.bytes, 1, frame.length, file) !=
			    frame.length ||
		    fclose(file)) {
			perror(path);
			exit(1);
		}
	}
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	folder = argv[1];
	frame_tcp4(&frame, 1, OUTSIDE, 1000, 80, TCP_SYN, 7, 0);
	write_input("syn", 0);
	memcpy(frame.bytes, host, 6);
	write_input("syn-routed", 2);
	frame_tcp4(&frame, 1, OUTSIDE, 1000, 80, TCP_ACK, 7, 9);
	write_input("data", 0);
	frame_udp4(&frame, 1, OUTSIDE, 1000, 80, 9);
	write_input("datagram", 4);
	frame_tcp6(&frame, 1, OUTSIDE, 1000, 80, TCP_SYN, 7, 0);
	write_input("six", 8);
	frame_tcp4(&frame, OUTSIDE, 2, 80, 1000, TCP_ACK, 7, 9);
	write_input("answer", 1);
	write_input("answer-routed", 3);
	frame_udp6(&frame, OUTSIDE, 2, 80, 1000, 9);
	write_input("answer-six", 1 | 4 | 8);
	frame_arp(&frame, BROADCAST, 2, 1, world_ipv4(OUTSIDE));
	write_input("arp", 3);
	frame_neighbour(&frame, ALL_NODES, 2, ND_SOLICITATION, OUTSIDE, 1, 2);
	write_input("solicitation", 3);
	frame_neighbour(&frame, ALL_NODES, OUTSIDE, ND_SOLICITATION, 2, 1,
			OUTSIDE);
	write_input("solicited", 2);
	return 0;
}
