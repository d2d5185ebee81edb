/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Starting `denali run` in a test, and reading what it says.
 *
 * Programs run from the top of the tree; all paths are below build/.
 */
#ifndef HARNESS_DENALI_H
#define HARNESS_DENALI_H

#include <stdbool.h>
#include <stdint.h>

#include "process.h"

#define DENALI "build/sdk/bin/denali"
#define KERNEL "build/sdk/share/denali/kernel.elf"

/* The image of a boot test, a hostile guest, an example or a port, by name. */
#define BOOT_IMAGE(name) "build/tests/boot/" name
#define EXAMPLE_IMAGE(name) "build/examples/" name "/" name
#define PORT_IMAGE(port, name) "build/ports/" port "/" name

/* A command line that grows; the words are copied. */
#define COMMAND_WORDS 64

struct command {
	char *words[COMMAND_WORDS + 1];
	int count;
};

/* Begins with `denali run`. */
void command_denali(struct command *command);
void command_add_all(struct command *command, const char *const words[]);
void command_add(struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void command_free(struct command *command);

/* Begins with QEMU and the machine that `denali run` starts, but for its
 * modules, network and serial ports; the kernel is any Multiboot one.  With
 * the firmware that `denali run` picks, or the one that QEMU does. */
enum firmware { FIRMWARE_OURS, FIRMWARE_DEFAULT };
void command_machine(struct command *command, const char *kernel,
		     enum firmware firmware);

/* Starts what the command says. */
void command_start(const struct command *command, struct process *process);

/* Starts `denali run` with words that stand for themselves; ends at NULL. */
void denali_start(struct process *process, ...) __attribute__((sentinel));

/* What --result says of an instance. */
struct outcome {
	char cause[32];
	char text[160]; /* the cause in words */
	int status;     /* its own; -1: none */
};

/* Reads one instance's outcome from a result file; false if it is not there. */
bool read_outcome(const char *path, unsigned int instance,
		  struct outcome *outcome);

/* A path below build/ for a file of this test's own; not there yet.  Valid
 * until the next call. */
const char *scratch_path(const char *name);

#endif
