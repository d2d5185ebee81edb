/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "flows.h"

#include "clock.h"
#include "random.h"
#include "wire.h"

#define WAYS 4 /* of each of two sets */
#define SETS (DENALI_FORWARD_FLOWS / WAYS)
#define MOMENT_SHIFT 27 /* nearly an eighth of a second: spares a division */
#define TIME_MASK 0x3fff
/* A connection that closes counts as that much older than one that begins: most
 * often nothing more comes, but its server may have much to say yet. */
#define CLOSING_AGE 16

_Static_assert(!(SETS & (SETS - 1)) && SETS <= 65536, "bits of a hash");

static struct flow (*sets)[WAYS];
static uint32_t secret[2];

void flows_init(void *memory)
{
	sets = memory;
	random_bytes(secret, sizeof(secret));
}

/* Multiplications that can be undone, and shifts that spread: no two values
 * become one, and each bit comes to bear on all. */
static uint32_t mix(uint32_t value)
{
	value = (value ^ value >> 16) * 0x85ebca6bu;
	value = (value ^ value >> 13) * 0xc2b2ae35u;
	return value ^ value >> 16;
}

struct flow_key flows_key(const uint8_t *address, uint32_t words, uint16_t port,
			  uint32_t salt)
{
	uint32_t a = secret[0] ^ port, b = secret[1] ^ salt;

	for (uint32_t i = 0; i < words; i++) {
		uint32_t word = load32(address + 4 * i);

		a = mix(a ^ word);
		b = mix(b + word) ^ a;
	}
	return (struct flow_key){ mix(a + b), b };
}

uint32_t flows_weight(struct flow_key key, uint32_t thing)
{
	return mix(key.tag ^ mix(thing ^ key.set));
}

static uint16_t moment(void)
{
	return (uint16_t)(clock_ns() >> MOMENT_SHIFT) & TIME_MASK;
}

/* Each of the places it may have, which are in one set and in another. */
static struct flow *place(struct flow_key key, unsigned i)
{
	return &sets[(i % 2 ? key.set >> 16 : key.set) % SETS][i / 2];
}

static struct flow *lookup(struct flow_key key)
{
	for (unsigned i = 0; i < 2 * WAYS; i++) {
		struct flow *flow = place(key, i);

		if (flow->port && flow->tag == key.tag)
			return flow;
	}
	return 0;
}

struct flow *flows_find(struct flow_key key, bool closes)
{
	struct flow *flow = lookup(key);

	if (flow) {
		flow->used = moment() & TIME_MASK;
		flow->closing |= closes;
		flow->lasting = !flow->closing;
	}
	return flow;
}

/* How little is lost with it. */
static uint32_t spare(const struct flow *flow, uint16_t now)
{
	uint32_t age = (uint16_t)(now - flow->used) & TIME_MASK;

	if (!flow->port)
		return UINT32_MAX;
	if (flow->lasting)
		return age;
	return TIME_MASK + 1 + age + (flow->closing ? CLOSING_AGE : 0);
}

/* The first free place is in that set which has more of them, since they are
 * taken in order and never free again. */
static struct flow *make_room(struct flow_key key, uint16_t now)
{
	struct flow *least = place(key, 0);

	for (unsigned i = 1; i < 2 * WAYS; i++)
		if (spare(place(key, i), now) > spare(least, now))
			least = place(key, i);
	return least;
}

bool flows_begin(struct flow_key key, uint32_t sequence, struct flow **flow)
{
	uint16_t now = moment();

	*flow = lookup(key);
	if (*flow && (*flow)->sequence == sequence)
		return true;
	if (!*flow)
		*flow = make_room(key, now);
	**flow = (struct flow){ .tag = key.tag,
				.sequence = sequence,
				.used = now & TIME_MASK };
	return false;
}
