/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "walk.h"

#include <string.h>

#include "callsite.h"

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
		if (callsite_is_return(walk->image, word) &&
		    callsite_leads_to(walk->image, walk->symbols, word,
				      function))
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
	       callsite_target(walk->image, eip) == function->address;
}

/* The function that the walk has reached; null if it is unknown. */
static const struct symbol *function_reached(const struct walk *walk)
{
	uint32_t eip = walk->frame.registers[FRAME_EIP] - walk->crash->base;

	return callsite_in_text(walk->image, eip) ?
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
	    !callsite_is_return(walk->image, word - walk->crash->base))
		return guess_caller(walk);
	frame.registers[FRAME_EIP] = word;
	frame.registers[FRAME_ESP] = at + 4;
	frame.exact = false;
	walk->frame = frame;
	walk->guessed = false;
	return true;
}

/* Can a call return to there?  From a .dbg file alone it is known only where
 * there is text. */
static bool is_return(const struct image *image, uint32_t address)
{
	const struct image_part *part = image_find(image, address);

	return part != NULL && part->bytes == NULL ?
		       callsite_in_text(image, address) :
		       callsite_is_return(image, address);
}

/* Can the frame be a caller's, whose callee had its stack pointer at esp? */
static bool is_likely(const struct walk *walk, const struct frame *frame,
		      uint32_t esp)
{
	uint32_t eip = frame->registers[FRAME_EIP] - walk->crash->base;

	return frame->registers[FRAME_ESP] > esp &&
	       (frame->exact ? callsite_in_text(walk->image, eip) :
			       is_return(walk->image, eip));
}

static bool go_to_caller(struct walk *walk)
{
	struct frame frame = walk->frame;
	uint32_t base = walk->crash->base;
	enum frame_step step;

	if (!callsite_in_text(walk->image, frame.registers[FRAME_EIP] - base))
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

void walk_stack(struct trace *trace, const struct denali_post_mortem *crash,
		const struct image *image, const struct symbols *symbols)
{
	struct walk walk = { .crash = crash,
			     .image = image,
			     .symbols = symbols };

	begin_walk(&walk);
	do
		trace->frames[trace->frame_count++] = (struct trace_frame){
			.address = walk.frame.registers[FRAME_EIP] -
				   crash->base,
			.exact = walk.frame.exact,
			.guessed = walk.guessed,
		};
	while (trace->frame_count < TRACE_FRAMES_MAX && go_to_caller(&walk));
}
