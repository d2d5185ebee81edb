/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The description of the API and the code that serves it: neither has what the
 * other has not.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "sdk/supervisor/routes.h"

static json_t *document;

static void load(void)
{
	json_error_t error;

	document = json_load_file("sdk/supervisor/openapi.json",
				  JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(document, "%d: %s", error.line, error.text);
}

static void unload(void)
{
	json_decref(document);
}

TestSuite(agreement, .init = load, .fini = unload);

static const char *scope_text(enum scope scope)
{
	return scope == SCOPE_ANY     ? "any" :
	       scope == SCOPE_READ    ? "read" :
	       scope == SCOPE_DEPLOY  ? "deploy" :
	       scope == SCOPE_MANAGE  ? "manage" :
	       scope == SCOPE_METRICS ? "metrics" :
					"admin";
}

static const char *whose_text(enum whose whose)
{
	static const char *const texts[] = { "tenant", "either", "host" };

	return texts[whose];
}

static const char *const body_types[] = {
	[BODY_NONE] = NULL,
	[BODY_JSON] = "application/json",
	[BODY_OCTETS] = "application/octet-stream",
	[BODY_STREAM] = "application/octet-stream",
};

static void lower(const char *method, char text[16])
{
	size_t i = 0;

	for (; method[i] != '\0' && i < 15; i++)
		text[i] = (char)(method[i] | 0x20);
	text[i] = '\0';
}

static const char *said(json_t *operation, const char *name)
{
	const char *text = json_string_value(json_object_get(operation, name));

	return text == NULL ? "" : text;
}

static void check_body(const struct route *route, json_t *operation)
{
	json_t *types = json_object_get(
		json_object_get(operation, "requestBody"), "content");
	const char *type = body_types[route->body];

	if (type == NULL)
		cr_expect_null(types, "%s %s takes no body", route->method,
			       route->path);
	else
		cr_expect(json_object_get(types, type) != NULL,
			  "%s %s takes %s", route->method, route->path, type);
}

static void check_route(const struct route *route)
{
	char method[16];
	json_t *operation;

	lower(route->method, method);
	operation = json_object_get(
		json_object_get(json_object_get(document, "paths"),
				route->path),
		method);
	cr_expect_not_null(operation, "openapi.json has no %s %s",
			   route->method, route->path);
	if (operation == NULL)
		return;
	cr_expect_str_eq(said(operation, "x-scope"), scope_text(route->scope),
			 "%s %s", route->method, route->path);
	cr_expect_str_eq(said(operation, "x-whose"), whose_text(route->whose),
			 "%s %s", route->method, route->path);
	check_body(route, operation);
	cr_expect((route->body == BODY_NONE) == (route->body_max == 0),
		  "%s %s: how long may a body be?", route->method, route->path);
}

static const struct route *find(const char *method, const char *path)
{
	for (size_t list = 0; route_lists[list] != NULL; list++) {
		const struct route *route = route_lists[list];

		for (; route->path != NULL; route++) {
			char text[16];

			lower(route->method, text);
			if (strcmp(text, method) == 0 &&
			    strcmp(route->path, path) == 0)
				return route;
		}
	}
	return NULL;
}

Test(agreement, what_is_served_is_described)
{
	for (size_t list = 0; route_lists[list] != NULL; list++)
		for (const struct route *route = route_lists[list];
		     route->path != NULL; route++)
			check_route(route);
}

Test(agreement, what_is_described_is_served)
{
	const char *path, *method;
	json_t *methods, *operation;

	json_object_foreach (json_object_get(document, "paths"), path, methods)
		json_object_foreach (methods, method, operation)
			cr_expect_not_null(find(method, path),
					   "nothing serves "
					   "%s %s",
					   method, path);
}

/* Every {...} of a path is described, and nothing else. */
Test(agreement, parameters_are_those_of_the_path)
{
	const char *path, *method;
	json_t *methods, *operation, *parameter;
	size_t i;

	json_object_foreach (json_object_get(document, "paths"), path, methods)
		json_object_foreach (methods, method, operation) {
			json_t *all = json_object_get(operation, "parameters");
			size_t wanted = 0, found = 0;

			for (const char *at = path; *at != '\0'; at++)
				wanted += *at == '{';
			json_array_foreach (all, i, parameter) {
				char text[64];

				if (strcmp(said(parameter, "in"), "path") != 0)
					continue;
				snprintf(text, sizeof text, "{%s}",
					 said(parameter, "name"));
				found += strstr(path, text) != NULL;
			}
			cr_expect_eq(found, wanted, "%s %s", method, path);
		}
}
