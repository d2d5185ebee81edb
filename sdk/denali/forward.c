/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "forward.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "parse.h"

/* Forwardings over all instances: each takes some 50 bytes of one argument of
 * QEMU's, and 128 KiB is the longest that Linux passes on. */
#define FORWARDS_MAX 2000

#define PRIVILEGED 1024
#define ABOVE 8000

uint32_t forward_ports(const struct forward *forward,
		       const struct part_options *part)
{
	return forward->address[0] == '\0' ? part->count : 1;
}

uint16_t forward_host(uint16_t guest)
{
	return (uint16_t)(guest < PRIVILEGED ? ABOVE + guest : guest);
}

/* Who gives one port means the VM's. */
static int refuse(const char *value)
{
	unsigned guest = 0;
	int end = 0;

	sscanf(value, "%5u%n", &guest, &end);
	if (guest == 0 || guest > UINT16_MAX ||
	    (value[end] != '\0' && strcmp(value + end, "/udp") != 0)) {
		guest = 80;
		end = (int)strlen(value);
	}
	return error("-p %s: not HOST:GUEST or HOST:GUEST/udp, as in %u:%u%s",
		     value, forward_host((uint16_t)guest), guest, value + end);
}

/* What is between the first colon and the last of three parts, taken out. */
static bool take_address(const char *value, char *rest, size_t size,
			 char address[16])
{
	struct in_addr parsed;
	int begin = 0, end = 0;

	address[0] = '\0';
	snprintf(rest, size, "%s", value);
	sscanf(value, "%*7[0-9]:%n%15[0-9.]:%n", &begin, address, &end);
	if (end == 0) {
		address[0] = '\0';
		return true;
	}
	snprintf(rest, size, "%.*s%s", begin, value, value + end);
	return inet_pton(AF_INET, address, &parsed) == 1;
}

int forward_add(struct part_options *part, const char *value)
{
	struct forward *forward = &part->forwards[part->forward_count];
	char host[8] = "", guest[8] = "", protocol[8] = "", ports[32];
	uint64_t host_port, guest_port;
	int end = 0;

	if (!take_address(value, ports, sizeof ports, forward->address))
		return error("-p %s: %s is not an IPv4 address", value,
			     forward->address);
	sscanf(ports, "%7[0-9]:%7[0-9]%n/%7s%n", host, guest, &end, protocol,
	       &end);
	if (end == 0 || ports[end] != '\0' ||
	    (protocol[0] != '\0' && strcmp(protocol, "tcp") != 0 &&
	     strcmp(protocol, "udp") != 0))
		return refuse(value);
	if (!parse_number(host, 1, UINT16_MAX, &host_port) ||
	    !parse_number(guest, 1, UINT16_MAX, &guest_port))
		return error("-p %s: ports are numbers from 1 to 65535; write "
			     "8080:80, say",
			     value);
	forward->host = (uint16_t)host_port;
	forward->guest = (uint16_t)guest_port;
	forward->udp = strcmp(protocol, "udp") == 0;
	part->forward_count++;
	return 0;
}

static int check_part(const struct run_options *options,
		      const struct part_options *part)
{
	if (part->forward_count > 0 && options->net != NET_USER)
		return error("-p: forwards ports of user networking only; with "
			     "--net tap the instances have addresses of their "
			     "own");
	if ((uint64_t)part->forward_count * part->count > FORWARDS_MAX)
		return error("-p: %u ports for each of %u instances are more "
			     "than %u in all; use --net tap",
			     part->forward_count, part->count, FORWARDS_MAX);
	for (uint32_t i = 0; i < part->forward_count; i++) {
		const struct forward *forward = &part->forwards[i];
		uint32_t ports = forward_ports(forward, part);

		if (forward->host + ports - 1 > UINT16_MAX)
			return error("-p %u:%u: instance %u would have port "
				     "%u; begin lower",
				     forward->host, forward->guest,
				     part->first + part->count - 1,
				     forward->host + part->count - 1);
	}
	return 0;
}

uint32_t forward_total(const struct run_options *options)
{
	uint64_t total = 0;

	for (uint32_t i = 0; i < options->part_count; i++)
		total += (uint64_t)options->parts[i].forward_count *
			 options->parts[i].count;
	return total < UINT32_MAX ? (uint32_t)total : UINT32_MAX;
}

int forward_check(const struct run_options *options)
{
	for (uint32_t i = 0; i < options->part_count; i++)
		if (check_part(options, &options->parts[i]) != 0)
			return STATUS_ERROR;
	if (forward_total(options) <= FORWARDS_MAX)
		return 0;
	return error("-p: all instances together have %u ports forwarded, and "
		     "%u is the most; use --net tap",
		     forward_total(options), FORWARDS_MAX);
}
