/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali inspect`, and its page for people who ask.
 */
#include <stdio.h>

#include "error.h"
#include "help.h"
#include "inspect.h"
#include "lookoptions.h"
#include "verbs.h"

static const char help[] =
	"usage: denali inspect [options] IMAGE\n"
	"\n"
	"Shows what an image says of itself and what is in it: its name,\n"
	"contract version, build-id and compiler, what may reach it and whom\n"
	"it may reach, its manifest, segments, mounts and bundled files, and\n"
	"whether a debug file of this build is there.  Nothing is run.\n"
	"\n"
	"  -o FORM             a table (for people), json, or quiet: status\n"
	"                      and errors only\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 if it is no image, for wrong usage or a host's\n"
	"error.  An image for a newer contract is shown too.\n"
	"\n"
	"  denali inspect build/web\n"
	"  denali inspect -o json build/web\n";

const struct verb verb_inspect = {
	.group = VERB_EXAMINE,
	.name = "inspect",
	.summary = "show what an image says of itself",
	.help = help,
	.main = inspect_main,
};

int inspect_main(int argc, char *argv[])
{
	struct look_options options;
	struct image image = { .fd = -1 };
	int status = lookoptions_read(argc, argv, 1, &options);

	if (status != 0)
		return status;
	if (options.help)
		return help_print("inspect");
	status = image_examine(&image, options.images[0]);
	if (status == 0) {
		json_t *document = inspect_make(&image);

		if (options.output == OUTPUT_TABLE) {
			inspect_print(&image, document);
		} else if (options.output == OUTPUT_JSON) {
			json_dumpf(document, stdout,
				   JSON_INDENT(1) | JSON_ENSURE_ASCII);
			putchar('\n');
		}
		json_decref(document);
	}
	image_close(&image);
	return status;
}
