/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The quiet neighbour: answers every HTTP request on port 80, and looks at all
 * that it keeps in memory before it does: "intact", or what has changed.
 *
 * Each word it keeps tells its place and how often it was written, so that a
 * page that is lost, swapped for another or brought back from the past shows.
 */
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <netinet/in.h>

#include "attack.h"

#define PAGES 32
#define WORDS (DENALI_PAGE_SIZE / 4)
#define CLIENTS 32
#define REQUEST_MAX 1024

struct client {
	char request[REQUEST_MAX];
	size_t length;
};

static volatile uint32_t *heap[PAGES];
static volatile uint32_t written[PAGES]; /* times; kept as data */
static const uint32_t constant[WORDS] = { [7] = 7, [WORDS - 1] = 9 };

static struct pollfd fds[CLIENTS + 1];
static struct client clients[CLIENTS + 1]; /* by place in fds */

static uint32_t pattern(uint32_t page, uint32_t word)
{
	return (page << 10 | word) * 2654435761u + written[page];
}

static void write_page(uint32_t page)
{
	written[page]++;
	for (uint32_t word = 0; word < WORDS; word++)
		heap[page][word] = pattern(page, word);
}

static void keep_all(void)
{
	for (uint32_t page = 0; page < PAGES; page++) {
		heap[page] = malloc(DENALI_PAGE_SIZE);
		if (heap[page] == NULL)
			exit(1);
		write_page(page);
	}
}

/* Returns how many words are not what they were. */
static uint32_t count_broken(void)
{
	static uint32_t turn;
	uint32_t broken = 0;

	for (uint32_t page = 0; page < PAGES; page++)
		for (uint32_t word = 0; word < WORDS; word++)
			broken += heap[page][word] != pattern(page, word);
	for (uint32_t word = 0; word < WORDS; word++)
		broken += ((const volatile uint32_t *)constant)[word] !=
			  (word == 7         ? 7u :
			   word == WORDS - 1 ? 9u :
					       0u);
	write_page(turn++ % PAGES);
	return broken;
}

static void answer(int fd)
{
	uint32_t broken = count_broken();
	char body[64] = "intact\n", text[256];
	int length;

	if (broken != 0)
		snprintf(body, sizeof body, "broken: %lu words\n",
			 (unsigned long)broken);
	length = snprintf(text, sizeof text,
			  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
			  "Content-Length: %u\r\n\r\n%s",
			  (unsigned)strlen(body), body);
	send(fd, text, (size_t)length, 0);
}

/* Returns false when the connection is over. */
static bool serve(int fd, struct client *client)
{
	ssize_t got = recv(fd, client->request + client->length,
			   REQUEST_MAX - 1 - client->length, 0);

	if (got <= 0)
		return false;
	client->length += (size_t)got;
	client->request[client->length] = '\0';
	if (strstr(client->request, "\r\n\r\n") == NULL)
		return client->length < REQUEST_MAX - 1;
	answer(fd);
	client->length = 0;
	return strstr(client->request, "Connection: close") == NULL;
}

static void take_in(int listener)
{
	int fd = accept(listener, NULL, NULL);

	for (int i = 1; fd >= 0 && i <= CLIENTS; i++)
		if (fds[i].fd < 0) {
			fds[i].fd = fd;
			clients[i].length = 0;
			return;
		}
	if (fd >= 0)
		close(fd);
}

static int open_listener(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(80) };
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (listener < 0 ||
	    bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
	    listen(listener, CLIENTS) < 0)
		exit(1);
	return listener;
}

void quiet(void)
{
	keep_all();
	for (int i = 0; i <= CLIENTS; i++)
		fds[i] = (struct pollfd){ -1, POLLIN, 0 };
	fds[0].fd = open_listener();
	for (;;) {
		if (poll(fds, CLIENTS + 1, -1) < 0)
			exit(1);
		if (fds[0].revents != 0)
			take_in(fds[0].fd);
		for (int i = 1; i <= CLIENTS; i++)
			if (fds[i].fd >= 0 && fds[i].revents != 0 &&
			    !serve(fds[i].fd, &clients[i])) {
				close(fds[i].fd);
				fds[i].fd = -1;
			}
	}
}
