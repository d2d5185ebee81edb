/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Two hundred publishers at once: each has a service of its own, and all of
 * them one besides.  What is acknowledged is there, and every answer is one
 * that was to be expected.
 */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/hosting.h"
#include "tests/supervisor/standinimage.h"

#define PUBLISHERS 200
#define TENANTS 10
#define PATIENCE_MS 240000

static struct hosting host;

struct author {
	pthread_t thread;
	unsigned number;
	const struct publisher *tenant; /* whose key and token it has */
	bool published;
	int common; /* the status of the version of the common service */
	char digest[65], said[300];
};

static void make_image(struct published *published)
{
	struct standin_image *made = malloc(sizeof *made);
	struct bytes image = { 0 };

	cr_assert_not_null(made);
	standin_image_make(made, NULL);
	bytes_append(&image, made->data, made->length);
	published_make(published, image);
	free(made);
}

/* The time of a signature has to be later than that of the last: whoever is
 * late is told so. */
static void *publish(void *argument)
{
	struct author *author = argument;
	struct publisher own = *author->tenant;
	struct published published = { 0 };
	json_t *answer = NULL;
	char name[32];

	api_open(&own.api, host.api_port, host.certificate,
		 author->tenant->api.token);
	own.api.milliseconds = PATIENCE_MS;
	make_image(&published);
	strcpy(author->digest, published.digest);
	snprintf(name, sizeof name, "web-%u", author->number);
	author->published = publisher_publish(&own, &published, name, NULL);
	author->common = publisher_version(&own, &published, "common", NULL,
					   &answer);
	snprintf(author->said, sizeof author->said, "%s",
		 answer != NULL ?
			 json_string_value(json_object_get(
				 json_object_get(answer, "error"), "message")) :
			 "");
	json_decref(answer);
	published_free(&published);
	publisher_close(&own);
	return NULL;
}

static json_t *ask(struct publisher *tenant, const char *path)
{
	json_t *answer = NULL;
	int status = api_call(&tenant->api, "GET", path, NULL, &answer);

	process_read_for(&host.process, 0);
	cr_assert_eq(status, 200, "%s: %d: %s%s", path, status,
		     host.process.out.data, host.process.err.data);
	return answer;
}

static void expect_service(struct publisher *tenant,
			   const struct author *author)
{
	char path[64];
	json_t *service;

	snprintf(path, sizeof path, "/v1/services/web-%u", author->number);
	service = ask(tenant, path);
	cr_expect_str_eq(json_string_value(json_object_get(service, "state")),
			 "running", "%s", path);
	cr_expect(strstr(json_string_value(json_object_get(service, "digest")),
			 author->digest) != NULL);
	json_decref(service);
}

/* All had the same right to it; some came while another was being started. */
static void expect_common(struct publisher *tenant,
			  const struct author *authors, unsigned which)
{
	json_t *service = ask(tenant, "/v1/services/common/versions");
	json_t *versions = json_object_get(service, "versions");
	unsigned admitted = 0;

	for (unsigned i = which; i < PUBLISHERS; i += TENANTS) {
		admitted += authors[i].common == 202;
		cr_expect(authors[i].common == 202 ||
				  authors[i].common == 409 ||
				  authors[i].common == 422,
			  "%u: %d: %s", i, authors[i].common, authors[i].said);
	}
	cr_expect(admitted >= 1 && json_array_size(versions) >= 1 &&
			  json_array_size(versions) <= PUBLISHERS / TENANTS,
		  "%u admitted, %zu there", admitted,
		  json_array_size(versions));
	json_decref(service);
}

Test(crowd, publishes_at_once)
{
	static struct author authors[PUBLISHERS];
	static struct publisher tenants[TENANTS];
	char name[32];

	hosting_make(&host, false,
		     (const char *[]){ "--pool", "10.0.0.0/16", NULL });
	cr_assert(hosting_start(&host));
	for (unsigned i = 0; i < TENANTS; i++) {
		snprintf(name, sizeof name, "tenant-%u", i);
		cr_assert(hosting_tenant(&host, name, NULL, &tenants[i]));
	}
	for (unsigned i = 0; i < PUBLISHERS; i++) {
		authors[i].number = i;
		authors[i].tenant = &tenants[i % TENANTS];
		cr_assert(pthread_create(&authors[i].thread, NULL, publish,
					 &authors[i]) == 0);
	}
	for (unsigned i = 0; i < PUBLISHERS; i++)
		pthread_join(authors[i].thread, NULL);
	for (unsigned i = 0; i < PUBLISHERS; i++) {
		cr_expect(authors[i].published, "publisher %u", i);
		expect_service(&tenants[i % TENANTS], &authors[i]);
	}
	for (unsigned i = 0; i < TENANTS; i++)
		expect_common(&tenants[i], authors, i);
	for (unsigned i = 0; i < TENANTS; i++)
		publisher_close(&tenants[i]);
	cr_expect(hosting_stop(&host));
	hosting_finish(&host);
}
