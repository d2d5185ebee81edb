/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * -fsanitize=undefined: what it says, and that it goes on or does not.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "harness/denali.h"
#include "harness/ends.h"

#define TIMEOUT_MS 60000
#define GOING_ON BOOT_IMAGE("undefined/undefined")
#define STOPPING BOOT_IMAGE("undefined/undefined-stop")

/* In their order, from different lines. */
static const char *const messages[] = {
	"signed integer overflow: 2147483647 [+] 1 cannot be represented in "
	"type 'int'",
	"signed integer overflow: 9223372036854775807 [+] 1 cannot be "
	"represented in type 'long long int'",
	"signed integer overflow: -2147483648 - 1 cannot",
	"signed integer overflow: 2147483647 [*] 2 cannot",
	"negation of -2147483648 cannot be represented in type 'int'; cast to",
	"division by zero",
	"shift exponent 32 is too large for 32-bit type 'int'",
	"shift exponent -1 is negative",
	"left shift of negative value -1",
	"left shift of 2147483647 by 2 places cannot be represented in type "
	"'int'",
	"1e[+]100 is outside the range of representable values of type 'int'",
	"-2500 is outside the range of representable values of type 'unsigned "
	"char'",
	"load of value 5, which is not a valid value for type '_Bool'",
	"index 5 out of bounds for type 'int \\[5\\]'",
	"load of address 0x[0-9a-f]{8} with insufficient space for an object",
	"variable length array bound evaluates to non-positive value -1",
	"member access within null pointer of type 'const struct guest_case'",
	"load of misaligned address 0x[0-9a-f]{7}[159d] for type 'const int', "
	"which requires 4 byte alignment",
	"pointer index expression with base 0xfffffffc overflowed to "
	"0x00000001",
	"null pointer passed as argument 1, which is declared to never be null",
	"null pointer returned from function declared to never return null",
	"passing zero to ctz\\(\\), which is not a valid argument",
	"passing zero to clz\\(\\), which is not a valid argument",
};

#define MESSAGES (sizeof messages / sizeof messages[0])

/* A line of its own for each message, and one more: the end. */
Test(undefined, goes_on)
{
	struct process process;
	char *line, *rest;
	size_t i = 0;

	denali_start(&process, "--net", "none", GOING_ON, NULL);
	cr_assert(process_wait(&process, TIMEOUT_MS), "it does not end");
	cr_expect_eq(process.status, 0, "%s", process.err.data);
	rest = process.out.data;
	for (; i < MESSAGES && (line = strsep(&rest, "\n")) != NULL; i++) {
		struct bytes text = { 0 }, expression = { 0 };

		bytes_append_text(&text, line);
		bytes_append_text(&expression, "undefined\\.c:[0-9]+:[0-9]+: "
					       "runtime error: ");
		bytes_append_text(&expression, messages[i]);
		cr_expect(bytes_match(&text, expression.data), "%s, not %s",
			  line, expression.data);
		bytes_free(&text);
		bytes_free(&expression);
	}
	cr_expect_eq(i, MESSAGES);
	cr_expect_str_eq(rest, "the end\n");
	process_finish(&process);
}

/* The processor has the last word; and what has no way to go on. */
Test(undefined, cannot_go_on)
{
	ends_expect(GOING_ON,
		    (const struct end[]){
			    { "divide",
			      { "runtime error: division by zero",
				END_EXCEPTION } },
			    { "divide_least",
			      { "division of -2147483648 by -1 cannot be "
				"represented in type 'int'",
				END_EXCEPTION } },
			    { "unreachable",
			      { "reached an unreachable program point",
				END_EXCEPTION, END_IN("unreachable") } },
			    { NULL } });
}

/* The message, a crash in the function. */
#define STOPS(name, message)                                                   \
	{                                                                      \
		name,                                                          \
		{                                                              \
			END_EXCEPTION, "runtime error: " message, END_IN(name) \
		}                                                              \
	}

Test(undefined, stops_at_arithmetic)
{
	ends_expect(STOPPING, (const struct end[]){
				      STOPS("add", "signed integer overflow"),
				      STOPS("subtract", "signed integer"),
				      STOPS("multiply", "signed integer"),
				      STOPS("negate", "negation of"),
				      STOPS("divide", "division by zero"),
				      STOPS("shift_far", "shift exponent 32"),
				      STOPS("cast_float", "-2500 is outside"),
				      STOPS("load_bool", "load of value 5"),
				      { NULL } });
}

Test(undefined, stops_at_memory)
{
	ends_expect(STOPPING,
		    (const struct end[]){
			    STOPS("index_array", "index 5 out of bounds"),
			    STOPS("variable_array", "variable length array"),
			    STOPS("read_null", "member access within null"),
			    STOPS("wrap_pointer", "pointer index expression"),
			    STOPS("null_argument", "null pointer passed"),
			    STOPS("null_result", "null pointer returned"),
			    STOPS("count_zeros", "passing zero to ctz"),
			    STOPS("unreachable", "execution reached"),
			    { NULL } });
}
