/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disks.h"
#include "error.h"
#include "qemuargs.h"
#include "sdk.h"

/* What may wait unread on its way to the kernel.  Small, so that we take no
 * more from our own input than the guest is likely to read. */
#define SEND_BUFFER 4096

/* The child's ends of what connects us, and where it reports why QEMU could
 * not be executed. */
struct ends {
	int port, log, errors, report;
};

char *qemu_find(void)
{
	const char *chosen;
	char *program = program_choose("DENALI_QEMU", "qemu-system-i386",
				       "qemu-system-x86_64", &chosen);

	if (program == NULL && chosen != NULL)
		error("%s: no such program: the variable DENALI_QEMU names "
		      "QEMU; correct or unset it",
		      chosen);
	else if (program == NULL)
		error("no QEMU: neither qemu-system-i386 nor "
		      "qemu-system-x86_64 is in PATH; install the package "
		      "qemu-system-x86");
	return program;
}

static void keep_open(int fd)
{
	if (fd >= 0)
		fcntl(fd, F_SETFD, 0);
}

/* Signals we handle are blocked here and in the child.  It takes SIGTERM, but
 * not what a terminal sends to the whole job: that is for us to act upon. */
static void set_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_SETMASK, &set, NULL);
}

static _Noreturn void become(char *const words[], const struct machine *machine,
			     const struct ends *ends, pid_t parent)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int reason;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(STATUS_ERROR); /* it died before it could be watched */
	set_signals();
	dup2(null, STDIN_FILENO);
	dup2(ends->errors, STDOUT_FILENO);
	dup2(ends->errors, STDERR_FILENO);
	keep_open(machine->plan);
	for (uint32_t i = 0; i < machine->parts->count; i++)
		keep_open(machine->parts->all[i].image.fd);
	for (unsigned i = 0; i < DISKS_MAX; i++)
		keep_open(machine->disks[i]);
	keep_open(machine->swap);
	keep_open(machine->net->tap);
	keep_open(ends->port);
	keep_open(ends->log);
	execv(words[0], words);
	reason = errno;
	if (write(ends->report, &reason, sizeof reason) != sizeof reason)
		_exit(STATUS_ERROR);
	_exit(STATUS_ERROR);
}

/* Waits until the child is QEMU or has failed to become it. */
static int await_start(int report, const char *program)
{
	int reason;
	ssize_t got;

	do
		got = read(report, &reason, sizeof reason);
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return 0;
	return error("%s: cannot start QEMU: %s", program,
		     got == sizeof reason ? strerror(reason) : "no answer");
}

static int start(struct qemu *qemu, const char *program,
		 const struct machine *machine, const struct ends *ends)
{
	struct qemu_arguments arguments;
	pid_t parent = getpid();

	qemu_arguments_make(&arguments, program, machine, ends->port,
			    ends->log);
	qemu->pid = fork();
	if (qemu->pid == 0)
		become(arguments.words, machine, ends, parent);
	qemu_arguments_free(&arguments);
	if (qemu->pid > 0)
		return 0;
	qemu->pid = 0;
	return error("cannot start QEMU: %s", strerror(errno));
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Two connected descriptors, ours non-blocking. */
static int connect_socket(int *ours, int *childs)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return error("cannot make a socket: %s", strerror(errno));
	*ours = pair[0];
	*childs = pair[1];
	fcntl(*ours, F_SETFL, O_NONBLOCK);
	return 0;
}

static int connect_pipe(int *ours, int *childs)
{
	int pair[2];

	if (pipe2(pair, O_CLOEXEC) != 0)
		return error("cannot make a pipe: %s", strerror(errno));
	*ours = pair[0];
	*childs = pair[1];
	return 0;
}

static int connect_all(struct qemu *qemu, struct ends *ends, int *report)
{
	int size = SEND_BUFFER;
	int status = connect_socket(&qemu->port, &ends->port);

	if (status == 0)
		status = connect_socket(&qemu->log, &ends->log);
	if (status == 0)
		status = connect_pipe(&qemu->errors, &ends->errors);
	if (status == 0)
		status = connect_pipe(report, &ends->report);
	if (status == 0) {
		setsockopt(qemu->port, SOL_SOCKET, SO_SNDBUF, &size,
			   sizeof size);
		fcntl(qemu->errors, F_SETFL, O_NONBLOCK);
	}
	return status;
}

int qemu_start(struct qemu *qemu, const char *program,
	       const struct machine *machine)
{
	struct ends ends = { -1, -1, -1, -1 };
	int report = -1;
	int status;

	*qemu = (struct qemu){ .port = -1, .log = -1, .errors = -1 };
	status = connect_all(qemu, &ends, &report);
	if (status == 0)
		status = start(qemu, program, machine, &ends);
	close_one(&ends.port);
	close_one(&ends.log);
	close_one(&ends.errors);
	close_one(&ends.report);
	if (status == 0)
		status = await_start(report, program);
	close_one(&report);
	return status;
}

void qemu_kill(struct qemu *qemu)
{
	if (qemu->pid <= 0)
		return;
	kill(qemu->pid, SIGKILL);
	while (waitpid(qemu->pid, &qemu->status, 0) < 0 && errno == EINTR)
		;
	qemu->pid = 0;
}

void qemu_reap(struct qemu *qemu, int milliseconds)
{
	struct pollfd watched = { .events = POLLIN };

	if (qemu->pid <= 0)
		return;
	watched.fd = (int)syscall(SYS_pidfd_open, qemu->pid, 0);
	if (watched.fd >= 0) {
		poll(&watched, 1, milliseconds);
		close(watched.fd);
	}
	/* Nothing happens to one that has ended. */
	qemu_kill(qemu);
}

void qemu_close(struct qemu *qemu)
{
	close_one(&qemu->port);
	close_one(&qemu->log);
	close_one(&qemu->errors);
}
