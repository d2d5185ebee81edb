/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "schema.h"

#include <stddef.h>

#include "store.h"

extern const char settings_schema[], tenants_schema[], tokens_schema[],
	keys_schema[], audit_schema[], images_schema[], services_schema[],
	versions_schema[], deployments_schema[], ports_schema[],
	secrets_schema[], disks_schema[], usage_schema[];

const char *const schemas[] = {
	settings_schema,    tenants_schema, tokens_schema,   keys_schema,
	audit_schema,       images_schema,  services_schema, versions_schema,
	deployments_schema, ports_schema,   secrets_schema,  disks_schema,
	usage_schema,       NULL,
};

const char *const schema_migrations[SCHEMA_VERSION] = {
	NULL,
	/* Tenants had no limit of ports: none loses what it has. */
	"ALTER TABLE tenants ADD COLUMN"
	" ports INTEGER NOT NULL DEFAULT 1000000;"
	"DROP INDEX IF EXISTS audit_seq",
	/* Usage had no index by service; its schema makes it. */
	"",
};

struct store host_state;

const char *host_state_open(const char *path)
{
	return store_open(&host_state, path,
			  "PRAGMA locking_mode = EXCLUSIVE;"
			  "PRAGMA journal_mode = TRUNCATE;"
			  "PRAGMA synchronous = FULL;"
			  "PRAGMA foreign_keys = ON;"
			  "PRAGMA trusted_schema = OFF;"
			  "PRAGMA secure_delete = ON;"
			  "PRAGMA temp_store = MEMORY;"
			  "PRAGMA cache_size = -1024",
			  schemas, SCHEMA_VERSION, schema_migrations);
}
