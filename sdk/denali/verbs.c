/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "verbs.h"

#include <string.h>
#include <unistd.h>

#include "error.h"
#include "help.h"
#include "suggest.h"

static const char help_help[] =
	"usage: denali help [VERB]\n"
	"\n"
	"Shows what a verb does, or which verbs there are.\n"
	"\n"
	"  -h, --help          this page\n"
	"\n"
	"  denali help\n"
	"  denali help run\n";

static int help_main(int argc, char *argv[])
{
	if (argc > 2)
		return error("help: unexpected %s; name one verb", argv[2]);
	if (argc > 1 &&
	    (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0))
		return help_print("help");
	return help_print(argc > 1 ? argv[1] : NULL);
}

static const struct verb verb_help = {
	.group = VERB_MAINTAIN,
	.name = "help",
	.summary = "show how to use the command, or a verb",
	.help = help_help,
	.main = help_main,
};

/* In the order in which a newcomer meets them. */
static const struct verb *const verbs[] = {
	&verb_new,      &verb_run,     &verb_test,    &verb_image,
	&verb_size,     &verb_inspect, &verb_diff,    &verb_debug,
	&verb_crash,    &verb_host,    &verb_publish, &verb_versions,
	&verb_rollback, &verb_secret,  &verb_key,     &verb_push,
	&verb_remote,   &verb_ps,      &verb_logs,    &verb_console,
	&verb_top,      &verb_stop,    &verb_start,   &verb_restart,
	&verb_rm,       &verb_scale,   &verb_limits,  &verb_disk,
	&verb_tenant,   &verb_token,   &verb_account, &verb_audit,
	&verb_torture,  &verb_doctor,  &verb_help,
};
#define VERB_COUNT (sizeof verbs / sizeof verbs[0])

const struct verb *verb_at(size_t i)
{
	return i < VERB_COUNT ? verbs[i] : NULL;
}

/* What other tools call ours. */
static const struct {
	const char *name, *ours;
} foreign[] = {
	{ "build", "denali-cc, or make in a service's folder" },
	{ "compile", "denali-cc, or make in a service's folder" },
	{ "create", "denali new" },
	{ "exec", "denali run" },
	{ "gdb", "denali debug" },
	{ "init", "denali new, or denali host init" },
	{ "info", "denali inspect" },
	{ "templates", "denali new --list" },
};

static void refuse(const char *name, const char *const names[], size_t count)
{
	const char *near = suggest(name, names, count);

	for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
		if (strcmp(name, foreign[i].name) == 0) {
			error("unknown command %s; use %s", name,
			      foreign[i].ours);
			return;
		}
	if (near != NULL)
		error("unknown command %s; did you mean %s?", name, near);
	else if (access(name, F_OK) == 0)
		error("unknown command %s; an image is run by `denali run %s`",
		      name, name);
	else
		error("unknown command %s; see `denali --help`", name);
}

const struct verb *verb_find(const char *name)
{
	const char *names[VERB_COUNT];

	for (size_t i = 0; i < VERB_COUNT; i++) {
		names[i] = verbs[i]->name;
		if (strcmp(name, names[i]) == 0)
			return verbs[i];
	}
	refuse(name, names, VERB_COUNT);
	return NULL;
}
