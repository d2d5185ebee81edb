/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "denali.h"

#include <ftw.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRATCH "build/tests/scratch"
#define QBOOT "/usr/share/qemu/qboot.rom"

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

void command_add_all(struct command *command, const char *const words[])
{
	for (; *words != NULL; words++)
		command_add(command, "%s", *words);
}

void command_machine(struct command *command, const char *kernel,
		     enum firmware firmware)
{
	static const char *const words[] = {
		"qemu-system-i386",
		"-nodefaults",
		"-no-user-config",
		"-no-reboot",
		"-display",
		"none",
		"-machine",
		"pc,acpi=off,hpet=off,usb=off,vmport=off",
		"-accel",
		"tcg",
		"-cpu",
		"max",
		"-device",
		"isa-debug-exit,iobase=0xf4,iosize=4",
		"-device",
		"virtio-rng-pci",
		"-m",
		"256M",
		"-kernel",
		NULL,
	};

	*command = (struct command){ 0 };
	command_add_all(command, words);
	command_add(command, "%s", kernel);
	if (firmware == FIRMWARE_OURS && access(QBOOT, R_OK) == 0)
		command_add_all(command,
				(const char *[]){ "-bios", QBOOT, NULL });
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

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

const char *scratch_path(const char *name)
{
	static char path[256];

	mkdir("build/tests", 0777);
	mkdir(SCRATCH, 0777);
	snprintf(path, sizeof path, SCRATCH "/%d-%s", getpid(), name);
	/* Of an earlier test whose process had the same number. */
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return path;
}

static void copy_text(const json_t *text, char *into, size_t room)
{
	const char *value = json_string_value(text);

	snprintf(into, room, "%s", value == NULL ? "" : value);
}

bool read_outcome(const char *path, unsigned int instance,
		  struct outcome *outcome)
{
	/* What a guest has printed last may be anything. */
	json_t *result = json_load_file(path, JSON_ALLOW_NUL, NULL);
	const json_t *instances = json_object_get(result, "instances");
	const json_t *found = json_array_get(instances, instance);
	const json_t *status = json_object_get(found, "status");

	if (found != NULL) {
		copy_text(json_object_get(found, "cause"), outcome->cause,
			  sizeof outcome->cause);
		copy_text(json_object_get(found, "text"), outcome->text,
			  sizeof outcome->text);
		outcome->status = json_is_integer(status) ?
					  (int)json_integer_value(status) :
					  -1;
	}
	json_decref(result);
	return found != NULL;
}
