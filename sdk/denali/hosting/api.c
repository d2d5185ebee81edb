/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "api.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "error.h"
#include "parse.h"
#include "text.h"

#define ANSWER_MAX 0x4000000
#define LIMIT_MS 60000
#define SILENCE_MS 30000
#define TRIES 4
#define PAUSE_MAX 60 /* seconds */

char *api_text(const char *text)
{
	struct buffer visible = { 0 };
	char *copy;

	text_visible(&visible, (const uint8_t *)text, strlen(text));
	copy = allocate_text("%.*s", (int)visible.length,
			     visible.length > 0 ? (char *)visible.data : "");
	buffer_free(&visible);
	return copy;
}

const char *api_string(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

int64_t api_integer(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return json_is_real(value) ? (int64_t)json_real_value(value) :
				     (int64_t)json_integer_value(value);
}

/* ---- what is wrong ---- */

static const char *advice(enum http_fault fault)
{
	switch (fault) {
	case HTTP_NAME:
		return "see its address with `denali remote list`";
	case HTTP_UNREACHABLE:
		return "is the host running, and does a firewall let you in?";
	case HTTP_CERTIFICATE:
		return "somebody may be in between; if the host's operator has "
		       "changed it, `denali remote add --replace` pins the new "
		       "one";
	case HTTP_TLS:
		return "is that the HTTPS port of a Denali host?";
	case HTTP_TIMEOUT:
		return "the host, or the way to it, may be overloaded; try "
		       "again";
	case HTTP_HUGE:
		return "ask for less at a time, if it is a Denali host";
	case HTTP_OURS:
		return "see that the file can be read and does not change "
		       "meanwhile";
	default:
		return "try again; the host may be stopping";
	}
}

static int broken(const struct remote *remote, const struct http_answer *answer)
{
	char *said = api_text(answer->problem);
	int status = error("remote %s (%s): %s; %s", remote->name, remote->url,
			   said, advice(answer->fault));

	free(said);
	return status;
}

const char *api_code(const struct api_answer *answer)
{
	return api_string(json_object_get(answer->json, "error"), "code");
}

int api_refused(const struct remote *remote, const struct api_answer *answer)
{
	char *said = api_text(
		api_string(json_object_get(answer->json, "error"), "message"));
	int status;

	if (answer->status == 401)
		status = error("remote %s: the host does not take the token%s"
			       "%s; get a new one from its operator, and add "
			       "it with `denali remote add --replace`",
			       remote->name, said[0] != '\0' ? ": " : "", said);
	else if (said[0] != '\0')
		status = error("remote %s: %s", remote->name, said);
	else
		status = error("remote %s: the host answers with status %u and "
			       "does not say why; is %s a Denali host?",
			       remote->name, answer->status, remote->url);
	free(said);
	return status;
}

/* ---- asking ---- */

/* With the tenant that an administrator acts for. */
static char *url_of(const struct remote *remote, const char *path)
{
	if (remote->tenant == NULL)
		return allocate_text("%s%s", remote->url, path);
	return allocate_text("%s%s%ctenant=%s", remote->url, path,
			     strchr(path, '?') != NULL ? '&' : '?',
			     remote->tenant);
}

static const char *type_of(const struct api_request *request)
{
	if (request->json != NULL)
		return "Content-Type: application/json";
	if (request->sends_file || request->length > 0)
		return "Content-Type: application/octet-stream";
	return NULL;
}

static bool perform(struct remote *remote, const struct api_request *request,
		    const char *text, struct http_answer *answer)
{
	bool streams = request->sends_file || request->take != NULL;
	char *url = url_of(remote, request->path);
	char *token = allocate_text("Authorization: Bearer %s",
				    remote->token != NULL ? remote->token : "");
	const char *type = type_of(request);
	const char *const headers[] = { remote->token != NULL ? token : type,
					remote->token != NULL ? type : NULL,
					NULL };
	const struct http_exchange exchange = {
		.method = request->method,
		.url = url,
		.headers = headers,
		.bytes = text != NULL ? text : request->bytes,
		.length = text != NULL ? strlen(text) : request->length,
		.file = request->file,
		.sends_file = request->sends_file,
		.take = request->take,
		.progress = request->progress,
		.context = request->context,
		.answer_max = request->answer_max != 0 ? request->answer_max :
							 ANSWER_MAX,
		.limit_ms = streams ? 0 : LIMIT_MS + request->wait * 1000,
		.silence_ms = SILENCE_MS + request->wait * 1000,
	};
	bool good = http_perform(remote->session, &exchange, answer);

	free(token);
	free(url);
	return good;
}

/* How long the host wants us to wait; 0: it has not said, or for too long. */
static unsigned pause_of(const struct http_answer *answer)
{
	char *text = http_header(answer, "Retry-After");
	uint64_t seconds = 0;

	if (text != NULL && (answer->status == 429 || answer->status == 503))
		parse_number(text, 1, PAUSE_MAX, &seconds);
	free(text);
	return (unsigned)seconds;
}

static void pause_for(unsigned seconds)
{
	struct timespec left = { .tv_sec = seconds };

	while (nanosleep(&left, &left) != 0)
		;
}

/* The words quote what has come. */
static int not_json(const struct remote *remote, const json_error_t *fault)
{
	char *said = api_text(fault->text);
	int status = error("remote %s: the answer is not JSON: line %d: %s; "
			   "is %s a Denali host?",
			   remote->name, fault->line, said, remote->url);

	free(said);
	return status;
}

/* The answer's body, in the form in which it was asked for. */
static int understand(const struct remote *remote,
		      const struct api_request *request,
		      struct http_answer *from, struct api_answer *answer)
{
	bool fine = from->status >= 200 && from->status < 300;
	json_error_t fault;

	answer->status = from->status;
	if (request->octets && fine) {
		answer->body = from->body;
		from->body = (struct buffer){ 0 };
		return 0;
	}
	if (from->body.length == 0)
		return 0;
	answer->json = json_loadb((const char *)from->body.data,
				  from->body.length, 0, &fault);
	if (answer->json != NULL || !fine)
		return 0;
	return not_json(remote, &fault);
}

int api_ask(struct remote *remote, const struct api_request *request,
	    struct api_answer *answer)
{
	char *text = request->json != NULL ?
			     json_dumps(request->json, JSON_COMPACT) :
			     NULL;
	struct http_answer from = { 0 };
	unsigned pause = 0;
	int status;

	*answer = (struct api_answer){ 0 };
	if (remote->session == NULL)
		remote->session = http_open(remote->fingerprint, NULL);
	for (unsigned i = 0; i == 0 || (pause > 0 && i < TRIES); i++) {
		if (pause > 0) {
			note("remote %s: the host wants us to wait %u s",
			     remote->name, pause);
			pause_for(pause);
		}
		http_answer_free(&from);
		if (!perform(remote, request, text, &from))
			break;
		pause = pause_of(&from);
	}
	if (from.fault != HTTP_FINE)
		status = broken(remote, &from);
	else
		status = understand(remote, request, &from, answer);
	http_answer_free(&from);
	free(text);
	return status;
}

void api_answer_free(struct api_answer *answer)
{
	json_decref(answer->json);
	buffer_free(&answer->body);
	*answer = (struct api_answer){ 0 };
}

int api_do(struct remote *remote, const struct api_request *request,
	   struct api_answer *answer)
{
	int status = api_ask(remote, request, answer);

	if (status == 0 && (answer->status < 200 || answer->status > 299))
		status = api_refused(remote, answer);
	return status;
}
