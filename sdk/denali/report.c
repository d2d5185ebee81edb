/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "advice.h"
#include "cause.h"
#include "error.h"
#include "text.h"
#include "token.h"

#define LINES_MAX 8 /* of a console */

static void print_place(FILE *to, const char *how, const struct place *place)
{
	fprintf(to, "  %-5s%s", how, place->guessed ? " " : "");
	if (place->function == NULL)
		fprintf(to, "0x%08x", place->address);
	else if (place->inlined)
		fprintf(to, "%s", place->function);
	else
		fprintf(to, "%s+0x%x", place->function, place->offset);
	if (place->line != NULL)
		fprintf(to, " (%s)", place->line);
	fputs(place->inlined ? ", inlined\n" : "\n", to);
}

static void print_registers(const struct denali_context *r)
{
	fprintf(stderr, "  eax=%08x ebx=%08x ecx=%08x edx=%08x\n", r->eax,
		r->ebx, r->ecx, r->edx);
	fprintf(stderr, "  esi=%08x edi=%08x ebp=%08x esp=%08x\n", r->esi,
		r->edi, r->ebp, r->esp);
	fprintf(stderr, "  eip=%08x eflags=%08x\n", r->eip, r->eflags);
}

static void print_mentions(FILE *to, const struct trace *trace)
{
	char how[32];

	for (uint32_t i = 0; i < trace->mention_count; i++) {
		snprintf(how, sizeof how, "0x%08x is ",
			 trace->mentions[i].address);
		print_place(to, how, &trace->mentions[i]);
	}
}

void report_trace(FILE *to, const struct trace *trace, bool placed)
{
	bool named = trace->at.function != NULL;

	print_place(to, "at", &trace->at);
	if (!trace->in_text && placed)
		fprintf(to, "  which is outside the program's text\n");
	for (uint32_t i = 0; i < trace->call_count; i++) {
		const struct place *call = &trace->calls[i];

		print_place(to, call->guessed ? "from?" : "from", call);
		named = named || call->function != NULL;
	}
	print_mentions(to, trace);
	if (!named && placed)
		fprintf(to, "  no names are known: keep the image's .dbg "
			    "file beside it\n");
}

/* The end of what is on the console, from the beginning of a line on; at most
 * LINES_MAX lines. */
static const uint8_t *last_lines(const uint8_t *text, size_t length)
{
	const uint8_t *from = text + length;
	unsigned lines = 0;

	if (from > text && from[-1] == '\n')
		from--;
	for (; from > text; from--)
		if (from[-1] == '\n' && ++lines == LINES_MAX)
			break;
	return from;
}

void report_console(const struct denali_post_mortem *crash)
{
	size_t length = trace_console_length(crash);
	const uint8_t *end = crash->console + length;
	const uint8_t *line = last_lines(crash->console, length);

	if (length == 0)
		return;
	fprintf(stderr, "  its last lines:\n");
	while (line < end) {
		const uint8_t *stop = memchr(line, '\n', (size_t)(end - line));
		struct buffer text = { 0 };

		if (stop == NULL)
			stop = end;
		text_visible(&text, line, (size_t)(stop - line));
		fprintf(stderr, "    %.*s\n", (int)text.length,
			(const char *)text.data);
		buffer_free(&text);
		line = stop + 1;
	}
}

/* On what the program itself said at last, or else on what the report says. */
static void print_hints(const char *cause,
			const struct denali_post_mortem *crash)
{
	size_t length = crash != NULL ? trace_console_length(crash) : 0;
	struct buffer said = { 0 };

	if (length > 0) {
		const uint8_t *lines = last_lines(crash->console, length);

		buffer_append(&said, lines,
			      (size_t)(crash->console + length - lines));
	}
	buffer_append(&said, "\n", 1);
	buffer_append(&said, cause, strlen(cause) + 1);
	advise("crash", (const char *)said.data, 1);
	buffer_free(&said);
}

/* The same in a word, for those who have the .dbg file elsewhere. */
static void print_token(const struct instance *instance)
{
	char text[TOKEN_TEXT_MAX];
	struct token token;

	token_make(&token, &instance->part->image, instance->crash,
		   instance->trace);
	if (instance->remains != NULL)
		fprintf(stderr,
			"  post-mortem: denali debug --post-mortem %s\n",
			instance->remains);
	fprintf(stderr, "  token: %s\n", token_text(&token, text));
}

void report_fault(const struct run *run, uint32_t vm, bool full)
{
	const struct instance *instance = &run->instances[vm];
	const struct image *image = &instance->part->image;
	char text[CAUSE_TEXT_MAX];

	cause_text(instance->cause, instance->detail, instance->crash, image,
		   text);
	note("instance %u (%s) was killed: %s", vm, image->name, text);
	if (!full || instance->trace == NULL)
		return;
	if (instance_is_telling(instance)) {
		report_trace(stderr, instance->trace, true);
		print_registers(&instance->crash->registers);
	}
	/* On a terminal they stand just above, if nobody else prints. */
	if (run->count > 1 || !isatty(STDOUT_FILENO))
		report_console(instance->crash);
	if (instance_is_telling(instance))
		print_token(instance);
	print_hints(text, instance->crash);
}
