/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali test` for people who ask.
 */
#include "verbs.h"

#include "test.h"

static const char help[] =
	"usage: denali test [options] [DIR|FILE] [IMAGE]\n"
	"\n"
	"Boots an image once for each test that DIR/test.toml has (FILE,\n"
	"if it is called otherwise; the current folder, if there is none),\n"
	"and sees that it prints, answers and ends as the test says.  IMAGE\n"
	"is DIR/build/NAME unless given, with the name in DIR/denali.toml.\n"
	"\n"
	"  --filter PATTERN    only tests whose names have PATTERN in them,\n"
	"                      which may have * and ? in it\n"
	"  --list              list the tests, and do nothing\n"
	"  --fail-fast         stop after the first test that fails\n"
	"  -m SIZE             give the VMs so much memory, to try it\n"
	"  --junit FILE        write what came of them as JUnit's XML\n"
	"  --json FILE         write it as JSON, with all that was printed\n"
	"  -o FORM             a table (for people), json, or quiet: errors\n"
	"                      only\n"
	"  -h, --help          this page\n"
	"\n"
	"Then says how much memory the service has used, and how much would\n"
	"do.  Exit status: 0; 1 if a test failed; 125 if one could not be\n"
	"carried out, for wrong usage or a host's error.\n"
	"\n"
	"  denali test\n"
	"  denali test --filter 'serves*' --junit results.xml web\n";

const struct verb verb_test = {
	.group = VERB_BUILD,
	.name = "test",
	.summary = "run a service's tests",
	.help = help,
	.main = test_main,
};
