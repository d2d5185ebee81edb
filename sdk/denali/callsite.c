/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "callsite.h"

#include <string.h>

/* The longest call instruction. */
#define CALL_MAX 7
#define CALL_DIRECT 0xe8
#define JUMP_DIRECT 0xe9
#define JUMP_LENGTH 5
#define FUNCTION_MAX 65536 /* of those that are looked through */

bool callsite_in_text(const struct image *image, uint32_t address)
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

bool callsite_is_return(const struct image *image, uint32_t address)
{
	for (unsigned length = 2; length <= CALL_MAX; length++) {
		const uint8_t *code = image_bytes(image, address - length,
						  length);

		if (code != NULL && callsite_in_text(image, address - length) &&
		    is_call(code + length, length))
			return true;
	}
	return false;
}

/* The address that the call before a return address goes to; 0: it goes
 * wherever a register or memory says. */
uint32_t callsite_target(const struct image *image, uint32_t address)
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
bool callsite_leads_to(const struct image *image, const struct symbols *symbols,
		       uint32_t from, const struct symbol *function)
{
	uint32_t target = callsite_target(image, from);

	return function == NULL || target == 0 || target == function->address ||
	       jumps_to(image, symbols, target, function->address);
}
