/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A new version of a service takes over, and the old one comes back, while
 * clients ask for pages without a pause: not one request fails.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "harness/denali.h"
#include "harness/hosting.h"
#include "harness/net.h"

#define IMAGE "build/tests/templates/http/build/http"
#define CLIENTS "8"
#define WAIT_MS 180000
#define TRY_MS 5000

static struct hosting host;
static struct publisher tenant;
static uint16_t port;
static struct process wrk;

static json_t *settings(void)
{
	return json_pack("{s:[{s:i, s:i, s:s}]}", "ports", "host", port,
			 "guest", 80, "protocol", "tcp");
}

static void publish(unsigned int variant)
{
	struct published published = { 0 };

	cr_assert(published_read(&published, IMAGE) &&
		  published_vary(&published, variant));
	cr_assert(publisher_publish(&tenant, &published, "web", settings()));
	published_free(&published);
}

static void begin(void)
{
	struct bytes page = { 0 };

	hosting_make(&host, true, NULL);
	cr_assert(hosting_start(&host));
	cr_assert(hosting_tenant(&host, "tenant", NULL, &tenant));
	port = host.first_port;
	publish(1);
	cr_assert(http_await(&host.process, port, &page, TRY_MS, WAIT_MS));
	bytes_free(&page);
}

static void finish(void)
{
	publisher_close(&tenant);
	cr_expect(hosting_stop(&host));
	hosting_finish(&host);
}

TestSuite(update, .init = begin, .fini = finish);

static void start_clients(const char *header)
{
	struct command command = { 0 };

	command_add_all(&command,
			(const char *[]){ "wrk", "-t1", "-c", CLIENTS, "-d600",
					  "--timeout", "60", NULL });
	if (header != NULL)
		command_add(&command, "-H%s", header);
	command_add(&command, "http://" LOOPBACK ":%u/health", port);
	command_start(&command, &wrk);
	command_free(&command);
}

/* Requests that were answered by now, as an instance's ledger tells: frames. */
static double frames_sent(void)
{
	json_t *list = NULL, *instance;
	double sum = 0;
	size_t i;

	cr_assert_eq(api_call(&tenant.api, "GET", "/v1/services/web/instances",
			      NULL, &list),
		     200);
	json_array_foreach (json_object_get(list, "instances"), i, instance)
		sum += json_number_value(
			json_object_get(instance, "frames-out"));
	json_decref(list);
	return sum;
}

/* What serves now has answered since. */
static void await_answers(void)
{
	double end = now_ms() + WAIT_MS, before = frames_sent();

	while (frames_sent() <= before) {
		cr_assert(now_ms() < end && !wrk.ended, "%s", wrk.out.data);
		process_read_for(&wrk, 50);
	}
}

static void expect_none_failed(void)
{

	cr_assert(!wrk.ended, "%s%s", wrk.out.data, wrk.err.data);
	kill(wrk.pid, SIGINT);
	cr_assert(process_wait(&wrk, WAIT_MS));
	cr_expect(bytes_match(&wrk.out, "[1-9][0-9]* requests in"), "%s",
		  wrk.out.data);
	cr_expect(!bytes_match(&wrk.out, "Socket errors|Non-2xx"), "%s",
		  wrk.out.data);
	fprintf(stderr, "update: %s",
		strstr(wrk.out.data, "requests in") != NULL ? wrk.out.data :
							      "nothing\n");
	process_finish(&wrk);
}

static void update_and_roll_back(const char *header)
{
	json_t *answer = NULL;

	start_clients(header);
	await_answers();
	publish(2);
	await_answers();
	cr_assert_eq(api_call(&tenant.api, "POST", "/v1/services/web/rollback",
			      json_object(), &answer),
		     202);
	json_decref(answer);
	cr_assert(publisher_await(&tenant, "web", NULL));
	await_answers();
	expect_none_failed();
}

Test(update, fails_no_request)
{
	update_and_roll_back(NULL);
}

Test(update, fails_no_connection)
{
	update_and_roll_back("Connection: close");
}
