/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a registry wants before it answers: the user's password (Basic), or a
 * token that another server gives for it (Bearer).
 */
#include <ctype.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api.h"
#include "error.h"
#include "registry.h"

#define VALUE_MAX 1024
#define TOKEN_MAX 0x4000

struct challenge {
	char realm[VALUE_MAX], service[VALUE_MAX], scope[VALUE_MAX];
};

/* A value, in quotation marks or without; at is moved past it. */
static bool take_value(const char **at, char value[VALUE_MAX])
{
	bool quoted = **at == '"';
	size_t length = 0;

	if (quoted)
		(*at)++;
	while (**at != '\0' &&
	       (quoted ? **at != '"' :
			 **at != ',' && !isspace((unsigned char)**at))) {
		if (quoted && **at == '\\' && (*at)[1] != '\0')
			(*at)++;
		if (length + 1 >= VALUE_MAX)
			return false;
		value[length++] = *(*at)++;
	}
	value[length] = '\0';
	if (!quoted)
		return true;
	if (**at != '"')
		return false;
	(*at)++;
	return true;
}

/* NAME=VALUE, ... behind the word Bearer. */
static bool read_challenge(const char *at, struct challenge *challenge)
{
	const struct {
		const char *name;
		char *value;
	} known[] = {
		{ "realm", challenge->realm },
		{ "service", challenge->service },
		{ "scope", challenge->scope },
	};

	while (at += strspn(at, " \t,"), *at != '\0') {
		char other[VALUE_MAX], *value = other;
		size_t length = strcspn(at, "= \t,");

		for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
			if (strlen(known[i].name) == length &&
			    strncasecmp(at, known[i].name, length) == 0)
				value = known[i].value;
		at += length;
		if (*at++ != '=' || !take_value(&at, value))
			return false;
	}
	return challenge->realm[0] != '\0';
}

/* "Basic ..." for the credentials. */
static char *basic(const char *credentials)
{
	size_t length = strlen(credentials);
	size_t room = sodium_base64_encoded_len(length,
						sodium_base64_VARIANT_ORIGINAL);
	char *coded = allocate(1, room);
	char *header;

	sodium_bin2base64(coded, room, (const uint8_t *)credentials, length,
			  sodium_base64_VARIANT_ORIGINAL);
	header = allocate_text("Authorization: Basic %s", coded);
	free(coded);
	return header;
}

/* Not in the clear, unless all of it is. */
static int check_realm(const struct registry *registry, const char *realm)
{
	char *said;
	int status;

	if (strncmp(realm, "https://", 8) == 0 ||
	    (registry->plain && strncmp(realm, "http://", 7) == 0))
		return 0;
	said = api_text(realm);
	status = error("%s: the registry sends for a token to %.200s, which "
		       "has no TLS; credentials do not go there",
		       registry->word, said);
	free(said);
	return status;
}

static char *token_url(const struct registry *registry,
		       const struct challenge *challenge)
{
	char *service = http_escape(challenge->service), *scope, *url;

	if (challenge->scope[0] != '\0') {
		scope = http_escape(challenge->scope);
	} else {
		char *usual = allocate_text("repository:%s:pull%s",
					    registry->reference->name,
					    registry->pushes ? ",push" : "");
		scope = http_escape(usual);
		free(usual);
	}
	url = allocate_text("%s%cservice=%s&scope=%s", challenge->realm,
			    strchr(challenge->realm, '?') != NULL ? '&' : '?',
			    service, scope);
	free(service);
	free(scope);
	return url;
}

static bool is_token(const char *token)
{
	size_t length = strlen(token);

	if (length == 0 || length > TOKEN_MAX)
		return false;
	for (; *token != '\0'; token++)
		if (!isgraph((unsigned char)*token))
			return false;
	return true;
}

static int take_token(struct registry *registry,
		      const struct http_answer *answer)
{
	json_t *body = json_loadb((const char *)answer->body.data,
				  answer->body.length, 0, NULL);
	const char *token = api_string(body, "token");
	int status = 0;

	if (token[0] == '\0')
		token = api_string(body, "access_token");
	if (!is_token(token)) {
		status = error("%s: the registry's server of tokens answers "
			       "without one; log in with `docker login`, or "
			       "ask its operator",
			       registry->word);
	} else {
		free(registry->authorization);
		registry->authorization = allocate_text(
			"Authorization: Bearer %s", token);
	}
	json_decref(body);
	return status;
}

static int get_token(struct registry *registry,
		     const struct challenge *challenge)
{
	char *url = token_url(registry, challenge);
	char *header = registry->credentials != NULL ?
			       basic(registry->credentials) :
			       NULL;
	const char *const headers[] = { header, NULL };
	const struct http_exchange exchange = {
		.method = "GET",
		.url = url,
		.headers = headers,
		.answer_max = 4 * TOKEN_MAX,
		.limit_ms = 60000,
		.silence_ms = registry->silence_ms,
	};
	struct http_answer answer;
	int status;

	if (!http_perform(registry->session, &exchange, &answer)) {
		char *said = api_text(answer.problem);

		status = error("%s: no token for the registry: %s; try again",
			       registry->word, said);
		free(said);
	} else if (answer.status != 200) {
		status = registry_refused(registry, "no token for it", &answer);
	} else {
		status = take_token(registry, &answer);
	}
	http_answer_free(&answer);
	free(header);
	free(url);
	return status;
}

static int try_basic(struct registry *registry,
		     const struct http_answer *answer)
{
	if (registry->credentials == NULL || registry->authorization != NULL)
		return registry_refused(registry, "not without credentials",
					answer);
	registry->authorization = basic(registry->credentials);
	return 0;
}

int registry_authorise(struct registry *registry,
		       const struct http_answer *answer)
{
	char *wanted = http_header(answer, "WWW-Authenticate");
	struct challenge challenge = { 0 };
	int status;

	if (wanted != NULL && strncasecmp(wanted, "Basic", 5) == 0)
		status = try_basic(registry, answer);
	else if (wanted == NULL || strncasecmp(wanted, "Bearer ", 7) != 0 ||
		 !read_challenge(wanted + 7, &challenge))
		status = error("%s: the registry wants credentials in a way "
			       "that is not known here; it should ask for "
			       "Basic or Bearer",
			       registry->word);
	else
		status = check_realm(registry, challenge.realm);
	if (status == 0 && challenge.realm[0] != '\0')
		status = get_token(registry, &challenge);
	free(wanted);
	return status;
}
