/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a service must do, as its test.toml says; docs/testing.md has every key.
 */
#ifndef DENALI_CMD_TESTFILE_H
#define DENALI_CMD_TESTFILE_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEST_TIMEOUT_MS 30000
#define TEST_INSTANCES_MAX 64
#define TEST_PRINTED_MAX 0x100000 /* bytes; what prints more has failed */

/* Bytes, with a NUL behind them. */
struct test_bytes {
	char *data; /* null: not given */
	size_t length;
};

struct test_words {
	char **all;
	size_t count;
};

/* POSIX extended regular expressions; ^ and $ match at lines' ends. */
struct test_pattern {
	char *text;
	regex_t regex;
};

struct test_patterns {
	struct test_pattern *all;
	size_t count;
};

enum request_kind { REQUEST_NONE, REQUEST_HTTP, REQUEST_TCP, REQUEST_UDP };

/* A connection of its own, or a datagram. */
struct test_request {
	unsigned line;
	enum request_kind kind;
	struct test_bytes text; /* the path, or what is sent */
	char *method;           /* of HTTP; null: GET */
	struct test_words headers;
	struct test_bytes body;
	uint16_t port; /* the guest's */
	uint32_t instance;
	int64_t timeout; /* ms; 0: the test's */
	int status;      /* of HTTP */
	bool close;      /* TCP: our sending side, after the text */
	struct test_bytes expect;
	struct test_patterns match, never, head;
	unsigned given; /* which keys are HTTP's or TCP's alone */
};

struct test {
	unsigned line;
	char *name;
	struct test_words arguments, options;
	struct test_words environment; /* NAME=VALUE */
	struct test_bytes input, output;
	bool keep_disks; /* of the test before */
	int64_t timeout; /* ms */
	int status;      /* -1: it need not end by itself */
	struct test_patterns match, never, report;
	struct test_request *requests;
	size_t request_count;
};

struct test_file {
	const char *path;
	struct test *tests;
	size_t count;
};

/* Read it; what is wrong is told line by line.  Returns 0 or STATUS_ERROR.
 * path must outlive it.  Free it in both cases. */
int test_file_read(struct test_file *file, const char *path);
void test_file_free(struct test_file *file);

/* Does text match?  Bytes past a NUL are looked at too. */
bool test_matches(const struct test_pattern *pattern, const void *text,
		  size_t length);

#endif
