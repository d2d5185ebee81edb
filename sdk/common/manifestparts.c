/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * [[disk]], [[files]], [service] and [health].
 */
#include "manifestkeys.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <denali/layout.h>

#include "imagepath.h"
#include "memory.h"
#include "parse.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The largest disk: its blocks have numbers of 32 bits. */
#define DISK_MAX ((uint64_t)1 << 40)

/* A text that is a path in the image; null, told: it is not. */
static char *read_path(struct schema *schema, const struct toml_value *value)
{
	const char *wrong;

	if (!schema_plain(schema, value))
		return NULL;
	wrong = imagepath_wrong(value->text);
	if (wrong == NULL)
		return manifest_text(value);
	schema_fault(schema, value, "\"%s\" %s", value->text, wrong);
	return NULL;
}

/* ---- [[disk]]: the context is the disk ---- */

/* It becomes a part of a file's name. */
static void take_name(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct manifest_disk *disk = context;

	if (!schema_plain(schema, value))
		return;
	for (const char *c = value->text; *c != '\0'; c++)
		if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_') {
			schema_fault(schema, value,
				     "\"%s\" must be of letters, digits, - "
				     "and _",
				     value->text);
			return;
		}
	if (value->length > MANIFEST_DISK_NAME)
		schema_fault(schema, value,
			     "longer than %d characters: \"%s\"; shorten it",
			     MANIFEST_DISK_NAME, value->text);
	else
		disk->name = manifest_text(value);
}

static void take_size(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct manifest_disk *disk = context;
	uint64_t bytes;

	if (!schema_plain(schema, value))
		return;
	if (!parse_size(value->text, &bytes))
		schema_fault(schema, value,
			     "\"%s\" is not a size; write \"64M\", say",
			     value->text);
	else if (bytes < DENALI_PAGE_SIZE || bytes > DISK_MAX)
		schema_fault(schema, value, "\"%s\" is not from 4K to 1024G",
			     value->text);
	else if (bytes % DENALI_PAGE_SIZE != 0)
		schema_fault(schema, value, "\"%s\" is not a multiple of 4K",
			     value->text);
	else
		disk->size = bytes;
}

static void take_mount(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct manifest_disk *disk = context;

	disk->mount = read_path(schema, value);
}

static void take_read_only(struct schema *schema,
			   const struct toml_value *value, void *context)
{
	struct manifest_disk *disk = context;

	(void)schema;
	disk->read_only = value->boolean;
}

static const struct schema_key disk_keys[] = {
	{ "name", TOML_STRING, "name = \"data\"", take_name },
	{ "size", TOML_STRING, "size = \"64M\"", take_size },
	{ "mount", TOML_STRING, "mount = \"/data\"", take_mount },
	{ "read-only", TOML_BOOLEAN, "read-only = true", take_read_only },
};
const struct schema_table disk_table = { .title = "[[disk]]",
					 .keys = disk_keys,
					 .count = COUNT(disk_keys) };

static void free_disk(struct manifest_disk *disk)
{
	free(disk->name);
	free(disk->mount);
}

/* Is it like one before in what must differ?  Told. */
static bool is_double(struct schema *schema, const struct manifest *manifest,
		      const struct manifest_disk *disk,
		      const struct toml_value *value)
{
	for (uint32_t i = 0; i < manifest->disk_count; i++) {
		const struct manifest_disk *other = &manifest->disks[i];

		if (strcmp(other->name, disk->name) == 0) {
			schema_fault(schema, value,
				     "a second disk of the name \"%s\"",
				     disk->name);
			return true;
		}
		if (other->mount != NULL && disk->mount != NULL &&
		    strcmp(other->mount, disk->mount) == 0) {
			schema_fault(schema, value,
				     "a second disk mounted on %s",
				     disk->mount);
			return true;
		}
	}
	return false;
}

void manifest_add_disk(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct manifest *manifest = context;
	unsigned faults = schema->faults;
	struct manifest_disk disk = { 0 };

	schema_read(schema, &disk_table, value, &disk);
	if (toml_find(value, "name") == NULL)
		schema_fault(schema, value,
			     "has no name; add name = \"data\", say");
	if (!disk.read_only && toml_find(value, "size") == NULL)
		schema_fault(schema, value,
			     "has no size; add size = \"64M\", say");
	if (manifest->disk_count == DENALI_DISKS)
		schema_fault(schema, value, "a VM has at most %d disks",
			     DENALI_DISKS);
	if (schema->faults == faults &&
	    !is_double(schema, manifest, &disk, value))
		manifest->disks[manifest->disk_count++] = disk;
	else
		free_disk(&disk);
}

/* ---- [[files]] ---- */

static void take_from(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct manifest_files *files = context;

	if (schema_plain(schema, value))
		files->from = manifest_text(value);
}

static void take_at(struct schema *schema, const struct toml_value *value,
		    void *context)
{
	struct manifest_files *files = context;

	if (value->length == 1 && *value->text == '/')
		files->at = manifest_text(value);
	else
		files->at = read_path(schema, value);
}

static const struct schema_key files_keys[] = {
	{ "from", TOML_STRING, "from = \"site\"", take_from },
	{ "at", TOML_STRING, "at = \"/site\"", take_at },
};
const struct schema_table files_table = { .title = "[[files]]",
					  .keys = files_keys,
					  .count = COUNT(files_keys) };

void manifest_add_files(struct schema *schema, const struct toml_value *value,
			void *context)
{
	struct manifest *manifest = context;
	unsigned faults = schema->faults;
	struct manifest_files files = { 0 };

	schema_read(schema, &files_table, value, &files);
	if (toml_find(value, "from") == NULL)
		schema_fault(schema, value,
			     "has no from; add from = \"site\", say");
	if (manifest->file_count == MANIFEST_FILES)
		schema_fault(schema, value, "more than %d of them",
			     MANIFEST_FILES);
	if (schema->faults != faults) {
		free(files.from);
		free(files.at);
		return;
	}
	if (files.at == NULL)
		files.at = allocate_text("/");
	manifest->files[manifest->file_count++] = files;
}

/* ---- [service]: the context is the manifest, here and below ---- */

static void take_restart(struct schema *schema, const struct toml_value *value,
			 void *context)
{
	static const char *const words[] = { "never", "on-failure", "always",
					     NULL };
	struct manifest *manifest = context;
	int word;

	if (!schema_plain(schema, value))
		return;
	word = schema_word(schema, value, words);
	manifest->restart = (enum manifest_restart)(word + 1);
}

static void take_grace(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct manifest *manifest = context;

	manifest->grace = manifest_time(schema, value);
}

static void take_console(struct schema *schema, const struct toml_value *value,
			 void *context)
{
	struct manifest *manifest = context;

	manifest->console = manifest_size(schema, value, DENALI_PAGE_SIZE,
					  1u << 30);
}

static const struct schema_key service_keys[] = {
	{ "restart", TOML_STRING, "restart = \"on-failure\"", take_restart },
	{ "grace", TOML_STRING, "grace = \"10s\"", take_grace },
	{ "console", TOML_STRING, "console = \"64K\"", take_console },
};
const struct schema_table service_table = { .title = "[service]",
					    .keys = service_keys,
					    .count = COUNT(service_keys) };

/* ---- [health] ---- */

static void take_http(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct manifest *manifest = context;

	if (!schema_plain(schema, value))
		return;
	if (*value->text != '/' || strchr(value->text, ' ') != NULL) {
		schema_fault(schema, value,
			     "\"%s\" must begin with / and be without spaces",
			     value->text);
		return;
	}
	free(manifest->health.path);
	manifest->health.path = manifest_text(value);
	manifest->health.check = CHECK_HTTP;
}

static void take_tcp(struct schema *schema, const struct toml_value *value,
		     void *context)
{
	struct manifest *manifest = context;

	(void)schema;
	if (value->boolean && manifest->health.check == CHECK_NONE)
		manifest->health.check = CHECK_TCP;
}

static void take_port(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct manifest *manifest = context;

	if (value->integer < 1 || value->integer > UINT16_MAX)
		schema_fault(schema, value, "must be from 1 to %d", UINT16_MAX);
	else
		manifest->health.port = (uint16_t)value->integer;
}

static void take_interval(struct schema *schema, const struct toml_value *value,
			  void *context)
{
	struct manifest *manifest = context;

	manifest->health.interval = manifest_time(schema, value);
}

static void take_timeout(struct schema *schema, const struct toml_value *value,
			 void *context)
{
	struct manifest *manifest = context;

	manifest->health.timeout = manifest_time(schema, value);
}

static void take_failures(struct schema *schema, const struct toml_value *value,
			  void *context)
{
	struct manifest *manifest = context;

	if (value->integer < 1 || value->integer > 1000)
		schema_fault(schema, value, "must be from 1 to 1000");
	else
		manifest->health.failures = (uint32_t)value->integer;
}

static const struct schema_key health_keys[] = {
	{ "http", TOML_STRING, "http = \"/health\"", take_http },
	{ "tcp", TOML_BOOLEAN, "tcp = true", take_tcp },
	{ "port", TOML_INTEGER, "port = 80", take_port },
	{ "interval", TOML_STRING, "interval = \"10s\"", take_interval },
	{ "timeout", TOML_STRING, "timeout = \"2s\"", take_timeout },
	{ "failures", TOML_INTEGER, "failures = 3", take_failures },
};
const struct schema_table health_table = { .title = "[health]",
					   .keys = health_keys,
					   .count = COUNT(health_keys) };
