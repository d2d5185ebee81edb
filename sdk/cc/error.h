/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Messages in the form of a compiler's, and the end of the program.
 */
#ifndef CC_ERROR_H
#define CC_ERROR_H

/* What gcc exits with when it finds something wrong. */
#define EXIT_ERROR 1

/* The name that messages begin with: the tool's, as it was called. */
void error_name(const char *name);

/* Says what failed and exits with EXIT_ERROR. */
_Noreturn void fail(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Says the same of a thing, and returns. */
void error_tell(const char *text);

/* As fail(), with the meaning of errno added. */
_Noreturn void fail_errno(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Say the same and go on. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
void complain_errno(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* For allocations and the like, which fail only where memory ends: returns
 * what it is given unless that is NULL. */
void *need(void *memory);

#endif
