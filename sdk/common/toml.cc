// SPDX-FileCopyrightText: The Denali authors
// SPDX-License-Identifier: MIT
//
// The one C++ file of the SDK: toml++ reads, and this makes a tree for C of
// what it has read.  Tables of toml++ are sorted by name; ours are in the
// order of the file, so that what is told of them is too.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "toml.h"

static void copy_node(struct toml_value *parent, const char *key, unsigned line,
		      const toml::node &node);

static void copy_table(struct toml_value *value, const toml::table &table)
{
	using entry = std::pair<const toml::key *, const toml::node *>;
	std::vector<entry> entries;

	for (auto &&[key, node] : table)
		entries.emplace_back(&key, &node);
	std::stable_sort(entries.begin(), entries.end(),
			 [](const entry &a, const entry &b) {
				 return a.first->source().begin <
					b.first->source().begin;
			 });
	for (auto &[key, node] : entries)
		copy_node(value, std::string(key->str()).c_str(),
			  key->source().begin.line, *node);
}

static void copy_value(struct toml_value *value, const toml::node &node)
{
	if (auto table = node.as_table())
		copy_table(value, *table);
	else if (auto array = node.as_array())
		for (auto &element : *array)
			copy_node(value, nullptr, element.source().begin.line,
				  element);
	else if (auto string = node.as_string())
		toml_set_text(value, (*string)->data(), (*string)->size());
	else if (auto integer = node.as_integer())
		value->integer = **integer;
	else if (auto number = node.as_floating_point())
		value->number = **number;
	else if (auto boolean = node.as_boolean())
		value->boolean = **boolean;
}

static enum toml_type type_of(const toml::node &node)
{
	switch (node.type()) {
	case toml::node_type::table:
		return TOML_TABLE;
	case toml::node_type::array:
		return TOML_ARRAY;
	case toml::node_type::string:
		return TOML_STRING;
	case toml::node_type::integer:
		return TOML_INTEGER;
	case toml::node_type::floating_point:
		return TOML_NUMBER;
	case toml::node_type::boolean:
		return TOML_BOOLEAN;
	default:
		return TOML_TIME;
	}
}

static void copy_node(struct toml_value *parent, const char *key, unsigned line,
		      const toml::node &node)
{
	struct toml_value *value = toml_add(parent, type_of(node), key);

	value->line = line;
	copy_value(value, node);
}

// What is wrong, as plain text: it may quote the file, which may hold anything.
static void copy_error(const toml::parse_error &from, struct toml_error *to)
{
	to->line = from.source().begin.line;
	to->column = from.source().begin.column;
	std::snprintf(to->text, sizeof to->text, "%.*s",
		      static_cast<int>(from.description().size()),
		      from.description().data());
	for (char *c = to->text; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
}

extern "C" struct toml_value *toml_parse(const char *text, size_t length,
				   struct toml_error *error)
{
	toml::parse_result result = toml::parse(std::string_view(text, length));
	struct toml_value *document;

	if (!result) {
		copy_error(result.error(), error);
		return nullptr;
	}
	document = toml_add(nullptr, TOML_TABLE, nullptr);
	document->line = 1;
	copy_table(document, result.table());
	return document;
}
