/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * On a terminal: Ctrl-C, and a job in the background that must not read.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "image_file.h"
#include "trial.h"

TestSuite(terminal, .fini = image_file_remove);

/* What the terminal shows, until it has shown text. */
static bool await_text(int terminal, struct bytes *shown, const char *text)
{
	struct pollfd watched = { terminal, POLLIN, 0 };
	char data[256];

	while (shown->data == NULL || strstr(shown->data, text) == NULL) {
		ssize_t got;

		if (poll(&watched, 1, TRIAL_MS) <= 0)
			return false;
		got = read(terminal, data, sizeof data);
		if (got <= 0)
			return false;
		bytes_append(shown, data, (size_t)got);
	}
	return true;
}

/* The command as the leader of a session of its own on a new terminal. */
static pid_t start_on_terminal(int *terminal, const char *script)
{
	const char *image = trial_image("hello");
	pid_t pid;

	trial_script(script);
	pid = forkpty(terminal, NULL, NULL, NULL);
	cr_assert(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(DENALI, DENALI, "run", image, (char *)NULL);
		_exit(127);
	}
	return pid;
}

static int status_of(pid_t pid)
{
	int status;

	cr_assert(process_gone(pid, TRIAL_MS), "it does not end");
	cr_assert(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

Test(terminal, interrupt_by_key)
{
	struct bytes shown = { 0 };
	int terminal;
	pid_t pid = start_on_terminal(&terminal, "ready\nprint 0 up\nwait\n");

	cr_expect(await_text(terminal, &shown, "up"));
	cr_expect(write(terminal, "\003", 1) == 1);
	cr_expect(status_of(pid) == 130);
	close(terminal);
	bytes_free(&shown);
}

Test(terminal, line_and_end_by_key)
{
	struct bytes shown = { 0 };
	int terminal;
	pid_t pid = start_on_terminal(
		&terminal,
		"ready\nprint 0 up\necho\nprint 0 done\nexit 0 0 3\nend 0\n");

	cr_expect(await_text(terminal, &shown, "up"));
	cr_expect(write(terminal, "words\n\004", 7) == 7);
	cr_expect(await_text(terminal, &shown, "words\r\ndone"), "%s",
		  shown.data);
	cr_expect(status_of(pid) == 3);
	close(terminal);
	bytes_free(&shown);
}

/* What was printed last stands above the report already. */
Test(terminal, last_lines_are_not_repeated)
{
	struct bytes shown = { 0 };
	int terminal;
	pid_t pid = start_on_terminal(
		&terminal, "ready\nconsole words\n"
			   "crash 0 1 6 6 0 0 0\nexit 0 1 6\nend 0\n");

	cr_expect(!await_text(terminal, &shown, "beyond its end"));
	cr_expect(status_of(pid) == 126);
	cr_expect_not_null(strstr(shown.data, "was killed"));
	cr_expect_null(strstr(shown.data, "words"), "%s", shown.data);
	close(terminal);
	bytes_free(&shown);
}

/* A session leader that starts the command in the background of its terminal;
 * its status is that of the command, or 99 if that was stopped. */
static _Noreturn void lead(const char *image)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(DENALI, DENALI, "run", image, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, WUNTRACED);
	if (!WIFEXITED(status)) {
		kill(pid, SIGKILL);
		_exit(99);
	}
	_exit(WEXITSTATUS(status));
}

Test(terminal, background)
{
	const char *image = trial_image("hello");
	struct bytes shown = { 0 };
	int terminal;
	pid_t pid;

	trial_script("ready\nprint 0 up\nflood 0 100000\nexit 0 0 5\nend 0\n");
	pid = forkpty(&terminal, NULL, NULL, NULL);
	cr_assert(pid >= 0);
	if (pid == 0)
		lead(image);
	cr_expect(write(terminal, "not for you\n", 12) == 12);
	cr_expect(await_text(terminal, &shown, "up"));
	cr_expect(!await_text(terminal, &shown, "beyond its end"));
	cr_expect(status_of(pid) == 5);
	close(terminal);
	bytes_free(&shown);
}
