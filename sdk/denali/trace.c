/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "trace.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The longest call instruction. */
#define CALL_MAX 7
#define CALL_DIRECT 0xe8
#define JUMP_DIRECT 0xe9
#define JUMP_LENGTH 5
#define FUNCTION_MAX 65536 /* of those that are looked through */

#define ADDRESS_LENGTH 10 /* 0x00000000 */
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
		word -= crash->base;
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

/* Does the function at start have a jump to address, as one has that ends with
 * a call?  By its bytes, whatever they are. */
static bool jumps_to(const struct image *image, const struct symbols *symbols,
		     uint32_t start, uint32_t address)
{
	const struct symbol *symbol = symbols_find(symbols, start);
	const uint8_t *code;
	uint32_t distance;

	if (symbol == NULL || symbol->address != start ||
	    symbol->size > FUNCTION_MAX)
		return false;
	code = image_bytes(image, start, symbol->size);
	for (uint32_t i = 0; code != NULL && i + JUMP_LENGTH <= symbol->size;
	     i++) {
		memcpy(&distance, code + i + 1, sizeof distance);
		if (code[i] == JUMP_DIRECT &&
		    start + i + JUMP_LENGTH + distance == address)
			return true;
	}
	return false;
}

/* Can the call before a return address have led to the function? */
static bool leads_to(const struct image *image, const struct symbols *symbols,
		     uint32_t from, const struct symbol *function)
{
	uint32_t target = call_target(image, from);

	return function == NULL || target == 0 || target == function->address ||
	       jumps_to(image, symbols, target, function->address);
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

		while (link < count &&
		       !leads_to(image, symbols, returns[link], current))
			link++;
		if (link == count)
			link = next;
		add_call(trace, symbols, returns[link]);
		current = symbols_find(symbols, returns[link] - 1);
		next = link + 1;
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

		if (trace_is_return(image, address) &&
		    trace->mention_count < TRACE_MENTIONS_MAX &&
		    !is_mentioned(trace, address))
			trace->mentions[trace->mention_count++] = make_place(
				symbols, address, address - 1);
	}
}

static void find_lines(struct trace *trace, const struct symbols *symbols)
{
	struct place *places[1 + TRACE_CALLS_MAX + TRACE_MENTIONS_MAX];
	uint32_t addresses[sizeof places / sizeof places[0]];
	char *lines[sizeof places / sizeof places[0]];
	size_t count = 0;

	places[count++] = &trace->at;
	for (uint32_t i = 0; i < trace->call_count; i++)
		places[count++] = &trace->calls[i];
	for (uint32_t i = 0; i < trace->mention_count; i++)
		places[count++] = &trace->mentions[i];
	/* A call, but for the first, is before the address. */
	for (size_t i = 0; i < count; i++)
		addresses[i] = places[i]->address - (i != 0);
	symbols_lines(symbols, addresses, count, lines);
	for (size_t i = 0; i < count; i++)
		places[i]->line = lines[i];
}

/* From the file's addresses to the VM's. */
static void move(struct trace *trace, uint32_t distance)
{
	trace->at.address += distance;
	for (uint32_t i = 0; i < trace->call_count; i++)
		trace->calls[i].address += distance;
	for (uint32_t i = 0; i < trace->mention_count; i++)
		trace->mentions[i].address += distance;
}

void trace_make(struct trace *trace, const struct denali_post_mortem *crash,
		const struct image *image, const struct symbols *symbols)
{
	uint32_t returns[RETURNS_MAX], count;
	uint32_t eip = crash->registers.eip - crash->base;

	*trace = (struct trace){
		.in_text = in_text(image, eip),
		.at = { .address = eip },
	};
	if (trace->in_text)
		trace->at = make_place(symbols, eip, eip);
	count = find_returns(crash, image, returns);
	follow_calls(trace, returns, count, image, symbols);
	find_mentions(trace, crash, image, symbols);
	find_lines(trace, symbols);
	move(trace, crash->base);
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
	for (uint32_t i = 0; i < trace->mention_count; i++)
		free(trace->mentions[i].line);
	trace->call_count = trace->mention_count = 0;
}
