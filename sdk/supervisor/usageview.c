/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * GET /v1/usage
 */
#include <stdio.h>
#include <string.h>

#include "bill.h"
#include "host.h"
#include "usage.h"

#define ROWS_MOST 20000

/* Days since 1970 of a date of the Gregorian calendar. */
static int64_t days_of(int year, int month, int day)
{
	/* Years begin in March: then a leap day is the last. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = y / 400, of_era = y % 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day -
			  1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - 719468;
}

/* "2026-01-31", or with a time of day in UTC: "2026-01-31T12:00:00Z", also with
 * a fraction of a second. */
static bool read_time(const char *text, int64_t *wall)
{
	int year, month, day, hour = 0, minute = 0, second = 0, used = 0;

	if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 ||
	    used != 10)
		return false;
	text += used;
	if (*text == 'T') {
		if (sscanf(text, "T%2d:%2d:%2d%n", &hour, &minute, &second,
			   &used) != 3 ||
		    used != 9)
			return false;
		text += used;
		if (*text == '.')
			text += 1 + strspn(text + 1, "0123456789");
		if (*text++ != 'Z')
			return false;
	}
	*wall = (((days_of(year, month, day) * 24 + hour) * 60 + minute) * 60 +
		 second) *
		1000;
	return *text == '\0' && year >= 1970 && month >= 1 && month <= 12 &&
	       day >= 1 && day <= 31 && hour <= 23 && minute <= 59 &&
	       second <= 60;
}

static bool asked_time(struct request *request, struct answer *answer,
		       const char *name, int64_t otherwise, int64_t *wall)
{
	const char *text = request_query(request, name);

	*wall = otherwise;
	if (text == NULL || read_time(text, wall))
		return true;
	answer_error(answer, 400, "bad-time",
		     "%s: must be a time in UTC, like 2026-01-31 or "
		     "2026-01-31T12:00:00Z",
		     name);
	return false;
}

static void add_number(json_t *row, const char *name, int64_t number)
{
	json_object_set_new(row, name, json_integer(number));
}

static json_t *row_json(const struct query *query, bool hours)
{
	json_t *row = json_pack("{s:s, s:s}", "tenant", query_text(query, 0),
				"service", query_text(query, 1));
	char time[CLOCK_TEXT];

	if (hours)
		json_object_set_new(
			row, "hour",
			json_string(clock_text(query_number(query, 12) * HOUR,
					       time)));
	json_object_set_new(row, "cpu-seconds",
			    json_real((double)query_number(query, 2) / 1e9));
	add_number(row, "memory-byte-seconds", query_number(query, 3));
	add_number(row, "bytes-in", query_number(query, 4));
	add_number(row, "bytes-out", query_number(query, 5));
	add_number(row, "frames-in", query_number(query, 6));
	add_number(row, "frames-out", query_number(query, 7));
	add_number(row, "disk-bytes-read", query_number(query, 8));
	add_number(row, "disk-bytes-written", query_number(query, 9));
	add_number(row, "disk-byte-seconds", query_number(query, 10));
	add_number(row, "starts", query_number(query, 11));
	return row;
}

#define SELECTED                                                               \
	"SELECT ifnull(n.tenant_name, ''), ifnull(n.service_name, ''),"        \
	" sum(cpu), sum(memory), sum(bytes_in), sum(bytes_out),"               \
	" sum(frames_in), sum(frames_out), sum(disk_reads),"                   \
	" sum(disk_writes), sum(disk), sum(starts), hour FROM usage u"         \
	" LEFT JOIN usage_names n"                                             \
	"  ON n.tenant = u.tenant AND n.service = u.service"                   \
	" WHERE hour >= ?1 AND hour < ?2 AND (?3 = 0 OR u.tenant = ?3)"

static struct query *ask(bool hours, int64_t from, int64_t to, int64_t tenant)
{
	if (hours)
		return store_query(&host_state,
				   SELECTED " GROUP BY hour, u.tenant,"
					    " u.service",
				   "iii", from, to, tenant);
	return store_query(&host_state,
			   SELECTED " GROUP BY u.tenant, u.service"
				    " ORDER BY 1, 2",
			   "iii", from, to, tenant);
}

/* Rows are of whole hours: those that have begun before to. */
static json_t *find_rows(struct request *request, int64_t from, int64_t to,
			 bool *cut)
{
	bool hours = request_flag(request, "hours");
	struct query *query = ask(hours, from / HOUR, (to + HOUR - 1) / HOUR,
				  request->tenant);
	json_t *rows = json_array();

	*cut = false;
	while (!*cut && query_next(query)) {
		*cut = json_array_size(rows) == ROWS_MOST;
		if (!*cut)
			json_array_append_new(rows, row_json(query, hours));
	}
	query_end(query);
	return rows;
}

static void get_usage(struct request *request, struct answer *answer)
{
	char from_text[CLOCK_TEXT], to_text[CLOCK_TEXT];
	int64_t from, to, now = clock_wall();
	json_t *rows;
	bool cut;

	if (!asked_time(request, answer, "from", now - now % (24 * HOUR),
			&from) ||
	    !asked_time(request, answer, "to", now, &to))
		return;
	usage_write();
	rows = find_rows(request, from, to, &cut);
	if (cut) {
		json_decref(rows);
		answer_error(answer, 413, "too-much",
			     "usage: more than %d rows; ask for a shorter time "
			     "or for one tenant",
			     ROWS_MOST);
		return;
	}
	answer_json(answer, 200,
		    json_pack("{s:s, s:s, s:o}", "from",
			      clock_text(from - from % HOUR, from_text), "to",
			      clock_text(to, to_text), "services", rows));
}

const struct route usage_routes[] = {
	{ "GET", "/v1/usage", SCOPE_READ, OF_EITHER, get_usage, BODY_NONE, 0,
	  NULL },
	{ .method = NULL },
};
