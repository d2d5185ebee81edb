/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "secrets.h"

#include <string.h>

#include <sodium.h>

#include "asked.h"
#include "host.h"
#include "services.h"
#include "variable.h"

#define VALUE_MAX 4096
#define SECRETS_MAX 64

const char secrets_schema[] =
	"CREATE TABLE IF NOT EXISTS secrets ("
	"  service INTEGER NOT NULL REFERENCES services (id)"
	"    ON DELETE CASCADE,"
	"  name TEXT NOT NULL, value BLOB NOT NULL, changed INTEGER NOT NULL,"
	"  PRIMARY KEY (service, name)) WITHOUT ROWID;";

bool secrets_each(int64_t service,
		  bool (*add)(void *context, const char *assignment),
		  void *context)
{
	struct query *query = store_query(&host_state,
					  "SELECT name, value FROM secrets"
					  " WHERE service = ?1 ORDER BY name",
					  "i", service);
	char text[SECRET_NAME_MAX + VALUE_MAX + 2];
	bool good = query != NULL;

	while (good && query_next(query)) {
		const char *name = query_text(query, 0);
		size_t length, used = strlen(name);
		const void *value = query_bytes(query, 1, &length);

		memcpy(text, name, used);
		text[used++] = '=';
		if (length > 0)
			memcpy(text + used, value, length);
		text[used + length] = '\0';
		good = add(context, text);
	}
	query_end(query);
	sodium_memzero(text, sizeof text);
	return good;
}

size_t secrets_bytes(int64_t service)
{
	return (size_t)store_number(
		&host_state, 0,
		"SELECT sum(length(name) + length(value) + 2) FROM secrets"
		" WHERE service = ?1",
		"i", service);
}

static bool have(int64_t service, const char *name)
{
	return store_number(&host_state, 0,
			    "SELECT 1 FROM secrets"
			    " WHERE service = ?1 AND name = ?2",
			    "it", service, name) != 0;
}

/* ---- requests ---- */

static bool valid_name(struct answer *answer, const char *name)
{
	size_t length = strlen(name);

	if (length <= SECRET_NAME_MAX && variable_name_good(name, length))
		return true;
	answer_error(answer, 400, "bad-name",
		     "%.80s: no name of a secret; it becomes a variable: "
		     "letters, digits and _, no digit first, at most %d",
		     name, SECRET_NAME_MAX);
	return false;
}

/* Is there room for it among the strings of the service's VMs? */
static bool fits(struct answer *answer, int64_t service, const char *name,
		 size_t length)
{
	size_t others = service_strings(service) + secrets_bytes(service);
	size_t had = (size_t)store_number(
		&host_state, 0,
		"SELECT length(name) + length(value) + 2 FROM secrets"
		" WHERE service = ?1 AND name = ?2",
		"it", service, name);
	size_t room = SETTINGS_STRINGS_MAX - strlen(name) - 2;

	others -= had;
	if (others + length <= room)
		return true;
	answer_error(answer, 409, "quota-strings",
		     "%s: the value has %lu bytes, and there is room for %lu: "
		     "arguments, environment and secrets of a service have %d "
		     "bytes in all",
		     name, (unsigned long)length,
		     (unsigned long)(others < room ? room - others : 0),
		     SETTINGS_STRINGS_MAX);
	return false;
}

static bool few_enough(struct answer *answer, int64_t service, const char *name)
{
	if (have(service, name) ||
	    store_number(&host_state, 0,
			 "SELECT count(*) FROM secrets WHERE service = ?1", "i",
			 service) < SECRETS_MAX)
		return true;
	answer_error(answer, 409, "quota-secrets",
		     "%s: the service has %d secrets, which is the most; "
		     "delete one",
		     name, SECRETS_MAX);
	return false;
}

static bool valid_value(const struct request *request, struct answer *answer)
{
	if (request->length > 0 &&
	    memchr(request->bytes, '\0', request->length) != NULL) {
		answer_error(answer, 400, "bad-value",
			     "%s: the value has a NUL, and variables cannot; "
			     "encode it, in base64 say",
			     request->parameter[1]);
		return false;
	}
	return true;
}

static void put_secret(struct request *request, struct answer *answer)
{
	int64_t service = asked_service(request, answer);
	const char *name = request->parameter[1];

	if (service == 0 || !valid_name(answer, name) ||
	    !valid_value(request, answer) ||
	    !few_enough(answer, service, name) ||
	    !fits(answer, service, name, request->length))
		return;
	if (!answer_store(answer,
			  store_run(&host_state,
				    "INSERT INTO secrets VALUES (?1, ?2, ?3,"
				    " ?4) ON CONFLICT DO UPDATE"
				    " SET value = ?3, changed = ?4",
				    "itbi", service, name,
				    request->length > 0 ? request->bytes :
							  (const void *)"",
				    (size_t)request->length, clock_wall())))
		return;
	audit(request, "secret.set", "%s %s", request->parameter[0], name);
}

static void delete_secret(struct request *request, struct answer *answer)
{
	int64_t service = asked_service(request, answer);
	const char *name = request->parameter[1];

	if (service == 0)
		return;
	if (!answer_store(answer, store_run(&host_state,
					    "DELETE FROM secrets"
					    " WHERE service = ?1 AND name = ?2",
					    "it", service, name)))
		return;
	if (store_changed(&host_state) == 0)
		answer_missing(answer, "secret", name);
	else
		audit(request, "secret.delete", "%s %s", request->parameter[0],
		      name);
}

static void list_secrets(struct request *request, struct answer *answer)
{
	int64_t service = asked_service(request, answer);
	json_t *secrets;
	struct query *query;

	if (service == 0)
		return;
	secrets = json_array();
	query = store_query(&host_state,
			    "SELECT name, changed FROM secrets"
			    " WHERE service = ?1 ORDER BY name",
			    "i", service);
	while (query_next(query)) {
		char time[CLOCK_TEXT];

		json_array_append_new(
			secrets,
			json_pack("{s:s, s:s}", "name", query_text(query, 0),
				  "changed",
				  clock_text(query_number(query, 1), time)));
	}
	query_end(query);
	answer_json(answer, 200, json_pack("{s:o}", "secrets", secrets));
}

const struct route secrets_routes[] = {
	{ "GET", "/v1/services/{service}/secrets", SCOPE_READ, OF_TENANT,
	  list_secrets, BODY_NONE, 0, NULL },
	{ "PUT", "/v1/services/{service}/secrets/{name}", SCOPE_DEPLOY,
	  OF_TENANT, put_secret, BODY_OCTETS, VALUE_MAX, NULL },
	{ "DELETE", "/v1/services/{service}/secrets/{name}", SCOPE_DEPLOY,
	  OF_TENANT, delete_secret, BODY_NONE, 0, NULL },
	{ 0 },
};
