/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "forward.h"

#include <stdio.h>
#include <string.h>

#include "error.h"
#include "parse.h"

/* Forwardings over all instances: each takes some 50 bytes of one argument of
 * QEMU's, and 128 KiB is the longest that Linux passes on. */
#define FORWARDS_MAX 2000

int forward_add(struct run_options *options, const char *value)
{
	struct forward *forward = &options->forwards[options->forward_count];
	char host[8] = "", guest[8] = "", protocol[8] = "";
	uint64_t host_port, guest_port;
	int end = 0;

	sscanf(value, "%7[0-9]:%7[0-9]%n/%7s%n", host, guest, &end, protocol,
	       &end);
	if (end == 0 || value[end] != '\0' ||
	    (protocol[0] != '\0' && strcmp(protocol, "tcp") != 0 &&
	     strcmp(protocol, "udp") != 0))
		return error("-p %s: not HOST:GUEST or HOST:GUEST/udp, as in "
			     "8080:80",
			     value);
	if (!parse_number(host, 1, UINT16_MAX, &host_port) ||
	    !parse_number(guest, 1, UINT16_MAX, &guest_port))
		return error("-p %s: ports are numbers from 1 to 65535", value);
	*forward = (struct forward){
		.host = (uint16_t)host_port,
		.guest = (uint16_t)guest_port,
		.udp = strcmp(protocol, "udp") == 0,
	};
	options->forward_count++;
	return 0;
}

int forward_check(const struct run_options *options)
{
	if (options->forward_count > 0 && options->net != NET_USER)
		return error("-p: forwards ports of user networking only; with "
			     "--net tap the instances have addresses of their "
			     "own");
	if ((uint64_t)options->forward_count * options->count > FORWARDS_MAX)
		return error("-p: %u ports for each of %u instances are more "
			     "than %u in all; use --net tap",
			     options->forward_count, options->count,
			     FORWARDS_MAX);
	for (uint32_t i = 0; i < options->forward_count; i++) {
		const struct forward *forward = &options->forwards[i];

		if (forward->host + options->count - 1 > UINT16_MAX)
			return error(
				"-p %u:%u: instance %u would have port %u; "
				"begin lower",
				forward->host, forward->guest,
				options->count - 1,
				forward->host + options->count - 1);
	}
	return 0;
}
