/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Several images in one run: what the machine gets, and whose name is told.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image_file.h"
#include "trial.h"

TestSuite(together, .fini = image_file_remove);

#define PASSED "exit 0 0 0\nexit 1 0 0\nend 0\n"

/* An image of another name, as has its function poke. */
static const char *other_image(void)
{
	struct image_file file;
	char *name;

	image_file_make(&file);
	name = memmem(file.strings, sizeof file.strings, "poke", 4);
	cr_assert(name != NULL);
	memcpy(name, "prod", 4);
	strcpy(file.manifest.name, "other");
	return image_file_write(&file, sizeof file, "other");
}

/* How many modules the machine is given, the plan included. */
static void expect_modules(const char *first, const char *second,
			   const char *pattern)
{
	const char *record = strdup(scratch_path("record"));
	struct bytes bytes = { 0 };
	struct process process;
	char script[512];

	snprintf(script, sizeof script, "record %s\nready\n" PASSED, record);
	trial_script(script);
	trial_start(&process, first, "--and", second, NULL);
	trial_expect_status(&process, 0);
	cr_assert(bytes_read_file(&bytes, record));
	cr_expect(bytes_match(&bytes, pattern), "no %s", pattern);
	process_finish(&process);
	bytes_free(&bytes);
	unlink(record);
}

/* A file is a module once. */
Test(together, modules)
{
	const char *hello = trial_image("hello"), *other = other_image();

	expect_modules(hello, other,
		       "^/dev/fd/[0-9]+ plan,/dev/fd/[0-9]+ image,"
		       "/dev/fd/[0-9]+ image$");
	expect_modules(hello, hello,
		       "^/dev/fd/[0-9]+ plan,/dev/fd/[0-9]+ image$");
}

Test(together, lines)
{
	struct process process;

	trial_script("ready\nprint 1 one\\n\nprint 0 nought\\n\n" PASSED);
	trial_start(&process, trial_image("hello"), "--and", other_image(),
		    NULL);
	trial_expect_status(&process, 0);
	trial_expect_output(&process, "[1] one\n[0] nought\n");
	process_finish(&process);
}

/* The names in a report are those of the instance's own image. */
Test(together, fault)
{
	const char *path = strdup(scratch_path("result"));
	const char *other = other_image();
	struct bytes result = { 0 };
	struct process process;
	char script[256];

	snprintf(script, sizeof script,
		 "ready\ncrash 1 1 13 13 0 %#x 0x28f00\nexit 1 1 13\n"
		 "crash 0 1 13 13 0 %#x 0x28f00\nexit 0 1 13\nend 0\n",
		 IMAGE_POKE + 4, IMAGE_POKE + 4);
	trial_script(script);
	trial_start(&process, "--result", path, trial_image("hello"), "--and",
		    other, NULL);
	trial_expect_status(&process, 126);
	cr_expect(bytes_match(&process.err,
			      "instance 1 \\(other\\) was killed") &&
			  bytes_match(&process.err, "^  at   prod\\+0x4$") &&
			  bytes_match(&process.err, "^  at   poke\\+0x4$"),
		  "%s", process.err.data);
	cr_assert(bytes_read_file(&result, path));
	cr_expect(bytes_match(&result, "\"function\": \"prod\"") &&
		  bytes_match(&result, "\"function\": \"poke\""));
	process_finish(&process);
	bytes_free(&result);
	unlink(path);
}

Test(together, statistics)
{
	struct process process;

	trial_script("ready\nledger 0 1\nledger 1 2\n" PASSED);
	trial_start(&process, "--stats", trial_image("hello"), "--and",
		    other_image(), NULL);
	trial_expect_status(&process, 0);
	cr_expect(bytes_match(&process.err, "^ +0 .* hello$") &&
			  bytes_match(&process.err, "^ +1 .* other$") &&
			  bytes_match(&process.err, "^ +sum [^a-z]*$"),
		  "%s", process.err.data);
	process_finish(&process);
}

/* What the kernel refuses is the image that its finding is about. */
Test(together, refused)
{
	const char *other = other_image();
	struct process process;

	trial_script("error 22 1 0 0 0\nend 1\n");
	trial_start(&process, trial_image("hello"), "--and", other, NULL);
	cr_assert(process_wait(&process, TRIAL_MS));
	cr_expect_eq(process.status, 125);
	cr_expect(bytes_match(&process.err,
			      "other: the kernel refuses to run it: "),
		  "%s", process.err.data);
	process_finish(&process);
}

/* A part's own name, told to all. */
Test(together, name)
{
	const char *record = strdup(scratch_path("record"));
	struct bytes bytes = { 0 };
	struct process process;
	char script[512];

	snprintf(script, sizeof script,
		 "record %s\nready\nexit 0 2 0\nexit 1 0 0\nend 0\n", record);
	trial_script(script);
	trial_start(&process, "--name", "front", trial_image("hello"), "--and",
		    other_image(), NULL);
	trial_expect_status(&process, 126);
	cr_expect(bytes_match(&process.err, "^denali: instance 0 \\(front\\) "),
		  "%s", process.err.data);
	cr_assert(bytes_read_file(&bytes, record));
	cr_expect_not_null(
		memmem(bytes.data, bytes.length,
		       "\0DENALI_HOSTS=front=10.0.2.15 other=10.0.2.16\0", 46));
	process_finish(&process);
	bytes_free(&bytes);
	unlink(record);
}

Test(together, one_is_wrong)
{
	struct process process;

	trial_script("");
	trial_start(&process, trial_image("hello"), "--and", "Makefile", NULL);
	trial_expect_error(&process, "Makefile: not an image: it is not an ELF "
				     "file; run what denali-cc has linked");
	trial_start(&process, "--host-mem", "8M", trial_image("hello"), "--and",
		    "-m", "1X", "x", NULL);
	trial_expect_error(&process, "-m 1X: not a size; write 16M, say");
}

/* A disk that one may write to is nobody else's. */
Test(together, disk_of_two)
{
	const char *path = strdup(scratch_path("disk"));
	struct process process;

	cr_assert(fclose(fopen(path, "we")) == 0 && truncate(path, 8192) == 0);
	trial_script("");
	trial_start(&process, "-v", path, trial_image("hello"), "--and", "-v",
		    path, other_image(), NULL);
	trial_expect_error(&process,
			   "-v %s: given twice, and one of them may write to "
			   "it; give both with :ro",
			   path);
	unlink(path);
}
