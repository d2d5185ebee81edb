/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Tests of what a service's users would type.
 */
#ifndef HARNESS_SHELL_H
#define HARNESS_SHELL_H

/* Runs the words of a shell, as printf() makes them: every command must end
 * well (-e), in time, and what they print match the expression.  Fails the
 * test, and goes on. */
void shell_expect(int milliseconds, const char *expression, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));

#endif
