/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What newcomers wait for: the archive's size, and the time from unpacking it
 * to the first answer of a service that is made from a template, against QEMU's
 * own start of an empty kernel.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "harness/net.h"
#include "start.h"
#include "table.h"

#define TIMEOUT_MS 120000
#define ANSWER_MS 500

#define MEGABYTE 1e6
#define ARCHIVES "build/denali-*-linux-x86_64.tar.gz"
#define FOLDER "build/tests/bench/unpacked"

#define BIN FOLDER "/*/bin"

struct stages {
	double unpack, build, answer; /* milliseconds */
};

/* Milliseconds that the words of a shell take; -1: they failed. */
static double time_of(const char *words, const char *argument)
{
	const char *command[] = { "sh", "-ec", words, "sh", argument, NULL };
	struct process process;
	double start = now_ms(), taken = -1;

	if (process_run(&process, command, TIMEOUT_MS) && process.status == 0)
		taken = now_ms() - start;
	process_finish(&process);
	return taken;
}

/* Asks until an answer comes, or the service ends. */
static double first_answer(void)
{
	static const char request[] = "GET / HTTP/1.0\r\n\r\n";
	char words[256];
	const char *command[] = { "sh", "-ec", words, NULL };
	uint16_t port = free_ports(1);
	struct bytes reply = { 0 }, body = { 0 };
	struct process process;
	double start = now_ms(), taken = -1;

	snprintf(words, sizeof words, "exec " BIN "/denali run -p %u:80 %s",
		 port, FOLDER "/web/build/web");
	process_start(&process, command);
	while (taken < 0 && now_ms() - start < TIMEOUT_MS &&
	       !process_gone(process.pid, 1)) {
		bytes_clear(&reply);
		if (tcp_exchange(LOOPBACK, port, request, strlen(request),
				 &reply, ANSWER_MS) &&
		    http_body(&reply, &body))
			taken = now_ms() - start;
	}
	process_finish(&process);
	bytes_free(&reply);
	bytes_free(&body);
	return taken;
}

/* Does all of it once; false if some of it fails. */
static bool begin(const char *archive, struct stages *stages)
{
	if (time_of("rm -rf " FOLDER "; mkdir " FOLDER, NULL) < 0)
		return false;
	stages->unpack = time_of("tar -C " FOLDER " -xzf \"$1\"", archive);
	stages->build = time_of("cd " FOLDER "; bin=$(echo $PWD/*/bin); "
				"export PATH=\"$bin:$PATH\"; "
				"denali new -t http web; "
				"exec env -u MAKEFLAGS make -C web",
				NULL);
	if (stages->unpack < 0 || stages->build < 0)
		return false;
	stages->answer = first_answer();
	return stages->answer >= 0;
}

static void measure_size(const char *archive)
{
	static const struct target target = { "archive", "MB", AT_MOST, 60 };
	struct stat status;

	if (stat(archive, &status) != 0)
		table_failed(&target, "%s is not there", archive);
	else
		table_row(&target, (double)status.st_size / MEGABYTE, "%s",
			  archive);
}

static void measure_begin(const char *archive)
{
	static const struct target target = {
		"unpack to first answer / empty kernel", "", AT_MOST, 20
	};
	double unpack[PAIRS], build[PAIRS], answer[PAIRS], ratios[PAIRS],
		all[PAIRS], theirs[PAIRS];
	struct command empty;
	struct stages stages;

	start_empty_kernel(&empty, FIRMWARE_DEFAULT);
	for (int i = 0; i < PAIRS; i++) {
		theirs[i] = start_first_byte(&empty);
		if (theirs[i] < 0 || !begin(archive, &stages)) {
			table_failed(&target, "no answer came");
			goto out;
		}
		unpack[i] = stages.unpack / 1000;
		build[i] = stages.build / 1000;
		answer[i] = stages.answer / 1000;
		all[i] = unpack[i] + build[i] + answer[i];
		ratios[i] = all[i] * 1000 / theirs[i];
	}
	table_row(&target, median(ratios, PAIRS),
		  "%.1f s: %.1f unpack, %.1f new and make, %.1f run; %.0f ms",
		  median(all, PAIRS), median(unpack, PAIRS),
		  median(build, PAIRS), median(answer, PAIRS),
		  median(theirs, PAIRS));
out:
	command_free(&empty);
	time_of("rm -rf " FOLDER, NULL);
}

void bench_dist(void)
{
	glob_t archives;

	if (glob(ARCHIVES, 0, NULL, &archives) != 0) {
		measure_size(ARCHIVES);
		return;
	}
	measure_size(archives.gl_pathv[0]);
	measure_begin(archives.gl_pathv[0]);
	globfree(&archives);
}
