/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Lists that are read in pieces, by clients that take their time, while what
 * they list changes.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "sdk/supervisor/exchange.h"
#include "sdk/supervisor/host.h"
#include "sdk/supervisor/session.h"
#include "sdk/supervisor/supervisor.h"
#include "sdk/supervisor/tenants.h"
#include "tests/supervisor/machine.h"

#define SERVICES 1000
#define TENANT 1
#define LITTLE 16384 /* bytes of memory that a list may take, however long */
#define ANSWER_MOST 4000000

/* The sanitizer's; its header does not come with every compiler. */
size_t __sanitizer_get_current_allocated_bytes(void);

static void change(const char *sql)
{
	host_enter();
	cr_assert_eq(sqlite3_exec(host_state.database, sql, NULL, NULL, NULL),
		     SQLITE_OK, "%s: %s", sql,
		     sqlite3_errmsg(host_state.database));
	host_leave();
}

static void make_tenants(void)
{
	static const int64_t limits[LIMITS];
	enum store_result result;

	host_enter();
	cr_assert_eq(tenant_make("a", limits, &result), TENANT);
	cr_assert_eq(tenant_make("b", limits, &result), TENANT + 1);
	host_leave();
}

/* Services s1000 to s1999, of the tenant; and others' among them. */
static void begin(void)
{
	cr_assert_geq(sodium_init(), 0);
	machine_make();
	cr_assert_null(host_state_open(":memory:"));
	make_tenants();
	change("WITH RECURSIVE c(i) AS (SELECT 1000 UNION ALL SELECT i + 1"
	       " FROM c WHERE i < 1999) INSERT INTO services (tenant, name,"
	       " created, running) SELECT 1, 's' || i, 1, 0 FROM c"
	       " UNION ALL SELECT 2, 's' || i || 'x', 1, 0 FROM c");
}

static void finish(void)
{
	store_close(&host_state);
	machine_remove();
}

TestSuite(list, .init = begin, .fini = finish, .timeout = 60);

/* ---- an answer, in pieces ---- */

struct reading {
	struct exchange *exchange;
	char *text;
	size_t length;
};

static void ask_for(struct reading *reading, const char *target, int64_t tenant)
{
	struct exchange *exchange = exchange_new(target);
	struct request *request = &exchange->request;
	char methods[METHODS_TEXT];

	*reading = (struct reading){ exchange, malloc(ANSWER_MOST), 0 };
	request->method = "GET";
	request->tenant = tenant;
	request->route = routes_find("GET", &exchange->target,
				     request->parameter, methods);
	cr_assert_not_null(request->route);
	host_enter();
	request->route->handler(request, &exchange->answer);
	host_leave();
	cr_assert_not_null(exchange->answer.reader, "%s is no list", target);
}

static void ask(struct reading *reading, const char *target)
{
	ask_for(reading, target, TENANT);
}

/* As much as is asked for, if there is so much; false: that was all. */
static bool read_some(struct reading *reading, size_t more)
{
	const struct answer *answer = &reading->exchange->answer;
	size_t until = reading->length + more;
	long count = 1;

	while (count > 0 && reading->length < until) {
		size_t room = until - reading->length;

		cr_assert_leq(until, ANSWER_MOST);
		count = answer->reader->read(answer->reading, reading->length,
					     reading->text + reading->length,
					     room < 100 ? room : 100);
		cr_assert(count >= 0 && (size_t)count <= room);
		reading->length += (size_t)count;
	}
	return count > 0;
}

static json_t *end(struct reading *reading)
{
	json_t *json;

	while (read_some(reading, 1000))
		;
	json = json_loadb(reading->text, reading->length, 0, NULL);
	cr_assert_not_null(json, "%.*s", (int)reading->length, reading->text);
	exchange_free(reading->exchange);
	free(reading->text);
	return json;
}

static const char *name_at(json_t *json, size_t i)
{
	return json_string_value(json_object_get(
		json_array_get(json_object_get(json, "services"), i), "name"));
}

static size_t length_of(json_t *json)
{
	return json_array_size(json_object_get(json, "services"));
}

/* ---- what is in it ---- */

static void expect(const char *target, size_t count, const char *first,
		   const char *next)
{
	struct reading reading;
	const char *name;
	json_t *json;

	ask(&reading, target);
	json = end(&reading);
	cr_expect_eq(length_of(json), count, "%s: %zu", target,
		     length_of(json));
	if (count > 0)
		cr_expect_str_eq(name_at(json, 0), first);
	name = json_string_value(json_object_get(json, "next"));
	cr_expect_str_eq(name == NULL ? "" : name, next, "%s", target);
	cr_expect(json_object_get(json, "next") != NULL);
	json_decref(json);
}

Test(list, pages)
{
	expect("/v1/services", SERVICES, "s1000", "");
	expect("/v1/services?limit=1000", SERVICES, "s1000", "");
	expect("/v1/services?limit=999", 999, "s1000", "s1998");
	expect("/v1/services?limit=1", 1, "s1000", "s1000");
	expect("/v1/services?limit=1&after=s1998", 1, "s1999", "");
	expect("/v1/services?after=s1999", 0, NULL, "");
	expect("/v1/services?after=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
	       0, NULL, "");
	for (int limit = 15; limit <= 33; limit++) {
		char target[64], next[16];

		snprintf(target, sizeof target, "/v1/services?limit=%d", limit);
		snprintf(next, sizeof next, "s%d", 999 + limit);
		expect(target, (size_t)limit, "s1000", next);
		snprintf(target, sizeof target,
			 "/v1/services?limit=%d&after=s%d", limit,
			 1999 - limit);
		snprintf(next, sizeof next, "s%d", 2000 - limit);
		expect(target, (size_t)limit, next, "");
	}
}

Test(list, nothing)
{
	change("DELETE FROM services");
	expect("/v1/services", 0, NULL, "");
}

/* ---- slow clients ---- */

Test(list, takes_little_memory)
{
	struct reading reading;
	size_t before, now;

	expect("/v1/services?limit=100", 100, "s1000", "s1099");
	ask(&reading, "/v1/services");
	before = __sanitizer_get_current_allocated_bytes();
	while (read_some(&reading, 1000)) {
		now = __sanitizer_get_current_allocated_bytes();
		cr_assert_leq(now, before + LITTLE, "%zu bytes at %zu",
			      now - before, reading.length);
	}
	json_decref(end(&reading));
}

/* Whoever holds a list back holds up nobody; what was there all the time is
 * there once. */
Test(list, changes_as_it_is_read)
{
	struct reading reading;
	const char *last = "";
	json_t *json;
	size_t count, there = 0;

	ask(&reading, "/v1/services?limit=900");
	cr_assert(read_some(&reading, 20000));
	change("BEGIN; DELETE FROM services WHERE tenant = 1; ROLLBACK");
	change("DELETE FROM services WHERE name IN ('s1000', 's1500')");
	change("INSERT INTO services (tenant, name, created, running) VALUES"
	       " (1, 's0', 1, 0), (1, 's1800a', 1, 0), (1, 's9', 1, 0),"
	       " (2, 's1800b', 1, 0)");
	json = end(&reading);
	count = length_of(json);
	cr_assert_eq(count, 900);
	for (size_t i = 0; i < count; i++) {
		cr_expect_lt(strcmp(last, name_at(json, i)), 0);
		last = name_at(json, i);
		cr_expect_neq(strcmp(last, "s1500"), 0);
		there += strlen(last) == 5;
	}
	/* s1000 was read before it went. */
	cr_expect_str_eq(name_at(json, 0), "s1000");
	cr_expect_eq(there, 899);
	cr_expect_str_eq(last, "s1899");
	cr_expect_str_eq(json_string_value(json_object_get(json, "next")),
			 "s1899");
	json_decref(json);
}

/* What cannot be read is not left out as if there were no more. */
Test(list, faults_are_no_end)
{
	struct reading reading;
	const struct answer *answer;
	char some[100];
	long count = 1;

	ask(&reading, "/v1/services?limit=1000");
	cr_assert(read_some(&reading, 1000));
	change("ALTER TABLE services RENAME TO lost");
	answer = &reading.exchange->answer;
	while (count > 0)
		count = answer->reader->read(answer->reading, 0, some,
					     sizeof some);
	cr_expect_lt(count, 0);
	exchange_free(reading.exchange);
	free(reading.text);
}

Test(list, tenant_goes_as_it_is_read)
{
	struct reading reading;
	json_t *json;

	ask(&reading, "/v1/services");
	cr_assert(read_some(&reading, 20000));
	change("DELETE FROM services WHERE tenant = 1");
	json = end(&reading);
	cr_expect(length_of(json) > 0 && length_of(json) < SERVICES);
	cr_expect(json_is_null(json_object_get(json, "next")));
	json_decref(json);
}

/* A client gets time for what it has taken, not for what is still to come. */
Test(list, time)
{
	static struct session session;
	int64_t least;

	cr_assert(session_phase(&session, PHASE_ANSWER, 0));
	least = session.deadline - session.since;
	session_moved(&session, 80000);
	cr_expect_eq(session.deadline - session.since, least + 10000);
	session_moved(&session, 160000);
	cr_expect_eq(session.deadline - session.since, least + 20000);
	cr_assert(session_phase(&session, PHASE_IDLE, 0));
	session_moved(&session, 80000);
	cr_expect_eq(session.deadline - session.since, least);
}

/* ---- bills ---- */

#define HOURS 3
#define THREE_HOURS "/v1/usage?from=2000-01-01&to=2000-01-01T03:00:00Z"

/* Of all services, in the first three hours of the year 2000, and the fourth;
 * of two tenants. */
static void use(void)
{
	change("WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c"
	       " WHERE i < 999), h(i) AS (SELECT 0 UNION ALL SELECT i + 1"
	       " FROM h WHERE i < 3) INSERT INTO usage (hour, tenant, service,"
	       " cpu, starts) SELECT 262968 + h.i, t.id, c.i, 1000000000, c.i"
	       " FROM h, c, tenants t;"
	       "INSERT INTO usage_names SELECT DISTINCT tenant, service,"
	       " 'tenant', 's' || service FROM usage");
}

static json_t *bill(const char *target, int64_t tenant, size_t rows)
{
	struct reading reading;
	json_t *answer, *list;

	ask_for(&reading, target, tenant);
	answer = end(&reading);
	list = json_incref(json_object_get(answer, "services"));
	json_decref(answer);
	cr_assert_eq(json_array_size(list), rows, "%s: %zu", target,
		     json_array_size(list));
	return list;
}

static double figure(json_t *list, size_t row, const char *name)
{
	return json_number_value(
		json_object_get(json_array_get(list, row), name));
}

Test(list, bills)
{
	json_t *list;

	use();
	list = bill(THREE_HOURS, TENANT, SERVICES);
	for (size_t i = 0; i < SERVICES; i++) {
		cr_expect_eq(figure(list, i, "cpu-seconds"), HOURS);
		cr_expect_eq(figure(list, i, "starts"), HOURS * (double)i);
	}
	json_decref(list);
	json_decref(bill(THREE_HOURS, TENANT + 1, SERVICES));
	json_decref(bill(THREE_HOURS, TENANT + 2, 0));
	json_decref(bill(THREE_HOURS, 0, 2 * SERVICES));
	list = bill(THREE_HOURS "&hours", TENANT, HOURS * SERVICES);
	cr_expect_eq(figure(list, SERVICES, "cpu-seconds"), 1);
	cr_expect_str_eq(json_string_value(json_object_get(
				 json_array_get(list, SERVICES), "hour")),
			 "2000-01-01T01:00:00.000Z");
	json_decref(list);
	json_decref(bill(THREE_HOURS "&hours", 0, 2 * HOURS * SERVICES));
	json_decref(
		bill("/v1/usage?from=2000-01-01T03:00:00Z", TENANT, SERVICES));
}

/* Neither what is sent, nor what the database sorts. */
Test(list, bills_take_little_memory)
{
	static const char *const targets[] = { THREE_HOURS,
					       THREE_HOURS "&hours" };

	use();
	for (size_t i = 0; i < 2; i++) {
		struct reading reading;
		size_t before;

		json_decref(bill(targets[i], 0, i == 0 ? 2000 : 6000));
		sqlite3_memory_highwater(1);
		before = (size_t)sqlite3_memory_used();
		ask_for(&reading, targets[i], 0);
		json_decref(end(&reading));
		cr_expect_leq((size_t)sqlite3_memory_highwater(0),
			      before + LITTLE, "%s", targets[i]);
	}
}

static int steps_made(void *steps)
{
	*(int *)steps += 1000;
	return 0;
}

/* What was used at other times costs nothing: it is asked for with host_lock,
 * and a year's hours of many services are millions of rows. */
Test(list, bills_of_a_time_cost_what_is_in_it)
{
	int steps = 0;

	use();
	change("WITH RECURSIVE h(i) AS (SELECT 1000 UNION ALL SELECT i + 1"
	       " FROM h WHERE i < 1099) INSERT INTO usage (hour, tenant,"
	       " service) SELECT h.i, 1, s.service FROM h, usage_names s"
	       " WHERE s.tenant = 1");
	sqlite3_progress_handler(host_state.database, 1000, steps_made, &steps);
	json_decref(bill("/v1/usage?from=2030-01-01", TENANT, 0));
	cr_expect_leq(steps, 100000);
	json_decref(bill(THREE_HOURS, TENANT, SERVICES));
	cr_expect_leq(steps, 500000, "%d", steps);
	sqlite3_progress_handler(host_state.database, 0, NULL, NULL);
}

/* The disks of half a year are more than 63 bits. */
Test(list, bills_of_large_disks)
{
	json_t *list;

	change("INSERT INTO usage (hour, tenant, service, disk) VALUES"
	       " (262968, 1, 1, 4611686018427387904),"
	       " (262969, 1, 1, 4611686018427387903),"
	       " (262968, 1, 2, 9223372036854775807),"
	       " (262969, 1, 2, 9223372036854775807);"
	       "INSERT INTO usage_names VALUES (1, 1, 'a', 's1'),"
	       " (1, 2, 'a', 's2')");
	list = bill(THREE_HOURS, TENANT, 2);
	cr_expect_eq(json_integer_value(json_object_get(json_array_get(list, 0),
							"disk-byte-seconds")),
		     INT64_MAX);
	cr_expect_float_eq(figure(list, 1, "disk-byte-seconds"),
			   18446744073709551614.0, 1e4);
	json_decref(list);
}
