/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Settings of requests: whether they are right.
 */
#include "settings.h"

#include <string.h>

#include "variable.h"

#define MEMORY_LEAST DENALI_MEMORY_MIN
#define MEMORY_MOST INT32_MAX

static bool refuse(struct answer *answer, const char *text)
{
	answer_error(answer, 400, "settings", "%s", text);
	return false;
}

static bool check_port(json_t *port, struct answer *answer)
{
	const char *protocol = "tcp";
	int64_t host, guest;
	const struct member members[] = {
		{ "host", MEMBER_NUMBER, false, 1, UINT16_MAX, &host },
		{ "guest", MEMBER_NUMBER, true, 1, UINT16_MAX, &guest },
		{ "protocol", MEMBER_TEXT, false, 3, 3, &protocol },
		{ 0 },
	};

	if (!object_members(port, "settings.ports[]", answer, members))
		return false;
	if (strcmp(protocol, "tcp") == 0 || strcmp(protocol, "udp") == 0)
		return true;
	return refuse(answer, "settings.ports[].protocol must be tcp or udp");
}

/* A port of the VM is reached one way. */
static bool check_ports(json_t *ports, struct answer *answer)
{
	size_t i, j;
	json_t *port, *other;

	json_array_foreach (ports, i, port) {
		if (!check_port(port, answer))
			return false;
		json_array_foreach (ports, j, other) {
			const char *a = json_string_value(
				json_object_get(port, "protocol"));
			const char *b = json_string_value(
				json_object_get(other, "protocol"));

			if (j < i &&
			    json_equal(json_object_get(port, "guest"),
				       json_object_get(other, "guest")) &&
			    strcmp(a != NULL ? a : "tcp",
				   b != NULL ? b : "tcp") == 0)
				return refuse(answer,
					      "settings.ports has one port of "
					      "the VM twice");
		}
	}
	return true;
}

static bool check_environment(json_t *environment, struct answer *answer)
{
	const char *name;
	json_t *value;

	json_object_foreach (environment, name, value)
		if (!variable_name_good(name, strlen(name)) ||
		    !json_is_string(value))
			return refuse(answer,
				      "settings.environment must have names of "
				      "letters, digits and _, and strings");
	return true;
}

static bool check_arguments(json_t *arguments, struct answer *answer)
{
	json_t *value;
	size_t i;

	json_array_foreach (arguments, i, value)
		if (!json_is_string(value))
			return refuse(answer,
				      "settings.arguments must be strings");
	return true;
}

static bool check_cpu(json_t *cpu, struct answer *answer)
{
	json_t *cap = NULL;
	int64_t weight;
	const struct member members[] = {
		{ "weight", MEMBER_NUMBER, false, 1, 10000, &weight },
		{ "cap", MEMBER_ANY, false, 0, 0, &cap },
		{ 0 },
	};

	if (!object_members(cpu, "settings.cpu", answer, members))
		return false;
	if (cap == NULL ||
	    (json_is_number(cap) && json_number_value(cap) >= 0.1 &&
	     json_number_value(cap) <= 100))
		return true;
	return refuse(answer, "settings.cpu.cap must be 0.1 to 100, percent of "
			      "a processor");
}

static bool check_bandwidth(json_t *bandwidth, struct answer *answer)
{
	int64_t in, out;
	const struct member members[] = {
		{ "in", MEMBER_NUMBER, false, 1, DENALI_LIMIT_MAX, &in },
		{ "out", MEMBER_NUMBER, false, 1, DENALI_LIMIT_MAX, &out },
		{ 0 },
	};

	return object_members(bandwidth, "settings.bandwidth", answer, members);
}

static bool is_one_of(const char *text, const char *const *words)
{
	while (*words != NULL && strcmp(text, *words) != 0)
		words++;
	return *words != NULL;
}

struct said {
	json_t *ports, *environment, *arguments, *disks, *cpu, *bandwidth;
	json_t *grace;
	const char *address, *restart;
	int64_t count, memory;
};

static bool check_words(const struct said *said, struct answer *answer)
{
	static const char *const addresses[] = { "own", "host", NULL };
	static const char *const restarts[] = { "never", "on-failure", "always",
						NULL };

	if (said->address != NULL && !is_one_of(said->address, addresses))
		return refuse(answer, "settings.address must be own or host");
	if (said->restart != NULL && !is_one_of(said->restart, restarts))
		return refuse(answer, "settings.restart must be never, "
				      "on-failure or always");
	if (said->memory % DENALI_PAGE_SIZE != 0)
		return refuse(answer, "settings.memory must be a multiple of "
				      "4096");
	if (said->grace != NULL && (!json_is_number(said->grace) ||
				    json_number_value(said->grace) < 0.001 ||
				    json_number_value(said->grace) > 86400))
		return refuse(answer, "settings.grace must be 0.001 to 86400 "
				      "seconds");
	return true;
}

static bool check_parts(const struct said *said, struct answer *answer)
{
	return check_words(said, answer) && check_ports(said->ports, answer) &&
	       check_environment(said->environment, answer) &&
	       check_arguments(said->arguments, answer) &&
	       (said->cpu == NULL || check_cpu(said->cpu, answer)) &&
	       (said->bandwidth == NULL ||
		check_bandwidth(said->bandwidth, answer));
}

bool settings_check(json_t *json, struct answer *answer)
{
	struct said said = { 0 };
	const struct member members[] = {
		{ "ports", MEMBER_LIST, false, 0, SETTINGS_PORTS, &said.ports },
		{ "count", MEMBER_NUMBER, false, 1, SETTINGS_COUNT_MAX,
		  &said.count },
		{ "memory", MEMBER_NUMBER, false, MEMORY_LEAST, MEMORY_MOST,
		  &said.memory },
		{ "environment", MEMBER_OBJECT, false, 0, MANIFEST_TEXTS,
		  &said.environment },
		{ "arguments", MEMBER_LIST, false, 0, MANIFEST_TEXTS,
		  &said.arguments },
		{ "disks", MEMBER_LIST, false, 0, DENALI_DISKS, &said.disks },
		{ "address", MEMBER_TEXT, false, 1, 16, &said.address },
		{ "cpu", MEMBER_OBJECT, false, 0, 2, &said.cpu },
		{ "bandwidth", MEMBER_OBJECT, false, 0, 2, &said.bandwidth },
		{ "restart", MEMBER_TEXT, false, 1, 16, &said.restart },
		{ "grace", MEMBER_ANY, false, 0, 0, &said.grace },
		{ 0 },
	};

	if (json == NULL)
		return true;
	return object_members(json, "settings", answer, members) &&
	       check_parts(&said, answer);
}

void settings_override(json_t *changed, json_t *said)
{
	const char *name;
	json_t *value;

	json_object_foreach (said, name, value) {
		(void)value;
		json_object_del(changed, name);
	}
}
