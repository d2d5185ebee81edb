/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * @NAME@: keeps values by key, on a disk.
 *
 *	SET KEY VALUE   OK             once it is on the disk
 *	GET KEY         VALUE ...      or NONE
 *	DELETE KEY      OK             or NONE
 *	COUNT           COUNT NUMBER
 *	QUIT            ends the connection
 *
 * One command a line, and one line back: also ERROR and what is wrong.  A key
 * has no spaces; a value is the rest of the line.  The port is PORT's in the
 * environment, or 4001.
 *
 * One thread has all clients.  What they send together is synced together: only
 * then do the answers leave.  When all places are taken, whoever has been
 * silent longest makes room.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"
#include "store.h"

#define CLIENTS 100
#define COMMAND_MAX (sizeof("DELETE  ") + KEY_MAX + VALUE_MAX)
#define ANSWER_MAX (VALUE_MAX + 32)
#define SILENCE_MS 600000 /* then a client is taken for gone */

struct client {
	int64_t deadline;
	bool ended; /* it sends no more, or shall not */
	size_t in_length, out_start, out_length;
	char in[2 * COMMAND_MAX];
	char out[8 * ANSWER_MAX];
};

/* polls[i] is for clients[i]; the first is for those who come. */
static struct pollfd polls[1 + CLIENTS];
static struct client *clients[1 + CLIENTS];
static size_t count = 1;

static void remove_client(size_t i)
{
	close(polls[i].fd);
	free(clients[i]);
	count--;
	/* In the order in which they came, so that of two who are silent
	 * equally long the older one goes first. */
	memmove(&clients[i], &clients[i + 1], (count - i) * sizeof(*clients));
	memmove(&polls[i], &polls[i + 1], (count - i) * sizeof(*polls));
}

static bool has_room(const struct client *c)
{
	return sizeof(c->out) - c->out_length >= ANSWER_MAX;
}

__attribute__((format(printf, 2, 3))) static void reply(struct client *c,
							const char *format, ...)
{
	va_list values;

	va_start(values, format);
	c->out_length += (size_t)vsnprintf(c->out + c->out_length, ANSWER_MAX,
					   format, values);
	va_end(values);
}

/* An ordinary text without spaces and of a good length? */
static bool is_key(const char *key)
{
	if (key == NULL || *key == '\0' || strlen(key) > KEY_MAX)
		return false;
	for (; *key != '\0'; key++)
		if ((unsigned char)*key <= ' ' || *key == 0x7f)
			return false;
	return true;
}

static void change(struct client *c, const char *key, const char *value)
{
	enum store_result result;

	if (value != NULL && strlen(value) > VALUE_MAX) {
		reply(c, "ERROR a value has at most %d bytes\n", VALUE_MAX);
		return;
	}
	result = value != NULL ? store_set(key, value) : store_delete(key);
	if (result == STORE_FULL)
		reply(c, "ERROR the store is full\n");
	else
		reply(c, result == STORE_OK ? "OK\n" : "NONE\n");
}

static void look_up(struct client *c, const char *key)
{
	const char *value = store_get(key);

	if (value != NULL)
		reply(c, "VALUE %s\n", value);
	else
		reply(c, "NONE\n");
}

static void obey(struct client *c, char *line)
{
	const char *verb = strsep(&line, " ");

	if (strcmp(verb, "COUNT") == 0 && line == NULL) {
		reply(c, "COUNT %zu\n", store_count());
	} else if (strcmp(verb, "QUIT") == 0 && line == NULL) {
		c->ended = true;
		c->in_length = 0;
	} else if (strcmp(verb, "SET") == 0) {
		const char *key = strsep(&line, " ");

		if (is_key(key) && line != NULL)
			change(c, key, line);
		else
			reply(c, "ERROR write SET KEY VALUE\n");
	} else if (strcmp(verb, "DELETE") == 0 && is_key(line)) {
		change(c, line, NULL);
	} else if (strcmp(verb, "GET") == 0 && is_key(line)) {
		look_up(c, line);
	} else {
		reply(c, "ERROR not a command, or not a key\n");
	}
}

/* Obeys what has come in whole lines, as far as the answers have room. */
static void obey_lines(struct client *c)
{
	char *end;

	while (has_room(c) &&
	       (end = memchr(c->in, '\n', c->in_length)) != NULL) {
		size_t length = (size_t)(end + 1 - c->in);

		/* A zero in the line would hide what follows it. */
		if (memchr(c->in, '\0', length) != NULL)
			*c->in = '\0';
		*end = '\0';
		if (end > c->in && end[-1] == '\r')
			end[-1] = '\0';
		obey(c, c->in);
		if (c->in_length == 0)
			return;
		c->in_length -= length;
		memmove(c->in, c->in + length, c->in_length);
	}
	if (c->in_length == sizeof(c->in) && has_room(c)) {
		reply(c, "ERROR the line is too long\n");
		c->in_length = 0;
		c->ended = true;
	}
}

/* Whether the client is still there. */
static bool read_more(struct client *c, int fd)
{
	ssize_t size = recv(fd, c->in + c->in_length,
			    sizeof(c->in) - c->in_length, 0);

	if (size < 0)
		return errno == EAGAIN;
	c->ended = size == 0;
	c->in_length += (size_t)size;
	return true;
}

static bool write_answers(struct client *c, int fd)
{
	ssize_t size = send(fd, c->out + c->out_start,
			    c->out_length - c->out_start, MSG_NOSIGNAL);

	if (size < 0)
		return errno == EAGAIN;
	c->out_start += (size_t)size;
	if (c->out_start == c->out_length)
		c->out_start = c->out_length = 0;
	return true;
}

/* First of two rounds: takes in what is ready. */
static void hear(size_t i)
{
	struct client *c = clients[i];

	c->deadline = now_ms() + SILENCE_MS;
	if (!c->ended && has_room(c) && c->in_length < sizeof(c->in) &&
	    !read_more(c, polls[i].fd)) {
		remove_client(i);
		return;
	}
	obey_lines(c);
	/* Whoever is asked to stop has one disk with whoever comes after, who
	 * waits: so nobody is heard who has said nothing yet. */
	if (stopping() && c->in_length == 0)
		c->ended = true;
}

/* Second round, when what was asked for is on the disk. */
static void answer(size_t i)
{
	struct client *c = clients[i];
	bool there = true;

	if (c->out_length > 0)
		there = write_answers(c, polls[i].fd);
	/* There may be lines that had no room for their answers. */
	if (there && c->out_length == 0 &&
	    memchr(c->in, '\n', c->in_length) != NULL) {
		polls[i].events = POLLOUT;
		return;
	}
	polls[i].events = c->out_length > 0 ? POLLOUT : POLLIN;
	if (!there || (c->ended && c->out_length == 0))
		remove_client(i);
}

static void drop_most_silent(void)
{
	size_t silent = 1;

	for (size_t i = 2; i < count; i++)
		if (clients[i]->deadline < clients[silent]->deadline)
			silent = i;
	remove_client(silent);
}

static void add_client(int fd)
{
	struct client *c;

	if (count == 1 + CLIENTS)
		drop_most_silent();
	c = malloc(sizeof(*c));
	if (c == NULL) {
		close(fd);
		return;
	}
	c->deadline = now_ms() + SILENCE_MS;
	c->ended = false;
	c->in_length = c->out_start = c->out_length = 0;
	clients[count] = c;
	polls[count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

/* Drops those that were silent too long.  Who is next? */
static int64_t drop_silent(void)
{
	int64_t now = now_ms(), next = FOREVER;

	for (size_t i = count - 1; i > 0; i--) {
		if (clients[i]->deadline <= now)
			remove_client(i);
		else if (clients[i]->deadline < next)
			next = clients[i]->deadline;
	}
	return next;
}

int main(void)
{
	store_open("/data");
	polls[0] = (struct pollfd){
		.fd = open_port(SOCK_STREAM, setting("PORT", 1, 65535, 4001)),
		.events = POLLIN,
	};
	catch_stop();
	while (serving(count - 1)) {
		int64_t next = drop_silent();

		await(polls, (nfds_t)count, next);
		accept_clients(&polls[0], add_client);
		/* From the end, since those behind one who goes move up. */
		for (size_t i = count - 1; i > 0; i--)
			if (polls[i].revents != 0 || stopping())
				hear(i);
		store_sync();
		for (size_t i = count - 1; i > 0; i--)
			answer(i);
	}
	return 0;
}
