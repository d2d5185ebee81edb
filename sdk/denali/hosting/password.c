/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "password.h"

#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "error.h"

/* A byte at a time: what follows the line is for others.  False: it does not
 * fit. */
static bool read_line(char *text, size_t size, bool *ended)
{
	size_t length = 0;
	bool fits = true;
	char byte;

	*ended = true;
	while (read(STDIN_FILENO, &byte, 1) == 1) {
		*ended = false;
		if (byte == '\n')
			break;
		if (length + 1 < size)
			text[length++] = byte;
		else
			fits = false;
	}
	text[length] = '\0';
	return fits && memchr(text, '\0', length) == NULL;
}

/* The terminal shows nothing of what is typed, as long as this lasts. */
static bool hide(struct termios *before)
{
	struct termios quiet;

	if (tcgetattr(STDIN_FILENO, before) != 0)
		return false;
	quiet = *before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	return tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
}

int password_ask(const char *question, char *text, size_t size)
{
	struct termios before;
	bool hidden = hide(&before), fits, ended;

	if (hidden)
		fprintf(stderr, "%s: ", question);
	fits = read_line(text, size, &ended);
	if (hidden) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	if (ended)
		return error("%s: standard input has none; type it at a "
			     "terminal, or pipe a line in",
			     question);
	if (!fits)
		return error("%s: longer than %zu bytes, or not text; choose "
			     "another",
			     question, size - 1);
	return 0;
}

int password_choose(const char *question, char *text, size_t size)
{
	char again[1024];
	bool same;
	int status = password_ask(question, text, size);

	if (status != 0)
		return status;
	if (text[0] == '\0')
		return error("%s: it is empty; type one, or give "
			     "--no-password",
			     question);
	if (!isatty(STDIN_FILENO))
		return 0;
	status = password_ask("The same again", again, sizeof again);
	same = status == 0 && strcmp(text, again) == 0;
	sodium_memzero(again, sizeof again);
	if (status == 0 && !same)
		status = error("%s: the two differ; try again", question);
	return status;
}
