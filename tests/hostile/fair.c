/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Each kind takes what the scheduler, the switch or the pager gives it, through
 * the library OS, as a busy service would:
 *
 *   compute   computes, in memory of its own
 *   send      sends datagrams of 1,400 bytes to the gateway, and computes
 *   print     prints lines, and computes
 *   remember  reads and writes memory that fits into its share of the machine
 *   rest      waits
 */
#include "fair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <netinet/in.h>

#include "attack.h"

#define PAYLOAD 1400
#define DISCARD_PORT 9
#define REMEMBERED 0x40000

static uint64_t end; /* TSC */

static bool go_on(void)
{
	return time_stamp() < end;
}

static void compute_some(void)
{
	static volatile uint32_t memory[4096];

	for (uint32_t i = 0; i < ATTACK_COUNT(memory); i++)
		memory[i] = memory[i] * 1664525u + i;
}

static void compute(void)
{
	while (go_on())
		compute_some();
}

static void send_on(void)
{
	static uint8_t payload[PAYLOAD];
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(DISCARD_PORT),
		.sin_addr.s_addr = ro_registers->network.ipv4_gateway,
	};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	while (go_on()) {
		sendto(fd, payload, sizeof payload, 0, (struct sockaddr *)&to,
		       sizeof to);
		compute_some();
	}
	close(fd);
}

static void print_on(void)
{
	while (go_on()) {
		puts("a line of what a service has to say");
		compute_some();
	}
}

static void remember(void)
{
	volatile uint8_t *memory = malloc(REMEMBERED);

	while (memory != NULL && go_on())
		for (uint32_t at = 0; at < REMEMBERED; at += 64)
			memory[at]++;
}

static void rest(uint32_t milliseconds)
{
	struct timespec time = { (time_t)(milliseconds / 1000),
				 (long)(milliseconds % 1000) * 1000000 };

	nanosleep(&time, NULL);
}

void fair(uint32_t milliseconds, const char *kind)
{
	end = time_stamp() +
	      (uint64_t)ro_registers->clock.tsc_khz * milliseconds;
	if (strcmp(kind, "compute") == 0)
		compute();
	else if (strcmp(kind, "send") == 0)
		send_on();
	else if (strcmp(kind, "print") == 0)
		print_on();
	else if (strcmp(kind, "remember") == 0)
		remember();
	else
		rest(milliseconds);
}
