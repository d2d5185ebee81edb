/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A siege: one host on which instances of a hostile image attack, and one
 * instance is their neighbour, which is asked for its page all the time and
 * looks at its own memory before it answers.
 */
#ifndef DENALI_CMD_SIEGE_H
#define DENALI_CMD_SIEGE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "corpus.h"

struct siege {
	const struct hostile_image *image;
	uint32_t first, attacks; /* those of the image that are carried out */
	uint32_t attackers;      /* instances */
	uint32_t milliseconds;   /* how long */
	const char *host_memory; /* as denali run's --host-mem; null: default */
};

struct verdict {
	uint32_t attacks, attackers;
	uint32_t contained; /* attackers that ended as they must */
	uint32_t answered, lost;
	double slowest;    /* answer, in ms */
	bool came_up;      /* else nothing was attacked */
	bool intact;       /* the neighbour's memory, and it lived to the end */
	bool adds_up;      /* the ledger */
	char problem[256]; /* the first; "": none */
};

/* Carry it out, and add what came of it to the verdict, which begins as
 * VERDICT_NONE. */
#define VERDICT_NONE                                                           \
	(struct verdict)                                                       \
	{                                                                      \
		.came_up = true, .intact = true, .adds_up = true               \
	}
void siege_run(const struct siege *siege, struct verdict *verdict);

static inline bool verdict_held(const struct verdict *verdict)
{
	return verdict->came_up && verdict->intact && verdict->adds_up &&
	       verdict->lost == 0 && verdict->answered > 0 &&
	       verdict->contained == verdict->attackers;
}

/* The first problem is kept. */
void verdict_problem(struct verdict *verdict, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What the result of such a run says: how attackers ended, and whether the
 * ledger adds up (siegeresult.c). */
void siege_judge(const struct siege *siege, const json_t *result,
		 struct verdict *verdict);

/* The attack of an attacker, instances from 1. */
const struct attack *siege_attack(const struct siege *siege, uint32_t vm);

#endif
