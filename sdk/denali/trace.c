/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "trace.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "callsite.h"
#include "text.h"
#include "walk.h"

#define ADDRESS_LENGTH 10 /* 0x00000000 */

/* ---- names ---- */

/* For terminals and JSON: a debug file may be anybody's.  Takes name over. */
static char *make_visible(char *name)
{
	struct buffer text = { 0 };
	char *visible = NULL;

	if (name == NULL)
		return NULL;
	text_visible(&text, (const uint8_t *)name, strlen(name));
	visible = allocate_text("%.*s", (int)text.length,
				text.length > 0 ? (const char *)text.data : "");
	buffer_free(&text);
	free(name);
	return visible;
}

/* Of the code before or at address.  Takes source over. */
static struct place make_place(const struct symbols *symbols,
			       const struct trace_frame *frame,
			       struct source source, bool inlined)
{
	struct place place = { .address = frame->address,
			       .function = make_visible(source.function),
			       .line = make_visible(source.line),
			       .inlined = inlined,
			       .guessed = frame->guessed };
	const struct symbol *symbol = symbols_find(
		symbols, frame->address - !frame->exact);

	if (inlined || symbol == NULL)
		return place;
	free(place.function);
	place.function = make_visible(allocate_text("%s", symbol->name));
	place.offset = frame->address - symbol->address;
	return place;
}

/* The places that a frame stands for, innermost first; at least one. */
static unsigned list_places(const struct symbols *symbols,
			    const struct trace_frame *frame,
			    struct place places[SOURCES_MAX])
{
	struct source sources[SOURCES_MAX] = { { NULL, NULL } };
	unsigned count = 0;

	if (symbols->lines)
		count = debug_info_find(symbols->debug,
					frame->address - !frame->exact,
					sources);
	count += count == 0;
	for (unsigned i = 0; i < count; i++)
		places[i] = make_place(symbols, frame, sources[i],
				       i + 1 < count);
	return count;
}

static void free_place(struct place *place)
{
	free(place->function);
	free(place->line);
}

static void add_places(struct trace *trace, const struct place *places,
		       unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (trace->call_count < TRACE_CALLS_MAX)
			trace->calls[trace->call_count++] = places[i];
		else
			free_place((struct place[]){ places[i] });
}

static void name_frames(struct trace *trace, const struct symbols *symbols)
{
	struct place places[SOURCES_MAX];

	trace->at = (struct place){ .address = trace->frames[0].address };
	for (uint32_t i = 0; i < trace->frame_count; i++) {
		unsigned count;

		if (i == 0 && !trace->in_text)
			continue;
		count = list_places(symbols, &trace->frames[i], places);
		if (i == 0)
			trace->at = places[0];
		add_places(trace, places + (i == 0), count - (i == 0));
	}
}

/* The address that text is, 0x and eight digits; 0: it is none. */
static uint32_t read_address(const char *text)
{
	uint32_t address = 0;

	if (text[0] != '0' || text[1] != 'x')
		return 0;
	for (int i = 2; i < ADDRESS_LENGTH; i++) {
		if (!isxdigit((unsigned char)text[i]))
			return 0;
		address = address << 4 |
			  (uint32_t)(isdigit((unsigned char)text[i]) ?
					     text[i] - '0' :
					     (text[i] | 0x20) - 'a' + 10);
	}
	return address;
}

static bool is_mentioned(const struct trace *trace, uint32_t address)
{
	for (uint32_t i = 0; i < trace->mention_count; i++)
		if (trace->mentions[i].address == address)
			return true;
	return false;
}

static void add_mention(struct trace *trace, uint32_t address,
			const struct symbols *symbols)
{
	struct trace_frame frame = { .address = address };
	struct place places[SOURCES_MAX];
	unsigned count = list_places(symbols, &frame, places);

	trace->mentions[trace->mention_count++] = places[count - 1];
	for (unsigned i = 0; i + 1 < count; i++)
		free_place(&places[i]);
}

/* What the last words say of addresses, such as who allocated a block. */
static void find_mentions(struct trace *trace,
			  const struct denali_post_mortem *crash,
			  const struct image *image,
			  const struct symbols *symbols)
{
	const char *text = (const char *)crash->console;
	const char *end = text + trace_console_length(crash);

	for (; end - text >= ADDRESS_LENGTH; text++) {
		uint32_t address = read_address(text) - crash->base;

		if (callsite_is_return(image, address) &&
		    trace->mention_count < TRACE_MENTIONS_MAX &&
		    !is_mentioned(trace, address))
			add_mention(trace, address, symbols);
	}
}

/* From the file's addresses to the VM's. */
static void move(struct trace *trace, uint32_t distance)
{
	trace->at.address += distance;
	for (uint32_t i = 0; i < trace->call_count; i++)
		trace->calls[i].address += distance;
	for (uint32_t i = 0; i < trace->frame_count; i++)
		trace->frames[i].address += distance;
	for (uint32_t i = 0; i < trace->mention_count; i++)
		trace->mentions[i].address += distance;
}

void trace_make(struct trace *trace, const struct denali_post_mortem *crash,
		const struct image *image, const struct symbols *symbols)
{
	*trace = (struct trace){ .in_text = callsite_in_text(
					 image,
					 crash->registers.eip - crash->base) };
	walk_stack(trace, crash, image, symbols);
	name_frames(trace, symbols);
	find_mentions(trace, crash, image, symbols);
	move(trace, crash->base);
}

void trace_name(struct trace *trace, uint32_t base, uint32_t eip,
		const uint32_t *returns, uint32_t count,
		const struct image *image, const struct symbols *symbols)
{
	*trace = (struct trace){
		.in_text = callsite_in_text(image, eip - base),
		.frame_count = 1,
		.frames = { { .address = eip - base, .exact = true } },
	};
	for (uint32_t i = 0; i < count; i++)
		if (trace->frame_count < TRACE_FRAMES_MAX)
			trace->frames[trace->frame_count++].address =
				returns[i] - base;
	name_frames(trace, symbols);
	move(trace, base);
}

uint32_t trace_console_length(const struct denali_post_mortem *crash)
{
	return crash->console_length < DENALI_CONSOLE_OUT ?
		       crash->console_length :
		       DENALI_CONSOLE_OUT;
}

void trace_free(struct trace *trace)
{
	free_place(&trace->at);
	for (uint32_t i = 0; i < trace->call_count; i++)
		free_place(&trace->calls[i]);
	for (uint32_t i = 0; i < trace->mention_count; i++)
		free_place(&trace->mentions[i]);
	trace->call_count = trace->mention_count = 0;
}
