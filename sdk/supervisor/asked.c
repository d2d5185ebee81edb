/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "asked.h"

#include "instances.h"

int64_t asked_service(const struct request *request, struct answer *answer)
{
	int64_t service = store_number(
		&host_state, 0,
		"SELECT id FROM services WHERE tenant = ?1 AND name = ?2", "it",
		request->tenant, request->parameter[0]);

	if (service == 0)
		answer_missing(answer, "service", request->parameter[0]);
	return service;
}

static struct instance *named(const struct request *request,
			      struct answer *answer, int64_t service,
			      const char *name)
{
	struct instance *instance = NULL;
	uint64_t id;

	if (instance_parse(name, &id))
		instance = instance_find(id);
	if (instance != NULL && instance->service == service)
		return instance;
	answer_error(answer, 404, "instance-missing",
		     "%s: no such instance of %s lives; see GET "
		     "/v1/services/%s/instances",
		     name, request->parameter[0], request->parameter[0]);
	return NULL;
}

struct instance *asked_instance(const struct request *request,
				struct answer *answer, int64_t service)
{
	const char *name = request_query(request, "instance");
	struct instance *found = NULL, *instance = NULL;
	unsigned count = 0;

	if (name != NULL)
		return named(request, answer, service, name);
	while ((instance = instance_next(instance)) != NULL)
		if (instance->service == service) {
			found = instance;
			count++;
		}
	if (count == 1)
		return found;
	if (count == 0)
		answer_error(answer, 409, "not-running",
			     "%s: no instance of it lives",
			     request->parameter[0]);
	else
		answer_error(answer, 409, "several-instances",
			     "%s: it has %u instances; say which by "
			     "?instance=ID",
			     request->parameter[0], count);
	return NULL;
}
