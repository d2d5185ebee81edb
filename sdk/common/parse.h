/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Numbers as people write them in options.  All are strict: the whole text
 * must be of the form, nothing before or after; false means that it is not, or
 * that the value is out of bounds, and leaves the result alone.
 */
#ifndef COMMON_PARSE_H
#define COMMON_PARSE_H

#include <stdbool.h>
#include <stdint.h>

/* A decimal number within [least, most]. */
bool parse_number(const char *text, uint64_t least, uint64_t most,
		  uint64_t *number);

/* The same with one digit after a point or none, in tenths, as the bounds. */
bool parse_tenths(const char *text, uint64_t least, uint64_t most,
		  uint64_t *tenths);

/* A size in bytes, with K, M or G (powers of 1024) behind it or nothing. */
bool parse_size(const char *text, uint64_t *bytes);

/* Seconds, with a fraction or without, above 0: in milliseconds, at least 1. */
bool parse_seconds(const char *text, int64_t *milliseconds);

/* A time with its unit behind it (ms, s, m, h), from 1 ms to a year. */
bool parse_time(const char *text, uint64_t *milliseconds);

/* The shortest text that parse_time reads as that time.  Returns text. */
#define TIME_TEXT_MAX 24
const char *time_text(uint64_t milliseconds, char text[TIME_TEXT_MAX]);

/* The shortest text that parse_size reads as bytes.  Returns text. */
#define SIZE_TEXT_MAX 24
const char *size_text(uint64_t bytes, char text[SIZE_TEXT_MAX]);

#endif
