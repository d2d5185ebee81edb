/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host full of web servers that serve an object of each of the paper's two
 * sizes, behind a TAP interface in a network of its own, and loads upon it.
 */
#ifndef BENCH_CROWD_H
#define BENCH_CROWD_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/process.h"
#include "load.h"

struct crowd {
	uint32_t vms;       /* at most 16,000 */
	const char *memory; /* of the host */
	const char *swap;   /* size of the swap disk; null: none */
	const char *boot;   /* --boot's list; null: nothing */
};

/* What is asked of it.  0 as the exponent asks all VMs alike. */
struct demand {
	double exponent;
	bool large; /* 134,007 bytes instead of 2,258 */
	int milliseconds;
};

/* Enters the network.  False, with the reason in *why: not here. */
bool crowd_network(const char **why);

/* Starts it, and asks each VM once for its small object, so that what a first
 * request costs is in no load.  False, with what the host said on standard
 * error, if one has not answered.  crowd_end ends it in both cases. */
bool crowd_start(struct process *process, const struct crowd *crowd);

/* Ends it.  Returns how often it has read from the swap disk; -1: it ended in
 * another way. */
double crowd_end(struct process *process);

void crowd_load(const struct crowd *crowd, const struct demand *demand,
		struct load_result *result);

/* Was every answer right, and in time?  Says on standard error if not. */
bool crowd_served(const struct load_result *result);

#endif
