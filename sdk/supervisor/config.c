/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "parse.h"

struct config config = {
	.name = "host",
	.public = "127.0.0.1",
	.api_port = CONFIG_API_PORT,
};

static bool set_name(const char *value)
{
	config.name = value;
	return value[0] != '\0';
}

static bool set_public(const char *value)
{
	config.public = value;
	return value[0] != '\0';
}

static bool set_api_port(const char *value)
{
	uint64_t port;

	if (!parse_number(value, 1, UINT16_MAX, &port))
		return false;
	config.api_port = (uint16_t)port;
	return true;
}

static bool set_ports(const char *value)
{
	return portlist_read(&config.ports, value);
}

static bool set_pool(const char *value)
{
	return cidr_parse(value, &config.pool) &&
	       config.pool.family == AF_INET && config.pool.prefix <= 30;
}

static bool set_pool6(const char *value)
{
	return cidr_parse(value, &config.pool6) &&
	       config.pool6.family == AF_INET6 && config.pool6.prefix <= 126;
}

static bool set_own_addresses(const char *value)
{
	(void)value;
	config.own_addresses = true;
	return true;
}

/* DISK:FIRST:BLOCKS, all but the second above 0. */
static bool set_area(const char *value, struct config_area *area)
{
	uint32_t *const numbers[] = { &area->disk, &area->first,
				      &area->blocks };
	char text[48], *rest = text;

	if (strlen(value) >= sizeof text)
		return false;
	strcpy(text, value);
	for (int i = 0; i < 3; i++) {
		char *part = strsep(&rest, ":");
		uint64_t number;

		if (part == NULL ||
		    !parse_number(part, i == 1 ? 0 : 1, UINT32_MAX, &number))
			return false;
		*numbers[i] = (uint32_t)number;
	}
	return rest == NULL && area->blocks <= UINT32_MAX - area->first;
}

static bool set_state(const char *value)
{
	return set_area(value, &config.state);
}

static bool set_disks(const char *value)
{
	return set_area(value, &config.disks);
}

static bool add_ntp(const char *value)
{
	char text[ADDRESS_TEXT_MAX + 4];

	if (config.ntp_count == CONFIG_NTP || strlen(value) >= ADDRESS_TEXT_MAX)
		return false;
	snprintf(text, sizeof text, "%s/%d", value,
		 strchr(value, ':') != NULL ? 128 : 32);
	return cidr_parse(text, &config.ntp[config.ntp_count++]);
}

static const struct {
	const char *name;
	const char *form; /* of its value; null: it has none */
	bool (*set)(const char *value);
} arguments[] = {
	{ "--name", "NAME", set_name },
	{ "--public", "NAME or ADDRESS", set_public },
	{ "--api-port", "PORT", set_api_port },
	{ "--ports", "PORT[-PORT],...", set_ports },
	{ "--pool", "ADDRESS/BITS", set_pool },
	{ "--pool6", "ADDRESS/BITS", set_pool6 },
	{ "--own-addresses", NULL, set_own_addresses },
	{ "--state", "DISK:FIRST:BLOCKS", set_state },
	{ "--disks", "DISK:FIRST:BLOCKS", set_disks },
	{ "--ntp", "ADDRESS", add_ntp },
};
#define ARGUMENTS (sizeof arguments / sizeof arguments[0])

/* Take argv[*i], and its value if it has one. */
static bool take(char *argv[], int *i, char problem[CONFIG_PROBLEM_MAX])
{
	const char *name = argv[*i], *value = NULL;
	size_t at = 0;

	while (at < ARGUMENTS && strcmp(arguments[at].name, name) != 0)
		at++;
	if (at == ARGUMENTS) {
		snprintf(problem, CONFIG_PROBLEM_MAX, "%s: unknown argument",
			 name);
		return false;
	}
	if (arguments[at].form != NULL)
		value = argv[++*i];
	if ((arguments[at].form == NULL || value != NULL) &&
	    arguments[at].set(value))
		return true;
	snprintf(problem, CONFIG_PROBLEM_MAX, "%s %s: must be %s", name,
		 value != NULL ? value : "", arguments[at].form);
	return false;
}

bool config_read(int argc, char *argv[], char problem[CONFIG_PROBLEM_MAX])
{
	for (int i = 1; i < argc; i++)
		if (!take(argv, &i, problem))
			return false;
	return true;
}
