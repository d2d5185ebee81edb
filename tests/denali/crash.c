/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali crash`: tokens made out by the names of a .dbg file.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_file.h"
#include "trial.h"

/* Of the image of image_file.h, dead at a hlt, two calls deep. */
#define TOKEN                                                                  \
	"denali-1-hello-b1b1b1b1b1b1b1b1-1.0-d-21084-0-1000-2104d.21015-"      \
	"f98478ea"
#define EXPANDED(cause)                                                        \
	"hello (build b1b1b1b1b1b1b1b1) was killed: " cause "\n"               \
	"  at   poke+0x4\n"                                                    \
	"  from middle+0xd\n"                                                  \
	"  from start+0x15\n"

static char folder[256];

static void set_up(void)
{
	snprintf(folder, sizeof folder, "%s", scratch_path("symbols"));
	cr_assert(mkdir(folder, 0755) == 0);
	/* Words are tokens where no host is known. */
	setenv("XDG_CONFIG_HOME", "/dev/null/none", 1);
	unsetenv("DENALI_REMOTE");
}

static void tear_down(void)
{
	image_file_remove();
	rmdir(folder);
}

TestSuite(crash, .init = set_up, .fini = tear_down);

/* A file of the good image in the folder. */
static const char *put_file(const struct image_file *file, const char *name)
{
	char path[64];

	snprintf(path, sizeof path, "symbols/%s", name);
	return image_file_write(file, sizeof *file, path);
}

static const char *put_good(const char *name)
{
	struct image_file file;

	image_file_make(&file);
	return put_file(&file, name);
}

static void expect(const char *const words[], const char *input, int status,
		   const char *output, const char *errors)
{
	struct process process;

	process_start(&process, words);
	if (input != NULL)
		process_write(&process, input, strlen(input));
	process_close_input(&process);
	trial_expect_status(&process, status);
	trial_expect_output(&process, output);
	trial_expect_errors(&process, errors);
	process_finish(&process);
}

#define CRASH(...) ((const char *const[]){ DENALI, "crash", __VA_ARGS__, NULL })

/* By a folder, by the file itself; alone, and with the image beside it. */
Test(crash, names)
{
	const char *debug = put_good("hello.dbg");

	expect(CRASH("--debug", folder, TOKEN), NULL, 0,
	       EXPANDED("general protection (exception 13)"), "");
	expect(CRASH("--debug", debug, TOKEN), NULL, 0,
	       EXPANDED("general protection (exception 13)"), "");
	put_good("hello");
	expect(CRASH("--debug", folder, TOKEN), NULL, 0,
	       EXPANDED("forbidden instruction: hlt"), "");
	expect(CRASH("--debug", folder, "-o", "quiet", TOKEN), NULL, 0,
	       "poke\n", "");
}

/* A .dbg file may be anybody's: its names drive no terminal, and are text. */
Test(crash, hostile_names)
{
	struct image_file file;
	struct process process;
	const char *debug;

	image_file_make(&file);
	memcpy(memmem(file.strings, sizeof file.strings, "poke", 5),
	       "\x1b[\xffk", 4);
	debug = put_file(&file, "hello.dbg");
	expect(CRASH("--debug", debug, "-o", "quiet", TOKEN), NULL, 0,
	       "\\x1b[\\xffk\n", "");
	process_start(&process, CRASH("--debug", debug, "-o", "json", TOKEN));
	trial_expect_status(&process, 0);
	cr_expect(bytes_match(&process.out,
			      "\"function\": \"[\\]+x1b\\[[\\]+xffk\""),
		  "%s", process.out.data);
	process_finish(&process);
}

Test(crash, json)
{
	const char *const *words;
	struct process process;
	const char *debug = put_good("hello.dbg");

	words = CRASH("-o", "json", "--debug", debug, TOKEN);
	process_start(&process, words);
	trial_expect_status(&process, 0);
	cr_expect(bytes_match(&process.out, "\"name\": \"hello\"") &&
			  bytes_match(&process.out, "\"cause\": "
						    "\"exception\"") &&
			  bytes_match(&process.out, "\"function\": \"poke\"") &&
			  bytes_match(&process.out, "\"offset\": 13"),
		  "%s", process.out.data);
	process_finish(&process);
}

/* That nothing could be told comes before what would have been. */
Test(crash, output_is_full)
{
	struct process process;

	process_start(&process,
		      (const char *const[]){ "sh", "-c",
					     DENALI " crash -o quiet " TOKEN
						    " >/dev/full",
					     NULL });
	process_close_input(&process);
	trial_expect_status(&process, 125);
	cr_expect(bytes_match(&process.err,
			      "^denali: cannot write to standard output: "),
		  "%s", process.err.data);
	process_finish(&process);
}

#define ADDRESSES                                                              \
	"hello (build b1b1b1b1b1b1b1b1) was killed: general protection "       \
	"(exception 13)\n"                                                     \
	"  at   0x00021084\n"                                                  \
	"  from 0x0002104d\n"                                                  \
	"  from 0x00021015\n"

/* One of another build is no use, whatever it is called. */
Test(crash, other_build)
{
	struct image_file file;
	const char *debug;
	char errors[512];

	image_file_make(&file);
	file.build_id[0] ^= 1;
	debug = put_file(&file, "hello.dbg");
	snprintf(errors, sizeof errors,
		 "denali: crash: hello: no .dbg file of build "
		 "b1b1b1b1b1b1b1b1: looked at %s, below %s, below the current "
		 "folder; say where it is with --debug DIR\n",
		 debug, folder);
	expect(CRASH("--debug", debug, "--debug", folder, TOKEN), NULL, 1,
	       ADDRESSES, errors);
}

Test(crash, log)
{
	const char *debug = put_good("hello.dbg");
	const char *good = EXPANDED("general protection (exception 13)");
	char output[1024];

	snprintf(output, sizeof output, "%s%s", good, good);
	expect(CRASH("--debug", debug, "-"),
	       "12:00 started\n  token: " TOKEN "\nagain " TOKEN
	       ". denali- 1\n",
	       0, output, "");
	expect(CRASH("--debug", debug, "--stdin"), "(" TOKEN ")", 0, good, "");
	expect(CRASH("-"), "nothing\n", 1, "",
	       "denali: crash: no crash token in standard input; they begin "
	       "with denali-1-\n");
	expect(CRASH("--debug", debug, "-"), "denali-1-hello-b1b1\n" TOKEN "\n",
	       1, good,
	       "denali: crash: denali-1-hello-b1b1: not a crash token: it ends "
	       "before the cause; copy it whole\n");
}

Test(crash, mistakes)
{
	expect(CRASH("denali-1-a\033[2J"), NULL, 1, "",
	       "denali: crash: denali-1-a\\x1b[2J: not a crash token: it has a "
	       "character that tokens do not have\n");
	expect(CRASH("hello"), NULL, 1, "",
	       "denali: crash: hello: not a crash token: it does not begin "
	       "with denali-1-\n");
	expect(CRASH("--debug", "build/nowhere", TOKEN), NULL, 125, "",
	       "denali: --debug build/nowhere: cannot read it: No such file or "
	       "directory; name a .dbg file, or a folder that has it\n");
	expect(CRASH("-o", "xml", TOKEN), NULL, 125, "",
	       "denali: -o xml: not table, json or quiet\n");
	expect(CRASH("--debgu", "x"), NULL, 125, "",
	       "denali: crash: unknown option --debgu; did you mean "
	       "--debug?\n");
	expect(CRASH("--debug"), NULL, 125, "",
	       "denali: crash: option --debug needs a value; see `denali help "
	       "crash`\n");
	expect(CRASH("-x"), NULL, 125, "",
	       "denali: crash: unknown option -x; see `denali help "
	       "crash`\n");
	expect((const char *const[]){ DENALI, "crash", NULL }, NULL, 125, "",
	       "denali: crash: no token given; copy the one that `denali run` "
	       "printed, or give - and a log on standard input\n");
}

Test(crash, help)
{
	struct process process;

	process_start(&process, CRASH("--help"));
	trial_expect_status(&process, 0);
	cr_expect(bytes_match(&process.out, "^usage: denali crash ") &&
		  bytes_match(&process.out, "^  denali crash --debug ") &&
		  bytes_match(&process.out, "^  denali crash - <"));
	cr_expect(!bytes_match(&process.out, "^.{80}"));
	process_finish(&process);
}
