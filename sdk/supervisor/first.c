/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "first.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "access.h"
#include "host.h"
#include "keys.h"
#include "tenants.h"

#define LINE 256

/* What a file of the folder begins with.  False: there is none. */
static bool read_start(const char *name, char text[LINE])
{
	char path[HOST_PATH];
	FILE *file = fopen(host_path(path, "%s", name), "r");
	size_t length;

	if (file == NULL)
		return false;
	length = fread(text, 1, LINE - 1, file);
	text[length] = '\0';
	fclose(file);
	return true;
}

static const char *take_administrator(void)
{
	char text[LINE], id[TOKEN_ID + 1], hex[65], more;
	unsigned char hash[32];
	size_t length;

	if (!read_start("admin.hash", text))
		return NULL;
	if (sscanf(text, "%8[a-z0-9] %64[0-9a-f] %c", id, hex, &more) != 2 ||
	    strlen(id) != TOKEN_ID ||
	    sodium_hex2bin(hash, sizeof hash, hex, strlen(hex), NULL, &length,
			   NULL) != 0 ||
	    length != sizeof hash)
		return "admin.hash is not a token's ID and SHA-256";
	if (store_number(&host_state, 0,
			 "SELECT count(*) FROM tokens WHERE id = ?1", "t",
			 id) > 0)
		return NULL;
	if (token_store(id, hash, 0, "administrator", SCOPE_ADMIN, 0) !=
	    STORE_OK)
		return "admin.hash cannot be kept";
	audit_by("start", 0, "token.create", "%s (admin.hash)", id);
	return NULL;
}

static const char *make_default(void)
{
	int64_t limits[LIMITS], tenant;
	enum store_result result;
	struct minisign_key key;
	char text[LINE];

	tenant_most(limits);
	tenant = tenant_make("default", limits, &result);
	if (tenant == 0)
		return "the tenant default cannot be made";
	audit_by("start", tenant, "tenant.create", "default");
	if (!read_start("default.pub", text))
		return NULL;
	if (minisign_read_key(text, strlen(text), &key) != NULL)
		return "default.pub is no public key of minisign's";
	if (key_add(tenant, "default", &key) != STORE_OK)
		return "default.pub cannot be kept";
	audit_by("start", tenant, "key.add", "default");
	return NULL;
}

const char *first_take(void)
{
	const char *wrong = NULL;

	if (store_begin(&host_state) != STORE_OK)
		return "the database cannot be changed";
	if (store_number(&host_state, 0,
			 "SELECT count(*) FROM sqlite_sequence "
			 "WHERE name = 'tenants'",
			 "") == 0)
		wrong = make_default();
	if (wrong == NULL)
		wrong = take_administrator();
	if (wrong != NULL)
		store_rollback(&host_state);
	else if (store_commit(&host_state) != STORE_OK)
		wrong = "the database cannot be changed";
	return wrong;
}
