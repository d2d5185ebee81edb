/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Has Spin verify the models as they are, and find what is wrong with each when
 * one of its rules is broken: a model in which nothing can fail says nothing.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/denali.h"

#define VERIFY_MS 60000

/* What the verifier says of an assertion, and of an endless run in which what
 * is to happen again and again does not. */
#define ASSERTION "assertion violated"
#define CYCLE "acceptance cycle"

struct trial {
	const char *model;
	const char *flags;
	const char *finding;
};

static const struct trial sound[] = {
	{ "wakeup", "", "" },
	{ "wakeup", "-DPLAIN=true", "" },
	{ "wakeup", "-DCONCURRENT -DSTACK=1", "" },
	{ "wakeup", "-DCONCURRENT -DPLAIN=true", "" },
	{ "residency", "", "" },
};

static const struct trial broken[] = {
	{ "wakeup", "-DPLAIN=true -DBROKEN=RETURN_TESTS_FIRST", ASSERTION },
	{ "wakeup", "-DBROKEN=IDLE_TESTS_FIRST", ASSERTION },
	{ "wakeup", "-DBROKEN=IDLE_HEEDS_ENABLE", ASSERTION },
	{ "wakeup", "-DBROKEN=SAVE_ALWAYS", ASSERTION },
	{ "wakeup", "-DBROKEN=TAKE_IN_TWO", CYCLE },
	{ "wakeup", "-DBROKEN=IDLE_SKIPS_RINGS", ASSERTION },
	{ "wakeup", "-DBROKEN=FILL_IN_SILENCE", ASSERTION },
	{ "wakeup", "-DBROKEN=TURN_IN_SILENCE", CYCLE },
	{ "wakeup", "-DBROKEN=IDLE_FOREVER", CYCLE },
	{ "wakeup", "-DBROKEN=UNLOCK_BLINDLY", ASSERTION },
	{ "wakeup", "-DBROKEN=POST_IN_MEMORY", CYCLE },
	{ "wakeup", "-DCONCURRENT -DBROKEN=NO_INTERRUPT", ASSERTION },
	{ "residency", "-DBROKEN=DROP_LEAVING", CYCLE },
	{ "residency", "-DBROKEN=FORGET_LEFT", CYCLE },
	{ "residency", "-DBROKEN=FORGET_ENTERED", CYCLE },
	{ "residency", "-DBROKEN=LEAVE_RUNNABLE", ASSERTION },
	{ "residency", "-DBROKEN=POST_IN_MEMORY", ASSERTION },
	{ "residency", "-DBROKEN=QUEUE_ALWAYS", ASSERTION },
	{ "residency", "-DBROKEN=LOWEST_FIRST", CYCLE },
};

/* Runs the verifier in a folder of its own, over every state; what it says is
 * in process.  It takes longer to make than to run where it soon finds
 * something, hence the level of optimisation.  -a looks for endless runs, -f
 * leaves out those in which a process that could go on never does. */
static void verify(struct process *process, const struct trial *trial,
		   int level)
{
	char *script;
	const char *words[] = { "sh", "-c", NULL, NULL };

	cr_assert(
		asprintf(&script,
			 "exec 2>&1; set -eu; folder=%s; model=%s;"
			 " mkdir -p $folder;"
			 " cp tests/model/*.pml $folder; cd $folder;"
			 " spin %s -a $model.pml >log || { cat log; exit 1; };"
			 " gcc -w -O%d -o pan pan.c;"
			 " exec ./pan -a -f -m20000 -w22",
			 scratch_path("model"), trial->model, trial->flags,
			 level) > 0);
	words[2] = script;
	cr_assert(process_run(process, words, VERIFY_MS), "%s %s hangs",
		  trial->model, trial->flags);
	cr_assert(process->status == 0, "%s %s: status %d: %s", trial->model,
		  trial->flags, process->status, process->out.data);
	free(script);
}

static struct criterion_test_params numbers(size_t count)
{
	size_t *number = cr_malloc(count * sizeof(*number));

	for (size_t i = 0; i < count; i++)
		number[i] = i;
	return cr_make_param_array(size_t, number, count);
}

ParameterizedTestParameters(model, holds)
{
	return numbers(sizeof(sound) / sizeof(*sound));
}

ParameterizedTest(size_t *number, model, holds)
{
	const struct trial *trial = &sound[*number];
	struct process process;

	verify(&process, trial, 2);
	cr_assert(bytes_match(&process.out, "errors: 0$") &&
			  !bytes_match(&process.out, "not completed|too small"),
		  "%s %s: %s", trial->model, trial->flags, process.out.data);
	process_finish(&process);
}

ParameterizedTestParameters(model, fails_when_broken)
{
	return numbers(sizeof(broken) / sizeof(*broken));
}

ParameterizedTest(size_t *number, model, fails_when_broken)
{
	const struct trial *trial = &broken[*number];
	struct process process;

	verify(&process, trial, 0);
	cr_assert(bytes_match(&process.out, "errors: 1$") &&
			  bytes_match(&process.out, trial->finding),
		  "%s %s: no \"%s\" in: %s", trial->model, trial->flags,
		  trial->finding, process.out.data);
	process_finish(&process);
}
