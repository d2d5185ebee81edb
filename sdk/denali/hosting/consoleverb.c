/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali console`: standard input to an instance, and what it prints.
 *
 * Input goes by requests of its own, a thread shows what is printed: each has
 * a connection, and neither waits for the other.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "api.h"
#include "call.h"
#include "follow.h"
#include "testservice.h"
#include "verbs.h"

#define INPUT_MAX 4096
#define QUIET_MS 2000 /* after the input's end */

struct shown {
	struct remote remote;
	struct follow follow;
	_Atomic int64_t last; /* when a line came */
	bool enough;
};

static void show(void *context, const json_t *line)
{
	const struct buffer head = { 0 };
	struct shown *shown = context;

	follow_print(line, &head);
	fflush(stdout);
	shown->last = service_now();
}

static void *show_all(void *argument)
{
	struct shown *shown = argument;

	follow_run(&shown->remote, &shown->follow);
	return NULL;
}

/* The sequence number after which lines are new; -1, the error printed: the
 * host cannot say. */
static int64_t newest(struct call *call)
{
	json_t *answer = api_get(&call->remote, "/v1/services/%s/logs?limit=1",
				 call->words[0]);
	int64_t next = answer != NULL ? api_integer(answer, "next") : -1;

	json_decref(answer);
	return next;
}

static int refused(const struct call *call, const struct api_answer *answer)
{
	if (strcmp(api_code(answer), "several-instances") == 0)
		return error("console: %s has several instances; name one with "
			     "--instance, as in `denali ps %s`",
			     call->words[0], call->words[0]);
	return api_refused(&call->remote, answer);
}

/* Some input, or its end.  What the instance has no room for yet is sent
 * again. */
static int send_input(struct call *call, const char *path, const char *bytes,
		      size_t length)
{
	const struct timespec pause = { .tv_nsec = 100000000L };
	int status = 0;

	do {
		const struct api_request request = { .method = "POST",
						     .path = path,
						     .bytes = bytes,
						     .length = length };
		struct api_answer answer;
		int64_t taken;

		status = api_ask(&call->remote, &request, &answer);
		if (status == 0 && answer.status >= 300)
			status = refused(call, &answer);
		taken = api_integer(answer.json, "taken");
		if (taken < 0 || (uint64_t)taken > length)
			taken = (int64_t)length;
		bytes += taken;
		length -= (size_t)taken;
		api_answer_free(&answer);
		if (status == 0 && length > 0 && taken == 0)
			nanosleep(&pause, NULL);
	} while (status == 0 && length > 0);
	return status;
}

static int pass_input(struct call *call, const char *instance)
{
	char *path = allocate_text("/v1/services/%s/console%s%s",
				   call->words[0],
				   instance != NULL ? "?instance=" : "",
				   instance != NULL ? instance : "");
	char *end = allocate_text("%s%cend=1", path,
				  instance != NULL ? '&' : '?');
	char bytes[INPUT_MAX];
	int status = 0;
	ssize_t n;

	while (status == 0 &&
	       ((n = read(STDIN_FILENO, bytes, sizeof bytes)) > 0 ||
		(n < 0 && errno == EINTR)))
		if (n > 0)
			status = send_input(call, path, bytes, (size_t)n);
	if (status == 0)
		status = send_input(call, end, NULL, 0);
	free(end);
	free(path);
	return status;
}

static void await_quiet(const struct shown *shown)
{
	const struct timespec pause = { .tv_nsec = 100000000L };
	int64_t begun = service_now();

	while (service_now() - begun < QUIET_MS ||
	       service_now() - shown->last < QUIET_MS)
		nanosleep(&pause, NULL);
}

static int console(struct call *call)
{
	struct shown *shown = allocate(1, sizeof *shown);
	char *instance = call->value['i'] != NULL ?
				 http_escape(call->value['i']) :
				 NULL;
	pthread_t thread;
	int status;

	shown->follow = (struct follow){ .service = call->words[0],
					 .instance = call->value['i'],
					 .forever = true,
					 .take = show,
					 .context = shown };
	shown->follow.after = newest(call);
	status = shown->follow.after < 0 ?
			 STATUS_ERROR :
			 remote_open_for(&shown->remote, call->remote.name,
					 call->value['T']);
	if (status == 0 && pthread_create(&thread, NULL, show_all, shown) != 0)
		status = error("console: no thread can be had; end other "
			       "programs");
	if (status == 0) {
		status = pass_input(call, instance);
		if (status == 0)
			await_quiet(shown);
	}
	free(instance);
	/* The thread ends with the program, and keeps what it needs. */
	return status;
}

static const struct action actions[] = {
	{ NULL, "SERVICE", "rTi", console },
};

static int console_main(int argc, char *argv[])
{
	return call_run(actions, 1, argc, argv);
}

static const char help[] =
	"usage: denali console [options] SERVICE\n"
	"\n"
	"Passes standard input to an instance of a service on a host, and\n"
	"shows what the service prints from now on, until Ctrl-C.  The end of\n"
	"the input is passed on too; then this ends when nothing has been\n"
	"printed for two seconds.\n"
	"\n"
	"  --instance ID       this instance, as in `denali ps SERVICE`, if\n"
	"                      there are several\n"
	"  --remote REMOTE     the host (the default remote)\n"
	"  --tenant NAME       of this tenant, for an administrator\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where the host refuses.\n"
	"\n"
	"  denali console game\n"
	"  denali console --instance 4k2vq7aa game\n";

const struct verb verb_console = {
	.group = VERB_PUBLISH,
	.name = "console",
	.summary = "talk to a service on a host",
	.help = help,
	.main = console_main,
};
