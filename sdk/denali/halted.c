/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "halted.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"

#define LOOK_MS 20
#define START_MS 30000
#define END_MS 5000
#define LISTENING 0x0a /* as /proc has it */

int halted_choose(struct halted *halted, uint16_t wanted)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
	socklen_t length = sizeof address;
	int status = 0, fd;

	halted->port = wanted;
	if (wanted != 0)
		return 0;
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) != 0)
		status = error("debug: no free port on 127.0.0.1: %s; name "
			       "one with --gdb=PORT",
			       strerror(errno));
	halted->port = ntohs(address.sin_port);
	if (fd >= 0)
		close(fd);
	return status;
}

/* Does somebody listen on the port?  To connect would be to debug. */
static bool is_listening(uint16_t port)
{
	FILE *table = fopen("/proc/net/tcp", "re");
	unsigned local, state;
	bool found = false;
	char line[256];

	while (table != NULL && !found &&
	       fgets(line, sizeof line, table) != NULL)
		found = sscanf(line, "%*d: %*x:%x %*x:%*x %x", &local,
			       &state) == 2 &&
			local == port && state == LISTENING;
	if (table != NULL)
		fclose(table);
	return found;
}

/* Wait for its end; its exit status, or -1 if it still runs then. */
static int await_end(struct halted *halted, int milliseconds)
{
	struct pollfd watched = { .events = POLLIN };
	int status;

	watched.fd = (int)syscall(SYS_pidfd_open, halted->pid, 0);
	if (watched.fd >= 0) {
		poll(&watched, 1, milliseconds);
		close(watched.fd);
	}
	if (waitpid(halted->pid, &status, WNOHANG) != halted->pid)
		return -1;
	halted->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   STATUS_SIGNAL + WTERMSIG(status);
}

/* The terminal is gdb's: its input and its Ctrl-C are not for the run. */
static _Noreturn void become(char *const words[], pid_t parent)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(STATUS_ERROR);
	setpgid(0, 0);
	dup2(null, STDIN_FILENO);
	execv("/proc/self/exe", words);
	_exit(error("cannot start myself again: %s", strerror(errno)));
}

static int await_start(struct halted *halted)
{
	for (int waited = 0; waited < START_MS; waited += LOOK_MS) {
		int status = await_end(halted, LOOK_MS);

		if (status >= 0)
			return status > 0 ? status : STATUS_ERROR;
		if (is_listening(halted->port))
			return 0;
	}
	halted_end(halted);
	return error("debug: the machine does not wait for gdb on port %u "
		     "after %d s; is this machine very busy?",
		     halted->port, START_MS / 1000);
}

int halted_start(struct halted *halted, int argc, char *argv[])
{
	char **words = allocate((size_t)argc + 3, sizeof *words);
	static char name[] = "denali", verb[] = "run";
	char *option = allocate_text("--gdb=%u", halted->port);
	pid_t parent = getpid();

	words[0] = name;
	words[1] = verb;
	words[2] = option;
	for (int i = 1; i < argc; i++)
		words[2 + i] = argv[i];
	fflush(NULL);
	halted->pid = fork();
	if (halted->pid == 0)
		become(words, parent);
	free(option);
	free(words);
	if (halted->pid > 0)
		return await_start(halted);
	halted->pid = 0;
	return error("cannot start `denali run`: %s", strerror(errno));
}

void halted_end(struct halted *halted)
{
	if (halted->pid == 0)
		return;
	kill(halted->pid, SIGTERM);
	if (await_end(halted, END_MS) >= 0)
		return;
	kill(halted->pid, SIGKILL);
	while (waitpid(halted->pid, NULL, 0) < 0 && errno == EINTR)
		;
	halted->pid = 0;
}
