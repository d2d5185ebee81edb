/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ports: messages come out whole and in order, wherever in the ring they lie,
 * and those that do not fit leave no trace.
 */
#include "port.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include <denali/hostport.h>

#define SIZE 64u

static uint8_t ring[SIZE + 8];
static unsigned sent;

static void note(void)
{
	sent++;
}

static struct port port = PORT_INITIAL(port, note);

static void start(void)
{
	memset(ring, 0xee, sizeof ring);
	port.ring = ring;
	port.size = SIZE;
}

static uint32_t take(uint8_t *body)
{
	struct denali_port_header header;

	port_peek(&port, 0, &header, sizeof header);
	cr_assert_eq(header.magic, DENALI_PORT_MAGIC);
	cr_assert_eq(header.vm, 7);
	port_peek(&port, sizeof header, body, header.length);
	port.taken += (uint32_t)sizeof header + header.length;
	return header.length;
}

Test(port, keeps_messages_whole)
{
	uint8_t body[SIZE], got[SIZE];
	uint32_t first = 0, next = 0;

	start();
	port.posted = port.taken = UINT32_MAX - 100; /* indices wrap */
	srand(1);
	for (unsigned i = 0; i < 10000; i++) {
		uint32_t length = (uint32_t)rand() % 30;
		bool fits = port_room(&port) >= length &&
			    SIZE - (port.posted - port.taken) >=
				    length + sizeof(struct denali_port_header);

		memset(body, (int)(next & 0xff), length);
		cr_assert_eq(port_send(&port, 1, 7, body, length), fits);
		next += fits;
		cr_assert_eq(sent, next);
		if (rand() % 2 || port.posted == port.taken)
			continue;
		length = take(got);
		for (uint32_t at = 0; at < length; at++)
			cr_assert_eq(got[at], first & 0xff);
		first++;
	}
	cr_assert_gt(first, 1000);
	for (unsigned i = SIZE; i < sizeof ring; i++)
		cr_assert_eq(ring[i], 0xee);
}

Test(port, fills_up_exactly)
{
	uint8_t body[SIZE] = { 0 };

	start();
	cr_assert_eq(port_room(&port),
		     SIZE - sizeof(struct denali_port_header));
	cr_assert(!port_send(&port, 1, 7, body, port_room(&port) + 1));
	cr_assert_eq(port.posted, port.taken);
	cr_assert(port_send(&port, 1, 7, body, port_room(&port)));
	cr_assert_eq(port_room(&port), 0);
	cr_assert_eq(port.posted - port.taken, SIZE);
	/* No room for a header even. */
	cr_assert(!port_send(&port, 1, 7, NULL, 0));
}

/* Nobody waits for a reader who is not there. */
Test(port, without_a_ring_takes_everything)
{
	uint8_t body[DENALI_PORT_BODY_MAX] = { 0 };

	start();
	port.ring = NULL;
	for (unsigned i = 0; i < 1000; i++) {
		cr_assert_geq(port_room(&port), PORT_RESERVE);
		cr_assert(port_send(&port, 1, 7, body, sizeof body));
	}
	cr_assert_eq(port.posted, port.taken);
	cr_assert_eq(sent, 0);
}
