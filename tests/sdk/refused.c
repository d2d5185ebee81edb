/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Calls that always fail: the linker warns of each by name, and each fails as
 * it should.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "trial.h"

static const char *const names[] = {
	"_Fork",  "daemon", "dlopen",      "dlsym",        "execl",   "execle",
	"execlp", "execv",  "execve",      "execvp",       "execvpe", "fexecve",
	"fork",   "popen",  "posix_spawn", "posix_spawnp", "system",  "vfork",
};

Test(refused, warned_of_and_failing)
{
	char *image = new_path("refused");
	const struct process *process = run(CC, "-Itests",
					    "tests/sdk/refused/refused.c", "-o",
					    image, NULL);

	cr_expect_eq(process->status, 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char line[64];

		snprintf(line, sizeof line,
			 "warning: %s always fails here: ", names[i]);
		cr_expect(bytes_match(&process->err, line), "lacks %s", line);
	}
	expect_run(0, "^0 failures$", "build/sdk/bin/denali", "run", image,
		   NULL);
	unlink(image);
	free(image);
}

Test(refused, not_called_not_warned_of)
{
	char *source = text_file(
		"calm.c", "#include <stdlib.h>\n#include <unistd.h>\n"
			  "int main(void)\n{\n\treturn getpid() < 0;\n}\n");
	char *image = new_path("calm");

	expect_run(0, "^$", CC, source, "-o", image, NULL);
	unlink(image);
	unlink(source);
	free(source);
	free(image);
}
