/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Every operation of openapi.json, asked by everybody who may not: what is
 * answered depends on who asks, never on what others have.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "author.h"
#include "client.h"

#define KEY "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"

static struct standin standin;
static struct standin_image image;
static char digest[AUTHOR_DIGEST];
static json_t *document;
static char all[80]; /* a token of acme's with all scopes that a tenant has */

struct operation {
	char method[8];
	const char *path, *scope, *whose;
	bool body;
};

static void begin(void)
{
	json_error_t error;

	standin_image_make(&image, "{\"schema\":1}");
	author_digest(&image, digest);
	document = json_load_file("sdk/supervisor/openapi.json",
				  JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(document, "%d: %s", error.line, error.text);
	standin_start(&standin);
	standin_token(&standin, "acme", "read deploy manage metrics", all);
}

static void finish(void)
{
	json_decref(document);
	standin_finish(&standin);
}

TestSuite(matrix, .init = begin, .fini = finish, .timeout = 300);

static void for_each(void (*function)(const struct operation *operation))
{
	const char *path, *method;
	json_t *methods, *operation;

	json_object_foreach (json_object_get(document, "paths"), path, methods)
		json_object_foreach (methods, method, operation) {
			struct operation it = {
				.path = path,
				.scope = json_string_value(
					json_object_get(operation, "x-scope")),
				.whose = json_string_value(
					json_object_get(operation, "x-whose")),
				.body = json_object_get(operation,
							"requestBody") != NULL,
			};

			for (int i = 0; i < 7 && method[i] != '\0'; i++)
				it.method[i] = (char)(method[i] - 'a' + 'A');
			function(&it);
			/* So that nobody is held up for asking too often. */
			standin_order(&standin, "clock 60");
		}
}

/* The path with something in place of each {...}, and a query. */
static const char *target_of(const struct operation *operation,
			     const char *query)
{
	static char text[512];
	size_t length = 0;

	for (const char *at = operation->path; *at != '\0'; at++) {
		if (*at != '{') {
			text[length++] = *at;
			continue;
		}
		length += (size_t)sprintf(
			text + length, "%s",
			strncmp(at, "{digest}", 8) == 0 ? digest :
			strncmp(at, "{crash}", 7) == 0  ? "1" :
							  "thing");
		at = strchr(at, '}');
	}
	snprintf(text + length, sizeof text - length, "%s", query);
	return text;
}

static struct reply try(const struct operation *operation, const char *token,
			const char *query)
{
	return ask_as(&standin, token, operation->method,
		      target_of(operation, query),
		      operation->body ? "{}" : NULL);
}

static void expect(const struct operation *operation, const char *token,
		   const char *query, int status, const char *code)
{
	struct reply reply = try(operation, token, query);

	cr_expect(reply.status == status &&
			  strcmp(reply_code(&reply), code) == 0,
		  "%s %s%s by %s: %d %s", operation->method, operation->path,
		  query, token == NULL ? "nobody" : token, reply.status,
		  reply.body.data == NULL ? "" : (char *)reply.body.data);
	reply_finish(&reply);
}

/* ---- those who are nobody ---- */

static char expired[80], revoked[80], changed[80];

static void make_token(char token[80], const char *more)
{
	char body[160];
	struct reply reply;

	snprintf(body, sizeof body,
		 "{\"name\":\"x\",\"scopes\":[\"read\",\"deploy\",\"manage\","
		 "\"metrics\"]%s}",
		 more);
	reply = ask(&standin, "POST", "/v1/tokens?tenant=acme", body);
	cr_assert_eq(reply.status, 201);
	snprintf(token, 80, "%s",
		 json_string_value(json_object_get(reply.json, "token")));
	reply_finish(&reply);
}

static void refuse_nobody(const struct operation *operation)
{
	const char *const tokens[] = {
		NULL,
		"",
		"x",
		"dnl_",
		"dnl_thething_",
		"dnl_aaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		changed,
		expired,
		revoked,
	};
	struct reply first = try(operation, NULL, "");

	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
		struct reply reply = try(operation, tokens[i], "");

		cr_expect_eq(reply.status, 401, "%s %s by %s: %d",
			     operation->method, operation->path, tokens[i],
			     reply.status);
		cr_expect_str_eq(reply_code(&reply), "token");
		cr_expect(bytes_same(&reply.body, &first.body),
			  "%s %s by %s: %s", operation->method, operation->path,
			  tokens[i], (char *)reply.body.data);
		reply_finish(&reply);
	}
	reply_finish(&first);
}

Test(matrix, nobody_may_do_anything)
{
	char target[64];
	struct reply reply;

	make_token(expired, ",\"lifetime\":30");
	standin_order(&standin, "wall 31");
	make_token(revoked, "");
	snprintf(target, sizeof target, "/v1/tokens/%.8s?tenant=acme",
		 revoked + 4);
	reply = ask(&standin, "DELETE", target, NULL);
	cr_assert_eq(reply.status, 204);
	reply_finish(&reply);
	strcpy(changed, all);
	changed[20] = changed[20] == 'a' ? 'b' : 'a';
	for_each(refuse_nobody);
}

/* ---- those whose scopes do not suffice ---- */

static void refuse_scope(const struct operation *operation)
{
	static const char *const scopes[] = { "read", "deploy", "manage",
					      "metrics" };
	static char lacking[4][80];
	static bool made;

	for (int i = 0; i < 4 && !made; i++) {
		char list[64] = "";

		for (int j = 0; j < 4; j++) {
			if (j == i)
				continue;
			strcat(list, list[0] == '\0' ? "" : " ");
			strcat(list, scopes[j]);
		}
		standin_token(&standin, "acme", list, lacking[i]);
	}
	made = true;
	if (strcmp(operation->scope, "admin") == 0)
		expect(operation, all, "", 403, "scope");
	for (int i = 0; i < 4; i++)
		if (strcmp(operation->scope, scopes[i]) == 0)
			expect(operation, lacking[i], "", 403, "scope");
}

Test(matrix, scopes_have_to_suffice)
{
	for_each(refuse_scope);
}

/* ---- those who name what is not theirs ---- */

static struct reply before[128];
static int asked, compared;

static void remember(const struct operation *operation)
{
	if (strcmp(operation->whose, "host") == 0)
		return;
	before[asked++] = try(operation, all, "?tenant=ghost");
	if (strchr(operation->path, '{') != NULL)
		before[asked++] = try(operation, all, "");
}

static void compare_one(const struct operation *operation, const char *query,
			bool tenant)
{
	struct reply *first = &before[compared++];
	struct reply reply = try(operation, all, query);

	/* A body that is none of the operation's may be seen first; an image
	 * has to be sent before it is looked at. */
	cr_expect(first->status == 404 ||
			  (first->status == 400 && !tenant &&
			   operation->body) ||
			  (!tenant &&
			   (first->status < 300 || first->status == 422)),
		  "%s %s%s: %d %s", operation->method, operation->path, query,
		  first->status, (char *)first->body.data);
	cr_expect(reply.status == first->status &&
			  bytes_same(&reply.body, &first->body),
		  "%s %s%s: %d %s, but %d %s", operation->method,
		  operation->path, query, first->status,
		  (char *)first->body.data, reply.status,
		  (char *)reply.body.data);
	reply_finish(first);
	reply_finish(&reply);
}

static void compare(const struct operation *operation)
{
	if (strcmp(operation->whose, "host") == 0)
		return;
	compare_one(operation, "?tenant=ghost", true);
	if (strchr(operation->path, '{') != NULL)
		compare_one(operation, "", false);
}

static struct author author;

/* There is one of everything, and it is another's. */
static void give_others(void)
{
	const struct publication_said said = { .service = "thing" };
	struct reply reply;

	author_make(&author, &standin, "other");
	author_expect(&author, "POST", "/v1/keys",
		      "{\"name\":\"thing\",\"key\":\"" KEY "\"}", 201, "");
	author_expect(&author, "POST", "/v1/disks",
		      "{\"name\":\"thing\",\"size\":1048576}", 201, "");
	reply = author_publish(&author, &image, &said);
	cr_assert_eq(reply.status, 202, "%s", (char *)reply.body.data);
	reply_finish(&reply);
	author_await(&author, "/v1/services/thing/deployment", "state", "done");
	author_expect(&author, "PUT", "/v1/services/thing/secrets/thing",
		      "value", 204, "");
	cr_assert_not_null(
		strstr(standin_control(&standin, "fault thing"), "ok"));
	author_await(&author, "/v1/services/thing/crashes", "crashes.0.id",
		     "1");
}

Test(matrix, what_is_not_yours_is_not_there)
{
	char token[80];

	for_each(remember);
	standin_token(&standin, "ghost", "read", token);
	give_others();
	for_each(compare);
	cr_expect_eq(asked, compared);
	/* And nobody has taken it away. */
	author_expect(&author, "GET", "/v1/services/thing", NULL, 200, "");
	author_expect(&author, "DELETE", "/v1/keys/thing", NULL, 204, "");
	author_expect(&author, "DELETE", "/v1/disks/thing", NULL, 204, "");
	author_expect(&author, "DELETE", "/v1/services/thing/secrets/thing",
		      NULL, 204, "");
}
