/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "load.h"

#include <arpa/inet.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/net.h"
#include "harness/process.h"

#define PORT 80
#define PATIENCE_MS 5000
/* The VM of a rank; a prime that divides no number of VMs we use, so that the
 * popular ones are not those that were made first. */
#define SPREAD 7919u

struct request {
	double begun;
	size_t got;
	uint32_t rank;
	char head[64]; /* of the answer: what is looked at */
};

struct client {
	const struct load *load;
	struct load_result *result;
	double *shares; /* of a rank and all before it */
	uint64_t random;
	char request[128];
	size_t request_length;
	struct pollfd fds[LOAD_PARALLEL];
	struct request requests[LOAD_PARALLEL];
};

static void make_shares(struct client *client)
{
	const struct load *load = client->load;
	double sum = 0;

	client->shares = malloc(load->vms * sizeof *client->shares);
	if (client->shares == NULL)
		abort();
	for (uint32_t i = 0; i < load->vms; i++) {
		sum += pow(i + 1, -load->exponent);
		client->shares[i] = sum;
	}
}

/* xorshift64*, of which the high bits are good. */
static double draw(struct client *client)
{
	uint64_t x = client->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	client->random = x;
	return (double)(x * 0x2545f4914f6cdd1dull >> 11) / 0x1p53;
}

static uint32_t draw_rank(struct client *client)
{
	uint32_t low = 0, high = client->load->vms - 1;
	double at = draw(client) * client->shares[high];

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (client->shares[middle] > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static void ask(struct client *client, int i)
{
	struct request *request = &client->requests[i];
	uint32_t vms = client->load->vms;
	char address[INET_ADDRSTRLEN];
	struct in_addr to;
	int made;

	*request = (struct request){ .begun = now_ms(),
				     .rank = draw_rank(client) };
	inet_pton(AF_INET, client->load->first, &to);
	to.s_addr = htonl(ntohl(to.s_addr) +
			  (uint32_t)((uint64_t)request->rank * SPREAD % vms));
	inet_ntop(AF_INET, &to, address, sizeof address);
	made = tcp_begin(address, PORT, PATIENCE_MS);
	if (made < 0) {
		perror("socket");
		abort();
	}
	client->fds[i] = (struct pollfd){ .fd = made, .events = POLLOUT };
}

static void end(struct client *client, int i)
{
	close(client->fds[i].fd);
	client->fds[i].fd = -1;
}

static void judge(struct client *client, const struct request *request)
{
	struct load_result *result = client->result;
	double took = now_ms() - request->begun;

	if (strncmp(request->head, "HTTP/1.1 200 ", 13) != 0 ||
	    request->got < client->load->size) {
		result->wrong++;
		return;
	}
	result->answers++;
	result->busiest += request->rank == 0;
	if (took > result->slowest)
		result->slowest = took;
}

/* Takes what is there.  True: the connection has ended. */
static bool take(struct client *client, int i)
{
	struct request *request = &client->requests[i];
	static char buffer[262144];
	ssize_t got = recv(client->fds[i].fd, buffer, sizeof buffer,
			   MSG_DONTWAIT);

	if (got <= 0)
		return true;
	if (request->got < sizeof request->head - 1)
		memcpy(request->head + request->got, buffer,
		       (size_t)got < sizeof request->head - 1 - request->got ?
			       (size_t)got :
			       sizeof request->head - 1 - request->got);
	request->got += (size_t)got;
	return false;
}

static void advance(struct client *client, int i)
{
	struct pollfd *fd = &client->fds[i];

	if (fd->events == POLLOUT) {
		fd->events = POLLIN;
		if (send_all(fd->fd, client->request, client->request_length))
			return;
	} else if (!take(client, i)) {
		return;
	}
	judge(client, &client->requests[i]);
	end(client, i);
}

static void serve(struct client *client)
{
	double now;

	poll(client->fds, LOAD_PARALLEL, 100);
	now = now_ms();
	for (int i = 0; i < LOAD_PARALLEL; i++) {
		if (client->fds[i].revents != 0) {
			advance(client, i);
		} else if (now - client->requests[i].begun > PATIENCE_MS) {
			client->result->late++;
			end(client, i);
		}
	}
}

static void begin(struct client *client)
{
	int length = snprintf(client->request, sizeof client->request,
			      "GET %s HTTP/1.1\r\nHost: load\r\n"
			      "Connection: close\r\n\r\n",
			      client->load->path);

	client->request_length = (size_t)length;
	client->random = client->load->seed * 0x9e3779b97f4a7c15ull | 1;
	make_shares(client);
	for (int i = 0; i < LOAD_PARALLEL; i++)
		client->fds[i].fd = -1;
}

void load_run(const struct load *load, struct load_result *result)
{
	static struct client client;
	double begun = now_ms(), end_at = begun + load->milliseconds;

	client.load = load;
	client.result = result;
	*result = (struct load_result){ 0 };
	begin(&client);
	while (now_ms() < end_at) {
		for (int i = 0; i < LOAD_PARALLEL; i++)
			if (client.fds[i].fd < 0)
				ask(&client, i);
		serve(&client);
	}
	result->rate = result->answers * 1000 / (now_ms() - begun);
	for (int i = 0; i < LOAD_PARALLEL; i++)
		if (client.fds[i].fd >= 0)
			end(&client, i);
	free(client.shares);
}
