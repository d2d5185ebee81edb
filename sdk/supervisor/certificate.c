/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The host's certificate, replaced while it serves.  Both halves are one change
 * of the database: after a loss of power they still belong together.
 */
#include "api.h"
#include "identity.h"

const char settings_schema[] = "CREATE TABLE IF NOT EXISTS settings ("
			       " name TEXT PRIMARY KEY,"
			       " value TEXT NOT NULL) WITHOUT ROWID;";

#define PEM_MAX 32768

static enum store_result set(const char *name, const char *value)
{
	return store_run(&host_state,
			 "INSERT INTO settings (name, value) VALUES (?1, ?2) "
			 "ON CONFLICT (name) DO UPDATE SET value = ?2",
			 "tt", name, value);
}

static void put_certificate(struct request *request, struct answer *answer)
{
	const char *certificate = "", *key = "", *wrong;
	const struct member members[] = {
		{ "certificate", MEMBER_TEXT, true, 1, PEM_MAX, &certificate },
		{ "key", MEMBER_TEXT, true, 1, PEM_MAX, &key },
		{ 0 },
	};

	if (!request_members(request, answer, members))
		return;
	wrong = identity_check(certificate, key);
	if (wrong != NULL) {
		answer_error(answer, 422, "certificate", "%s", wrong);
		return;
	}
	audit(request, "host.certificate", "%s", "");
	if (!answer_store(answer, set("certificate", certificate)) ||
	    !answer_store(answer, set("key", key)))
		return;
	identity_changed();
}

const struct route certificate_routes[] = {
	{ .method = "PUT",
	  .path = "/v1/host/certificate",
	  .scope = SCOPE_ADMIN,
	  .whose = OF_HOST,
	  .handler = put_certificate,
	  .body = BODY_JSON,
	  .body_max = 2 * PEM_MAX + 4096 },
	{ 0 },
};
