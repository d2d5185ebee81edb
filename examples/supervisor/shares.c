/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Commands about what all VMs share: the host's ports, and its clock.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <ilwaco/clock.h>
#include <ilwaco/registers.h>
#include <ilwaco/supervisor.h>

#include "child.h"
#include "command.h"

#define SECOND 1000000000ll

/* PORT, followed by rest or by nothing. */
static bool parse_port(char *text, const char *rest, uint16_t *port)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	*port = (uint16_t)value;
	return end != text && value <= UINT16_MAX &&
	       (*end == '\0' || strcmp(end, rest) == 0);
}

/* VM:PORT or VM:PORT:drain. */
static bool parse_backend(char *text, struct denali_backend *backend)
{
	char *colon = strchr(text, ':');
	const struct child *child;

	if (colon == NULL)
		return false;
	*colon++ = '\0';
	child = child_named(text);
	if (child == NULL || !parse_port(colon, ":drain", &backend->port))
		return false;
	backend->vm = child->vm;
	if (strchr(colon, ':') != NULL)
		backend->flags = DENALI_BACKEND_DRAINING;
	return true;
}

/* Whoever sends to the host's address must learn its MAC address first, and
 * what leads nowhere must be refused: that takes a network stack, which a
 * program has that opens a socket. */
static bool start_stack(void)
{
	static int opened = -1;

	if (opened < 0)
		opened = socket(AF_INET, SOCK_DGRAM, 0);
	return opened >= 0;
}

static const char *forward(struct words *words)
{
	struct denali_forward wanted = { .family = DENALI_FORWARD_IPV4 };
	char *port = word_next(words), *word;
	uint32_t own = ilw_registers()->network.ipv4;

	if (port == NULL || !parse_port(port, "/udp", &wanted.port))
		return BAD_WORD;
	wanted.protocol = strchr(port, '/') == NULL ? DENALI_FORWARD_TCP :
						      DENALI_FORWARD_UDP;
	memcpy(wanted.address, &own, sizeof own);
	while ((word = word_next(words)) != NULL)
		if (wanted.backend_count == DENALI_FORWARD_BACKENDS ||
		    !parse_backend(word,
				   &wanted.backend[wanted.backend_count++]))
			return BAD_WORD;
	if (!start_stack())
		return "no memory for a network stack";
	return outcome(ilw_forward(&wanted));
}

static const char *set_clock(struct words *words)
{
	char *word = word_next(words), *end;
	long long seconds;

	if (word == NULL)
		return BAD_WORD;
	seconds = strtoll(word, &end, 10);
	if (end == word || *end != '\0' || llabs(seconds) > INT64_MAX / SECOND)
		return BAD_WORD;
	return outcome(ilw_clock_set(seconds * SECOND));
}

const struct command share_commands[] = {
	{ "forward", "PORT[/udp] [VM:PORT[:drain]]...", forward },
	{ "clock", "SECONDS since 1970", set_clock },
	{ NULL, NULL, NULL },
};
