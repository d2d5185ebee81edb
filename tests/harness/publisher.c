/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "publisher.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "process.h"

#define DEPLOY_MS 300000

void publisher_open(struct publisher *publisher, uint16_t port,
		    const char *certificate, const char *token)
{
	*publisher = (struct publisher){ .last = 0 };
	if (sodium_init() < 0)
		abort();
	crypto_sign_keypair(publisher->key.bytes, publisher->secret.bytes);
	randombytes_buf(publisher->key.id, sizeof publisher->key.id);
	memcpy(publisher->secret.id, publisher->key.id,
	       sizeof publisher->secret.id);
	api_open(&publisher->api, port, certificate, token);
}

void publisher_close(struct publisher *publisher)
{
	api_close(&publisher->api);
}

int publisher_register(struct publisher *publisher, const char *name)
{
	char line[MINISIGN_KEY_TEXT];

	minisign_write_key(&publisher->key, line);
	return api_call(&publisher->api, "POST", "/v1/keys",
			json_pack("{s:s, s:s}", "name", name, "key", line),
			NULL);
}

void published_make(struct published *published, struct bytes image)
{
	uint8_t digest[crypto_hash_sha256_BYTES];

	if (sodium_init() < 0)
		abort();
	published->image = image;
	crypto_hash_sha256(digest, (const uint8_t *)image.data, image.length);
	sodium_bin2hex(published->digest, sizeof published->digest, digest,
		       sizeof digest);
	crypto_generichash(published->hash, sizeof published->hash,
			   (const uint8_t *)image.data, image.length, NULL, 0);
}

bool published_read(struct published *published, const char *path)
{
	struct bytes image = { 0 };

	if (!bytes_read_file(&image, path))
		return false;
	published_make(published, image);
	return true;
}

bool published_vary(struct published *published, unsigned int variant)
{
	/* Lengths of name and content, type, name: as ld writes it. */
	static const char note[] = "\4\0\0\0\24\0\0\0\3\0\0\0GNU";
	struct bytes image = published->image;
	char *found = memmem(image.data, image.length, note, sizeof note);

	if (found == NULL)
		return false;
	memcpy(found + sizeof note, &variant, sizeof variant);
	published_make(published, image);
	return true;
}

void published_free(struct published *published)
{
	bytes_free(&published->image);
}

int publisher_upload(struct publisher *publisher,
		     const struct published *published)
{
	struct bytes reply = { 0 };
	char path[128];
	int status;

	snprintf(path, sizeof path, "/v1/images/%s", published->digest);
	status = api_ask(&publisher->api, "PUT", path, published->image.data,
			 published->image.length, &reply);
	bytes_free(&reply);
	return status;
}

/* Each later than the one before, as hosts want it. */
static int64_t next_time(struct publisher *publisher)
{
	struct timespec now;
	int64_t time;

	clock_gettime(CLOCK_REALTIME, &now);
	time = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	if (time <= publisher->last)
		time = publisher->last + 1;
	publisher->last = time;
	return time;
}

int publisher_version(struct publisher *publisher,
		      const struct published *published, const char *service,
		      json_t *settings, json_t **answer)
{
	char trusted[256], signature[MINISIGN_TEXT], path[128];

	snprintf(trusted, sizeof trusted,
		 "service=%s time=%lld digest=sha256:%s", service,
		 (long long)next_time(publisher), published->digest);
	minisign_sign(&publisher->secret, published->hash,
		      "signature of a test", trusted, signature);
	snprintf(path, sizeof path, "/v1/services/%s/versions", service);
	return api_call(&publisher->api, "POST", path,
			json_pack("{s:s, s:s, s:o}", "digest",
				  published->digest, "signature", signature,
				  "settings",
				  settings != NULL ? settings : json_object()),
			answer);
}

bool publisher_await(struct publisher *publisher, const char *service,
		     json_t **answer)
{
	double end = now_ms() + DEPLOY_MS;
	const char *state = "";
	json_t *last = NULL;
	char path[128];
	bool done;

	do {
		snprintf(path, sizeof path,
			 "/v1/services/%s/deployment?wait=10&after=%zu",
			 service,
			 json_array_size(json_object_get(last, "steps")));
		json_decref(last);
		last = NULL;
		if (api_call(&publisher->api, "GET", path, NULL, &last) != 200)
			break;
		state = json_string_value(json_object_get(last, "state"));
	} while (state != NULL && strcmp(state, "done") != 0 &&
		 strcmp(state, "failed") != 0 && now_ms() < end);
	done = state != NULL && strcmp(state, "done") == 0;
	if (answer != NULL)
		*answer = last;
	else
		json_decref(last);
	return done;
}

static bool complain(const char *service, const char *what, json_t *answer)
{
	char *text = answer != NULL ? json_dumps(answer, 0) : NULL;

	fprintf(stderr, "%s: %s: %s\n", service, what,
		text != NULL ? text : "no answer");
	free(text);
	json_decref(answer);
	return false;
}

bool publisher_publish(struct publisher *publisher,
		       const struct published *published, const char *service,
		       json_t *settings)
{
	json_t *answer = NULL;
	int status = publisher_upload(publisher, published);

	if (status != 200 && status != 201)
		return complain(service, "not uploaded", NULL);
	status = publisher_version(publisher, published, service, settings,
				   &answer);
	if (status != 202)
		return complain(service, "not admitted", answer);
	json_decref(answer);
	if (!publisher_await(publisher, service, &answer))
		return complain(service, "not deployed", answer);
	json_decref(answer);
	return true;
}
