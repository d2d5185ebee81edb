/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "snapshot.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static json_t *ask(struct api *api, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static json_t *ask(struct api *api, const char *format, ...)
{
	json_t *answer = NULL;
	char path[200];
	va_list values;

	va_start(values, format);
	vsnprintf(path, sizeof path, format, values);
	va_end(values);
	if (api_call(api, "GET", path, NULL, &answer) != 200) {
		fprintf(stderr, "GET %s: no good answer\n", path);
		json_decref(answer);
		return NULL;
	}
	return answer;
}

/* Of each element of a list in an object: {NAME: KEPT}; and of each without a
 * name, by its key. */
static json_t *pick(json_t *answer, const char *list, const char *key,
		    const char *kept)
{
	json_t *result = json_object(), *element;
	size_t index;

	json_array_foreach (json_object_get(answer, list), index, element) {
		const char *name = json_is_string(element) ?
					   json_string_value(element) :
					   json_string_value(json_object_get(
						   element, key));
		json_t *value = json_object_get(element, kept);

		if (name != NULL)
			json_object_set_new(result, name,
					    value != NULL ? json_copy(value) :
							    json_true());
	}
	json_decref(answer);
	return result;
}

static json_t *digests(struct api *api, const char *tenant, const char *service)
{
	json_t *answer = ask(api, "/v1/services/%s/versions?tenant=%s", service,
			     tenant);
	json_t *result = json_object(), *version;
	size_t index;
	char number[32];

	json_array_foreach (json_object_get(answer, "versions"), index,
			    version) {
		snprintf(number, sizeof number, "%lld",
			 (long long)json_integer_value(
				 json_object_get(version, "version")));
		json_object_set(result, number,
				json_object_get(version, "digest"));
	}
	json_decref(answer);
	return result;
}

static json_t *service(struct api *api, const char *tenant, const char *name)
{
	json_t *status = ask(api, "/v1/services/%s?tenant=%s", name, tenant);
	json_t *result = json_object();

	json_object_set_new(result, "versions", digests(api, tenant, name));
	json_object_set(result, "wanted", json_object_get(status, "wanted"));
	json_object_set_new(result, "secrets",
			    pick(ask(api, "/v1/services/%s/secrets?tenant=%s",
				     name, tenant),
				 "secrets", "name", "none"));
	json_decref(status);
	return result;
}

json_t *snapshot_take(struct api *api, const char *tenant)
{
	json_t *list = ask(api, "/v1/services?limit=1000&tenant=%s", tenant);
	json_t *services = json_object(), *element;
	size_t index;

	if (list == NULL)
		return NULL;
	json_array_foreach (json_object_get(list, "services"), index, element) {
		const char *name = json_string_value(
			json_object_get(element, "name"));

		json_object_set_new(services, name, service(api, tenant, name));
	}
	json_decref(list);
	return json_pack("{s:o, s:o, s:o}", "services", services, "disks",
			 pick(ask(api, "/v1/disks?tenant=%s", tenant), "disks",
			      "name", "size"),
			 "tokens",
			 pick(ask(api, "/v1/tokens?tenant=%s", tenant),
			      "tokens", "id", "name"));
}

json_t *snapshot_current(struct api *api, const char *tenant)
{
	return pick(ask(api, "/v1/services?limit=1000&tenant=%s", tenant),
		    "services", "name", "version");
}
