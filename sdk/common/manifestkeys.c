/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One function for each key, the tables of them, and what only several of them
 * tell.  A function gets values of the key's type alone.
 */
#include "manifestkeys.h"

#include <stdlib.h>
#include <string.h>

#include <denali/layout.h>
#include <denali/plan.h>

#include "memory.h"
#include "parse.h"
#include "rule.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

char *manifest_text(const struct toml_value *value)
{
	return allocate_text("%s", value->text);
}

uint32_t manifest_size(struct schema *schema, const struct toml_value *value,
		       uint32_t least, uint32_t most)
{
	char from[SIZE_TEXT_MAX], to[SIZE_TEXT_MAX];
	uint64_t bytes, page = DENALI_PAGE_SIZE;

	if (!schema_plain(schema, value))
		return 0;
	if (!parse_size(value->text, &bytes)) {
		schema_fault(schema, value,
			     "\"%s\" is not a size; write \"16M\", say",
			     value->text);
		return 0;
	}
	if (bytes < least || bytes > most) {
		schema_fault(schema, value, "\"%s\" is not from %s to %s",
			     value->text, size_text(least, from),
			     size_text(most, to));
		return 0;
	}
	return (uint32_t)((bytes + page - 1) / page * page);
}

uint32_t manifest_time(struct schema *schema, const struct toml_value *value)
{
	uint64_t time;

	if (!schema_plain(schema, value))
		return 0;
	if (parse_time(value->text, &time) && time <= 24 * 3600 * 1000)
		return (uint32_t)time;
	schema_fault(schema, value,
		     "\"%s\" is not a time from 1ms to 24h; write \"10s\", say",
		     value->text);
	return 0;
}

/* The schema was looked at before. */
static void take_name(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct manifest *manifest = context;

	if (!schema_plain(schema, value))
		return;
	if (value->length >= DENALI_NAME_MAX)
		schema_fault(schema, value,
			     "longer than %d bytes: \"%s\"; shorten it",
			     DENALI_NAME_MAX - 1, value->text);
	else
		manifest->name = manifest_text(value);
}

static void take_memory(struct schema *schema, const struct toml_value *value,
			void *context)
{
	struct manifest *manifest = context;

	manifest->memory = manifest_size(schema, value, DENALI_MEMORY_MIN,
					 DENALI_MEMORY_MAX);
}

static void take_frames(struct schema *schema, const struct toml_value *value,
			void *context)
{
	struct manifest *manifest = context;

	manifest->frames = manifest_size(schema, value, DENALI_PAGE_SIZE,
					 DENALI_MEMORY_MAX);
}

static void take_stack(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct manifest *manifest = context;

	manifest->stack = manifest_size(schema, value, DENALI_PAGE_SIZE,
					DENALI_MEMORY_MAX);
}

static void take_private(struct schema *schema, const struct toml_value *value,
			 void *context)
{
	struct manifest *manifest = context;

	(void)schema;
	manifest->private = value->boolean;
}

/* Text that goes to the VM; takes it over. */
static void add_text(struct schema *schema, const struct toml_value *value,
		     struct manifest_texts *texts, char *text)
{
	if (strlen(value->text) != value->length)
		schema_fault(schema, value, "must not hold a NUL");
	else if (texts->count == MANIFEST_TEXTS)
		schema_fault(schema, value, "more than %d", MANIFEST_TEXTS);
	else {
		texts->texts[texts->count++] = text;
		return;
	}
	free(text);
}

static void take_arguments(struct schema *schema,
			   const struct toml_value *value, void *context)
{
	struct manifest *manifest = context;

	for (const struct toml_value *element = value->first; element != NULL;
	     element = element->next)
		if (schema_element(schema, element, TOML_STRING))
			add_text(schema, element, &manifest->arguments,
				 manifest_text(element));
}

/* Keys are the user's; their names must be fit for an environment. */
static void take_variable(struct schema *schema, const struct toml_value *value,
			  void *context)
{
	struct manifest *manifest = context;

	if (value->type != TOML_STRING)
		schema_fault(schema, value,
			     "must be a string, as in %s = \"1\"", value->key);
	else if (*value->key == '\0' || strchr(value->key, '=') != NULL)
		schema_fault(schema, value,
			     "a variable's name must be without =, and not "
			     "empty");
	else
		add_text(schema, value, &manifest->environment,
			 allocate_text("%s=%s", value->key, value->text));
}

static void take_weight(struct schema *schema, const struct toml_value *value,
			void *context)
{
	struct manifest *manifest = context;

	if (value->integer < 1 || value->integer > DENALI_WEIGHT_MAX)
		schema_fault(schema, value, "must be from 1 to %d",
			     DENALI_WEIGHT_MAX);
	else
		manifest->weight = (uint32_t)value->integer;
}

static void take_cap(struct schema *schema, const struct toml_value *value,
		     void *context)
{
	struct manifest *manifest = context;
	uint64_t tenths = 0;
	char *number;

	if (!schema_plain(schema, value))
		return;
	number = manifest_text(value);
	if (number[value->length - 1] == '%')
		number[value->length - 1] = '\0';
	else
		*number = '\0';
	if (!parse_tenths(number, 1, DENALI_CAP_MAX, &tenths))
		schema_fault(schema, value,
			     "\"%s\" is not from \"0.1%%\" to \"100%%\"; "
			     "write \"50%%\", say",
			     value->text);
	free(number);
	manifest->cap = (uint32_t)tenths;
}

static void take_rules(struct schema *schema, const struct toml_value *value,
		       struct denali_policy *policy, uint8_t direction)
{
	rule_add(policy, direction, "none");
	for (const struct toml_value *rule = value->first; rule != NULL;
	     rule = rule->next) {
		const char *wrong;

		if (!schema_element(schema, rule, TOML_STRING) ||
		    !schema_plain(schema, rule))
			continue;
		wrong = rule_add(policy, direction, rule->text);
		if (wrong != NULL)
			schema_fault(schema, rule,
				     "\"%s\": %s; write \"80/tcp\", "
				     "\"10.0.0.0/8:53/udp\" or \"any\", say",
				     rule->text, wrong);
	}
}

static void take_inbound(struct schema *schema, const struct toml_value *value,
			 void *context)
{
	struct manifest *manifest = context;

	take_rules(schema, value, &manifest->policy, DENALI_RULE_IN);
}

static void take_outbound(struct schema *schema, const struct toml_value *value,
			  void *context)
{
	struct manifest *manifest = context;

	take_rules(schema, value, &manifest->policy, DENALI_RULE_OUT);
}

/* Bytes a second, which are not whole pages. */
static uint32_t read_rate(struct schema *schema, const struct toml_value *value)
{
	uint64_t rate;

	if (!schema_plain(schema, value))
		return 0;
	if (parse_size(value->text, &rate) && rate > 0 &&
	    rate <= DENALI_LIMIT_MAX)
		return (uint32_t)rate;
	schema_fault(
		schema, value,
		"\"%s\" is not from 1 to %u bytes a second; write \"10M\", "
		"say",
		value->text, DENALI_LIMIT_MAX);
	return 0;
}

static void take_in(struct schema *schema, const struct toml_value *value,
		    void *context)
{
	struct manifest *manifest = context;

	manifest->bytes_in = read_rate(schema, value);
}

static void take_out(struct schema *schema, const struct toml_value *value,
		     void *context)
{
	struct manifest *manifest = context;

	manifest->bytes_out = read_rate(schema, value);
}

static const struct schema_key cpu_keys[] = {
	{ "weight", TOML_INTEGER, "weight = 100", take_weight },
	{ "cap", TOML_STRING, "cap = \"50%\"", take_cap },
};
static const struct schema_table cpu_table = { .title = "[cpu]",
					       .keys = cpu_keys,
					       .count = COUNT(cpu_keys) };

static const struct schema_key bandwidth_keys[] = {
	{ "in", TOML_STRING, "bandwidth = { in = \"10M\" }", take_in },
	{ "out", TOML_STRING, "bandwidth = { out = \"10M\" }", take_out },
};
static const struct schema_table bandwidth_table = {
	.title = "[network] bandwidth",
	.keys = bandwidth_keys,
	.count = COUNT(bandwidth_keys)
};

static void take_bandwidth(struct schema *schema,
			   const struct toml_value *value, void *context)
{
	schema_read(schema, &bandwidth_table, value, context);
}

static const struct schema_key network_keys[] = {
	{ "inbound", TOML_ARRAY, "inbound = [\"80/tcp\"]", take_inbound },
	{ "outbound", TOML_ARRAY, "outbound = [\"any\"]", take_outbound },
	{ "bandwidth", TOML_TABLE, "bandwidth = { in = \"10M\" }",
	  take_bandwidth },
};
static const struct schema_table network_table = {
	.title = "[network]", .keys = network_keys, .count = COUNT(network_keys)
};

static const struct schema_table environment_table = { .title = "[environment]",
						       .take = take_variable };

static void take_cpu(struct schema *schema, const struct toml_value *value,
		     void *context)
{
	schema_read(schema, &cpu_table, value, context);
}

static void take_network(struct schema *schema, const struct toml_value *value,
			 void *context)
{
	schema_read(schema, &network_table, value, context);
}

static void take_environment(struct schema *schema,
			     const struct toml_value *value, void *context)
{
	schema_read(schema, &environment_table, value, context);
}

static void take_service(struct schema *schema, const struct toml_value *value,
			 void *context)
{
	schema_read(schema, &service_table, value, context);
}

static void take_health(struct schema *schema, const struct toml_value *value,
			void *context)
{
	schema_read(schema, &health_table, value, context);
}

static void take_disks(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	schema_each(schema, value, manifest_add_disk, context);
}

static void take_files(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	schema_each(schema, value, manifest_add_files, context);
}

static const struct schema_key keys[] = {
	{ "schema", TOML_INTEGER, "schema = 1", NULL },
	{ "name", TOML_STRING, "name = \"web\"", take_name },
	{ "memory", TOML_STRING, "memory = \"16M\"", take_memory },
	{ "frames", TOML_STRING, "frames = \"8M\"", take_frames },
	{ "stack", TOML_STRING, "stack = \"64K\"", take_stack },
	{ "private", TOML_BOOLEAN, "private = true", take_private },
	{ "arguments", TOML_ARRAY, "arguments = [\"-v\"]", take_arguments },
	{ "cpu", TOML_TABLE, "[cpu]", take_cpu },
	{ "network", TOML_TABLE, "[network]", take_network },
	{ "environment", TOML_TABLE, "[environment]", take_environment },
	{ "disk", TOML_ARRAY, "[[disk]]", take_disks },
	{ "files", TOML_ARRAY, "[[files]]", take_files },
	{ "service", TOML_TABLE, "[service]", take_service },
	{ "health", TOML_TABLE, "[health]", take_health },
};
const struct schema_table manifest_table = { .title = "",
					     .keys = keys,
					     .count = COUNT(keys) };

const struct schema_table *const manifest_tables[] = {
	&manifest_table,  &cpu_table,     &network_table,
	&bandwidth_table, &service_table, &disk_table,
	&files_table,     &health_table,  NULL,
};
