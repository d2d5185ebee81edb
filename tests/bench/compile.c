/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Compiling and linking hello by denali-cc, against the bare cross compiler
 * that is told to do the same: the same code, libraries and linker script.
 * With debug information the one also makes two files of the image.
 */
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"
#include "harness/denali.h"
#include "table.h"

#define TIMEOUT_MS 30000
#define RUNS 25

#define SDK "build/sdk/"
#define SOURCE "examples/hello/hello.c"
#define OUTPUT "build/tests/bench/compiled"

static const char *const ours[] = {
	SDK "bin/denali-cc", "-Os", SOURCE, "-o", OUTPUT, NULL
};

/* What share/denali/denali.specs comes to. */
static const char *const bare[] = {
	SDK "lib/toolchain/bin/i686-elf-gcc",
	"-Os",
	"-fPIE",
	"-ffunction-sections",
	"-fdata-sections",
	"-fstack-protector-strong",
	"-fno-asynchronous-unwind-tables",
	"-mno-tls-direct-seg-refs",
	"-mpreferred-stack-boundary=2",
	"-isystem",
	SDK "include",
	SOURCE,
	"-o",
	OUTPUT ".bare",
	"-nostdlib",
	"-static",
	"-Wl,-pie,--no-dynamic-linker,-z,text,-z,pack-relative-relocs",
	"-Wl,--gc-sections,--build-id=sha1,-z,noexecstack",
	"-Wl,-z,max-page-size=4096",
	"-T",
	SDK "share/denali/denali-pie.ld",
	"-L" SDK "lib",
	SDK "lib/crt0.o",
	"-lgcc",
	"-Wl,--start-group",
	"-lilwaco",
	"-llwip",
	"-lc",
	"-Wl,--end-group",
	"-lgcc",
	NULL,
};

/* Milliseconds that it takes; -1: it failed. */
static double time_of(const char *const words[], const char *option)
{
	struct command command = { 0 };
	struct process process;
	double start = now_ms(), taken = -1;

	command_add_all(&command, words);
	if (option != NULL)
		command_add(&command, "%s", option);
	command_start(&command, &process);
	if (process_wait(&process, TIMEOUT_MS) && process.status == 0)
		taken = now_ms() - start;
	process_finish(&process);
	command_free(&command);
	return taken;
}

static void measure(const struct target *target, const char *option)
{
	double ratios[RUNS], us[RUNS], them[RUNS];

	for (int i = 0; i < RUNS; i++) {
		them[i] = time_of(bare, option);
		us[i] = time_of(ours, option);
		ratios[i] = us[i] / them[i];
		if (us[i] < 0 || them[i] < 0) {
			table_failed(target, "%s does not compile hello",
				     us[i] < 0 ? ours[0] : bare[0]);
			return;
		}
	}
	table_row(target, median(ratios, RUNS), "%.0f and %.0f ms",
		  median(us, RUNS), median(them, RUNS));
}

void bench_compile(void)
{
	measure(&(struct target){ "compile and link hello / bare compiler", "",
				  AT_MOST, 1.5 },
		NULL);
	measure(&(struct target){ "... with debug information", "", AT_MOST,
				  1.5 },
		"-g");
	unlink(OUTPUT);
	unlink(OUTPUT ".dbg");
	unlink(OUTPUT ".bare");
}
