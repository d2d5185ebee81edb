/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Tests of the API's own: tenants, tokens, keys, the audit log, who is asked.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

static struct standin standin;

static void begin(void)
{
	standin_start(&standin);
}

static void finish(void)
{
	standin_finish(&standin);
}

TestSuite(api, .init = begin, .fini = finish, .timeout = 120);

/* Asks, and compares status and error. */
static void expect(const char *token, const char *method, const char *target,
		   const char *body, int status, const char *code)
{
	struct reply reply = ask_as(&standin, token, method, target, body);

	cr_expect_eq(reply.status, status, "%s %s %s: %d %s", method, target,
		     body == NULL ? "" : body, reply.status,
		     reply.body.data == NULL ? "" : (char *)reply.body.data);
	cr_expect_str_eq(reply_code(&reply), code, "%s %s: %s", method, target,
			 (char *)reply.body.data);
	reply_finish(&reply);
}

static void expect_admin(const char *method, const char *target,
			 const char *body, int status, const char *code)
{
	expect(standin.token, method, target, body, status, code);
}

Test(api, tells_who_asks)
{
	struct reply reply = ask(&standin, "GET", "/v1", NULL);
	char token[80];

	cr_assert_eq(reply.status, 200);
	cr_expect(json_is_null(json_object_get(reply.json, "tenant")));
	cr_expect_eq(json_integer_value(json_object_get(reply.json, "api")), 1);
	reply_finish(&reply);
	standin_token(&standin, "acme", "read", token);
	reply = ask_as(&standin, token, "GET", "/v1", NULL);
	cr_expect_str_eq(
		json_string_value(json_object_get(reply.json, "tenant")),
		"acme");
	cr_expect_eq(
		json_integer_value(json_object_get(
			json_object_get(reply.json, "limits"), "services")),
		50);
	reply_finish(&reply);
}

/* ---- tenants ---- */

Test(api, keeps_tenants)
{
	struct reply reply;

	expect_admin("POST", "/v1/tenants", "{\"name\":\"acme\"}", 201, "");
	expect_admin("POST", "/v1/tenants", "{\"name\":\"acme\"}", 409,
		     "exists");
	expect_admin("PATCH", "/v1/tenants/acme",
		     "{\"limits\":{\"services\":7}}", 200, "");
	standin_stop(&standin);
	standin_start(&standin);
	reply = ask(&standin, "GET", "/v1/tenants/acme", NULL);
	cr_assert_eq(reply.status, 200);
	cr_expect_eq(
		json_integer_value(json_object_get(
			json_object_get(reply.json, "limits"), "services")),
		7);
	reply_finish(&reply);
	expect_admin("DELETE", "/v1/tenants/acme", NULL, 204, "");
	expect_admin("GET", "/v1/tenants/acme", NULL, 404, "not-found");
	expect_admin("DELETE", "/v1/tenants/acme", NULL, 404, "not-found");
}

Test(api, takes_names_that_are_names)
{
	static const char *const good[] = { "a", "0", "a-b", "a--b",
					    "abcdefghijklmnopqrstuvwxyz01234" };
	static const char *const bad[] = {
		"",         "-",
		"-a",       "a-",
		"A",        "a b",
		"a_b",      "a.b",
		"..",       "a/b",
		"\xc3\xa4", "a\\u0000",
		"a\\n",     "abcdefghijklmnopqrstuvwxyz012345",
	};
	char body[128];

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		snprintf(body, sizeof body, "{\"name\":\"%s\"}", good[i]);
		expect_admin("POST", "/v1/tenants", body, 201, "");
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(body, sizeof body, "{\"name\":\"%s\"}", bad[i]);
		expect_admin("POST", "/v1/tenants", body, 400,
			     i == 11 ? "json" : "name");
	}
}

Test(api, checks_what_bodies_hold)
{
	static const struct {
		const char *body, *code;
	} bad[] = {
		{ "{}", "body" },
		{ "{\"name\":1}", "body" },
		{ "{\"name\":\"a\",\"nome\":1}", "body" },
		{ "{\"name\":\"a\",\"limits\":[]}", "body" },
		{ "{\"name\":\"a\",\"limits\":{\"services\":-1}}", "body" },
		{ "{\"name\":\"a\",\"limits\":{\"services\":1.5}}", "body" },
		{ "{\"name\":\"a\",\"limits\":{\"services\":1000001}}",
		  "body" },
		{ "{\"name\":\"a\",\"limits\":{\"service\":1}}", "body" },
		{ "[]", "json" },
		{ "\"a\"", "json" },
		{ "{\"name\":\"a\",\"name\":\"b\"}", "json" },
		{ "{\"name\":\"a\"} {}", "json" },
		{ "{\"name\":\"a\"", "json" },
		{ "{\"name\":\"\xff\"}", "json" },
		{ "{\"name\":\"\xed\xa0\x80\"}", "json" },
		{ "{\"name\":1e999}", "json" },
		{ "{\"name\":99999999999999999999999999}", "json" },
		{ "", "body" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		expect_admin("POST", "/v1/tenants", bad[i].body, 400,
			     bad[i].code);
	expect_admin("GET", "/v1/tenants/a", NULL, 404, "not-found");
}

/* ---- tokens ---- */

Test(api, gives_tokens_no_more_than_their_makers_have)
{
	char token[80];

	standin_token(&standin, "acme", "manage read", token);
	expect(token, "POST", "/v1/tokens",
	       "{\"name\":\"a\",\"scopes\":[\"read\"]}", 201, "");
	expect(token, "POST", "/v1/tokens",
	       "{\"name\":\"a\",\"scopes\":[\"deploy\"]}", 403, "scope");
	expect(token, "POST", "/v1/tokens",
	       "{\"name\":\"a\",\"scopes\":[\"admin\"]}", 403, "scope");
	expect(token, "POST", "/v1/tokens",
	       "{\"name\":\"a\",\"scopes\":[\"root\"]}", 400, "scope");
	expect(token, "POST", "/v1/tokens", "{\"name\":\"a\",\"scopes\":[1]}",
	       400, "scope");
	expect(token, "POST", "/v1/tokens", "{\"name\":\"a\",\"scopes\":[]}",
	       400, "body");
	expect_admin("POST", "/v1/tokens?tenant=acme",
		     "{\"name\":\"a\",\"scopes\":[\"admin\"]}", 403, "scope");
	expect_admin("POST", "/v1/tokens",
		     "{\"name\":\"a\",\"scopes\":[\"metrics\"]}", 201, "");
}

Test(api, ends_tokens)
{
	char token[80], target[64], body[160];
	struct reply reply;

	standin_token(&standin, "acme", "read", token);
	expect(token, "GET", "/v1", NULL, 200, "");
	snprintf(target, sizeof target, "/v1/tokens/%.8s?tenant=acme",
		 token + 4);
	expect_admin("DELETE", target, NULL, 204, "");
	expect(token, "GET", "/v1", NULL, 401, "token");
	expect_admin("DELETE", target, NULL, 404, "not-found");

	reply = ask(&standin, "POST", "/v1/tokens?tenant=acme",
		    "{\"name\":\"b\",\"scopes\":[\"read\"],\"lifetime\":60}");
	cr_assert_eq(reply.status, 201);
	snprintf(token, sizeof token, "%s",
		 json_string_value(json_object_get(reply.json, "token")));
	reply_finish(&reply);
	expect(token, "GET", "/v1", NULL, 200, "");
	standin_order(&standin, "wall 61");
	expect(token, "GET", "/v1", NULL, 401, "token");
	for (int i = 0; i < 5; i++) {
		static const char *const times[] = {
			"2001-01-01T00:00:00Z", "2100-02-30T00:00:00",
			"2100-13-01T00:00:00Z", "tomorrow",
			"2100-01-01T00:00:00+01:00"
		};

		snprintf(body, sizeof body,
			 "{\"name\":\"a\",\"scopes\":[\"read\"],"
			 "\"expires\":\"%s\"}",
			 times[i]);
		expect_admin("POST", "/v1/tokens?tenant=acme", body, 400,
			     "expires");
	}
	expect_admin("POST", "/v1/tokens?tenant=acme",
		     "{\"name\":\"a\",\"scopes\":[\"read\"],"
		     "\"expires\":\"2100-01-31T12:00:00.500Z\"}",
		     201, "");
}

Test(api, keeps_the_last_administrator)
{
	char target[64];
	struct reply reply;

	snprintf(target, sizeof target, "/v1/tokens/%.8s", standin.token + 4);
	expect_admin("DELETE", target, NULL, 409, "last-admin");
	expect_admin("GET", "/v1", NULL, 200, "");
	reply = ask(&standin, "POST", "/v1/tokens",
		    "{\"name\":\"two\",\"scopes\":[\"admin\"]}");
	cr_assert_eq(reply.status, 201);
	expect_admin("DELETE", target, NULL, 204, "");
	expect_admin("GET", "/v1", NULL, 401, "token");
	snprintf(standin.token, sizeof standin.token, "%s",
		 json_string_value(json_object_get(reply.json, "token")));
	reply_finish(&reply);
	expect_admin("GET", "/v1", NULL, 200, "");
	/* What was revoked does not come back with the next start. */
	standin_stop(&standin);
	standin_start(&standin);
	expect_admin("GET", "/v1", NULL, 401, "token");
}

/* ---- keys ---- */

#define KEY "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"

Test(api, keeps_keys)
{
	char token[80];

	standin_token(&standin, "acme", "manage", token);
	expect(token, "POST", "/v1/keys",
	       "{\"name\":\"me\",\"key\":\"" KEY "\"}", 201, "");
	expect(token, "POST", "/v1/keys",
	       "{\"name\":\"you\",\"key\":\"" KEY "\"}", 409, "exists");
	expect(token, "POST", "/v1/keys",
	       "{\"name\":\"her\",\"key\":\"untrusted comment: x\\n" KEY
	       "\\n\"}",
	       409, "exists");
	expect(token, "POST", "/v1/keys", "{\"name\":\"a\",\"key\":\"RWQ\"}",
	       400, "key");
	expect(token, "DELETE", "/v1/keys/you", NULL, 404, "not-found");
	expect(token, "DELETE", "/v1/keys/me", NULL, 204, "");
	expect(token, "POST", "/v1/keys",
	       "{\"name\":\"her\",\"key\":\"untrusted comment: x\\n" KEY
	       "\\n\"}",
	       201, "");
}

/* ---- the audit log ---- */

static json_t *last_entry(const struct reply *reply)
{
	json_t *entries = json_object_get(reply->json, "entries");

	return json_array_get(entries, json_array_size(entries) - 1);
}

static const char *member(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text == NULL ? "" : text;
}

Test(api, tells_who_did_what)
{
	struct reply reply;
	char token[80];

	standin_token(&standin, "acme", "manage read", token);
	expect(token, "POST", "/v1/keys",
	       "{\"name\":\"me\",\"key\":\"" KEY "\"}", 201, "");
	reply = ask_as(&standin, token, "GET", "/v1/audit", NULL);
	cr_expect_str_eq(member(last_entry(&reply), "verb"), "key.add");
	cr_expect_str_eq(member(last_entry(&reply), "object"), "me");
	cr_expect_str_eq(member(last_entry(&reply), "actor"), "test");
	cr_expect_str_eq(member(last_entry(&reply), "tenant"), "acme");
	cr_expect_str_eq(member(last_entry(&reply), "address"), "127.0.0.1");
	cr_expect_str_eq(member(last_entry(&reply), "outcome"), "done");
	reply_finish(&reply);
	/* What was refused is in it; what others do is not. */
	expect(token, "DELETE", "/v1/tenants/acme", NULL, 403, "scope");
	expect_admin("POST", "/v1/tenants", "{\"name\":\"other\"}", 201, "");
	reply = ask_as(&standin, token, "GET", "/v1/audit", NULL);
	cr_expect_str_eq(member(last_entry(&reply), "verb"), "DELETE");
	cr_expect_str_eq(member(last_entry(&reply), "object"),
			 "/v1/tenants/acme");
	cr_expect_str_eq(member(last_entry(&reply), "outcome"), "scope");
	reply_finish(&reply);
	expect(NULL, "DELETE", "/v1/tenants/acme", NULL, 401, "token");
	reply = ask(&standin, "GET", "/v1/audit", NULL);
	cr_expect_str_eq(member(last_entry(&reply), "outcome"), "token");
	reply_finish(&reply);
}

/* A tenant's entries are numbered one by one, whatever others do between. */
Test(api, numbers_entries_for_each_tenant)
{
	struct reply reply;
	char one[80], other[80], target[32];
	json_t *entries, *entry;
	size_t i, count;

	standin_token(&standin, "acme", "read", one);
	standin_token(&standin, "beta", "read", other);
	for (int round = 0; round < 3; round++) {
		expect(one, "DELETE", "/v1/tenants/acme", NULL, 403, "scope");
		expect(other, "DELETE", "/v1/tenants/acme", NULL, 403, "scope");
	}
	reply = ask_as(&standin, one, "GET", "/v1/audit", NULL);
	entries = json_object_get(reply.json, "entries");
	count = json_array_size(entries);
	cr_expect_geq(count, 3);
	json_array_foreach (entries, i, entry)
		cr_expect_eq(json_integer_value(json_object_get(entry, "seq")),
			     (json_int_t)i + 1);
	cr_expect_eq(json_integer_value(json_object_get(reply.json, "next")),
		     (json_int_t)count);
	reply_finish(&reply);
	snprintf(target, sizeof target, "/v1/audit?after=%zu", count - 1);
	reply = ask_as(&standin, one, "GET", target, NULL);
	cr_expect_eq(json_array_size(json_object_get(reply.json, "entries")),
		     1);
	reply_finish(&reply);
}

Test(api, waits_for_news)
{
	struct client *one = client_open(standin.port);
	struct reply reply = ask(&standin, "GET", "/v1/audit", NULL);
	char target[96], head[256];
	double began = now_ms();

	snprintf(target, sizeof target, "/v1/audit?after=%d&wait=30",
		 (int)json_integer_value(json_object_get(reply.json, "next")));
	reply_finish(&reply);
	snprintf(head, sizeof head,
		 "GET %s HTTP/1.1\r\nHost: h\r\n"
		 "Authorization: Bearer %s\r\n\r\n",
		 target, standin.token);
	cr_assert(client_send(one, head, strlen(head)));
	expect_admin("POST", "/v1/tenants", "{\"name\":\"acme\"}", 201, "");
	cr_assert(client_answer(one, &reply));
	cr_expect_str_eq(member(last_entry(&reply), "verb"), "tenant.create");
	cr_expect_lt(now_ms() - began, 25000);
	reply_finish(&reply);
	client_close(one);
	/* And for nothing, when its time is over. */
	began = now_ms();
	reply = ask(&standin, "GET", "/v1/audit?after=999&wait=1", NULL);
	cr_expect_eq(reply.status, 200);
	cr_expect_geq(now_ms() - began, 950);
	reply_finish(&reply);
	expect_admin("GET", "/v1/audit?wait=51", NULL, 400, "query");
	expect_admin("GET", "/v1/audit?wait=-1", NULL, 400, "query");
	expect_admin("GET", "/v1/audit?limit=0", NULL, 400, "query");
	expect_admin("GET", "/v1/audit?after=x", NULL, 400, "query");
}

/* ---- the certificate ---- */

/* A pair for a name, as a body: the key may be another's. */
static char *certificate_body(const char *name, const char *key_of)
{
	char command[512], path[128];
	struct bytes certificate = { 0 }, key = { 0 };
	json_t *json;
	char *text;

	for (int i = 0; i < 2; i++) {
		snprintf(command, sizeof command,
			 "openssl req -x509 -newkey ec -nodes -days 2 "
			 "-pkeyopt ec_paramgen_curve:P-256 -subj /CN=%s "
			 "-keyout %s/%s.key -out %s/%s.crt 2>/dev/null",
			 i == 0 ? name : key_of, standin.folder,
			 i == 0 ? name : key_of, standin.folder,
			 i == 0 ? name : key_of);
		if (i == 0 || strcmp(name, key_of) != 0)
			cr_assert_eq(system(command), 0);
	}
	snprintf(path, sizeof path, "%s/%s.crt", standin.folder, name);
	cr_assert(bytes_read_file(&certificate, path));
	snprintf(path, sizeof path, "%s/%s.key", standin.folder, key_of);
	cr_assert(bytes_read_file(&key, path));
	json = json_pack("{s:s#,s:s#}", "certificate", certificate.data,
			 certificate.length, "key", key.data, key.length);
	text = json_dumps(json, 0);
	json_decref(json);
	bytes_free(&certificate);
	bytes_free(&key);
	return text;
}

static void expect_server(const char *name)
{
	struct client *client = client_open(standin.port);

	cr_assert_not_null(client);
	cr_expect_str_eq(client_server(client), name);
	client_close(client);
}

Test(api, takes_another_certificate)
{
	struct client *before = client_open(standin.port);
	char *good = certificate_body("renewed", "renewed");
	char *bad = certificate_body("one", "other");
	struct reply reply;

	cr_expect_str_eq(client_server(before), "CN=standin");
	expect_admin("PUT", "/v1/host/certificate", bad, 422, "certificate");
	expect_admin("PUT", "/v1/host/certificate",
		     "{\"certificate\":\"x\",\"key\":\"y\"}", 422,
		     "certificate");
	client_server(before);
	expect_server("CN=standin");
	expect_admin("PUT", "/v1/host/certificate", good, 204, "");
	client_server(before);
	expect_server("CN=renewed");
	/* The connection that was there goes on. */
	cr_assert(client_ask(before, "GET", "/v1", standin.token, NULL, 0,
			     &reply));
	cr_expect_eq(reply.status, 200);
	reply_finish(&reply);
	standin_stop(&standin);
	standin_start(&standin);
	client_server(before);
	expect_server("CN=renewed");
	client_close(before);
	free(good);
	free(bad);
}

/* ---- rates ---- */

Test(api, limits_the_rate_of_a_tenant_and_of_strangers)
{
	struct client *client = client_open(standin.port);
	char token[80], other[80];
	struct reply reply;
	int refused = 0;

	standin_token(&standin, "acme", "read", token);
	standin_token(&standin, "other", "read", other);
	expect_admin("PATCH", "/v1/tenants/acme",
		     "{\"limits\":{\"requests\":30}}", 200, "");
	for (int i = 0; i < 20; i++) {
		cr_assert(client_ask(client, "GET", "/v1", token, NULL, 0,
				     &reply));
		if (reply.status == 429) {
			refused++;
			cr_expect(strstr((char *)reply.head.data,
					 "\r\nRetry-After: ") != NULL);
		}
		reply_finish(&reply);
	}
	cr_expect_gt(refused, 5);
	expect(other, "GET", "/v1", NULL, 200, "");
	standin_order(&standin, "clock 10");
	expect(token, "GET", "/v1", NULL, 200, "");
	for (refused = 0; refused < 100; refused++) {
		cr_assert(client_ask(client, "GET", "/v1", NULL, NULL, 0,
				     &reply));
		if (reply.status == 429)
			break;
		reply_finish(&reply);
	}
	cr_expect_lt(refused, 100);
	reply_finish(&reply);
	expect(other, "GET", "/v1", NULL, 200, "");
	client_close(client);
}
