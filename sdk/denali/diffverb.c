/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali diff` for people who ask.
 */
#include "diff.h"
#include "verbs.h"

static const char help[] =
	"usage: denali diff [options] IMAGE IMAGE\n"
	"\n"
	"Shows what has changed from one image to another: key by key what\n"
	"they say of themselves (see `denali inspect`), segments, sizes,\n"
	"bundled files; and the symbols that are new, gone, larger or\n"
	"smaller, where the debug files of both are there.\n"
	"\n"
	"  -o FORM             a table (for people), json, or quiet: status\n"
	"                      and errors only\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0 if the images are the same, byte for byte; 1 if not;\n"
	"125 for wrong usage, or if one is no image.\n"
	"\n"
	"  denali diff build/web.old build/web\n"
	"  denali diff -o quiet one/web other/web\n";

const struct verb verb_diff = {
	.group = VERB_EXAMINE,
	.name = "diff",
	.summary = "show what has changed between two images",
	.help = help,
	.main = diff_main,
};
