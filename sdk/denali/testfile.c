/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "testfile.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "memory.h"
#include "testkeys.h"

#define SCHEMA 1

static void take_name(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct test *test = context;

	if (schema_plain(schema, value)) {
		free(test->name);
		test->name = allocate_text("%s", value->text);
	}
}

static void take_arguments(struct schema *schema,
			   const struct toml_value *value, void *context)
{
	struct test *test = context;

	test_take_words(schema, value, &test->arguments);
}

static void take_options(struct schema *schema, const struct toml_value *value,
			 void *context)
{
	struct test *test = context;

	test_take_words(schema, value, &test->options);
}

static void take_environment(struct schema *schema,
			     const struct toml_value *value, void *context)
{
	struct test *test = context;
	struct test_words *words = &test->environment;

	words->all = allocate(test_count(value), sizeof words->all[0]);
	for (const struct toml_value *element = value->first; element != NULL;
	     element = element->next)
		if (schema_element(schema, element, TOML_STRING))
			words->all[words->count++] = allocate_text(
				"%s=%s", element->key, element->text);
}

static void take_stdin(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct test *test = context;

	(void)schema;
	test_take_bytes(value, &test->input);
}

static void take_stdout(struct schema *schema, const struct toml_value *value,
			void *context)
{
	struct test *test = context;

	(void)schema;
	test_take_bytes(value, &test->output);
}

static void take_timeout(struct schema *schema, const struct toml_value *value,
			 void *context)
{
	struct test *test = context;

	test_take_time(schema, value, &test->timeout);
}

static void take_status(struct schema *schema, const struct toml_value *value,
			void *context)
{
	struct test *test = context;
	int64_t status = test->status;

	test_take_number(schema, value, 0, UINT8_MAX, &status);
	test->status = (int)status;
}

static void take_keep_disks(struct schema *schema,
			    const struct toml_value *value, void *context)
{
	struct test *test = context;

	(void)schema;
	test->keep_disks = value->boolean;
}

static void take_match(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct test *test = context;

	test_take_patterns(schema, value, &test->match);
}

static void take_never(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct test *test = context;

	test_take_patterns(schema, value, &test->never);
}

static void take_report(struct schema *schema, const struct toml_value *value,
			void *context)
{
	struct test *test = context;

	test_take_patterns(schema, value, &test->report);
}

static void take_requests(struct schema *schema, const struct toml_value *value,
			  void *context)
{
	struct test *test = context;

	test->requests = allocate(test_count(value), sizeof test->requests[0]);
	for (const struct toml_value *element = value->first; element != NULL;
	     element = element->next)
		if (schema_element(schema, element, TOML_TABLE))
			test_request_read(
				schema, element,
				&test->requests[test->request_count++]);
}

static const struct schema_key test_keys[] = {
	{ "name", TOML_STRING, "name = \"says hello\"", take_name },
	{ "arguments", TOML_ARRAY, "arguments = [\"-v\"]", take_arguments },
	{ "environment", TOML_TABLE, "environment = { LANG = \"C\" }",
	  take_environment },
	{ "options", TOML_ARRAY, "options = [\"-n\", \"2\"]", take_options },
	{ "stdin", TOML_STRING, "stdin = \"hello\\n\"", take_stdin },
	{ "timeout", TOML_STRING, "timeout = \"30s\"", take_timeout },
	{ "status", TOML_INTEGER, "status = 0", take_status },
	{ "keep-disks", TOML_BOOLEAN, "keep-disks = true", take_keep_disks },
	{ "stdout", TOML_STRING, "stdout = \"hello\\n\"", take_stdout },
	{ "match", TOML_ARRAY, "match = [\"^hello$\"]", take_match },
	{ "never", TOML_ARRAY, "never = [\"error\"]", take_never },
	{ "report", TOML_ARRAY, "report = [\"page fault\"]", take_report },
	{ "request", TOML_ARRAY, "[[test.request]]", take_requests },
};

static const struct schema_table test_table = {
	.title = "[[test]]",
	.keys = test_keys,
	.count = sizeof test_keys / sizeof test_keys[0],
};

static bool is_taken(const struct test_file *file, const struct test *test)
{
	for (const struct test *other = file->tests; other < test; other++)
		if (other->name != NULL && strcmp(other->name, test->name) == 0)
			return true;
	return false;
}

/* Of a test that asks for nothing, the service is to end. */
static bool asks_for_more(const struct test *test)
{
	return test->request_count > 0 || test->output.data != NULL ||
	       test->match.count > 0 || test->report.count > 0;
}

static void read_test(struct schema *schema, const struct toml_value *value,
		      struct test_file *file)
{
	struct test *test = &file->tests[file->count++];
	unsigned faults = schema->faults;

	test->line = value->line;
	test->timeout = TEST_TIMEOUT_MS;
	test->status = -1;
	schema_read(schema, &test_table, value, test);
	if (test->status < 0 && !asks_for_more(test))
		test->status = 0;
	if (schema->faults > faults)
		return;
	if (test->name == NULL)
		schema_fault(schema, value,
			     "its name is missing; add name = \"says hello\", "
			     "say");
	else if (is_taken(file, test))
		schema_fault(schema, value,
			     "a second one of the name \"%s\"; give it "
			     "another",
			     test->name);
}

static void take_tests(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct test_file *file = context;

	file->tests = allocate(test_count(value), sizeof file->tests[0]);
	for (const struct toml_value *element = value->first; element != NULL;
	     element = element->next)
		if (schema_element(schema, element, TOML_TABLE))
			read_test(schema, element, file);
}

static const struct schema_key document_keys[] = {
	{ "schema", TOML_INTEGER, "schema = 1", NULL },
	{ "test", TOML_ARRAY, "[[test]]", take_tests },
};

static const struct schema_table document_table = {
	.title = "",
	.keys = document_keys,
	.count = sizeof document_keys / sizeof document_keys[0],
};

static const struct schema_table *const tables[] = { &test_table,
						     &test_request_table,
						     &document_table, NULL };

static void tell(const char *text)
{
	error("%s", text);
}

int test_file_read(struct test_file *file, const char *path)
{
	struct schema schema = { .path = path, .tell = tell, .tables = tables };
	struct toml_value *document = schema_open(&schema, SCHEMA);

	*file = (struct test_file){ .path = path };
	if (document == NULL)
		return STATUS_ERROR;
	schema_read(&schema, &document_table, document, file);
	toml_free(document);
	if (schema.faults == 0 && file->count == 0)
		return error("%s: no tests in it; begin one with [[test]]",
			     path);
	return schema.faults > 0 ? STATUS_ERROR : 0;
}

static void free_test(struct test *test)
{
	free(test->name);
	test_words_free(&test->arguments);
	test_words_free(&test->options);
	test_words_free(&test->environment);
	free(test->input.data);
	free(test->output.data);
	test_patterns_free(&test->match);
	test_patterns_free(&test->never);
	test_patterns_free(&test->report);
	for (size_t i = 0; i < test->request_count; i++)
		test_request_free(&test->requests[i]);
	free(test->requests);
}

void test_file_free(struct test_file *file)
{
	for (size_t i = 0; i < file->count; i++)
		free_test(&file->tests[i]);
	free(file->tests);
	*file = (struct test_file){ .count = 0 };
}
