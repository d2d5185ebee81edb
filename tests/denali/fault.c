/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reports of instances that were killed for a fault.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_file.h"
#include "trial.h"

TestSuite(fault, .fini = image_file_remove);

/* The script of one that dies at a hlt, two calls deep. */
static const char *dying(void)
{
	static char script[256];

	snprintf(script, sizeof script,
		 "ready\nprint 0 last words\\n\n"
		 "crash 0 1 13 13 0 %#x 0x28f00 1 %#x 0x28f40 %#x\n"
		 "exit 0 1 13\nend 0\n",
		 IMAGE_POKE + 4, IMAGE_RETURN_TO_MIDDLE, IMAGE_RETURN_TO_START);
	return script;
}

Test(fault, report)
{
	struct process process;

	trial_script(dying());
	trial_start(&process, "--post-mortem", "none", trial_image("hello"),
		    NULL);
	trial_expect_status(&process, 126);
	trial_expect_output(&process, "last words\n");
	trial_expect_errors(
		&process,
		"denali: instance 0 (hello) was killed: forbidden instruction: "
		"hlt\n"
		"  at   poke+0x4\n"
		"  from middle+0xd\n"
		"  from start+0x15\n"
		"  eax=deadbeef ebx=00000000 ecx=00000000 edx=00000000\n"
		"  esi=00000000 edi=00000000 ebp=00000000 esp=00028f00\n"
		"  eip=00021084 eflags=00000000\n"
		"  token: denali-1-hello-b1b1b1b1b1b1b1b1-1.0-d-21084-0-1000-"
		"2104d.21015-f98478ea\n");
	process_finish(&process);
}

Test(fault, without_names)
{
	struct image_file file;
	struct process process;

	image_file_make(&file);
	image_file_strip(&file);
	trial_script(dying());
	trial_start(&process, image_file_write(&file, sizeof file, "stripped"),
		    NULL);
	trial_expect_status(&process, 126);
	cr_expect(bytes_match(&process.err, "^  at   0x00021084$") &&
			  bytes_match(&process.err, "^  from\\? 0x0002104d$") &&
			  bytes_match(&process.err, "^  no names are known: "
						    "keep the image's .dbg "
						    "file beside it$"),
		  "%s", process.err.data);
	process_finish(&process);
}

Test(fault, outside_the_text)
{
	struct process process;
	char script[256];

	snprintf(script, sizeof script,
		 "ready\ncrash 0 2 0x666 14 0x14 0x666 0x28f00 %#x\n"
		 "exit 0 2 0x666\nend 0\n",
		 IMAGE_RETURN_INDIRECT);
	trial_script(script);
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_status(&process, 126);
	cr_expect(bytes_match(&process.err,
			      "killed: page fault: it jumped to 0x00000666 "
			      "\\(never mapped: a null pointer, perhaps\\)$") &&
			  bytes_match(&process.err, "^  which is outside the "
						    "program's text$") &&
			  bytes_match(&process.err, "^  from middle\\+0x22$"),
		  "%s", process.err.data);
	process_finish(&process);
}

Test(fault, without_post_mortem)
{
	struct process process;

	trial_script("ready\nexit 0 4 0\nend 0\n");
	trial_start(&process, trial_image("hello"), NULL);
	trial_expect_status(&process, 126);
	trial_expect_errors(
		&process,
		"denali: instance 0 (hello) was killed: no memory left for a "
		"page it touched; give it more with -m, or the host with "
		"--host-mem\n");
	process_finish(&process);
}

/* Of many only the first are told in full, and a hint is given once. */
Test(fault, many)
{
	struct bytes script = { 0 };
	struct process process;
	size_t lines = 0;
	char text[128];

	bytes_append_text(&script, "ready\n");
	for (int i = 0; i < 20; i++) {
		snprintf(text, sizeof text,
			 "crash %d 1 6 6 0 %#x 0x28f00\nexit %d 1 6\n", i,
			 IMAGE_POKE, i);
		bytes_append_text(&script, text);
	}
	bytes_append_text(&script, "end 0\n");
	trial_script(script.data);
	trial_start(&process, "--post-mortem", "none", "-n", "20",
		    trial_image("hello"), NULL);
	trial_expect_status(&process, 126);
	for (size_t i = 0; i < process.err.length; i++)
		lines += process.err.data[i] == '\n';
	cr_expect(lines == 8 * 6 + 12 + 1, "%zu lines", lines);
	cr_expect(bytes_match(&process.err, "^denali: instance 19 .* invalid "
					    "instruction \\(exception 6\\)$"));
	process_finish(&process);
	bytes_free(&script);
}

Test(fault, quiet)
{
	struct process process;

	trial_script(dying());
	trial_start(&process, "-o", "quiet", trial_image("hello"), NULL);
	trial_expect_status(&process, 126);
	trial_expect_errors(&process, "");
	process_finish(&process);
}

Test(fault, json)
{
	struct process process;

	trial_script(dying());
	trial_start(&process, "-o", "json", trial_image("hello"), NULL);
	trial_expect_status(&process, 126);
	cr_expect(bytes_match(&process.err,
			      "^\\{.*\"at\":\\{\"address\":135300,"
			      "\"function\":\"poke\",\"offset\":4\\},\"calls\":"
			      "\\[\\{\"address\":135245,\"function\":"
			      "\"middle\",\"offset\":13\\},.*\"eax\":"
			      "3735928559,.*\\}$"),
		  "%s", process.err.data);
	process_finish(&process);
}
