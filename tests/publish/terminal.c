/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Passwords at a terminal: asked for, twice if they are new, and never shown.
 */
#include <criterion/criterion.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "publish.h"

#define WAIT_MS 60000

static struct bytes shown;
static int terminal;

TestSuite(terminal, .init = publish_set_up, .fini = publish_clean_up);

static bool read_more(void)
{
	struct pollfd watched = { terminal, POLLIN, 0 };
	char data[256];
	ssize_t got;

	if (poll(&watched, 1, WAIT_MS) <= 0)
		return false;
	got = read(terminal, data, sizeof data);
	if (got > 0)
		bytes_append(&shown, data, (size_t)got);
	return got > 0;
}

/* Wait until it asks, and answer. */
static void answer(const char *question, const char *typed)
{
	while (shown.data == NULL || strstr(shown.data, question) == NULL)
		cr_assert(read_more(), "it does not ask: %s",
			  shown.data != NULL ? shown.data : "");
	bytes_clear(&shown);
	cr_assert(write(terminal, typed, strlen(typed)) ==
		  (ssize_t)strlen(typed));
}

static pid_t start(void)
{
	pid_t pid = forkpty(&terminal, NULL, NULL, NULL);

	cr_assert(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(DENALI, DENALI, "key", "create", "mine", (char *)NULL);
		_exit(127);
	}
	return pid;
}

static int end(pid_t pid)
{
	int status;

	while (read_more())
		;
	cr_assert(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	close(terminal);
	return WEXITSTATUS(status);
}

Test(terminal, asks_for_a_password)
{
	pid_t pid = start();

	answer("Password for key mine: ", "a long word\n");
	answer("The same again: ", "a long word\n");
	cr_expect_eq(end(pid), 0);
	cr_expect(strstr(shown.data, "key mine: made") != NULL, "%s",
		  shown.data);
	cr_expect(strstr(shown.data, "a long word") == NULL, "%s", shown.data);
	expect(0, "mine .* yes\n", "", DENALI, "key", "list", NULL);
	bytes_free(&shown);
}

Test(terminal, asks_again)
{
	pid_t pid = start();

	answer("Password for key mine: ", "a long word\n");
	answer("The same again: ", "another word\n");
	cr_expect_eq(end(pid), 125);
	cr_expect(strstr(shown.data, "the two differ; try again") != NULL, "%s",
		  shown.data);
	expect(0, "^NAME [^\n]*\n$", "", DENALI, "key", "list", NULL);
	bytes_free(&shown);
}
