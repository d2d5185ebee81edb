/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A server of libevent's: HTTP and lines of text by one loop, until SIGTERM or
 * the end of standard input.
 *
 * Port 80    GET /, POST /echo, GET /slow: an answer that a timer gives
 * Port 7     sends back each line, with its number
 */
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SLOW_MS 200

static void answer(struct evhttp_request *request, const char *text)
{
	struct evbuffer *body = evbuffer_new();

	if (body != NULL)
		evbuffer_add_printf(body, "%s", text);
	evhttp_send_reply(request, HTTP_OK, "OK", body);
	if (body != NULL)
		evbuffer_free(body);
}

static void get_page(struct evhttp_request *request, void *unused)
{
	(void)unused;
	answer(request, "<h1>Hello from libevent</h1>\n");
}

static void echo(struct evhttp_request *request, void *unused)
{
	(void)unused;
	evhttp_send_reply(request, HTTP_OK, "OK",
			  evhttp_request_get_input_buffer(request));
}

static void answer_late(evutil_socket_t unused, short events, void *request)
{
	(void)unused;
	(void)events;
	answer(request, "later\n");
}

static void get_slowly(struct evhttp_request *request, void *base)
{
	struct timeval delay = { 0, SLOW_MS * 1000 };

	if (event_base_once(base, -1, EV_TIMEOUT, answer_late, request,
			    &delay) != 0)
		evhttp_send_error(request, HTTP_INTERNAL, NULL);
}

static void end_of_lines(struct bufferevent *lines, short events, void *number)
{
	(void)events;
	bufferevent_free(lines);
	free(number);
}

static void read_lines(struct bufferevent *lines, void *number)
{
	char *line;

	while ((line = evbuffer_readln(bufferevent_get_input(lines), NULL,
				       EVBUFFER_EOL_CRLF)) != NULL) {
		evbuffer_add_printf(bufferevent_get_output(lines), "%u: %s\n",
				    ++*(unsigned *)number, line);
		free(line);
	}
}

static void take_lines(struct evconnlistener *listener, evutil_socket_t fd,
		       struct sockaddr *from, int length, void *base)
{
	struct bufferevent *lines = bufferevent_socket_new(
		base, fd, BEV_OPT_CLOSE_ON_FREE);
	unsigned *number = calloc(1, sizeof *number);

	(void)listener;
	(void)from;
	(void)length;
	if (lines == NULL || number == NULL) {
		perror("connection");
		exit(1);
	}
	bufferevent_setcb(lines, read_lines, NULL, end_of_lines, number);
	bufferevent_enable(lines, EV_READ | EV_WRITE);
}

static void stop(evutil_socket_t signal, short events, void *base)
{
	(void)signal;
	(void)events;
	event_base_loopbreak(base);
}

static void fail(const char *what)
{
	fprintf(stderr, "%s failed\n", what);
	exit(1);
}

static void serve_http(struct event_base *base)
{
	struct evhttp *http = evhttp_new(base);

	if (http == NULL || evhttp_bind_socket(http, "0.0.0.0", 80) != 0)
		fail("port 80");
	evhttp_set_cb(http, "/", get_page, NULL);
	evhttp_set_cb(http, "/echo", echo, NULL);
	evhttp_set_cb(http, "/slow", get_slowly, base);
}

static void serve_lines(struct event_base *base)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(7),
	};

	if (evconnlistener_new_bind(base, take_lines, base,
				    LEV_OPT_REUSEABLE | LEV_OPT_CLOSE_ON_FREE,
				    -1, (struct sockaddr *)&address,
				    sizeof address) == NULL)
		fail("port 7");
}

int main(void)
{
	struct event_base *base = event_base_new();
	struct event *signal, *input;

	if (base == NULL)
		fail("event_base_new()");
	serve_http(base);
	serve_lines(base);
	signal = evsignal_new(base, SIGTERM, stop, base);
	input = event_new(base, STDIN_FILENO, EV_READ, stop, base);
	if (signal == NULL || input == NULL || event_add(signal, NULL) != 0 ||
	    event_add(input, NULL) != 0)
		fail("event_add()");
	printf("libevent %s by %s\n", event_get_version(),
	       event_base_get_method(base));
	event_base_dispatch(base);
	puts("ended");
	return 0;
}
