/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The host port's messages, cut out of a stream of bytes and put into one.
 *
 * The format is the contract's, <denali/hostport.h>.  The kernel is believed
 * no more than its bytes make sense: once they do not, the stream is lost.
 */
#ifndef DENALI_CMD_PORT_H
#define DENALI_CMD_PORT_H

#include <stdbool.h>

#include <denali/hostport.h>

#include "buffer.h"

struct port_message {
	uint8_t type; /* DENALI_PORT_*, or one that we do not know */
	uint32_t vm;  /* below vm_count, or DENALI_PORT_HOST */
	uint16_t length;
	const uint8_t *body; /* valid until the port is next touched */
};

struct port {
	uint32_t vm_count;
	uint64_t offset;   /* bytes of messages taken so far */
	struct buffer in;  /* received, not yet taken */
	struct buffer out; /* to be sent */
	char problem[128]; /* why the stream is lost; empty: it is not */
};

/* Bytes that have arrived. */
void port_receive(struct port *port, const void *data, size_t length);

/* Take the next message.  False if none is whole yet, or the stream is lost. */
bool port_take(struct port *port, struct port_message *message);

/* Queue a message for sending; length is at most DENALI_PORT_BODY_MAX. */
void port_send(struct port *port, uint8_t type, uint32_t vm, const void *body,
	       size_t length);

void port_free(struct port *port);

#endif
