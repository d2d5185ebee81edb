/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali crash` for people who ask.
 */
#include "verbs.h"

#include "crash.h"

static const char help[] =
	"usage: denali crash [options] TOKEN...\n"
	"       denali crash [options] -\n"
	"       denali crash [options] SERVICE [NUMBER]\n"
	"\n"
	"Tells what crash tokens stand for: why the service was killed, and\n"
	"each function that it was in, with file and line.  Tokens are the\n"
	"last line of what `denali run` says of a crash, and begin with\n"
	"denali-1-.  With - all tokens in standard input are expanded, a log\n"
	"for example.\n"
	"\n"
	"With the name of a service, tells of its last crash on a host, or of\n"
	"the one of that number.\n"
	"\n"
	"Names and lines are in the .dbg file of the build that crashed.  It\n"
	"is looked for below the current folder, by its build-id.\n"
	"\n"
	"  --debug DIR|FILE    look here first (repeatable)\n"
	"  --stdin             the same as -\n"
	"  --remote REMOTE     SERVICE is on this host (the default remote)\n"
	"  --tenant NAME       of this tenant, for an administrator\n"
	"  -o FORM             as a table (for people), as json, or quiet:\n"
	"                      of each crash a line, where it was\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 1 if a token is garbled, its build is not found, or\n"
	"the service has not crashed; 125 for wrong usage, or where the\n"
	"host cannot say.\n"
	"\n"
	"  denali crash --debug releases/ denali-1-web-5e1f...-0c4d2b9a\n"
	"  denali crash - < service.log\n"
	"  denali crash web\n";

const struct verb verb_crash = {
	.group = VERB_EXAMINE,
	.name = "crash",
	.summary = "tell what a crash token stands for",
	.help = help,
	.main = crash_main,
};
