/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images on their way to the host, from clients that lie, stop and go away, and
 * to a host that has no room.  Nothing of those is left.
 */
#include <criterion/criterion.h>

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "author.h"
#include "client.h"

static struct standin standin;
static struct author author;
static struct standin_image image;
static char digest[AUTHOR_DIGEST];

static void begin(void)
{
	standin_start(&standin);
	author_make(&author, &standin, "acme");
	standin_image_make(&image, "{\"schema\":1,\"name\":\"web\"}");
	author_digest(&image, digest);
}

static void finish(void)
{
	standin_finish(&standin);
}

TestSuite(upload, .init = begin, .fini = finish, .timeout = 120);

static int files_in(const char *name)
{
	char path[128];
	struct dirent *entry;
	int count = 0;
	DIR *folder;

	snprintf(path, sizeof path, "%s/%s", standin.folder, name);
	folder = opendir(path);
	cr_assert_not_null(folder, "%s", path);
	while ((entry = readdir(folder)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(folder);
	return count;
}

/* Of what is cut off the server hears a little later. */
static void expect_nothing_left(void)
{
	double until = now_ms() + 30000;

	while (files_in("uploads") > 0 && now_ms() < until)
		poll(NULL, 0, 20);
	cr_expect_lt(now_ms(), until - 20000, "it took too long");
	cr_expect_eq(files_in("uploads"), 0);
	cr_expect_eq(files_in("images"), 0);
	author_expect(&author, "GET", "/v1/services", NULL, 200, "");
}

/* A head for the image, of the length, and so much of its body. */
static struct client *send_part(const char *length, size_t part)
{
	struct client *client = client_open(standin.port);
	char head[512];

	cr_assert_not_null(client);
	snprintf(head, sizeof head,
		 "PUT /v1/images/%s HTTP/1.1\r\nHost: h\r\n"
		 "Authorization: Bearer %s\r\n%s\r\n\r\n",
		 digest, author.token, length);
	cr_assert(client_send(client, head, strlen(head)));
	cr_assert(part == 0 || client_send(client, image.data, part));
	return client;
}

static void expect_status(struct client *client, int status)
{
	struct reply reply;

	cr_assert(client_answer(client, &reply));
	cr_expect_eq(reply.status, status, "%d %s", reply.status,
		     (char *)reply.body.data);
	reply_finish(&reply);
	client_close(client);
}

Test(upload, lengths_have_to_be_said_and_true)
{
	char length[64];

	expect_status(send_part("Transfer-Encoding: chunked", 0), 411);
	expect_status(send_part("Content-Length: 0", 0), 422);
	expect_status(send_part("Content-Length: 99999999999", 0), 413);
	expect_status(send_part("Content-Length: x", 0), 400);
	/* One octet less is another image. */
	snprintf(length, sizeof length, "Content-Length: %zu",
		 image.length - 1);
	expect_status(send_part(length, image.length - 1), 422);
	expect_nothing_left();
}

Test(upload, what_is_cut_off_is_gone)
{
	char length[64];

	snprintf(length, sizeof length, "Content-Length: %zu", image.length);
	for (size_t part = 0; part < image.length; part += image.length / 4)
		client_close(send_part(length, part));
	expect_nothing_left();
	author_expect(&author, "GET", "/v1/images", NULL, 200, "");
	cr_expect_eq(author_send(&author, &image, NULL, (char[32]){ 0 }), 201);
	cr_expect_eq(author_send(&author, &image, NULL, (char[32]){ 0 }), 200);
	cr_expect_eq(files_in("images"), 1);
}

Test(upload, lies_are_found)
{
	char other[AUTHOR_DIGEST], code[32];

	memset(other, 'a', sizeof other - 1);
	other[sizeof other - 1] = '\0';
	cr_expect_eq(author_send(&author, &image, other, code), 422);
	cr_expect_str_eq(code, "digest");
	other[0] = 'A';
	cr_expect_eq(author_send(&author, &image, other, code), 400);
	/* Any bytes have a digest, and are no image for that. */
	memset(image.data, 'x', image.length);
	author_digest(&image, digest);
	cr_expect_eq(author_send(&author, &image, NULL, code), 422);
	cr_expect_str_eq(code, "image");
	expect_nothing_left();
}

Test(upload, a_full_disk_is_told)
{
	char code[32];

	standin_order(&standin, "fill on");
	cr_expect_eq(author_send(&author, &image, NULL, code), 507, "%s", code);
	standin_order(&standin, "fill off");
	expect_nothing_left();
	cr_expect_eq(author_send(&author, &image, NULL, code), 201);
}

Test(upload, quotas_hold_for_all_at_once)
{
	struct client *clients[8];
	struct reply reply;
	char length[64], limits[64], code[32];
	int taken = 0;

	/* Room for the one that is there and for no other. */
	cr_expect_eq(author_send(&author, &image, NULL, code), 201);
	snprintf(limits, sizeof limits, "\"image-bytes\":%zu",
		 image.length + 10);
	standin_limit(&standin, limits);
	standin_image_make(&image, "{\"schema\":1,\"name\":\"two\"}");
	author_digest(&image, digest);
	snprintf(length, sizeof length, "Content-Length: %zu", image.length);
	for (int i = 0; i < 8; i++)
		clients[i] = send_part(length, 0);
	for (int i = 0; i < 8; i++) {
		client_send(clients[i], image.data, image.length);
		if (client_answer(clients[i], &reply))
			taken += reply.status < 400;
		reply_finish(&reply);
		client_close(clients[i]);
	}
	cr_expect_eq(taken, 0);
	/* Another tenant has its own: to know a digest is not to have it. */
	author_make(&author, &standin, "other");
	author_expect(&author, "GET", "/v1/images", NULL, 200, "");
	cr_expect_eq(author_send(&author, &image, NULL, code), 201);
}

/* Of what is there already, the signature's hash is not made anew. */
Test(upload, what_others_have_sent_can_be_published)
{
	static const struct publication_said said = { .service = "web" };
	struct author other;
	struct reply reply;

	author_make(&other, &standin, "other");
	cr_expect_eq(author_send(&other, &image, NULL, NULL), 201);
	reply = author_publish(&author, &image, &said);
	cr_expect_eq(reply.status, 202, "%d %s", reply.status,
		     (char *)reply.body.data);
	reply_finish(&reply);
}
