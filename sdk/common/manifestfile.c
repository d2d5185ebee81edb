/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Manifests as files, denali.toml.
 */
#include <stdlib.h>
#include <string.h>

#include "manifest.h"
#include "manifestkeys.h"
#include "memory.h"

/* Folders are named from where the file is. */
static void place_files(struct manifest *manifest, const char *path)
{
	const char *slash = strrchr(path, '/');

	for (uint32_t i = 0; slash != NULL && i < manifest->file_count; i++) {
		char *from = manifest->files[i].from;

		if (*from == '/')
			continue;
		manifest->files[i].from = allocate_text(
			"%.*s%s", (int)(slash - path + 1), path, from);
		free(from);
	}
}

/* What schema_open or schema_parse has returned. */
static bool take_document(struct manifest *manifest, struct schema *schema,
			  struct toml_value *document)
{
	bool good;

	*manifest = (struct manifest){ 0 };
	if (document == NULL)
		return false;
	good = manifest_from_tree(manifest, schema, document);
	place_files(manifest, schema->path);
	toml_free(document);
	return good;
}

bool manifest_read(struct manifest *manifest, const char *path,
		   void (*tell)(const char *text))
{
	struct schema schema = { .path = path, .tell = tell };

	return take_document(manifest, &schema,
			     schema_open(&schema, MANIFEST_SCHEMA));
}

bool manifest_parse(struct manifest *manifest, const char *path,
		    const char *text, size_t length,
		    void (*tell)(const char *text))
{
	struct schema schema = { .path = path, .tell = tell };

	return take_document(manifest, &schema,
			     schema_parse(&schema, text, length,
					  MANIFEST_SCHEMA));
}
