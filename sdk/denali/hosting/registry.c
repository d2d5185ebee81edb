/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "registry.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "error.h"

#define REQUEST_MS 60000
#define HEADERS_MAX 8

int registry_open(struct registry *registry,
		  const struct oci_reference *reference, enum oci_way way,
		  int64_t silence_ms)
{
	bool digest = reference->digest[0] != '\0';

	*registry = (struct registry){ .reference = reference,
				       .plain = way == OCI_PLAIN ||
						(way == OCI_USUAL &&
						 reference->loopback),
				       .silence_ms = silence_ms };
	registry->word = allocate_text(
		OCI_SCHEME "%s/%s%s%s", reference->registry, reference->name,
		digest ? "@sha256:" : ":",
		digest ? reference->digest : reference->tag);
	registry->base = allocate_text(
		"http%s://%s", registry->plain ? "" : "s", reference->registry);
	registry->session = http_open(NULL, NULL);
	registry->credentials = docker_credentials(reference->registry);
	return 0;
}

static void forget(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

void registry_close(struct registry *registry)
{
	http_close(registry->session);
	forget(registry->credentials);
	forget(registry->authorization);
	free(registry->word);
	free(registry->base);
	*registry = (struct registry){ 0 };
}

/* ---- what is wrong ---- */

static const char *advice(const struct registry *registry,
			  enum http_fault fault)
{
	switch (fault) {
	case HTTP_NAME:
		return "see how the registry's name is written";
	case HTTP_UNREACHABLE:
		return "is the registry running, and its port right?";
	case HTTP_TLS:
		return "if the registry has no TLS, give --plain-http";
	case HTTP_CERTIFICATE:
		return "have its authority's certificate among the system's, "
		       "or name a file with it by SSL_CERT_FILE";
	case HTTP_TIMEOUT:
		return "try again, or wait for longer by --timeout";
	case HTTP_HUGE:
		return "no registry should send that";
	case HTTP_OURS:
		return "see that there is room for the file";
	default:
		return registry->plain ? "is it a registry, without TLS?" :
					 "is it a registry? try again";
	}
}

static int broken(const struct registry *registry,
		  const struct http_answer *answer)
{
	char *said = api_text(answer->problem);
	int status = error("%s: %s: %s; %s", registry->word, registry->base,
			   said, advice(registry, answer->fault));

	free(said);
	return status;
}

/* What the registry itself says, fit for a terminal and not long; "" if that
 * is nothing.  Allocated. */
static char *words_of(const struct http_answer *answer)
{
	json_t *body = json_loadb((const char *)answer->body.data,
				  answer->body.length, 0, NULL);
	json_t *first = json_array_get(json_object_get(body, "errors"), 0);
	const char *code = api_string(first, "code");
	const char *message = api_string(first, "message");
	char *joined = allocate_text("%s%.40s%s%.200s",
				     code[0] != '\0' ? ": " : "", code,
				     message[0] != '\0' ? ": " : "", message);
	char *visible = api_text(joined);

	free(joined);
	json_decref(body);
	return visible;
}

static const char *cure(unsigned status)
{
	switch (status) {
	case 401:
		return "log in to the registry with `docker login`";
	case 403:
		return "the registry lets you do this only with other "
		       "credentials";
	case 404:
		return "see how its name and tag are written";
	case 429:
		return "try again later";
	default:
		return status >= 500 ? "try again later" :
				       "is it a registry of OCI's version 2?";
	}
}

int registry_refused(const struct registry *registry, const char *what,
		     const struct http_answer *answer)
{
	char *said = words_of(answer);
	int status = error("%s: %s: the registry answers with status %u%s; %s",
			   registry->word, what, answer->status, said,
			   cure(answer->status));

	free(said);
	return status;
}

/* ---- asking ---- */

static bool perform(const struct registry *registry,
		    const struct http_exchange *exchange,
		    struct http_answer *answer)
{
	struct http_exchange with = *exchange;
	const char *headers[HEADERS_MAX + 1];
	size_t count = 0;
	bool whole = exchange->url[0] != '/';
	char *url = allocate_text("%s%s", whole ? "" : registry->base,
				  exchange->url);
	bool good;

	for (; exchange->headers != NULL && exchange->headers[count] != NULL &&
	       count < HEADERS_MAX - 1;
	     count++)
		headers[count] = exchange->headers[count];
	if (registry->authorization != NULL)
		headers[count++] = registry->authorization;
	headers[count] = NULL;
	with.url = url;
	with.headers = headers;
	with.silence_ms = registry->silence_ms;
	if (with.progress == NULL && with.take == NULL)
		with.limit_ms = REQUEST_MS;
	good = http_perform(registry->session, &with, answer);
	free(url);
	return good;
}

/* At most twice: who has been given what it asked for and asks again gets no
 * more. */
int registry_ask(struct registry *registry, struct http_exchange *exchange,
		 struct http_answer *answer)
{
	int status;

	if (!perform(registry, exchange, answer))
		return broken(registry, answer);
	if (answer->status != 401)
		return 0;
	status = registry_authorise(registry, answer);
	if (status != 0)
		return status;
	http_answer_free(answer);
	if (!perform(registry, exchange, answer))
		return broken(registry, answer);
	return 0;
}
