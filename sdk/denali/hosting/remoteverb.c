/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali remote`: the hosts that the user publishes to.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "call.h"
#include "certificate.h"
#include "config.h"
#include "listing.h"
#include "remedy.h"
#include "verbs.h"

#define TOKEN_MAX 1024

/* ---- add ---- */

/* The token of --token: the first line of the file, or of standard input. */
static int read_token(struct call *call, struct remote *remote)
{
	const char *path = call->value['k'];
	char line[TOKEN_MAX] = "";
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");

	if (file == NULL)
		return error("%s: cannot be read: %s; %s", path,
			     strerror(errno), remedy(errno));
	if (fgets(line, sizeof line, file) == NULL)
		line[0] = '\0';
	if (file != stdin)
		fclose(file);
	line[strcspn(line, "\r\n")] = '\0';
	if (!remote_token_good(line))
		return error("%s: the first line is no token; a token is what "
			     "`denali token create` prints, dnl_ and letters",
			     path);
	remote->token = allocate_text("%s", line);
	return 0;
}

/* Who answers there, told nothing yet. */
static int learn(struct remote *remote)
{
	struct http_session *session = http_open_unchecked();
	char *url = allocate_text("%s/v1", remote->url);
	const struct http_exchange exchange = { .method = "GET",
						.url = url,
						.limit_ms = 30000 };
	struct http_answer answer;
	int status = 0;

	http_perform(session, &exchange, &answer);
	if (answer.fingerprint[0] != '\0') {
		remote->fingerprint = allocate_text("%s", answer.fingerprint);
		remote->certificate = allocate_text("%s", answer.certificate);
	} else {
		char *said = api_text(answer.problem != NULL ? answer.problem :
							       "no TLS");

		status = error("%s: %s; is a Denali host running there, and "
			       "is that its HTTPS port?",
			       remote->url, said);
		free(said);
	}
	http_answer_free(&answer);
	http_close(session);
	free(url);
	return status;
}

static bool says_yes(void)
{
	char line[16];

	fprintf(stderr, "Is that the fingerprint which the host's operator "
			"has told you (yes/no)? ");
	return fgets(line, sizeof line, stdin) != NULL &&
	       strcmp(line, "yes\n") == 0;
}

/* Is that the host? */
static int check_fingerprint(const struct call *call,
			     const struct remote *remote)
{
	const char *said = call->value['F'];
	char wanted[HTTP_FINGERPRINT_MAX];

	if (said != NULL && !fingerprint_read(said, wanted))
		return error("--fingerprint %s: not 64 hexadecimal digits; "
			     "`denali host status` shows it",
			     said);
	if (said != NULL && strcmp(wanted, remote->fingerprint) != 0)
		return error("%s: its certificate is sha256:%s, not the one "
			     "given; somebody may be in between, or the "
			     "fingerprint is another host's",
			     remote->url, remote->fingerprint);
	if (said != NULL)
		return 0;
	note("%s: its certificate is sha256:%s", remote->url,
	     remote->fingerprint);
	if (call->value['y'] != NULL)
		return 0;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return error("remote add: nobody can be asked whether that is "
			     "the host; give --fingerprint, or --yes to trust "
			     "it");
	return says_yes() ? 0 :
			    error("remote add: not added; ask the host's "
				  "operator for the fingerprint");
}

/* The token is good there, and whose it is. */
static int greet(struct remote *remote)
{
	json_t *who = api_get(remote, "/v1");
	char *host, *tenant;

	if (who == NULL)
		return STATUS_ERROR;
	host = api_text(api_string(who, "host"));
	tenant = api_text(api_string(who, "tenant"));
	note("remote %s: host %s, %s%s", remote->name, host,
	     tenant[0] != '\0' ? "tenant " : "as its administrator", tenant);
	free(host);
	free(tenant);
	json_decref(who);
	return 0;
}

/* --replace keeps what is not given. */
static int begin(struct call *call, struct remote *remote)
{
	const char *name = call->words[0], *url = call->words[1];
	struct remote old = { 0 };
	bool there = remote_exists(name);

	if (there && call->value['R'] == NULL)
		return error("remote add: %s is there already; use --replace, "
			     "or another name",
			     name);
	if (call->value['k'] == NULL && !there)
		return error("remote add: no token given; put it in a file "
			     "and give --token FILE, or --token - and the "
			     "token on standard input");
	remote->name = allocate_text("%s", name);
	remote->url = strstr(url, "://") != NULL ?
			      allocate_text("%s", url) :
			      allocate_text("https://%s", url);
	while (remote->url[strlen(remote->url) - 1] == '/')
		remote->url[strlen(remote->url) - 1] = '\0';
	if (!remote_url_good(remote->url))
		return error("remote add: %s: not the address of a host, as in "
			     "https://host.example:4433",
			     url);
	if (call->value['T'] != NULL)
		remote->tenant = allocate_text("%s", call->value['T']);
	if (call->value['k'] != NULL)
		return read_token(call, remote);
	if (remote_open(&old, name) == 0 && old.token != NULL)
		remote->token = allocate_text("%s", old.token);
	remote_free(&old);
	return remote->token != NULL ? 0 :
				       error("remote add: %s has no token; "
					     "give --token FILE",
					     name);
}

static int add(struct call *call)
{
	struct remote remote = { 0 };
	int status = begin(call, &remote);

	if (status == 0)
		status = learn(&remote);
	if (status == 0)
		status = check_fingerprint(call, &remote);
	if (status == 0)
		status = greet(&remote);
	if (status == 0)
		status = remote_save(&remote);
	remote_free(&remote);
	return status;
}

/* ---- the others ---- */

static json_t *row_of(const char *name, const char *usual)
{
	struct remote remote;
	json_t *row = NULL;

	if (remote_open(&remote, name) == 0) {
		row = json_pack("{s:s, s:s, s:b, s:s}", "name", name, "url",
				remote.url, "default",
				usual != NULL && strcmp(usual, name) == 0,
				"fingerprint", remote.fingerprint);
		if (remote.tenant != NULL)
			json_object_set_new(row, "tenant",
					    json_string(remote.tenant));
	}
	remote_free(&remote);
	return row;
}

static int list(struct call *call)
{
	static const struct column columns[] = {
		{ .title = "NAME", .key = "name" },
		{ .title = "URL", .key = "url" },
		{ .title = "DEFAULT", .key = "default" },
		{ .title = "TENANT", .key = "tenant" },
		{ .title = "FINGERPRINT", .key = "fingerprint" },
		{ 0 },
	};
	json_t *rows = json_array();
	char *usual = remote_default(), **names;
	size_t count;
	int status = 0;

	names = remote_names(&count);
	for (size_t i = 0; i < count; i++) {
		json_t *row = row_of(names[i], usual);

		if (row != NULL)
			json_array_append_new(rows, row);
		else
			status = STATUS_ERROR;
		free(names[i]);
	}
	listing_print(rows, columns, call->output);
	json_decref(rows);
	free(names);
	free(usual);
	return status;
}

/* Whether there is one of that name; else the error is printed. */
static int look(const char *name)
{
	struct remote remote;
	int status = 0;

	if (!remote_exists(name)) {
		status = remote_open(&remote, name);
		remote_free(&remote);
	}
	return status;
}

static int delete (struct call *call)
{
	int status = look(call->words[0]);

	return status == 0 ? remote_delete(call->words[0]) : status;
}

static int choose(struct call *call)
{
	char *usual;
	int status;

	if (call->count > 0) {
		status = look(call->words[0]);
		return status == 0 ? remote_set_default(call->words[0]) :
				     status;
	}
	usual = remote_default();
	if (usual == NULL)
		return error("no remote is the default; choose with `denali "
			     "remote default NAME`");
	printf("%s\n", usual);
	free(usual);
	return 0;
}

static const struct action actions[] = {
	{ "add", "NAME URL", "TkFyR", add },
	{ "list", "", "o", list },
	{ "remove", "REMOTE", "", delete },
	{ "default", "[REMOTE]", "", choose },
};

static int remote_main(int argc, char *argv[])
{
	return call_run(actions, sizeof actions / sizeof actions[0], argc,
			argv);
}

static const char help[] =
	"usage: denali remote add [options] NAME URL\n"
	"       denali remote list [-o FORM]\n"
	"       denali remote remove REMOTE\n"
	"       denali remote default [REMOTE]\n"
	"\n"
	"Keeps the hosts that you publish to.  add asks the host at URL, say\n"
	"https://host.example:4433, for its certificate, shows what is known\n"
	"as its fingerprint, and trusts that certificate and no other from\n"
	"then on; the token is what the host's operator has given you.  The\n"
	"first remote is the default, which is meant where neither --remote\n"
	"nor DENALI_REMOTE in the environment names one.\n"
	"\n"
	"  --token FILE        the token is in the file's first line; -: on\n"
	"                      standard input\n"
	"  --fingerprint SHA256  the certificate must have this one; else you\n"
	"                      are asked whether it is right\n"
	"  --yes               trust whatever certificate there is\n"
	"  --replace           the remote is there already: pin the host's\n"
	"                      new certificate, or take a new token\n"
	"  --tenant NAME       act for this tenant, with an administrator's\n"
	"                      token\n"
	"  -o FORM             the list as a table, as json, or quiet: names\n"
	"  -h, --help          this page\n"
	"\n"
	"Remotes are files in ~/.config/denali/remotes, for your eyes only.\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where it cannot be done.\n"
	"\n"
	"  denali remote add --token token.txt h https://host.example:4433\n"
	"  denali remote list\n";

const struct verb verb_remote = {
	.group = VERB_PUBLISH,
	.name = "remote",
	.summary = "keep the hosts that you publish to",
	.help = help,
	.main = remote_main,
};
