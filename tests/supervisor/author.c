/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "author.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "publication.h"

#define AWAIT_TIME 30

static uint64_t milliseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void make_key(struct minisign_secret *secret, struct minisign_key *key)
{
	randombytes_buf(secret->id, sizeof secret->id);
	memcpy(key->id, secret->id, sizeof key->id);
	crypto_sign_keypair(key->bytes, secret->bytes);
}

void author_make(struct author *author, const struct standin *standin,
		 const char *tenant)
{
	char text[MINISIGN_KEY_TEXT], body[160];
	struct minisign_key key;

	cr_assert_geq(sodium_init(), 0);
	*author = (struct author){ .standin = standin };
	author->time = milliseconds(CLOCK_REALTIME);
	standin_token(standin, tenant, "read deploy manage metrics",
		      author->token);
	make_key(&author->secret, &key);
	minisign_write_key(&key, text);
	snprintf(body, sizeof body, "{\"name\":\"%02x\",\"key\":\"%s\"}",
		 key.id[0], text);
	author_expect(author, "POST", "/v1/keys", body, 201, "");
}

struct reply author_ask(const struct author *author, const char *method,
			const char *target, const char *body)
{
	return ask_as(author->standin, author->token, method, target, body);
}

void author_expect(const struct author *author, const char *method,
		   const char *target, const char *body, int status,
		   const char *code)
{
	struct reply reply = author_ask(author, method, target, body);

	cr_expect_eq(reply.status, status, "%s %s %s: %d %s", method, target,
		     body == NULL ? "" : body, reply.status,
		     reply.body.data == NULL ? "" : (char *)reply.body.data);
	cr_expect_str_eq(reply_code(&reply), code, "%s %s: %s", method, target,
			 reply_code(&reply));
	reply_finish(&reply);
}

/* ---- publishing ---- */

void author_digest(const struct standin_image *image,
		   char digest[AUTHOR_DIGEST])
{
	uint8_t hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, image->data, image->length);
	sodium_bin2hex(digest, AUTHOR_DIGEST, hash, sizeof hash);
}

int author_send(const struct author *author, const struct standin_image *image,
		const char *as, char code[32])
{
	struct client *client = client_open(author->standin->port);
	char digest[AUTHOR_DIGEST], target[96];
	struct reply reply = { 0 };
	int status;

	cr_assert_not_null(client);
	author_digest(image, digest);
	snprintf(target, sizeof target, "/v1/images/%s",
		 as != NULL ? as : digest);
	cr_assert(client_ask(client, "PUT", target, author->token, image->data,
			     image->length, &reply));
	status = reply.status;
	if (code != NULL)
		snprintf(code, 32, "%s", reply_code(&reply));
	reply_finish(&reply);
	client_close(client);
	return status;
}

static void sign(struct author *author, const struct standin_image *image,
		 const struct publication_said *said, const char *digest,
		 char text[MINISIGN_TEXT])
{
	struct publication publication = { .time = said->signed_time != 0 ?
							   said->signed_time :
							   ++author->time };
	char trusted[PUBLICATION_TEXT];
	uint8_t hash[MINISIGN_HASH];

	snprintf(publication.service, sizeof publication.service, "%s",
		 said->signed_for != NULL ? said->signed_for : said->service);
	snprintf(publication.digest, sizeof publication.digest, "%s",
		 said->signed_digest != NULL ? said->signed_digest : digest);
	publication_write(&publication, trusted);
	crypto_generichash(hash, sizeof hash, image->data, image->length, NULL,
			   0);
	minisign_sign(said->secret != NULL ? said->secret : &author->secret,
		      hash, "test", trusted, text);
}

struct reply author_publish(struct author *author,
			    const struct standin_image *image,
			    const struct publication_said *said)
{
	char digest[AUTHOR_DIGEST], signature[MINISIGN_TEXT], target[128];
	json_t *body;
	struct reply reply;
	char *text;

	author_digest(image, digest);
	sign(author, image, said, digest, signature);
	author_send(author, image, NULL, NULL);
	body = json_pack("{s:s, s:s}", "digest", digest, "signature",
			 signature);
	if (said->settings != NULL)
		json_object_set_new(body, "settings",
				    json_loads(said->settings, 0, NULL));
	if (said->tag != NULL)
		json_object_set_new(body, "tag", json_string(said->tag));
	text = json_dumps(body, 0);
	json_decref(body);
	snprintf(target, sizeof target, "/v1/services/%s/versions%s",
		 said->service, said->query != NULL ? said->query : "");
	reply = author_ask(author, "POST", target, text);
	free(text);
	return reply;
}

void author_deploy(struct author *author, const char *service, const char *note,
		   const char *settings, const char *state)
{
	const struct publication_said said = { .service = service,
					       .settings = settings };
	struct standin_image image;
	struct reply reply;
	char target[96];

	standin_image_make(&image, note);
	reply = author_publish(author, &image, &said);
	cr_assert_eq(reply.status, 202, "%d %s", reply.status,
		     (char *)reply.body.data);
	reply_finish(&reply);
	snprintf(target, sizeof target, "/v1/services/%s/deployment", service);
	author_await(author, target, "state", state);
}

/* ---- looking ---- */

static const json_t *at_path(const json_t *json, const char *path)
{
	char part[64];

	while (json != NULL && *path != '\0') {
		size_t length = strcspn(path, ".");

		snprintf(part, sizeof part, "%.*s", (int)length, path);
		json = json_is_array(json) ?
			       json_array_get(json, strtoul(part, NULL, 10)) :
			       json_object_get(json, part);
		path += length + (path[length] == '.');
	}
	return json;
}

const char *author_look(const struct author *author, const char *target,
			const char *path)
{
	static char text[4096];
	struct reply reply = author_ask(author, "GET", target, NULL);
	const json_t *json = at_path(reply.json, path);
	char *dumped;

	if (json_is_string(json)) {
		snprintf(text, sizeof text, "%s", json_string_value(json));
	} else {
		dumped = json == NULL ? NULL :
					json_dumps(json, JSON_ENCODE_ANY |
								 JSON_COMPACT);
		snprintf(text, sizeof text, "%s", dumped != NULL ? dumped : "");
		free(dumped);
	}
	reply_finish(&reply);
	return text;
}

void author_await(const struct author *author, const char *target,
		  const char *path, const char *text)
{
	uint64_t end = milliseconds(CLOCK_MONOTONIC) + AWAIT_TIME * 1000;
	const char *is = author_look(author, target, path);
	useconds_t pause = 5000;

	while (strcmp(is, text) != 0 && milliseconds(CLOCK_MONOTONIC) < end) {
		usleep(pause);
		pause += pause < 200000 ? pause / 2 : 0;
		is = author_look(author, target, path);
	}
	cr_assert_str_eq(is, text, "%s of %s is %s, not %s", path, target, is,
			 text);
}
