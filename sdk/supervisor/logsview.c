/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * GET /v1/services/{service}/logs
 *
 * Without `after` the last lines, with it those that follow.  As much as is
 * bounded: whoever wants more asks again, after `next`.
 */
#include "logsview.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "asked.h"
#include "host.h"
#include "instances.h"
#include "logdb.h"
#include "logs.h"

#define LINES_DEFAULT 100
#define LINES_MOST 1000
#define BYTES_MOST 0x40000
#define NOBODY INT64_MAX

struct view {
	struct logdb_range range;
	int64_t limit;
	bool tail; /* the last lines, not those after some */
	bool raw;
	int64_t deadline;
	/* What has been found. */
	json_t *lines;
	struct {
		char *bytes;
		size_t length;
	} octets;
	int64_t count, next, lost;
	size_t size;
};

static bool read_instance(struct request *request, struct answer *answer,
			  struct view *view)
{
	const char *instance = request_query(request, "instance");

	if (request_flag(request, "previous")) {
		view->range.instance = logdb_previous(view->range.service);
		if (view->range.instance != 0)
			return true;
		answer_error(answer, 404, "no-previous",
			     "%s: no instance of it has ended yet",
			     request->parameter[0]);
		return false;
	}
	if (instance == NULL)
		return true;
	if (instance_parse(instance, &view->range.instance)) {
		/* 0 stands for all of them, and is nobody's. */
		if (view->range.instance == 0)
			view->range.instance = NOBODY;
		return true;
	}
	answer_error(answer, 400, "bad-instance",
		     "instance: must be an instance's id, as in GET "
		     "/v1/services/%s/instances",
		     request->parameter[0]);
	return false;
}

static bool read_query(struct request *request, struct answer *answer,
		       struct view *view)
{
	int64_t after;

	if (!request_number(request, answer, "after", 0, INT64_MAX - 1, -1,
			    &after) ||
	    !request_number(request, answer, "limit", 1, LINES_MOST,
			    LINES_DEFAULT, &view->limit) ||
	    !request_wait(request, answer, &view->deadline) ||
	    !read_instance(request, answer, view))
		return false;
	view->tail = after < 0;
	view->raw = request_flag(request, "raw");
	view->range.seq = after;
	return true;
}

/* ---- rows as JSON ---- */

static json_t *line_json(const struct logdb_row *row)
{
	char time[CLOCK_TEXT], instance[INSTANCE_TEXT];
	json_t *line = json_pack("{s:I, s:s, s:s, s:I}", "seq",
				 (json_int_t)row->seq, "time",
				 clock_text(row->time, time), "instance",
				 instance_text(row->instance, instance),
				 "version", (json_int_t)row->version);

	if (row->text != NULL)
		json_object_set_new(line, "text",
				    logs_text(row->text, row->length));
	if (row->part)
		json_object_set_new(line, "part", json_true());
	if (row->missed > 0)
		json_object_set_new(line, "lost", json_integer(row->missed));
	return line;
}

/* ---- rows as they were printed ---- */

static bool add_octets(struct view *view, const struct logdb_row *row)
{
	size_t before = view->octets.length;
	char *bytes = realloc(view->octets.bytes, before + row->length + 1);

	if (bytes == NULL)
		return false;
	view->octets.bytes = bytes;
	if (row->text == NULL)
		return true;
	memcpy(bytes + before, row->text, row->length);
	view->octets.length += row->length;
	if (!row->part)
		bytes[view->octets.length++] = '\n';
	return true;
}

/* ---- which rows ---- */

/* Whether the row is one more that there is room for. */
static bool counts(struct view *view, const struct logdb_row *row)
{
	view->size += row->length + LOGDB_ROW_BYTES;
	if (view->count == view->limit ||
	    (view->count > 0 && view->size > BYTES_MOST))
		return false;
	view->count++;
	return true;
}

static bool go_back(void *context, const struct logdb_row *row)
{
	struct view *view = context;

	if (!counts(view, row))
		return false;
	view->next = row->seq - 1;
	return true;
}

/* The last lines are those after a certain number too. */
static void find_tail(struct view *view)
{
	struct logdb_range range = view->range;

	range.seq = INT64_MAX;
	range.backwards = true;
	logdb_rows(&range, go_back, view);
	view->range.seq = view->count > 0 ? view->next : INT64_MAX;
	view->count = 0;
	view->size = 0;
}

static bool take(void *context, const struct logdb_row *row)
{
	struct view *view = context;

	if (!counts(view, row))
		return false;
	if (!view->raw)
		json_array_append_new(view->lines, line_json(row));
	else if (!add_octets(view, row))
		return false;
	view->next = row->seq;
	view->lost += row->missed;
	return true;
}

/* Lines after `after` that had to make room are lost too. */
static void count_trimmed(struct view *view)
{
	int64_t first, last;

	logdb_bounds(view->range.service, &first, &last);
	if (!view->tail && view->range.seq < first - 1)
		view->lost += first - 1 - view->range.seq;
	if (view->count == 0)
		view->next = last;
}

static void answer_with(struct answer *answer, struct view *view)
{
	if (view->raw) {
		answer->bytes = view->octets.bytes;
		answer->length = view->octets.length;
		answer->type = "application/octet-stream";
		answer->status = 200;
		return;
	}
	answer_json(answer, 200,
		    json_pack("{s:o, s:I, s:I}", "lines", view->lines, "next",
			      (json_int_t)view->next, "lost",
			      (json_int_t)view->lost));
}

static void get_logs(struct request *request, struct answer *answer)
{
	struct view view = { .limit = 0 };

	view.range.service = asked_service(request, answer);
	if (view.range.service == 0 || !read_query(request, answer, &view))
		return;
	if (view.tail)
		find_tail(&view);
	view.lines = view.raw ? NULL : json_array();
	logdb_rows(&view.range, take, &view);
	count_trimmed(&view);
	if (view.count == 0 && !request->late &&
	    view.deadline > clock_monotonic()) {
		json_decref(view.lines);
		answer_wait(answer, view.range.service, view.deadline);
		return;
	}
	answer_with(answer, &view);
}

const struct route logs_routes[] = {
	{ "GET", "/v1/services/{service}/logs", SCOPE_READ, OF_TENANT, get_logs,
	  BODY_NONE, 0, NULL },
	{ 0 },
};
