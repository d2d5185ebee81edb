/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A service for tests of `denali test`, which does what its first argument
 * says, and what requests ask of it.
 */
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST_MAX 1024

static int open_port(int type, unsigned port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, type, 0);

	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
	    (type == SOCK_STREAM && listen(fd, 8) != 0))
		exit(3);
	return fd;
}

static void say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		exit(4);
}

/* Three calls deep, so that the report has something to tell. */
__attribute__((noinline)) static int spoil(volatile int *place)
{
	*place = 1;
	return *place;
}

static void answer(int fd, const char *request)
{
	static int visits;
	char text[128];

	if (strncmp(request, "GET / ", 6) == 0) {
		snprintf(text, sizeof text,
			 "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n"
			 "Content-Length: 8\r\n\r\nvisit %d\n",
			 ++visits);
		say(fd, text);
	} else if (strncmp(request, "POST / ", 7) == 0) {
		say(fd, "HTTP/1.0 201 Created\r\n\r\n");
		say(fd, strstr(request, "\r\n\r\n") + 4);
	} else if (strncmp(request, "GET /short ", 11) == 0) {
		say(fd, "HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nabc");
	} else if (strncmp(request, "GET /garbage ", 13) == 0) {
		say(fd, "\x01\xff<&>\n");
	} else if (strncmp(request, "GET /crash ", 11) == 0) {
		exit(spoil(NULL));
	} else if (strncmp(request, "GET /end ", 9) == 0) {
		exit(7);
	} else if (strncmp(request, "GET /close ", 11) != 0) {
		say(fd, "HTTP/1.0 404 Not Found\r\n\r\nno such page\n");
	}
}

/* Requests are short, and come whole. */
static void serve(int listener)
{
	char request[REQUEST_MAX];
	int fd = accept(listener, NULL, NULL);
	ssize_t got = read(fd, request, sizeof request - 1);

	if (got > 0) {
		request[got] = '\0';
		printf("asked: %.*s\n", (int)strcspn(request, "\r\n"), request);
		fflush(stdout);
		answer(fd, request);
	}
	close(fd);
}

static void echo(int fd)
{
	char data[REQUEST_MAX];
	struct sockaddr_in from;
	socklen_t length = sizeof from;
	ssize_t got = recvfrom(fd, data, sizeof data, 0,
			       (struct sockaddr *)&from, &length);

	if (got > 0)
		sendto(fd, data, (size_t)got, 0, (struct sockaddr *)&from,
		       length);
}

static _Noreturn void serve_all(void)
{
	struct pollfd fds[] = {
		{ open_port(SOCK_STREAM, 80), POLLIN, 0 },
		{ open_port(SOCK_DGRAM, 7), POLLIN, 0 },
	};

	puts("ready");
	fflush(stdout);
	for (;;) {
		poll(fds, 2, -1);
		if (fds[0].revents != 0)
			serve(fds[0].fd);
		if (fds[1].revents != 0)
			echo(fds[1].fd);
	}
}

int main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";
	char line[64];

	if (strcmp(what, "serve") == 0)
		serve_all();
	if (strcmp(what, "late") == 0) {
		poll(NULL, 0, 1500);
		serve_all();
	}
	if (strcmp(what, "end") == 0)
		return argc > 2 ? atoi(argv[2]) : 0;
	if (strcmp(what, "hang") == 0)
		pause();
	if (strcmp(what, "garbage") == 0)
		fwrite("one\nt\x01wo\xff\nthree <&>\n", 1, 20, stdout);
	if (strcmp(what, "say") == 0)
		printf("%s\n%s\n", getenv("WORD"), argc > 2 ? argv[2] : "");
	while (strcmp(what, "copy") == 0 &&
	       fgets(line, sizeof line, stdin) != NULL)
		fputs(line, stdout);
	while (strcmp(what, "flood") == 0)
		puts("a line like all others, and there is no end to them");
	return 0;
}
