/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where post-mortem files are written, and how many are kept; what `denali
 * debug` makes of them, with a double for gdb that tells its command line.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_file.h"
#include "trial.h"

static char folder[256], file[600];

static void set_up(void)
{
	snprintf(folder, sizeof folder, "%s", scratch_path("crashes"));
}

static void clean(void)
{
	char command[300];

	snprintf(command, sizeof command, "rm -rf %s", folder);
	cr_expect(system(command) == 0);
	image_file_remove();
}

TestSuite(postmortem, .init = set_up, .fini = clean);

/* How many files there are; the last one's path is in file. */
static unsigned count_files(const char *path)
{
	DIR *stream = opendir(path);
	struct dirent *entry;
	unsigned count = 0;

	while (stream != NULL && (entry = readdir(stream)) != NULL)
		if (strstr(entry->d_name, ".core") != NULL) {
			snprintf(file, sizeof file, "%s/%s", path,
				 entry->d_name);
			count++;
		}
	if (stream != NULL)
		closedir(stream);
	return count;
}

static const char *crashes(unsigned count)
{
	static char script[4096];
	size_t length = (size_t)sprintf(script, "ready\n");

	for (unsigned i = 0; i < count; i++)
		length += (size_t)sprintf(
			script + length,
			"crash %u 1 13 13 0 %#x 0x28f00 1 %#x\nexit %u 1 13\n",
			i, IMAGE_POKE + 4, IMAGE_RETURN_TO_MIDDLE, i);
	sprintf(script + length, "end 0\n");
	return script;
}

static void run(struct process *process, unsigned count, const char *where)
{
	char number[12];

	snprintf(number, sizeof number, "%u", count);
	trial_script(crashes(count));
	trial_start(process, "--post-mortem", where, "-n", number,
		    trial_image("hello"), NULL);
	trial_expect_status(process, 126);
}

Test(postmortem, written)
{
	struct process process;
	struct stat status;

	run(&process, 1, folder);
	cr_assert_eq(count_files(folder), 1);
	cr_expect(bytes_match(&process.err, "^  post-mortem: denali debug "
					    "--post-mortem .*/hello-b1b1b1b1-"
					    "[0-9]{8}T[0-9]{6}Z-0\\.core$"),
		  "%s", process.err.data);
	cr_expect_not_null(strstr(process.err.data, file));
	cr_assert(stat(file, &status) == 0);
	cr_expect((status.st_mode & 0777) == 0600);
	process_finish(&process);
}

/* Of one run no more than eight. */
Test(postmortem, first_eight)
{
	struct process process;

	run(&process, 20, folder);
	cr_expect_eq(count_files(folder), 8);
	process_finish(&process);
}

Test(postmortem, none)
{
	struct process process;

	run(&process, 1, "none");
	cr_expect(!bytes_match(&process.err, "post-mortem"));
	process_finish(&process);
}

/* In the usual folder the newest 32 are kept; others are nobody's business. */
Test(postmortem, newest)
{
	char path[320], other[1024], command[2400];
	struct process process;

	snprintf(path, sizeof path, "%s/denali/crashes", folder);
	snprintf(other, sizeof other, "%s/notes.txt", path);
	snprintf(command, sizeof command,
		 "mkdir -p %s; touch %s; for i in $(seq 40); do touch -d "
		 "@$i %s/old-$i.core; done",
		 path, other, path);
	cr_assert(system(command) == 0);
	snprintf(command, sizeof command, "%s/%s",
		 folder[0] == '/' ? "" : getcwd(other, sizeof other), folder);
	setenv("XDG_STATE_HOME", command, 1);
	trial_script(crashes(1));
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_status(&process, 126);
	cr_expect_eq(count_files(path), 32);
	snprintf(other, sizeof other, "%s/old-9.core", path);
	cr_expect(access(other, F_OK) != 0);
	snprintf(other, sizeof other, "%s/old-10.core", path);
	cr_expect(access(other, F_OK) == 0);
	snprintf(other, sizeof other, "%s/notes.txt", path);
	cr_expect(access(other, F_OK) == 0);
	process_finish(&process);
}

/* That it cannot be written changes nothing else. */
Test(postmortem, unwritable)
{
	struct process process;

	run(&process, 1, "Makefile/crashes");
	cr_expect(bytes_match(&process.err,
			      "^denali: Makefile/crashes: cannot keep the "
			      "post-mortem file: Not a directory; name another "
			      "folder with --post-mortem, or none$"),
		  "%s", process.err.data);
	cr_expect(bytes_match(&process.err, "^  token: denali-1-hello-"));
	process_finish(&process);
}

/* ---- denali debug ---- */

static const char *fake_gdb(const char *commands)
{
	static char path[300];
	struct bytes script = { 0 };

	snprintf(path, sizeof path, "%s/gdb", folder);
	mkdir(folder, 0700);
	bytes_append_text(&script, "#!/bin/sh\n");
	bytes_append_text(&script, commands);
	cr_assert(bytes_write_file(&script, path));
	cr_assert(chmod(path, 0755) == 0);
	bytes_free(&script);
	return path;
}

static void start_debug(struct process *process, const char *const words[])
{
	struct command command = { .count = 0 };

	command_add(&command, "%s", DENALI);
	command_add(&command, "debug");
	command_add_all(&command, words);
	command_start(&command, process);
	process_close_input(process);
	command_free(&command);
}

#define DEBUG(process, ...)                                                    \
	start_debug(process, (const char *const[]){ __VA_ARGS__, NULL })

Test(postmortem, opened)
{
	struct process process;
	const char *image;

	run(&process, 1, folder);
	process_finish(&process);
	cr_assert_eq(count_files(folder), 1);
	image = trial_image("hello");
	setenv("GDB", fake_gdb("for word; do echo \"$word\"; done\nexit 7\n"),
	       1);
	DEBUG(&process, "--post-mortem", file, image, "--", "-batch");
	trial_expect_status(&process, 7);
	cr_expect(bytes_match(&process.err, "^denali: instance 0 \\(hello\\) "
					    "was killed: forbidden "
					    "instruction: hlt$"),
		  "%s", process.err.data);
	cr_expect_not_null(strstr(process.out.data, image));
	cr_expect(bytes_match(&process.out, "^-c\n.*\\.core\n-ex\nbacktrace\n"
					    "-batch$"),
		  "%s", process.out.data);
	process_finish(&process);
}

/* However many words there are, all get there. */
Test(postmortem, many_words)
{
	struct process process;
	char command[2048];

	run(&process, 1, folder);
	process_finish(&process);
	cr_assert_eq(count_files(folder), 1);
	setenv("GDB", fake_gdb("echo $#; eval echo \\${$#}\n"), 1);
	snprintf(command, sizeof command,
		 DENALI " debug --post-mortem %s %s -- $(seq 1000)", file,
		 trial_image("hello"));
	process_start(&process,
		      (const char *const[]){ "sh", "-c", command, NULL });
	process_close_input(&process);
	trial_expect_status(&process, 0);
	cr_expect(bytes_match(&process.out, "^10[0-9][0-9]\n1000$"), "%s",
		  process.out.data);
	process_finish(&process);
}

/* Which do not tell whose an address is. */
Test(postmortem, several_images)
{
	struct process process;
	const char *image = trial_image("hello"), *other = trial_image("other");
	char warning[1024];

	mkdir(folder, 0700);
	setenv("GDB", fake_gdb("exit 0\n"), 1);
	setenv("DENALI_QEMU", "build/no-qemu", 1);
	snprintf(warning, sizeof warning,
		 "denali: %s and %s lie at the same addresses: ", image, other);
	DEBUG(&process, image, "--and", image, "--and", other);
	trial_expect_status(&process, 125);
	cr_expect_not_null(strstr(process.err.data, warning), "%s",
			   process.err.data);
	process_finish(&process);
	DEBUG(&process, image, "--and", image);
	trial_expect_status(&process, 125);
	cr_expect_null(strstr(process.err.data, "lie at"));
	process_finish(&process);
}

/* A debugger whose command is killed would be left for ever. */
Test(postmortem, killed)
{
	struct process process;
	pid_t gdb[4];

	run(&process, 1, folder);
	process_finish(&process);
	cr_assert_eq(count_files(folder), 1);
	setenv("GDB", fake_gdb("echo ready\nexec sleep 1000\n"), 1);
	DEBUG(&process, "--post-mortem", file, trial_image("hello"));
	cr_assert(process_await(&process, &process.out, "^ready$", TRIAL_MS));
	cr_assert_eq(process_descendants(process.pid, gdb, 4), 1);
	kill(process.pid, SIGKILL);
	cr_expect(process_gone(gdb[0], TRIAL_MS));
	process_finish(&process);
}

static void expect_error(const char *const words[], const char *errors)
{
	struct process process;

	start_debug(&process, words);
	trial_expect_status(&process, 125);
	trial_expect_errors(&process, errors);
	process_finish(&process);
}

#define REFUSED(errors, ...)                                                   \
	expect_error((const char *const[]){ __VA_ARGS__, NULL }, errors)

Test(postmortem, mistakes)
{
	setenv("GDB", "build/no-gdb", 1);
	REFUSED("denali: debug: option --post-mortem needs a file; `denali "
		"run` says where it writes them\n",
		"--post-mortem");
	REFUSED("denali: Makefile: not a post-mortem file of denali: it is "
		"not an ELF file; `denali run` says where it writes them\n",
		"--post-mortem", "Makefile");
	REFUSED("denali: debug: option -m does not go with --post-mortem; see "
		"`denali debug --help`\n",
		"--post-mortem", "x", "-m", "2M");
	REFUSED("denali: debug: b: a post-mortem file is of one image; leave "
		"it out\n",
		"--post-mortem", "x", "a", "b");
	REFUSED("denali: build/no-gdb: no such program: the variable GDB names "
		"the debugger; correct or unset it\n",
		trial_image("hello"));
}

Test(postmortem, other_image)
{
	struct image_file other;
	struct process process;
	char errors[2000];
	const char *image;

	run(&process, 1, folder);
	process_finish(&process);
	cr_assert_eq(count_files(folder), 1);
	image_file_make(&other);
	other.build_id[0] ^= 1;
	image = image_file_write(&other, sizeof other, "other");
	snprintf(errors, sizeof errors,
		 "denali: %s: not the image that %s is of: its build-id is "
		 "another, or it has none; name the right one, or none\n",
		 image, file);
	REFUSED(errors, "--post-mortem", file, image);
}
