/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * POST /v1/services/{service}/console: what a service reads from its standard
 * input.  It takes what there is room for and says how much that was: a VM that
 * does not read must not hold up anybody.  No bytes at all, with ?end: the
 * input ends.
 */
#include "console.h"

#include <ilwaco/supervisor.h>

#include "asked.h"
#include "instances.h"

#define INPUT_MOST DENALI_SUPERVISOR_BYTES

static void give(struct request *request, struct answer *answer,
		 const struct instance *instance)
{
	char text[INSTANCE_TEXT];
	int32_t taken = ilw_vm_input(instance->vm, request->bytes,
				     (uint32_t)request->length);

	if (taken < 0) {
		answer_error(answer, 409, "not-running",
			     "%s: instance %s takes no input: %s",
			     request->parameter[0],
			     instance_text(instance->id, text),
			     ilw_supervisor_error(taken));
		return;
	}
	audit(request, "console.write", "%s instance=%s bytes=%ld",
	      request->parameter[0], instance_text(instance->id, text),
	      (long)taken);
	answer_json(answer, 200,
		    json_pack("{s:I, s:s}", "taken", (json_int_t)taken,
			      "instance", text));
}

static void post_console(struct request *request, struct answer *answer)
{
	int64_t service = asked_service(request, answer);
	const struct instance *instance;

	if (service == 0)
		return;
	if ((request->length == 0) != request_flag(request, "end")) {
		answer_error(answer, 400, "bad-input",
			     "console input: send bytes, or none with ?end, "
			     "which ends the input");
		return;
	}
	instance = asked_instance(request, answer, service);
	if (instance != NULL)
		give(request, answer, instance);
}

const struct route console_routes[] = {
	{ "POST", "/v1/services/{service}/console", SCOPE_DEPLOY, OF_TENANT,
	  post_console, BODY_OCTETS, INPUT_MOST, NULL },
	{ 0 },
};
