/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A supervisor for people and scripts: reads commands from its console, one a
 * line, and prints what they say, then "ok" or "error: ..."; what its VMs print
 * comes with their names before it.  `help` lists the commands.
 */
#include <stdio.h>
#include <string.h>

#include <ilwaco/supervisor.h>

#include "child.h"
#include "command.h"

static const char *help(struct words *words);

static const char *power_off(struct words *words)
{
	(void)words;
	return outcome(ilw_power_off());
}

static const char *machine(struct words *words)
{
	struct denali_machine now;
	int32_t error = ilw_machine(&now);

	(void)words;
	if (error < 0)
		return outcome(error);
	printf("VMs made: %lu, in memory: %lu\n", (unsigned long)now.vms,
	       (unsigned long)now.resident);
	printf("frames: %lu, free: %lu, least ever: %lu\n",
	       (unsigned long)now.frames, (unsigned long)now.frames_free,
	       (unsigned long)now.frames_free_least);
	printf("frames dropped by forwarding: %lu\n",
	       (unsigned long)now.forward_drops);
	printf("idle: %llu of %llu cycles\n",
	       (unsigned long long)now.idle_cycles,
	       (unsigned long long)now.cycles);
	return NULL;
}

static const struct command host_commands[] = {
	{ "help", "", help },
	{ "machine", "", machine },
	{ "poweroff", "", power_off },
	{ NULL, NULL, NULL },
};

static const struct command *const lists[] = { vm_commands, disk_commands,
					       share_commands, host_commands };
#define LISTS (sizeof lists / sizeof lists[0])

static const char *help(struct words *words)
{
	(void)words;
	for (size_t i = 0; i < LISTS; i++)
		for (const struct command *command = lists[i]; command->name;
		     command++)
			printf("%s %s\n", command->name, command->arguments);
	return NULL;
}

static const char *carry_out(struct words *words)
{
	const char *name = word_next(words);

	for (size_t i = 0; i < LISTS; i++)
		for (const struct command *command = lists[i]; command->name;
		     command++)
			if (strcmp(name, command->name) == 0)
				return command->function(words);
	return "no such command; see help";
}

static void split(char *line, struct words *words)
{
	char *state, *word = strtok_r(line, " \t\r\n", &state);

	memset(words, 0, sizeof(*words));
	for (; word != NULL && words->count < WORDS;
	     word = strtok_r(NULL, " \t\r\n", &state))
		words->word[words->count++] = word;
}

int main(void)
{
	static char line[1024];
	struct words words;
	const char *error;

	pthread_mutex_lock(&children_lock);
	children_find();
	pthread_mutex_unlock(&children_lock);
	if (!messages_start()) {
		fprintf(stderr, "supervisor: no memory for a thread\n");
		return 1;
	}
	printf("supervisor: ready\n");
	while (fflush(stdout), fgets(line, sizeof line, stdin) != NULL) {
		split(line, &words);
		if (words.count == 0)
			continue;
		pthread_mutex_lock(&children_lock);
		error = carry_out(&words);
		pthread_mutex_unlock(&children_lock);
		if (error != NULL)
			printf("error: %s\n", error);
		else
			printf("ok\n");
	}
	/* Nobody is left to say anything: as if told to. */
	power_off(&words);
	return 0;
}
