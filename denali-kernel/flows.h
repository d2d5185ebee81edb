/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which backend a TCP connection was given, where there was a choice.
 *
 * A table of fixed size, in sets of a few: a connection has its place in one
 * of two sets, by a hash that nobody outside can foretell.  Where both are full
 * the one least lately used is forgotten, those first that are closing, or of
 * which no more than a SYN was seen for some time: a flood of these from forged
 * addresses leaves those alone that go on.
 */
#ifndef FLOWS_H
#define FLOWS_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/supervisor.h>

struct flow_key {
	uint32_t set, tag;
};

struct flow {
	uint32_t tag;
	uint32_t vm;
	uint32_t sequence;    /* number of its SYN */
	uint16_t port;        /* of the VM's; 0: the place is free */
	uint16_t lasting : 1; /* more than a SYN was seen, and no end */
	uint16_t closing : 1;
	uint16_t used : 14; /* eighths of a second, nearly; it wraps */
};
_Static_assert(sizeof(struct flow) == 16, "packed");

#define FLOWS_BYTES (DENALI_FORWARD_FLOWS * sizeof(struct flow))

/* Use so many zeroed bytes. */
void flows_init(void *memory);

/* By a client's end of a connection, and what tells the other end apart. */
struct flow_key flows_key(const uint8_t *address, uint32_t words, uint16_t port,
			  uint32_t salt);
/* A number that depends on the client and one of several things. */
uint32_t flows_weight(struct flow_key key, uint32_t thing);

/* That of a connection which goes on, or closes; or null. */
struct flow *flows_find(struct flow_key key, bool closes);
/* The connection begins, by a SYN of this number.  True: that one had been seen
 * already, and what is in the flow stands; else it is to be filled in. */
bool flows_begin(struct flow_key key, uint32_t sequence, struct flow **flow);

#endif
