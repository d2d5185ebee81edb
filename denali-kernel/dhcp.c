/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reading DHCP replies.
 */
#include "dhcp.h"

#include "wire.h"

/* A message, from the end of the UDP header. */
#define OPERATION 0
#define HARDWARE 1 /* type, length of its addresses */
#define YOUR_ADDRESS 16
#define CLIENT_MAC 28
#define COOKIE 236
#define OPTIONS 240

#define OPERATION_REPLY 2
#define COOKIE_VALUE 0x63825363

#define OPTION_PAD 0
#define OPTION_MESSAGE 53
#define OPTION_END 255
#define MESSAGE_ACK 5

static uint8_t message_type(const uint8_t *options, uint32_t length)
{
	uint32_t at = 0;

	while (at < length && options[at] != OPTION_END) {
		if (options[at] == OPTION_PAD) {
			at++;
			continue;
		}
		if (length - at < 3 || length - at - 2 < options[at + 1])
			return 0;
		if (options[at] == OPTION_MESSAGE)
			return options[at + 1] == 1 ? options[at + 2] : 0;
		at += 2u + options[at + 1];
	}
	return 0;
}

/* Not of "this network", loopback, multicast or beyond. */
static bool host_address(uint32_t address)
{
	uint8_t first = (uint8_t)address;

	return first != 0 && first != 127 && first < 224;
}

bool dhcp_reply(struct dhcp_reply *reply, const uint8_t *frame,
		const struct headers *headers)
{
	const uint8_t *message = frame + headers->transport + UDP_SIZE;
	uint32_t length, address;

	if (headers->type != ETHER_IPV4 ||
	    !headers_udp_to(headers, frame, PORT_DHCP_CLIENT))
		return false;
	length = headers->end - headers->transport - UDP_SIZE;
	if (length < OPTIONS || message[OPERATION] != OPERATION_REPLY ||
	    net16(message + HARDWARE) != 0x0106 ||
	    net32(message + COOKIE) != COOKIE_VALUE)
		return false;
	reply->client = message + CLIENT_MAC;
	address = load32(message + YOUR_ADDRESS);
	if (message_type(message + OPTIONS, length - OPTIONS) != MESSAGE_ACK ||
	    !host_address(address))
		address = 0;
	reply->address = address;
	return true;
}
