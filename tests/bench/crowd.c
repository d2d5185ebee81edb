/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "crowd.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "bench.h"
#include "harness/denali.h"
#include "harness/net.h"
#include "harness/network.h"
#include "harness/survey.h"
#include "ledger.h"

#define TAP "crowd0"
#define OUR_ADDRESS "10.8.0.1/32"
#define RANGE "10.8.0.0/16"
#define FIRST "10.8.1.0"
#define SMALL "/2258"
#define SMALL_SIZE 2258
#define LARGE "/134007"
#define LARGE_SIZE 134007
#define SEED 20021209
#define SITE "build/tests/bench/site"
#define TRIES 2
#define ANSWER_MS 20000
#define START_MS 120000
#define TRY_MS 500
#define END_MS 60000

static char result_path[256];

bool crowd_network(const char **why)
{
	static bool made;

	if (!made && network_enter(why)) {
		*why = "cannot make a TAP interface";
		made = network_tap(TAP, OUR_ADDRESS) &&
		       network_route(TAP, RANGE) && network_widen_ports();
	}
	return made;
}

static bool await_last(struct process *process, uint32_t vms)
{
	double deadline = now_ms() + START_MS;
	char last[INET_ADDRSTRLEN];
	struct bytes body = { 0 };
	struct in_addr address;
	bool up = false;

	inet_pton(AF_INET, FIRST, &address);
	address.s_addr = htonl(ntohl(address.s_addr) + vms - 1);
	inet_ntop(AF_INET, &address, last, sizeof last);
	while (!up && !process->ended && now_ms() < deadline) {
		up = http_get(last, 80, SMALL, &body, TRY_MS);
		process_read_for(process, 1);
	}
	bytes_free(&body);
	return up;
}

/* The last may listen before some others do: they are asked again. */
static bool all_answer(uint32_t vms)
{
	struct survey survey = { 0 };
	struct bytes page = { 0 };

	bytes_read_file(&page, SITE SMALL);
	for (int i = 0; i < TRIES && survey.right != vms; i++)
		survey_all(&survey, FIRST, vms, &page, ANSWER_MS);
	bytes_free(&page);
	if (survey.right != vms)
		fprintf(stderr, "%u of %u VMs answer; not %s\n", survey.right,
			vms, survey.wrong);
	return survey.right == vms;
}

bool crowd_start(struct process *process, const struct crowd *crowd)
{
	struct command command;
	bool up;

	snprintf(result_path, sizeof result_path, "%s",
		 scratch_path("crowd.json"));
	command_denali(&command);
	command_add_all(&command, (const char *[]){ "--stats", "--result",
						    result_path, NULL });
	command_add(&command, "-n%u", crowd->vms);
	command_add_all(&command,
			(const char *[]){ "--host-mem", crowd->memory, "--net",
					  "tap=" TAP, "--addr", FIRST "/16",
					  NULL });
	if (crowd->swap != NULL)
		command_add_all(&command,
				(const char *[]){ "--swap", crowd->swap,
						  NULL });
	if (crowd->boot != NULL)
		command_add_all(&command,
				(const char *[]){ "--boot", crowd->boot,
						  NULL });
	command_add(&command, "%s", OBJECTS_IMAGE);
	command_start(&command, process);
	command_free(&command);
	up = await_last(process, crowd->vms);
	up = up && all_answer(crowd->vms);
	if (!up && process->err.data != NULL)
		fputs(process->err.data, stderr);
	return up;
}

double crowd_end(struct process *process)
{
	double reads = -1;
	json_t *result;

	kill(process->pid, SIGINT);
	process_wait(process, END_MS);
	process_finish(process);
	result = json_load_file(result_path, 0, NULL);
	if (machine_number(result, "cycles") > 0)
		reads = machine_number(result, "swap_reads");
	json_decref(result);
	unlink(result_path);
	return reads;
}

void crowd_load(const struct crowd *crowd, const struct demand *demand,
		struct load_result *result)
{
	struct load load = {
		.first = FIRST,
		.vms = crowd->vms,
		.exponent = demand->exponent,
		.seed = SEED,
		.path = demand->large ? LARGE : SMALL,
		.size = demand->large ? LARGE_SIZE : SMALL_SIZE,
		.milliseconds = demand->milliseconds,
	};

	load_run(&load, result);
}

bool crowd_served(const struct load_result *result)
{
	bool served = result->answers > 0 && result->wrong == 0 &&
		      result->late == 0;

	if (!served)
		fprintf(stderr, "%u answers, %u wrong ones, %u late\n",
			result->answers, result->wrong, result->late);
	return served;
}
