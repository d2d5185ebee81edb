/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * QEMU writes a line for each instruction to a pipe; a thread counts them by
 * address.  A function that was inlined counts as its caller's file.
 */
#include "trace.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/denali.h"

#define TRACER "tests/bench/trace-qemu"
#define ADDR2LINE "build/sdk/bin/denali-addr2line"
#define ADDR2LINE_MS 60000
#define KERNEL_START 0xc0000000u
#define TEXT_MAX 0x40000u /* the kernel's text is not longer */
#define TEXT_START 0xc0100000u

static struct {
	pthread_t thread;
	char path[256];
	double guest;
	uint32_t counts[TEXT_MAX];
	bool strange; /* the kernel ran where it has no text */
} tracer;

/* Trace 0: HOST-ADDRESS [CS-BASE/PC/FLAGS/CFLAGS] SYMBOL */
static void count_line(const char *line)
{
	const char *at = strchr(line, '[');
	uint32_t pc;

	if (strncmp(line, "Trace ", 6) != 0 || at == NULL ||
	    (at = strchr(at, '/')) == NULL)
		return;
	pc = (uint32_t)strtoul(at + 1, NULL, 16);
	if (pc < KERNEL_START)
		tracer.guest++;
	else if (pc - TEXT_START < TEXT_MAX)
		tracer.counts[pc - TEXT_START]++;
	else if (pc < 0xfff00000u) /* firmware's */
		tracer.strange = true;
}

static void *count(void *unused)
{
	FILE *file = fopen(tracer.path, "r");
	char line[256];

	(void)unused;
	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		count_line(line);
	if (file != NULL)
		fclose(file);
	return NULL;
}

bool trace_begin(void)
{
	memset(&tracer, 0, sizeof tracer);
	snprintf(tracer.path, sizeof tracer.path, "%s", scratch_path("trace"));
	if (mkfifo(tracer.path, 0600) != 0)
		return false;
	setenv("DENALI_TRACE", tracer.path, 1);
	setenv("DENALI_QEMU", TRACER, 1);
	return pthread_create(&tracer.thread, NULL, count, NULL) == 0;
}

/* The entry of the file; a new one if there is room. */
static double *entry_of(struct trace *trace, const char *name)
{
	unsigned int i;

	for (i = 0; i < trace->files; i++)
		if (strcmp(trace->kernel[i].name, name) == 0)
			return &trace->kernel[i].count;
	if (i == TRACE_FILES)
		return NULL;
	snprintf(trace->kernel[i].name, sizeof trace->kernel[i].name, "%s",
		 name);
	trace->files++;
	return &trace->kernel[i].count;
}

/* An address has a line "0x..." and then a pair of lines for each function it
 * is in, the outermost last: its name, and FILE:LINE. */
static bool attribute(struct trace *trace, const char *text)
{
	char name[128] = "";
	double counted = 0;

	for (const char *line = text; line != NULL && *line != '\0';) {
		const char *end = strchr(line, '\n');
		const char *slash = memrchr(line, '/', (size_t)(end - line));

		if (slash != NULL)
			sscanf(slash + 1, "%127[^:\n]", name);
		line = end + 1;
		if (strncmp(line, "0x", 2) == 0 || *line == '\0') {
			double *entry = entry_of(trace, name);

			if (entry == NULL)
				return false;
			*entry += counted;
		}
		if (strncmp(line, "0x", 2) == 0)
			counted = tracer.counts[strtoul(line, NULL, 16) -
						TEXT_START];
	}
	return true;
}

static bool look_up(struct trace *trace)
{
	const char *argv[] = {
		ADDR2LINE, "-a", "-f", "-i", "-e", KERNEL, NULL
	};
	struct process process;
	char line[16];
	bool done;

	process_start(&process, argv);
	for (uint32_t i = 0; i < TEXT_MAX; i++) {
		if (tracer.counts[i] == 0)
			continue;
		snprintf(line, sizeof line, "%x\n", TEXT_START + i);
		process_write(&process, line, strlen(line));
	}
	process_close_input(&process);
	done = process_wait(&process, ADDR2LINE_MS) && process.status == 0 &&
	       attribute(trace, process.out.data);
	process_finish(&process);
	return done;
}

bool trace_end(struct trace *trace)
{
	/* If QEMU never opened its end, nobody else does. */
	int fd = open(tracer.path, O_WRONLY | O_NONBLOCK);

	if (fd >= 0)
		close(fd);
	pthread_join(tracer.thread, NULL);
	unlink(tracer.path);
	unsetenv("DENALI_QEMU");
	memset(trace, 0, sizeof *trace);
	trace->guest = tracer.guest;
	return !tracer.strange && look_up(trace);
}

double trace_file(const struct trace *trace, const char *name)
{
	for (unsigned int i = 0; i < trace->files; i++)
		if (strcmp(trace->kernel[i].name, name) == 0)
			return trace->kernel[i].count;
	return 0;
}
