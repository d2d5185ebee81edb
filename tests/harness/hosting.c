/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "hosting.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "denali.h"
#include "net.h"

#define START_MS 180000
#define STOP_MS 120000
#define GiB 1073741824ll

/* No two of a process have the same. */
static void name_folder(char path[256], bool real)
{
	static unsigned int made;
	char here[128], name[32];

	if (getcwd(here, sizeof here) == NULL)
		abort();
	snprintf(name, sizeof name, "%s%u", real ? "host" : "standin", ++made);
	snprintf(path, 256, "%s/%s", here, scratch_path(name));
}

static void run(const struct command *command, const char *what)
{
	struct process process;

	command_start(command, &process);
	if (!process_wait(&process, START_MS) || process.status != 0) {
		fprintf(stderr, "%s: status %d: %s%s\n", what, process.status,
			process.out.data, process.err.data);
		abort();
	}
	process_finish(&process);
}

static void init_host(const struct hosting *hosting, const char *const *more)
{
	struct command command = { 0 };

	command_add_all(&command,
			(const char *[]){ DENALI, "host", "init", NULL });
	command_add(&command, "--no-remote");
	command_add(&command, "--api-port=%u", hosting->api_port);
	command_add(&command, "--ports=%u-%u", hosting->first_port,
		    hosting->first_port + HOSTING_PORTS - 1);
	if (more != NULL)
		command_add_all(&command, more);
	command_add(&command, "%s", hosting->folder);
	run(&command, "denali host init");
	command_free(&command);
}

void hosting_make(struct hosting *hosting, bool real, const char *const *more)
{
	*hosting = (struct hosting){ .real = real,
				     .api_port = free_ports(1),
				     .first_port = free_ports(HOSTING_PORTS) };
	name_folder(hosting->folder, real);
	snprintf(hosting->certificate, sizeof hosting->certificate,
		 "%s/certificate.pem", hosting->folder);
	for (size_t i = 0; more != NULL && more[i] != NULL; i++)
		hosting->words[i] = more[i];
	if (real)
		init_host(hosting, more);
	else if (mkdir(hosting->folder, 0700) != 0)
		abort();
	hosting->process.pid = 0;
}

static void begin(struct hosting *hosting)
{
	struct command command = { 0 };

	if (hosting->real) {
		command_add_all(&command, (const char *[]){ DENALI, "host",
							    "run", NULL });
		command_add(&command, "%s", hosting->folder);
	} else {
		command_add(&command, "%s", STANDIN);
		command_add(&command, "%s", hosting->folder);
		command_add(&command, "%u", hosting->api_port);
		command_add(&command, "--ports");
		command_add(&command, "%u-%u", hosting->first_port,
			    hosting->first_port + HOSTING_PORTS - 1);
		command_add_all(&command, hosting->words);
	}
	command_start(&command, &hosting->process);
	command_free(&command);
}

bool hosting_start(struct hosting *hosting)
{
	char path[300];
	struct bytes token = { 0 };

	begin(hosting);
	if (!process_await(&hosting->process,
			   hosting->real ? &hosting->process.err :
					   &hosting->process.out,
			   hosting->real ? ": ready: " : "^ready$", START_MS)) {
		fprintf(stderr, "%s: does not start: %s%s\n", hosting->folder,
			hosting->process.out.data, hosting->process.err.data);
		return false;
	}
	snprintf(path, sizeof path, "%s/admin.token", hosting->folder);
	if (!bytes_read_file(&token, path))
		return false;
	token.data[strcspn(token.data, "\r\n")] = '\0';
	snprintf(hosting->token, sizeof hosting->token, "%s", token.data);
	bytes_free(&token);
	api_open(&hosting->api, hosting->api_port, hosting->certificate,
		 hosting->token);
	return true;
}

bool hosting_stop(struct hosting *hosting)
{
	bool good;

	api_close(&hosting->api);
	kill(hosting->process.pid, hosting->real ? SIGINT : SIGTERM);
	good = process_wait(&hosting->process, STOP_MS) &&
	       (hosting->process.status == 0 || hosting->process.status == 130);
	if (!good)
		fprintf(stderr, "%s: does not stop well: status %d: %s%s\n",
			hosting->folder, hosting->process.status,
			hosting->process.out.data, hosting->process.err.data);
	process_finish(&hosting->process);
	hosting->process.pid = 0;
	return good;
}

void hosting_kill(struct hosting *hosting)
{
	if (hosting->process.pid == 0)
		return;
	if (hosting->api.context != NULL)
		api_close(&hosting->api);
	process_finish(&hosting->process);
	hosting->process.pid = 0;
}

void hosting_finish(struct hosting *hosting)
{
	struct command command = { 0 };

	hosting_kill(hosting);
	command_add_all(&command, (const char *[]){ "rm", "-rf", NULL });
	command_add(&command, "%s", hosting->folder);
	run(&command, "rm");
	command_free(&command);
}

json_t *hosting_generous(void)
{
	return json_pack("{s:i, s:i, s:I, s:i, s:I, s:I, s:I, s:i, s:i}",
			 "services", 10000, "instances", 10000, "memory",
			 (json_int_t)(64 * GiB), "cpu", 100000, "disk",
			 (json_int_t)(64 * GiB), "bandwidth",
			 (json_int_t)(64 * GiB), "image-bytes",
			 (json_int_t)(64 * GiB), "requests", 1000000, "ports",
			 100000);
}

bool hosting_tenant(struct hosting *hosting, const char *name, json_t *limits,
		    struct publisher *publisher)
{
	json_t *answer = NULL;
	const char *token;
	char path[128];
	int status;

	if (limits == NULL)
		limits = hosting_generous();
	status = api_call(
		&hosting->api, "POST", "/v1/tenants",
		json_pack("{s:s, s:o}", "name", name, "limits", limits), NULL);
	if (status != 201)
		return false;
	snprintf(path, sizeof path, "/v1/tokens?tenant=%s", name);
	status = api_call(&hosting->api, "POST", path,
			  json_pack("{s:s, s:[s, s, s, s]}", "name", "all",
				    "scopes", "read", "deploy", "manage",
				    "metrics"),
			  &answer);
	token = json_string_value(json_object_get(answer, "token"));
	if (status == 201 && token != NULL) {
		publisher_open(publisher, hosting->api_port,
			       hosting->certificate, token);
		status = publisher_register(publisher, "key");
	}
	json_decref(answer);
	return status == 201;
}
