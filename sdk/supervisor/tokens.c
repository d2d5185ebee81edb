/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A token that is revoked, or that has expired, stays in the list for a while:
 * the audit log names it.
 */
#include <stdio.h>
#include <string.h>

#include "access.h"
#include "host.h"

const char tokens_schema[] =
	"CREATE TABLE IF NOT EXISTS tokens ("
	" id TEXT PRIMARY KEY,"
	" hash BLOB NOT NULL," /* SHA-256 of the secret */
	" tenant INTEGER REFERENCES tenants ON DELETE CASCADE,"
	" name TEXT NOT NULL,"
	" scopes INTEGER NOT NULL," /* enum scope */
	" created INTEGER NOT NULL,"
	" expires INTEGER,"
	" revoked INTEGER) WITHOUT ROWID;"
	"CREATE INDEX IF NOT EXISTS tokens_tenant ON tokens (tenant);";

#define TOKENS_MOST 1000
#define KEEP_DEAD (INT64_C(30) * 86400 * 1000)
#define LIFETIME_MOST (INT64_C(100) * 366 * 86400)

/* An administrator's tokens have no tenant: IS finds them too. */
#define OF_TENANT_1 "tenant IS nullif(?1, 0)"

static json_t *token_json(const struct query *row)
{
	return json_pack("{s:s,s:s,s:o,s:o,s:o,s:o}", "id", query_text(row, 0),
			 "name", query_text(row, 1), "scopes",
			 scopes_json((unsigned)query_number(row, 2)), "created",
			 json_time(query_number(row, 3)), "expires",
			 json_time(query_number(row, 4)), "revoked",
			 json_time(query_number(row, 5)));
}

static void list_tokens(struct request *request, struct answer *answer)
{
	struct query *rows = store_query(
		&host_state,
		"SELECT id, name, scopes, created, expires, revoked "
		"FROM tokens WHERE " OF_TENANT_1 " ORDER BY created, id",
		"i", request->tenant);
	json_t *list = json_array();

	while (query_next(rows))
		json_array_append_new(list, token_json(rows));
	query_end(rows);
	answer_json(answer, 200, json_pack("{s:o}", "tokens", list));
}

/* Nobody gives more than they have. */
static bool read_scopes(const struct request *request, struct answer *answer,
			json_t *list, unsigned *scopes)
{
	unsigned has = request->caller.scopes;
	size_t i;
	json_t *name;

	if (has & SCOPE_ADMIN)
		has = ~0u;
	if (request->tenant != 0)
		has &= ~(unsigned)SCOPE_ADMIN;
	*scopes = 0;
	json_array_foreach (list, i, name) {
		const char *text = json_is_string(name) ?
					   json_string_value(name) :
					   "";
		unsigned scope = scope_named(text);

		if (scope == 0) {
			answer_error(answer, 400, "scope",
				     "%.32s is no scope; there are read, "
				     "deploy, manage, metrics, admin",
				     text);
			return false;
		}
		if ((scope & has) == 0) {
			answer_error(answer, 403, "scope",
				     "a token with the scope %s cannot be made "
				     "by this one, or not for a tenant",
				     text);
			return false;
		}
		*scopes |= scope;
	}
	return true;
}

/* When it expires; 0: never. */
static bool read_expiry(struct answer *answer, const char *text,
			int64_t lifetime, int64_t *expires)
{
	*expires = 0;
	if (lifetime != 0)
		*expires = clock_wall() + lifetime * 1000;
	if (text == NULL)
		return true;
	if (lifetime == 0 && clock_parse(text, expires) &&
	    *expires > clock_wall())
		return true;
	answer_error(answer, 400, "expires",
		     "expires=%.40s: a time to come is needed, as in "
		     "2030-01-31T12:00:00Z, without a lifetime besides",
		     text);
	return false;
}

static bool room_for_one(const struct request *request, struct answer *answer)
{
	int64_t now = clock_wall();

	if (!answer_store(answer,
			  store_run(&host_state,
				    "DELETE FROM tokens WHERE " OF_TENANT_1
				    " AND (revoked < ?2 OR expires < ?2)",
				    "ii", request->tenant, now - KEEP_DEAD)))
		return false;
	if (store_number(&host_state, 0,
			 "SELECT count(*) FROM tokens WHERE " OF_TENANT_1, "i",
			 request->tenant) < TOKENS_MOST)
		return true;
	answer_error(answer, 409, "quota-tokens",
		     "there are %d tokens, as many as can be; those that are "
		     "revoked go after 30 days",
		     TOKENS_MOST);
	return false;
}

static void make_token(struct request *request, struct answer *answer)
{
	const char *name = "", *until = NULL;
	json_t *list = NULL;
	int64_t lifetime = 0, expires;
	const struct member members[] = {
		{ "name", MEMBER_TEXT, true, 1, 64, &name },
		{ "scopes", MEMBER_LIST, true, 1, 8, &list },
		{ "expires", MEMBER_TEXT, false, 1, 40, &until },
		{ "lifetime", MEMBER_NUMBER, false, 1, LIFETIME_MOST,
		  &lifetime },
		{ 0 },
	};
	char text[TOKEN_TEXT], id[TOKEN_ID + 1];
	unsigned char hash[32];
	unsigned scopes;

	if (!request_members(request, answer, members) ||
	    !read_scopes(request, answer, list, &scopes) ||
	    !read_expiry(answer, until, lifetime, &expires) ||
	    !room_for_one(request, answer))
		return;
	token_make(text, id, hash);
	audit(request, "token.create", "%s (%s)", id, name);
	if (!answer_store(answer, token_store(id, hash, request->tenant, name,
					      scopes, expires)))
		return;
	answer_json(answer, 201,
		    json_pack("{s:s,s:s,s:s,s:o,s:o}", "id", id, "name", name,
			      "token", text, "scopes", scopes_json(scopes),
			      "expires", json_time(expires)));
}

enum store_result token_store(const char *id, const unsigned char hash[32],
			      int64_t tenant, const char *name, unsigned scopes,
			      int64_t expires)
{
	return store_run(&host_state,
			 "INSERT INTO tokens (id, hash, tenant, name, scopes, "
			 "created, expires) VALUES "
			 "(?1, ?2, nullif(?3, 0), ?4, ?5, ?6, nullif(?7, 0))",
			 "tbitiii", id, hash, (size_t)32, tenant, name,
			 (int64_t)scopes, clock_wall(), expires);
}

/* The host is to have an administrator. */
static bool is_last_admin(const char *id)
{
	return store_number(&host_state, 0,
			    "SELECT count(*) FROM tokens WHERE tenant IS NULL "
			    "AND scopes & 16 AND revoked IS NULL "
			    "AND expires IS NULL AND id <> ?1",
			    "t", id) == 0;
}

static void revoke_token(struct request *request, struct answer *answer)
{
	const char *id = request->parameter[0];

	audit(request, "token.revoke", "%s", id);
	if (!answer_store(answer,
			  store_run(&host_state,
				    "UPDATE tokens SET revoked = ?3 "
				    "WHERE " OF_TENANT_1 " AND id = ?2 "
				    "AND revoked IS NULL",
				    "iti", request->tenant, id, clock_wall())))
		return;
	if (store_changed(&host_state) == 0)
		answer_missing(answer, "token", id);
	else if (request->tenant == 0 && is_last_admin(id))
		answer_error(answer, 409, "last-admin",
			     "%s is the last administrator's token that does "
			     "not expire; make another first",
			     id);
}

const struct route tokens_routes[] = {
	{ .method = "GET",
	  .path = "/v1/tokens",
	  .scope = SCOPE_MANAGE,
	  .whose = OF_EITHER,
	  .handler = list_tokens },
	{ .method = "POST",
	  .path = "/v1/tokens",
	  .scope = SCOPE_MANAGE,
	  .whose = OF_EITHER,
	  .handler = make_token,
	  .body = BODY_JSON,
	  .body_max = 2048 },
	{ .method = "DELETE",
	  .path = "/v1/tokens/{token}",
	  .scope = SCOPE_MANAGE,
	  .whose = OF_EITHER,
	  .handler = revoke_token },
	{ 0 },
};
