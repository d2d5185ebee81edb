/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Results that no type holds.
 */
#include "ubsan.h"

struct overflow {
	struct location location;
	const struct type *type;
};

static void say_overflow(struct overflow *what, char sign, operand left,
			 operand right)
{
	char one[VALUE_TEXT], other[VALUE_TEXT];

	ilw_ubsan_report(
		&what->location,
		"%s integer overflow: %s %c %s cannot be "
		"represented in type %s",
		ilw_ubsan_is_signed(what->type) ? "signed" : "unsigned",
		ilw_ubsan_text(one, what->type, left), sign,
		ilw_ubsan_text(other, what->type, right), what->type->name);
}

static void say_add_overflow(struct overflow *what, operand left, operand right)
{
	say_overflow(what, '+', left, right);
}

static void say_sub_overflow(struct overflow *what, operand left, operand right)
{
	say_overflow(what, '-', left, right);
}

static void say_mul_overflow(struct overflow *what, operand left, operand right)
{
	say_overflow(what, '*', left, right);
}

static void say_negate_overflow(struct overflow *what, operand old)
{
	char text[VALUE_TEXT];

	ilw_ubsan_report(&what->location,
			 "negation of %s cannot be represented in type %s%s",
			 ilw_ubsan_text(text, what->type, old),
			 what->type->name,
			 ilw_ubsan_is_signed(what->type) ?
				 "; cast to an unsigned type to negate this "
				 "value to itself" :
				 "");
}

static void say_divrem_overflow(struct overflow *what, operand left,
				operand right)
{
	char text[VALUE_TEXT];

	if (what->type->kind == TYPE_INTEGER &&
	    ilw_ubsan_is_negative(what->type, right))
		ilw_ubsan_report(&what->location,
				 "division of %s by -1 cannot be represented "
				 "in type %s",
				 ilw_ubsan_text(text, what->type, left),
				 what->type->name);
	else
		ilw_ubsan_report(&what->location, "division by zero");
}

UBSAN_ENTRIES(add_overflow,
	      (struct overflow * what, operand left, operand right),
	      (what, left, right))
UBSAN_ENTRIES(sub_overflow,
	      (struct overflow * what, operand left, operand right),
	      (what, left, right))
UBSAN_ENTRIES(mul_overflow,
	      (struct overflow * what, operand left, operand right),
	      (what, left, right))
UBSAN_ENTRIES(negate_overflow, (struct overflow * what, operand old),
	      (what, old))
UBSAN_ENTRIES(divrem_overflow,
	      (struct overflow * what, operand left, operand right),
	      (what, left, right))

struct shift {
	struct location location;
	const struct type *left_type;
	const struct type *right_type;
};

static void say_shift_out_of_bounds(struct shift *what, operand left,
				    operand right)
{
	char one[VALUE_TEXT], other[VALUE_TEXT];
	unsigned bits = ilw_ubsan_bits(what->left_type);

	ilw_ubsan_text(one, what->left_type, left);
	ilw_ubsan_text(other, what->right_type, right);
	if (ilw_ubsan_is_negative(what->right_type, right))
		ilw_ubsan_report(&what->location,
				 "shift exponent %s is negative", other);
	else if (ilw_ubsan_unsigned(what->right_type, right) >= bits)
		ilw_ubsan_report(&what->location,
				 "shift exponent %s is too large for %u-bit "
				 "type %s",
				 other, bits, what->left_type->name);
	else if (ilw_ubsan_is_negative(what->left_type, left))
		ilw_ubsan_report(&what->location,
				 "left shift of negative value %s", one);
	else
		ilw_ubsan_report(&what->location,
				 "left shift of %s by %s places cannot be "
				 "represented in type %s",
				 one, other, what->left_type->name);
}

UBSAN_ENTRIES(shift_out_of_bounds,
	      (struct shift * what, operand left, operand right),
	      (what, left, right))
