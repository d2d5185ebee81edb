/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A chat room: what one client says, all others read.
 *
 *	/name NAME   what one is called
 *	/who         who is there
 *	/quit        leaves
 *
 * Everybody has room for what he has not read yet, and is put out when it is
 * full: others do not wait for him.  Who says more than a line in REFILL_MS is
 * heard later, or else he could have others put out.  A clock runs only while
 * somebody has to wait for that.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

#define CLIENTS 500
#define NAME 20
#define LINE 512
#define UNREAD 8192
#define BURST 20 /* lines that one may say at once */
#define REFILL_MS 100

struct client {
	int fd;
	char name[NAME];
	char in[LINE]; /* what has come and has not been said yet */
	size_t in_length;
	char out[UNREAD];
	size_t out_length;
	unsigned int may_say; /* lines, at the time of refilled */
	int64_t refilled, spoke;
	bool gone;
};

/* polls[i] is for clients[i]; the first is for those who come. */
static struct pollfd polls[1 + CLIENTS];
static struct client *clients[1 + CLIENTS];
static size_t count = 1;
static unsigned int guests; /* so far, for their first names */

static void write_more(struct client *c)
{
	ssize_t size = send(c->fd, c->out, c->out_length, MSG_NOSIGNAL);

	if (size < 0) {
		if (errno != EAGAIN)
			c->gone = true;
		return;
	}
	c->out_length -= (size_t)size;
	memmove(c->out, c->out + size, c->out_length);
}

static void tell(struct client *c, const char *text, size_t length)
{
	if (length > UNREAD - c->out_length)
		write_more(c);
	if (length > UNREAD - c->out_length) {
		c->gone = true;
		return;
	}
	memcpy(c->out + c->out_length, text, length);
	c->out_length += length;
}

/* To all but one, who may be null. */
static void tell_others(const struct client *but, const char *format, ...)
{
	char text[NAME + LINE + 32];
	va_list values;
	int length;

	va_start(values, format);
	length = vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	for (size_t i = 1; i < count; i++)
		if (clients[i] != but && !clients[i]->gone)
			tell(clients[i], text, (size_t)length);
}

static void tell_who(struct client *c)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "* %zu here:", count - 1);

	tell(c, text, (size_t)length);
	for (size_t i = 1; i < count; i++) {
		tell(c, " ", 1);
		tell(c, clients[i]->name, strlen(clients[i]->name));
	}
	tell(c, "\n", 1);
}

static struct client *find(const char *name)
{
	for (size_t i = 1; i < count; i++)
		if (strcmp(clients[i]->name, name) == 0)
			return clients[i];
	return NULL;
}

static void rename_client(struct client *c, const char *name)
{
	static const char refused[] = "* that is no name, or somebody's\n";
	size_t length = strlen(name);

	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)name[i]))
			length = 0;
	if (length == 0 || length >= NAME || find(name) != NULL) {
		tell(c, refused, sizeof(refused) - 1);
		return;
	}
	tell_others(NULL, "* %s is %s\n", c->name, name);
	strcpy(c->name, name);
}

/* A line, which is a string. */
static void hear(struct client *c, char *line)
{
	/* Nobody's terminal is somebody else's to control. */
	for (char *at = line; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = ' ';
	c->spoke = now_ms();
	if (strncmp(line, "/name ", 6) == 0)
		rename_client(c, line + 6);
	else if (strcmp(line, "/who") == 0)
		tell_who(c);
	else if (strcmp(line, "/quit") == 0)
		c->gone = true;
	else if (*line != '\0')
		tell_others(c, "%s: %s\n", c->name, line);
}

static void refill(struct client *c)
{
	int64_t times = (now_ms() - c->refilled) / REFILL_MS;

	c->refilled += times * REFILL_MS;
	c->may_say = times < BURST - (int64_t)c->may_say ?
			     c->may_say + (unsigned int)times :
			     BURST;
}

/* Where the next line in the buffer ends; null: it has not come.  What fills
 * the buffer is one. */
static char *line_end(struct client *c)
{
	char *end = memchr(c->in, '\n', c->in_length);

	if (end == NULL && c->in_length == LINE)
		end = c->in + LINE - 1;
	return end;
}

/* Hears the lines that one may say now. */
static void hear_all(struct client *c)
{
	char *end;

	refill(c);
	while (!c->gone && c->may_say > 0 && (end = line_end(c)) != NULL) {
		size_t length = (size_t)(end + 1 - c->in);

		*end = '\0';
		if (end > c->in && end[-1] == '\r')
			end[-1] = '\0';
		c->may_say--;
		hear(c, c->in);
		c->in_length -= length;
		memmove(c->in, c->in + length, c->in_length);
	}
}

static void read_more(struct client *c)
{
	ssize_t size = recv(c->fd, c->in + c->in_length, LINE - c->in_length,
			    0);

	if (size > 0)
		c->in_length += (size_t)size;
	else if (size == 0 || errno != EAGAIN)
		c->gone = true;
}

static void serve(size_t i)
{
	struct client *c = clients[i];

	if ((polls[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0 &&
	    c->in_length < LINE)
		read_more(c);
	hear_all(c);
	if ((polls[i].revents & POLLOUT) != 0)
		write_more(c);
}

static void add_client(int fd)
{
	static const char welcome[] = "* welcome: /name NAME, /who, /quit\n";
	struct client *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		close(fd);
		return;
	}
	c->fd = fd;
	snprintf(c->name, NAME, "guest%u", ++guests);
	c->may_say = BURST;
	c->refilled = c->spoke = now_ms();
	clients[count] = c;
	polls[count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
	tell(c, welcome, sizeof(welcome) - 1);
	tell_others(c, "* %s is here\n", c->name);
}

static void remove_client(size_t i)
{
	struct client *c = clients[i];

	close(c->fd);
	count--;
	clients[i] = clients[count];
	polls[i] = polls[count];
	tell_others(NULL, "* %s has left\n", c->name);
	free(c);
}

static void remove_most_silent(void)
{
	size_t silent = 1;

	for (size_t i = 2; i < count; i++)
		if (clients[i]->spoke < clients[silent]->spoke)
			silent = i;
	remove_client(silent);
}

static void admit(int fd)
{
	if (count == 1 + CLIENTS)
		remove_most_silent();
	add_client(fd);
}

/* Removes those who have gone.  When can somebody be heard who has to wait? */
static int64_t prepare(void)
{
	int64_t next = FOREVER;

	for (size_t i = count - 1; i > 0; i--)
		if (clients[i]->gone)
			remove_client(i);
	for (size_t i = 1; i < count; i++) {
		struct client *c = clients[i];
		bool waits = c->may_say == 0 && line_end(c) != NULL;

		/* Another's leaving may have been too much for him. */
		if (c->gone)
			next = 0;
		if (waits && c->refilled + REFILL_MS < next)
			next = c->refilled + REFILL_MS;
		polls[i].events = (short)((waits ? 0 : POLLIN) |
					  (c->out_length > 0 ? POLLOUT : 0));
	}
	return next;
}

int main(void)
{
	polls[0] = (struct pollfd){
		.fd = open_port(SOCK_STREAM, setting("PORT", 1, 65535, 7000)),
		.events = POLLIN
	};
	catch_stop();
	while (!stopping()) {
		int64_t next = prepare();

		await(polls, (nfds_t)count, next);
		for (size_t i = count - 1; i > 0; i--)
			serve(i);
		accept_clients(&polls[0], admit);
	}
	return 0;
}
