/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Completion of the command's words, by itself and in shells.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/denali.h"
#include "harness/shell.h"

#define COMPLETE_MS 20000
#define COMPLETIONS "build/sdk/share/denali/completions/"

/* Sorted, since folders are in no order; a line each. */
static void expect(const char *words, const char *completions)
{
	struct process process;
	struct bytes script = { 0 };

	bytes_append_text(&script, DENALI " --complete ");
	bytes_append_text(&script, words);
	bytes_append_text(&script, " | LC_ALL=C sort");
	cr_assert(process_run(
		&process, (const char *[]){ "sh", "-ec", script.data, NULL },
		COMPLETE_MS));
	cr_expect_eq(process.status, 0);
	cr_expect_str_eq(process.out.data != NULL ? process.out.data : "",
			 completions, "%s", words);
	cr_expect_str_eq(process.err.data != NULL ? process.err.data : "", "",
			 "%s", words);
	process_finish(&process);
	bytes_free(&script);
}

Test(completion, verbs)
{
	expect("ru", "run\n");
	expect("help ru", "run\n");
	expect("-", "--help\n--version\n");
	expect("rum", "");
	expect("nosuch ''", "");
	expect("", "");
}

Test(completion, options)
{
	expect("run --ne", "--net\n");
	expect("run --disk", "--disk-bus\n");
	expect("run image --ne", "");
	expect("run image --and --ne", "--net\n");
	expect("run -m 4M --ne", "--net\n");
	expect("run -m --ne", "");
}

Test(completion, verbs_of_verbs)
{
	expect("key ''", "add\ncreate\nlist\nremove\nshow\n");
	expect("key cr", "create\n");
	expect("host u", "upgrade\n");
	expect("host st", "status\nstop\n");
	expect("key nosuch ''", "");
	expect("host run build/sdk/sh", "build/sdk/share/\n");
}

/* What the user has: keys and hosts, in a folder of the test's. */
Test(completion, own)
{
	char folder[] = "/tmp/denali-completion-XXXXXX";
	char command[256];

	cr_assert(mkdtemp(folder) != NULL);
	setenv("XDG_CONFIG_HOME", folder, 1);
	snprintf(command, sizeof command,
		 "mkdir -p %s/denali/keys %s/denali/remotes; "
		 "touch %s/denali/keys/mine.key %s/denali/remotes/h.toml",
		 folder, folder, folder, folder);
	cr_assert(system(command) == 0);
	expect("key add ''", "mine\n");
	expect("publish --key ''", "mine\n");
	expect("publish --remote ''", "h\n");
	snprintf(command, sizeof command, "rm -rf %s", folder);
	cr_assert(system(command) == 0);
}

Test(completion, values)
{
	expect("run --net ''", "none\ntap=\nuser\n");
	expect("run -n 2 --machine q", "q35\n");
	expect("run -o ''", "json\nquiet\ntable\n");
	expect("run -m ''", "");
	expect("image --machine q", "q35\n");
	expect("image --net ''", "none\n");
	expect("new -t ht", "http\n");
	expect("new -t L", "");
	expect("new --template ht", "http\n");
}

/* Images where images are wanted, folders on the way; other files elsewhere. */
Test(completion, files)
{
	expect("run build/examples/hel", "build/examples/hello/\n");
	expect("run build/examples/hello/", "build/examples/hello/hello\n");
	expect("run -v READ", "README.md\n");
	expect("run READ", "");
	expect("run image READ", "README.md\n");
	expect("new -t http exam", "examples/\n");
	expect("new -t http READ", "");
	expect("run nosuch/", "");
	expect("run .clang", "");
	expect("run -v .clang-f", ".clang-format\n");
}

#define BASH                                                                   \
	"PATH=$PWD/build/sdk/bin:$PATH bash -c '. " COMPLETIONS                \
	"denali.bash; complete -p denali; c() { COMP_LINE=$1;"                 \
	" COMP_POINT=${#1}; _denali; echo \"[${COMPREPLY[*]}]\"; };"

Test(completion, bash)
{
	shell_expect(COMPLETE_MS, "^complete -F _denali denali$", BASH "'");
	shell_expect(COMPLETE_MS, "^\\[run\\]$", BASH "c \"denali ru\"'");
	shell_expect(COMPLETE_MS, "^\\[build/examples/hello/hello\\]$",
		     BASH "c \"denali run -p 80:80 build/examples/hello/\"'");
	shell_expect(COMPLETE_MS, "^\\[\\]$", BASH "c \"denali nosuch \"'");
	shell_expect(COMPLETE_MS, "^\\[user tap= none\\]$",
		     BASH "c \"denali run --net \"'");
}

/* Without a terminal there is nothing to complete for: a double shows what
 * zsh is told. */
#define ZSH                                                                    \
	"PATH=$PWD/build/sdk/bin:$PATH zsh -fc 'compadd() {"                   \
	" print -r -- \"$*: ${(P)@[-1]}\" }; words=(denali run "

Test(completion, zsh)
{
	shell_expect(COMPLETE_MS, "^-a -- whole: --net$",
		     ZSH "--ne); CURRENT=3; . " COMPLETIONS "_denali'");
	shell_expect(COMPLETE_MS, "^-S  -a -- part: tap=$",
		     ZSH "--net t); CURRENT=4; . " COMPLETIONS "_denali'");
}
