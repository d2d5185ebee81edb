/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bills and metrics, of what VMs are said to have used.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/net.h"
#include "author.h"

#define PATIENCE 200 /* tenths of a second */

static struct standin standin;
static struct author acme;

static void begin(void)
{
	standin_start(&standin);
	author_make(&acme, &standin, "acme");
}

static void finish(void)
{
	standin_finish(&standin);
}

TestSuite(usage, .init = begin, .fini = finish, .timeout = 180);

static struct reply get(const char *token, const char *target, int status)
{
	struct reply reply = ask_as(&standin, token, "GET", target, NULL);

	cr_assert_eq(reply.status, status, "%s: %d %s", target, reply.status,
		     reply.body.data == NULL ? "" : (char *)reply.body.data);
	return reply;
}

/* A figure of the service's bill, over all of this month and last. */
static double billed(const char *token, const char *service, const char *what)
{
	struct reply reply = get(token, "/v1/usage?from=2000-01-01", 200);
	json_t *row;
	size_t index;
	double sum = 0;

	json_array_foreach (json_object_get(reply.json, "services"), index, row)
		if (strcmp(json_string_value(json_object_get(row, "service")),
			   service) == 0)
			sum += json_number_value(json_object_get(row, what));
	reply_finish(&reply);
	return sum;
}

static void wait_for_bill(const char *service, const char *what, double least)
{
	for (int i = 0; i < PATIENCE; i++) {
		if (billed(acme.token, service, what) >= least)
			return;
		usleep(100000);
	}
	cr_assert_fail("%s: %s is %f, not %f", service, what,
		       billed(acme.token, service, what), least);
}

/* ---- bills ---- */

Test(usage, is_billed_each_minute)
{
	author_deploy(&acme, "web", NULL, NULL, "done");
	standin_order(&standin, "use web cycles 5000000000");
	standin_order(&standin, "use web tx 1000");
	standin_order(&standin, "use web rx 300");
	cr_expect_lt(billed(acme.token, "web", "cpu-seconds"), 5);
	standin_order(&standin, "clock 61");
	wait_for_bill("web", "cpu-seconds", 5);
	cr_expect_eq(billed(acme.token, "web", "bytes-out"), 1000);
	cr_expect_eq(billed(acme.token, "web", "bytes-in"), 300);
	cr_expect_eq(billed(acme.token, "web", "starts"), 1);
	cr_expect_gt(billed(acme.token, "web", "memory-byte-seconds"), 0);
	standin_order(&standin, "clock 61");
	standin_order(&standin, "use web cycles 1000000000");
	standin_order(&standin, "clock 61");
	wait_for_bill("web", "cpu-seconds", 6);
	cr_expect_lt(billed(acme.token, "web", "cpu-seconds"), 6.5);
}

Test(usage, is_billed_at_the_end)
{
	author_deploy(&acme, "web", NULL, NULL, "done");
	standin_order(&standin, "use web cycles 7000000000");
	standin_order(&standin, "exit web 1");
	wait_for_bill("web", "cpu-seconds", 7);
	standin_order(&standin, "clock 3");
	wait_for_bill("web", "starts", 1);
	cr_expect_lt(billed(acme.token, "web", "cpu-seconds"), 7.5);
}

/* By a supervisor that was killed, and the one after it, which finds the same
 * VMs: nothing twice, nothing lost. */
Test(usage, is_billed_once)
{
	author_deploy(&acme, "web", NULL, NULL, "done");
	standin_order(&standin, "use web cycles 2000000000");
	standin_order(&standin, "clock 61");
	wait_for_bill("web", "cpu-seconds", 2);
	standin_order(&standin, "use web cycles 3000000000");
	standin_control(&standin, "crash");
	cr_assert(process_wait(&standin.process, 20000));
	process_finish(&standin.process);
	standin_start(&standin);
	standin_order(&standin, "clock 61");
	wait_for_bill("web", "cpu-seconds", 5);
	cr_expect_lt(billed(acme.token, "web", "cpu-seconds"), 5.5);
	cr_expect_eq(billed(acme.token, "web", "starts"), 1);
}

/* Also with nothing that runs, and over hours; not for the time before it was
 * there. */
Test(usage, of_disks_is_billed)
{
	struct reply reply;
	double before, after;
	size_t rows;

	standin_order(&standin, "clock 7200");
	reply = author_ask(&acme, "POST", "/v1/disks",
			   "{\"name\":\"data\",\"size\":1048576}");
	cr_assert_eq(reply.status, 201);
	reply_finish(&reply);
	before = billed(acme.token, "", "disk-byte-seconds");
	cr_expect_lt(before, 60.0 * 1048576);
	standin_order(&standin, "clock 7200");
	after = billed(acme.token, "", "disk-byte-seconds");
	cr_expect_geq(after - before, 7200.0 * 1048576);
	cr_expect_lt(after - before, 7230.0 * 1048576);
	reply = get(acme.token, "/v1/usage?from=2000-01-01&hours", 200);
	rows = json_array_size(json_object_get(reply.json, "services"));
	cr_expect(rows == 3 || rows == 2, "%lu rows", (unsigned long)rows);
	cr_expect_not_null(json_object_get(
		json_array_get(json_object_get(reply.json, "services"), 0),
		"hour"));
	reply_finish(&reply);
}

/* A wall clock that jumps is no bill. */
Test(usage, is_of_the_monotonic_clock)
{
	struct reply reply = author_ask(&acme, "POST", "/v1/disks",
					"{\"name\":\"data\",\"size\":1048576}");

	cr_assert_eq(reply.status, 201);
	reply_finish(&reply);
	standin_order(&standin, "wall 31536000");
	cr_expect_lt(billed(acme.token, "", "disk-byte-seconds"),
		     60.0 * 1048576);
	standin_order(&standin, "wall -63072000");
	cr_expect_lt(billed(acme.token, "", "disk-byte-seconds"),
		     60.0 * 1048576);
}

Test(usage, is_each_tenants_own)
{
	struct author other;

	author_make(&other, &standin, "other");
	author_deploy(&acme, "web", NULL, NULL, "done");
	standin_order(&standin, "use web cycles 5000000000");
	standin_order(&standin, "exit web 0");
	wait_for_bill("web", "cpu-seconds", 5);
	cr_expect_eq(billed(other.token, "web", "cpu-seconds"), 0);
	cr_expect_geq(billed(standin.token, "web", "cpu-seconds"), 5);
}

/* Bills outlive services. */
Test(usage, outlives_its_service)
{
	struct reply reply;

	author_deploy(&acme, "web", NULL, NULL, "done");
	standin_order(&standin, "use web cycles 5000000000");
	reply = author_ask(&acme, "DELETE", "/v1/services/web", NULL);
	cr_expect_lt(reply.status, 300);
	reply_finish(&reply);
	wait_for_bill("web", "cpu-seconds", 5);
	standin_stop(&standin);
	standin_start(&standin);
	cr_expect_geq(billed(acme.token, "web", "cpu-seconds"), 5);
}

Test(usage, is_asked_for_by_times)
{
	static const struct {
		const char *query;
		int status;
	} odd[] = {
		{ "?from=2026-01-01T00:00:00Z&to=2026-01-02", 200 },
		{ "?from=2026-01-01T00:00:00.123Z", 200 },
		{ "?from=yesterday", 400 },
		{ "?from=2026-02-30", 400 },
		{ "?from=2026-13-01", 400 },
		{ "?from=2026-1-1", 400 },
		{ "?from=2026-01-01T00:00:00", 400 },
		{ "?from=2026-01-01T25:00:00Z", 400 },
		{ "?to=", 400 },
		{ "?from=-99999-01-01", 400 },
	};

	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		char target[100];
		struct reply reply;

		snprintf(target, sizeof target, "/v1/usage%s", odd[i].query);
		reply = get(acme.token, target, odd[i].status);
		reply_finish(&reply);
	}
}

/* ---- metrics ---- */

Test(usage, is_in_metrics)
{
	struct author other;
	struct reply reply;
	const char *line;

	author_make(&other, &standin, "other");
	author_deploy(&acme, "web", NULL, NULL, "done");
	author_deploy(&other, "shop", NULL, NULL, "done");
	standin_order(&standin, "use web cycles 1500000000");
	reply = get(acme.token, "/metrics", 200);
	line = strstr((char *)reply.body.data,
		      "\ndenali_instance_cpu_seconds_total{tenant=\"acme\","
		      "service=\"web\",instance_id=\"");
	cr_assert_not_null(line, "%s", (char *)reply.body.data);
	cr_expect_geq(atof(strchr(line, '}') + 1), 1.5);
	cr_expect_null(strstr((char *)reply.body.data, "other"));
	cr_expect_null(strstr((char *)reply.body.data, "denali_host"));
	reply_finish(&reply);
	reply = get(standin.token, "/metrics", 200);
	cr_expect_not_null(strstr((char *)reply.body.data,
				  "tenant=\"other\",service=\"shop\""));
	cr_expect_not_null(
		strstr((char *)reply.body.data, "\ndenali_host_instances 2\n"));
	reply_finish(&reply);
	reply = get(standin.token, "/metrics?tenant=other", 200);
	cr_expect_null(strstr((char *)reply.body.data, "acme"));
	cr_expect_null(strstr((char *)reply.body.data, "denali_host"));
	reply_finish(&reply);
}

/* The folder of Debian's prometheus; the test is skipped where it cannot be
 * had. */
static void find_prometheus(char folder[256])
{
	FILE *pipe = popen("tests/supervisor/prometheus.sh", "r");

	if (fgets(folder, 256, pipe) == NULL)
		folder[0] = '\0';
	folder[strcspn(folder, "\n")] = '\0';
	if (pclose(pipe) != 0)
		cr_skip_test("prometheus cannot be had");
}

Test(usage, in_metrics_is_as_prometheus_likes_it)
{
	char folder[256], command[600], path[100];
	struct reply reply;
	FILE *file;

	find_prometheus(folder);
	author_deploy(&acme, "web", NULL, NULL, "done");
	reply = get(standin.token, "/metrics", 200);
	snprintf(path, sizeof path, "%s/metrics", standin.folder);
	file = fopen(path, "w");
	cr_assert_not_null(file);
	fputs((char *)reply.body.data, file);
	fclose(file);
	reply_finish(&reply);
	snprintf(command, sizeof command,
		 "%s/promtool check metrics <%s >%s.said 2>&1", folder, path,
		 path);
	cr_expect_eq(system(command), 0, "%s", command);
	snprintf(command, sizeof command,
		 "test ! -s %s.said || "
		 "{ cat %s.said >&2; false; }",
		 path, path);
	cr_expect_eq(system(command), 0);
}

static void write_config(const char *path)
{
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file);
	fprintf(file,
		"global:\n  scrape_interval: 1s\n"
		"scrape_configs:\n- job_name: denali\n  scheme: https\n"
		"  authorization:\n    credentials: %s\n"
		"  tls_config:\n    ca_file: %s/certificate.pem\n"
		"    server_name: localhost\n"
		"  static_configs:\n  - targets: [\"127.0.0.1:%u\"]\n",
		standin.token, standin.folder, standin.port);
	fclose(file);
}

/* What a query of Prometheus finds, as text. */
static void query(uint16_t port, const char *what, char text[4096])
{
	char command[400];
	size_t length;
	FILE *pipe;

	snprintf(command, sizeof command,
		 "curl -s --max-time 5 'http://127.0.0.1:%u/api/v1/query"
		 "?query=%s'",
		 port, what);
	pipe = popen(command, "r");
	length = fread(text, 1, 4095, pipe);
	text[length] = '\0';
	pclose(pipe);
}

/* A real one, over TLS with the host's own certificate. */
Test(usage, is_scraped_by_prometheus)
{
	char folder[256], config[100], storage[100], address[40], text[4096];
	char program[300];
	struct process process;
	uint16_t port = free_ports(1);
	const char *const arguments[] = { program, config, storage, address,
					  NULL };

	find_prometheus(folder);
	author_deploy(&acme, "web", NULL, NULL, "done");
	standin_order(&standin, "use web tx 4711");
	snprintf(program, sizeof program, "%s/prometheus", folder);
	snprintf(config, sizeof config, "--config.file=%s/prometheus.yml",
		 standin.folder);
	write_config(config + strlen("--config.file="));
	snprintf(storage, sizeof storage, "--storage.tsdb.path=%s/tsdb",
		 standin.folder);
	snprintf(address, sizeof address, "--web.listen-address=127.0.0.1:%u",
		 port);
	process_start(&process, arguments);
	for (int i = 0; i < PATIENCE; i++) {
		query(port, "denali_instance_network_sent_bytes_total", text);
		if (strstr(text, "\"4711\"") != NULL)
			break;
		usleep(200000);
	}
	cr_expect_not_null(strstr(text, "\"4711\""), "%s", text);
	cr_expect_not_null(strstr(text, "\"service\":\"web\""));
	query(port, "denali_host_memory_bytes", text);
	cr_expect_not_null(strstr(text, "denali_host_memory_bytes"), "%s",
			   text);
	process_finish(&process);
}

/* ---- the host ---- */

Test(usage, of_the_host_is_told_to_administrators)
{
	struct reply reply = get(standin.token, "/v1/host", 200);

	cr_expect_gt(json_integer_value(json_object_get(
			     json_object_get(reply.json, "machine"), "memory")),
		     0);
	cr_expect_eq(json_integer_value(json_object_get(
			     json_object_get(reply.json, "counts"), "tenants")),
		     1 + (reply.status == 200 ? 1 : 0));
	reply_finish(&reply);
	reply = get(acme.token, "/v1/host", 403);
	reply_finish(&reply);
}
