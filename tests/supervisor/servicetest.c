/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Services: published, changed, ended, and what becomes of those that fail.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "author.h"

static struct standin standin;
static struct author author;

#define WEB "{\"schema\":1,\"name\":\"web\",\"network\":{\"inbound\":[\"80\"]}}"
#define WEB2                                                                   \
	"{\"schema\":1,\"name\":\"web2\",\"network\":{\"inbound\":[\"80\"]}}"
#define DEAF                                                                   \
	"{\"environment\":{\"STANDIN\":\"deaf\"},\"name\":\"deaf\","           \
	"\"network\":{\"inbound\":[\"80\"]},\"schema\":1}"

static void begin(void)
{
	standin_start(&standin);
	author_make(&author, &standin, "acme");
}

static void finish(void)
{
	standin_finish(&standin);
}

TestSuite(services, .init = begin, .fini = finish, .timeout = 120);

static const char *control(const char *line)
{
	return standin_control(&standin, line);
}

static void expect(const char *method, const char *target, const char *body,
		   int status, const char *code)
{
	author_expect(&author, method, target, body, status, code);
}

static void await(const char *target, const char *path, const char *text)
{
	author_await(&author, target, path, text);
}

/* Behind its beginning of the prefix as the other address is behind its own; at
 * the host's, ports of both kinds. */
Test(services, addresses_of_both_kinds)
{
	author_deploy(&author, "web", WEB, "{\"count\":2}", "done");
	for (int i = 0; i < 2; i++) {
		char path[32], six[32];
		int last = 0;

		snprintf(path, sizeof path, "instances.%d.address", i);
		sscanf(author_look(&author, "/v1/services/web/instances", path),
		       "10.77.0.%d", &last);
		cr_expect(last == 1 || last == 2, "it is %d", last);
		snprintf(path, sizeof path, "instances.%d.address6", i);
		/* fd77::1 is the host's. */
		snprintf(six, sizeof six, last == 1 ? "null" : "fd77::%d",
			 last);
		await("/v1/services/web/instances", path, six);
	}
	cr_expect_not_null(strstr(control("forwards"), "80/tcp "));
	cr_expect_not_null(strstr(control("forwards"), "80/tcp6 "));
}

Test(services, publish_serves)
{
	author_deploy(&author, "web", WEB, NULL, "done");
	await("/v1/services/web", "state", "running");
	await("/v1/services/web", "url", "http://127.0.0.1:80/");
	await("/v1/services/web", "ports",
	      "[{\"guest\":80,\"protocol\":\"tcp\",\"host\":80}]");
	await("/v1/services/web", "instances", "1");
	await("/v1/services", "services.0.name", "web");
	await("/v1/instances", "instances.0.state", "healthy");
	cr_expect_not_null(strstr(control("forwards"), "80/tcp "));
	cr_expect_not_null(strstr(control("vms"), " web "));
}

/* Of the 16 that a port can have, the new ones come first. */
Test(services, an_update_of_many_leaves_out_old_ones)
{
	static const char old[] =
		"{\"count\":12,\"environment\":{\"STANDIN\":\"deaf-to-stop\"}}";
	const char *draining;
	int count = 0;

	author_deploy(&author, "web", WEB, old, "done");
	author_deploy(&author, "web", WEB, "{\"count\":12}", "draining");
	draining = strstr(control("forwards"), "80/tcp ");
	cr_assert_not_null(draining);
	while ((draining = strpbrk(draining, "d\n")) != NULL &&
	       *draining == 'd') {
		count++;
		draining += strlen("draining");
	}
	cr_expect_eq(count, 4, "%d", count);
}

Test(services, steps_are_told)
{
	author_deploy(&author, "web", WEB, NULL, "done");
	cr_expect_str_eq(author_look(&author, "/v1/services/web/deployment",
				     "steps.0.state"),
			 "starting");
	cr_expect_str_eq(author_look(&author, "/v1/services/web/deployment",
				     "steps.4.state"),
			 "done");
}

Test(services, a_new_version_takes_over)
{
	author_deploy(&author, "web", WEB, NULL, "done");
	author_deploy(&author, "web", WEB2, NULL, "done");
	await("/v1/services/web", "version", "2");
	await("/v1/services/web/instances", "instances.1", "");
	await("/v1/services/web/instances", "instances.0.version", "2");
	expect("POST", "/v1/services/web/rollback", "{}", 202, "");
	await("/v1/services/web/deployment", "state", "done");
	await("/v1/services/web", "version", "1");
	await("/v1/services/web", "url", "http://127.0.0.1:80/");
}

Test(services, one_that_fails_leaves_the_old_serving)
{
	const struct publication_said said = { .service = "web" };
	struct standin_image image;
	struct reply reply;

	author_deploy(&author, "web", WEB, NULL, "done");
	standin_image_make(&image, DEAF);
	reply = author_publish(&author, &image, &said);
	cr_assert_eq(reply.status, 202);
	reply_finish(&reply);
	await("/v1/services/web/deployment", "state", "checking");
	control("print web one last line");
	await("/v1/services/web/logs", "lines.0.text", "one last line");
	/* Until it was to be well. */
	control("clock 31");
	await("/v1/services/web/deployment", "state", "failed");
	await("/v1/services/web/deployment", "reason",
	      "it takes no connection");
	await("/v1/services/web/deployment", "lines.0", "one last line");
	await("/v1/services/web", "version", "1");
	await("/v1/services/web", "state", "running");
	await("/v1/services/web/instances", "instances.1", "");
}

Test(services, one_that_crashes_tells_how)
{
	author_deploy(&author, "web",
		      "{\"environment\":{\"STANDIN\":\"print=oh fault\"},"
		      "\"name\":\"web\",\"schema\":1}",
		      NULL, "failed");
	await("/v1/services/web/deployment", "lines.0", "oh");
	cr_expect_str_neq(author_look(&author, "/v1/services/web/deployment",
				      "crash.text"),
			  "");
	await("/v1/services/web", "state", "failed");
	await("/v1/services/web/instances", "instances", "[]");
}
