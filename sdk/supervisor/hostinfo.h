/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The machine, as the kernel accounts for it, and the supervisor itself: for
 * administrators, as metrics and as GET /v1/host.
 */
#ifndef SUPERVISOR_HOSTINFO_H
#define SUPERVISOR_HOSTINFO_H

#include <stdint.h>

#include "api.h"
#include "exposition.h"

#define HOST_VALUES 26

struct host_values {
	uint64_t value[HOST_VALUES];
};

/* What each is. */
extern const struct metric host_metrics[HOST_VALUES];

void host_values_read(struct host_values *values);

extern const struct route hostinfo_routes[];

#endif
