/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "shell.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "process.h"

void shell_expect(int milliseconds, const char *expression, const char *format,
		  ...)
{
	struct process process;
	va_list arguments;
	char *words;
	int length;

	va_start(arguments, format);
	length = vasprintf(&words, format, arguments);
	va_end(arguments);
	cr_assert(length >= 0);
	cr_expect(process_run(&process,
			      (const char *[]){ "sh", "-ec", words, NULL },
			      milliseconds) &&
			  process.status == 0 &&
			  bytes_match(&process.out, expression),
		  "%s: status %d, not %s: %s%s", words, process.status,
		  expression, process.out.data, process.err.data);
	process_finish(&process);
	free(words);
}
