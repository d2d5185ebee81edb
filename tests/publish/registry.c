/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "registry.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <poll.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KEPT_MAX 16
#define VISITS_MAX 256

static struct kept blobs[KEPT_MAX], manifests[KEPT_MAX];
static unsigned blob_count, manifest_count, visit_count;
static char visits[VISITS_MAX][512];
static bool (*trick)(struct visit *visit);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int listener;
static char address[32];

/* ---- what a visit is ---- */

void visit_send(struct visit *visit, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t sent = send(visit->fd, at, length, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		at += sent;
		length -= (size_t)sent;
	}
}

void visit_answer(struct visit *visit, int status, const char *headers,
		  const void *body, size_t length)
{
	char head[4096];
	int size = snprintf(head, sizeof head,
			    "HTTP/1.1 %d Said\r\nConnection: close\r\n"
			    "Content-Length: %zu\r\n%s\r\n",
			    status, length, headers);

	visit_send(visit, head, (size_t)size);
	if (strcmp(visit->method, "HEAD") != 0)
		visit_send(visit, body, length);
}

void visit_say(struct visit *visit, int status, const char *headers,
	       const char *text)
{
	visit_answer(visit, status, headers, text, strlen(text));
}

void visit_hang(struct visit *visit)
{
	struct pollfd gone = { .fd = visit->fd, .events = POLLRDHUP };

	poll(&gone, 1, 60000);
}

bool visit_is(const struct visit *visit, const char *method, const char *part)
{
	return (method == NULL || strcmp(visit->method, method) == 0) &&
	       strstr(visit->path, part) != NULL;
}

bool visit_has_header(const struct visit *visit, const char *line)
{
	return strcasestr(visit->head, line) != NULL;
}

/* ---- behaving ---- */

static struct kept *find(struct kept *all, unsigned count, const char *name)
{
	for (unsigned i = count; i > 0; i--)
		if (strcmp(all[i - 1].name, name) == 0)
			return &all[i - 1];
	return NULL;
}

static void keep(struct kept *all, unsigned *count, const char *name,
		 const struct visit *visit)
{
	struct kept *kept = find(all, *count, name);

	if (kept == NULL && *count < KEPT_MAX)
		kept = &all[(*count)++];
	if (kept == NULL)
		return;
	snprintf(kept->name, sizeof kept->name, "%s", name);
	kept->bytes = realloc(kept->bytes, visit->length + 1);
	memcpy(kept->bytes, visit->body, visit->length);
	kept->length = visit->length;
}

static void give(struct visit *visit, const struct kept *kept)
{
	if (kept == NULL)
		visit_say(visit, 404, "",
			  "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\","
			  "\"message\":\"it is not here\"}]}");
	else
		visit_answer(visit, 200, "", kept->bytes, kept->length);
}

/* By its tag, and by its digest. */
static void take_manifest(struct visit *visit, const char *tag)
{
	uint8_t hash[32];
	char digest[80] = "sha256:", headers[160];

	crypto_hash_sha256(hash, visit->body, visit->length);
	sodium_bin2hex(digest + 7, sizeof digest - 7, hash, sizeof hash);
	keep(manifests, &manifest_count, digest, visit);
	keep(manifests, &manifest_count, tag, visit);
	snprintf(headers, sizeof headers, "Docker-Content-Digest: %s\r\n",
		 digest);
	visit_say(visit, 201, headers, "");
}

static void take_blob(struct visit *visit, const char *query)
{
	char digest[160] = "sha256:";

	sscanf(query, "digest=sha256%%3A%64[0-9a-f]", digest + 7);
	keep(blobs, &blob_count, digest, visit);
	visit_say(visit, 201, "", "");
}

void visit_behave(struct visit *visit)
{
	const char *last = strrchr(visit->path, '/') + 1;

	if (visit_is(visit, "PUT", "/manifests/"))
		take_manifest(visit, last);
	else if (visit_is(visit, "POST", "/blobs/uploads/"))
		visit_say(visit, 202, "Location: /v2/upload/1?state=abc\r\n",
			  "");
	else if (visit_is(visit, "PUT", "/v2/upload/1?state=abc&"))
		take_blob(visit, strchr(visit->path, '&') + 1);
	else if (visit_is(visit, NULL, "/manifests/"))
		give(visit, find(manifests, manifest_count, last));
	else
		give(visit, find(blobs, blob_count, last));
}

struct kept *registry_manifest(void)
{
	cr_assert(manifest_count > 0);
	return &manifests[manifest_count - 1];
}

struct kept *registry_blob(const char *digest)
{
	struct kept *found = &blobs[0];

	cr_assert(blob_count > 0);
	for (unsigned i = 0; i < blob_count; i++)
		if (digest != NULL ? strstr(blobs[i].name, digest) != NULL :
				     blobs[i].length > found->length)
			found = &blobs[i];
	return found;
}

/* ---- serving ---- */

/* The head, and what has come of the body with it. */
static bool read_head(struct visit *visit, size_t *have)
{
	size_t length = 0;

	for (;;) {
		ssize_t got = recv(visit->fd, visit->head + length,
				   sizeof visit->head - 1 - length, 0);
		char *end;

		if (got <= 0)
			return false;
		length += (size_t)got;
		visit->head[length] = '\0';
		end = strstr(visit->head, "\r\n\r\n");
		if (end == NULL)
			continue;
		*have = length - (size_t)(end + 4 - visit->head);
		return sscanf(visit->head, "%15s %2047s", visit->method,
			      visit->path) == 2;
	}
}

static bool read_body(struct visit *visit, size_t have)
{
	const char *line = strcasestr(visit->head, "\r\nContent-Length:");
	const char *begin = strstr(visit->head, "\r\n\r\n") + 4;

	visit->length = line != NULL ? strtoul(line + 17, NULL, 10) : 0;
	visit->body = malloc(visit->length + 1);
	memcpy(visit->body, begin, have);
	if (have < visit->length && strcasestr(visit->head, "100-continue"))
		visit_send(visit, "HTTP/1.1 100 Continue\r\n\r\n", 25);
	while (have < visit->length) {
		ssize_t got = recv(visit->fd, visit->body + have,
				   visit->length - have, 0);

		if (got <= 0)
			return false;
		have += (size_t)got;
	}
	return true;
}

static void serve(struct visit *visit)
{
	bool (*act)(struct visit *);

	pthread_mutex_lock(&lock);
	if (visit_count < VISITS_MAX)
		snprintf(visits[visit_count++], sizeof visits[0], "%s %.400s",
			 visit->method, visit->path);
	act = trick;
	pthread_mutex_unlock(&lock);
	if (act == NULL || !act(visit))
		visit_behave(visit);
}

static void *run(void *unused)
{
	static struct visit visit;

	(void)unused;
	for (;;) {
		size_t have = 0;

		visit.fd = accept(listener, NULL, NULL);
		if (visit.fd < 0)
			return NULL;
		visit.body = NULL;
		if (read_head(&visit, &have) && read_body(&visit, have))
			serve(&visit);
		shutdown(visit.fd, SHUT_WR);
		close(visit.fd);
		free(visit.body);
	}
}

const char *registry_start(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof to;
	pthread_t thread;

	cr_assert(sodium_init() >= 0);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert(bind(listener, (struct sockaddr *)&to, sizeof to) == 0 &&
		  listen(listener, 16) == 0 &&
		  getsockname(listener, (struct sockaddr *)&to, &size) == 0);
	snprintf(address, sizeof address, "127.0.0.1:%u", ntohs(to.sin_port));
	cr_assert(pthread_create(&thread, NULL, run, NULL) == 0);
	return address;
}

void registry_trick(bool (*act)(struct visit *visit))
{
	pthread_mutex_lock(&lock);
	trick = act;
	pthread_mutex_unlock(&lock);
}

unsigned registry_count(const char *method, const char *part)
{
	unsigned count = 0;

	pthread_mutex_lock(&lock);
	for (unsigned i = 0; i < visit_count; i++)
		if (strncmp(visits[i], method, strlen(method)) == 0 &&
		    strstr(visits[i], part) != NULL)
			count++;
	pthread_mutex_unlock(&lock);
	return count;
}

void registry_forget_counts(void)
{
	pthread_mutex_lock(&lock);
	visit_count = 0;
	pthread_mutex_unlock(&lock);
}
