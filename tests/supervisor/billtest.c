/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bills that grow old: hours become days, and days are dropped.
 */
#include <criterion/criterion.h>

#include <stdio.h>

#include "sdk/supervisor/bill.h"
#include "sdk/supervisor/host.h"
#include "sdk/supervisor/store.h"
#include "sdk/supervisor/usage.h"
#include "tests/supervisor/machine.h"

#define LITTLE (1 << 20) /* bytes of memory, however many services there are */

static int64_t today; /* days since 1970 */

static void begin(void)
{
	char path[64];

	snprintf(path, sizeof path, "%s/state.db", machine_make());
	cr_assert_null(host_state_open(path));
	today = clock_wall() / HOUR / 24;
}

static void finish(void)
{
	store_close(&host_state);
	machine_remove();
}

TestSuite(bill, .init = begin, .fini = finish, .timeout = 60);

/* In each of the hours from first to last, of a day so long ago, by the first
 * services; all columns are different, and the service's number times. */
static void use(int64_t ago, int64_t first, int64_t last, int64_t services)
{
	cr_assert_eq(store_run(&host_state,
			       "WITH RECURSIVE h(i) AS (SELECT ?1 UNION ALL"
			       " SELECT i + 1 FROM h WHERE i < ?2), s(i) AS"
			       " (SELECT 1 UNION ALL SELECT i + 1 FROM s"
			       " WHERE i < ?3) INSERT INTO usage SELECT h.i, 1,"
			       " s.i, s.i, 2 * s.i, 3 * s.i, 4 * s.i, 5 * s.i,"
			       " 6 * s.i, 7 * s.i, 8 * s.i, 9 * s.i, 10 * s.i"
			       " FROM h, s",
			       "iii", (today - ago) * 24 + first,
			       (today - ago) * 24 + last, services),
		     STORE_OK);
	cr_assert_eq(store_run(&host_state,
			       "INSERT OR IGNORE INTO usage_names SELECT"
			       " tenant, service, 'a', 's' || service"
			       " FROM usage",
			       ""),
		     STORE_OK);
}

static int64_t rows(int64_t ago)
{
	return store_number(&host_state, -1,
			    "SELECT count(*) FROM usage WHERE hour / 24 = ?1",
			    "i", today - ago);
}

/* All columns of a day's only row of each service are of so many hours. */
static void expect_day(int64_t ago, int64_t services, int64_t hours)
{
	cr_expect_eq(rows(ago), services);
	cr_expect_eq(
		store_number(&host_state, -1,
			     "SELECT count(*) FROM usage WHERE hour = ?1"
			     " AND (cpu, memory, bytes_in, bytes_out,"
			     " frames_in, frames_out, disk_reads, disk_writes,"
			     " disk, starts) = (?2 * service, ?2 * 2 * service,"
			     " ?2 * 3 * service, ?2 * 4 * service,"
			     " ?2 * 5 * service, ?2 * 6 * service,"
			     " ?2 * 7 * service, ?2 * 8 * service,"
			     " ?2 * 9 * service, ?2 * 10 * service)",
			     "ii", (today - ago) * 24, hours),
		services);
}

static void condense(void)
{
	cr_assert_eq(store_begin(&host_state), STORE_OK);
	bill_condense();
	cr_assert_eq(store_commit(&host_state), STORE_OK);
}

Test(bill, hours_become_days)
{
	use(1, 0, 23, 3);
	use(35, 0, 23, 3);
	use(36, 0, 23, 3);
	use(37, 5, 7, 3);
	use(38, 0, 0, 3);
	for (int i = 0; i < 2; i++) {
		condense();
		cr_expect_eq(rows(1), 24 * 3);
		cr_expect_eq(rows(35), 24 * 3);
		expect_day(36, 3, 24);
		expect_day(37, 3, 3);
		expect_day(38, 3, 1);
	}
	/* What comes late. */
	use(37, 9, 9, 3);
	condense();
	expect_day(37, 3, 4);
}

static int64_t names(void)
{
	return store_number(&host_state, -1, "SELECT count(*) FROM usage_names",
			    "");
}

Test(bill, old_days_are_dropped)
{
	use(USAGE_DAYS + 1, 22, 23, 4);
	use(USAGE_DAYS, 0, 1, 2);
	cr_expect_eq(names(), 4);
	condense();
	expect_day(USAGE_DAYS, 2, 2);
	cr_expect_eq(rows(USAGE_DAYS + 1), 0);
	cr_expect_eq(names(), 2);
}

Test(bill, takes_little_memory)
{
	int64_t before;

	use(36, 0, 23, 2000);
	condense();
	use(37, 0, 23, 2000);
	sqlite3_memory_highwater(1);
	before = sqlite3_memory_used();
	condense();
	cr_expect_leq(sqlite3_memory_highwater(0), before + LITTLE);
	expect_day(36, 2000, 24);
	expect_day(37, 2000, 24);
}
