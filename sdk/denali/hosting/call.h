/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How the verbs that speak to hosts read what was typed: each is a table of
 * actions ("disk create", or just "ps"), of which an entry says what words and
 * options the action has.  The words are checked before the action begins, and
 * the remote is chosen.
 */
#ifndef DENALI_CMD_CALL_H
#define DENALI_CMD_CALL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "listing.h"
#include "options.h"
#include "remote.h"

#define STATUS_NOT_SO 1 /* what was asked about is not so */

/* What was typed. */
struct call {
	const struct action *action;
	char title[48]; /* "disk create", for messages */
	char **words;   /* those that are no options */
	size_t count;
	const char *value[128]; /* of the options, by letter: null where it was
				 * not given, "" where it takes no value */
	enum output_kind output;
	struct remote remote;
};

struct action {
	const char *name; /* null: the verb itself */
	/* "SERVICE [KEY=VALUE...]": at least the words before the bracket, at
	 * most all, any number with dots.  SERVICE, TENANT, DISK and NAME must
	 * be names. */
	const char *words;
	/* Letters of the options that it has besides -h; call.c has the list.
	 * With 'r' it speaks to a remote. */
	const char *options;
	/* Returns the exit status.  The remote is closed after it. */
	int (*act)(struct call *call);
};

/* Do what argv asks of a verb with these actions; argv[0] is the verb. */
int call_run(const struct action actions[], size_t count, int argc,
	     char *argv[]);

/* The number that an option or a word gives, or the error printed and false:
 * it is none from least to most.  An option that was not given leaves *number
 * alone. */
bool call_number(const struct call *call, char option, uint64_t least,
		 uint64_t most, uint64_t *number);
bool call_word_number(const struct call *call, size_t word, uint64_t least,
		      uint64_t most, uint64_t *number);

/* Prints rows, which are the caller's no more.  Returns 0; STATUS_ERROR if they
 * are null, whose error has been printed. */
int call_list(const struct call *call, json_t *rows,
	      const struct column columns[]);

#endif
