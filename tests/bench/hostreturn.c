/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How fast services come back after a host's boot.  What the boot itself takes
 * is that of a second host, which has one service: the two are started in
 * turns, so that what else the machine does falls on both.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "harness/denali.h"
#include "harness/hosting.h"
#include "harness/net.h"
#include "hostrig.h"
#include "table.h"

#define SERVICES 1000
#define TURNS 3
#define PATIENCE_MS 300000
#define PACE_US 20000

static const struct target coming = {
	"a service's return after a boot / denali run -n", "", AT_MOST, 2
};

struct site {
	struct hosting host;
	struct publisher tenant;
	unsigned int services;
};

static bool is_running(json_t *service)
{
	const char *state = json_string_value(
		json_object_get(service, "state"));

	return state != NULL && strcmp(state, "running") == 0;
}

static unsigned int running(struct site *site)
{
	json_t *list = NULL, *service;
	unsigned int count = 0;
	size_t i;

	api_call(&site->tenant.api, "GET", "/v1/services?limit=1000", NULL,
		 &list);
	json_array_foreach (json_object_get(list, "services"), i, service)
		count += is_running(service);
	json_decref(list);
	return count;
}

static bool last_runs(struct site *site)
{
	json_t *service = NULL;
	char path[64];
	bool good;

	snprintf(path, sizeof path, "/v1/services/back-%u", site->services - 1);
	api_call(&site->tenant.api, "GET", path, NULL, &service);
	good = is_running(service);
	json_decref(service);
	return good;
}

/* All are counted once the last runs: to list a thousand takes the supervisor
 * as long as to start them. */
static bool await_running(struct site *site, double until)
{
	unsigned int there = 0;

	while (there < site->services && now_ms() < until) {
		if (last_runs(site))
			there = running(site);
		if (there < site->services)
			usleep(PACE_US);
	}
	if (there < site->services)
		fprintf(stderr, "%u of %u services run\n", there,
			site->services);
	return there >= site->services;
}

/* It runs once it takes connections. */
static json_t *own_port_80(void)
{
	return json_pack("{s:s, s:[{s:i, s:s}]}", "address", "own", "ports",
			 "guest", 80, "protocol", "tcp");
}

static bool fill(struct site *site)
{
	struct published published = { 0 };
	bool good = published_read(&published, HTTP_IMAGE) &&
		    publisher_upload(&site->tenant, &published) < 300;
	char name[32];

	for (unsigned int i = 0; good && i < site->services; i++) {
		snprintf(name, sizeof name, "back-%u", i);
		good = publisher_version(&site->tenant, &published, name,
					 own_port_80(), NULL) == 202;
	}
	published_free(&published);
	return good && await_running(site, now_ms() + PATIENCE_MS);
}

/* It is stopped then. */
static bool make(struct site *site, unsigned int services)
{
	site->services = services;
	hosting_make(&site->host, true, (const char *[]){ "--vms=1100", NULL });
	return hosting_start(&site->host) &&
	       hosting_tenant(&site->host, HOST_TENANT, NULL, &site->tenant) &&
	       fill(site) && hosting_stop(&site->host);
}

static void unmake(struct site *site)
{
	if (site->tenant.api.context != NULL)
		publisher_close(&site->tenant);
	hosting_finish(&site->host);
}

/* Milliseconds from the command to the last of them; -1. */
static double time_back(struct site *site)
{
	double begun = now_ms(), taken;

	api_disconnect(&site->tenant.api);
	if (!hosting_start(&site->host) ||
	    !await_running(site, begun + PATIENCE_MS))
		return -1;
	taken = now_ms() - begun;
	return hosting_stop(&site->host) ? taken : -1;
}

/* The same for `denali run -n`.  Only the last has a port: as many as there are
 * VMs would take QEMU as long as the VMs. */
static double time_run(unsigned int count)
{
	uint16_t port = free_ports(1);
	struct command command;
	struct process process;
	double begun = now_ms(), taken = -1;

	command_denali(&command);
	command_add_all(&command, (const char *[]){ "--host-mem", "1G", NULL });
	if (count > 1) {
		command_add(&command, "-n%u", count - 1);
		command_add(&command, "%s", HTTP_IMAGE);
		command_add(&command, "--and");
	}
	command_add(&command, "-p%u:80", port);
	command_add(&command, "%s", HTTP_IMAGE);
	command_start(&command, &process);
	command_free(&command);
	if (host_await_page(port, begun + PATIENCE_MS))
		taken = now_ms() - begun;
	process_finish(&process);
	return taken;
}

struct turn {
	double back, run; /* each service more than one */
	double boot;      /* until the only one runs */
};

static bool take_turn(struct site *one, struct site *many, struct turn *turn)
{
	double first_run = time_run(1), all_run = time_run(SERVICES);
	double all_back = time_back(many);

	turn->boot = time_back(one);
	if (first_run < 0 || all_run < 0 || all_back < 0 || turn->boot < 0)
		return false;
	turn->run = (all_run - first_run) / (SERVICES - 1);
	turn->back = (all_back - turn->boot) / (SERVICES - 1);
	return true;
}

static void compare(struct site *one, struct site *many)
{
	double back[TURNS], run[TURNS], boot[TURNS], ratios[TURNS];
	struct turn turn;
	int i;

	for (i = 0; i < TURNS && take_turn(one, many, &turn); i++) {
		back[i] = turn.back;
		run[i] = turn.run;
		boot[i] = turn.boot;
		ratios[i] = turn.back / turn.run;
	}
	if (i < TURNS)
		table_failed(&coming, "they do not come");
	else
		table_row(&coming, median(ratios, TURNS),
			  "%.2f and %.2f ms each of %d, the first %.0f",
			  median(back, TURNS), median(run, TURNS), SERVICES,
			  median(boot, TURNS));
}

void bench_host_return(void)
{
	static struct site one, many;

	if (make(&one, 1) && make(&many, SERVICES))
		compare(&one, &many);
	else
		table_failed(&coming, "they were not published");
	unmake(&one);
	unmake(&many);
}
