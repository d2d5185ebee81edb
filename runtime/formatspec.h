/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formats, read: one conversion specification at a time.
 */
#ifndef RUNTIME_FORMATSPEC_H
#define RUNTIME_FORMATSPEC_H

#include <limits.h>

#include "format.h"

/* The largest width or precision, so that sums of a few do not overflow. */
#define NUMBER_MAX (INT_MAX - 65536)

/* A length modifier: the size of an integer argument, or what else. */
enum length { CHAR, SHORT, INT, LONG, LONG_LONG, INTMAX, SIZE, LONG_DOUBLE };

/* Which argument: its number, counted from 1, or one of these. */
#define ARGUMENT_NEXT 0
#define ARGUMENT_NONE (-1)

struct specification {
	struct field field;
	enum length length;
	int value;     /* the argument that is converted */
	int width;     /* that which has the width, or ARGUMENT_NONE */
	int precision; /* the same of the precision */
};

/* Reads what is behind a %; returns what follows it.  The conversion is '\0'
 * if the format ends in it. */
const char *specification_read(const char *text, struct specification *spec);

/* How an argument is passed; what is no larger than a long is passed as one. */
enum kind { KIND_LONG, KIND_LONG_LONG, KIND_DOUBLE, KIND_LONG_DOUBLE };

/* That of an argument with a number: what the format converts it as. */
enum kind specification_kind(const char *format, int argument);

#endif
