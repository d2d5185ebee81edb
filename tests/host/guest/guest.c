/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A service for tests of hosts.  At port 80 it answers each request with a
 * line: what it was made as (VERSION), its variable COLOUR, its secret KEY, and
 * how often it has started on its disk, if that is mounted at /data.
 *
 *   /crash   it dies of a fault
 *   /exit    it ends, with status 3
 *
 * The version "bad" ends, with words, before it serves.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile int *volatile nowhere;

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL ? value : "none";
}

static int count_starts(void)
{
	FILE *file = fopen("/data/starts", "r");
	int starts = 0;

	if (file != NULL) {
		if (fscanf(file, "%d", &starts) != 1)
			starts = -100;
		fclose(file);
	}
	file = fopen("/data/starts.new", "w");
	if (file == NULL)
		return 0;
	fprintf(file, "%d\n", ++starts);
	fflush(file);
	fsync(fileno(file));
	fclose(file);
	rename("/data/starts.new", "/data/starts");
	return starts;
}

static void answer(int client, int starts)
{
	char request[1024] = "", line[256], reply[512];
	ssize_t length = recv(client, request, sizeof request - 1, 0);

	if (length <= 0)
		return;
	if (strncmp(request, "GET /crash", 10) == 0)
		*nowhere = 0;
	if (strncmp(request, "GET /exit", 9) == 0)
		exit(3);
	snprintf(line, sizeof line, "version=%s colour=%s key=%s starts=%d\n",
		 VERSION, variable("COLOUR"), variable("KEY"), starts);
	snprintf(reply, sizeof reply,
		 "HTTP/1.0 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
		 strlen(line), line);
	send(client, reply, strlen(reply), 0);
}

int main(int argc, char *argv[])
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
					.sin6_port = htons(80) };
	int listener = socket(AF_INET6, SOCK_STREAM, 0), client;
	int starts = count_starts();

	(void)argv;
	printf("version %s begins, start %d\n", VERSION, starts);
	fflush(stdout);
	if (strcmp(VERSION, "bad") == 0 || argc > 1) {
		fprintf(stderr, "nothing is as it should be\n");
		return 3;
	}
	bind(listener, (struct sockaddr *)&address, sizeof address);
	listen(listener, 64);
	while ((client = accept(listener, NULL, NULL)) >= 0) {
		answer(client, starts);
		shutdown(client, SHUT_WR);
		close(client);
	}
	return 1;
}
