/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Deadlines, against a plain array of times.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include <ilwaco/clock.h>
#include <ilwaco/deadline.h>

#define COUNT 300
#define STEPS 100000

static struct ilw_deadline deadlines[COUNT];
static uint64_t model[COUNT]; /* ILW_NEVER: not set */
static uint64_t now, latest;
static unsigned int reached_count;

static void reached(struct ilw_deadline *deadline)
{
	size_t i = (size_t)(deadline - deadlines);

	cr_assert_leq(model[i], now, "early");
	cr_assert_leq(latest, model[i], "out of order");
	cr_assert_not(ilw_deadline_is_set(deadline));
	latest = model[i];
	model[i] = ILW_NEVER;
	reached_count++;
}

static uint64_t earliest(void)
{
	uint64_t least = ILW_NEVER;

	for (size_t i = 0; i < COUNT; i++)
		if (model[i] < least)
			least = model[i];
	return least;
}

static void expire(void)
{
	latest = 0;
	ilw_deadline_expire(now);
	cr_assert_gt(earliest(), now, "one was forgotten");
}

static void step(void)
{
	size_t i = (size_t)rand() % COUNT;

	switch (rand() % 8) {
	case 0:
		ilw_deadline_cancel(&deadlines[i]);
		model[i] = ILW_NEVER;
		break;
	case 1:
		now += (uint64_t)rand() % 100;
		expire();
		break;
	default:
		model[i] = now + 1 + (uint64_t)rand() % 1000;
		ilw_deadline_set(&deadlines[i], model[i]);
	}
	cr_assert_eq(ilw_deadline_next(), earliest());
	cr_assert_eq(ilw_deadline_is_set(&deadlines[i]), model[i] != ILW_NEVER);
}

Test(deadline, any_sequence)
{
	for (size_t i = 0; i < COUNT; i++) {
		deadlines[i].reached = reached;
		model[i] = ILW_NEVER;
	}
	srand(1);
	for (int i = 0; i < STEPS; i++)
		step();
	now += 10000;
	expire();
	cr_assert_eq(ilw_deadline_next(), ILW_NEVER);
	cr_assert_gt(reached_count, 1000);
}

static unsigned int rounds;

static void set_again(struct ilw_deadline *deadline)
{
	if (++rounds < 10)
		ilw_deadline_set(deadline, deadline->time + 1);
}

Test(deadline, set_again_from_within)
{
	static struct ilw_deadline again = { .reached = set_again };

	ilw_deadline_set(&again, 1);
	ilw_deadline_expire(5);
	cr_assert_eq(rounds, 5);
	cr_assert_eq(ilw_deadline_next(), 6);
	ilw_deadline_expire(100);
	cr_assert_eq(rounds, 10);
	cr_assert_eq(ilw_deadline_next(), ILW_NEVER);
}

Test(deadline, never_is_not_set)
{
	static struct ilw_deadline never = { .reached = reached };

	ilw_deadline_set(&never, 7);
	ilw_deadline_set(&never, ILW_NEVER);
	cr_assert_not(ilw_deadline_is_set(&never));
	cr_assert_eq(ilw_deadline_next(), ILW_NEVER);
}
