/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali torture` for people who ask.
 */
#include "verbs.h"

#include "torture.h"

static const char help[] =
	"usage: denali torture [options]\n"
	"\n"
	"Boots hosts on which hostile virtual machines attack the kernel and\n"
	"each other in every way known, a family of attacks after another.\n"
	"Beside them one quiet machine serves pages, and looks at its memory\n"
	"before each.  Prints a line for each family:\n"
	"\n"
	"  attacks, attackers  ways to attack, and machines that did\n"
	"  contained           of these, how many ended as they must\n"
	"  answered, lost      requests to the quiet machine\n"
	"  slowest             the longest that an answer took\n"
	"  memory              the quiet machine's: as it left it, or not\n"
	"  ledger              whether time and memory are all accounted for\n"
	"\n"
	"  --family NAME       this family only\n"
	"  --seconds N         how long each host is attacked (5)\n"
	"  --attackers N       machines that attack at a time (32)\n"
	"  --host-mem SIZE     memory of the host machine (256M)\n"
	"  --list              list the attacks, and do nothing\n"
	"  -o FORM             a table, json, or quiet: status only\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0 if the host held, 1 if not, 125 for wrong usage or a\n"
	"host's error.\n"
	"\n"
	"  denali torture --list\n"
	"  denali torture --family rings --seconds 20 -o json\n";

const struct verb verb_torture = {
	.group = VERB_MAINTAIN,
	.name = "torture",
	.summary = "attack a host, and tell how it holds",
	.help = help,
	.main = torture_main,
};
