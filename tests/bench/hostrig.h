/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Instructions of a host: the supervisor under instruction counting, on a state
 * that the stand-in (tests/supervisor) has made.
 */
#ifndef BENCH_HOSTRIG_H
#define BENCH_HOSTRIG_H

#include "harness/hosting.h"

#define HOST_TENANT "bench"

struct rig {
	struct hosting standin; /* its folder and its administrator's token */
	struct publisher tenant;
	char disk[256];
	uint16_t api_port, port; /* port: one that services may have */
};

/* Makes a state with so many services of one image, which do not run.  False,
 * with a line on standard error, if that cannot be. */
bool rig_make(struct rig *rig, const char *image, unsigned int services);
void rig_free(struct rig *rig);

/* What is done with a host that runs, so many times. */
typedef bool rig_work(struct rig *rig, unsigned int times);

/* Instructions of the whole machine for one time, as the difference of a run
 * with few and one with many; -1: it failed.  *frames, unless it is null: the
 * most pages the supervisor has had. */
double rig_count(struct rig *rig, rig_work *prepare, rig_work *work,
		 unsigned int few, unsigned int many, double *frames);

/* The same for an image under `denali run`, its port 80 at rig->port. */
double rig_count_alone(struct rig *rig, const char *image, rig_work *work,
		       unsigned int few, unsigned int many);

/* Settings that publish port 80; and a wait for the page "/", until a time of
 * now_ms(). */
json_t *host_port_80(uint16_t port);
bool host_await_page(uint16_t port, double until);

#endif
