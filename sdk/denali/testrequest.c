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

#define READ_MAX 65536
#define ANSWER_MAX 0x4000000u
/* Between two tries where there was no answer. */
#define AGAIN_MS 20
/* How often a service that has not answered yet must close a connection for us
 * to believe that it was the service. */
#define CLOSES_MAX 5
/* How long after its end something may come that it has sent. */
#define LINGER_MS 50
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

/* What the service sent before its end is there before the end is. */
static enum attempt receive(struct asking *asking)
{
	while (service_now() < asking->until) {
		bool ended = asking->service->ended;
		short events = service_wait(asking->service, asking->fd, POLLIN,
					    ended ? service_now() + LINGER_MS :
						    asking->until);

		if (events != 0 && !take_answer(asking))
			return asking->answer->closed ? ATTEMPT_ANSWERED :
							ATTEMPT_REFUSED;
		if (has_answer(asking) &&
		    test_answer_enough(asking->request, asking->answer))
			return ATTEMPT_ANSWERED;
		if (events == 0 && ended)
			break;
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

/* Nothing has come, and should have, from where nothing ever has. */
static bool is_doubtful(const struct asking *asking)
{
	return !has_answer(asking) && !answers(asking) &&
	       test_wants_answer(asking->request);
}

/* Until there is an answer, if only that there is none. */
static enum attempt ask_stream(struct asking *asking)
{
	unsigned closes = 0;

	for (;;) {
		enum attempt result = attempt_stream(asking);
		bool done = result != ATTEMPT_REFUSED;

		/* The system's tale of who has closed it is true but for the
		 * blink of an eye in which QEMU gets to know. */
		if (result == ATTEMPT_ANSWERED && is_doubtful(asking))
			done = ++closes == CLOSES_MAX;
		if (done || is_late(asking))
			return result;
		service_wait(asking->service, -1, 0, service_now() + AGAIN_MS);
	}
}

/* One answer; what comes is whole. */
static enum attempt ask_datagram(struct asking *asking)
{
	connect_port(asking);
	while (asking->fd >= 0 && !is_late(asking)) {
		int64_t again = service_now() + DATAGRAM_MS;

		send(asking->fd, asking->text.data, asking->text.length, 0);
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

static const char *explain(const struct asking *asking)
{
	if (asking->service->ended)
		return TEST_ENDED;
	if (has_answer(asking))
		return "the answer was not whole in time";
	return "no answer in time; does it listen on this port?";
}

const char *test_ask(struct service *service,
		     const struct test_request *request, int64_t until,
		     struct test_answer *answer)
{
	struct asking asking = {
		.service = service,
		.request = request,
		.answer = answer,
		.port = find_port(service, request),
		.until = until,
	};
	enum attempt result;

	*answer = (struct test_answer){ .length = -1 };
	make_text(&asking);
	result = request->kind == REQUEST_UDP ? ask_datagram(&asking) :
						ask_stream(&asking);
	buffer_free(&asking.text);
	if (result != ATTEMPT_ANSWERED)
		return explain(&asking);
	asking.port->answers |= instance_bit(&asking);
	return NULL;
}
