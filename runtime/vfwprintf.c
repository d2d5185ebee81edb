/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted output of wide characters.  newlib's writes them to a stream as
 * they are in memory, since its streams here are not told wide from narrow.
 */
#include <errno.h>
#include <reent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define FIRST 128
#define MOST 1048576 /* characters; beyond it something else is wrong */

int _vfwprintf_r(struct _reent *reent, FILE *file, const wchar_t *format,
		 va_list list);

/* The text, in *text, which the caller frees; its length or -1. */
static int make_text(wchar_t **text, const wchar_t *format, va_list list)
{
	int length = -1;

	for (size_t room = FIRST; length < 0 && room <= MOST; room *= 4) {
		wchar_t *larger = realloc(*text, room * sizeof **text);
		va_list again;

		if (larger == NULL)
			return -1;
		*text = larger;
		errno = 0;
		va_copy(again, list);
		length = vswprintf(*text, room, format, again);
		va_end(again);
		if (length < 0 && errno != EOVERFLOW && errno != 0)
			return -1;
	}
	return length;
}

int vfwprintf(FILE *restrict file, const wchar_t *restrict format, va_list list)
{
	wchar_t *text = NULL;
	int length = make_text(&text, format, list);

	flockfile(file);
	for (int i = 0; i < length; i++)
		if (fputwc(text[i], file) == WEOF)
			length = -1;
	funlockfile(file);
	free(text);
	return length;
}

/* newlib's wprintf() and others call this name. */
int _vfwprintf_r(struct _reent *reent, FILE *file, const wchar_t *format,
		 va_list list)
{
	(void)reent;
	return vfwprintf(file, format, list);
}
