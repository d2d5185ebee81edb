/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali new` for people who ask.
 */
#include "verbs.h"

#include "new.h"

static const char help[] =
	"usage: denali new [-t TEMPLATE] [--name NAME] DIR\n"
	"       denali new --list [-o FORM]\n"
	"\n"
	"Makes the folder DIR, which must not be there or be empty, with a\n"
	"service of your own to begin with: source, Makefile, manifest and\n"
	"test.  `make run` in it builds and runs it.\n"
	"\n"
	"  -t, --template TEMPLATE\n"
	"                      what to begin with (hello)\n"
	"  --name NAME         what the service is called (as DIR): at most\n"
	"                      31 lower-case letters, digits and hyphens\n"
	"  -l, --list          show which templates there are\n"
	"  -o FORM             the list as a table, as json, or quiet: the\n"
	"                      names alone\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0 if it is made; 125 for wrong usage or where it cannot\n"
	"be made, and then nothing is left of it.\n"
	"\n"
	"  denali new --list\n"
	"  denali new -t http web\n";

const struct verb verb_new = {
	.group = VERB_BUILD,
	.name = "new",
	.summary = "begin a service from a template",
	.help = help,
	.main = new_main,
};
