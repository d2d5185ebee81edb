/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How often somebody may ask.
 */
#include <criterion/criterion.h>

#include <stdio.h>

#include "sdk/supervisor/rates.h"
#include "tests/supervisor/machine.h"

static void begin(void)
{
	machine_make();
}

static void finish(void)
{
	machine_remove();
}

TestSuite(rates, .init = begin, .fini = finish, .timeout = 60);

static void pass(int seconds)
{
	char line[32], answer[MACHINE_ANSWER];

	snprintf(line, sizeof line, "clock %d", seconds);
	machine_control(line, answer);
}

Test(rates, fill_up_with_time)
{
	int had = 0;

	/* 60 a minute: 20 at once, then one a second. */
	while (rate_tenant(1, 60) == 0 && had < 100)
		had++;
	cr_expect_eq(had, 20);
	cr_expect_eq(rate_tenant(2, 60), 0, "another's is its own");
	pass(1);
	cr_expect_eq(rate_tenant(1, 60), 0);
	cr_expect_neq(rate_tenant(1, 60), 0);
	pass(100000);
	for (had = 0; rate_tenant(1, 60) == 0 && had < 100; had++)
		;
	cr_expect_eq(had, 20);
	cr_expect_eq(rate_tenant(3, 1), 0, "one at least");
	cr_expect_leq(rate_tenant(3, 1), 61);
	cr_expect_eq(rate_tenant(4, 0), 0);
	cr_expect_eq(rate_tenant(4, 0), 60);
}

/* However many addresses a flood comes from, it gets so many answers, and rids
 * nobody of what is counted of him. */
Test(rates, of_strangers_are_bounded_together)
{
	char address[32];
	int had = 0;

	for (int i = 0; i < 100; i++)
		rate_stranger("10.0.0.1");
	while (rate_tenant(1, 1) == 0)
		;
	for (int i = 0; i < 400; i++) {
		snprintf(address, sizeof address, "10.1.%d.%d", i / 250,
			 i % 250);
		had += rate_stranger(address) == 0;
	}
	/* 255 have one of their own; the rest share one. */
	cr_expect(had >= 255 + 20 && had < 300, "%d", had);
	cr_expect_neq(rate_stranger("10.0.0.1"), 0);
	cr_expect_neq(rate_tenant(1, 1), 0);
	/* When they have filled up, others get them. */
	pass(25);
	for (int i = 0; i < 20; i++)
		cr_expect_eq(rate_stranger("10.2.0.1"), 0);
	cr_expect_neq(rate_stranger("10.2.0.1"), 0);
}
