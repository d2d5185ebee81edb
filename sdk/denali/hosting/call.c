/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "call.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "help.h"
#include "optionread.h"
#include "parse.h"
#include "subverb.h"

#define ACTIONS_MAX 16

/* All options of all actions; a letter that is a capital cannot be typed. */
static const struct known {
	char letter;
	bool typed; /* as -f, too */
	bool value;
	const char *name;
} all_options[] = {
	{ 'r', false, true, "remote" },      { 'T', false, true, "tenant" },
	{ 'o', true, true, NULL },           { 'f', true, false, "follow" },
	{ 'p', false, false, "previous" },   { 's', false, true, "since" },
	{ 'n', true, true, NULL },           { 'i', false, true, "instance" },
	{ 't', true, false, "times" },       { 'w', false, false, "wait" },
	{ 'd', false, false, "dry-run" },    { 'y', false, false, "yes" },
	{ 'R', false, false, "replace" },    { 'k', false, true, "token" },
	{ 'F', false, true, "fingerprint" }, { 'S', false, true, "scopes" },
	{ 'E', false, true, "expires" },     { 'A', false, true, "as" },
	{ 'O', false, false, "read-only" },  { 'D', false, true, "debug" },
	{ 'B', false, true, "from" },        { 'U', false, true, "to" },
	{ 'W', false, false, "no-wait" },    { 'h', true, false, "help" },
};
#define ALL_COUNT (sizeof all_options / sizeof all_options[0])

/* ---- which action ---- */

static int refuse_action(const struct action actions[], size_t count,
			 const char *verb, const char *word)
{
	const char *names[ACTIONS_MAX];

	for (size_t i = 0; i < count; i++)
		names[i] = actions[i].name;
	return subverb_refuse(names, count, verb, word);
}

static const struct action *find_action(const struct action actions[],
					size_t count, const char *word)
{
	for (size_t i = 0; word != NULL && i < count; i++)
		if (strcmp(actions[i].name, word) == 0)
			return &actions[i];
	return NULL;
}

/* ---- options ---- */

static void add_letter(char *letters, const struct known *known)
{
	size_t length = strlen(letters);

	letters[length++] = known->letter;
	if (known->value)
		letters[length++] = ':';
	letters[length] = '\0';
}

/* Those of the action, as getopt_long() wants them. */
static void list_options(const struct action *action, char *letters,
			 struct option *list)
{
	size_t count = 0;

	strcpy(letters, ":");
	for (size_t i = 0; i < ALL_COUNT; i++) {
		const struct known *known = &all_options[i];

		if (strchr(action->options, known->letter) == NULL &&
		    known->letter != 'h')
			continue;
		if (known->typed)
			add_letter(letters, known);
		if (known->name != NULL)
			list[count++] = (struct option){
				known->name,
				known->value ? required_argument : no_argument,
				NULL, known->letter
			};
	}
	list[count] = (struct option){ 0 };
}

static int set_option(void *context, int option)
{
	struct call *call = context;

	call->value[option] = optarg != NULL ? optarg : "";
	/* account has one form more. */
	if (option != 'o' || (strcmp(call->value['o'], "csv") == 0 &&
			      strchr(call->action->options, 'U') != NULL))
		return 0;
	return option_output(&call->output, call->value['o']);
}

/* ---- words ---- */

static int refuse_words(const struct call *call, const char *verb,
			const char *what)
{
	const struct action *action = call->action;
	bool own = action->name != NULL;

	return error("%s: %s; it is `denali %s%s%s%s%s`", call->title, what,
		     verb, own ? " " : "", own ? action->name : "",
		     action->words[0] != '\0' ? " " : "", action->words);
}

static bool is_name_kind(const char *kind, size_t length)
{
	static const char *const kinds[] = { "SERVICE", "TENANT", "DISK",
					     "REMOTE", "NAME" };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strlen(kinds[i]) == length &&
		    strncmp(kind, kinds[i], length) == 0)
			return true;
	return false;
}

static int check_name(const struct call *call, const char *kind, size_t length,
		      const char *word)
{
	char lower[16];
	size_t i;

	if (!is_name_kind(kind, length) || hosting_name_good(word))
		return 0;
	for (i = 0; i < length && i < sizeof lower - 1; i++)
		lower[i] = (char)tolower((unsigned char)kind[i]);
	lower[i] = '\0';
	return error("%s: %s: no %s can be called so; names are up to 31 small "
		     "letters, digits and hyphens, hyphens not first or last",
		     call->title, word, lower);
}

/* One of the words that the action wants, as it says: "[SERVICE]". */
struct kind {
	const char *name;
	size_t length; /* of the name */
	bool optional, many;
};

/* The kind at *at, which is moved to the next. */
static struct kind next_kind(const char **at)
{
	struct kind kind = { .optional = **at == '[' };

	kind.name = *at + kind.optional;
	kind.length = strspn(kind.name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-=");
	kind.many = strncmp(kind.name + kind.length, "...", 3) == 0;
	*at += strcspn(*at, " ");
	*at += strspn(*at, " ");
	return kind;
}

/* An assignment is no name that may be left out. */
static bool is_left_out(const struct kind *kind, const char *word)
{
	return kind->optional && is_name_kind(kind->name, kind->length) &&
	       strchr(word, '=') != NULL;
}

static int lacking(const struct call *call, const char *verb,
		   const struct kind *kind)
{
	char what[48];

	snprintf(what, sizeof what, "no %.*s given", (int)kind->length,
		 kind->name);
	return refuse_words(call, verb, what);
}

static int unexpected(const struct call *call, const char *verb,
		      const char *word)
{
	char *what = allocate_text("unexpected %s", word);
	int status = refuse_words(call, verb, what);

	free(what);
	return status;
}

/* Go through what the action wants and what there is together. */
static int check_words(const struct call *call, const char *verb)
{
	const char *wanted = call->action->words;
	size_t next = 0;

	while (*wanted != '\0') {
		struct kind kind = next_kind(&wanted);
		bool more = next < call->count &&
			    !is_left_out(&kind, call->words[next]);

		if (!more && !kind.optional)
			return lacking(call, verb, &kind);
		for (; more; more = kind.many && next < call->count)
			if (check_name(call, kind.name, kind.length,
				       call->words[next++]) != 0)
				return STATUS_ERROR;
	}
	if (next < call->count)
		return unexpected(call, verb, call->words[next]);
	return 0;
}

/* ---- all of it ---- */

static int open_remote(struct call *call)
{
	if (strchr(call->action->options, 'r') == NULL)
		return 0;
	return remote_open_for(&call->remote, call->value['r'],
			       call->value['T']);
}

static int act(struct call *call, const char *verb, int argc, char *argv[])
{
	char letters[2 * ALL_COUNT + 2];
	struct option list[ALL_COUNT + 1];
	int status;

	list_options(call->action, letters, list);
	status = option_read(verb, argc, argv, letters, list, set_option, call);
	if (status != 0)
		return status;
	if (call->value['h'] != NULL)
		return help_print(verb);
	call->words = argv + optind;
	call->count = (size_t)(argc - optind);
	status = check_words(call, verb);
	if (status == 0)
		status = open_remote(call);
	if (status == 0)
		status = call->action->act(call);
	remote_free(&call->remote);
	return status;
}

int call_run(const struct action actions[], size_t count, int argc,
	     char *argv[])
{
	struct call call = { .output = OUTPUT_TABLE, .action = actions };
	const char *verb = argv[0], *word = argc > 1 ? argv[1] : NULL;

	snprintf(call.title, sizeof call.title, "%s", verb);
	if (actions[0].name == NULL)
		return act(&call, verb, argc, argv);
	if (word != NULL &&
	    (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0))
		return help_print(verb);
	call.action = find_action(actions, count, word);
	if (call.action == NULL)
		return refuse_action(actions, count, verb, word);
	snprintf(call.title, sizeof call.title, "%s %s", verb, word);
	return act(&call, verb, argc - 1, argv + 1);
}

/* ---- numbers ---- */

static bool read_number(const struct call *call, const char *what,
			const char *text, uint64_t least, uint64_t most,
			uint64_t *number)
{
	if (parse_number(text, least, most, number))
		return true;
	error("%s %s: not a number from %llu to %llu; see `denali help %.*s`",
	      what, text, (unsigned long long)least, (unsigned long long)most,
	      (int)strcspn(call->title, " "), call->title);
	return false;
}

static const char *option_name(char letter, char text[32])
{
	for (size_t i = 0; i < ALL_COUNT; i++)
		if (all_options[i].letter == letter &&
		    all_options[i].name != NULL) {
			snprintf(text, 32, "--%s", all_options[i].name);
			return text;
		}
	snprintf(text, 32, "-%c", letter);
	return text;
}

bool call_number(const struct call *call, char option, uint64_t least,
		 uint64_t most, uint64_t *number)
{
	const char *text = call->value[(unsigned char)option];
	char name[32];

	return text == NULL || read_number(call, option_name(option, name),
					   text, least, most, number);
}

bool call_word_number(const struct call *call, size_t word, uint64_t least,
		      uint64_t most, uint64_t *number)
{
	return read_number(call, call->title, call->words[word], least, most,
			   number);
}

/* ---- lists ---- */

int call_list(const struct call *call, json_t *rows,
	      const struct column columns[])
{
	if (rows == NULL)
		return STATUS_ERROR;
	listing_print(rows, columns, call->output);
	json_decref(rows);
	return 0;
}
