/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A client of many VMs at once, as the paper's: which VM is asked next is drawn
 * by Zipf's law, and so many requests are under way at any time, each over a
 * connection of its own.
 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stdint.h>
#include <stdio.h>

#define LOAD_PARALLEL 32

struct load {
	const char *first; /* IPv4 address; the other VMs' follow it */
	uint32_t vms;
	double exponent; /* of Zipf's law; 0: all VMs alike */
	uint64_t seed;   /* the same one draws the same VMs */
	const char *path;
	size_t size; /* bytes of the answer's body */
	int milliseconds;
};

struct load_result {
	double rate;    /* right answers a second */
	double slowest; /* milliseconds that the longest of them took */
	uint32_t wrong; /* other ends of connections */
	uint32_t late;  /* no end within the client's patience, 5 s */
	uint32_t answers;
	uint32_t busiest; /* of them, those of the VM that is asked most */
};

void load_run(const struct load *load, struct load_result *result);

#endif
