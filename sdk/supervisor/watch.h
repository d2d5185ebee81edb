/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is kept of an instance while it lives, for its logs and its bill.
 */
#ifndef SUPERVISOR_WATCH_H
#define SUPERVISOR_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "lines.h"
#include "meter.h"
#include "timers.h"

struct instance;

struct watch {
	struct instance *instance;

	/* logs.c */
	struct lines lines;
	uint64_t budget; /* bytes of its console that are kept, a minute */
	uint64_t room;   /* of these, what may come at once */
	int64_t filled;  /* when room was right, monotonic */
	uint32_t missed; /* lines lost since its last row */
	bool dropping;   /* some of the line that comes is lost, so all is */
	bool news;       /* rows have been added by this message */
	struct timer quiet;

	/* usage.c */
	struct meter meter;
	struct amounts used; /* since it was last written */
	int64_t starts;
};

#endif
