/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Undefined behaviour, as code compiled with -fsanitize=undefined tells of it:
 * what the compiler's calls mean, and what all handlers share.
 *
 * Each kind has two entries.  The one whose name ends in _abort does not
 * return; the other reports each place once, by a line on standard error, and
 * has the program go on.  The words are those that users of gcc know.
 */
#ifndef UBSAN_UBSAN_H
#define UBSAN_UBSAN_H

#include <stdbool.h>
#include <stdint.h>

struct location {
	const char *file; /* NULL: unknown */
	uint32_t line;
	uint32_t column; /* 0: unknown; all ones: has been reported */
};

enum type_kind { TYPE_INTEGER = 0, TYPE_FLOAT = 1 };

struct type {
	uint16_t kind;
	uint16_t info; /* integer: signed, log2(bits) << 1; float: bits */
	char name[];   /* in quotes */
};

/* A value: itself if it fits, else its address. */
typedef uintptr_t operand;

#define VALUE_TEXT 40

/* As text, in the given room of VALUE_TEXT bytes, which it returns. */
const char *ilw_ubsan_text(char *room, const struct type *type, operand value);

bool ilw_ubsan_is_signed(const struct type *type);
/* Of integers. */
unsigned ilw_ubsan_bits(const struct type *type);
int64_t ilw_ubsan_signed(const struct type *type, operand value);
uint64_t ilw_ubsan_unsigned(const struct type *type, operand value);
bool ilw_ubsan_is_negative(const struct type *type, operand value);

/* A line about a place, once. */
void ilw_ubsan_report(struct location *location, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Crashes, as told to by who compiled the program. */
_Noreturn void ilw_ubsan_stop(void);

/* Both entries of a kind, which call say_KIND. */
#define UBSAN_ENTRIES(kind, parameters, arguments)                             \
	void __ubsan_handle_##kind parameters;                                 \
	_Noreturn void __ubsan_handle_##kind##_abort parameters;               \
	void __ubsan_handle_##kind parameters                                  \
	{                                                                      \
		say_##kind arguments;                                          \
	}                                                                      \
	_Noreturn void __ubsan_handle_##kind##_abort parameters                \
	{                                                                      \
		say_##kind arguments;                                          \
		ilw_ubsan_stop();                                              \
	}

#endif
