/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What tests of publishing share: a scratch folder with the user's own files in
 * it (keys, hosts, docker's), and commands that are judged by what they say.
 */
#ifndef TESTS_PUBLISH_H
#define TESTS_PUBLISH_H

#include "harness/denali.h"

/* A folder of the test's own, which goes again; what is the user's is there. */
void publish_set_up(void);
void publish_clean_up(void);

/* The path of a file in the folder: good until some more are asked for. */
const char *publish_path(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Have the default remote be a host that nobody runs: whoever comes as far as
 * that is told so. */
void publish_add_nobody(void);
#define AT_NOBODY "remote h \\(https://127.0.0.1:1\\): "

/* A registry that has an image, which has been pushed with a key of the user's;
 * from is its name there. */
#define PUBLISH_REFERENCE 128
void publish_push(char from[PUBLISH_REFERENCE]);

/* Write a file there; folders in its name must be there. */
void publish_write(const char *name, const char *text);

/* What the next command finds on its standard input; then nothing. */
void publish_input(const char *text);

/* Run a command, which must end with that status and have printed what matches
 * these expressions; "" is anything.  Words end with NULL. */
void expect(int status, const char *out, const char *err, ...)
	__attribute__((sentinel));

/* What the last command has printed, on both. */
const char *publish_out(void);
const char *publish_err(void);

/* Does text match the extended regular expression? */
bool publish_matches(const char *text, const char *expression);

#endif
