/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * GET /v1/usage
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bill.h"
#include "host.h"
#include "listing.h"
#include "usage.h"

#define UNIT 1048576 /* in which byte-seconds are summed */

/* "2026-01-31", or with a time of day as others have it. */
static bool read_time(const char *text, int64_t *wall)
{
	char midnight[CLOCK_TEXT];

	if (strlen(text) != strlen("2026-01-31"))
		return clock_parse(text, wall);
	snprintf(midnight, sizeof midnight, "%sT00:00:00Z", text);
	return clock_parse(midnight, wall);
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

/* Of two columns, since half a year of 1 TiB is more than one can hold: then
 * what is close to it. */
static void add_wide(json_t *row, const char *name, int64_t units, int64_t rest)
{
	json_object_set_new(
		row, name,
		units <= (INT64_MAX - rest) / UNIT ?
			json_integer(units * UNIT + rest) :
			json_real((double)units * UNIT + (double)rest));
}

static json_t *row_json(const struct query *query, bool hours)
{
	json_t *row = json_pack("{s:s, s:s}", "tenant", query_text(query, 3),
				"service", query_text(query, 4));
	char time[CLOCK_TEXT];

	if (hours)
		json_object_set_new(
			row, "hour",
			json_string(clock_text(query_number(query, 0) * HOUR,
					       time)));
	json_object_set_new(row, "cpu-seconds",
			    json_real((double)query_number(query, 5) / 1e9));
	add_number(row, "memory-byte-seconds", query_number(query, 6));
	add_number(row, "bytes-in", query_number(query, 7));
	add_number(row, "bytes-out", query_number(query, 8));
	add_number(row, "frames-in", query_number(query, 9));
	add_number(row, "frames-out", query_number(query, 10));
	add_number(row, "disk-bytes-read", query_number(query, 11));
	add_number(row, "disk-bytes-written", query_number(query, 12));
	add_wide(row, "disk-byte-seconds", query_number(query, 13),
		 query_number(query, 14));
	add_number(row, "starts", query_number(query, 15));
	return row;
}

/* Each asks for what comes after the last one, in the order of a key of a
 * table (bill.c): so none has to sort rows, which would be in memory.  The
 * plus keeps it from those of another key; services come from their names,
 * and what is not of the time that is asked for costs nothing. */
#define SELECTED                                                               \
	"SELECT hour, u.tenant, u.service, ifnull(n.tenant_name, ''),"         \
	" ifnull(n.service_name, ''), sum(cpu), sum(memory), sum(bytes_in),"   \
	" sum(bytes_out), sum(frames_in), sum(frames_out), sum(disk_reads),"   \
	" sum(disk_writes), sum(disk >> 20), sum(disk & 1048575), sum(starts)"
#define BY_HOUR                                                                \
	SELECTED " FROM usage u LEFT JOIN usage_names n"                       \
		 "  ON n.tenant = u.tenant AND n.service = u.service"          \
		 " WHERE (hour, u.tenant, u.service) > (?1, ?2, ?3)"           \
		 " AND hour < ?5 AND (?6 = 0 OR +u.tenant = ?6)"               \
		 " GROUP BY hour, u.tenant, u.service LIMIT ?7"
#define BY_SERVICE                                                             \
	SELECTED " FROM usage_names n CROSS JOIN usage u"                      \
		 "  ON u.tenant = n.tenant AND u.service = n.service"          \
		 "  AND hour >= ?4 AND hour < ?5"                              \
		 " WHERE (n.tenant, n.service) > (?2, ?3) AND n.tenant <= ?6"  \
		 " GROUP BY n.tenant, n.service LIMIT ?7"

struct bill {
	int64_t tenant, from, to; /* hours */
	int64_t until;
	bool hours, begun;
	int64_t hour, of, service; /* the last one */
};

static struct query *ask(const struct bill *bill)
{
	if (bill->hours)
		return store_query(&host_state, BY_HOUR, "iiiiiii", bill->hour,
				   bill->of, bill->service, bill->from,
				   bill->to, bill->tenant,
				   (int64_t)LISTING_ROWS);
	return store_query(&host_state, BY_SERVICE, "iiiiiii", bill->hour,
			   bill->of, bill->service, bill->from, bill->to,
			   bill->tenant == 0 ? INT64_MAX : bill->tenant,
			   (int64_t)LISTING_ROWS);
}

static void write_head(const struct bill *bill, FILE *to)
{
	char from_text[CLOCK_TEXT], to_text[CLOCK_TEXT];

	fprintf(to, "{\"from\":\"%s\",\"to\":\"%s\",\"services\":[",
		clock_text(bill->from * HOUR, from_text),
		clock_text(bill->until, to_text));
}

static bool write_part(void *list, FILE *to)
{
	struct bill *bill = list;
	struct query *query = ask(bill);
	int rows = 0;

	if (!bill->begun)
		write_head(bill, to);
	while (query_next(query)) {
		fputs(bill->begun || rows > 0 ? "," : "", to);
		rows++;
		bill->hour = query_number(query, 0);
		bill->of = query_number(query, 1);
		bill->service = query_number(query, 2);
		listing_row(to, row_json(query, bill->hours));
	}
	query_end(query);
	bill->begun = true;
	if (rows == LISTING_ROWS)
		return true;
	fputs("]}", to);
	return false;
}

/* Rows are of whole hours: those that have begun before to. */
static void get_usage(struct request *request, struct answer *answer)
{
	int64_t from, to, now = clock_wall();
	struct bill *bill;

	if (!asked_time(request, answer, "from", now - now % (24 * HOUR),
			&from) ||
	    !asked_time(request, answer, "to", now, &to))
		return;
	usage_write();
	bill = calloc(1, sizeof *bill);
	if (bill != NULL)
		*bill = (struct bill){
			.tenant = request->tenant,
			.from = from / HOUR,
			.to = (to + HOUR - 1) / HOUR,
			.until = to,
			.hours = request_flag(request, "hours"),
			.hour = from / HOUR,
			.of = request->tenant,
			.service = -1,
		};
	listing_answer(answer, write_part, bill);
}

const struct route usage_routes[] = {
	{ "GET", "/v1/usage", SCOPE_READ, OF_EITHER, get_usage, BODY_NONE, 0,
	  NULL },
	{ 0 },
};
