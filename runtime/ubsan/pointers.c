/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Pointers and indices that lead astray.
 */
#include <inttypes.h>

#include "ubsan.h"

struct mismatch {
	struct location location;
	const struct type *type;
	unsigned char log_alignment;
	unsigned char access;
};

static const char *access_name(unsigned access)
{
	static const char *const names[] = {
		"load of",
		"store to",
		"reference binding to",
		"member access within",
	};

	return access < sizeof names / sizeof names[0] ? names[access] :
							 "use of";
}

static void say_type_mismatch_v1(struct mismatch *what, operand pointer)
{
	const char *access = access_name(what->access);
	uint32_t alignment = UINT32_C(1) << what->log_alignment;

	if (pointer == 0)
		ilw_ubsan_report(&what->location, "%s null pointer of type %s",
				 access, what->type->name);
	else if (pointer % alignment != 0)
		ilw_ubsan_report(&what->location,
				 "%s misaligned address 0x%08" PRIxPTR
				 " for type %s, which requires %" PRIu32
				 " byte alignment",
				 access, pointer, what->type->name, alignment);
	else
		ilw_ubsan_report(&what->location,
				 "%s address 0x%08" PRIxPTR
				 " with insufficient space for an object of "
				 "type %s",
				 access, pointer, what->type->name);
}

UBSAN_ENTRIES(type_mismatch_v1, (struct mismatch * what, operand pointer),
	      (what, pointer))

struct index {
	struct location location;
	const struct type *array;
	const struct type *index;
};

static void say_out_of_bounds(struct index *what, operand index)
{
	char text[VALUE_TEXT];

	ilw_ubsan_report(&what->location, "index %s out of bounds for type %s",
			 ilw_ubsan_text(text, what->index, index),
			 what->array->name);
}

UBSAN_ENTRIES(out_of_bounds, (struct index * what, operand index),
	      (what, index))

static void say_pointer_overflow(struct location *what, operand base,
				 operand result)
{
	if (base == 0)
		ilw_ubsan_report(what,
				 "applying non-zero offset %" PRIuPTR
				 " to null pointer",
				 result);
	else if (result == 0)
		ilw_ubsan_report(what,
				 "applying non-zero offset to non-null pointer "
				 "0x%08" PRIxPTR " produced null pointer",
				 base);
	else if ((intptr_t)(base ^ result) < 0)
		ilw_ubsan_report(what,
				 "pointer index expression with base "
				 "0x%08" PRIxPTR " overflowed to 0x%08" PRIxPTR,
				 base, result);
	else
		ilw_ubsan_report(
			what, "%s 0x%08" PRIxPTR " overflowed to 0x%08" PRIxPTR,
			base > result ? "addition of unsigned offset to" :
					"subtraction of unsigned offset from",
			base, result);
}

UBSAN_ENTRIES(pointer_overflow,
	      (struct location * what, operand base, operand result),
	      (what, base, result))

struct argument {
	struct location location;
	struct location attribute;
	int number;
};

static void say_nonnull_arg(struct argument *what)
{
	ilw_ubsan_report(&what->location,
			 "null pointer passed as argument %d, which is "
			 "declared to never be null",
			 what->number);
}

UBSAN_ENTRIES(nonnull_arg, (struct argument * what), (what))

static void say_nonnull_return_v1(const struct location *attribute,
				  struct location *location)
{
	(void)attribute;
	ilw_ubsan_report(location, "null pointer returned from function "
				   "declared to never return null");
}

UBSAN_ENTRIES(nonnull_return_v1,
	      (struct location * attribute, struct location *location),
	      (attribute, location))
