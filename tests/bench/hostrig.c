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

/* Those that are stopped take no memory but the supervisor's own. */
static bool add_services(struct rig *rig, const struct published *published,
			 unsigned int services)
{
	bool good = services == 0 ||
		    publisher_upload(&rig->tenant, published) == 201;
	char name[32], path[64];

	for (unsigned int i = 0; good && i < services; i++) {
		snprintf(name, sizeof name, "service-%u", i);
		snprintf(path, sizeof path, "/v1/services/%s/stop", name);
		good = publisher_version(&rig->tenant, published, name, NULL,
					 NULL) == 202 &&
		       api_call(&rig->tenant.api, "POST", path, NULL, NULL) <
			       300;
	}
	return good;
}

static bool fill_state(struct rig *rig, const char *image,
		       unsigned int services)
{
	struct published published = { 0 };
	bool good = published_read(&published, image) &&
		    hosting_start(&rig->standin) &&
		    hosting_tenant(&rig->standin, HOST_TENANT, NULL,
				   &rig->tenant) &&
		    add_services(rig, &published, services);

	published_free(&published);
	return good && hosting_stop(&rig->standin);
}

static bool make_disk(struct rig *rig)
{
	char path[300], blocks[16];
	bool good;

	for (const char *const *name =
		     (const char *const[]){ "disk", "control", NULL };
	     *name != NULL; name++) {
		snprintf(path, sizeof path, "%s/%s", rig->standin.folder,
			 *name);
		unlink(path);
	}
	snprintf(rig->disk, sizeof rig->disk, "%s", scratch_path("state"));
	snprintf(blocks, sizeof blocks, "%u", STATE_BLOCKS);
	good = run((const char *[]){ "mke2fs", "-q", "-F", "-t", "ext4", "-b",
				     "4096", "-d", rig->standin.folder,
				     rig->disk, blocks, NULL });
	return good;
}

bool rig_make(struct rig *rig, const char *image, unsigned int services)
{
	*rig = (struct rig){ .api_port = free_ports(1), .port = free_ports(1) };
	hosting_make(&rig->standin, false,
		     (const char *[]){ "--pool", "10.0.64.0/18", NULL });
	if (!fill_state(rig, image, services) || !make_disk(rig)) {
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
		came = http_get(LOOPBACK, port, "/", &page, TRY_MS);
	bytes_free(&page);
	return came;
}
