/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A tenant's rows are numbered from 1 on, so that what is gone can be counted
 * from the first that is there.  Tenants' row numbers are not used again; the
 * name stays in the rows when the tenant is gone.
 */
#include "audit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "tenants.h"

const char audit_schema[] =
	"CREATE TABLE IF NOT EXISTS audit ("
	" seq INTEGER PRIMARY KEY AUTOINCREMENT,"
	" tenant INTEGER NOT NULL," /* 0: the host; -1: nobody's */
	" number INTEGER NOT NULL," /* of the tenant's */
	" time INTEGER NOT NULL,"
	" tenant_name TEXT,"
	" token TEXT,"
	" actor TEXT NOT NULL," /* the token's name, "engine" ... */
	" address TEXT,"
	" verb TEXT NOT NULL,"
	" object TEXT NOT NULL,"
	" outcome TEXT NOT NULL);" /* "done", or the error's code */
	"CREATE UNIQUE INDEX IF NOT EXISTS audit_tenant"
	" ON audit (tenant, number);";

struct entry {
	int64_t tenant;
	const char *tenant_name, *token, *actor, *address, *verb, *object,
		*outcome;
};

static enum store_result insert(const struct entry *entry)
{
	int64_t number = 1 + store_number(&host_state, 0,
					  "SELECT max(number) FROM audit "
					  "WHERE tenant = ?1",
					  "i", entry->tenant);
	enum store_result result = store_run(
		&host_state,
		"INSERT INTO audit (tenant, number, time, tenant_name, token, "
		"actor, address, verb, object, outcome) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
		"iiittttttt", entry->tenant, number, clock_wall(),
		entry->tenant_name, entry->token, entry->actor, entry->address,
		entry->verb, entry->object, entry->outcome);

	if (result == STORE_OK && number > AUDIT_ROWS)
		result = store_run(&host_state,
				   "DELETE FROM audit WHERE tenant = ?1 "
				   "AND number <= ?2",
				   "ii", entry->tenant, number - AUDIT_ROWS);
	api_wake(TOPIC_AUDIT);
	return result;
}

/* Without a valid token it is nobody's. */
static int64_t whose(const struct request *request)
{
	if (request->caller.token[0] == '\0')
		return AUDIT_NOBODY;
	return request->tenant != 0 ? request->tenant : request->caller.tenant;
}

enum store_result audit_write(const struct request *request,
			      const struct audit_words *words,
			      const struct answer *answer)
{
	const struct caller *caller = &request->caller;
	char name[NAME_TEXT], object[192];
	struct entry entry = {
		.tenant = whose(request),
		.token = caller->token[0] == '\0' ? NULL : caller->token,
		.actor = caller->name,
		.address = caller->address,
		.verb = words->verb,
		.object = words->object,
		.outcome = answer_failed(answer) ? answer->code : "done",
	};

	if (tenant_name(entry.tenant, name))
		entry.tenant_name = name;
	if (entry.verb == NULL) {
		entry.verb = request->method;
		snprintf(object, sizeof object, "%.*s",
			 (int)strcspn(request->path, "?"), request->path);
		entry.object = object;
	}
	if (entry.outcome == NULL)
		entry.outcome = "failed";
	return insert(&entry);
}

void audit_refusal(const struct request *request,
		   const struct audit_words *words, const struct answer *answer)
{
	if (!request_changes(request) || answer->status == 429)
		return;
	if (store_begin(&host_state) != STORE_OK)
		return;
	if (audit_write(request, words, answer) == STORE_OK)
		store_commit(&host_state);
	else
		store_rollback(&host_state);
}

void audit_by(const char *actor, int64_t tenant, const char *verb,
	      const char *format, ...)
{
	char object[160], name[NAME_TEXT];
	struct entry entry = { .tenant = tenant,
			       .actor = actor,
			       .verb = verb,
			       .object = object,
			       .outcome = "done" };
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(object, sizeof object, format, arguments);
	va_end(arguments);
	if (tenant_name(tenant, name))
		entry.tenant_name = name;
	insert(&entry);
}

/* ---- reading ---- */

#define COLUMNS                                                                \
	"time, tenant_name, token, actor, address, verb, object, outcome"

/* A tenant's are told by its own numbers: gaps in those of all would tell what
 * others do. */
static struct query *rows_after(int64_t tenant, int64_t after, int64_t limit)
{
	if (tenant == 0)
		return store_query(&host_state,
				   "SELECT seq, " COLUMNS " FROM audit "
				   "WHERE seq > ?1 ORDER BY seq LIMIT ?2",
				   "ii", after, limit);
	return store_query(&host_state,
			   "SELECT number, " COLUMNS " FROM audit "
			   "WHERE tenant = ?3 AND number > ?1 "
			   "ORDER BY number LIMIT ?2",
			   "iii", after, limit, tenant);
}

static json_t *text_column(const struct query *query, int column)
{
	const char *text = query_text(query, column);

	return text == NULL ? json_null() : json_text(text);
}

static json_t *row_json(const struct query *query)
{
	return json_pack("{s:I,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "seq",
			 (json_int_t)query_number(query, 0), "time",
			 json_time(query_number(query, 1)), "tenant",
			 text_column(query, 2), "token", text_column(query, 3),
			 "actor", text_column(query, 4), "address",
			 text_column(query, 5), "verb", text_column(query, 6),
			 "object", text_column(query, 7), "outcome",
			 text_column(query, 8));
}

static int64_t lost(int64_t tenant)
{
	if (tenant != 0)
		return store_number(&host_state, 1,
				    "SELECT min(number) FROM audit "
				    "WHERE tenant = ?1",
				    "i", tenant) -
		       1;
	return store_number(&host_state, 0,
			    "SELECT sum(first - 1) FROM (SELECT min(number) "
			    "AS first FROM audit GROUP BY tenant)",
			    "");
}

static void get_audit(struct request *request, struct answer *answer)
{
	int64_t after, limit, deadline, next;
	json_t *entries;
	struct query *query;

	if (!request_number(request, answer, "after", 0, INT64_MAX, 0,
			    &after) ||
	    !request_number(request, answer, "limit", 1, 1000, 100, &limit) ||
	    !request_wait(request, answer, &deadline))
		return;
	entries = json_array();
	next = after;
	query = rows_after(request->tenant, after, limit);
	while (query_next(query)) {
		json_array_append_new(entries, row_json(query));
		next = query_number(query, 0);
	}
	query_end(query);
	if (next == after && deadline != 0 && !request->late) {
		json_decref(entries);
		answer_wait(answer, TOPIC_AUDIT, deadline);
		return;
	}
	answer_json(answer, 200,
		    json_pack("{s:o,s:I,s:I}", "entries", entries, "next",
			      (json_int_t)next, "lost",
			      (json_int_t)lost(request->tenant)));
}

const struct route audit_routes[] = {
	{ .method = "GET",
	  .path = "/v1/audit",
	  .scope = SCOPE_READ,
	  .whose = OF_EITHER,
	  .handler = get_audit },
	{ 0 },
};
