/* SPDX-License-Identifier: MIT */
#include "trace.h"

#include <stdlib.h>
#include <string.h>

/* The longest call instruction. */
#define CALL_MAX 7

static bool in_text(const struct image *image, uint32_t address)
{
	const struct image_part *part = image_find(image, address);

	return part != NULL && (part->flags & PF_X) != 0;
}

/* Length of the indirect call at code, FF /2; 0 if it is none. */
static unsigned indirect_call_length(const uint8_t *code)
{
	unsigned mode = code[1] >> 6, rm = code[1] & 7;
	unsigned sib = mode != 3 && rm == 4;

	if (code[0] != 0xff || (code[1] >> 3 & 7) != 2)
		return 0;
	if (mode == 1)
		return 3 + sib;
	if (mode == 2)
		return 6 + sib;
	if (mode == 0 && rm == 5)
		return 6;
	if (mode == 0 && sib && (code[2] & 7) == 5)
		return 7;
	return 2 + sib;
}

/* Is there a call of that length just before end? */
static bool is_call(const uint8_t *end, unsigned length)
{
	uint8_t code[CALL_MAX] = { 0 };

	memcpy(code, end - length, length);
	if (length == 5 && code[0] == 0xe8)
		return true;
	return indirect_call_length(code) == length;
}

bool trace_is_return(const struct image *image, uint32_t address)
{
	for (unsigned length = 2; length <= CALL_MAX; length++) {
		const uint8_t *code = image_bytes(image, address - length,
						  length);

		if (code != NULL && in_text(image, address - length) &&
		    is_call(code + length, length))
			return true;
	}
	return false;
}

static struct place make_place(const struct symbols *symbols, uint32_t address,
			       uint32_t looked_up)
{
	const struct symbol *symbol = symbols_find(symbols, looked_up);
	struct place place = { .address = address };

	if (symbol != NULL) {
		place.function = symbol->name;
		place.offset = address - symbol->address;
	}
	return place;
}

static void scan_stack(struct trace *trace,
		       const struct denali_post_mortem *crash,
		       const struct image *image,
		       const struct symbols *symbols)
{
	uint32_t length = crash->stack_length < DENALI_POST_MORTEM_STACK ?
				  crash->stack_length :
				  DENALI_POST_MORTEM_STACK;
	/* Words are aligned in memory, and esp need not be. */
	uint32_t offset = -crash->registers.esp & 3;
	uint32_t word;

	for (; offset + sizeof word <= length; offset += sizeof word) {
		memcpy(&word, crash->stack + offset, sizeof word);
		if (!trace_is_return(image, word))
			continue;
		/* A call may be its function's last instruction. */
		trace->calls[trace->call_count++] =
			make_place(symbols, word, word - 1);
		if (trace->call_count == TRACE_CALLS_MAX)
			break;
	}
}

static void find_lines(struct trace *trace, const struct symbols *symbols)
{
	uint32_t addresses[TRACE_CALLS_MAX + 1] = { trace->at.address };
	char *lines[TRACE_CALLS_MAX + 1];

	for (uint32_t i = 0; i < trace->call_count; i++)
		addresses[i + 1] = trace->calls[i].address - 1;
	symbols_lines(symbols, addresses, trace->call_count + 1, lines);
	trace->at.line = lines[0];
	for (uint32_t i = 0; i < trace->call_count; i++)
		trace->calls[i].line = lines[i + 1];
}

void trace_make(struct trace *trace, const struct denali_post_mortem *crash,
		const struct image *image, const struct symbols *symbols)
{
	uint32_t eip = crash->registers.eip;

	*trace = (struct trace){
		.in_text = in_text(image, eip),
		.at = { .address = eip },
	};
	if (trace->in_text)
		trace->at = make_place(symbols, eip, eip);
	scan_stack(trace, crash, image, symbols);
	find_lines(trace, symbols);
}

void trace_free(struct trace *trace)
{
	free(trace->at.line);
	for (uint32_t i = 0; i < trace->call_count; i++)
		free(trace->calls[i].line);
	trace->call_count = 0;
}
