/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Programs of this machine's that Denali uses.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffer.h"
#include "doctor.h"
#include "sdk.h"

/* The oldest that Denali is tested with. */
#define QEMU_MAJOR 7
#define QEMU_MINOR 2

#define QEMU_PACKAGE "qemu-system-x86"

extern char **environ;

/* Starts `PROGRAM --version` with its output in *output. */
static bool start(char *program, int *output, pid_t *pid)
{
	static char version[] = "--version";
	char *words[] = { program, version, NULL };
	posix_spawn_file_actions_t actions;
	int pair[2], status;

	if (pipe2(pair, O_CLOEXEC) != 0)
		return false;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
					 O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
					 O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, pair[1], STDOUT_FILENO);
	status = posix_spawn(pid, program, &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(pair[1]);
	*output = pair[0];
	if (status != 0)
		close(pair[0]);
	return status == 0;
}

/* The first line of what it says of its version, allocated; null: nothing. */
static char *version_line(char *program)
{
	char *line = NULL;
	size_t room = 0;
	int output;
	FILE *stream;
	pid_t pid;

	if (!start(program, &output, &pid))
		return NULL;
	stream = fdopen(output, "r");
	if (stream != NULL && getline(&line, &room, stream) > 0) {
		line[strcspn(line, "\n")] = '\0';
	} else {
		free(line);
		line = NULL;
	}
	if (stream != NULL)
		fclose(stream);
	waitpid(pid, NULL, 0);
	return line;
}

static void check_version(struct doctor *doctor, char *qemu)
{
	char *line = version_line(qemu);
	const char *version = line != NULL ? strstr(line, "version ") : NULL;
	unsigned int major = 0, minor = 0;

	if (version == NULL ||
	    sscanf(version, "version %u.%u", &major, &minor) != 2)
		doctor_add(doctor, DOCTOR_FAIL, "QEMU",
			   allocate_text("%s: does not tell its version", qemu),
			   doctor_install("--reinstall " QEMU_PACKAGE));
	else if (major < QEMU_MAJOR ||
		 (major == QEMU_MAJOR && minor < QEMU_MINOR))
		doctor_add(doctor, DOCTOR_WARN, "QEMU",
			   allocate_text("%s: version %u.%u; Denali is tested "
					 "with %d.%d and later",
					 qemu, major, minor, QEMU_MAJOR,
					 QEMU_MINOR),
			   doctor_install(QEMU_PACKAGE));
	else
		doctor_add(doctor, DOCTOR_OK, "QEMU",
			   allocate_text("%s: version %u.%u, which emulates "
					 "the processor (no KVM)",
					 qemu, major, minor),
			   NULL);
	free(line);
}

static void check_qemu(struct doctor *doctor)
{
	const char *chosen;
	char *qemu = program_choose("DENALI_QEMU", "qemu-system-i386",
				    "qemu-system-x86_64", &chosen);

	if (qemu != NULL)
		check_version(doctor, qemu);
	else if (chosen != NULL)
		doctor_add(doctor, DOCTOR_FAIL, "QEMU",
			   allocate_text("%s: no such program; the variable "
					 "DENALI_QEMU names it",
					 chosen),
			   allocate_text("unset DENALI_QEMU"));
	else
		doctor_add(doctor, DOCTOR_FAIL, "QEMU",
			   allocate_text("neither qemu-system-i386 nor "
					 "qemu-system-x86_64 is in PATH"),
			   doctor_install(QEMU_PACKAGE));
	free(qemu);
}

static const struct wanted {
	const char *name, *purpose, *package;
} wanted[] = {
	{ "make", "Makefiles of templates", "make" },
	{ "gdb", "`denali debug`", "gdb" },
	{ "mke2fs", "making disks", "e2fsprogs" },
	{ "minisign", "verifying an archive's signature", "minisign" },
};

static void check_wanted(struct doctor *doctor, const struct wanted *program)
{
	char *path = program_path_or_admin(program->name);

	if (path != NULL)
		doctor_add(doctor, DOCTOR_OK, program->name, path, NULL);
	else
		doctor_add(doctor, DOCTOR_WARN, program->name,
			   allocate_text("not in PATH; it is for %s",
					 program->purpose),
			   doctor_install(program->package));
}

void doctor_programs(struct doctor *doctor)
{
	check_qemu(doctor);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		check_wanted(doctor, &wanted[i]);
}
