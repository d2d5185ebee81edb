/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The file of a size budget.
 */
#include "sizebudget.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "parse.h"
#include "schema.h"

#define SCHEMA 1

static const char *const kind_names[LIMIT_KINDS] = { "text", "rodata", "data",
						     "bss",  "total",  "file" };

const char *size_limit_name(unsigned kind)
{
	return kind_names[kind];
}

/* Where limits go, and what those that are read are about. */
struct reading {
	struct size_limits *limits;
	const char *component;
};

static void add_limit(struct reading *reading, unsigned kind, uint64_t bytes,
		      unsigned line)
{
	struct size_limits *limits = reading->limits;

	limits->all = make_room(limits->all, limits->count, &limits->room,
				sizeof *limits->all);
	limits->all[limits->count++] = (struct size_limit){
		.component = reading->component != NULL ?
				     allocate_text("%s", reading->component) :
				     NULL,
		.kind = kind,
		.bytes = bytes,
		.line = line,
	};
}

static void take_limit(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	unsigned kind = 0;
	uint64_t bytes;

	while (strcmp(kind_names[kind], value->key) != 0)
		kind++;
	if (!parse_size(value->text, &bytes))
		schema_fault(schema, value,
			     "\"%s\" is not a size; write \"128K\", say",
			     value->text);
	else
		add_limit(context, kind, bytes, value->line);
}

#define LIMIT(name)                                                            \
	{                                                                      \
		name, TOML_STRING, name " = \"128K\"", take_limit              \
	}

static const struct schema_key limit_keys[] = {
	LIMIT("text"), LIMIT("rodata"), LIMIT("data"),
	LIMIT("bss"),  LIMIT("total"),  LIMIT("file"),
};

static const struct schema_table total_table = {
	.title = "[total]",
	.keys = limit_keys,
	.count = LIMIT_KINDS,
};

/* A component is no file. */
static const struct schema_table component_table = {
	.title = "[component]",
	.keys = limit_keys,
	.count = LIMIT_FILE,
};

/* The names are those of components. */
static void take_component(struct schema *schema,
			   const struct toml_value *value, void *context)
{
	struct reading *reading = context;

	if (value->type != TOML_TABLE) {
		schema_fault(schema, value,
			     "must be a table, as in [component.%s]",
			     value->key);
		return;
	}
	reading->component = value->key;
	schema_read(schema, &component_table, value, context);
	reading->component = NULL;
}

static const struct schema_table names_table = { .title = "[component]",
						 .take = take_component };

static void take_total(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	schema_read(schema, &total_table, value, context);
}

static void take_components(struct schema *schema,
			    const struct toml_value *value, void *context)
{
	schema_read(schema, &names_table, value, context);
}

static const struct schema_key document_keys[] = {
	{ "schema", TOML_INTEGER, "schema = 1", NULL },
	{ "total", TOML_TABLE, "[total]", take_total },
	{ "component", TOML_TABLE, "[component.lwip]", take_components },
};

static const struct schema_table document_table = {
	.title = "",
	.keys = document_keys,
	.count = sizeof document_keys / sizeof document_keys[0],
};

static const struct schema_table *const tables[] = { &document_table,
						     &total_table, NULL };

static void tell(const char *text)
{
	error("%s", text);
}

int size_limits_read(const char *path, struct size_limits *limits)
{
	struct reading reading = { .limits = limits };
	struct schema schema = { .path = path, .tell = tell, .tables = tables };
	struct toml_value *document = schema_open(&schema, SCHEMA);

	*limits = (struct size_limits){ .count = 0 };
	if (document == NULL)
		return STATUS_ERROR;
	schema_read(&schema, &document_table, document, &reading);
	toml_free(document);
	if (schema.faults == 0 && limits->count == 0)
		return error("%s: limits nothing; add [total] and text = "
			     "\"128K\", say",
			     path);
	return schema.faults > 0 ? STATUS_ERROR : 0;
}

void size_limits_free(struct size_limits *limits)
{
	for (size_t i = 0; i < limits->count; i++)
		free(limits->all[i].component);
	free(limits->all);
	*limits = (struct size_limits){ .count = 0 };
}
