/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What guests print, read and die of, as their owners see it.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <denali/hostport.h>

#include "author.h"

#define PATIENCE 20 /* seconds */
#define LOGS "/v1/services/web/logs"

static struct standin standin;
static struct author acme;

static void begin(void)
{
	standin_start(&standin);
	author_make(&acme, &standin, "acme");
	author_deploy(&acme, "web", NULL, NULL, "done");
}

static void finish(void)
{
	standin_finish(&standin);
}

TestSuite(console, .init = begin, .fini = finish, .timeout = 120);

static struct reply get(const char *target, int status)
{
	struct reply reply = author_ask(&acme, "GET", target, NULL);

	cr_assert_eq(reply.status, status, "%s: %d %s", target, reply.status,
		     reply.body.data == NULL ? "" : (char *)reply.body.data);
	return reply;
}

static const json_t *member(const struct reply *reply, size_t line,
			    const char *name)
{
	return json_object_get(
		json_array_get(json_object_get(reply->json, "lines"), line),
		name);
}

static const char *text_of(const struct reply *reply, size_t line)
{
	const char *text = json_string_value(member(reply, line, "text"));

	return text == NULL ? "" : text;
}

static size_t count_of(const struct reply *reply)
{
	return json_array_size(json_object_get(reply->json, "lines"));
}

static int64_t number_of(const struct reply *reply, const char *name)
{
	return json_integer_value(json_object_get(reply->json, name));
}

/* The logs from the beginning, when there are so many lines. */
static struct reply wait_for_lines(size_t count)
{
	struct reply reply;
	int64_t after = 0;

	for (int i = 0; i < PATIENCE; i++) {
		char target[80];

		reply = get(LOGS "?after=0&limit=1000", 200);
		if (count_of(&reply) >= count)
			return reply;
		after = number_of(&reply, "next");
		reply_finish(&reply);
		snprintf(target, sizeof target, LOGS "?after=%lld&wait=1",
			 (long long)after);
		reply = get(target, 200);
		reply_finish(&reply);
	}
	cr_assert_fail("%lu lines did not come", (unsigned long)count);
	return reply;
}

/* ---- logs ---- */

Test(console, shows_lines)
{
	struct reply reply;
	char target[60];

	standin_order(&standin, "print web one");
	standin_order(&standin, "print web two\\nthree");
	reply = wait_for_lines(3);
	cr_expect_str_eq(text_of(&reply, 0), "one");
	cr_expect_str_eq(text_of(&reply, 1), "two");
	cr_expect_str_eq(text_of(&reply, 2), "three");
	cr_expect_eq(json_integer_value(member(&reply, 2, "seq")), 3);
	cr_expect_eq(json_integer_value(member(&reply, 2, "version")), 1);
	cr_expect_eq(strlen(json_string_value(member(&reply, 0, "instance"))),
		     8u);
	cr_expect_eq(strlen(json_string_value(member(&reply, 0, "time"))),
		     strlen("2026-01-01T00:00:00.000Z"));
	cr_expect_null(member(&reply, 0, "part"));
	cr_expect_eq(number_of(&reply, "next"), 3);
	cr_expect_eq(number_of(&reply, "lost"), 0);
	snprintf(target, sizeof target, LOGS "?after=0&instance=%s",
		 json_string_value(member(&reply, 0, "instance")));
	reply_finish(&reply);
	reply = get(target, 200);
	cr_expect_eq(count_of(&reply), 3u);
	reply_finish(&reply);
	reply = get(LOGS "?after=0&instance=aaaaaaaa", 200);
	cr_expect_eq(count_of(&reply), 0u);
	reply_finish(&reply);
}

Test(console, shows_the_last_lines)
{
	struct reply reply;

	standin_order(&standin, "flood web 10");
	reply = wait_for_lines(10);
	reply_finish(&reply);
	reply = get(LOGS "?limit=3", 200);
	cr_expect_eq(count_of(&reply), 3u);
	cr_expect_str_eq(text_of(&reply, 0), "line 7 of a flood");
	cr_expect_str_eq(text_of(&reply, 2), "line 9 of a flood");
	cr_expect_eq(number_of(&reply, "next"), 10);
	reply_finish(&reply);
	reply = get(LOGS "?after=4&limit=2", 200);
	cr_expect_str_eq(text_of(&reply, 0), "line 4 of a flood");
	cr_expect_eq(number_of(&reply, "next"), 6);
	reply_finish(&reply);
	reply = get(LOGS "?raw&limit=2", 200);
	cr_expect_str_eq((char *)reply.body.data,
			 "line 8 of a flood\nline 9 of a flood\n");
	reply_finish(&reply);
}

/* The answer comes with the line, long before the wait is over. */
Test(console, waits_for_lines)
{
	struct client *client = client_open(standin.port);
	struct reply reply;
	char head[400];

	snprintf(head, sizeof head,
		 "GET " LOGS "?after=0&wait=40 HTTP/1.1\r\nHost: x\r\n"
		 "Authorization: Bearer %s\r\n\r\n",
		 acme.token);
	cr_assert(client_send(client, head, strlen(head)));
	standin_order(&standin, "print web at last");
	cr_assert(client_answer(client, &reply));
	cr_expect_str_eq(text_of(&reply, 0), "at last");
	reply_finish(&reply);
	client_close(client);
}

Test(console, shows_what_is_no_line_yet)
{
	struct reply reply;

	standin_order(&standin, "write web login: ");
	reply = wait_for_lines(1);
	cr_expect_str_eq(text_of(&reply, 0), "login: ");
	cr_expect(json_is_true(member(&reply, 0, "part")));
	reply_finish(&reply);
	standin_order(&standin, "print web denali");
	reply = wait_for_lines(2);
	cr_expect_null(member(&reply, 1, "part"));
	reply_finish(&reply);
	reply = get(LOGS "?raw", 200);
	cr_expect_str_eq((char *)reply.body.data, "login: denali\n");
	reply_finish(&reply);
}

#define INVALID "\xef\xbf\xbd" /* U+FFFD */

/* Any bytes, and what would fool a terminal: shown as JSON can, and kept as
 * they are. */
Test(console, keeps_any_bytes)
{
	static const uint8_t printed[] = "\x1b[31mred\xff\xc3(\0z\r\n";
	struct reply reply;

	standin_order(&standin,
		      "write web \\x1b[31mred\\xff\\xc3(\\x00z\\x0d\\n");
	reply = wait_for_lines(1);
	cr_expect_str_eq(text_of(&reply, 0),
			 "\x1b[31mred" INVALID INVALID "(" INVALID "z\r");
	cr_expect_not_null(strstr((char *)reply.body.data, "\\u001B"));
	cr_expect_null(memchr(reply.body.data, 0x1b, reply.body.length));
	reply_finish(&reply);
	reply = get(LOGS "?raw", 200);
	cr_expect_eq(reply.body.length, sizeof printed - 1);
	cr_expect_arr_eq(reply.body.data, printed, sizeof printed - 1);
	reply_finish(&reply);
}

/* All that is kept, and how many lines were lost. */
static int64_t count_lost(int64_t *kept)
{
	int64_t lost = 0, before = -1;

	*kept = 0;
	while (*kept != before) {
		struct reply reply;
		char target[60];

		before = *kept;
		snprintf(target, sizeof target, LOGS "?after=%lld&limit=1000",
			 (long long)before);
		reply = get(target, 200);
		lost += number_of(&reply, "lost");
		*kept = number_of(&reply, "next");
		reply_finish(&reply);
	}
	return lost;
}

/* Until so many are: then all that was printed has been seen. */
static void wait_until_lost(int64_t least)
{
	int64_t kept;

	for (int i = 0; i < PATIENCE * 10; i++) {
		if (count_lost(&kept) >= least)
			return;
		usleep(100000);
	}
	cr_assert_fail("not so many lines were lost");
}

static void expect_last_line(const char *text)
{
	struct reply reply;
	bool right = false;

	for (int i = 0; i < PATIENCE * 10 && !right; i++) {
		reply = get(LOGS "?limit=1", 200);
		right = strcmp(text_of(&reply, 0), text) == 0;
		reply_finish(&reply);
		usleep(right ? 0 : 100000);
	}
	cr_expect(right, "\"%s\" has not come", text);
}

/* A line of a megabyte is beyond the budget of 64 KiB: what is lost of it is
 * counted, and other lines come after it. */
Test(console, bounds_long_lines)
{
	char line[2048] = "write web ";
	int64_t kept;

	memset(line + strlen(line), 'x', 2000);
	line[2010] = '\0';
	for (int i = 0; i < 500; i++)
		standin_order(&standin, line);
	standin_order(&standin, "print web ");
	wait_until_lost(1);
	cr_expect_eq(count_lost(&kept), 1);
	cr_expect_leq(kept, 40);
	standin_order(&standin, "clock 60");
	standin_order(&standin, "print web after");
	expect_last_line("after");
}

/* Who prints as fast as it can loses lines, is told so, and keeps nobody from
 * anything. */
Test(console, bounds_floods)
{
	struct reply reply;
	int64_t lost, kept;

	author_deploy(&acme, "calm", NULL, NULL, "done");
	standin_order(&standin, "flood web 200000");
	standin_order(&standin, "print calm hello");
	wait_until_lost(190000);
	standin_order(&standin, "clock 60");
	standin_order(&standin, "print web over");
	expect_last_line("over");
	lost = count_lost(&kept);
	/* Rows that only say that lines were lost are no lines. */
	cr_expect_geq(lost + kept, 200001);
	cr_expect_leq(kept, 64 * 1024 / 16);
	reply = get("/v1/services/calm/logs?after=0", 200);
	cr_expect_str_eq(text_of(&reply, 0), "hello");
	cr_expect_eq(number_of(&reply, "lost"), 0);
	reply_finish(&reply);
}

/* Waits until the service's one instance is not that one, and runs. */
static void wait_for_another(const char *instance)
{
	for (int i = 0; i < PATIENCE * 10; i++) {
		struct reply reply = get("/v1/services/web/instances", 200);
		const char *now = json_string_value(json_object_get(
			json_array_get(json_object_get(reply.json, "instances"),
				       0),
			"instance"));
		bool other = now != NULL && strcmp(now, instance) != 0;

		reply_finish(&reply);
		if (other)
			return;
		usleep(100000);
	}
	cr_assert_fail("no other instance has come: %s",
		       author_look(&acme, "/v1/services/web", ""));
}

Test(console, keeps_lines_of_those_who_ended)
{
	struct reply reply;
	char before[16];

	reply = get(LOGS "?previous", 404);
	cr_expect_str_eq(reply_code(&reply), "no-previous");
	reply_finish(&reply);
	standin_order(&standin, "print web before");
	reply = wait_for_lines(1);
	snprintf(before, sizeof before, "%s",
		 json_string_value(member(&reply, 0, "instance")));
	reply_finish(&reply);
	standin_order(&standin, "fault web");
	standin_order(&standin, "clock 2");
	wait_for_another(before);
	standin_order(&standin, "print web after");
	reply = wait_for_lines(2);
	cr_expect_str_neq(json_string_value(member(&reply, 1, "instance")),
			  before);
	reply_finish(&reply);
	reply = get(LOGS "?previous", 200);
	cr_expect_eq(count_of(&reply), 1u);
	cr_expect_str_eq(text_of(&reply, 0), "before");
	reply_finish(&reply);
}

/* Over the end of the supervisor, and of the host: numbers go on. */
Test(console, keeps_lines_over_a_start)
{
	struct reply reply;

	standin_order(&standin, "print web before");
	reply = wait_for_lines(1);
	reply_finish(&reply);
	standin_stop(&standin);
	standin_start(&standin);
	reply = get(LOGS, 200);
	cr_expect_str_eq(text_of(&reply, 0), "before");
	cr_expect_eq(number_of(&reply, "next"), 1);
	reply_finish(&reply);
}

Test(console, forgets_services_that_are_no_more)
{
	struct reply reply;

	standin_order(&standin, "print web secret of the first");
	reply = wait_for_lines(1);
	reply_finish(&reply);
	reply = author_ask(&acme, "DELETE", "/v1/services/web", NULL);
	cr_expect_lt(reply.status, 300);
	reply_finish(&reply);
	for (int i = 0; i < PATIENCE * 10; i++) {
		reply = author_ask(&acme, "GET", LOGS, NULL);
		if (reply.status == 404)
			break;
		reply_finish(&reply);
		usleep(100000);
	}
	cr_expect_eq(reply.status, 404);
	reply_finish(&reply);
	author_deploy(&acme, "web", NULL, NULL, "done");
	reply = get(LOGS "?after=0", 200);
	cr_expect_eq(count_of(&reply), 0u);
	cr_expect_eq(number_of(&reply, "next"), 0);
	reply_finish(&reply);
}

Test(console, refuses_odd_questions)
{
	static const struct {
		const char *query;
		int status;
	} odd[] = {
		{ "?after=-1", 400 },
		{ "?after=x", 400 },
		{ "?after=99999999999999999999", 400 },
		{ "?limit=0", 400 },
		{ "?limit=1001", 400 },
		{ "?wait=51", 400 },
		{ "?instance=", 400 },
		{ "?instance=../../etc", 400 },
		{ "?instance=AAAAAAAA", 400 },
		{ "?after=9223372036854775806", 200 },
	};

	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		char target[100];
		struct reply reply;

		snprintf(target, sizeof target, LOGS "%s", odd[i].query);
		reply = get(target, odd[i].status);
		reply_finish(&reply);
	}
}

/* ---- input ---- */

#define CONSOLE "/v1/services/web/console"

static int send_input(const char *target, const void *bytes, size_t length,
		      struct reply *reply)
{
	struct client *client = client_open(standin.port);

	cr_assert(client_ask(client, "POST", target, acme.token, bytes, length,
			     reply));
	client_close(client);
	return reply->status;
}

Test(console, takes_input)
{
	struct reply reply;

	cr_expect_eq(send_input(CONSOLE, "hello\n", 6, &reply), 200);
	cr_expect_eq(number_of(&reply, "taken"), 6);
	reply_finish(&reply);
	cr_expect_not_null(
		strstr(standin_control(&standin, "input web"), "hello"));
	cr_expect_eq(send_input(CONSOLE "?end", "", 0, &reply), 200);
	reply_finish(&reply);
}

Test(console, refuses_odd_input)
{
	static char much[4097];
	struct reply reply;

	cr_expect_eq(send_input(CONSOLE, "", 0, &reply), 400);
	reply_finish(&reply);
	cr_expect_eq(send_input(CONSOLE "?end", "x", 1, &reply), 400);
	reply_finish(&reply);
	cr_expect_eq(send_input(CONSOLE, much, sizeof much, &reply), 413);
	reply_finish(&reply);
	cr_expect_eq(send_input(CONSOLE "?instance=aaaaaaaa", "x", 1, &reply),
		     404);
	cr_expect_str_eq(reply_code(&reply), "instance-missing");
	reply_finish(&reply);
	cr_expect_eq(send_input("/v1/services/none/console", "x", 1, &reply),
		     404);
	reply_finish(&reply);
	author_deploy(&acme, "many", NULL, "{\"count\":2}", "done");
	cr_expect_eq(send_input("/v1/services/many/console", "x", 1, &reply),
		     409);
	cr_expect_str_eq(reply_code(&reply), "several-instances");
	reply_finish(&reply);
}

/* ---- crashes ---- */

static struct reply wait_for_crashes(size_t count)
{
	struct reply reply;

	for (int i = 0; i < PATIENCE * 10; i++) {
		reply = get("/v1/services/web/crashes", 200);
		if (json_array_size(json_object_get(reply.json, "crashes")) >=
		    count)
			return reply;
		reply_finish(&reply);
		usleep(100000);
	}
	cr_assert_fail("no crash has come");
	return reply;
}

Test(console, keeps_crashes)
{
	struct denali_post_mortem record;
	struct reply reply = wait_for_crashes(0);
	const json_t *crash;
	char target[80];

	reply_finish(&reply);
	standin_order(&standin, "fault web");
	reply = wait_for_crashes(1);
	crash = json_array_get(json_object_get(reply.json, "crashes"), 0);
	cr_expect_not_null(
		strstr(json_string_value(json_object_get(crash, "text")),
		       "page fault: it "));
	cr_expect_eq(json_integer_value(json_object_get(crash, "version")), 1);
	cr_expect_not_null(json_object_get(crash, "build-id"));
	snprintf(target, sizeof target, "/v1/services/web/crashes/%lld",
		 (long long)json_integer_value(json_object_get(crash, "id")));
	reply_finish(&reply);
	reply = get(target, 200);
	cr_assert_eq(reply.body.length, sizeof record);
	memcpy(&record, reply.body.data, sizeof record);
	cr_expect_eq(record.cause, DENALI_CAUSE_PAGE_FAULT);
	reply_finish(&reply);
	author_deploy(&acme, "other", NULL, NULL, "done");
	reply = get("/v1/services/other/crashes/1", 404);
	reply_finish(&reply);
	reply = get("/v1/services/web/crashes/999", 404);
	reply_finish(&reply);
	reply = get("/v1/services/web/crashes/1x", 404);
	reply_finish(&reply);
}
