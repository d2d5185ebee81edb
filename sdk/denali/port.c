/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "port.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A type's body: the sizes it may have, and whom it may be about. */
struct shape {
	uint16_t least, most;
	bool vm, host;
};

static const struct shape shapes[] = {
	[DENALI_PORT_CONSOLE] = { 0, DENALI_PORT_BODY_MAX, true, false },
	[DENALI_PORT_EXIT] = { sizeof(struct denali_port_exit),
			       sizeof(struct denali_port_exit), true, false },
	[DENALI_PORT_CRASH] = { sizeof(struct denali_post_mortem),
				sizeof(struct denali_post_mortem), true,
				false },
	[DENALI_PORT_LEDGER] = { sizeof(struct denali_ledger),
				 sizeof(struct denali_ledger), true, false },
	[DENALI_PORT_READY] = { 0, DENALI_PORT_BODY_MAX, false, true },
	[DENALI_PORT_END] = { sizeof(struct denali_port_end),
			      sizeof(struct denali_port_end), false, true },
	[DENALI_PORT_TAKEN] = { sizeof(uint32_t), sizeof(uint32_t), true,
				false },
	[DENALI_PORT_MACHINE] = { sizeof(struct denali_machine),
				  sizeof(struct denali_machine), false, true },
	[DENALI_PORT_ERROR] = { sizeof(struct denali_finding),
				sizeof(struct denali_finding), false, true },
	[DENALI_PORT_FRAME] = { sizeof(struct denali_port_frame),
				DENALI_PORT_BODY_MAX, true, false },
};

void port_receive(struct port *port, const void *data, size_t length)
{
	buffer_append(&port->in, data, length);
}

static bool lose(struct port *port, const char *what, uint32_t number)
{
	snprintf(port->problem, sizeof port->problem,
		 "%s (%" PRIu32 ") after %" PRIu64 " good bytes", what, number,
		 port->offset);
	return false;
}

static bool check_header(struct port *port,
			 const struct denali_port_header *header)
{
	bool host = header->vm == DENALI_PORT_HOST;
	const struct shape *shape;

	if (header->length > DENALI_PORT_BODY_MAX)
		return lose(port, "a message that is too long", header->length);
	if (header->type >= sizeof shapes / sizeof shapes[0] ||
	    header->type == 0)
		return true; /* of a newer kernel: passed over */
	shape = &shapes[header->type];
	if (header->length < shape->least || header->length > shape->most)
		return lose(port, "a message of the wrong length",
			    header->length);
	if (host ? !shape->host : !shape->vm || header->vm >= port->vm_count)
		return lose(port, "a message about no such instance",
			    header->vm);
	return true;
}

bool port_take(struct port *port, struct port_message *message)
{
	struct denali_port_header header;

	if (port->problem[0] != '\0' || port->in.length == 0)
		return false;
	if (port->in.data[0] != DENALI_PORT_MAGIC)
		return lose(port, "a byte that begins no message",
			    port->in.data[0]);
	if (port->in.length < sizeof header)
		return false;
	memcpy(&header, port->in.data, sizeof header);
	if (!check_header(port, &header))
		return false;
	if (port->in.length < sizeof header + header.length)
		return false;
	*message = (struct port_message){
		.type = header.type,
		.vm = header.vm,
		.length = header.length,
		.body = port->in.data + sizeof header,
	};
	buffer_take(&port->in, sizeof header + header.length);
	port->offset += sizeof header + header.length;
	return true;
}

void port_send(struct port *port, uint8_t type, uint32_t vm, const void *body,
	       size_t length)
{
	struct denali_port_header header = {
		.magic = DENALI_PORT_MAGIC,
		.type = type,
		.length = (uint16_t)length,
		.vm = vm,
	};

	buffer_append(&port->out, &header, sizeof header);
	buffer_append(&port->out, body, length);
}

void port_free(struct port *port)
{
	buffer_free(&port->in);
	buffer_free(&port->out);
}
