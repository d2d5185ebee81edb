/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The target of a request, "/v1/services/web/logs?after=12&wait=30", taken
 * apart in a copy of it.
 */
#ifndef SUPERVISOR_TARGET_H
#define SUPERVISOR_TARGET_H

#include <stdbool.h>

#define TARGET_MAX 1024
#define SEGMENTS 8
#define QUERY_MAX 16

struct target {
	char text[TARGET_MAX + 1];
	/* What is between the slashes, decoded: at least one character each. */
	const char *segment[SEGMENTS];
	int segments;
	struct {
		const char *name, *value;
	} query[QUERY_MAX];
	int queries;
};

/* False: it is malformed.  No %00, control characters or anything that is not
 * UTF-8 gets in. */
bool target_parse(struct target *target, const char *text);

const char *target_query(const struct target *target, const char *name);

#endif
