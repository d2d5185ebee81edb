/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "testrequest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "qemuqueue.h"

#define READ_MAX 65536
#define ANSWER_MAX 0x4000000u
/* Between two tries where there was no answer, and between two looks at how
 * one fares. */
#define AGAIN_MS 20
#define LOOK_MS 50
/* What a service that is ready takes far less than to take a connection. */
#define TAKEN_MS 300
/* A datagram is sent again after so long. */
#define DATAGRAM_MS 250

enum attempt {
	ATTEMPT_ANSWERED, /* whole, or closed by the service */
	ATTEMPT_REFUSED,  /* not taken by the service */
	ATTEMPT_LATE,     /* the time has come, or the service has ended */
};

struct asking {
	struct service *service;
	const struct test_request *request;
	struct test_answer *answer;
	struct test_port *port;
	struct buffer text; /* to be sent */
	int64_t until;
	int fd;
};

static void make_http(struct asking *asking)
{
	const struct test_request *request = asking->request;
	struct buffer *text = &asking->text;

	buffer_printf(text, "%s %s HTTP/1.0\r\nHost: 127.0.0.1:%u\r\n",
		      request->method != NULL ? request->method : "GET",
		      request->text.data, request->port);
	for (size_t i = 0; i < request->headers.count; i++)
		buffer_printf(text, "%s\r\n", request->headers.all[i]);
	if (request->body.data != NULL)
		buffer_printf(text, "Content-Length: %zu\r\n",
			      request->body.length);
	buffer_append(text, "\r\n", 2);
	buffer_append(text, request->body.data, request->body.length);
}

static void make_text(struct asking *asking)
{
	if (asking->request->kind == REQUEST_HTTP)
		make_http(asking);
	else
		buffer_append(&asking->text, asking->request->text.data,
			      asking->request->text.length);
}

/* A socket on its way to the port. */
static void connect_port(struct asking *asking)
{
	uint32_t instance = asking->request->instance;
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)(asking->port->host + instance)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int type = asking->port->udp ? SOCK_DGRAM : SOCK_STREAM;

	asking->fd = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* What becomes of it is seen when it is written to. */
	if (asking->fd >= 0 &&
	    connect(asking->fd, (struct sockaddr *)&address, sizeof address) !=
		    0 &&
	    errno != EINPROGRESS) {
		close(asking->fd);
		asking->fd = -1;
	}
}

static bool is_late(const struct asking *asking)
{
	return asking->service->ended || service_now() >= asking->until;
}

/* Sends all; false: refused, or late. */
static bool send_text(struct asking *asking)
{
	size_t sent = 0;

	while (sent < asking->text.length && !is_late(asking)) {
		short events = service_wait(asking->service, asking->fd,
					    POLLOUT, asking->until);
		ssize_t now;

		if (events == 0)
			continue;
		now = send(asking->fd, asking->text.data + sent,
			   asking->text.length - sent, MSG_NOSIGNAL);
		if (now < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		sent += now > 0 ? (size_t)now : 0;
	}
	if (asking->request->close)
		shutdown(asking->fd, SHUT_WR);
	return sent == asking->text.length;
}

static uint64_t instance_bit(const struct asking *asking)
{
	return (uint64_t)1 << asking->request->instance;
}

/* Has the port of the instance answered before? */
static bool answers(const struct asking *asking)
{
	return (asking->port->answers & instance_bit(asking)) != 0;
}

static bool has_answer(const struct asking *asking)
{
	return asking->answer->bytes.length > 0;
}

/* Does all that was sent lie at the other end? */
static bool all_acknowledged(int fd)
{
	int left = 0;

	return ioctl(fd, SIOCOUTQ, &left) == 0 && left == 0;
}

/*
 * Who has closed a connection on which nothing has come?  Where the guest does
 * not take it, QEMU closes with what we sent unread, which the system tells us
 * by a reset, or before that has reached it.  Otherwise it was the service,
 * which has taken it.
 */
static bool is_services(const struct asking *asking, ssize_t got)
{
	return has_answer(asking) || answers(asking) ||
	       (got == 0 && all_acknowledged(asking->fd));
}

/* Takes what is there.  True: there may be more. */
static bool take_answer(struct asking *asking)
{
	static uint8_t data[READ_MAX];
	ssize_t got = recv(asking->fd, data, sizeof data, 0);

	if (got > 0 && asking->answer->bytes.length < ANSWER_MAX)
		buffer_append(&asking->answer->bytes, data, (size_t)got);
	if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR)))
		return true;
	asking->answer->closed = is_services(asking, got);
	return false;
}

/* Has nobody taken what was sent for so long that another connection may get
 * through sooner? */
static bool is_stuck(const struct asking *asking, int64_t since)
{
	return !answers(asking) && !has_answer(asking) &&
	       service_now() - since >= TAKEN_MS &&
	       qemu_queue_waits(asking->fd);
}

/* What the service sent before its end is there before the end is. */
static enum attempt receive(struct asking *asking)
{
	int64_t since = service_now();

	while (service_now() < asking->until) {
		int64_t look = service_now() + LOOK_MS;
		short events = service_wait(
			asking->service, asking->fd, POLLIN,
			look < asking->until ? look : asking->until);

		if (events != 0 && !take_answer(asking))
			return asking->answer->closed ? ATTEMPT_ANSWERED :
							ATTEMPT_REFUSED;
		if (has_answer(asking) &&
		    test_answer_enough(asking->request, asking->answer))
			return ATTEMPT_ANSWERED;
		if (events == 0 && asking->service->ended)
			break;
		if (is_stuck(asking, since))
			return ATTEMPT_REFUSED;
	}
	return ATTEMPT_LATE;
}

static enum attempt attempt_stream(struct asking *asking)
{
	enum attempt result = ATTEMPT_REFUSED;

	connect_port(asking);
	asking->answer->closed = false;
	if (asking->fd >= 0 && send_text(asking))
		result = receive(asking);
	else if (is_late(asking))
		result = ATTEMPT_LATE;
	if (asking->fd >= 0)
		close(asking->fd);
	return result;
}

/* Until there is an answer, if only that there is none. */
static enum attempt ask_stream(struct asking *asking, unsigned *tries)
{
	enum attempt result;

	for (*tries = 1;; ++*tries) {
		result = attempt_stream(asking);
		if (result != ATTEMPT_REFUSED || is_late(asking))
			return result;
		service_wait(asking->service, -1, 0, service_now() + AGAIN_MS);
	}
}

/* One answer; what comes is whole. */
static enum attempt ask_datagram(struct asking *asking, unsigned *tries)
{
	connect_port(asking);
	*tries = 0;
	while (asking->fd >= 0 && !is_late(asking)) {
		int64_t again = service_now() + DATAGRAM_MS;

		send(asking->fd, asking->text.data, asking->text.length, 0);
		++*tries;
		while (!has_answer(asking) && !asking->service->ended &&
		       service_now() < again)
			if (service_wait(asking->service, asking->fd, POLLIN,
					 again) != 0)
				take_answer(asking);
		if (has_answer(asking))
			break;
	}
	if (asking->fd >= 0)
		close(asking->fd);
	return has_answer(asking) ? ATTEMPT_ANSWERED : ATTEMPT_LATE;
}

static struct test_port *find_port(struct service *service,
				   const struct test_request *request)
{
	bool udp = request->kind == REQUEST_UDP;
	struct test_port *port = service->ports;

	while (port->guest != request->port || port->udp != udp)
		port++;
	return port;
}

static void explain(const struct asking *asking, unsigned tries,
		    struct buffer *problem)
{
	const struct service *service = asking->service;
	size_t come = asking->answer->bytes.length;

	if (service->ended)
		buffer_printf(problem, "the service ended before it answered");
	else if (come > 0)
		buffer_printf(problem,
			      "the answer was not whole in time: %zu bytes "
			      "had come",
			      come);
	else
		buffer_printf(problem,
			      "no answer in time (tried %u time%s): does it "
			      "listen on port %u?",
			      tries, tries == 1 ? "" : "s",
			      asking->request->port);
}

bool test_ask(struct service *service, const struct test_request *request,
	      int64_t until, struct test_answer *answer, struct buffer *problem)
{
	struct asking asking = {
		.service = service,
		.request = request,
		.answer = answer,
		.port = find_port(service, request),
		.until = until,
	};
	enum attempt result;
	unsigned tries;

	*answer = (struct test_answer){ .length = -1 };
	make_text(&asking);
	result = request->kind == REQUEST_UDP ? ask_datagram(&asking, &tries) :
						ask_stream(&asking, &tries);
	buffer_free(&asking.text);
	if (result == ATTEMPT_ANSWERED)
		asking.port->answers |= instance_bit(&asking);
	else
		explain(&asking, tries, problem);
	return result == ATTEMPT_ANSWERED;
}
