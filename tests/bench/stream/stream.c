/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bulk bytes over TCP, for measuring a network path and nothing else: port
 * 5001 reads until the client closes, port 5002 writes until it does.  The
 * same source runs on Denali and, compiled for Linux, in the peer, so that a
 * comparison of the two compares what is below the program.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SINK_PORT 5001
#define SOURCE_PORT 5002
#define CHUNK 16384

static void sink(int connection)
{
	static char buffer[CHUNK];

	while (read(connection, buffer, sizeof buffer) > 0)
		continue;
}

static void source(int connection)
{
	static char buffer[CHUNK];

	while (send(connection, buffer, sizeof buffer, MSG_NOSIGNAL) > 0)
		continue;
}

static int listen_on(uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(port) };
	int on = 1;
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
	    listen(listener, 8) != 0) {
		perror("stream: listen");
		exit(1);
	}
	return listener;
}

static void serve(int listener, void (*transfer)(int))
{
	for (;;) {
		int connection = accept(listener, NULL, NULL);

		if (connection < 0)
			continue;
		transfer(connection);
		close(connection);
	}
}

static void *serve_source(void *listener)
{
	serve(*(int *)listener, source);
	return NULL;
}

int main(void)
{
	int sink_listener = listen_on(SINK_PORT);
	int source_listener = listen_on(SOURCE_PORT);
	pthread_t thread;

	if (pthread_create(&thread, NULL, serve_source, &source_listener) != 0) {
		fputs("stream: no thread\n", stderr);
		return 1;
	}
	puts("stream: ready");
	fflush(stdout);
	serve(sink_listener, sink);
	return 0;
}
