/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Passwords, and other things that nobody is to see: asked for at the terminal,
 * where they are not shown, or, without one, the first line of standard input.
 */
#ifndef DENALI_CMD_PASSWORD_H
#define DENALI_CMD_PASSWORD_H

#include <stddef.h>

/* Ask, "Password of key default", and read one into text, which holds size
 * bytes.  Returns 0, or prints an error and returns STATUS_ERROR: there is
 * none, or it is too long. */
int password_ask(const char *question, char *text, size_t size);

/* One for something new: twice, and not empty. */
int password_choose(const char *question, char *text, size_t size);

#endif
