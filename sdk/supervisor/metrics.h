/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * GET /metrics: what instances use and have used, for Prometheus; to an
 * administrator all tenants', and the host's.  Names, units and labels stay as
 * they are: others' rules and pictures depend on them (docs/monitoring.md).
 */
#ifndef SUPERVISOR_METRICS_H
#define SUPERVISOR_METRICS_H

#include "api.h"

/* Of more, the rest is only counted. */
#define METRICS_INSTANCES 5000

extern const struct route metrics_routes[];

#endif
