/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "api.h"
#include "error.h"
#include "text.h"

#define WAIT_SECONDS 25
#define PAGE_LINES 1000

void follow_print(const json_t *line, const struct buffer *head)
{
	const json_t *text = json_object_get(line, "text");
	const char *bytes = json_string_value(text);
	size_t length = json_string_length(text);
	struct buffer shown = { 0 };

	if (bytes == NULL)
		return;
	buffer_append(&shown, head->data, head->length);
	if (isatty(STDOUT_FILENO))
		text_visible(&shown, (const uint8_t *)bytes, length);
	else
		buffer_append(&shown, bytes, length);
	buffer_append(&shown, "\n", 1);
	fwrite(shown.data, 1, shown.length, stdout);
	buffer_free(&shown);
}

static char *path_of(const struct follow *follow, bool waits)
{
	struct buffer path = { 0 };
	char *instance = follow->instance != NULL ?
				 http_escape(follow->instance) :
				 NULL;

	buffer_printf(&path, "/v1/services/%s/logs?limit=%u", follow->service,
		      follow->after < 0 && follow->count > 0 ? follow->count :
		      follow->after < 0                      ? 100 :
							       PAGE_LINES);
	if (follow->after >= 0)
		buffer_printf(&path, "&after=%lld", (long long)follow->after);
	if (waits)
		buffer_printf(&path, "&wait=%d", WAIT_SECONDS);
	if (instance != NULL)
		buffer_printf(&path, "&instance=%s", instance);
	if (follow->previous)
		buffer_printf(&path, "&previous=1");
	buffer_append(&path, "", 1);
	free(instance);
	return (char *)path.memory;
}

static void tell_lost(int64_t lost)
{
	if (lost > 0)
		note("%lld line%s lost: %s", (long long)lost,
		     lost == 1 ? " is" : "s are",
		     "more was printed than is kept");
}

/* One part of it.  Returns how many lines there were; -1: an error. */
static long part(struct remote *remote, struct follow *follow, bool waits)
{
	char *path = path_of(follow, waits);
	const struct api_request request = { .method = "GET",
					     .path = path,
					     .wait = waits ? WAIT_SECONDS : 0 };
	struct api_answer answer;
	long count = -1;
	const json_t *lines, *line;
	int64_t next;
	size_t i;

	if (api_do(remote, &request, &answer) == 0) {
		lines = json_object_get(answer.json, "lines");
		next = api_integer(answer.json, "next");
		count = (long)json_array_size(lines);
		tell_lost(api_integer(answer.json, "lost"));
		json_array_foreach (lines, i, line) {
			tell_lost(api_integer(line, "lost"));
			follow->take(follow->context, line);
		}
		if (count > 0 && next <= follow->after)
			count = -(error("remote %s: lines of the log come "
					"again and again; is %s a Denali host?",
					remote->name, remote->url));
		else if (next > follow->after)
			follow->after = next;
	}
	api_answer_free(&answer);
	free(path);
	return count < 0 ? -1 : count;
}

/* A host that does not wait is not asked without a pause. */
static void pause_briefly(void)
{
	const struct timespec pause = { .tv_nsec = 200000000L };

	nanosleep(&pause, NULL);
}

int follow_run(struct remote *remote, struct follow *follow)
{
	bool all = follow->after >= 0;
	long count = part(remote, follow, false);

	while (count >= 0 && (follow->forever || (all && count > 0)) &&
	       (follow->enough == NULL || !*follow->enough)) {
		bool waits = follow->forever && count == 0;

		fflush(stdout);
		if (ferror(stdout))
			break;
		if (follow->after < 0)
			follow->after = 0;
		count = part(remote, follow, waits || !all);
		if (count == 0 && follow->forever)
			pause_briefly();
	}
	return count < 0 ? STATUS_ERROR : 0;
}
