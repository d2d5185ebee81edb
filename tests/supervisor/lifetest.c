/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The lives of services: ends and new beginnings, changes, and what is left
 * after a boot or after the supervisor has died.
 */
#include <criterion/criterion.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "author.h"

static struct standin standin;
static struct author author;

#define WEB "{\"name\":\"web\",\"network\":{\"inbound\":[\"80\"]},\"schema\":1}"
#define CHECKED                                                                \
	"{\"health\":{\"failures\":2,\"http\":\"/health\",\"interval\":"       \
	"\"5s\"},\"network\":{\"inbound\":[\"80\"]},\"schema\":1}"
#define DISK                                                                   \
	"{\"disk\":[{\"name\":\"data\",\"size\":\"1M\"}],"                     \
	"\"network\":{\"inbound\":[\"80\"]},\"schema\":1}"
#define DISK2                                                                  \
	"{\"disk\":[{\"name\":\"data\",\"size\":\"1M\"}],\"name\":\"two\","    \
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

TestSuite(life, .init = begin, .fini = finish, .timeout = 180);

static const char *control(const char *line)
{
	return standin_control(&standin, line);
}

static void ask_for(const char *method, const char *target, const char *body,
		    int status)
{
	author_expect(&author, method, target, body, status, "");
}

static void await(const char *target, const char *path, const char *text)
{
	author_await(&author, target, path, text);
}

static bool runs(const char *program)
{
	char name[64];

	snprintf(name, sizeof name, " %s ", program);
	return strstr(control("vms"), name) != NULL;
}

static void await_vm(const char *program, bool there)
{
	for (int i = 0; i < 3000 && runs(program) != there; i++)
		author_look(&author, "/v1/services", "next");
	cr_assert_eq(runs(program), there, "%s", control("vms"));
}

Test(life, stop_start_remove)
{
	author_deploy(&author, "web", WEB, NULL, "done");
	ask_for("POST", "/v1/services/web/stop", NULL, 204);
	await("/v1/services/web", "state", "stopped");
	await_vm("web", false);
	cr_expect_str_eq(control("forwards"), "ok\n");
	cr_expect_str_eq(author_look(&author, "/v1/services/web", "url"),
			 "http://127.0.0.1:80/");
	ask_for("POST", "/v1/services/web/start", NULL, 204);
	await("/v1/services/web", "state", "running");
	ask_for("DELETE", "/v1/services/web", NULL, 204);
	author_expect(&author, "GET", "/v1/services/web", NULL, 404,
		      "not-found");
	await_vm("web", false);
	/* Its name and port are free. */
	author_deploy(&author, "web", WEB, NULL, "done");
	await("/v1/services/web", "url", "http://127.0.0.1:80/");
}

Test(life, back_off_doubles_until_it_is_well)
{
	author_deploy(&author, "web", WEB, NULL, "done");
	control("fault web");
	await("/v1/services/web", "state", "restarting");
	await("/v1/services/web", "problem",
	      "it was ended by a bad access to memory");
	await_vm("web", false);
	control("behave fault");
	/* 1 s, 2 s, 4 s: by then it is a loop. */
	control("clock 1");
	await("/v1/services/web", "restarts", "2");
	control("clock 1");
	cr_expect_str_eq(author_look(&author, "/v1/services/web", "restarts"),
			 "2");
	control("clock 1");
	await("/v1/services/web", "restarts", "3");
	await("/v1/services/web", "state", "crash-loop");
	control("behave");
	control("clock 4");
	await("/v1/services/web", "state", "running");
	/* What was before does not count any more. */
	control("clock 61");
	control("exit web 1");
	await("/v1/services/web", "state", "restarting");
	control("clock 1");
	await("/v1/services/web", "state", "running");
	await("/v1/services/web", "restarts", "4");
}

Test(life, policies_of_restart)
{
	author_deploy(&author, "never", WEB, "{\"restart\":\"never\"}", "done");
	author_deploy(&author, "failing", WEB, NULL, "done");
	author_deploy(&author, "always", WEB, "{\"restart\":\"always\"}",
		      "done");
	control("exit never 1");
	control("exit failing 0");
	control("exit always 0");
	await("/v1/services/never", "state", "ended");
	await("/v1/services/failing", "state", "ended");
	await("/v1/services/always", "state", "restarting");
	/* The wall clock has no say in it. */
	control("wall -100000");
	control("clock 1");
	await("/v1/services/always", "state", "running");
	await("/v1/services/never", "state", "ended");
}

Test(life, jobs_are_done_when_they_end_well)
{
	author_deploy(&author, "job",
		      "{\"environment\":{\"STANDIN\":\"print=done exit=0\"},"
		      "\"schema\":1}",
		      NULL, "done");
	await("/v1/services/job", "state", "ended");
}

Test(life, failing_health_checks_have_it_restarted)
{
	author_deploy(&author, "web", CHECKED, NULL, "done");
	control("answer web 500");
	control("clock 5");
	await("/v1/services/web", "state", "unhealthy");
	control("clock 5");
	await("/v1/services/web", "restarts", "1");
	control("clock 1");
	await("/v1/services/web", "state", "running");
}

Test(life, grace_is_given_and_ends)
{
	author_deploy(&author, "web", WEB,
		      "{\"environment\":{\"STANDIN\":\"deaf-to-stop\"},"
		      "\"grace\":7}",
		      "done");
	ask_for("POST", "/v1/services/web/stop", NULL, 204);
	await("/v1/services/web", "state", "stopping");
	control("clock 6");
	await("/v1/services/web", "state", "stopping");
	cr_expect(runs("web"));
	control("clock 1");
	await("/v1/services/web", "state", "stopped");
}

Test(life, scale)
{
	author_deploy(&author, "web", WEB, NULL, "done");
	ask_for("POST", "/v1/services/web/scale", "{\"count\":3}", 204);
	await("/v1/services/web", "instances", "3");
	ask_for("POST", "/v1/services/web/scale", "{\"count\":1}", 204);
	await("/v1/services/web/instances", "instances.0.state", "draining");
	control("clock 1");
	await("/v1/services/web/instances", "instances.1", "");
	await("/v1/services/web", "state", "running");
}

Test(life, changes_at_once_and_later)
{
	struct reply reply;

	author_deploy(&author, "web", WEB, NULL, "done");
	reply = author_ask(&author, "PATCH", "/v1/services/web",
			   "{\"bandwidth\":{\"out\":1000},\"cpu\":{\"cap\":"
			   "12.5},\"environment\":{\"A\":\"b\"}}");
	cr_assert_eq(reply.status, 200, "%s", (char *)reply.body.data);
	cr_expect_eq(json_array_size(json_object_get(reply.json, "applied")),
		     2);
	cr_expect_eq(json_array_size(json_object_get(reply.json, "next-start")),
		     1);
	reply_finish(&reply);
	for (int i = 0;
	     i < 3000 && strstr(control("tuning web"), "tx=1000") == NULL; i++)
		;
	cr_expect_not_null(strstr(control("tuning web"), "cap=125"));
	cr_expect_null(strstr(control("strings web"), "A=b"));
	ask_for("POST", "/v1/services/web/restart", NULL, 202);
	await("/v1/services/web/deployment", "state", "draining");
	control("clock 1");
	await("/v1/services/web/deployment", "state", "done");
	cr_expect_not_null(strstr(control("strings web"), "A=b"));
	author_expect(&author, "PATCH", "/v1/services/web",
		      "{\"ports\":[{\"guest\":81}]}", 400, "settings");
	/* It holds for the next version, unless that one says otherwise. */
	author_deploy(&author, "web", CHECKED,
		      "{\"environment\":{\"B\":\"c\"}}", "draining");
	cr_expect_not_null(strstr(control("strings web"), "B=c"));
	cr_expect_null(strstr(control("strings web"), "A=b"));
	cr_expect_not_null(strstr(control("tuning web"), "cap=125"));
}

Test(life, what_fails_changes_nothing_else)
{
	author_deploy(&author, "web", WEB, NULL, "done");
	ask_for("PATCH", "/v1/services/web", "{\"environment\":{\"A\":\"b\"}}",
		200);
	control("behave fault");
	author_deploy(&author, "web", CHECKED,
		      "{\"count\":3,\"environment\":{\"C\":\"d\"}}", "failed");
	control("behave");
	await("/v1/services/web", "wanted", "1");
	await("/v1/services/web", "instances", "1");
	await("/v1/services/web", "settings",
	      "{\"environment\":{\"A\":\"b\"}}");
	author_deploy(&author, "web", CHECKED, "{\"count\":2}", "draining");
	await("/v1/services/web", "wanted", "2");
}

Test(life, a_writer_ends_before_the_next_begins)
{
	author_deploy(&author, "db", DISK, NULL, "done");
	author_expect(&author, "POST", "/v1/services/db/scale", "{\"count\":2}",
		      409, "disk-instances");
	author_deploy(&author, "db", DISK2, NULL, "done");
	await("/v1/services/db", "version", "2");
	/* One that fails has the old one back. */
	control("behave fault");
	{
		const struct publication_said said = { .service = "db" };
		struct standin_image image;
		struct reply reply;

		standin_image_make(&image, DISK);
		reply = author_publish(&author, &image, &said);
		cr_expect_eq(reply.status, 202);
		reply_finish(&reply);
	}
	await("/v1/services/db/deployment", "state", "failed");
	control("behave");
	control("clock 70");
	await("/v1/services/db", "state", "running");
	await("/v1/services/db", "version", "2");
}

Test(life, after_a_boot_all_is_as_it_was)
{
	author_deploy(&author, "web", WEB, "{\"count\":2}", "done");
	author_deploy(&author, "off", WEB, NULL, "done");
	ask_for("POST", "/v1/services/off/stop", NULL, 204);
	await("/v1/services/off", "state", "stopped");
	standin_stop(&standin);
	standin_start(&standin);
	await("/v1/services/web", "state", "running");
	await("/v1/services/web", "instances", "2");
	await("/v1/services/web", "url", "http://127.0.0.1:80/");
	await("/v1/services/off", "state", "stopped");
	cr_expect_not_null(strstr(control("forwards"), "80/tcp"));
}

/* The supervisor dies, the VMs do not. */
static void crash(void)
{
	control("crash");
	cr_assert(process_wait(&standin.process, 20000));
	process_finish(&standin.process);
	standin_start(&standin);
}

Test(life, a_supervisor_that_died_finds_its_vms)
{
	char before[32];

	author_deploy(&author, "web", WEB, NULL, "done");
	strcpy(before, author_look(&author, "/v1/services/web/instances",
				   "instances.0.instance"));
	crash();
	await("/v1/services/web", "state", "running");
	await("/v1/services/web/instances", "instances.0.instance", before);
	await("/v1/services/web/instances", "instances.1", "");
	cr_expect_not_null(strstr(control("forwards"), "80/tcp"));
	/* It is like the others from then on. */
	control("fault web");
	control("clock 1");
	await("/v1/services/web", "restarts", "1");
	control("clock 1");
	await("/v1/services/web", "state", "running");
}

Test(life, a_deployment_that_was_cut_off_begins_anew)
{
	const struct publication_said said = { .service = "web" };
	struct standin_image image;
	struct reply reply;

	author_deploy(&author, "web", WEB, NULL, "done");
	control("behave deaf");
	standin_image_make(&image, CHECKED);
	reply = author_publish(&author, &image, &said);
	cr_assert_eq(reply.status, 202);
	reply_finish(&reply);
	await("/v1/services/web/deployment", "state", "checking");
	crash();
	await("/v1/services/web/deployment", "state", "draining");
	control("clock 1");
	await("/v1/services/web/deployment", "state", "done");
	await("/v1/services/web", "version", "2");
	await("/v1/services/web/instances", "instances.1", "");
}

Test(life, old_versions_go_and_their_images)
{
	char note[128];

	for (int i = 1; i <= 13; i++) {
		snprintf(note, sizeof note,
			 "{\"environment\":{\"N\":\"%d\"},\"network\":{"
			 "\"inbound\":[\"80\"]},\"schema\":1}",
			 i);
		author_deploy(&author, "web", note, NULL,
			      i == 1 ? "done" : "draining");
		control("clock 1");
		await("/v1/services/web/deployment", "state", "done");
	}
	await("/v1/services/web/versions", "versions.9.version", "4");
	await("/v1/services/web/versions", "versions.10", "");
	author_expect(&author, "POST", "/v1/services/web/rollback",
		      "{\"version\":1}", 404, "version-missing");
	/* What was sent and not used goes after an hour. */
	control("clock 3601");
	ask_for("DELETE", "/v1/services/web", NULL, 204);
	await("/v1/images", "images", "[]");
}

Test(life, many_at_once)
{
	char name[16], target[64];

	for (int i = 0; i < 40; i++) {
		const struct publication_said said = { .service = name };
		struct standin_image image;
		struct reply reply;

		snprintf(name, sizeof name, "web%d", i);
		standin_image_make(&image, WEB);
		reply = author_publish(&author, &image, &said);
		cr_expect_eq(reply.status, 202, "%s", (char *)reply.body.data);
		reply_finish(&reply);
	}
	for (int i = 0; i < 40; i++) {
		snprintf(target, sizeof target, "/v1/services/web%d", i);
		await(target, "state", "running");
	}
	/* One image for all. */
	cr_expect_str_eq(control("images"), "1\nok\n");
}

Test(life, addresses_of_their_own)
{
	author_deploy(&author, "web", WEB, "{\"address\":\"own\"}", "done");
	await("/v1/services/web", "url", "http://10.77.0.1:80/");
	cr_expect_str_eq(control("forwards"), "ok\n");
}

static void await_tuning(const char *line, const char *text)
{
	for (int i = 0; i < 3000 && strstr(control(line), text) == NULL; i++)
		author_look(&author, "/v1/services", "next");
	cr_expect_not_null(strstr(control(line), text), "%s: %s, not %s", line,
			   control(line), text);
}

Test(life, shares_of_tenants)
{
	struct author other;

	author_make(&other, &standin, "other");
	author_deploy(&author, "one", WEB, NULL, "done");
	author_deploy(&other, "many", WEB, "{\"count\":4}", "done");
	for (int i = 1; i <= 5; i++) {
		char line[64];

		snprintf(line, sizeof line, "use %d cycles 100000000000", i);
		control(line);
	}
	control("clock 3");
	/* Five are busy, and each tenant has the same for its own. */
	await_tuning("tuning one", "weight=10000 ");
	await_tuning("tuning many", "weight=2500 ");
}

Test(life, limits_of_the_processor)
{
	standin_limit(&standin, "\"cpu\":20");
	author_deploy(&author, "web", WEB, "{\"count\":2}", "done");
	await_tuning("tuning web", "weight=2000 cap=200 ");
	for (int i = 1; i <= 2; i++)
		control(i == 1 ? "use 1 cycles 100000000000" :
				 "use 2 cycles 100000000000");
	control("clock 3");
	await_tuning("tuning web", "weight=1000 cap=100 ");
}

Test(life, images_have_to_fit)
{
	author_deploy(&author, "web", WEB, "{\"memory\":262144}", "failed");
	await("/v1/services/web/deployment", "reason",
	      "its image does not fit into its memory");
	author_deploy(&author, "web", WEB, "{\"memory\":327680}", "done");
	await_tuning("tuning web", "frames=80 memory=327680 ");
}

Test(life, no_memory_is_tried_again)
{
	author_deploy(&author, "web", WEB, NULL, "done");
	control("vm-limit 1");
	ask_for("POST", "/v1/services/web/scale", "{\"count\":2}", 204);
	await("/v1/services/web", "problem",
	      "the host has no memory for it, or as many VMs as it may have");
	await("/v1/services/web", "state", "restarting");
	control("vm-limit 10");
	control("clock 60");
	await("/v1/services/web", "state", "running");
}

/* VMs that do not end when they are asked to are no way to have ever more. */
Test(life, leftovers_are_bounded)
{
	unsigned count = 0;

	standin_limit(&standin, "\"instances\":1");
	author_deploy(&author, "web", WEB,
		      "{\"environment\":{\"STANDIN\":\"deaf-to-stop\"},"
		      "\"grace\":3600}",
		      "done");
	for (int i = 0; i < 3; i++) {
		ask_for("POST", "/v1/services/web/stop", NULL, 204);
		await("/v1/services/web", "state", "stopping");
		ask_for("POST", "/v1/services/web/start", NULL, 204);
		await("/v1/services/web", "state", "running");
	}
	for (const char *at = control("vms");
	     (at = strstr(at, " web ")) != NULL; at++)
		count++;
	cr_expect_eq(count, 2, "%u VMs", count);
}

/* Who says nothing of its bandwidth has what the others leave of the limit. */
Test(life, limits_of_bandwidth)
{
	standin_limit(&standin, "\"bandwidth\":100000");
	author_deploy(&author, "web", WEB, "{\"count\":2}", "done");
	await_tuning("tuning web", "tx=50000 rx=50000 ");
	author_deploy(&author, "one", WEB, "{\"bandwidth\":{\"out\":40000}}",
		      "done");
	await_tuning("tuning web", "tx=30000 rx=33333 ");
	await_tuning("tuning one", "tx=40000 rx=33333 ");
}
