/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "keys.h"

#include <stdio.h>
#include <string.h>

#include "api.h"
#include "host.h"
#include "minisign.h"

const char keys_schema[] =
	"CREATE TABLE IF NOT EXISTS keys ("
	" tenant INTEGER NOT NULL REFERENCES tenants ON DELETE CASCADE,"
	" name TEXT NOT NULL,"
	" id BLOB NOT NULL," /* minisign's, 8 bytes */
	" key BLOB NOT NULL,"
	" created INTEGER NOT NULL,"
	" PRIMARY KEY (tenant, name),"
	" UNIQUE (tenant, id)) WITHOUT ROWID;";

#define KEYS_MOST 100

bool key_find(int64_t tenant, const uint8_t id[8], uint8_t key[32],
	      char name[NAME_TEXT])
{
	struct query *row = store_query(&host_state,
					"SELECT key, name FROM keys "
					"WHERE tenant = ?1 AND id = ?2",
					"ib", tenant, id, (size_t)8);
	const void *bytes;
	size_t length = 0;

	if (query_next(row)) {
		bytes = query_bytes(row, 0, &length);
		if (length == 32)
			memcpy(key, bytes, 32);
		if (name != NULL)
			snprintf(name, NAME_TEXT, "%s", query_text(row, 1));
	}
	query_end(row);
	return length == 32;
}

static json_t *key_json(const char *name, const struct minisign_key *key,
			int64_t created)
{
	char text[MINISIGN_KEY_TEXT], id[MINISIGN_ID_TEXT];

	minisign_write_key(key, text);
	minisign_id_text(key->id, id);
	return json_pack("{s:s,s:s,s:s,s:o}", "name", name, "id", id, "key",
			 text, "created", json_time(created));
}

static json_t *row_json(const struct query *row)
{
	struct minisign_key key = { 0 };
	size_t length;
	const void *bytes = query_bytes(row, 1, &length);

	if (length == sizeof key.id)
		memcpy(key.id, bytes, sizeof key.id);
	bytes = query_bytes(row, 2, &length);
	if (length == sizeof key.bytes)
		memcpy(key.bytes, bytes, sizeof key.bytes);
	return key_json(query_text(row, 0), &key, query_number(row, 3));
}

static void list_keys(struct request *request, struct answer *answer)
{
	struct query *rows = store_query(&host_state,
					 "SELECT name, id, key, created "
					 "FROM keys WHERE tenant = ?1 "
					 "ORDER BY name",
					 "i", request->tenant);
	json_t *list = json_array();

	while (query_next(rows))
		json_array_append_new(list, row_json(rows));
	query_end(rows);
	answer_json(answer, 200, json_pack("{s:o}", "keys", list));
}

enum store_result key_add(int64_t tenant, const char *name,
			  const struct minisign_key *key)
{
	return store_run(&host_state,
			 "INSERT INTO keys (tenant, name, id, key, created) "
			 "VALUES (?1, ?2, ?3, ?4, ?5)",
			 "itbbi", tenant, name, key->id, sizeof key->id,
			 key->bytes, sizeof key->bytes, clock_wall());
}

static void add_key(struct request *request, struct answer *answer)
{
	const char *name = "", *text = "", *wrong;
	const struct member members[] = {
		{ "name", MEMBER_TEXT, true, 0, 64, &name },
		{ "key", MEMBER_TEXT, true, 1, 512, &text },
		{ 0 },
	};
	struct minisign_key key;
	enum store_result result;

	if (!request_members(request, answer, members) ||
	    !answer_unless_name(answer, "key", name))
		return;
	wrong = minisign_read_key(text, strlen(text), &key);
	if (wrong != NULL) {
		answer_error(answer, 400, "key", "the key: %s", wrong);
		return;
	}
	if (store_number(&host_state, 0,
			 "SELECT count(*) FROM keys WHERE tenant = ?1", "i",
			 request->tenant) >= KEYS_MOST) {
		answer_error(answer, 409, "quota-keys",
			     "the tenant has %d keys, as many as can be; "
			     "delete one first",
			     KEYS_MOST);
		return;
	}
	audit(request, "key.add", "%s", name);
	result = key_add(request->tenant, name, &key);
	if (result == STORE_EXISTS)
		answer_error(answer, 409, "exists",
			     "there is a key %s already, or this key by "
			     "another name",
			     name);
	else if (answer_store(answer, result))
		answer_json(answer, 201, key_json(name, &key, clock_wall()));
}

static void delete_key(struct request *request, struct answer *answer)
{
	const char *name = request->parameter[0];

	audit(request, "key.delete", "%s", name);
	if (!answer_store(answer,
			  store_run(&host_state,
				    "DELETE FROM keys WHERE tenant = ?1 "
				    "AND name = ?2",
				    "it", request->tenant, name)))
		return;
	if (store_changed(&host_state) == 0)
		answer_missing(answer, "key", name);
}

const struct route keys_routes[] = {
	{ .method = "GET",
	  .path = "/v1/keys",
	  .scope = SCOPE_MANAGE,
	  .handler = list_keys },
	{ .method = "POST",
	  .path = "/v1/keys",
	  .scope = SCOPE_MANAGE,
	  .handler = add_key,
	  .body = BODY_JSON,
	  .body_max = 2048 },
	{ .method = "DELETE",
	  .path = "/v1/keys/{key}",
	  .scope = SCOPE_MANAGE,
	  .handler = delete_key },
	{ 0 },
};
