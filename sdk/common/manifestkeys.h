/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The keys of manifests, for manifest.c.
 */
#ifndef COMMON_MANIFESTKEYS_H
#define COMMON_MANIFESTKEYS_H

#include "manifest.h"
#include "schema.h"

/* Of the document, whose other tables it knows. */
extern const struct schema_table manifest_table;
extern const struct schema_table *const manifest_tables[];

/* Tables in it that have a file of their own. */
extern const struct schema_table disk_table, files_table, service_table,
	health_table;

/* Helpers that they share: a size within bounds, in whole pages; a time in
 * milliseconds, of at most a day; a copy of text.  Told, and 0, if wrong. */
uint32_t manifest_size(struct schema *schema, const struct toml_value *value,
		       uint32_t least, uint32_t most);
uint32_t manifest_time(struct schema *schema, const struct toml_value *value);
char *manifest_text(const struct toml_value *value);

/* Read a manifest that is a tree already, whose schema is looked at first. */
bool manifest_from_tree(struct manifest *manifest, struct schema *schema,
			const struct toml_value *document);

/* Add one [[disk]], one [[files]], to the manifest that is the context. */
void manifest_add_disk(struct schema *schema, const struct toml_value *value,
		       void *context);
void manifest_add_files(struct schema *schema, const struct toml_value *value,
			void *context);

#endif
