/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali doctor`: what is right and wrong with this machine and this SDK.
 *
 * A check adds one line to the list, whatever it finds; it prints nothing.
 */
#ifndef DENALI_CMD_DOCTOR_H
#define DENALI_CMD_DOCTOR_H

#include <stddef.h>

enum doctor_level {
	DOCTOR_OK,
	DOCTOR_WARN, /* some uses need it */
	DOCTOR_FAIL, /* `denali run` needs it */
};

struct doctor_line {
	enum doctor_level level;
	const char *name;
	char *what, *mend; /* mend is null if there is nothing to mend */
};

#define DOCTOR_LINES_MAX 32

struct doctor {
	struct doctor_line lines[DOCTOR_LINES_MAX];
	size_t count;
};

/* The verb. */
int doctor_main(int argc, char *argv[]);

/* Adds a line, which gets what and mend, both allocated. */
void doctor_add(struct doctor *doctor, enum doctor_level level,
		const char *name, char *what, char *mend);

/* How a Debian package is installed here; allocated. */
char *doctor_install(const char *package);

/* Checks: QEMU and other programs; this machine; the SDK. */
void doctor_programs(struct doctor *doctor);
void doctor_machine(struct doctor *doctor);
void doctor_sdk(struct doctor *doctor);

#endif
