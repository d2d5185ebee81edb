/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "instance.h"

#include <stdlib.h>

#include "buffer.h"
#include "error.h"

void run_open(struct run *run, const struct parts *parts, uint32_t count)
{
	*run = (struct run){ .count = count };
	run->instances = allocate(count, sizeof run->instances[0]);
	for (uint32_t i = 0; i < count; i++)
		run->instances[i].part = parts_find(parts, i);
}

void run_close(struct run *run)
{
	for (uint32_t i = 0; i < run->count; i++) {
		struct instance *instance = &run->instances[i];

		if (instance->trace != NULL)
			trace_free(instance->trace);
		free(instance->trace);
		free(instance->remains);
		free(instance->crash);
		free(instance->ledger);
	}
	free(run->instances);
	free(run->machine);
}

bool instance_faulted(const struct instance *instance)
{
	return instance->ended && instance->cause != DENALI_CAUSE_EXIT &&
	       instance->cause != DENALI_CAUSE_STOPPED;
}

bool instance_is_telling(const struct instance *instance)
{
	return instance->cause != DENALI_CAUSE_MEMORY &&
	       instance->cause != DENALI_CAUSE_SWAP;
}

int instance_status(const struct instance *instance)
{
	if (instance_faulted(instance))
		return STATUS_FAULT;
	if (instance->ended && instance->cause == DENALI_CAUSE_EXIT)
		return (int)(instance->detail & 0xff);
	return -1;
}

int run_status(const struct run *run)
{
	int highest = 0;

	if (run->outcome == OUTCOME_TIMEOUT)
		return STATUS_TIMEOUT;
	if (run->outcome == OUTCOME_INTERRUPTED)
		return STATUS_SIGNAL + run->signal;
	if (run->outcome == OUTCOME_ERROR)
		return STATUS_ERROR;
	for (uint32_t i = 0; i < run->count; i++) {
		int status = instance_status(&run->instances[i]);

		highest = status > highest ? status : highest;
	}
	return highest;
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
		[OUTCOME_ENDED] = "ended",
		[OUTCOME_TIMEOUT] = "timeout",
		[OUTCOME_INTERRUPTED] = "interrupted",
		[OUTCOME_ERROR] = "error",
	};

	return names[outcome];
}
