/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which handler serves which path.
 */
#ifndef SUPERVISOR_ROUTES_H
#define SUPERVISOR_ROUTES_H

#include "api.h"

/* The modules' arrays; NULL at the end. */
extern const struct route *const route_lists[];

#define PATH_MAX_BYTES 512

struct matched {
	const struct route *route; /* NULL: none of that method ... */
	bool path_known;           /* ... but of another */
	/* What stands for {...}, decoded, in text. */
	const char *parameter[PARAMETERS];
	char text[PATH_MAX_BYTES];
};

/* Finds the route of a path (without its query, still encoded).  False: the
 * path is malformed, too long, or holds what no name may. */
bool routes_match(const char *method, const char *path,
		  struct matched *matched);

#endif
