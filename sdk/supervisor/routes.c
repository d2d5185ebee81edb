/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "routes.h"

#include <string.h>

extern const struct route who_routes[], tenants_routes[], tokens_routes[],
	keys_routes[], audit_routes[], certificate_routes[], images_routes[],
	services_routes[], versions_routes[], changes_routes[], logs_routes[],
	console_routes[], crashes_routes[], disks_routes[], secrets_routes[],
	usage_routes[], metrics_routes[], hostinfo_routes[];

const struct route *const route_lists[] = {
	who_routes,      tenants_routes,     tokens_routes,  keys_routes,
	audit_routes,    certificate_routes, images_routes,  services_routes,
	versions_routes, changes_routes,     logs_routes,    console_routes,
	crashes_routes,  disks_routes,       secrets_routes, usage_routes,
	metrics_routes,  hostinfo_routes,    NULL,
};

/* Does the path of a route have these segments? */
static bool fits(const char *path, const struct target *target,
		 const char *parameter[PARAMETERS])
{
	int taken = 0;

	for (int i = 0; i < target->segments; i++) {
		const char *segment = target->segment[i];
		size_t length;

		if (*path++ != '/')
			return false;
		length = strcspn(path, "/");
		if (path[0] == '{')
			parameter[taken++] = segment;
		else if (strlen(segment) != length ||
			 memcmp(segment, path, length) != 0)
			return false;
		path += length;
	}
	return *path == '\0';
}

static void add_method(char others[METHODS_TEXT], const char *method)
{
	if (others[0] != '\0')
		strncat(others, ", ", METHODS_TEXT - strlen(others) - 1);
	strncat(others, method, METHODS_TEXT - strlen(others) - 1);
}

const struct route *routes_find(const char *method, const struct target *target,
				const char *parameter[PARAMETERS],
				char others[METHODS_TEXT])
{
	if (strcmp(method, "HEAD") == 0)
		method = "GET";
	others[0] = '\0';
	for (size_t list = 0; route_lists[list] != NULL; list++) {
		const struct route *route = route_lists[list];

		for (; route->path != NULL; route++) {
			if (!fits(route->path, target, parameter))
				continue;
			if (strcmp(route->method, method) == 0)
				return route;
			add_method(others, route->method);
		}
	}
	return NULL;
}
