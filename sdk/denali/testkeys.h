/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the keys of test.toml have in common.
 */
#ifndef DENALI_CMD_TESTKEYS_H
#define DENALI_CMD_TESTKEYS_H

#include "schema.h"
#include "testfile.h"

/* Take values, or tell what is wrong with them. */
void test_take_bytes(const struct toml_value *value, struct test_bytes *bytes);
void test_take_words(struct schema *schema, const struct toml_value *value,
		     struct test_words *words);
void test_take_patterns(struct schema *schema, const struct toml_value *value,
			struct test_patterns *patterns);
void test_take_time(struct schema *schema, const struct toml_value *value,
		    int64_t *milliseconds);
void test_take_number(struct schema *schema, const struct toml_value *value,
		      int64_t least, int64_t most, int64_t *number);

void test_words_free(struct test_words *words);
void test_patterns_free(struct test_patterns *patterns);

size_t test_count(const struct toml_value *array);

/* A whole [[test.request]]. */
extern const struct schema_table test_request_table;
void test_request_read(struct schema *schema, const struct toml_value *value,
		       struct test_request *request);
void test_request_free(struct test_request *request);

#endif
