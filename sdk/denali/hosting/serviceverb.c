/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali stop`, `start`, `restart`, `rm` and `scale`: what is to become of a
 * service.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "await.h"
#include "call.h"
#include "listing.h"
#include "verbs.h"

/* --dry-run: what would be done, to what; only asks. */
static int pretend(struct call *call, const char *name, const char *what)
{
	json_t *service = api_get(&call->remote, "/v1/services/%s", name);
	char *state;

	if (service == NULL)
		return STATUS_ERROR;
	state = api_text(api_string(service, "state"));
	printf("would %s %s (%s, version %lld, %lld of %lld instances)\n", what,
	       name, state, (long long)api_integer(service, "version"),
	       (long long)api_integer(service, "instances"),
	       (long long)api_integer(service, "wanted"));
	free(state);
	json_decref(service);
	return 0;
}

/* ---- one after another ---- */

enum change { STOP, START, RESTART, REMOVE };

static const struct {
	const char *verb, *done;
	enum await await;
} changes[] = {
	[STOP] = { "stop", "stopped", AWAIT_STOPPED },
	[START] = { "start", "started", AWAIT_RUNNING },
	[RESTART] = { "restart", "restarted", AWAIT_RUNNING },
	[REMOVE] = { "rm", "removed", AWAIT_GONE },
};

static int change_one(struct call *call, enum change change, const char *name)
{
	json_t *old = NULL;
	json_t *answer = NULL;
	int status;

	if (call->value['d'] != NULL)
		return pretend(call, name,
			       change == REMOVE ? "remove" :
						  changes[change].verb);
	if (call->value['w'] != NULL && change == RESTART) {
		old = await_instances(&call->remote, name);
		if (old == NULL)
			return STATUS_ERROR;
	}
	if (change == REMOVE)
		status = api_change(&call->remote, "DELETE", NULL, &answer,
				    "/v1/services/%s", name);
	else
		status = api_change(&call->remote, "POST", NULL, &answer,
				    "/v1/services/%s/%s", name,
				    changes[change].verb);
	if (status == 0 && call->value['w'] != NULL)
		status = await_service(&call->remote, name,
				       changes[change].await, old);
	if (status == 0 && call->output == OUTPUT_TABLE)
		printf("%s: %s\n", name, changes[change].done);
	if (status == 0 && call->output == OUTPUT_JSON && answer != NULL)
		listing_json(answer);
	json_decref(answer);
	json_decref(old);
	return status;
}

/* All of them, whatever comes of one. */
static int change_all(struct call *call, enum change change)
{
	int status = 0;

	for (size_t i = 0; i < call->count; i++) {
		int one = change_one(call, change, call->words[i]);

		status = one > status ? one : status;
	}
	return status;
}

static int stop(struct call *call)
{
	return change_all(call, STOP);
}

static int start(struct call *call)
{
	return change_all(call, START);
}

static int restart(struct call *call)
{
	return change_all(call, RESTART);
}

static int delete (struct call *call)
{
	return change_all(call, REMOVE);
}

/* ---- scale ---- */

#define COUNT_MOST 1000

static int scale(struct call *call)
{
	const char *name = call->words[0];
	json_t *answer = NULL;
	uint64_t count;
	int status;

	if (!call_word_number(call, 1, 1, COUNT_MOST, &count))
		return STATUS_ERROR;
	if (call->value['d'] != NULL)
		return pretend(call, name, "scale");
	status = api_change(&call->remote, "POST",
			    json_pack("{s:I}", "count", (json_int_t)count),
			    &answer, "/v1/services/%s/scale", name);
	if (status == 0 && call->value['w'] != NULL)
		status = await_service(&call->remote, name, AWAIT_SCALED, NULL);
	if (status == 0 && call->output == OUTPUT_TABLE)
		printf("%s: scaled to %llu\n", name, (unsigned long long)count);
	if (status == 0 && call->output == OUTPUT_JSON && answer != NULL)
		listing_json(answer);
	json_decref(answer);
	return status;
}

/* ---- the verbs ---- */

#define OPTIONS "rTowd"

static const struct action stop_action[] = {
	{ NULL, "SERVICE...", OPTIONS, stop },
};
static const struct action start_action[] = {
	{ NULL, "SERVICE...", OPTIONS, start },
};
static const struct action restart_action[] = {
	{ NULL, "SERVICE...", OPTIONS, restart },
};
static const struct action rm_action[] = {
	{ NULL, "SERVICE...", OPTIONS, delete },
};
static const struct action scale_action[] = {
	{ NULL, "SERVICE COUNT", OPTIONS, scale },
};

static int stop_main(int argc, char *argv[])
{
	return call_run(stop_action, 1, argc, argv);
}

static int start_main(int argc, char *argv[])
{
	return call_run(start_action, 1, argc, argv);
}

static int restart_main(int argc, char *argv[])
{
	return call_run(restart_action, 1, argc, argv);
}

static int rm_main(int argc, char *argv[])
{
	return call_run(rm_action, 1, argc, argv);
}

static int scale_main(int argc, char *argv[])
{
	return call_run(scale_action, 1, argc, argv);
}

#define COMMON                                                                 \
	"  --dry-run           only say what would be done, to what\n"         \
	"  --remote REMOTE     the host (the default remote)\n"                \
	"  --tenant NAME       of this tenant, for an administrator\n"         \
	"  -o FORM             say it in words (table), as json, or quiet\n"   \
	"  -h, --help          this page\n"                                    \
	"\n"                                                                   \
	"Exit status: 0; 1 if it did not come so with --wait; 125 for wrong\n" \
	"usage, or where the host refuses.\n"                                  \
	"\n"

static const char stop_help[] =
	"usage: denali stop [options] SERVICE...\n"
	"\n"
	"Asks each instance of a service to end, and ends it when its grace\n"
	"period is over.  The service stays stopped, after a boot of the host\n"
	"too, until `denali start`; its versions, disks and logs are kept.\n"
	"\n"
	"  --wait              until all instances have ended\n" COMMON
	"  denali stop web\n"
	"  denali stop --wait web api\n";

static const char start_help[] =
	"usage: denali start [options] SERVICE...\n"
	"\n"
	"Starts services on a host that were stopped, in the version that\n"
	"they had.\n"
	"\n"
	"  --wait              until their instances are healthy\n" COMMON
	"  denali start web\n"
	"  denali start --wait web\n";

static const char restart_help[] =
	"usage: denali restart [options] SERVICE...\n"
	"\n"
	"Starts the instances of services anew, in the same version.\n"
	"\n"
	"  --wait              until the new instances are healthy\n" COMMON
	"  denali restart web\n"
	"  denali restart --wait web\n";

static const char rm_help[] =
	"usage: denali rm [options] SERVICE...\n"
	"\n"
	"Stops services and removes them, with their versions, secrets and\n"
	"logs.  Disks are kept; `denali disk rm` removes those.\n"
	"\n"
	"  --wait              until they are gone\n" COMMON
	"  denali rm --dry-run web\n"
	"  denali rm --wait web\n";

static const char scale_help[] =
	"usage: denali scale [options] SERVICE COUNT\n"
	"\n"
	"Has so many instances of a service run; connections are spread over\n"
	"them.\n"
	"\n"
	"  --wait              until all that are to run are healthy\n" COMMON
	"  denali scale web 1\n"
	"  denali scale --wait web 3\n";

const struct verb verb_stop = {
	.group = VERB_PUBLISH,
	.name = "stop",
	.summary = "stop services on a host",
	.help = stop_help,
	.main = stop_main,
};

const struct verb verb_start = {
	.group = VERB_PUBLISH,
	.name = "start",
	.summary = "start services that were stopped",
	.help = start_help,
	.main = start_main,
};

const struct verb verb_restart = {
	.group = VERB_PUBLISH,
	.name = "restart",
	.summary = "start the instances of services anew",
	.help = restart_help,
	.main = restart_main,
};

const struct verb verb_rm = {
	.group = VERB_PUBLISH,
	.name = "rm",
	.summary = "remove services from a host",
	.help = rm_help,
	.main = rm_main,
};

const struct verb verb_scale = {
	.group = VERB_PUBLISH,
	.name = "scale",
	.summary = "have more or fewer instances of a service",
	.help = scale_help,
	.main = scale_main,
};
