/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The keys of a [[test.request]].
 */
#include "testkeys.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define HTTP_PORT 80
#define HTTP_OK 200

/* What only some kinds of requests have. */
enum { GIVEN_HTTP = 1, GIVEN_TCP = 2 };

static void take_kind(struct schema *schema, const struct toml_value *value,
		      struct test_request *request, enum request_kind kind)
{
	if (request->kind != REQUEST_NONE) {
		schema_fault(schema, value,
			     "a second kind of request; begin another "
			     "[[test.request]]");
		return;
	}
	request->kind = kind;
	test_take_bytes(value, &request->text);
}

static void take_http(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	take_kind(schema, value, context, REQUEST_HTTP);
	if (value->text[0] != '/' ||
	    strcspn(value->text, " \t\r\n") != value->length)
		schema_fault(schema, value,
			     "\"%s\" is not a path; write \"/\", say",
			     value->text);
}

static void take_tcp(struct schema *schema, const struct toml_value *value,
		     void *context)
{
	take_kind(schema, value, context, REQUEST_TCP);
}

static void take_udp(struct schema *schema, const struct toml_value *value,
		     void *context)
{
	take_kind(schema, value, context, REQUEST_UDP);
}

static void take_method(struct schema *schema, const struct toml_value *value,
			void *context)
{
	static const char *const methods[] = { "GET",     "HEAD",   "POST",
					       "PUT",     "DELETE", "PATCH",
					       "OPTIONS", "TRACE",  "CONNECT",
					       NULL };
	struct test_request *request = context;
	int method = schema_word(schema, value, methods);

	free(request->method);
	request->method = NULL;
	if (method >= 0)
		request->method = allocate_text("%s", methods[method]);
	request->given |= GIVEN_HTTP;
}

static void take_headers(struct schema *schema, const struct toml_value *value,
			 void *context)
{
	struct test_request *request = context;

	test_take_words(schema, value, &request->headers);
	request->given |= GIVEN_HTTP;
}

static void take_head(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct test_request *request = context;

	test_take_patterns(schema, value, &request->head);
	request->given |= GIVEN_HTTP;
}

static void take_body(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct test_request *request = context;

	(void)schema;
	test_take_bytes(value, &request->body);
	request->given |= GIVEN_HTTP;
}

static void take_status(struct schema *schema, const struct toml_value *value,
			void *context)
{
	struct test_request *request = context;
	int64_t status = request->status;

	test_take_number(schema, value, 100, 599, &status);
	request->status = (int)status;
	request->given |= GIVEN_HTTP;
}

static void take_close(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct test_request *request = context;

	(void)schema;
	request->close = value->boolean;
	request->given |= GIVEN_TCP;
}

static void take_port(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct test_request *request = context;
	int64_t port = HTTP_PORT;

	test_take_number(schema, value, 1, UINT16_MAX, &port);
	request->port = (uint16_t)port;
}

static void take_instance(struct schema *schema, const struct toml_value *value,
			  void *context)
{
	struct test_request *request = context;
	int64_t instance = 0;

	test_take_number(schema, value, 0, TEST_INSTANCES_MAX - 1, &instance);
	request->instance = (uint32_t)instance;
}

static void take_timeout(struct schema *schema, const struct toml_value *value,
			 void *context)
{
	struct test_request *request = context;

	test_take_time(schema, value, &request->timeout);
}

static void take_expect(struct schema *schema, const struct toml_value *value,
			void *context)
{
	struct test_request *request = context;

	(void)schema;
	test_take_bytes(value, &request->expect);
}

static void take_match(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct test_request *request = context;

	test_take_patterns(schema, value, &request->match);
}

static void take_never(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct test_request *request = context;

	test_take_patterns(schema, value, &request->never);
}

static const struct schema_key keys[] = {
	{ "http", TOML_STRING, "http = \"/\"", take_http },
	{ "tcp", TOML_STRING, "tcp = \"hello\\n\"", take_tcp },
	{ "udp", TOML_STRING, "udp = \"hello\"", take_udp },
	{ "port", TOML_INTEGER, "port = 80", take_port },
	{ "instance", TOML_INTEGER, "instance = 0", take_instance },
	{ "timeout", TOML_STRING, "timeout = \"5s\"", take_timeout },
	{ "method", TOML_STRING, "method = \"POST\"", take_method },
	{ "headers", TOML_ARRAY, "headers = [\"Accept: text/html\"]",
	  take_headers },
	{ "body", TOML_STRING, "body = \"a=1\"", take_body },
	{ "close", TOML_BOOLEAN, "close = true", take_close },
	{ "status", TOML_INTEGER, "status = 200", take_status },
	{ "head", TOML_ARRAY, "head = [\"^Content-Type: text/html\"]",
	  take_head },
	{ "expect", TOML_STRING, "expect = \"hello\\n\"", take_expect },
	{ "match", TOML_ARRAY, "match = [\"^hello$\"]", take_match },
	{ "never", TOML_ARRAY, "never = [\"error\"]", take_never },
};

const struct schema_table test_request_table = {
	.title = "[[test.request]]",
	.keys = keys,
	.count = sizeof keys / sizeof keys[0],
};

/* What its keys together have wrong. */
static const char *find_fault(const struct test_request *request)
{
	enum request_kind kind = request->kind;

	if (kind == REQUEST_NONE)
		return "says neither http, tcp nor udp; add http = \"/\", say";
	if (kind != REQUEST_HTTP && (request->given & GIVEN_HTTP) != 0)
		return "method, headers, body, status and head are for http";
	if (kind != REQUEST_TCP && (request->given & GIVEN_TCP) != 0)
		return "close is for tcp";
	if (request->port == 0)
		return "its port is missing; add port = 53, say";
	if (kind == REQUEST_HTTP)
		return NULL;
	if (kind == REQUEST_UDP && request->expect.length == 0 &&
	    request->match.count == 0)
		return "no answer is asked for; add expect or match";
	if (request->expect.data == NULL && request->match.count == 0)
		return "no answer is asked for; add expect or match";
	return NULL;
}

void test_request_read(struct schema *schema, const struct toml_value *value,
		       struct test_request *request)
{
	unsigned faults = schema->faults;
	const char *fault;

	request->line = value->line;
	request->status = HTTP_OK;
	schema_read(schema, &test_request_table, value, request);
	if (request->kind != REQUEST_UDP && request->port == 0)
		request->port = HTTP_PORT;
	fault = find_fault(request);
	if (fault != NULL && schema->faults == faults)
		schema_fault(schema, value, "%s", fault);
}

void test_request_free(struct test_request *request)
{
	free(request->text.data);
	free(request->method);
	test_words_free(&request->headers);
	free(request->body.data);
	free(request->expect.data);
	test_patterns_free(&request->match);
	test_patterns_free(&request->never);
	test_patterns_free(&request->head);
}
