/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <criterion/criterion.h>

#include <string.h>

#include "sdk/supervisor/host.h"
#include "sdk/supervisor/turns.h"

#define MANY (3 * TURNS)

static struct turn turns[MANY];
static unsigned ran;
static struct turn *order[2 * MANY];

static void clear(void)
{
	for (unsigned i = 0; i < MANY; i++)
		turn_end(&turns[MANY - 1 - i]);
	memset(turns, 0, sizeof turns);
	ran = 0;
}

TestSuite(turns, .init = clear, .timeout = 60);

static void run(struct turn *turn)
{
	order[ran++] = turn;
}

static void take(unsigned from, unsigned to, bool first)
{
	for (unsigned i = from; i < to; i++)
		turn_take(&turns[i], first, run);
}

Test(turns, so_many_at_once_and_the_others_in_order)
{
	take(0, MANY, true);
	cr_expect_eq(ran, TURNS);
	turn_end(&turns[3]);
	turn_end(&turns[3]);
	cr_expect_eq(ran, TURNS + 1);
	for (unsigned i = 0; i < MANY; i++)
		turn_end(&turns[i]);
	cr_expect_eq(ran, MANY);
	for (unsigned i = 0; i < MANY; i++)
		cr_expect_eq(order[i], &turns[i], "%u", i);
	take(0, MANY, true);
	cr_expect_eq(ran, MANY + TURNS, "none is left over");
}

Test(turns, who_comes_first_goes_before_the_others)
{
	take(0, TURNS + 4, false);
	take(TURNS + 4, TURNS + 6, true);
	for (unsigned i = 0; i < 3; i++)
		turn_end(&turns[i]);
	cr_assert_eq(ran, TURNS + 3);
	cr_expect_eq(order[TURNS], &turns[TURNS + 4]);
	cr_expect_eq(order[TURNS + 1], &turns[TURNS + 5]);
	cr_expect_eq(order[TURNS + 2], &turns[TURNS]);
}

Test(turns, who_waits_may_go_away)
{
	take(0, TURNS + 3, true);
	turn_end(&turns[TURNS + 2]);
	turn_end(&turns[TURNS]);
	take(TURNS + 3, TURNS + 4, true);
	for (unsigned i = 0; i < 3; i++)
		turn_end(&turns[i]);
	cr_assert_eq(ran, TURNS + 2);
	cr_expect_eq(order[TURNS], &turns[TURNS + 1]);
	cr_expect_eq(order[TURNS + 1], &turns[TURNS + 3]);
}

/* Those that say nothing delay the others, and no more. */
Test(turns, who_takes_long_does_not_count)
{
	int64_t began = clock_monotonic();

	take(0, MANY, true);
	while (ran < MANY)
		timers_run();
	cr_expect_geq(clock_monotonic() - began, 2 * TURN_LONG);
	clear();
	take(0, MANY, true);
	cr_expect_eq(ran, TURNS, "each has ended once");
}
