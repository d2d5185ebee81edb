/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "manifest.h"

#include <stdlib.h>
#include <string.h>

#include "manifestkeys.h"
#include "memory.h"

/* The one port that a check can mean if it says none; 0: there is not one. */
static uint16_t only_port(const struct denali_policy *policy)
{
	uint16_t port = 0;

	for (uint32_t i = 0; i < policy->rule_count; i++) {
		const struct denali_rule *rule = &policy->rule[i];

		if (rule->direction != DENALI_RULE_IN || rule->protocol != 6)
			continue;
		if (port != 0 || rule->port_first != rule->port_last)
			return 0;
		port = rule->port_first;
	}
	return port;
}

static void finish_health(struct schema *schema, struct manifest *manifest,
			  const struct toml_value *said)
{
	struct manifest_health *health = &manifest->health;

	if (said == NULL || said->type != TOML_TABLE)
		return;
	schema->key = "[health]";
	if (health->port == 0)
		health->port = only_port(&manifest->policy);
	if (toml_find(said, "tcp") == NULL && toml_find(said, "http") == NULL)
		schema_fault(schema, said,
			     "says no check; add tcp = true or http = "
			     "\"/health\"");
	else if (health->port == 0 && toml_find(said, "port") == NULL)
		schema_fault(schema, said,
			     "has no port, and inbound has not just one; add "
			     "port = 80, say");
	if (health->interval != 0 && health->timeout > health->interval)
		schema_fault(schema, said,
			     "timeout must not be longer than interval");
}

static bool read_document(struct schema *schema, struct manifest *manifest,
			  const struct toml_value *document)
{
	schema_read(schema, &manifest_table, document, manifest);
	finish_health(schema, manifest, toml_find(document, "health"));
	return schema->faults == 0;
}

bool manifest_from_tree(struct manifest *manifest, struct schema *schema,
			const struct toml_value *document)
{
	schema->tables = manifest_tables;
	return schema_known(schema, document, MANIFEST_SCHEMA) &&
	       read_document(schema, manifest, document);
}

static void free_texts(struct manifest_texts *texts)
{
	for (uint32_t i = 0; i < texts->count; i++)
		free(texts->texts[i]);
}

void manifest_free(struct manifest *manifest)
{
	free(manifest->name);
	free_texts(&manifest->arguments);
	free_texts(&manifest->environment);
	for (uint32_t i = 0; i < manifest->disk_count; i++) {
		free(manifest->disks[i].name);
		free(manifest->disks[i].mount);
	}
	for (uint32_t i = 0; i < manifest->file_count; i++) {
		free(manifest->files[i].from);
		free(manifest->files[i].at);
	}
	free(manifest->health.path);
	*manifest = (struct manifest){ 0 };
}
