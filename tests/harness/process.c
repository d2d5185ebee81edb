/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void need(bool condition, const char *what)
{
	if (condition)
		return;
	perror(what);
	abort();
}

static void close_end(int *end)
{
	if (*end >= 0)
		close(*end);
	*end = -1;
}

/* Signals are as a terminal has them, however the tests were started.  They
 * were blocked until now, lest one is lost that comes at once. */
static void as_from_terminal(const sigset_t *signals)
{
	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	sigprocmask(SIG_SETMASK, signals, NULL);
}

/* What crashes in a test is not kept among the user's own crashes. */
static void keep_state(void)
{
	char here[PATH_MAX], path[PATH_MAX + 32];

	if (getcwd(here, sizeof here) == NULL)
		return;
	snprintf(path, sizeof path, "%s/build/tests/state", here);
	setenv("XDG_STATE_HOME", path, 0);
}

static void become(const char *const argv[], int ends[3], pid_t parent,
		   const sigset_t *signals)
{
	for (int i = 0; i < 3; i++)
		dup2(ends[i], i);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	as_from_terminal(signals);
	keep_state();
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

void process_start(struct process *process, const char *const argv[])
{
	int in[2], out[2], err[2];
	pid_t parent = getpid();
	sigset_t all, before;

	*process = (struct process){ 0 };
	signal(SIGPIPE, SIG_IGN);
	need(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 &&
		     pipe2(err, O_CLOEXEC) == 0,
	     "pipe");
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	process->pid = fork();
	need(process->pid >= 0, "fork");
	if (process->pid == 0)
		become(argv, (int[]){ in[0], out[1], err[1] }, parent, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(in[0]);
	close(out[1]);
	close(err[1]);
	process->input = in[1];
	process->output = out[0];
	process->errors = err[0];
	fcntl(process->input, F_SETFL, O_NONBLOCK);
	fcntl(process->output, F_SETFL, O_NONBLOCK);
	fcntl(process->errors, F_SETFL, O_NONBLOCK);
	process->pidfd = (int)syscall(SYS_pidfd_open, process->pid, 0);
	need(process->pidfd >= 0, "pidfd_open");
}

void process_write(struct process *process, const void *data, size_t length)
{
	bytes_append(&process->to_write, data, length);
}

void process_close_input(struct process *process)
{
	process->close_input = true;
}

static void feed(struct process *process)
{
	struct bytes *rest = &process->to_write;
	ssize_t written = 0;

	if (rest->length > 0)
		written = write(process->input, rest->data, rest->length);
	if (written < 0 && errno != EAGAIN) {
		close_end(&process->input);
		return;
	}
	if (written > 0) {
		rest->length -= (size_t)written;
		memmove(rest->data, rest->data + written, rest->length);
	}
	if (rest->length == 0 && process->close_input)
		close_end(&process->input);
}

/* Takes what is there; closes the end at end of file. */
static void drain(int *end, struct bytes *into)
{
	char buffer[65536];
	ssize_t length;

	while (*end >= 0) {
		length = read(*end, buffer, sizeof buffer);
		if (length > 0)
			bytes_append(into, buffer, (size_t)length);
		else if (length < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		else
			close_end(end);
	}
}

static void reap(struct process *process)
{
	int status;

	if (process->ended || waitpid(process->pid, &status, WNOHANG) <= 0)
		return;
	process->ended = true;
	process->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
						WEXITSTATUS(status);
}

/* One round of work: waits at most so long for anything to do, and does it. */
static void step(struct process *process, double milliseconds)
{
	bool feeding = process->input >= 0 &&
		       (process->to_write.length > 0 || process->close_input);
	struct pollfd ends[4] = {
		{ .fd = feeding ? process->input : -1, .events = POLLOUT },
		{ .fd = process->output, .events = POLLIN },
		{ .fd = process->errors, .events = POLLIN },
		{ .fd = process->ended ? -1 : process->pidfd,
		  .events = POLLIN },
	};

	poll(ends, 4, milliseconds > 0 ? (int)milliseconds + 1 : 0);
	if (feeding)
		feed(process);
	reap(process);
	drain(&process->output, &process->out);
	drain(&process->errors, &process->err);
}

bool process_await(struct process *process, const struct bytes *text,
		   const char *expression, int milliseconds)
{
	double deadline = now_ms() + milliseconds;

	for (;;) {
		bool ended = process->ended;

		if (bytes_match(text, expression))
			return true;
		if (ended || now_ms() >= deadline)
			return false;
		step(process, deadline - now_ms());
	}
}

bool process_await_bytes(struct process *process, size_t length,
			 int milliseconds)
{
	double deadline = now_ms() + milliseconds;

	while (process->out.length < length) {
		if (process->ended || now_ms() >= deadline)
			return process->out.length >= length;
		step(process, deadline - now_ms());
	}
	return true;
}

void process_read_for(struct process *process, int milliseconds)
{
	double deadline = now_ms() + milliseconds;

	while (!process->ended && now_ms() < deadline)
		step(process, deadline - now_ms());
}

bool process_wait(struct process *process, int milliseconds)
{
	process_read_for(process, milliseconds);
	if (process->ended)
		step(process, 0);
	return process->ended;
}

void process_finish(struct process *process)
{
	if (!process->ended) {
		kill(-process->pid, SIGKILL);
		waitpid(process->pid, NULL, 0);
	}
	close_end(&process->pidfd);
	close_end(&process->input);
	close_end(&process->output);
	close_end(&process->errors);
	bytes_free(&process->to_write);
	bytes_free(&process->out);
	bytes_free(&process->err);
}

bool process_run(struct process *process, const char *const argv[],
		 int milliseconds)
{
	process_start(process, argv);
	process_close_input(process);
	if (process_wait(process, milliseconds))
		return true;
	kill(-process->pid, SIGKILL);
	process_wait(process, 5000);
	return false;
}

int process_descendants(pid_t pid, pid_t *found, int max)
{
	char path[64];
	struct bytes text = { 0 };
	int count = 0;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
	if (bytes_read_file(&text, path) && text.data != NULL) {
		char *at = text.data, *end;
		long child;

		while (count < max && (child = strtol(at, &end, 10)) > 0) {
			found[count++] = (pid_t)child;
			at = end;
			count += process_descendants(
				(pid_t)child, found + count, max - count);
		}
	}
	bytes_free(&text);
	return count;
}

bool process_gone(pid_t pid, int milliseconds)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd end = { .fd = pidfd, .events = POLLIN };
	int ready;

	if (pidfd < 0)
		return true;
	ready = poll(&end, 1, milliseconds);
	close(pidfd);
	return ready == 1;
}
