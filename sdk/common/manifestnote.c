/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Manifests as notes of images: JSON with the keys of denali.toml, each value
 * in its shortest form.  What reads it is what reads denali.toml, so that both
 * have one set of rules; of JSON it knows only how to make a tree of it.
 */
#include "manifest.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "manifestkeys.h"
#include "memory.h"
#include "parse.h"
#include "rule.h"

/* ---- writing ---- */

/* Takes value over; running out of memory ends the program. */
static void put(json_t *object, const char *key, json_t *value)
{
	if (value == NULL || json_object_set_new(object, key, value) != 0)
		out_of_memory();
}

static void put_text(json_t *object, const char *key, const char *text)
{
	if (text != NULL)
		put(object, key, json_string(text));
}

static void put_size(json_t *object, const char *key, uint64_t bytes)
{
	char text[SIZE_TEXT_MAX];

	if (bytes != 0)
		put_text(object, key, size_text(bytes, text));
}

static void put_time(json_t *object, const char *key, uint64_t milliseconds)
{
	char text[TIME_TEXT_MAX];

	if (milliseconds != 0)
		put_text(object, key, time_text(milliseconds, text));
}

static void put_number(json_t *object, const char *key, uint32_t number)
{
	if (number != 0)
		put(object, key, json_integer(number));
}

static void put_true(json_t *object, const char *key, bool value)
{
	if (value)
		put(object, key, json_true());
}

/* An object that has nothing in it is left out. */
static void put_table(json_t *object, const char *key, json_t *table)
{
	if (json_object_size(table) > 0)
		put(object, key, table);
	else
		json_decref(table);
}

static json_t *policy_rules(const struct denali_policy *policy,
			    uint8_t direction)
{
	json_t *rules = json_array();
	char text[RULE_TEXT_MAX];

	for (uint32_t i = 0; i < policy->rule_count; i++)
		if (policy->rule[i].direction == direction)
			json_array_append_new(
				rules,
				json_string(rule_text(&policy->rule[i], text)));
	return rules;
}

static json_t *network(const struct manifest *manifest)
{
	const struct denali_policy *policy = &manifest->policy;
	json_t *table = json_object(), *bandwidth = json_object();

	if (policy->flags & DENALI_POLICY_IN)
		put(table, "inbound", policy_rules(policy, DENALI_RULE_IN));
	if (policy->flags & DENALI_POLICY_OUT)
		put(table, "outbound", policy_rules(policy, DENALI_RULE_OUT));
	put_size(bandwidth, "in", manifest->bytes_in);
	put_size(bandwidth, "out", manifest->bytes_out);
	put_table(table, "bandwidth", bandwidth);
	return table;
}

static json_t *cpu(const struct manifest *manifest)
{
	json_t *table = json_object();
	char text[16];

	put_number(table, "weight", manifest->weight);
	if (manifest->cap % 10 != 0)
		snprintf(text, sizeof text, "%u.%u%%", manifest->cap / 10,
			 manifest->cap % 10);
	else
		snprintf(text, sizeof text, "%u%%", manifest->cap / 10);
	put_text(table, "cap", manifest->cap != 0 ? text : NULL);
	return table;
}

static json_t *environment(const struct manifest *manifest)
{
	json_t *table = json_object();

	for (uint32_t i = 0; i < manifest->environment.count; i++) {
		const char *text = manifest->environment.texts[i];
		size_t length = strcspn(text, "=");
		char *name = allocate_text("%.*s", (int)length, text);

		put_text(table, name, text + length + 1);
		free(name);
	}
	return table;
}

static json_t *disks(const struct manifest *manifest)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < manifest->disk_count; i++) {
		const struct manifest_disk *disk = &manifest->disks[i];
		json_t *table = json_object();

		put_text(table, "name", disk->name);
		put_size(table, "size", disk->size);
		put_text(table, "mount", disk->mount);
		put_true(table, "read-only", disk->read_only);
		json_array_append_new(array, table);
	}
	return array;
}

static json_t *service(const struct manifest *manifest)
{
	static const char *const restart[] = { NULL, "never", "on-failure",
					       "always" };
	json_t *table = json_object();

	put_text(table, "restart", restart[manifest->restart]);
	put_time(table, "grace", manifest->grace);
	put_size(table, "console", manifest->console);
	return table;
}

static json_t *health(const struct manifest *manifest)
{
	const struct manifest_health *said = &manifest->health;
	json_t *table = json_object();

	put_true(table, "tcp", said->check == CHECK_TCP);
	put_text(table, "http", said->path);
	put_number(table, "port", said->port);
	put_time(table, "interval", said->interval);
	put_time(table, "timeout", said->timeout);
	put_number(table, "failures", said->failures);
	return table;
}

static json_t *arguments(const struct manifest *manifest)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < manifest->arguments.count; i++)
		json_array_append_new(
			array, json_string(manifest->arguments.texts[i]));
	return array;
}

char *manifest_to_note(const struct manifest *manifest,
		       void (*tell)(const char *text))
{
	json_t *document = json_object();
	char *text;

	put_number(document, "schema", MANIFEST_SCHEMA);
	put_text(document, "name", manifest->name);
	put_size(document, "memory", manifest->memory);
	put_size(document, "frames", manifest->frames);
	put_size(document, "stack", manifest->stack);
	put_true(document, "private", manifest->private);
	if (manifest->arguments.count > 0)
		put(document, "arguments", arguments(manifest));
	put_table(document, "cpu", cpu(manifest));
	put_table(document, "network", network(manifest));
	put_table(document, "environment", environment(manifest));
	if (manifest->disk_count > 0)
		put(document, "disk", disks(manifest));
	put_table(document, "service", service(manifest));
	put_table(document, "health", health(manifest));
	text = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(document);
	if (text == NULL)
		out_of_memory();
	if (strlen(text) <= DENALI_SERVICE_MAX)
		return text;
	free(text);
	tell("the manifest is larger than an image's note may be, 16 KiB; "
	     "take arguments or variables out");
	return NULL;
}

/* ---- reading ---- */

static void copy_value(struct toml_value *parent, const char *key,
		       json_t *json);

static void copy_inner(struct toml_value *value, json_t *json)
{
	/* Of what is no object, and no array, there is nothing. */
	for (void *at = json_object_iter(json); at != NULL;
	     at = json_object_iter_next(json, at))
		copy_value(value, json_object_iter_key(at),
			   json_object_iter_value(at));
	for (size_t i = 0; i < json_array_size(json); i++)
		copy_value(value, NULL, json_array_get(json, i));
}

static enum toml_type type_of(json_t *json)
{
	switch (json_typeof(json)) {
	case JSON_OBJECT:
		return TOML_TABLE;
	case JSON_ARRAY:
		return TOML_ARRAY;
	case JSON_STRING:
		return TOML_STRING;
	case JSON_INTEGER:
		return TOML_INTEGER;
	case JSON_REAL:
		return TOML_NUMBER;
	case JSON_NULL: /* which is nothing that a key may have */
		return TOML_TIME;
	default:
		return TOML_BOOLEAN;
	}
}

static void copy_value(struct toml_value *parent, const char *key, json_t *json)
{
	struct toml_value *value = toml_add(parent, type_of(json), key);

	if (value->type == TOML_STRING)
		toml_set_text(value, json_string_value(json),
			      json_string_length(json));
	value->integer = json_integer_value(json);
	value->number = json_real_value(json);
	value->boolean = json_is_true(json);
	copy_inner(value, json);
}

bool manifest_from_note(struct manifest *manifest, const char *path,
			const void *note, size_t length,
			void (*tell)(const char *text))
{
	struct schema schema = { .path = path, .tell = tell };
	struct toml_value *document;
	json_t *json = NULL;
	char *message;
	bool good;

	*manifest = (struct manifest){ 0 };
	if (length <= DENALI_SERVICE_MAX)
		json = json_loadb(note, length,
				  JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL,
				  NULL);
	if (!json_is_object(json)) {
		message = allocate_text("%s: its service note is no JSON; link "
					"it again",
					path);
		tell(message);
		free(message);
		json_decref(json);
		return false;
	}
	document = toml_add(NULL, TOML_TABLE, NULL);
	copy_inner(document, json);
	json_decref(json);
	good = manifest_from_tree(manifest, &schema, document);
	toml_free(document);
	return good;
}
