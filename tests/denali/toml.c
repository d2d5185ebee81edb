/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * TOML becomes a tree, with lines; what is no TOML is told by its place.
 */
#include "toml.h"

#include <criterion/criterion.h>
#include <string.h>

static struct toml_value *parse(const char *text)
{
	struct toml_error error;
	struct toml_value *document = toml_parse(text, strlen(text), &error);

	cr_assert_not_null(document, "%u: %s", error.line, error.text);
	return document;
}

Test(toml, values)
{
	struct toml_value *document = parse("s = \"a\\u0000b\"\n"
					    "i = -16\n"
					    "n = 1.5\n"
					    "b = true\n"
					    "t = 2024-01-01\n"
					    "a = [\n1,\n\"two\" ]\n");
	const struct toml_value *value = toml_find(document, "s");

	cr_expect(document->type == TOML_TABLE && value->type == TOML_STRING);
	cr_expect(value->length == 3 && memcmp(value->text, "a\0b", 4) == 0);
	value = toml_find(document, "i");
	cr_expect(value->type == TOML_INTEGER && value->integer == -16);
	value = toml_find(document, "n");
	cr_expect(value->type == TOML_NUMBER && value->number == 1.5);
	value = toml_find(document, "b");
	cr_expect(value->type == TOML_BOOLEAN && value->boolean);
	cr_expect_eq(toml_find(document, "t")->type, TOML_TIME);
	value = toml_find(document, "a");
	cr_expect(value->type == TOML_ARRAY && value->line == 6);
	cr_expect(value->first->integer == 1 && value->first->line == 7);
	cr_expect_null(value->first->key);
	cr_expect_str_eq(value->first->next->text, "two");
	cr_expect_null(toml_find(document, "x"));
	toml_free(document);
}

/* In the order of the file, whatever the names. */
Test(toml, order)
{
	struct toml_value *document = parse("[z]\nkey = 1\n[[m]]\n[a]\n"
					    "[[m]]\nb = 1\na = 2\n");
	const struct toml_value *value = document->first;

	cr_expect(strcmp(value->key, "z") == 0 && value->line == 1);
	cr_expect_eq(value->first->line, 2);
	value = value->next;
	cr_expect(strcmp(value->key, "m") == 0 && value->line == 3);
	value = value->first->next;
	cr_expect(value->line == 5 && strcmp(value->first->key, "b") == 0);
	cr_expect_str_eq(document->last->key, "a");
	toml_free(document);
}

static void expect_error(const char *text, unsigned line, const char *words)
{
	struct toml_error error;

	cr_expect_null(toml_parse(text, strlen(text), &error), "%s", text);
	cr_expect_eq(error.line, line, "%s: line %u", text, error.line);
	cr_expect_not_null(strstr(error.text, words), "%s", error.text);
}

Test(toml, errors)
{
	char deep[2000] = "a = ";

	memset(deep + 4, '[', sizeof deep - 5);
	expect_error("a = 1\nb = \n", 2, "key-value pair");
	expect_error("a = 1\na = 2\n", 2, "a");
	expect_error("a = \"\x1b\"\n", 1, "");
	expect_error("a = \"\xff\"\n", 1, "");
	expect_error("[a\n", 1, "");
	expect_error(deep, 1, "nested");
}
