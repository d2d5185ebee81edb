/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "testservice.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "testcommand.h"

#define READ_MAX 65536
#define READS_MAX 32 /* of a pipe's 16 pieces, at a time */
/* No test wants more, and a service that runs wild must not fill memory. */
#define KEPT_MAX TEST_PRINTED_MAX
/* How long the end may take that was asked for; with statistics the kernel has
 * to tell them first. */
#define STOP_MS 10000

int64_t service_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static _Noreturn void become(const struct service *service, int output,
			     int report, char *const *words, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(STATUS_ERROR); /* it died before it could be watched */
	dup2(service->input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(report, STDERR_FILENO);
	execv("/proc/self/exe", words);
	_exit(STATUS_ERROR);
}

/* A pipe of which we read. */
static int connect_pipe(int *ours, int *childs)
{
	int pair[2];

	if (pipe2(pair, O_CLOEXEC) != 0)
		return error("cannot make a pipe: %s", strerror(errno));
	*ours = pair[0];
	*childs = pair[1];
	fcntl(*ours, F_SETFL, O_NONBLOCK);
	return 0;
}

/* Its standard input, and where its result goes. */
static int make_files(struct service *service)
{
	const struct test_bytes *input = &service->test->input;

	service->input = memfd_create("input", MFD_CLOEXEC);
	service->result = memfd_create("result", MFD_CLOEXEC);
	if (service->input < 0 || service->result < 0 ||
	    write(service->input, input->data, input->length) !=
		    (ssize_t)input->length ||
	    lseek(service->input, 0, SEEK_SET) != 0)
		return error("cannot hold a test's input in memory: %s",
			     strerror(errno));
	return 0;
}

static int spawn(struct service *service, char *const *words, int output,
		 int report)
{
	pid_t parent = getpid();

	service->pid = fork();
	if (service->pid == 0)
		become(service, output, report, words, parent);
	if (service->pid > 0)
		service->ended_fd = (int)syscall(SYS_pidfd_open, service->pid,
						 0);
	if (service->ended_fd < 0)
		return error("cannot start `denali run`: %s", strerror(errno));
	return 0;
}

int service_start(struct service *service, const struct test *test,
		  const struct service_plan *plan)
{
	struct test_command command;
	int output = -1, report = -1;
	int status;

	*service = (struct service){ .test = test,
				     .ended_fd = -1,
				     .output = -1,
				     .report = -1,
				     .input = -1,
				     .result = -1 };
	status = make_files(service);
	if (status == 0)
		status = connect_pipe(&service->output, &output);
	if (status == 0)
		status = connect_pipe(&service->report, &report);
	if (status == 0)
		status = test_command_make(&command, service, plan);
	if (status == 0) {
		status = spawn(service, command.words, output, report);
		test_command_free(&command);
	}
	close_one(&output);
	close_one(&report);
	return status;
}

/* As much as is in a pipe; a service that prints faster than it is read must
 * not keep us from all else. */
static void drain(struct service *service, int *fd, struct buffer *into)
{
	static uint8_t data[READ_MAX];
	ssize_t got;

	for (unsigned reads = 0; *fd >= 0 && reads < READS_MAX; reads++) {
		got = read(*fd, data, sizeof data);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return;
		if (got == 0)
			close_one(fd);
		else if (into->length + (size_t)got > KEPT_MAX)
			service->flooded = true;
		else
			buffer_append(into, data, (size_t)got);
	}
}

static void reap(struct service *service)
{
	int status = 0;

	while (waitpid(service->pid, &status, 0) < 0 && errno == EINTR)
		;
	service->pid = 0;
	service->ended = true;
	service->status = WIFEXITED(status) ? WEXITSTATUS(status) :
					      STATUS_SIGNAL + WTERMSIG(status);
}

static int time_left(int64_t until)
{
	int64_t left = until - service_now();

	return left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left;
}

short service_wait(struct service *service, int fd, short events, int64_t until)
{
	struct pollfd fds[] = {
		{ fd, events, 0 },
		{ service->output, POLLIN, 0 },
		{ service->report, POLLIN, 0 },
		{ service->ended ? -1 : service->ended_fd, POLLIN, 0 },
	};

	if (poll(fds, 4, time_left(until)) <= 0)
		return 0;
	/* Its end first: what it printed before is in the pipes then. */
	if (fds[3].revents != 0)
		reap(service);
	drain(service, &service->output, &service->printed);
	drain(service, &service->report, &service->reported);
	return fds[0].revents;
}

void service_stop(struct service *service)
{
	int64_t until = service_now() + STOP_MS;

	if (!service->ended)
		kill(service->pid, SIGTERM);
	while (!service->ended && service_now() < until)
		service_wait(service, -1, 0, until);
	if (!service->ended)
		kill(service->pid, SIGKILL);
	while (!service->ended)
		service_wait(service, -1, 0, until + STOP_MS);
}

void service_close(struct service *service)
{
	if (service->pid > 0) {
		kill(service->pid, SIGKILL);
		reap(service);
	}
	close_one(&service->ended_fd);
	close_one(&service->output);
	close_one(&service->report);
	close_one(&service->input);
	close_one(&service->result);
	buffer_free(&service->printed);
	buffer_free(&service->reported);
}

json_t *service_result(const struct service *service)
{
	/* The descriptor's own place is the child's concern no more. */
	lseek(service->result, 0, SEEK_SET);
	return json_loadfd(service->result, JSON_ALLOW_NUL, NULL);
}

static bool reports(const struct service *service, const char *words)
{
	return memmem(service->reported.data, service->reported.length, words,
		      strlen(words)) != NULL;
}

/* To us, or to QEMU. */
bool service_lost_port(const struct service *service)
{
	return service->ended && service->status == STATUS_ERROR &&
	       (reports(service, " of 127.0.0.1 is in use: ") ||
		reports(service, "denali: -p: a port became busy "));
}
