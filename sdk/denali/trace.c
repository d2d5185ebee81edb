/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "trace.h"

#include <stdlib.h>
#include <string.h>

/* The longest call instruction. */
#define CALL_MAX 7
#define CALL_DIRECT 0xe8

#define RETURNS_MAX (DENALI_POST_MORTEM_STACK / 4)

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
	if (length == 5 && code[0] == CALL_DIRECT)
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

/* The address that the call before a return address goes to; 0: it goes
 * wherever a register or memory says. */
static uint32_t call_target(const struct image *image, uint32_t address)
{
	const uint8_t *code = image_bytes(image, address - 5, 5);
	uint32_t distance;

	if (code == NULL || code[0] != CALL_DIRECT)
		return 0;
	memcpy(&distance, code + 1, sizeof distance);
	return address + distance;
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

/* All return addresses in the stack excerpt, latest first; how many. */
static uint32_t find_returns(const struct denali_post_mortem *crash,
			     const struct image *image,
			     uint32_t returns[RETURNS_MAX])
{
	uint32_t length = crash->stack_length < DENALI_POST_MORTEM_STACK ?
				  crash->stack_length :
				  DENALI_POST_MORTEM_STACK;
	/* Words are aligned in memory, and esp need not be. */
	uint32_t offset = -crash->registers.esp & 3;
	uint32_t word, count = 0;

	for (; offset + sizeof word <= length; offset += sizeof word) {
		memcpy(&word, crash->stack + offset, sizeof word);
		if (trace_is_return(image, word))
			returns[count++] = word;
	}
	return count;
}

static void add_call(struct trace *trace, const struct symbols *symbols,
		     uint32_t address)
{
	/* A call may be its function's last instruction. */
	if (trace->call_count < TRACE_CALLS_MAX)
		trace->calls[trace->call_count++] = make_place(symbols, address,
							       address - 1);
}

/* The chain, from the innermost function outwards.  The call that leads to
 * the function reached so far is the next link, and what lies before it on the
 * stack is stale.  Where there is no such call, because a jump took its place
 * or the function is unknown, any is believed. */
static void follow_calls(struct trace *trace, const uint32_t *returns,
			 uint32_t count, const struct image *image,
			 const struct symbols *symbols)
{
	const struct symbol *current = NULL;
	uint32_t next = 0;

	if (trace->in_text)
		current = symbols_find(symbols, trace->at.address);
	while (next < count) {
		uint32_t link = next;

		while (link < count && current != NULL &&
		       call_target(image, returns[link]) != 0 &&
		       call_target(image, returns[link]) != current->address)
			link++;
		if (link == count)
			link = next;
		add_call(trace, symbols, returns[link]);
		current = symbols_find(symbols, returns[link] - 1);
		next = link + 1;
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
	uint32_t returns[RETURNS_MAX], count;
	uint32_t eip = crash->registers.eip;

	*trace = (struct trace){
		.in_text = in_text(image, eip),
		.at = { .address = eip },
	};
	if (trace->in_text)
		trace->at = make_place(symbols, eip, eip);
	count = find_returns(crash, image, returns);
	follow_calls(trace, returns, count, image, symbols);
	find_lines(trace, symbols);
}

uint32_t trace_console_length(const struct denali_post_mortem *crash)
{
	return crash->console_length < DENALI_CONSOLE_OUT ?
		       crash->console_length :
		       DENALI_CONSOLE_OUT;
}

void trace_free(struct trace *trace)
{
	free(trace->at.line);
	for (uint32_t i = 0; i < trace->call_count; i++)
		free(trace->calls[i].line);
	trace->call_count = 0;
}
