/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files of a program of our own, which makes every kind of change (model.h).
 *
 * DENALI_CUTS and DENALI_KILLS are how often the power goes.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "powercut.h"
#include "tree.h"

#define IMAGE "build/tests/powercut/storm"
#define SEED "1"

static bool begin(struct powercut *cut)
{
	(void)cut;
	return true;
}

/* The first is made without being asked for. */
static bool ask(struct powercut *cut, unsigned int n)
{
	if (n > 1)
		process_write(&cut->process, "\n", 1);
	return true;
}

static bool hear(struct powercut *cut, unsigned int n)
{
	char wanted[32];

	snprintf(wanted, sizeof wanted, "^acknowledged %u$", n);
	return process_await(&cut->process, &cut->process.out, wanted, STEP_MS);
}

static const char *check(const char *folder, unsigned int acknowledged)
{
	return tree_check(folder, 1, acknowledged, acknowledged);
}

static bool end(struct powercut *cut)
{
	process_close_input(&cut->process);
	return process_wait(&cut->process, STEP_MS) && cut->process.status == 0;
}

static bool check_in_vm(struct powercut *cut, unsigned int acknowledged)
{
	char line[32];
	int length = snprintf(line, sizeof line, "%u\n", acknowledged);

	process_write(&cut->process, line, (size_t)length);
	return process_await(&cut->process, &cut->process.out, "^well$",
			     STEP_MS);
}

static const char *const words[] = {
	"--net", "none", IMAGE, "/data", SEED, NULL
};
static const char *const words_to_check[] = { "--net", "none",  IMAGE, "/data",
					      SEED,    "check", NULL };

/* As mke2fs makes them of that size, with blocks of 1 KiB; and others. */
static const char *const ext4[] = { "-text4", NULL };
static const char *const large[] = { "-text4", "-b4096", NULL };
static const char *const ext3[] = { "-text3", "-b2048", NULL };

static struct subject subject = {
	.name = "storm",
	.words = words,
	.words_to_check = words_to_check,
	.mke2fs = ext4,
	.begin = begin,
	.ask = ask,
	.hear = hear,
	.check = check,
	.check_in_vm = check_in_vm,
	.end = end,
};

Test(storm, cuts)
{
	powercut_replay(&subject, powercut_number("DENALI_CHANGES", 60),
			powercut_number("DENALI_CUTS", 30), 30);
}

Test(storm, cuts_with_large_blocks)
{
	subject.mke2fs = large;
	powercut_replay(&subject, powercut_number("DENALI_CHANGES", 40),
			powercut_number("DENALI_CUTS", 10), 0);
}

Test(storm, cuts_of_ext3)
{
	subject.mke2fs = ext3;
	powercut_replay(&subject, powercut_number("DENALI_CHANGES", 40),
			powercut_number("DENALI_CUTS", 10), 0);
}

Test(storm, kills)
{
	powercut_kill(&subject, powercut_number("DENALI_KILLS", 1));
}
