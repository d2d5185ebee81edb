/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali limits`: how much a service, or a tenant, may have.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "assign.h"
#include "call.h"
#include "listing.h"
#include "verbs.h"

static void show(const struct call *call, json_t *limits,
		 const struct assign_key keys[])
{
	if (call->output == OUTPUT_JSON)
		listing_json(limits);
	else if (call->output == OUTPUT_TABLE)
		assign_print(limits, keys, "as the image says");
}

/* ---- of a tenant ---- */

static int show_tenant(struct call *call)
{
	json_t *who = api_get(&call->remote, "/v1");
	json_t *limits = json_object_get(who, "limits");
	int status = who != NULL ? 0 : STATUS_ERROR;

	if (who != NULL && limits == NULL)
		status = error("limits: an administrator has none; name a "
			       "tenant with --tenant, or a service");
	else if (who != NULL)
		show(call, limits, assign_tenant);
	json_decref(who);
	return status;
}

/* --dry-run: what is set, and what would be beside it.  Takes limits. */
static int pretend(const struct call *call, json_t *set, json_t *limits,
		   const struct assign_key keys[], const char *whose)
{
	json_t *all = json_is_object(set) ? json_deep_copy(set) : json_object();

	json_object_update_recursive(all, limits);
	if (call->output == OUTPUT_TABLE)
		printf("would set limits of %s\n", whose);
	show(call, all, keys);
	json_decref(all);
	json_decref(limits);
	return 0;
}

static int pretend_tenant(struct call *call, json_t *limits)
{
	json_t *who = api_get(&call->remote, "/v1");
	char *whose = allocate_text("tenant %s", call->remote.tenant);
	int status = STATUS_ERROR;

	if (who != NULL)
		status = pretend(call, json_object_get(who, "limits"),
				 json_incref(limits), assign_tenant, whose);
	free(whose);
	json_decref(who);
	json_decref(limits);
	return status;
}

static int set_tenant(struct call *call)
{
	json_t *limits = assign_read(call->title, call->words, call->count,
				     assign_tenant);
	json_t *answer = NULL;
	char *tenant = call->remote.tenant;
	int status;

	if (limits == NULL)
		return STATUS_ERROR;
	if (tenant == NULL) {
		json_decref(limits);
		return error("limits: name the tenant with --tenant; an "
			     "administrator may set a tenant's limits");
	}
	if (call->value['d'] != NULL)
		return pretend_tenant(call, limits);
	/* It is the host's to set, not the tenant's. */
	call->remote.tenant = NULL;
	status = api_change(&call->remote, "PATCH",
			    json_pack("{s:o}", "limits", limits), &answer,
			    "/v1/tenants/%s", tenant);
	call->remote.tenant = tenant;
	if (status == 0)
		show(call, json_object_get(answer, "limits"), assign_tenant);
	json_decref(answer);
	return status;
}

/* ---- of a service ---- */

static int show_service(struct call *call, const char *name)
{
	json_t *service = api_get(&call->remote, "/v1/services/%s", name);

	if (service == NULL)
		return STATUS_ERROR;
	show(call, json_object_get(service, "settings"), assign_service);
	json_decref(service);
	return 0;
}

static int pretend_service(struct call *call, const char *name, json_t *limits)
{
	json_t *service = api_get(&call->remote, "/v1/services/%s", name);
	int status = STATUS_ERROR;

	if (service != NULL)
		status = pretend(call, json_object_get(service, "settings"),
				 json_incref(limits), assign_service, name);
	json_decref(service);
	json_decref(limits);
	return status;
}

static int set_service(struct call *call, const char *name)
{
	json_t *limits = assign_read(call->title, call->words + 1,
				     call->count - 1, assign_service);
	json_t *answer = NULL;
	int status;

	if (limits == NULL)
		return STATUS_ERROR;
	if (call->value['d'] != NULL)
		return pretend_service(call, name, limits);
	status = api_change(&call->remote, "PATCH", limits, &answer,
			    "/v1/services/%s", name);
	if (status == 0 && call->output == OUTPUT_JSON)
		listing_json(answer);
	else if (status == 0 && call->output == OUTPUT_TABLE)
		printf("%s: set\n", name);
	json_decref(answer);
	return status;
}

static int limits(struct call *call)
{
	const char *first = call->count > 0 ? call->words[0] : NULL;

	if (first == NULL)
		return show_tenant(call);
	if (strchr(first, '=') != NULL)
		return set_tenant(call);
	if (call->count == 1)
		return show_service(call, first);
	return set_service(call, first);
}

static const struct action actions[] = {
	{ NULL, "[SERVICE] [KEY=VALUE...]", "rTod", limits },
};

static int limits_main(int argc, char *argv[])
{
	return call_run(actions, 1, argc, argv);
}

static const char help[] =
	"usage: denali limits [options] [SERVICE] [KEY=VALUE...]\n"
	"\n"
	"Shows the limits of a service, or sets some; memory holds from its\n"
	"next start on.  Without a SERVICE it is the limits of your\n"
	"tenant, which an administrator can set.\n"
	"\n"
	"Of a service:\n"
	"  memory=SIZE         of each instance\n"
	"  cpu-weight=N        its share when services compete (100)\n"
	"  cpu-cap=PERCENT     the most of a processor that an instance gets\n"
	"  bandwidth-in=SIZE, bandwidth-out=SIZE  bytes a second\n"
	"  restart=never|on-failure|always  when it is started anew\n"
	"  grace=TIME          from the wish that it end to its end\n"
	"Of a tenant:\n"
	"  services=N, instances=N, ports=N (of the host's address),\n"
	"  requests=N (a minute), cpu=PERCENT (of a processor),\n"
	"  memory=SIZE, disk=SIZE, image-bytes=SIZE,\n"
	"  bandwidth=SIZE (a second)\n"
	"\n"
	"  --dry-run           only say what the limits would be\n"
	"  --remote REMOTE     the host (the default remote)\n"
	"  --tenant NAME       of this tenant, for an administrator\n"
	"  -o FORM             as lines (table), as json, or quiet\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where the host refuses.\n"
	"\n"
	"  denali limits web\n"
	"  denali limits web memory=64M cpu-cap=50%\n";

const struct verb verb_limits = {
	.group = VERB_PUBLISH,
	.name = "limits",
	.summary = "show or set how much a service may have",
	.help = help,
	.main = limits_main,
};
