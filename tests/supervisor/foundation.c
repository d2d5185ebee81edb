/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Tests of what the supervisor stands on: its database, times, targets of
 * requests, rates, tokens.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "sdk/supervisor/access.h"
#include "sdk/supervisor/audit.h"
#include "sdk/supervisor/config.h"
#include "sdk/supervisor/host.h"
#include "sdk/supervisor/ports.h"
#include "sdk/supervisor/schema.h"
#include "sdk/supervisor/supervisor.h"
#include "sdk/supervisor/target.h"
#include "sdk/supervisor/tenants.h"
#include "tests/supervisor/machine.h"

void supervisor_off(void)
{
}

static const char *folder;

static void begin(void)
{
	cr_assert_geq(sodium_init(), 0);
	folder = machine_make();
	cr_assert_null(host_state_open(":memory:"));
}

static void finish(void)
{
	store_close(&host_state);
	machine_remove();
}

TestSuite(foundation, .init = begin, .fini = finish, .timeout = 60);

/* ---- the database ---- */

static const char *const tables[] = {
	"CREATE TABLE IF NOT EXISTS things (name TEXT PRIMARY KEY, number "
	"INTEGER CHECK (number < 100)) WITHOUT ROWID;",
	NULL
};
static const char *const later[] = {
	"CREATE TABLE IF NOT EXISTS things (name TEXT PRIMARY KEY, number "
	"INTEGER, more TEXT) WITHOUT ROWID;",
	NULL
};
static const char *const steps[] = {
	NULL, "ALTER TABLE things ADD COLUMN more TEXT DEFAULT 'm'"
};

static enum store_result add(struct store *store, const char *name,
			     int64_t number)
{
	return store_run(store, "INSERT INTO things VALUES (?1, ?2)", "ti",
			 name, number);
}

static int64_t count(struct store *store)
{
	return store_number(store, -1, "SELECT count(*) FROM things", "");
}

Test(foundation, changes_are_whole_or_not_at_all)
{
	static struct store store;

	cr_assert_null(store_open(&store, ":memory:", "", tables, 1, steps));
	cr_expect_eq(add(&store, "a", 1), STORE_OK);
	cr_expect_eq(add(&store, "a", 1), STORE_EXISTS);
	cr_expect_eq(add(&store, "b", 100), STORE_REFUSED);
	cr_assert_eq(store_begin(&store), STORE_OK);
	cr_expect(store_within(&store));
	cr_expect_eq(add(&store, "b", 2), STORE_OK);
	cr_expect_eq(count(&store), 2);
	store_rollback(&store);
	cr_expect_not(store_within(&store));
	cr_expect_eq(count(&store), 1);
	store_rollback(&store);
	cr_assert_eq(store_begin(&store), STORE_OK);
	cr_expect_eq(add(&store, "b", 2), STORE_OK);
	cr_assert_eq(store_commit(&store), STORE_OK);
	cr_expect_eq(count(&store), 2);
	cr_expect_eq(store_number(&store, 7,
				  "SELECT number FROM things WHERE name = ?1",
				  "t", "c"),
		     7);
	store_close(&store);
}

Test(foundation, questions_can_be_asked_within_questions)
{
	static struct store store;
	struct query *open[40];
	int opened = 0;

	cr_assert_null(store_open(&store, ":memory:", "", tables, 1, steps));
	add(&store, "a", 1);
	for (int i = 0; i < 40; i++) {
		open[i] = store_query(&store, "SELECT name FROM things", "");
		opened += query_next(open[i]);
	}
	cr_expect_eq(opened, 40);
	for (int i = 0; i < 40; i++) {
		cr_expect_str_eq(query_text(open[i], 0), "a");
		cr_expect_not(query_next(open[i]));
		query_end(open[i]);
	}
	cr_expect_null(store_query(&store, "SELECT nothing FROM nowhere", ""));
	cr_expect_not(query_next(NULL));
	store_close(&store);
}

Test(foundation, databases_are_brought_up_to_date_and_newer_ones_refused)
{
	static struct store store;
	char path[64], *more;
	const char *wrong;

	snprintf(path, sizeof path, "%s/store", folder);
	cr_assert_null(store_open(&store, path, "", tables, 1, steps));
	add(&store, "a", 1);
	store_close(&store);
	cr_assert_null(store_open(&store, path, "", later, 2, steps));
	more = store_text(&store, "SELECT more FROM things", "");
	cr_expect_str_eq(more, "m");
	free(more);
	store_close(&store);
	wrong = store_open(&store, path, "", tables, 1, steps);
	cr_assert_not_null(wrong);
	cr_expect(strstr(wrong, "a newer supervisor has written it") != NULL,
		  "%s", wrong);
	cr_assert_not_null(
		store_open(&store, "/nowhere/x", "", tables, 1, steps));
}

Test(foundation, what_does_not_fit_is_told)
{
	static struct store store;
	char path[64], big[20000];
	enum store_result result = STORE_OK;

	snprintf(path, sizeof path, "%s/store", folder);
	memset(big, 'x', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	cr_assert_null(store_open(&store, path,
				  "PRAGMA page_size = 4096;"
				  "PRAGMA max_page_count = 10",
				  tables, 1, steps));
	cr_assert_eq(store_begin(&store), STORE_OK);
	for (int i = 0; i < 10 && result == STORE_OK; i++) {
		big[0] = (char)('a' + i);
		result = add(&store, big, i);
	}
	cr_expect_eq(result, STORE_FULL);
	store_rollback(&store);
	cr_expect_eq(count(&store), 0);
	cr_expect_eq(add(&store, "a", 1), STORE_OK);
	store_close(&store);
}

/* ---- times ---- */

Test(foundation, times_are_read_as_they_are_written)
{
	static const struct {
		const char *text;
		int64_t wall;
	} good[] = {
		{ "1970-01-01T00:00:00.000Z", 0 },
		{ "2000-02-29T23:59:59.999Z", 951868799999 },
		{ "2026-11-23T10:00:00.001Z", 1795428000001 },
		{ "2100-03-01T00:00:00.000Z", 4107542400000 },
	};
	static const char *const bad[] = {
		"",
		"2026-11-23",
		"2026-11-23T10:00:00",
		"2026-11-23T10:00:00+00:00",
		"2026-11-23T24:00:00Z",
		"2026-00-23T10:00:00Z",
		"2026-11-31T10:00:00Z",
		"1969-12-31T23:59:59Z",
		"2026-11-23T10:00:00.Z",
		"2026-11-23T10:00:00.1",
		"2026-11-23T10:00:00ZZ",
		"2026-11-23 10:00:00Z",
		"+026-11-23T10:00:00Z",
	};
	char text[CLOCK_TEXT];
	int64_t wall;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		cr_assert(clock_parse(good[i].text, &wall), "%s", good[i].text);
		cr_expect_eq(wall, good[i].wall, "%s", good[i].text);
		cr_expect_str_eq(clock_text(good[i].wall, text), good[i].text);
	}
	cr_expect(clock_parse("2026-11-23T10:00:00Z", &wall));
	cr_expect(clock_parse("1970-01-01T00:00:00.01Z", &wall) && wall == 10);
	cr_expect(clock_parse("1970-01-01T00:00:00.1239999999999999Z", &wall) &&
		  wall == 123);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_expect_not(clock_parse(bad[i], &wall), "%s", bad[i]);
}

/* ---- targets ---- */

Test(foundation, targets_are_taken_apart)
{
	struct target target;
	char text[TARGET_MAX + 8];

	cr_assert(target_parse(&target, "/v1/a%2fb/%c3%a4?x=1&y=%20+z&w"));
	cr_expect_eq(target.segments, 3);
	cr_expect_str_eq(target.segment[1], "a/b");
	cr_expect_str_eq(target.segment[2], "\xc3\xa4");
	cr_expect_str_eq(target_query(&target, "x"), "1");
	cr_expect_str_eq(target_query(&target, "y"), "  z");
	cr_expect_str_eq(target_query(&target, "w"), "");
	cr_expect_null(target_query(&target, "v"));
	cr_expect(target_parse(&target, "/1/2/3/4/5/6/7/8"));
	cr_expect_not(target_parse(&target, "/1/2/3/4/5/6/7/8/9"));
	cr_expect_not(target_parse(&target, ""));
	cr_expect_not(target_parse(&target, "v1"));
	cr_expect_not(target_parse(&target, "/"));
	cr_expect_not(target_parse(&target, "/v1/%f4%90%80%80"));
	cr_expect_not(target_parse(&target, "/v1/%ed%a0%80"));
	cr_expect_not(target_parse(&target, "/v1/\x7f"));
	memset(text, 'a', sizeof text);
	text[0] = '/';
	text[TARGET_MAX] = '\0';
	cr_expect(target_parse(&target, text));
	text[TARGET_MAX] = 'a';
	text[TARGET_MAX + 1] = '\0';
	cr_expect_not(target_parse(&target, text));
	snprintf(text, sizeof text, "/v1?");
	for (int i = 0; i < QUERY_MAX; i++)
		snprintf(text + strlen(text), 8, "%sa%d", i == 0 ? "" : "&", i);
	cr_expect(target_parse(&target, text));
	strcat(text, "&more");
	cr_expect_not(target_parse(&target, text));
}

/* ---- tokens ---- */

Test(foundation, tokens_are_what_they_look_like)
{
	static const char *const bad[] = {
		"",
		"dnl_",
		"dnl_abcdefgh",
		"dnl_abcdefgh_",
		"dnl_abcdefgh_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"dnl_abcdefgh_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"dnl_abcdefg_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"dnl_Abcdefgh_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"DNL_abcdefgh_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"dnl_abcdefgh_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa+",
		"dnl_abcdefgh_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ",
	};
	char text[TOKEN_TEXT], id[TOKEN_ID + 1], read[TOKEN_ID + 1];
	unsigned char hash[32], other[32];

	for (int i = 0; i < 100; i++) {
		token_make(text, id, hash);
		cr_assert(token_parse(text, read, other), "%s", text);
		cr_assert_str_eq(id, read);
		cr_assert_eq(memcmp(hash, other, sizeof hash), 0);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_expect_not(token_parse(bad[i], read, other), "%s", bad[i]);
}

/* ---- ports ---- */

Test(foundation, ports_that_can_be_had_are_counted)
{
	cr_assert(portlist_read(&config.ports, "80,8000-8008,49151-49160"));
	cr_expect_eq(ports_offered(), 11);
	config.api_port = 8008;
	cr_expect_eq(ports_offered(), 10);
	cr_assert(portlist_read(&config.ports, ""));
	cr_expect_eq(ports_offered(), 0);
}

/* ---- what older supervisors have written ---- */

Test(foundation, tenants_of_before_there_was_a_limit_of_ports_have_none)
{
	int64_t limits[LIMITS] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, tenant;
	enum store_result result;
	char path[64];

	store_close(&host_state);
	snprintf(path, sizeof path, "%s/state.db", folder);
	cr_assert_null(host_state_open(path));
	tenant = tenant_make("old", limits, &result);
	cr_assert_eq(result, STORE_OK);
	cr_expect_eq(tenant_limit(tenant, LIMIT_PORTS), 9);
	store_run(&host_state, "ALTER TABLE tenants DROP COLUMN ports", "");
	store_run(&host_state, "PRAGMA user_version = 1", "");
	store_close(&host_state);
	cr_assert_null(host_state_open(path));
	cr_expect_eq(tenant_limit(tenant, LIMIT_REQUESTS), 8);
	cr_expect_eq(tenant_limit(tenant, LIMIT_PORTS), 1000000);
}

/* ---- the audit log ---- */

Test(foundation, nobody_pushes_out_what_others_did)
{
	enum store_result result;
	int64_t limits[LIMITS], one, two;

	tenant_most(limits);
	one = tenant_make("one", limits, &result);
	two = tenant_make("two", limits, &result);
	store_begin(&host_state);
	audit_by("test", one, "thing.do", "first");
	for (int i = 0; i < AUDIT_ROWS + 10; i++)
		audit_by("test", two, "thing.do", "%d", i);
	store_commit(&host_state);
	cr_expect_eq(store_number(&host_state, 0,
				  "SELECT count(*) FROM audit "
				  "WHERE tenant = ?1",
				  "i", one),
		     1);
	cr_expect_eq(store_number(&host_state, 0,
				  "SELECT count(*) FROM audit "
				  "WHERE tenant = ?1",
				  "i", two),
		     AUDIT_ROWS);
	cr_expect_eq(store_number(&host_state, 0,
				  "SELECT min(number) FROM audit "
				  "WHERE tenant = ?1",
				  "i", two),
		     11);
}
