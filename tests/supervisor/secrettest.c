/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Secrets reach the service's VMs, and nobody and nothing else.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "author.h"

#define VALUE "hunter2-Zxq91kkV"
#define PATIENCE 200 /* tenths of a second */

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

TestSuite(secrets, .init = begin, .fini = finish, .timeout = 120);

static void expect_put(const char *name, const void *value, size_t length,
		       int status, const char *code)
{
	struct client *client = client_open(standin.port);
	struct reply reply;
	char target[200];

	snprintf(target, sizeof target, "/v1/services/web/secrets/%s", name);
	cr_assert(client_ask(client, "PUT", target, acme.token, value, length,
			     &reply));
	cr_expect_eq(reply.status, status, "%s: %d %s", target, reply.status,
		     reply.body.data == NULL ? "" : (char *)reply.body.data);
	cr_expect_str_eq(reply_code(&reply), code, "%s: %s", target,
			 reply_code(&reply));
	reply_finish(&reply);
	client_close(client);
}

static void expect(const char *method, const char *target, int status)
{
	struct reply reply = author_ask(&acme, method, target, NULL);

	cr_expect_eq(reply.status, status, "%s %s: %d", method, target,
		     reply.status);
	reply_finish(&reply);
}

/* When what was begun before is over. */
static void restart(void)
{
	for (int i = 0; i < PATIENCE; i++) {
		struct reply reply = author_ask(
			&acme, "POST", "/v1/services/web/restart", NULL);
		int status = reply.status;

		reply_finish(&reply);
		if (status == 202)
			return;
		cr_assert_eq(status, 409);
		usleep(100000);
	}
	cr_assert_fail("it cannot be restarted");
}

/* The variables of the service's VM, when they have, or have not, the text. */
static void wait_for_strings(const char *text, bool there)
{
	for (int i = 0; i < PATIENCE; i++) {
		const char *strings = standin_control(&standin, "strings web");

		if ((strstr(strings, text) != NULL) == there &&
		    strstr(strings, "ok") != NULL)
			return;
		usleep(100000);
	}
	cr_assert_fail("%s", standin_control(&standin, "strings web"));
}

Test(secrets, reach_the_vm)
{
	expect_put("TOKEN", VALUE, strlen(VALUE), 204, "");
	wait_for_strings(VALUE, false);
	restart();
	wait_for_strings("TOKEN=" VALUE, true);
	expect_put("TOKEN", "other", 5, 204, "");
	restart();
	wait_for_strings("TOKEN=other", true);
	expect("DELETE", "/v1/services/web/secrets/TOKEN", 204);
	expect("DELETE", "/v1/services/web/secrets/TOKEN", 404);
	restart();
	wait_for_strings("TOKEN", false);
}

Test(secrets, have_right_names_and_values)
{
	static char much[4097], long_name[66];

	memset(much, 'x', sizeof much);
	memset(long_name, 'N', sizeof long_name - 1);
	expect_put("1A", "x", 1, 400, "bad-name");
	expect_put("A-B", "x", 1, 400, "bad-name");
	expect_put("A%3DB", "x", 1, 400, "bad-name");
	expect_put(long_name, "x", 1, 400, "bad-name");
	expect_put("A", "a\0b", 3, 400, "bad-value");
	expect_put("A", much, 4097, 413, "body");
	expect_put("A", much, 4096, 409, "quota-strings");
	expect_put("A", "", 0, 204, "");
	expect_put("_a9", "\xff\x01\n", 3, 204, "");
}

/* Arguments, variables and secrets share the room that a VM has. */
Test(secrets, share_the_room)
{
	static char value[3400];
	struct reply reply;
	const char *text;
	int room;

	memset(value, 'x', sizeof value);
	expect_put("A", value, 1000, 204, "");
	expect_put("B", value, 1000, 204, "");
	expect_put("C", value, 3000, 409, "quota-strings");
	expect_put("A", value, 1500, 204, "");
	reply = author_ask(&acme, "GET", "/v1/services/web/secrets", NULL);
	cr_expect_eq(json_array_size(json_object_get(reply.json, "secrets")),
		     2u);
	reply_finish(&reply);
	/* What the error says is left does fit, and no byte more. */
	struct client *client = client_open(standin.port);
	cr_assert(client_ask(client, "PUT", "/v1/services/web/secrets/C",
			     acme.token, value, 3000, &reply));
	text = strstr((char *)reply.body.data, "room for ");
	cr_assert_not_null(text);
	room = atoi(text + strlen("room for "));
	reply_finish(&reply);
	client_close(client);
	cr_expect_gt(room, 500);
	expect_put("C", value, (size_t)room + 1, 409, "quota-strings");
	expect_put("C", value, (size_t)room, 204, "");
	restart();
	wait_for_strings("C=xxx", true);
}

Test(secrets, are_so_many)
{
	char name[20];

	for (int i = 0; i < 64; i++) {
		snprintf(name, sizeof name, "S%d", i);
		expect_put(name, "x", 1, 204, "");
	}
	expect_put("S64", "x", 1, 409, "quota-secrets");
	expect_put("S63", "y", 1, 204, "");
}

static void expect_silent(const char *token, const char *target)
{
	struct reply reply = ask_as(&standin, token, "GET", target, NULL);

	cr_expect_lt(reply.status, 500, "%s", target);
	cr_expect(reply.body.data == NULL ||
			  strstr((char *)reply.body.data, "hunter2") == NULL,
		  "%s tells a secret", target);
	reply_finish(&reply);
}

/* Every question that can be asked, every file that is kept but the database,
 * and that too when the secret is gone. */
Test(secrets, are_told_to_nobody)
{
	static const char *const targets[] = {
		"/v1",
		"/v1/audit?limit=100",
		"/v1/usage",
		"/metrics",
		"/v1/instances",
		"/v1/services",
		"/v1/services/web",
		"/v1/services/web/secrets",
		"/v1/services/web/secrets/TOKEN",
		"/v1/services/web/versions",
		"/v1/services/web/deployment",
		"/v1/services/web/instances",
		"/v1/services/web/logs?after=0",
		"/v1/services/web/crashes",
		"/v1/host",
	};
	char command[200];

	expect_put("TOKEN", VALUE, strlen(VALUE), 204, "");
	author_deploy(&acme, "web", NULL, NULL, "done");
	wait_for_strings(VALUE, true);
	for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
		expect_silent(acme.token, targets[i]);
		expect_silent(standin.token, targets[i]);
	}
	snprintf(command, sizeof command,
		 "! grep -rl hunter2 %s --exclude='denali.db*' --exclude=vms*",
		 standin.folder);
	cr_expect_eq(system(command), 0);
	expect("DELETE", "/v1/services/web/secrets/TOKEN", 204);
	snprintf(command, sizeof command, "! grep -l hunter2 %s/denali.db*",
		 standin.folder);
	cr_expect_eq(system(command), 0);
	cr_expect_null(strstr((char *)standin.process.out.data, "hunter2"));
}
