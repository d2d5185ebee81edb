/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What `denali doctor` says of machines and SDKs that lack something.  The
 * machines are folders of small scripts, which are all that is in PATH.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trial.h"

#define WORDS_MAX 16

static char machine[256], setting[PATH_MAX + 300];

/* An empty machine. */
static void begin(void)
{
	char command[600];

	snprintf(machine, sizeof machine, "%s", scratch_path("machine"));
	snprintf(setting, sizeof setting, "PATH=%s", machine);
	snprintf(command, sizeof command, "rm -rf %s && mkdir %s", machine,
		 machine);
	cr_assert(system(command) == 0);
}

static void end(void)
{
	char command[600];

	snprintf(command, sizeof command, "rm -rf %s", machine);
	cr_assert(system(command) == 0);
}

TestSuite(doctor, .init = begin, .fini = end);

/* Gives the machine a program that prints a line. */
static void install(const char *name, const char *line)
{
	char path[600];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", machine, name);
	file = fopen(path, "w");
	cr_assert(file != NULL);
	fprintf(file, "#!/bin/sh\necho '%s'\n", line);
	fclose(file);
	chmod(path, 0755);
}

/* Runs a doctor in no environment but PATH and the words, which end at NULL;
 * the first that is no NAME=VALUE is the command. */
static void examine(struct process *process, int status, ...)
{
	const char *words[WORDS_MAX] = { "env", "-i", setting };
	size_t count = 3;
	va_list more;

	va_start(more, status);
	do
		words[count] = va_arg(more, const char *);
	while (words[count] != NULL && ++count < WORDS_MAX);
	va_end(more);
	cr_assert(process_run(process, words, TRIAL_MS));
	cr_expect(process->status == status, "status %d, not %d: %s%s",
		  process->status, status, process->out.data,
		  process->err.data);
}

/* The same must say all that the expression does. */
#define expect(status, expression, ...)                                        \
	do {                                                                   \
		struct process process;                                        \
                                                                               \
		examine(&process, status, __VA_ARGS__, NULL);                  \
		cr_expect(bytes_match(&process.out, expression), "%s",         \
			  process.out.data);                                   \
		process_finish(&process);                                      \
	} while (0)

#define QEMU_GOOD "QEMU emulator version 7.2.22 (Debian)"

Test(doctor, nothing_there)
{
	expect(1,
	       "^fail  QEMU      neither qemu-system-i386 nor "
	       "qemu-system-x86_64 is in PATH\n"
	       "                mend: install qemu-system-x86 \\(as Debian "
	       "calls it\\)\n"
	       "warn  make      not in PATH; it is for Makefiles of "
	       "templates\n"
	       "                mend: install make \\(as Debian calls it\\)\n"
	       "warn  gdb       not in PATH; it is for `denali debug`\n"
	       "                mend: install gdb \\(as Debian calls it\\)\n",
	       DENALI, "doctor");
}

Test(doctor, debian)
{
	install("apt-get", "");
	expect(1, "^ +mend: (sudo )?apt-get install qemu-system-x86\n", DENALI,
	       "doctor");
}

Test(doctor, qemu_versions)
{
	char said[600];

	install("qemu-system-x86_64", QEMU_GOOD);
	snprintf(said, sizeof said,
		 "^ok    QEMU      %s/qemu-system-x86_64: version 7.2, which "
		 "emulates the processor \\(no KVM\\)\n",
		 machine);
	expect(0, said, DENALI, "doctor");
	install("qemu-system-x86_64", "QEMU emulator version 10.0.2");
	expect(0, "^ok    QEMU .*version 10.0,", DENALI, "doctor");
	install("qemu-system-x86_64", "QEMU emulator version 7.1.0");
	expect(0,
	       "^warn  QEMU .*: version 7.1; Denali is tested with 7.2 and "
	       "later\n +mend: install qemu-system-x86 ",
	       DENALI, "doctor");
	install("qemu-system-i386", "hello");
	expect(1, "^fail  QEMU .*i386: does not tell its version\n", DENALI,
	       "doctor");
	expect(1,
	       "^fail  QEMU      no-qemu: no such program; the variable "
	       "DENALI_QEMU names it\n +mend: unset DENALI_QEMU\n",
	       "DENALI_QEMU=no-qemu", DENALI, "doctor");
}

Test(doctor, path)
{
	char said[600], ours[PATH_MAX];

	cr_assert(realpath("build/sdk/bin", ours) != NULL);
	install("qemu-system-i386", QEMU_GOOD);
	expect(0,
	       "^warn  PATH      has no denali-cc, which Makefiles want\n +"
	       "mend: export PATH=\".*/build/sdk/bin:\\$PATH\"\n",
	       DENALI, "doctor");
	install("denali-cc", "");
	snprintf(said, sizeof said,
		 "^warn  PATH      has another denali-cc first: %s/denali-cc\n",
		 machine);
	expect(0, said, DENALI, "doctor");
	snprintf(said, sizeof said, "%s/denali-cc", machine);
	unlink(said);
	snprintf(setting, sizeof setting, "PATH=%s:%s", machine, ours);
	expect(0, "^ok    PATH      has this SDK's commands\n", DENALI,
	       "doctor");
}

Test(doctor, kernel)
{
	install("qemu-system-i386", QEMU_GOOD);
	expect(0,
	       "^ok    kernel    .*/share/denali/kernel.elf: contract "
	       "version [0-9]+\n",
	       DENALI, "doctor");
	expect(1,
	       "^fail  kernel    no-kernel: No such file or directory\n"
	       " +mend: unset DENALI_KERNEL\n",
	       "DENALI_KERNEL=no-kernel", DENALI, "doctor");
	expect(1, "^fail  kernel    Makefile: not a Denali kernel\n",
	       "DENALI_KERNEL=Makefile", DENALI, "doctor");
}

/* An SDK of two files and the command, with a list of them. */
static void make_sdk(const char *contents)
{
	char command[2000];

	snprintf(command, sizeof command,
		 "cd %s && mkdir -p bin share/denali && "
		 "cp \"$OLDPWD\"/" DENALI " bin/ && "
		 "cp \"$OLDPWD\"/" KERNEL " share/denali/ && "
		 "printf 12345 >README && printf '%s' >share/denali/contents",
		 machine, contents);
	cr_assert(system(command) == 0);
	install("qemu-system-i386", QEMU_GOOD);
}

static const char *sdks_command(void)
{
	static char path[600];

	snprintf(path, sizeof path, "%s/bin/denali", machine);
	return path;
}

Test(doctor, sdk)
{
	make_sdk("5 README\\n");
	expect(0, "^ok    SDK       .*: 1 files are there\n", sdks_command(),
	       "doctor");
	make_sdk("5 README\\n6 README\\n1 a file\\n");
	expect(1,
	       "^fail  SDK       .*: README is missing or has another size, as "
	       "have 2 of 3 files\n +mend: unpack, install or build the SDK "
	       "again\n",
	       sdks_command(), "doctor");
	expect(0, "^ok    SDK       .*/build/sdk: as built, without a list",
	       DENALI, "doctor");
}

Test(doctor, folders_and_locale)
{
	install("qemu-system-i386", QEMU_GOOD);
	expect(0,
	       "^warn  TMPDIR    /nowhere: No such file or directory\n"
	       " +mend: export TMPDIR=FOLDER, one with room that is yours\n",
	       "TMPDIR=/nowhere", DENALI, "doctor");
	expect(0, "^ok    folder    .: [0-9]+ MiB free\n", DENALI, "doctor");
	expect(0,
	       "^warn  locale    C, ANSI_X3.4-1968\n +mend: export "
	       "LC_ALL=C.UTF-8\n",
	       "LC_ALL=C", DENALI, "doctor");
	expect(0, "^ok    locale    C.UTF-8, UTF-8\n", "LC_ALL=C.UTF-8", DENALI,
	       "doctor");
}

/* Whoever has the port: this test, or somebody else before it. */
Test(doctor, port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(8080),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	install("qemu-system-i386", QEMU_GOOD);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0)
		cr_assert(listen(fd, 1) == 0);
	expect(0,
	       "^warn  port      TCP port 8080 of 127.0.0.1 is in use\n +mend: "
	       "forward another with -p, or see who has it: ss -ltnp 'sport = "
	       "8080'\n",
	       DENALI, "doctor");
	close(fd);
}

Test(doctor, forms)
{
	struct process process;
	json_t *all;

	examine(&process, 1, DENALI, "doctor", "-o", "json", NULL);
	all = json_loads(process.out.data, 0, NULL);
	cr_assert(json_array_size(all) > 10);
	cr_expect_str_eq(json_string_value(json_object_get(
				 json_array_get(all, 0), "level")),
			 "fail");
	cr_expect_str_eq(json_string_value(json_object_get(
				 json_array_get(all, 0), "check")),
			 "QEMU");
	json_decref(all);
	process_finish(&process);
	examine(&process, 1, DENALI, "doctor", "-o", "quiet", NULL);
	cr_expect(process.out.length == 0 && process.err.length == 0);
	process_finish(&process);
}

static void expect_refused(const char *error, const char *word,
			   const char *value)
{
	struct process process;

	examine(&process, 125, DENALI, "doctor", word, value, NULL);
	cr_expect_str_eq(process.err.data, error);
	cr_expect(process.out.length == 0);
	process_finish(&process);
}

Test(doctor, usage)
{
	expect_refused("denali: -o xml: not table, json or quiet\n", "-o",
		       "xml");
	expect_refused("denali: doctor: option -o needs a value; see `denali "
		       "help doctor`\n",
		       "-o", NULL);
	expect_refused("denali: doctor: unknown option --hlp; did you mean "
		       "--help?\n",
		       "--hlp", NULL);
	expect_refused("denali: doctor: unknown option -x; see `denali help "
		       "doctor`\n",
		       "-x", NULL);
	expect_refused("denali: doctor: takes no argument: web; see `denali "
		       "help doctor`\n",
		       "web", NULL);
	expect(0, "^usage: denali doctor", DENALI, "doctor", "--help");
}
