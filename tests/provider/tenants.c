/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Two tenants with 500 services on one host: neither can see, name, slow beyond
 * its share, or stop the other's, and the audit log tells who did what.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/denali.h"
#include "harness/hosting.h"
#include "harness/net.h"

#define IMAGE EXAMPLE_IMAGE("http-hello")
#define BUSY BOOT_IMAGE("busy/busy")
#define EACH 250
#define WAIT_MS 600000
#define SHARE_MS 4000 /* that both compete for the processor */

static struct hosting host;
static struct publisher ada, bob;

static json_t *get(struct api *api, const char *path)
{
	json_t *answer = NULL;
	int status = api_call(api, "GET", path, NULL, &answer);

	cr_assert_eq(status, 200, "GET %s: %d", path, status);
	return answer;
}

/* Services of one image, with names that begin so. */
static void publish_all(struct publisher *who, const char *prefix)
{
	struct published published = { 0 };
	json_t *answer = NULL;
	char name[32];
	int status;

	cr_assert(published_read(&published, IMAGE));
	/* Tenants do not know what images others have. */
	published_vary(&published, (unsigned int)prefix[0]);
	cr_assert_eq(publisher_upload(who, &published), 201);
	for (unsigned int i = 0; i < EACH; i++) {
		snprintf(name, sizeof name, "%s-%u", prefix, i);
		status = publisher_version(who, &published, name,
					   json_pack("{s:s, s:i}", "address",
						     "own", "memory", 2097152),
					   &answer);
		cr_assert_eq(status, 202, "%s: %d: %s", name, status,
			     answer != NULL ? json_dumps(answer, 0) : "");
		json_decref(answer);
	}
	published_free(&published);
}

/* Services of a tenant that run; all of their names must begin so. */
static unsigned int running(struct publisher *who, const char *prefix)
{
	json_t *list = get(&who->api, "/v1/services?limit=1000"), *service;
	unsigned int count = 0;
	size_t i;

	json_array_foreach (json_object_get(list, "services"), i, service) {
		const char *name = json_string_value(
			json_object_get(service, "name"));
		const char *state = json_string_value(
			json_object_get(service, "state"));

		cr_expect_eq(strncmp(name, prefix, strlen(prefix)), 0, "%s",
			     name);
		count += strcmp(state, "running") == 0;
	}
	json_decref(list);
	return count;
}

static void await_running(struct publisher *who, const char *prefix,
			  unsigned int count)
{
	double end = now_ms() + WAIT_MS;

	while (running(who, prefix) < count) {
		cr_assert(now_ms() < end, "%s: %u run", prefix,
			  running(who, prefix));
		process_read_for(&host.process, 100);
	}
}

/* ---- names ---- */

static const struct {
	const char *method, *path; /* %s: a service */
	const char *body;
} requests[] = {
	{ "GET", "/v1/services/%s", NULL },
	{ "GET", "/v1/services/%s/versions", NULL },
	{ "GET", "/v1/services/%s/deployment", NULL },
	{ "GET", "/v1/services/%s/instances", NULL },
	{ "GET", "/v1/services/%s/logs", NULL },
	{ "GET", "/v1/services/%s/crashes", NULL },
	{ "GET", "/v1/services/%s/secrets", NULL },
	{ "POST", "/v1/services/%s/stop", NULL },
	{ "POST", "/v1/services/%s/start", NULL },
	{ "POST", "/v1/services/%s/restart", NULL },
	{ "POST", "/v1/services/%s/rollback", "{}" },
	{ "POST", "/v1/services/%s/scale", "{\"count\":0}" },
	{ "POST", "/v1/services/%s/console", "x" },
	{ "PUT", "/v1/services/%s/secrets/A", "x" },
	{ "DELETE", "/v1/services/%s/secrets/A", NULL },
	{ "PATCH", "/v1/services/%s", "{\"memory\":4194304}" },
	{ "DELETE", "/v1/services/%s", NULL },
};

/* What is answered for a name, which must be 404, with the name taken out. */
static void ask_for(struct publisher *who, size_t i, const char *name,
		    struct bytes *reply)
{
	char path[128], *found;
	int status;

	snprintf(path, sizeof path, requests[i].path, name);
	status = api_ask(
		&who->api, requests[i].method, path, requests[i].body,
		requests[i].body != NULL ? strlen(requests[i].body) : 0, reply);
	cr_expect_eq(status, 404, "%s %s: %d: %s", requests[i].method, path,
		     status, reply->data);
	while (reply->length > 0 && (found = strstr(reply->data, name)) != NULL)
		memset(found, '*', strlen(name));
}

/* Another's service and one that nobody has are answered alike. */
static void expect_unknown(struct publisher *who, const char *others)
{
	struct bytes theirs = { 0 }, nobodys = { 0 };

	for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
		ask_for(who, i, others, &theirs);
		ask_for(who, i, "nob-1", &nobodys);
		cr_expect_str_eq(theirs.data, nobodys.data);
	}
	bytes_free(&theirs);
	bytes_free(&nobodys);
}

static void expect_other_refused(struct publisher *who, const char *path)
{
	struct bytes reply = { 0 };
	int status = api_ask(&who->api, "GET", path, NULL, 0, &reply);

	cr_expect(status == 404 || status == 403, "%s: %d: %s", path, status,
		  reply.data);
	bytes_free(&reply);
}

/* Instances, images and the audit log are one's own. */
static void expect_own(struct publisher *who, const char *prefix)
{
	json_t *list = get(&who->api, "/v1/instances?limit=1000"), *element;
	size_t i;

	cr_expect_geq(json_array_size(json_object_get(list, "instances")),
		      EACH);
	json_array_foreach (json_object_get(list, "instances"), i, element) {
		const char *service = json_string_value(
			json_object_get(element, "service"));

		cr_expect_eq(strncmp(service, prefix, strlen(prefix)), 0, "%s",
			     service);
	}
	json_decref(list);
	list = get(&who->api, "/v1/images");
	cr_expect_eq(json_array_size(json_object_get(list, "images")), 1);
	json_decref(list);
}

/* ---- shares ---- */

static double seconds(struct publisher *who)
{
	json_t *list = get(&who->api, "/v1/instances?limit=1000"), *instance;
	double sum = 0;
	size_t i;

	json_array_foreach (json_object_get(list, "instances"), i, instance)
		sum += json_number_value(
			json_object_get(instance, "cpu-seconds"));
	json_decref(list);
	return sum;
}

static void publish_busy(struct publisher *who, const char *name, int count)
{
	struct published published = { 0 };

	cr_assert(published_read(&published, BUSY));
	published_vary(&published, (unsigned int)name[0]);
	cr_assert(publisher_publish(who, &published, name,
				    json_pack("{s:i}", "count", count)));
	published_free(&published);
}

/* Of tenants with the same limit one has five services that compute, the other
 * one.  Returns what the other has got. */
static double share_of(struct publisher *one, struct publisher *other)
{
	double begun = now_ms(), first = seconds(one), second = seconds(other);

	while (now_ms() < begun + SHARE_MS)
		process_read_for(&host.process, 100);
	first = seconds(one) - first;
	second = seconds(other) - second;
	fprintf(stderr, "tenants: of the processor %.0f %% and %.0f %%\n",
		100 * first / (first + second),
		100 * second / (first + second));
	return second / (first + second);
}

/* ---- who did what ---- */

/* Entries of the audit log with that verb and outcome, by tenant. */
static unsigned int audited(struct api *api, const char *tenant,
			    const char *verb, const char *outcome)
{
	json_int_t after = 0, last = -1;
	unsigned int count = 0;

	while (after != last) {
		char path[96];
		json_t *list, *entry;
		size_t i;

		last = after;
		snprintf(path, sizeof path, "/v1/audit?limit=1000&after=%lld",
			 (long long)after);
		list = get(api, path);
		json_array_foreach (json_object_get(list, "entries"), i,
				    entry) {
			const char *whose = json_string_value(
				json_object_get(entry, "tenant"));

			after = json_integer_value(
				json_object_get(entry, "seq"));
			count += whose != NULL && strcmp(whose, tenant) == 0 &&
				 strcmp(json_string_value(
						json_object_get(entry, "verb")),
					verb) == 0 &&
				 strcmp(json_string_value(json_object_get(
						entry, "outcome")),
					outcome) == 0;
		}
		json_decref(list);
	}
	return count;
}

Test(tenants, do_not_meet)
{
	hosting_make(&host, true, (const char *[]){ "--vms=700", NULL });
	cr_assert(hosting_start(&host));
	cr_assert(hosting_tenant(&host, "ada", NULL, &ada));
	cr_assert(hosting_tenant(&host, "bob", NULL, &bob));
	publish_all(&ada, "ada");
	publish_all(&bob, "bob");
	await_running(&ada, "ada", EACH);
	await_running(&bob, "bob", EACH);
	expect_unknown(&ada, "bob-7");
	expect_unknown(&bob, "ada-7");
	expect_other_refused(&ada, "/v1/services?tenant=bob");
	expect_other_refused(&ada, "/v1/tenants/bob");
	expect_own(&ada, "ada");
	expect_own(&bob, "bob");
	cr_expect_eq(running(&ada, "ada"), EACH);
	cr_expect_eq(running(&bob, "bob"), EACH);
	cr_expect_geq(audited(&host.api, "ada", "service.publish", "done"),
		      EACH);
	cr_expect_geq(audited(&host.api, "bob", "service.publish", "done"),
		      EACH);
	cr_expect_eq(audited(&ada.api, "bob", "service.publish", "done"), 0);
	publish_busy(&ada, "ada-busy", 5);
	publish_busy(&bob, "bob-busy", 1);
	cr_expect_geq(share_of(&ada, &bob), 0.35);
	publisher_close(&ada);
	publisher_close(&bob);
	cr_expect(hosting_stop(&host));
	hosting_finish(&host);
}
