/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Lua runs scripts: bundled ones, and what it is given on its standard input.
 */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <string.h>

#include "harness/denali.h"

#define TIMEOUT_MS 120000

/* Runs the interpreter with words that end at NULL, on some input. */
static void run_lua(int status, const char *output, const char *input, ...)
{
	struct process process;
	struct command command;
	const char *word;
	va_list words;

	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "--net", "none", "--timeout", "100",
					  "-e", "COLOUR=green", NULL });
	command_add(&command, PORT_IMAGE("lua", "lua"));
	va_start(words, input);
	while ((word = va_arg(words, const char *)) != NULL)
		command_add(&command, "%s", word);
	va_end(words);
	command_start(&command, &process);
	command_free(&command);
	process_write(&process, input, strlen(input));
	process_close_input(&process);
	cr_expect(process_wait(&process, TIMEOUT_MS), "not in time");
	cr_expect(process.status == status && bytes_match(&process.out, output),
		  "status %d: %s%s", process.status, process.out.data,
		  process.err.data);
	process_finish(&process);
}

Test(lua, bundled_script)
{
	run_lua(0, "^Lua 5.4 says hello, world\n$", "", "hello.lua", "world",
		NULL);
}

Test(lua, language)
{
	run_lua(0, "^all is well$", "", "tests/language.lua", NULL);
}

Test(lua, files)
{
	run_lua(0, "^all is well$", "", "tests/files.lua", NULL);
}

Test(lua, standard_input)
{
	run_lua(0, "^1\\.5\\|two$", "1.5\ntwo\n", "-e",
		"local n, _, l = io.read('n', 'l', 'l') print(n .. '|' .. l)",
		NULL);
}

Test(lua, script_from_input)
{
	run_lua(3, "^from input: a b$",
		"print('from input: ' .. table.concat({...}, ' ')) os.exit(3)",
		"-", "a", "b", NULL);
}

/* An error of the script's ends it with a trace and status 1. */
Test(lua, errors)
{
	run_lua(1, "^lua: \\(command line\\):1: oops$", "", "-e",
		"error('oops')", NULL);
	run_lua(1, "^lua: cannot open none.lua", "", "none.lua", NULL);
	run_lua(1, "^lua: stdin:1: unexpected symbol near '='$", "x = = 1\n",
		"-", NULL);
	run_lua(1, "not enough memory", "", "-e",
		"local t = {} while true do t[#t + 1] = ('x'):rep(1000000 + "
		"#t) end",
		NULL);
}
