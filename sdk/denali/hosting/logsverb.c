/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali logs`: what a service has printed, and prints.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "follow.h"
#include "listing.h"
#include "verbs.h"

#define LINES_MOST 1000

static void print_line(void *context, const json_t *line)
{
	const struct call *call = context;
	struct buffer head = { 0 };
	const struct column time = { .key = "time", .kind = COLUMN_TIME };
	const struct column instance = { .key = "instance" };

	if (call->output == OUTPUT_JSON) {
		json_dumpf(line, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
		putchar('\n');
		return;
	}
	if (call->value['t'] != NULL) {
		listing_cell(&head, &time, line);
		buffer_append(&head, " ", 1);
		listing_cell(&head, &instance, line);
		buffer_append(&head, " ", 1);
	}
	follow_print(line, &head);
	buffer_free(&head);
}

static int logs(struct call *call)
{
	struct follow follow = { .service = call->words[0],
				 .instance = call->value['i'],
				 .previous = call->value['p'] != NULL,
				 .forever = call->value['f'] != NULL,
				 .after = -1,
				 .take = print_line,
				 .context = call };
	uint64_t count = 0, after = 0;

	if (!call_number(call, 'n', 1, LINES_MOST, &count) ||
	    !call_number(call, 's', 0, INT64_MAX, &after))
		return STATUS_ERROR;
	if (follow.previous && follow.forever)
		return error("logs: --previous is of an instance that has "
			     "ended and prints no more; leave out --follow");
	if (follow.instance != NULL && follow.previous)
		return error("logs: --previous and --instance both say which "
			     "instance; leave one out");
	if (call->value['s'] != NULL)
		follow.after = (int64_t)after;
	follow.count = (unsigned)count;
	return follow_run(&call->remote, &follow);
}

static const struct action actions[] = {
	{ NULL, "SERVICE", "rTofpsnit", logs },
};

static int logs_main(int argc, char *argv[])
{
	return call_run(actions, 1, argc, argv);
}

static const char help[] =
	"usage: denali logs [options] SERVICE\n"
	"\n"
	"Shows what a service on a host has printed, the last lines of it.\n"
	"Lines have sequence numbers, are kept when an instance has ended,\n"
	"and are dropped when there are too many; how many is then told on\n"
	"standard error.\n"
	"\n"
	"  -f, --follow        go on with what it prints from now on\n"
	"  -n COUNT            so many lines, at most 1000 (100)\n"
	"  --since SEQUENCE    all lines after the one of that number\n"
	"  --previous          of the instance that ended last\n"
	"  --instance ID       of that instance, as in `denali ps SERVICE`\n"
	"  -t, --times         with the time and the instance before each\n"
	"  --remote REMOTE     the host (the default remote)\n"
	"  --tenant NAME       of this tenant, for an administrator\n"
	"  -o FORM             as text (table), or an object of json a line\n"
	"  -h, --help          this page\n"
	"\n"
	"On a terminal, control characters are shown as \\xHH.\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where the host cannot say.\n"
	"\n"
	"  denali logs web\n"
	"  denali logs -f -t web\n";

const struct verb verb_logs = {
	.group = VERB_PUBLISH,
	.name = "logs",
	.summary = "show what a service prints",
	.help = help,
	.main = logs_main,
};
