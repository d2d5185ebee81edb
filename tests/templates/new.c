/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali new` without a VM: what it makes, lists and refuses.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "workshop.h"

static const struct mistake {
	const char *words;
	const char *message; /* after "denali: " */
} mistakes[] = {
	{ "", "new: no folder given; write `denali new -t http web`, say" },
	{ "-t htpp web", "new: no template htpp; did you mean http?" },
	{ "-t '' web", "new: no template ; see `denali new --list`" },
	{ "-t ../x web", "new: no template ../x; see `denali new --list`" },
	{ "-t", "new: option -t needs a value; see `denali help new`" },
	{ "-x web", "new: unknown option -x; see `denali help new`" },
	{ "--lits", "new: unknown option --lits; did you mean --list?" },
	{ "--list=1", "new: option --list=1: takes no value" },
	{ "--list web", "new: --list takes no folder: web" },
	{ "--list -o jsno", "-o jsno: unknown; did you mean json?" },
	{ "-o json web", "-o json: is for lists; give --list too" },
	{ "web site", "new: site: a second folder; give one" },
	{ "full", "full: is there, and not empty; choose another folder" },
	{ "full/a", "full/a: is there, and not a folder; choose another name" },
	{ "full/a/web",
	  "full/a/web: cannot make the folder: Not a directory; correct the "
	  "name: a file stands where it has a folder" },
	{ "there/not/web",
	  "there/not/web: cannot make the folder: No such file or directory; "
	  "correct the name, or see whether its folder is there" },
	{ "Web", "new: Web: not a name for a service: at most 31 lower-case "
		 "letters, digits and hyphens, a letter first; give another by "
		 "--name" },
	{ "--name 9p web",
	  "new: 9p: not a name for a service: at most 31 lower-case letters, "
	  "digits and hyphens, a letter first; give another by --name" },
};

static void expect_mistake(const struct mistake *mistake)
{
	const struct process *process = workshop_run("denali new %s",
						     mistake->words);
	char message[256];

	snprintf(message, sizeof message, "denali: %s\n", mistake->message);
	cr_expect(process->status == 125, "%s: status %d", mistake->words,
		  process->status);
	cr_expect(process->err.data != NULL &&
			  strcmp(process->err.data, message) == 0,
		  "%s: %s", mistake->words, process->err.data);
}

Test(new, mistakes, .init = workshop_open, .fini = workshop_close)
{
	workshop_run("mkdir full && touch full/a");
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++)
		expect_mistake(&mistakes[i]);
	workshop_expect(0, "^full\nfull/a\n$", "find *");
}

/* A name may have 31 letters, and end in anything but a hyphen. */
Test(new, names, .init = workshop_open, .fini = workshop_close)
{
	workshop_expect(0, "^abcdefghijklmnopqrstuvwxyz-1234 is a new service",
			"denali new abcdefghijklmnopqrstuvwxyz-1234");
	workshop_expect(125, "not a name", "denali new %s",
			"abcdefghijklmnopqrstuvwxyz-12345");
	workshop_expect(0, "^a is", "denali new a/");
	workshop_expect(125, "not a name", "denali new a-");
	workshop_expect(0, "^other is", "denali new --name other Mine");
	workshop_expect(0, "^NAME := other$", "cat Mine/Makefile");
}

/* An empty folder will do, also the current one, which names the service. */
Test(new, empty_folder, .init = workshop_open, .fini = workshop_close)
{
	workshop_expect(0, "^web is a new service, from the template http",
			"mkdir web && cd web && denali new -t http .");
	workshop_expect(0, "^name = \"web\"$", "cat web/denali.toml");
}

/* No licence of ours stays in what has become the user's, and no mark. */
Test(new, content, .init = workshop_open, .fini = workshop_close)
{
	workshop_expect(
		0, "^$",
		"for t in $(denali new --list -o quiet); do\n"
		"	denali new -t $t $t >log || echo $t\n"
		"	head -n 1 $t/*.c | grep -q '^/[*]$' || echo $t\n"
		"done\n"
		"! grep -rE 'SPDX|@NAME@' .");
}

/* A disk that fills up, or a limit that is hit, half-way. */
Test(new, no_room, .init = workshop_open, .fini = workshop_close)
{
	workshop_expect(125,
			"^denali: web/[a-zA-Z.]+: cannot write the file: File "
			"too large; a limit of yours is in the way",
			"trap '' XFSZ; ulimit -f 1; denali new -t http web");
	workshop_expect(0, "^$", "ls -A");
	workshop_expect(125, "cannot write the file",
			"trap '' XFSZ; mkdir web; ulimit -f 1\n"
			"denali new -t http web");
	workshop_expect(0, "^web$", "find * -print");
}

Test(new, list, .init = workshop_open, .fini = workshop_close)
{
	workshop_expect(0, "^hello +A program that says hello and ends\\.$",
			"denali new --list");
	workshop_expect(0, "^hello\nhttp$", "denali new -l -o quiet");
	workshop_expect(0, "\"name\": \"http\",\n *\"summary\": \"A web",
			"denali new --list -o json");
}
