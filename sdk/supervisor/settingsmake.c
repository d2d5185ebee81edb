/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Settings: what comes of a manifest and of what was said.
 */
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "memory.h"
#include "settings.h"

#define PAGE 4096

static uint32_t or_else(uint32_t value, uint32_t otherwise)
{
	return value != 0 ? value : otherwise;
}

static void take_manifest(struct settings *settings,
			  const struct imagefile *image)
{
	const struct manifest *manifest = &image->manifest;
	const struct manifest_health *health = &manifest->health;

	settings->memory = image->kernel.memory_size;
	settings->frames = image->kernel.frame_limit * PAGE;
	settings->weight = or_else(manifest->weight, DENALI_WEIGHT_DEFAULT);
	settings->cap = manifest->cap;
	settings->in = manifest->bytes_in;
	settings->out = manifest->bytes_out;
	settings->grace = or_else(manifest->grace, MANIFEST_GRACE_MS);
	settings->console = or_else(manifest->console, MANIFEST_CONSOLE);
	settings->restart = manifest->restart != RESTART_UNSAID ?
				    manifest->restart :
				    RESTART_ON_FAILURE;
	settings->check = health->check;
	settings->check_port = health->port;
	if (health->check == CHECK_HTTP && health->path != NULL)
		settings->check_path = allocate_text("%s", health->path);
	settings->interval = or_else(health->interval, MANIFEST_INTERVAL_MS);
	settings->timeout = or_else(health->timeout, MANIFEST_TIMEOUT_MS);
	settings->failures = or_else(health->failures, MANIFEST_FAILURES);
}

/* Each port that an inbound rule names alone or with few others. */
static void take_inbound(struct settings *settings,
			 const struct denali_policy *policy)
{
	for (uint32_t i = 0; i < policy->rule_count; i++) {
		const struct denali_rule *rule = &policy->rule[i];

		if (rule->direction != DENALI_RULE_IN || rule->protocol == 0 ||
		    rule->port_last - rule->port_first >= SETTINGS_PORTS)
			continue;
		for (uint32_t port = rule->port_first; port <= rule->port_last;
		     port++) {
			if (settings->port_count == SETTINGS_PORTS)
				return;
			if (port == 0)
				continue;
			settings->ports[settings->port_count++] =
				(struct settings_port){
					.guest = (uint16_t)port,
					.protocol = rule->protocol
				};
		}
	}
}

static void first_tcp(struct settings *settings)
{
	for (int i = settings->port_count - 1; i >= 0; i--)
		if (settings->ports[i].protocol == 6)
			settings->check_port = settings->ports[i].guest;
}

static void set_ports(struct settings *settings, json_t *ports)
{
	json_t *port;
	size_t i;

	if (ports == NULL)
		return;
	settings->port_count = 0;
	json_array_foreach (ports, i, port) {
		const char *protocol = json_string_value(
			json_object_get(port, "protocol"));
		bool udp = protocol != NULL && strcmp(protocol, "udp") == 0;

		settings->ports[settings->port_count++] =
			(struct settings_port){
				.host = (uint16_t)json_integer_value(
					json_object_get(port, "host")),
				.guest = (uint16_t)json_integer_value(
					json_object_get(port, "guest")),
				.protocol = udp ? 17 : 6
			};
	}
}

static void set_number(json_t *object, const char *name, uint32_t *to)
{
	json_t *value = json_object_get(object, name);

	if (value != NULL)
		*to = (uint32_t)json_integer_value(value);
}

static void set_scaled(json_t *object, const char *name, double by,
		       uint32_t *to)
{
	json_t *value = json_object_get(object, name);

	if (value != NULL)
		*to = (uint32_t)(json_number_value(value) * by + 0.5);
}

static void set_words(struct settings *settings, json_t *said)
{
	const char *restart = json_string_value(
		json_object_get(said, "restart"));
	const char *address = json_string_value(
		json_object_get(said, "address"));

	if (address != NULL)
		settings->own_address = strcmp(address, "own") == 0;
	if (restart == NULL)
		return;
	settings->restart = strcmp(restart, "never") == 0  ? RESTART_NEVER :
			    strcmp(restart, "always") == 0 ? RESTART_ALWAYS :
							     RESTART_ON_FAILURE;
}

static void apply(struct settings *settings, json_t *said)
{
	uint32_t memory = settings->memory;

	if (said == NULL)
		return;
	set_ports(settings, json_object_get(said, "ports"));
	set_number(said, "count", &settings->count);
	set_number(said, "memory", &settings->memory);
	if (settings->memory != memory)
		settings->frames = 0;
	set_number(json_object_get(said, "cpu"), "weight", &settings->weight);
	set_scaled(json_object_get(said, "cpu"), "cap", 10, &settings->cap);
	set_number(json_object_get(said, "bandwidth"), "in", &settings->in);
	set_number(json_object_get(said, "bandwidth"), "out", &settings->out);
	set_scaled(said, "grace", 1000, &settings->grace);
	set_words(settings, said);
}

/* ---- arguments and environment ---- */

static bool add(struct settings *settings, const char *name, const char *value)
{
	size_t length = strlen(name) + strlen(value) + (*name != '\0') + 1;
	char *to = settings->strings + settings->strings_length;

	if (length > SETTINGS_STRINGS_MAX - settings->strings_length)
		return false;
	if (*name != '\0')
		to = stpcpy(stpcpy(to, name), "=");
	strcpy(to, value);
	settings->strings_length += (uint32_t)length;
	return true;
}

static bool add_arguments(struct settings *settings, const char *name,
			  const struct manifest *manifest, json_t *said)
{
	bool good = add(settings, "", name);

	settings->argc = 1;
	if (said != NULL) {
		for (size_t i = 0; good && i < json_array_size(said); i++) {
			good = add(settings, "",
				   json_string_value(json_array_get(said, i)));
			settings->argc++;
		}
		return good;
	}
	for (uint32_t i = 0; good && i < manifest->arguments.count; i++) {
		good = add(settings, "", manifest->arguments.texts[i]);
		settings->argc++;
	}
	return good;
}

/* What is said later of a variable is what holds. */
static bool add_variables(struct settings *settings, json_t *variables)
{
	const char *name;
	json_t *value;

	json_object_foreach (variables, name, value) {
		if (!add(settings, name, json_string_value(value)))
			return false;
		settings->envc++;
	}
	return true;
}

static json_t *merge(const struct manifest *manifest, json_t *said,
		     json_t *changed)
{
	json_t *variables = json_object();

	for (uint32_t i = 0; i < manifest->environment.count; i++) {
		const char *text = manifest->environment.texts[i];
		size_t length = strcspn(text, "=");
		char *name = allocate_text("%.*s", (int)length, text);

		json_object_set_new(variables, name,
				    json_string(text + length + 1));
		free(name);
	}
	json_object_update(variables, json_object_get(said, "environment"));
	json_object_update(variables, json_object_get(changed, "environment"));
	return variables;
}

static bool make_strings(struct settings *settings, const char *name,
			 const struct manifest *manifest, json_t *said,
			 json_t *changed)
{
	json_t *arguments = json_object_get(changed, "arguments");
	json_t *variables = merge(manifest, said, changed);
	char *shorter;
	bool good;

	if (arguments == NULL)
		arguments = json_object_get(said, "arguments");
	settings->strings = allocate(SETTINGS_STRINGS_MAX, 1);
	good = add_arguments(settings, name, manifest, arguments) &&
	       add_variables(settings, variables);
	json_decref(variables);
	shorter = realloc(settings->strings, settings->strings_length + 1);
	if (shorter != NULL)
		settings->strings = shorter;
	return good;
}

const char *settings_make(struct settings *settings, const char *name,
			  const struct imagefile *image, json_t *said,
			  json_t *changed)
{
	*settings = (struct settings){ 0 };
	settings->own_address = config.own_addresses;
	take_manifest(settings, image);
	take_inbound(settings, &image->manifest.policy);
	if (settings->check == CHECK_NONE)
		first_tcp(settings);
	apply(settings, said);
	apply(settings, changed);
	if (settings->check == CHECK_NONE && settings->check_port == 0)
		first_tcp(settings);
	if (!make_strings(settings, name, &image->manifest, said, changed))
		return "its arguments and environment are longer than 3328 "
		       "bytes; make them shorter";
	return NULL;
}

void settings_free(struct settings *settings)
{
	free(settings->check_path);
	free(settings->strings);
	*settings = (struct settings){ 0 };
}

uint64_t settings_memory(const struct settings *settings)
{
	return settings->frames != 0 && settings->frames < settings->memory ?
		       settings->frames :
		       settings->memory;
}
