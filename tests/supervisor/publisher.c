/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "publisher.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "publication.h"
#include "standinimage.h"

#define ALL "read deploy manage metrics"
#define PATIENCE 60 /* questions, of a second each */

struct reply publisher_ask(const struct publisher *publisher,
			   const char *method, const char *target,
			   const char *body)
{
	return ask_as(publisher->standin, publisher->token, method, target,
		      body);
}

static void expect(struct reply reply, int status, const char *what)
{
	cr_assert_eq(reply.status, status, "%s: %d %s", what, reply.status,
		     reply.body.data == NULL ? "" : (char *)reply.body.data);
	reply_finish(&reply);
}

void publisher_begin(struct publisher *publisher, const struct standin *standin,
		     const char *tenant)
{
	struct minisign_key key;
	char line[MINISIGN_KEY_TEXT], body[200];

	cr_assert_geq(sodium_init(), 0);
	publisher->standin = standin;
	publisher->time = 0;
	snprintf(publisher->tenant, sizeof publisher->tenant, "%s", tenant);
	standin_token(standin, tenant, ALL, publisher->token);
	randombytes_buf(key.id, sizeof key.id);
	memcpy(publisher->key.id, key.id, sizeof key.id);
	crypto_sign_keypair(key.bytes, publisher->key.bytes);
	minisign_write_key(&key, line);
	snprintf(body, sizeof body,
		 "{\"name\":\"key-%02x%02x\",\"key\":\"%s\"}", key.id[0],
		 key.id[1], line);
	expect(publisher_ask(publisher, "POST", "/v1/keys", body), 201,
	       "a key");
}

/* The signature as a string of JSON. */
static json_t *sign(struct publisher *publisher, const char *service,
		    const char *digest, const struct standin_image *image)
{
	struct publication publication = { .time = (uint64_t)time(NULL) *
						   1000 };
	char comment[PUBLICATION_TEXT], text[MINISIGN_TEXT];
	uint8_t hash[MINISIGN_HASH];

	if (publication.time <= publisher->time)
		publication.time = publisher->time + 1;
	publisher->time = publication.time;
	snprintf(publication.service, sizeof publication.service, "%s",
		 service);
	snprintf(publication.digest, sizeof publication.digest, "%s", digest);
	publication_write(&publication, comment);
	crypto_generichash(hash, sizeof hash, image->data, image->length, NULL,
			   0);
	minisign_sign(&publisher->key, hash, "a test", comment, text);
	return json_string(text);
}

static void send_image(const struct publisher *publisher,
		       const struct standin_image *image, char digest[65])
{
	struct client *client = client_open(publisher->standin->port);
	uint8_t hash[crypto_hash_sha256_BYTES];
	struct reply reply;
	char target[100];

	cr_assert_not_null(client);
	crypto_hash_sha256(hash, image->data, image->length);
	sodium_bin2hex(digest, 65, hash, sizeof hash);
	snprintf(target, sizeof target, "/v1/images/%s", digest);
	client_ask(client, "PUT", target, publisher->token, image->data,
		   image->length, &reply);
	cr_assert(reply.status == 200 || reply.status == 201, "%s: %d %s",
		  target, reply.status,
		  reply.body.data == NULL ? "" : (char *)reply.body.data);
	reply_finish(&reply);
	client_close(client);
}

struct reply publisher_try(struct publisher *publisher, const char *service,
			   const char *note, const char *settings)
{
	static struct standin_image image;
	char digest[65], target[100], *body;
	struct reply reply;
	json_t *said;

	standin_image_make(&image, note);
	send_image(publisher, &image, digest);
	said = json_pack("{s:s, s:o}", "digest", digest, "signature",
			 sign(publisher, service, digest, &image));
	if (settings != NULL)
		json_object_set_new(said, "settings",
				    json_loads(settings, 0, NULL));
	body = json_dumps(said, 0);
	snprintf(target, sizeof target, "/v1/services/%s/versions", service);
	reply = publisher_ask(publisher, "POST", target, body);
	free(body);
	json_decref(said);
	return reply;
}

const char *publisher_wait(const struct publisher *publisher,
			   const char *service)
{
	static char state[20];
	char target[100];

	snprintf(target, sizeof target, "/v1/services/%s/deployment?wait=1",
		 service);
	for (int i = 0; i < PATIENCE; i++) {
		struct reply reply = publisher_ask(publisher, "GET", target,
						   NULL);
		const char *text = json_string_value(
			json_object_get(reply.json, "state"));

		snprintf(state, sizeof state, "%s", text == NULL ? "" : text);
		reply_finish(&reply);
		if (strcmp(state, "done") == 0 || strcmp(state, "failed") == 0)
			return state;
	}
	cr_assert_fail("%s: its deployment is \"%s\"", service, state);
	return state;
}

const char *publisher_publish(struct publisher *publisher, const char *service,
			      const char *note, const char *settings)
{
	expect(publisher_try(publisher, service, note, settings), 202, service);
	return publisher_wait(publisher, service);
}
