/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What operations answer, compared with the schemas that openapi.json has for
 * it: types, values of enums, members that must be there, and none that is not
 * described.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "author.h"
#include "client.h"

static struct standin standin;
static struct author author;
static json_t *document;
static char digest[AUTHOR_DIGEST];

static void begin(void)
{
	document = json_load_file("sdk/supervisor/openapi.json", 0, NULL);
	cr_assert_not_null(document);
	standin_start(&standin);
	author_make(&author, &standin, "acme");
}

static void finish(void)
{
	json_decref(document);
	standin_finish(&standin);
}

TestSuite(schema, .init = begin, .fini = finish, .timeout = 120);

static const char *said(json_t *json, const char *name)
{
	const char *text = json_string_value(json_object_get(json, name));

	return text == NULL ? "" : text;
}

static json_t *resolve(json_t *schema)
{
	const char *reference = said(schema, "$ref");
	const char *name = strrchr(reference, '/');

	if (name == NULL)
		return schema;
	schema = json_object_get(
		json_object_get(json_object_get(document, "components"),
				"schemas"),
		name + 1);
	cr_assert_not_null(schema, "%s", reference);
	return schema;
}

static bool is_of(const json_t *value, const char *type)
{
	return type[0] == '\0'              ? true :
	       strcmp(type, "string") == 0  ? json_is_string(value) :
	       strcmp(type, "integer") == 0 ? json_is_integer(value) :
	       strcmp(type, "number") == 0  ? json_is_number(value) :
	       strcmp(type, "boolean") == 0 ? json_is_boolean(value) :
	       strcmp(type, "array") == 0   ? json_is_array(value) :
					      json_is_object(value);
}

static void check(json_t *value, json_t *schema, const char *where);

static void check_members(json_t *object, json_t *schema, const char *where)
{
	json_t *members = json_object_get(schema, "properties"), *value, *name;
	const char *key;
	char below[256];
	size_t i;

	json_array_foreach (json_object_get(schema, "required"), i, name)
		cr_expect_not_null(
			json_object_get(object, json_string_value(name)),
			"%s has no %s", where, json_string_value(name));
	if (members == NULL)
		return;
	json_object_foreach (object, key, value) {
		json_t *member = json_object_get(members, key);

		snprintf(below, sizeof below, "%s.%s", where, key);
		cr_expect_not_null(member, "%s is not described", below);
		if (member != NULL)
			check(value, member, below);
	}
}

static void check(json_t *value, json_t *schema, const char *where)
{
	json_t *one, *values;
	size_t i;
	bool found = false;

	schema = resolve(schema);
	if (json_is_null(value) &&
	    json_is_true(json_object_get(schema, "nullable")))
		return;
	cr_expect(is_of(value, said(schema, "type")), "%s is no %s", where,
		  said(schema, "type"));
	values = json_object_get(schema, "enum");
	json_array_foreach (values, i, one)
		found |= json_equal(one, value);
	cr_expect(found || values == NULL, "%s is another value", where);
	if (json_is_object(value))
		check_members(value, schema, where);
	json_array_foreach (value, i, one)
		check(one, json_object_get(schema, "items"), where);
}

static json_t *schema_of(json_t *operation, const char *status)
{
	json_t *response = json_object_get(
		json_object_get(operation, "responses"), status);

	return json_object_get(
		json_object_get(json_object_get(response, "content"),
				"application/json"),
		"schema");
}

/* GET as the tenant, or the administrator for what is the host's. */
static void check_operation(const char *path, json_t *operation)
{
	bool host = strcmp(said(operation, "x-whose"), "host") == 0;
	json_t *schema = schema_of(operation, "200");
	char target[256];
	size_t length = 0;
	struct reply reply;

	if (schema == NULL)
		return;
	for (const char *at = path; *at != '\0'; at++) {
		if (*at != '{') {
			target[length++] = *at;
			continue;
		}
		length += (size_t)sprintf(
			target + length, "%s",
			strncmp(at, "{digest", 7) == 0 ? digest :
			strncmp(at, "{tenant", 7) == 0 ? "acme" :
							 "thing");
		at = strchr(at, '}');
	}
	target[length] = '\0';
	reply = host ? ask(&standin, "GET", target, NULL) :
		       author_ask(&author, "GET", target, NULL);
	cr_expect_eq(reply.status, 200, "%s: %d %s", target, reply.status,
		     (char *)reply.body.data);
	check(reply.json, schema, path);
	reply_finish(&reply);
}

static void have_one_of_everything(void)
{
	const struct publication_said said_of_it = {
		.service = "thing", .settings = "{\"count\":1}", .tag = "v1"
	};
	struct standin_image image;
	struct reply reply;

	standin_image_make(&image, "{\"schema\":1,\"name\":\"thing\","
				   "\"network\":{\"inbound\":[\"80\"]}}");
	author_digest(&image, digest);
	author_expect(&author, "POST", "/v1/disks",
		      "{\"name\":\"thing\",\"size\":1048576}", 201, "");
	reply = author_publish(&author, &image, &said_of_it);
	cr_assert_eq(reply.status, 202);
	reply_finish(&reply);
	author_await(&author, "/v1/services/thing/deployment", "state", "done");
	author_expect(&author, "PUT", "/v1/services/thing/secrets/A", "value",
		      204, "");
	standin_order(&standin, "print thing hello");
	standin_order(&standin, "print thing again");
	author_await(&author, "/v1/services/thing/logs", "lines.1.text",
		     "again");
	standin_order(&standin, "fault thing");
	author_await(&author, "/v1/services/thing/crashes", "crashes.0.id",
		     "1");
	author_await(&author, "/v1/services/thing", "state", "running");
}

Test(schema, answers_are_as_described)
{
	const char *path, *method;
	json_t *methods, *operation;

	have_one_of_everything();
	json_object_foreach (json_object_get(document, "paths"), path, methods)
		json_object_foreach (methods, method, operation)
			if (strcmp(method, "get") == 0)
				check_operation(path, operation);
}

Test(schema, failures_are_as_described)
{
	const struct publication_said said_of_it = { .service = "thing" };
	struct standin_image image;
	struct reply reply;

	standin_order(&standin, "behave fault print=last-words");
	standin_image_make(&image, "{\"schema\":1,\"name\":\"thing\","
				   "\"network\":{\"inbound\":[\"80\"]}}");
	author_digest(&image, digest);
	reply = author_publish(&author, &image, &said_of_it);
	cr_assert_eq(reply.status, 202);
	reply_finish(&reply);
	author_await(&author, "/v1/services/thing/deployment", "state",
		     "failed");
	check_operation(
		"/v1/services/{service}/deployment",
		json_object_get(
			json_object_get(json_object_get(document, "paths"),
					"/v1/services/{service}/deployment"),
			"get"));
}
