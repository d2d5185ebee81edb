/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "trace.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"

/* The longest call instruction. */
#define CALL_MAX 7
#define CALL_DIRECT 0xe8
#define JUMP_DIRECT 0xe9
#define JUMP_LENGTH 5
#define FUNCTION_MAX 65536 /* of those that are looked through */

#define ADDRESS_LENGTH 10 /* 0x00000000 */

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

/* ---- the walk from frame to frame ---- */

struct walk {
	const struct denali_post_mortem *crash;
	const struct image *image;
	const struct symbols *symbols;
	struct frame frame;
	bool assumed; /* registers may not be the frame's */
	bool guessed; /* the frame may not be a caller's at all */
};

static uint32_t stack_length(const struct denali_post_mortem *crash)
{
	return crash->stack_length < DENALI_POST_MORTEM_STACK ?
		       crash->stack_length :
		       DENALI_POST_MORTEM_STACK;
}

static bool read_stack(uint32_t address, uint32_t *word, void *context)
{
	const struct denali_post_mortem *crash = context;
	uint32_t offset = address - crash->stack_address;
	uint32_t length = stack_length(crash);

	if (length < sizeof *word || offset > length - sizeof *word)
		return false;
	memcpy(word, crash->stack + offset, sizeof *word);
	return true;
}

static void begin_walk(struct walk *walk)
{
	const struct denali_context *r = &walk->crash->registers;

	walk->frame = (struct frame){
		.registers = { r->eax, r->ecx, r->edx, r->ebx, r->esp, r->ebp,
			       r->esi, r->edi, r->eip },
		.known = (1u << FRAME_REGISTERS) - 1,
		.exact = true,
	};
	walk->assumed = walk->guessed = false;
}

/* The next word of the stack that is a return address, and leads to function if
 * that is not null; where it lies is *at. */
static bool find_return(const struct walk *walk, uint32_t from,
			const struct symbol *function, uint32_t *at)
{
	const struct denali_post_mortem *crash = walk->crash;
	uint32_t end = crash->stack_address + stack_length(crash);
	uint32_t word;

	if (from - crash->stack_address > stack_length(crash))
		from = crash->stack_address;
	/* Words are aligned in memory, and esp need not be. */
	for (*at = (from + 3) & ~3u; *at < end; *at += sizeof word) {
		if (!read_stack(*at, &word, (void *)(uintptr_t)walk->crash))
			return false;
		word -= crash->base;
		if (trace_is_return(walk->image, word) &&
		    leads_to(walk->image, walk->symbols, word, function))
			return true;
	}
	return false;
}

/* Is the function called by name where the frame's call is?  Then it is its
 * caller, for all that stacks hold. */
static bool calls(const struct walk *walk, const struct frame *frame,
		  const struct symbol *function)
{
	uint32_t eip = frame->registers[FRAME_EIP] - walk->crash->base;

	return function != NULL && !frame->exact &&
	       call_target(walk->image, eip) == function->address;
}

/* The function that the walk has reached; null if it is unknown. */
static const struct symbol *function_reached(const struct walk *walk)
{
	uint32_t eip = walk->frame.registers[FRAME_EIP] - walk->crash->base;

	return in_text(walk->image, eip) ?
		       symbols_find(walk->symbols, eip - !walk->frame.exact) :
		       NULL;
}

/* Where nothing is known, the call that leads to the function reached is
 * looked for, and what lies before it is stale.  Where there is none, because
 * a jump took its place or the function is unknown, any is believed. */
static bool guess_caller(struct walk *walk)
{
	const struct symbol *function = function_reached(walk);
	uint32_t from = walk->frame.registers[FRAME_ESP], at;
	uint32_t *registers = walk->frame.registers;

	if (!find_return(walk, from, function, &at) &&
	    !find_return(walk, from, NULL, &at))
		return false;
	/* What functions keep may be as it was. */
	read_stack(at, &registers[FRAME_EIP], (void *)(uintptr_t)walk->crash);
	registers[FRAME_ESP] = at + 4;
	walk->frame.exact = false;
	walk->assumed = true;
	walk->guessed = !calls(walk, &walk->frame, function);
	return true;
}

/* A call to where there is no code has left its return address on top. */
static bool undo_call(struct walk *walk)
{
	uint32_t at = walk->frame.registers[FRAME_ESP], word;
	struct frame frame = walk->frame;

	if (!read_stack(at, &word, (void *)(uintptr_t)walk->crash) ||
	    !trace_is_return(walk->image, word - walk->crash->base))
		return guess_caller(walk);
	frame.registers[FRAME_EIP] = word;
	frame.registers[FRAME_ESP] = at + 4;
	frame.exact = false;
	walk->frame = frame;
	walk->guessed = false;
	return true;
}

/* Can the frame be a caller's, whose callee had its stack pointer at esp? */
static bool is_likely(const struct walk *walk, const struct frame *frame,
		      uint32_t esp)
{
	uint32_t eip = frame->registers[FRAME_EIP] - walk->crash->base;

	return frame->registers[FRAME_ESP] > esp &&
	       (frame->exact ? in_text(walk->image, eip) :
			       trace_is_return(walk->image, eip));
}

static bool go_to_caller(struct walk *walk)
{
	struct frame frame = walk->frame;
	uint32_t base = walk->crash->base;
	enum frame_step step;

	if (!in_text(walk->image, frame.registers[FRAME_EIP] - base))
		return undo_call(walk);
	step = debug_info_caller(walk->symbols->debug, base, &frame, read_stack,
				 (void *)(uintptr_t)walk->crash);
	if (step == FRAME_LAST ||
	    (step == FRAME_CALLER && frame.registers[FRAME_EIP] == 0))
		return false;
	if (step == FRAME_UNKNOWN ||
	    !is_likely(walk, &frame, walk->frame.registers[FRAME_ESP]))
		return guess_caller(walk);
	walk->guessed = walk->assumed &&
			!calls(walk, &frame, function_reached(walk));
	walk->frame = frame;
	return true;
}

static void find_frames(struct trace *trace, struct walk *walk)
{
	begin_walk(walk);
	do
		trace->frames[trace->frame_count++] = (struct trace_frame){
			.address = walk->frame.registers[FRAME_EIP] -
				   walk->crash->base,
			.exact = walk->frame.exact,
			.guessed = walk->guessed,
		};
	while (trace->frame_count < TRACE_FRAMES_MAX && go_to_caller(walk));
}

/* ---- names ---- */

/* Of the code before or at address.  Takes source over. */
static struct place make_place(const struct symbols *symbols,
			       const struct trace_frame *frame,
			       struct source source, bool inlined)
{
	struct place place = { .address = frame->address,
			       .function = source.function,
			       .line = source.line,
			       .inlined = inlined,
			       .guessed = frame->guessed };
	const struct symbol *symbol = symbols_find(
		symbols, frame->address - !frame->exact);

	if (inlined || symbol == NULL)
		return place;
	free(place.function);
	place.function = allocate_text("%s", symbol->name);
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

		if (trace_is_return(image, address) &&
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
	struct walk walk = { .crash = crash,
			     .image = image,
			     .symbols = symbols };

	*trace = (struct trace){
		.in_text = in_text(image, crash->registers.eip - crash->base)
	};
	find_frames(trace, &walk);
	name_frames(trace, symbols);
	find_mentions(trace, crash, image, symbols);
	move(trace, crash->base);
}

void trace_name(struct trace *trace, uint32_t base, uint32_t eip,
		const uint32_t *returns, uint32_t count,
		const struct image *image, const struct symbols *symbols)
{
	*trace = (struct trace){
		.in_text = in_text(image, eip - base),
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
