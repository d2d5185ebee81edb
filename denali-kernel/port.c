/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "port.h"

#include <denali/hostport.h>

#include "log.h"
#include "string.h"

uint32_t port_room(const struct port *port)
{
	uint32_t room = port->size - (port->posted - port->taken);
	uint32_t header = sizeof(struct denali_port_header);

	if (!port->ring)
		return DENALI_PORT_BODY_MAX + PORT_RESERVE;
	return room > header ? room - header : 0;
}

static void append(struct port *port, const void *bytes, uint32_t length)
{
	uint32_t at = port->posted % port->size;
	uint32_t first = port->size - at < length ? port->size - at : length;

	memcpy(port->ring + at, bytes, first);
	memcpy(port->ring, (const uint8_t *)bytes + first, length - first);
	port->posted += length;
}

bool port_send(struct port *port, uint8_t type, uint32_t vm, const void *body,
	       uint32_t length)
{
	struct denali_port_header header = {
		.magic = DENALI_PORT_MAGIC,
		.type = type,
		.length = (uint16_t)length,
		.vm = vm,
	};

	ensure(length <= DENALI_PORT_BODY_MAX);
	if (!port->ring)
		return true;
	if (port->size - (port->posted - port->taken) < sizeof(header) + length)
		return false;
	append(port, &header, sizeof(header));
	if (length)
		append(port, body, length);
	port->sent();
	return true;
}

void port_peek(const struct port *port, uint32_t offset, void *to,
	       uint32_t length)
{
	uint32_t at = (port->taken + offset) % port->size;
	uint32_t first = port->size - at < length ? port->size - at : length;

	memcpy(to, port->ring + at, first);
	memcpy((uint8_t *)to + first, port->ring, length - first);
}
