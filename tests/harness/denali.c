/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "denali.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRATCH "build/tests/scratch"

static void add_word(struct command *command, char *word)
{
	if (word == NULL || command->count == COMMAND_WORDS)
		abort();
	command->words[command->count++] = word;
}

void command_add(struct command *command, const char *format, ...)
{
	va_list values;
	char *word;

	va_start(values, format);
	if (vasprintf(&word, format, values) < 0)
		abort();
	va_end(values);
	add_word(command, word);
}

void command_denali(struct command *command)
{
	*command = (struct command){ 0 };
	command_add(command, DENALI);
	command_add(command, "run");
}

void command_free(struct command *command)
{
	for (int i = 0; i < command->count; i++)
		free(command->words[i]);
}

void command_start(const struct command *command, struct process *process)
{
	process_start(process, (const char *const *)command->words);
}

void denali_start(struct process *process, ...)
{
	struct command command;
	const char *word;
	va_list words;

	command_denali(&command);
	va_start(words, process);
	while ((word = va_arg(words, const char *)) != NULL)
		add_word(&command, strdup(word));
	va_end(words);
	command_start(&command, process);
	command_free(&command);
}

const char *scratch_path(const char *name)
{
	static char path[256];

	mkdir(SCRATCH, 0777);
	snprintf(path, sizeof path, SCRATCH "/%d-%s", getpid(), name);
	remove(path);
	return path;
}
