/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali secret`: variables that nobody is to see.  A value comes from a file
 * or from standard input and from nowhere else: what is on a command line is
 * seen by all who use the machine, and kept by shells.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "call.h"
#include "listing.h"
#include "password.h"
#include "remedy.h"
#include "variable.h"
#include "verbs.h"

#define VALUE_MAX 4096

static int check_name(const struct call *call)
{
	const char *name = call->words[1];

	if (strchr(name, '=') != NULL)
		return error("%s: %.*s=...: a value on the command line is "
			     "seen by others; give it on standard input",
			     call->title, (int)strcspn(name, "="), name);
	if (!variable_name_good(name, strlen(name)))
		return error("%s: %s: no name for a variable; use letters, "
			     "digits and _, not a digit first",
			     call->title, name);
	return 0;
}

/* All of it, and a byte more if it is too much. */
static int read_all(const char *name, int fd, char value[VALUE_MAX + 1],
		    size_t *length)
{
	ssize_t got = 0;

	*length = 0;
	while (*length <= VALUE_MAX &&
	       (got = read(fd, value + *length, VALUE_MAX + 1 - *length)) > 0)
		*length += (size_t)got;
	if (got < 0)
		return error("%s: %s; %s", name, strerror(errno),
			     remedy(errno));
	return 0;
}

static int read_file(const char *path, char value[VALUE_MAX + 1],
		     size_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), status;

	if (fd < 0)
		return error("--from %s: %s; %s", path, strerror(errno),
			     remedy(errno));
	status = read_all(path, fd, value, length);
	close(fd);
	return status;
}

/* At a terminal a line that is not shown; else all, without the end of the last
 * line, which `echo` adds. */
static int read_input(const char *name, char value[VALUE_MAX + 1],
		      size_t *length)
{
	char question[96];
	int status;

	snprintf(question, sizeof question, "Value of %.64s", name);
	if (isatty(STDIN_FILENO)) {
		status = password_ask(question, value, VALUE_MAX + 1);
		*length = status == 0 ? strlen(value) : 0;
		return status;
	}
	status = read_all("standard input", STDIN_FILENO, value, length);
	if (status == 0 && *length > 0 && value[*length - 1] == '\n')
		--*length;
	return status;
}

static int send_value(struct call *call, const char *value, size_t length)
{
	char *path = allocate_text("/v1/services/%s/secrets/%s", call->words[0],
				   call->words[1]);
	const struct api_request request = {
		.method = "PUT", .path = path, .bytes = value, .length = length
	};
	struct api_answer answer;
	int status = api_do(&call->remote, &request, &answer);

	if (status == 0 && call->output != OUTPUT_QUIET)
		note("%s: secret %s is set; instances get it when they start: "
		     "`denali restart %s`",
		     call->words[0], call->words[1], call->words[0]);
	api_answer_free(&answer);
	free(path);
	return status;
}

static int secret_set(struct call *call)
{
	char value[VALUE_MAX + 1];
	size_t length = 0;
	int status = check_name(call);

	if (status == 0 && call->value['B'] != NULL)
		status = read_file(call->value['B'], value, &length);
	else if (status == 0)
		status = read_input(call->words[1], value, &length);
	if (status == 0 && length > VALUE_MAX)
		status = error("%s: the value is longer than %d bytes",
			       call->words[1], VALUE_MAX);
	else if (status == 0 && length == 0)
		status = error("%s: the value is empty; type or pipe one in, "
			       "or remove the secret by `denali secret rm`",
			       call->words[1]);
	if (status == 0)
		status = send_value(call, value, length);
	explicit_bzero(value, sizeof value);
	return status;
}

static int secret_list(struct call *call)
{
	static const struct column columns[] = {
		{ "NAME", "name", COLUMN_TEXT, NULL },
		{ "CHANGED", "changed", COLUMN_TIME, NULL },
		{ 0 },
	};

	return call_list(call,
			 api_list(&call->remote, "secrets",
				  "/v1/services/%s/secrets", call->words[0]),
			 columns);
}

static int secret_remove(struct call *call)
{
	int status = check_name(call);

	if (status == 0)
		status = api_change(&call->remote, "DELETE", NULL, NULL,
				    "/v1/services/%s/secrets/%s",
				    call->words[0], call->words[1]);
	if (status == 0 && call->output != OUTPUT_QUIET)
		note("%s: secret %s is removed; instances keep it until they "
		     "end: `denali restart %s`",
		     call->words[0], call->words[1], call->words[0]);
	return status;
}

static const struct action actions[] = {
	{ "set", "SERVICE VARIABLE", "rTBo", secret_set },
	{ "list", "SERVICE", "rTo", secret_list },
	{ "rm", "SERVICE VARIABLE", "rTo", secret_remove },
};

static int secret_main(int argc, char *argv[])
{
	return call_run(actions, sizeof actions / sizeof actions[0], argc,
			argv);
}

static const char secret_help[] =
	"usage: denali secret set [options] SERVICE VARIABLE\n"
	"       denali secret list [options] SERVICE\n"
	"       denali secret rm [options] SERVICE VARIABLE\n"
	"\n"
	"Secrets are variables of a service's environment that no list,\n"
	"log or audit shows: its instances alone get them, when they\n"
	"start.  set takes the value, of up to 4 KiB, from standard\n"
	"input, without the end of its last line, or from a file, and\n"
	"asks for it at a terminal, where it is not shown.  list shows\n"
	"the names.\n"
	"\n"
	"  --from FILE         the value is what this file has\n"
	"  --remote HOST       a host that is not the default one\n"
	"  --tenant NAME       of this tenant, for an administrator\n"
	"  -o FORM             a list as a table, as json, or quiet: the\n"
	"                      names alone\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or what the host\n"
	"refuses.\n"
	"\n"
	"  denali secret set web API_KEY <key.txt\n"
	"  denali secret list web\n";

const struct verb verb_secret = {
	.group = VERB_PUBLISH,
	.name = "secret",
	.summary = "give a service what nobody else is to see",
	.help = secret_help,
	.main = secret_main,
};
