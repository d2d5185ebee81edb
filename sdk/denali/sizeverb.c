/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali size` for people who ask.
 */
#include "verbs.h"

#include "size.h"

static const char help[] =
	"usage: denali size [options] IMAGE\n"
	"\n"
	"Shows what an image is made of, in bytes of memory: executable\n"
	"(text), read-only (rodata), writable (data) and writable but not in\n"
	"the file (bss).  The sums are the sizes of its segments.\n"
	"\n"
	"  --by component      the program, and each library (the default)\n"
	"  --by file           each object, or member of an archive\n"
	"  --by symbol         each function and variable\n"
	"  --by segment        what the kernel maps\n"
	"  --top N             at most N rows, the largest (0: all; of files\n"
	"                      and symbols 25 unless given)\n"
	"  --diff OLD          what has changed since another image\n"
	"  --budget FILE       fail if the image is larger than this allows,\n"
	"                      and name what grew\n"
	"  --update            record the sizes beside the budget, so that\n"
	"                      what grows from now on can be named\n"
	"  -o FORM             a table (for people), json, or quiet: errors,\n"
	"                      and what exceeds the budget, only\n"
	"  -h, --help          this page\n"
	"\n"
	"Files and symbols come from IMAGE.dbg, which denali-cc -g makes.\n"
	"Exit status: 0; 1 if a budget is exceeded; 125 for wrong usage or a\n"
	"host's error.\n"
	"\n"
	"  denali size --by symbol --top 10 build/web\n"
	"  denali size --budget budget.toml build/web\n";

const struct verb verb_size = {
	.group = VERB_EXAMINE,
	.name = "size",
	.summary = "show what takes room in an image",
	.help = help,
	.main = size_main,
};
