/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A program that a test runs: its input, what it prints, how it ends.
 *
 * All waiting is for a condition with a deadline, given in milliseconds from
 * the call; what the program prints is read meanwhile, so that it never
 * blocks on a full pipe.  The program is killed when the test dies.
 */
#ifndef HARNESS_PROCESS_H
#define HARNESS_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bytes.h"

struct process {
	pid_t pid;
	int pidfd;
	int input, output, errors; /* our ends of its pipes; -1: closed */
	struct bytes to_write;     /* what has not gone into input yet */
	bool close_input;          /* when to_write is empty */
	struct bytes out, err;     /* what it has printed so far */
	bool ended;
	int status; /* exit status; 128 + signal, as a shell has it */
};

/* Starts argv[0], found along PATH, in a process group of its own.  Aborts if
 * there can be no process; a program that cannot be run ends with 127. */
void process_start(struct process *process, const char *const argv[]);

/* Gives it input, written as it takes it, by the waiting calls below. */
void process_write(struct process *process, const void *data, size_t length);
void process_close_input(struct process *process);

/* Waits until text matches expression; text is &process->out or ->err.  False
 * when the deadline passes, or when the program ends without a match. */
bool process_await(struct process *process, const struct bytes *text,
		   const char *expression, int milliseconds);

/* Waits until it has printed so many bytes to its standard output. */
bool process_await_bytes(struct process *process, size_t length,
			 int milliseconds);

/* Reads for so long, or until it ends. */
void process_read_for(struct process *process, int milliseconds);

/* Waits for its end; false when the deadline passes. */
bool process_wait(struct process *process, int milliseconds);

/* Kills it if it has not ended, and frees all. */
void process_finish(struct process *process);

/* Starts a program, lets it end within the time, and frees nothing: its output
 * and status are there until process_finish.  False if it had to be killed. */
bool process_run(struct process *process, const char *const argv[],
		 int milliseconds);

/* Process numbers of all descendants of a process that live now, at most max;
 * returns how many. */
int process_descendants(pid_t pid, pid_t *found, int max);

/* Waits until a process that need not be ours has ended. */
bool process_gone(pid_t pid, int milliseconds);

/* Monotonic time, in milliseconds with a fraction. */
double now_ms(void);

#endif
