/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What `denali test` was asked to do.
 */
#ifndef DENALI_CMD_TESTOPTIONS_H
#define DENALI_CMD_TESTOPTIONS_H

#include "options.h"

struct test_options {
	char *file;               /* test.toml */
	char *manifest;           /* denali.toml beside it, which need not be */
	const char *image;        /* null: as the manifest says */
	const char *filter;       /* null: all tests */
	const char *memory;       /* -m; null: as the image says */
	const char *junit, *json; /* files; null: none */
	enum output_kind output;
	bool list, fail_fast, help;
};

/* As options_read; free them in both cases. */
int test_options_read(int argc, char *argv[], struct test_options *options);
void test_options_free(struct test_options *options);

#endif
