/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "crash.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cause.h"
#include "error.h"
#include "help.h"
#include "hosting/hostcrash.h"
#include "hosting/remote.h"
#include "optionread.h"
#include "options.h"
#include "report.h"
#include "result.h"
#include "sketch.h"
#include "text.h"
#include "token.h"

#define STATUS_NOT_SO 1
#define ID_TEXT_MAX (2 * TOKEN_ID_MAX + 1)

struct crash_options {
	struct debug_places places;
	enum output_kind output;
	bool input; /* expand what standard input has */
	const char *remote, *tenant;
	bool help;
};

/* One token, and what is known about it. */
struct expansion {
	struct token token;
	const char *text; /* the token's; length of it */
	size_t length;
	char id[ID_TEXT_MAX];
	char *debug; /* path of the .dbg; null: not found */
	char *path;  /* of the image that it is of */
	struct buffer tried;
	struct image image;
	struct symbols symbols;
	struct trace trace;
	char cause[CAUSE_TEXT_MAX];
};

/* ---- one token ---- */

static void write_id(struct expansion *e)
{
	for (uint32_t i = 0; i < e->token.build_id_length; i++)
		snprintf(e->id + 2 * i, 3, "%02x", e->token.build_id[i]);
}

/* The image that the .dbg file is of is beside it, as a rule; else what the
 * .dbg has kept of it, the layout, has to do. */
static void open_image(struct expansion *e, const struct build_id *id)
{
	size_t length = strlen(e->debug);
	uint32_t memory = e->token.pages * DENALI_PAGE_SIZE;

	e->path = allocate_text("%s", e->debug);
	if (length > 4 && strcmp(e->path + length - 4, ".dbg") == 0)
		e->path[length - 4] = '\0';
	if (!debug_matches(e->path, id, false) ||
	    image_open(&e->image, e->path, memory) != 0)
		sketch_open(&e->image, e->debug, memory);
}

static void find_names(struct expansion *e, const struct debug_places *places)
{
	struct build_id id = { e->token.build_id, e->token.build_id_length };

	if (id.length > 0)
		e->debug = debug_find(&id, NULL, places, &e->tried);
	if (e->debug == NULL)
		return;
	symbols_read(&e->symbols, e->debug);
	open_image(e, &id);
}

static void expand(struct expansion *e, const struct debug_places *places)
{
	const struct token *token = &e->token;
	struct denali_post_mortem crash = { .cause = token->cause,
					    .detail = token->detail,
					    .error_code = token->error_code,
					    .registers.eip = token->eip,
					    .base = token->base };
	uint32_t calls[TOKEN_CALLS_MAX] = { 0 };

	write_id(e);
	e->image.memory_size = UINT32_MAX;
	find_names(e, places);
	for (uint32_t i = 0; i < token->call_count; i++)
		calls[i] = token->calls[i] + token->base;
	trace_name(&e->trace, token->base, token->eip, calls, token->call_count,
		   &e->image, &e->symbols);
	cause_text(token->cause, token->detail, &crash, &e->image, e->cause);
}

static void close_expansion(struct expansion *e)
{
	trace_free(&e->trace);
	symbols_close(&e->symbols);
	image_close(&e->image);
	buffer_free(&e->tried);
	free(e->debug);
	free(e->path);
}

/* ---- telling ---- */

static void complain(const struct expansion *e)
{
	if (e->token.build_id_length == 0)
		error("crash: %s: its image has no build-id, so its .dbg file "
		      "cannot be told; link it with denali-cc",
		      e->token.name);
	else
		error("crash: %s: no .dbg file of build %s: looked at %.*s; "
		      "say where it is with --debug DIR",
		      e->token.name, e->id, (int)e->tried.length,
		      (const char *)e->tried.data);
}

static void print_table(const struct expansion *e)
{
	printf("%s (build %s) was killed: %s\n", e->token.name,
	       e->id[0] != '\0' ? e->id : "unknown", e->cause);
	report_trace(stdout, &e->trace, e->debug != NULL);
}

static void print_quiet(const struct expansion *e)
{
	const struct place *at = &e->trace.at;

	if (at->function != NULL && at->line != NULL)
		printf("%s (%s)\n", at->function, at->line);
	else if (at->function != NULL)
		printf("%s\n", at->function);
	else
		printf("0x%08x\n", at->address);
}

static json_t *make_json(const struct expansion *e)
{
	json_t *object = json_pack(
		"{s:s%, s:s, s:s, s:s, s:s, s:I, s:I, s:o, s:o}", "token",
		e->text, e->length, "name", e->token.name, "build_id", e->id,
		"cause", cause_name(e->token.cause), "text", e->cause, "detail",
		(json_int_t)e->token.detail, "base", (json_int_t)e->token.base,
		"at", result_place(&e->trace.at), "calls",
		result_places(e->trace.calls, e->trace.call_count));

	json_object_set_new(object, "debug",
			    e->debug != NULL ? json_string(e->debug) :
					       json_null());
	return object;
}

static void tell(const struct expansion *e, enum output_kind output,
		 json_t *list)
{
	if (output == OUTPUT_JSON)
		json_array_append_new(list, make_json(e));
	else if (output == OUTPUT_TABLE)
		print_table(e);
	else
		print_quiet(e);
	if (e->debug == NULL) {
		fflush(stdout);
		complain(e);
	}
}

/* ---- many tokens ---- */

/* A token that is not whole; as much of it as fits a line. */
static int refuse(const char *text, size_t length, const char *problem)
{
	struct buffer shown = { 0 };

	text_visible(&shown, (const uint8_t *)text, length < 64 ? length : 64);
	error("crash: %.*s%s: not a crash token: %s", (int)shown.length,
	      shown.length > 0 ? (const char *)shown.data : "",
	      length > 64 ? "..." : "", problem);
	buffer_free(&shown);
	return STATUS_NOT_SO;
}

static int expand_one(const struct crash_options *options, const char *text,
		      size_t length, json_t *list)
{
	struct expansion e = { .text = text, .length = length };
	char problem[TOKEN_PROBLEM_MAX];
	int status;

	e.image.fd = -1;
	if (token_length(text, length) != length)
		return refuse(text, length,
			      "it has a character that tokens do not have");
	if (!token_read(&e.token, text, length, problem))
		return refuse(text, length, problem);
	expand(&e, &options->places);
	tell(&e, options->output, list);
	status = e.debug != NULL ? 0 : STATUS_NOT_SO;
	close_expansion(&e);
	return status;
}

/* All tokens in a line of a log. */
static int expand_line(const struct crash_options *options, const char *line,
		       size_t length, json_t *list, unsigned *count)
{
	const char *end = line + length, *at = line;
	size_t prefix = sizeof TOKEN_PREFIX - 1;
	int status = 0;

	while ((at = memmem(at, (size_t)(end - at), TOKEN_PREFIX, prefix)) !=
	       NULL) {
		size_t token = token_length(at, (size_t)(end - at));

		(*count)++;
		if (expand_one(options, at, token, list) != 0)
			status = STATUS_NOT_SO;
		at += token;
	}
	return status;
}

static int expand_input(const struct crash_options *options, json_t *list)
{
	char *line = NULL;
	size_t room = 0;
	unsigned count = 0;
	int status = 0;
	ssize_t length;

	while ((length = getline(&line, &room, stdin)) > 0)
		if (expand_line(options, line, (size_t)length, list, &count) !=
		    0)
			status = STATUS_NOT_SO;
	free(line);
	if (ferror(stdin))
		return error("crash: cannot read standard input: %s",
			     strerror(errno));
	if (count == 0) {
		error("crash: no crash token in standard input; they begin "
		      "with " TOKEN_PREFIX);
		status = STATUS_NOT_SO;
	}
	return status;
}

/* ---- the verb ---- */

static const struct option long_options[] = {
	{ "debug", required_argument, NULL, 'd' },
	{ "stdin", no_argument, NULL, 'i' },
	{ "remote", required_argument, NULL, 'r' },
	{ "tenant", required_argument, NULL, 'T' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int set_option(void *context, int option)
{
	struct crash_options *options = context;

	switch (option) {
	case 'd':
		return debug_name(&options->places, optarg);
	case 'o':
		return option_output(&options->output, optarg);
	case 'r':
		options->remote = optarg;
		return 0;
	case 'T':
		options->tenant = optarg;
		return 0;
	default: /* 'i' and 'h' */
		options->input |= option == 'i';
		options->help |= option == 'h';
		return 0;
	}
}

static int expand_all(const struct crash_options *options, char *tokens[],
		      json_t *list)
{
	int status = 0, one;

	for (; *tokens != NULL && status != STATUS_ERROR; tokens++) {
		if (strcmp(*tokens, "-") == 0)
			one = expand_input(options, list);
		else
			one = expand_one(options, *tokens, strlen(*tokens),
					 list);
		status = one > status ? one : status;
	}
	if (options->input && status != STATUS_ERROR) {
		one = expand_input(options, list);
		status = one > status ? one : status;
	}
	return status;
}

/* Of a service on a host, if the words say so; -1: they do not. */
static int tell_of_service(const struct crash_options *options, int count,
			   char *words[])
{
	const struct hostcrash host = { .remote = options->remote,
					.tenant = options->tenant,
					.places = &options->places,
					.output = options->output };

	if (count == 0 || options->input || !hostcrash_means(&host, words[0]))
		return -1;
	if (count > 2)
		return error("crash: unexpected %s; it is `denali crash "
			     "SERVICE [NUMBER]`",
			     words[2]);
	return hostcrash_tell(&host, words[0], count > 1 ? words[1] : NULL);
}

int crash_main(int argc, char *argv[])
{
	struct crash_options options = { .output = OUTPUT_TABLE };
	int status = option_read("crash", argc, argv, ":o:h", long_options,
				 set_option, &options);
	json_t *list;

	if (status != 0)
		return status;
	if (options.help)
		return help_print("crash");
	if (optind == argc && !options.input)
		return error("crash: no token given; copy the one that "
			     "`denali run` printed, or give - and a log on "
			     "standard input");
	status = tell_of_service(&options, argc - optind, argv + optind);
	if (status >= 0)
		return status;
	list = json_array();
	status = expand_all(&options, argv + optind, list);
	if (options.output == OUTPUT_JSON && status != STATUS_ERROR) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
	return status;
}
