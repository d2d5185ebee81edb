/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which handler serves which path.
 */
#ifndef SUPERVISOR_ROUTES_H
#define SUPERVISOR_ROUTES_H

#include "api.h"
#include "target.h"

/* The modules' arrays; NULL at the end. */
extern const struct route *const route_lists[];

/* The route of a target.  NULL: there is none; *others has the methods that
 * there are for the path, as in "GET, PUT", empty if there is no such path.
 * parameter is set to what stands for the {...}. */
#define METHODS_TEXT 64
const struct route *routes_find(const char *method, const struct target *target,
				const char *parameter[PARAMETERS],
				char others[METHODS_TEXT]);

#endif
