/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Commands: a line of words, of which the first says which.
 *
 * A command returns NULL, or why it failed.  What it has to say it prints.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#define WORDS 64

struct words {
	int count;
	int next; /* the first that nobody has taken */
	char *word[WORDS];
};

typedef const char *command_function(struct words *words);

struct command {
	const char *name;
	const char *arguments; /* for help */
	command_function *function;
};

/* Lists that end with a name that is NULL. */
extern const struct command vm_commands[];
extern const struct command disk_commands[];
extern const struct command share_commands[];

#define BAD_WORD "a word is missing, or makes no sense; see help"

/* The next word; NULL: there is none. */
char *word_next(struct words *words);

/* The next word as a number, with K, M or G after it.  False: it is none. */
bool word_number(struct words *words, uint32_t *number);
bool text_number(const char *text, uint32_t *number);

/* The value in the next word if it is KEY=VALUE; else NULL, and it stays. */
char *word_value(struct words *words, const char *key);

/* Takes the next word if it is this one. */
bool word_is(struct words *words, const char *text);

/* The result of a supervisor instruction as a command's. */
const char *outcome(int32_t result);

#endif
