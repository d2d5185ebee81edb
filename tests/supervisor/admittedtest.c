/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What was admitted under names whose services are no more: bounded, and
 * nothing can be admitted twice for that.
 */
#include <criterion/criterion.h>

#include <stdio.h>

#include "sdk/supervisor/admitted.h"
#include "sdk/supervisor/host.h"
#include "sdk/supervisor/tenants.h"

#define ONE 1
#define TWO 2

static void begin(void)
{
	static const int64_t limits[LIMITS];
	enum store_result result;

	cr_assert_null(host_state_open(":memory:"));
	cr_assert_eq(tenant_make("one", limits, &result), ONE);
	cr_assert_eq(tenant_make("two", limits, &result), TWO);
}

static void finish(void)
{
	store_close(&host_state);
}

TestSuite(admitted, .init = begin, .fini = finish, .timeout = 60);

/* So many names of services that were removed, gone-I signed at I. */
static void remove_services(int64_t first, int64_t last)
{
	cr_assert_eq(store_run(&host_state,
			       "WITH RECURSIVE c(i) AS (SELECT ?2 UNION ALL"
			       " SELECT i + 1 FROM c WHERE i < ?3)"
			       " INSERT INTO admitted"
			       " SELECT ?1, 'gone-' || i, i FROM c",
			       "iii", (int64_t)ONE, first, last),
		     STORE_OK);
	cr_assert_eq(admitted_trim(ONE), STORE_OK);
}

static int64_t last(int64_t number)
{
	char name[NAME_TEXT];

	snprintf(name, sizeof name, "gone-%d", (int)number);
	return admitted_last(ONE, name);
}

static int64_t rows(int64_t tenant)
{
	return store_number(&host_state, -1,
			    "SELECT count(*) FROM admitted WHERE tenant = ?1",
			    "i", tenant);
}

Test(admitted, names_are_remembered_by_themselves)
{
	cr_expect_eq(admitted_last(ONE, "web"), 0);
	cr_assert_eq(admitted_note(ONE, "web", 5), STORE_OK);
	cr_expect_eq(admitted_last(ONE, "web"), 5);
	cr_expect_eq(admitted_last(ONE, "other"), 0);
	cr_expect_eq(admitted_last(TWO, "web"), 0);
	remove_services(1, ADMITTED_MOST - 1);
	cr_expect_eq(rows(ONE), ADMITTED_MOST);
	cr_expect_eq(last(1), 1);
	cr_expect_eq(admitted_last(ONE, "other"), 0);
}

/* One that is there keeps its own, however old. */
Test(admitted, names_beyond_the_bound_are_put_together)
{
	int64_t dropped = ADMITTED_MOST + 1 - ADMITTED_KEPT;

	cr_assert_eq(admitted_note(ONE, "web", 1), STORE_OK);
	cr_assert_eq(admitted_note(TWO, "web", 1), STORE_OK);
	cr_assert_eq(store_run(&host_state,
			       "INSERT INTO services (tenant, name, created)"
			       " VALUES (?1, 'web', 1)",
			       "i", (int64_t)ONE),
		     STORE_OK);
	remove_services(1, ADMITTED_MOST);
	cr_expect_eq(rows(ONE), ADMITTED_MOST + 1);
	cr_expect_eq(admitted_last(ONE, "other"), 0);
	remove_services(ADMITTED_MOST + 1, ADMITTED_MOST + 1);
	cr_expect_eq(rows(ONE), ADMITTED_KEPT + 2);
	for (int64_t i = 1; i <= ADMITTED_MOST + 1; i++)
		cr_expect_eq(last(i), i <= dropped ? dropped : i);
	cr_expect_eq(admitted_last(ONE, "web"), 1);
	cr_expect_eq(admitted_last(ONE, "other"), dropped);
	cr_expect_eq(admitted_last(TWO, "web"), 1);
	cr_expect_eq(admitted_last(TWO, "other"), 0);
}

/* However often, and if what is put together then is older. */
Test(admitted, is_never_forgotten)
{
	remove_services(100000, 100000 + ADMITTED_MOST);
	for (int64_t i = 0; i < 10; i++) {
		int64_t first = 1 + i * ADMITTED_MOST;

		remove_services(first, first + ADMITTED_MOST - 1);
		cr_expect_leq(rows(ONE), ADMITTED_MOST + 1);
		cr_expect_geq(last(first), first);
		cr_expect_geq(last(100000), 100000);
		cr_expect_geq(admitted_last(ONE, "other"),
			      100000 + ADMITTED_MOST - ADMITTED_KEPT);
	}
}
