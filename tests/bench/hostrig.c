/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "hostrig.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "ledger.h"

#define SUPERVISOR "build/sdk/share/denali/supervisor"
#define STATE_BLOCKS 16384u
#define PATIENCE_MS 300000
#define TRY_MS 2000
#define SOON_MS 100 /* a connection that came too early is not waited for */

static bool run(const char *const words[])
{
	struct process process;
	bool good = process_run(&process, words, PATIENCE_MS) &&
		    process.status == 0;

	if (!good)
		fprintf(stderr, "%s: %s\n", words[0], process.err.data);
	process_finish(&process);
	return good;
}

/* One is published and stopped; the stand-in is not running. */
static bool multiply(const struct rig *rig, unsigned int services)
{
	static const char copies[] =
		"BEGIN;"
		"CREATE TEMP TABLE s AS SELECT * FROM services WHERE id = 1;"
		"CREATE TEMP TABLE v AS SELECT * FROM versions;"
		"CREATE TEMP TABLE d AS SELECT * FROM deployments;"
		"CREATE TEMP TABLE n (i);"
		"CREATE TEMP TRIGGER copy AFTER INSERT ON n BEGIN"
		" UPDATE s SET id = new.i, name = 'service-' || new.i;"
		" UPDATE v SET id = NULL, service = new.i;"
		" UPDATE d SET service = new.i;"
		" INSERT INTO services SELECT * FROM s;"
		" INSERT INTO versions SELECT * FROM v;"
		" INSERT INTO deployments SELECT * FROM d; END;"
		"WITH RECURSIVE c(i) AS (SELECT 2 UNION ALL"
		" SELECT i + 1 FROM c WHERE i < %u) INSERT INTO n"
		" SELECT i FROM c; COMMIT;";
	char path[300], statements[1024];

	snprintf(path, sizeof path, "%s/denali.db", rig->standin.folder);
	snprintf(statements, sizeof statements, copies, services);
	return run(
		(const char *[]){ "sqlite3", "-bail", path, statements, NULL });
}

static bool add_service(struct rig *rig, const struct published *published)
{
	return publisher_publish(&rig->tenant, published, "service-1", NULL) &&
	       api_call(&rig->tenant.api, "POST", "/v1/services/service-1/stop",
			NULL, NULL) < 300;
}

static bool fill_state(struct rig *rig, const char *image,
		       unsigned int services)
{
	struct published published = { 0 };
	bool good = published_read(&published, image) &&
		    hosting_start(&rig->standin) &&
		    hosting_tenant(&rig->standin, HOST_TENANT, NULL,
				   &rig->tenant) &&
		    (services == 0 || add_service(rig, &published));

	published_free(&published);
	return good && hosting_stop(&rig->standin) &&
	       (services < 2 || multiply(rig, services));
}

/* The stand-in's folder as it is, whatever a run has made of the last disk. */
static bool make_disk(struct rig *rig)
{
	char path[300], blocks[16];

	for (const char *const *name =
		     (const char *const[]){ "disk", "control", NULL };
	     *name != NULL; name++) {
		snprintf(path, sizeof path, "%s/%s", rig->standin.folder,
			 *name);
		unlink(path);
	}
	snprintf(rig->disk, sizeof rig->disk, "%s", scratch_path("state"));
	snprintf(blocks, sizeof blocks, "%u", STATE_BLOCKS);
	return run((const char *[]){ "mke2fs", "-q", "-F", "-t", "ext4", "-b",
				     "4096", "-d", rig->standin.folder,
				     rig->disk, blocks, NULL });
}

bool rig_make(struct rig *rig, const char *image, unsigned int services)
{
	*rig = (struct rig){ .api_port = free_ports(1), .port = free_ports(1) };
	hosting_make(&rig->standin, false,
		     (const char *[]){ "--pool", "10.0.64.0/18", NULL });
	if (!fill_state(rig, image, services)) {
		fprintf(stderr, "no state of %u services\n", services);
		return false;
	}
	return true;
}

void rig_free(struct rig *rig)
{
	if (rig->tenant.api.context != NULL)
		publisher_close(&rig->tenant);
	unlink(rig->disk);
	hosting_finish(&rig->standin);
}

static void count_words(struct command *command, const char *result)
{
	command_denali(command);
	command_add_all(command, (const char *[]){ "--icount", "--stats",
						   "--result", result, NULL });
}

static void host_words(struct command *command, const struct rig *rig)
{
	command_add_all(command, (const char *[]){ "--supervisor", "-m", "64M",
						   "--host-mem", "512M",
						   "--addr", "10.0.2.15/16",
						   "-v", rig->disk, NULL });
	command_add(command, "-p%u:4433", rig->api_port);
	command_add(command, "-p%u:%u", rig->port, rig->port);
	command_add(command, SUPERVISOR);
	command_add(command, "--state");
	command_add(command, "1:0:%u", STATE_BLOCKS);
	command_add(command, "--ports");
	command_add(command, "%u", rig->port);
	command_add(command, "--pool");
	command_add(command, "10.0.64.0/18");
}

static json_t *end(struct process *process, const char *path)
{
	json_t *result;

	kill(process->pid, SIGINT);
	process_wait(process, PATIENCE_MS);
	result = json_load_file(path, 0, NULL);
	unlink(path);
	return result;
}

/* Instructions of a machine that is not idle. */
static double busy(const json_t *result)
{
	return machine_number(result, "cycles") -
	       machine_number(result, "idle_cycles");
}

static void connect_to(struct rig *rig)
{
	struct api *api = &rig->tenant.api;
	char token[API_TOKEN];

	memcpy(token, api->token, sizeof token);
	api_close(api);
	api_open(api, rig->api_port, rig->standin.certificate, token);
	api->milliseconds = PATIENCE_MS;
}

static double host_run(struct rig *rig, rig_work *prepare, rig_work *work,
		       unsigned int times, double *frames)
{
	struct command command;
	struct process process;
	char path[256];
	json_t *result;
	double count = -1;
	bool good;

	if (!make_disk(rig))
		return -1;
	snprintf(path, sizeof path, "%s", scratch_path("host.json"));
	count_words(&command, path);
	host_words(&command, rig);
	command_start(&command, &process);
	command_free(&command);
	connect_to(rig);
	good = process_await(&process, &process.out, "^ready$", PATIENCE_MS) &&
	       (prepare == NULL || prepare(rig, 1)) && work(rig, times);
	result = end(&process, path);
	if (good)
		count = busy(result);
	else
		fprintf(stderr, "%s%s", process.out.data, process.err.data);
	if (frames != NULL)
		*frames = ledger_number(instance_ledger(result, 0),
					"frames_peak");
	json_decref(result);
	process_finish(&process);
	return count;
}

double rig_count(struct rig *rig, rig_work *prepare, rig_work *work,
		 unsigned int few, unsigned int many, double *frames)
{
	double less = host_run(rig, prepare, work, few, NULL);
	double more = less < 0 ? -1 :
				 host_run(rig, prepare, work, many, frames);

	return more < 0 ? -1 : (more - less) / (many - few);
}

static double alone_run(struct rig *rig, const char *image, rig_work *work,
			unsigned int times)
{
	struct command command;
	struct process process;
	char path[256];
	json_t *result;
	struct bytes page = { 0 };
	double count = -1;

	snprintf(path, sizeof path, "%s", scratch_path("host.json"));
	count_words(&command, path);
	command_add(&command, "-p%u:80", rig->port);
	command_add(&command, "%s", image);
	command_start(&command, &process);
	command_free(&command);
	if (http_await(&process, rig->port, &page, TRY_MS, PATIENCE_MS) &&
	    work(rig, times))
		count = 0;
	result = end(&process, path);
	if (count == 0)
		count = busy(result);
	json_decref(result);
	bytes_free(&page);
	process_finish(&process);
	return count;
}

double rig_count_alone(struct rig *rig, const char *image, rig_work *work,
		       unsigned int few, unsigned int many)
{
	double less = alone_run(rig, image, work, few);
	double more = less < 0 ? -1 : alone_run(rig, image, work, many);

	return more < 0 ? -1 : (more - less) / (many - few);
}

json_t *host_port_80(uint16_t port)
{
	return json_pack("{s:[{s:i, s:i, s:s}]}", "ports", "host", port,
			 "guest", 80, "protocol", "tcp");
}

bool host_await_page(uint16_t port, double until)
{
	struct bytes page = { 0 };
	bool came = false;

	while (!came && now_ms() < until)
		came = http_get(LOOPBACK, port, "/", &page, SOON_MS);
	bytes_free(&page);
	return came;
}
