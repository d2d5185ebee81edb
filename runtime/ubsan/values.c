/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Values that are none of their type, of a float's range, or of a function's.
 */
#include "ubsan.h"

struct typed {
	struct location location;
	const struct type *type;
};

static void say_load_invalid_value(struct typed *what, operand value)
{
	char text[VALUE_TEXT];

	ilw_ubsan_report(&what->location,
			 "load of value %s, which is not a valid value for "
			 "type %s",
			 ilw_ubsan_text(text, what->type, value),
			 what->type->name);
}

static void say_vla_bound_not_positive(struct typed *what, operand bound)
{
	char text[VALUE_TEXT];

	ilw_ubsan_report(&what->location,
			 "variable length array bound evaluates to "
			 "non-positive value %s",
			 ilw_ubsan_text(text, what->type, bound));
}

UBSAN_ENTRIES(load_invalid_value, (struct typed * what, operand value),
	      (what, value))
UBSAN_ENTRIES(vla_bound_not_positive, (struct typed * what, operand bound),
	      (what, bound))

struct conversion {
	struct location location;
	const struct type *from;
	const struct type *to;
};

static void say_float_cast_overflow(struct conversion *what, operand from)
{
	char text[VALUE_TEXT];

	ilw_ubsan_report(&what->location,
			 "%s is outside the range of representable values of "
			 "type %s",
			 ilw_ubsan_text(text, what->from, from),
			 what->to->name);
}

UBSAN_ENTRIES(float_cast_overflow, (struct conversion * what, operand from),
	      (what, from))

struct builtin {
	struct location location;
	unsigned char kind;
};

static void say_invalid_builtin(struct builtin *what)
{
	ilw_ubsan_report(&what->location,
			 "passing zero to %s, which is not a valid argument",
			 what->kind == 0 ? "ctz()" : "clz()");
}

UBSAN_ENTRIES(invalid_builtin, (struct builtin * what), (what))

_Noreturn void __ubsan_handle_builtin_unreachable(struct location *what);
_Noreturn void __ubsan_handle_missing_return(struct location *what);

_Noreturn void __ubsan_handle_builtin_unreachable(struct location *what)
{
	ilw_ubsan_report(what, "execution reached an unreachable program "
			       "point");
	ilw_ubsan_stop();
}

_Noreturn void __ubsan_handle_missing_return(struct location *what)
{
	ilw_ubsan_report(what, "execution reached the end of a value-returning "
			       "function without returning a value");
	ilw_ubsan_stop();
}
