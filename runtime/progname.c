/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <string.h>

#include <ilwaco/registers.h>

static char nameless[] = "program";
char *program_invocation_name = nameless;
char *program_invocation_short_name = nameless;
extern char *__progname __attribute__((alias("program_invocation_short_name")));

/* Before the constructors of the program. */
__attribute__((constructor(101))) static void name_program(void)
{
	char *path = (char *)(uintptr_t)ilw_registers()->strings;
	char *slash;

	if (ilw_registers()->argc == 0)
		return;
	slash = strrchr(path, '/');
	program_invocation_name = path;
	program_invocation_short_name = slash != NULL ? slash + 1 : path;
}
