/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "session.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "messages.h"

#define READ_MAX 16384
#define MACHINE_ERRORS_MAX 4096

/* How long the kernel may take to end the next instance when we have told it to
 * end all, and QEMU to end after the kernel. */
#define PATIENCE_MS 1000

enum { FD_SIGNALS, FD_PORT, FD_LOG, FD_ERRORS, FD_INPUT, FD_OUTPUT, FD_COUNT };

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* End the run before its time: with statistics the kernel is asked to, since
 * it must still tell them; otherwise, and the second time, at once. */
static void stop(struct session *session, enum outcome outcome)
{
	bool ask = session->options->stats && session->ready &&
		   !session->stopping;

	if (!session->stopping)
		session->run->outcome = outcome;
	session->stopping = true;
	if (ask)
		port_send(&session->port, DENALI_PORT_KILL, DENALI_PORT_HOST,
			  NULL, 0);
	else
		qemu_kill(&session->qemu);
	if (session->patience == 0)
		session->patience = now_ms() + PATIENCE_MS;
}

/* A host's supervisor is asked first.  False: there is nobody to ask, or it has
 * been. */
static bool ask_to_stop(struct session *session, uint32_t signal)
{
	struct hosted *hosted = session->options->hosted;

	if (hosted == NULL || !session->ready || hosted->asked)
		return false;
	hosted->asked = true;
	hosted->again = signal == SIGUSR1;
	port_send(&session->port, DENALI_PORT_STOP, 0, NULL, 0);
	return true;
}

static void on_signal(struct session *session)
{
	struct signalfd_siginfo info;

	if (read(session->signals, &info, sizeof info) != sizeof info ||
	    info.ssi_signo == SIGCONT)
		return; /* back in the foreground: the terminal may be read */
	if (ask_to_stop(session, info.ssi_signo))
		return;
	if (!session->stopping)
		session->run->signal = (int)info.ssi_signo;
	stop(session, OUTCOME_INTERRUPTED);
}

/* The host port has no more to say. */
static void on_port_end(struct session *session)
{
	session->over = true;
	close(session->qemu.port);
	session->qemu.port = -1;
}

static void on_port_readable(struct session *session)
{
	uint8_t data[READ_MAX];
	ssize_t got = recv(session->qemu.port, data, sizeof data, 0);

	if (got > 0)
		port_receive(&session->port, data, (size_t)got);
	else if (got == 0 || (errno != EAGAIN && errno != EINTR))
		on_port_end(session);
}

static void on_port_writable(struct session *session)
{
	struct buffer *out = &session->port.out;
	ssize_t sent = send(session->qemu.port, out->data, out->length,
			    MSG_NOSIGNAL);

	if (sent > 0)
		buffer_take(out, (size_t)sent);
}

/* These two return whether there was something. */
static bool on_log(struct session *session)
{
	uint8_t data[READ_MAX];
	ssize_t got = recv(session->qemu.log, data, sizeof data, 0);

	if (got > 0) {
		log_receive(&session->log, data, (size_t)got);
	} else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(session->qemu.log);
		session->qemu.log = -1;
	}
	return got > 0;
}

static bool on_errors(struct session *session)
{
	char data[READ_MAX];
	ssize_t got = read(session->qemu.errors, data, sizeof data);
	size_t room = MACHINE_ERRORS_MAX - session->machine_errors.length;

	if (got > 0) {
		buffer_append(&session->machine_errors, data,
			      (size_t)got < room ? (size_t)got : room);
	} else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(session->qemu.errors);
		session->qemu.errors = -1;
	}
	return got > 0;
}

/* Bytes that may be sent now; see <denali/hostport.h>. */
static size_t input_room(const struct session *session)
{
	return DENALI_CONSOLE_IN - (session->input_sent - session->input_taken);
}

static void on_input(struct session *session)
{
	uint8_t data[DENALI_CONSOLE_IN];
	ssize_t got = read(STDIN_FILENO, data, input_room(session));

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	session->input_open = got > 0;
	session->input_sent += got > 0 ? (uint32_t)got : 0;
	port_send(&session->port,
		  got > 0 ? DENALI_PORT_INPUT : DENALI_PORT_INPUT_EOF, 0, data,
		  got > 0 ? (size_t)got : 0);
}

static void on_output(struct session *session)
{
	session->output_error = console_write(&session->console);
	if (session->output_error == 0)
		return;
	buffer_free(&session->console.waiting);
	stop(session, OUTCOME_ERROR);
	qemu_kill(&session->qemu);
}

/* A job in the background must not read its terminal. */
static bool may_read_input(void)
{
	return !isatty(STDIN_FILENO) || tcgetpgrp(STDIN_FILENO) == getpgrp();
}

/* Input is read only when it can be sent. */
static bool wants_input(const struct session *session)
{
	return session->input_open && session->ready && !session->over &&
	       !session->run->instances[0].ended &&
	       session->port.out.length == 0 && input_room(session) != 0 &&
	       may_read_input();
}

/* poll passes over negative descriptors. */
static void watch(const struct session *session, struct pollfd fds[FD_COUNT])
{
	bool room = session->console.waiting.length < CONSOLE_WAITING_MAX;
	bool input = wants_input(session);
	bool output = session->console.waiting.length > 0;
	bool send = session->port.out.length > 0;

	fds[FD_SIGNALS] = (struct pollfd){ session->signals, POLLIN, 0 };
	fds[FD_PORT] = (struct pollfd){
		room || send ? session->qemu.port : -1,
		(short)((room ? POLLIN : 0) | (send ? POLLOUT : 0)), 0
	};
	fds[FD_LOG] = (struct pollfd){ session->qemu.log, POLLIN, 0 };
	fds[FD_ERRORS] = (struct pollfd){ session->qemu.errors, POLLIN, 0 };
	fds[FD_INPUT] = (struct pollfd){ input ? STDIN_FILENO : -1, POLLIN, 0 };
	fds[FD_OUTPUT] = (struct pollfd){ output ? session->console.fd : -1,
					  POLLOUT, 0 };
}

/* Signals first: what follows from them must not be taken for a failure. */
static void act(struct session *session, const struct pollfd fds[FD_COUNT])
{
	if (fds[FD_SIGNALS].revents != 0)
		on_signal(session);
	if (fds[FD_LOG].revents != 0)
		on_log(session);
	if (fds[FD_ERRORS].revents != 0)
		on_errors(session);
	if (fds[FD_PORT].revents & POLLOUT)
		on_port_writable(session);
	if (fds[FD_PORT].revents & ~POLLOUT)
		on_port_readable(session);
	if (fds[FD_INPUT].revents != 0)
		on_input(session);
	if (fds[FD_OUTPUT].revents != 0)
		on_output(session);
}

/* Milliseconds until the next deadline, for poll. */
static int time_left(const struct session *session)
{
	int64_t next = session->patience != 0 ? session->patience :
						session->timeout;
	int64_t left;

	if (session->timeout != 0 && session->timeout < next)
		next = session->timeout;
	if (next == 0)
		return -1;
	left = next - now_ms();
	return left < 0 ? 0 : left > 1000000 ? 1000000 : (int)left;
}

/* Returns false when what is left to write is not worth more waiting. */
static bool check_time(struct session *session)
{
	int64_t now = now_ms();

	if (session->timeout != 0 && now >= session->timeout) {
		session->timeout = 0;
		stop(session, OUTCOME_TIMEOUT);
	}
	if (session->patience != 0 && now >= session->patience) {
		session->patience = 0;
		qemu_kill(&session->qemu);
		return !session->stopping;
	}
	return true;
}

static void check_messages(struct session *session)
{
	uint32_t exits = session->exits;
	bool had_ended = session->ended;

	messages_take(session);
	/* Thousands of ledgers take long. */
	if (session->exits != exits && session->patience != 0)
		session->patience = now_ms() + PATIENCE_MS;
	if (session->port.problem[0] != '\0')
		qemu_kill(&session->qemu);
	if (session->ended && !had_ended && session->patience == 0)
		session->patience = now_ms() + PATIENCE_MS;
}

/* What the machine has left behind in its sockets. */
static void drain(struct session *session)
{
	while (session->qemu.log >= 0 && on_log(session))
		;
	while (session->qemu.errors >= 0 && on_errors(session))
		;
	log_end(&session->log);
}

void session_carry(struct session *session)
{
	struct pollfd fds[FD_COUNT];

	if (session->options->timeout != 0)
		session->timeout = now_ms() + session->options->timeout;
	for (;;) {
		watch(session, fds);
		if (poll(fds, FD_COUNT, time_left(session)) > 0)
			act(session, fds);
		check_messages(session);
		if (session->over && session->console.waiting.length == 0)
			break;
		if (!check_time(session))
			break;
	}
	qemu_reap(&session->qemu, PATIENCE_MS);
	drain(session);
}
