/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A compiler asks whether its standard error is a terminal, for colours and
 * links.  So where ours is one, the other end of what we listen to is one too.
 * Where standard output and error are the same file, the child has both from
 * us, as a line of the one must not overtake a line of the other.
 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "error.h"
#include "fileio.h"

#define SAID_MAX (1 << 20) /* bytes kept of what the child says */

extern char **environ;

static const int signals[] = { SIGHUP, SIGINT, SIGTERM, SIGQUIT };
enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };

static volatile sig_atomic_t child;    /* its number; 0: none runs */
static volatile sig_atomic_t received; /* a signal before it ran */

/* What a terminal sends reaches the child without us. */
static void pass_on(int number, siginfo_t *info, void *context)
{
	(void)context;
	if (child == 0)
		received = number;
	else if (info->si_code <= 0)
		kill(child, number);
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_sigaction = pass_on,
				    .sa_flags = SA_SIGINFO | SA_RESTART };

	for (int i = 0; i < SIGNALS; i++) {
		struct sigaction before;

		sigaction(signals[i], NULL, &before);
		if (before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

/* Two ends, ours first: of a terminal like ours or of a pipe. */
static void make_ends(int ends[2])
{
	struct termios raw;
	struct winsize size;

	if (isatty(STDERR_FILENO) &&
	    ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 &&
	    tcgetattr(STDERR_FILENO, &raw) == 0) {
		cfmakeraw(&raw);
		if (openpty(&ends[0], &ends[1], NULL, &raw, &size) == 0) {
			fcntl(ends[0], F_SETFD, FD_CLOEXEC);
			fcntl(ends[1], F_SETFD, FD_CLOEXEC);
			return;
		}
	}
	if (pipe2(ends, O_CLOEXEC) != 0)
		fail_errno("cannot make a pipe");
}

static bool is_same_output(void)
{
	struct stat out, err;

	return fstat(STDOUT_FILENO, &out) == 0 &&
	       fstat(STDERR_FILENO, &err) == 0 && out.st_dev == err.st_dev &&
	       out.st_ino == err.st_ino;
}

/* Starts the child; err is its standard error, or -1: ours. */
static pid_t start(char **words, int err)
{
	posix_spawn_file_actions_t actions;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	if (err >= 0) {
		posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
		if (is_same_output())
			posix_spawn_file_actions_adddup2(&actions, err,
							 STDOUT_FILENO);
	}
	errno = posix_spawn(&pid, words[0], &actions, NULL, words, environ);
	if (errno != 0)
		fail_errno("cannot run %s", words[0]);
	posix_spawn_file_actions_destroy(&actions);
	child = pid;
	if (received != 0)
		kill(pid, received);
	return pid;
}

/* Passes on what there is; false: no more will come. */
static bool relay(int from, struct buffer *said)
{
	char part[4096];
	ssize_t count = read(from, part, sizeof(part));

	if (count < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (count <= 0)
		return false;
	write_whole(STDERR_FILENO, part, (size_t)count);
	if (said->length < SAID_MAX)
		buffer_add(said, part, (size_t)count);
	return true;
}

/* Until the child has ended: what it has started may keep the other end for
 * longer. */
static void listen_to(pid_t pid, int from, struct buffer *said)
{
	struct pollfd waits[] = {
		{ .fd = from, .events = POLLIN },
		/* glibc has no function for it where it is a little older. */
		{ .fd = (int)syscall(SYS_pidfd_open, pid, 0),
		  .events = POLLIN },
	};

	for (;;) {
		if (poll(waits, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			break;
		}
		if (waits[0].revents != 0) {
			if (!relay(from, said))
				break;
		} else if (waits[1].revents != 0) {
			break;
		}
	}
	if (waits[1].fd >= 0)
		close(waits[1].fd);
}

int child_run(char **words, struct buffer *said)
{
	int ends[2] = { -1, -1 }, status;
	pid_t pid;

	catch_signals();
	if (said != NULL)
		make_ends(ends);
	pid = start(words, ends[1]);
	if (said != NULL) {
		close(ends[1]);
		listen_to(pid, ends[0], said);
		close(ends[0]);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			fail_errno("cannot wait for %s", words[0]);
	child = 0;
	return status;
}

bool child_stopped(int status)
{
	for (int i = 0; i < SIGNALS; i++)
		if (WIFSIGNALED(status) && WTERMSIG(status) == signals[i])
			return true;
	return false;
}

void child_end(int status)
{
	if (received != 0)
		status = received;
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		raise(WTERMSIG(status));
	}
	exit(WEXITSTATUS(status));
}
