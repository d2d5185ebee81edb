/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks of tenants: made, grown, given to services, removed; and what is left
 * when that is cut off.
 */
#include <criterion/criterion.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ilwaco/disktable.h>

#include "author.h"

#define MIB 1048576LL
#define NOTE                                                                   \
	"{\"disk\":[{\"mount\":\"/data\",\"name\":\"data\",\"size\":\"8M\"}]," \
	"\"name\":\"shop\",\"schema\":1}"
#define READER                                                                 \
	"{\"disk\":[{\"name\":\"Facts_1\",\"read-only\":true}],"               \
	"\"name\":\"reader\",\"schema\":1}"

static struct standin standin;
static struct author acme;

static void begin(void)
{
	standin_start(&standin);
	author_make(&acme, &standin, "acme");
}

static void finish(void)
{
	standin_finish(&standin);
}

TestSuite(disks, .init = begin, .fini = finish, .timeout = 120);

static struct reply try_to_publish(const char *service, const char *note,
				   const char *settings)
{
	static struct standin_image image;
	struct publication_said said = { .service = service,
					 .settings = settings };

	standin_image_make(&image, note);
	return author_publish(&acme, &image, &said);
}

static void expect(const char *method, const char *target, const char *body,
		   int status, const char *code)
{
	struct reply reply = author_ask(&acme, method, target, body);

	cr_expect_eq(reply.status, status, "%s %s %s: %d %s", method, target,
		     body == NULL ? "" : body, reply.status,
		     reply.body.data == NULL ? "" : (char *)reply.body.data);
	cr_expect_str_eq(reply_code(&reply), code, "%s %s: %s", method, target,
			 (char *)reply.body.data);
	reply_finish(&reply);
}

/* The disk of this name, as it is listed; owned by the caller, null: there is
 * none. */
static json_t *find(const char *name)
{
	struct reply reply = author_ask(&acme, "GET", "/v1/disks", NULL);
	json_t *found = NULL, *disk;
	size_t index;

	cr_assert_eq(reply.status, 200);
	json_array_foreach (json_object_get(reply.json, "disks"), index, disk)
		if (strcmp(json_string_value(json_object_get(disk, "name")),
			   name) == 0)
			found = json_incref(disk);
	reply_finish(&reply);
	return found;
}

static void expect_disk(const char *name, int64_t size, size_t services)
{
	json_t *disk = find(name);

	cr_assert_not_null(disk, "no disk %s", name);
	cr_expect_eq(json_integer_value(json_object_get(disk, "size")), size);
	cr_expect_str_eq(json_string_value(json_object_get(disk, "state")),
			 "ready");
	cr_expect_eq(json_array_size(json_object_get(disk, "services")),
		     services);
	json_decref(disk);
}

#define FREE "denali_host_disks_free_bytes "

static int64_t free_bytes(void)
{
	struct reply reply = ask(&standin, "GET", "/metrics", NULL);
	const char *line = strstr((char *)reply.body.data, "\n" FREE);
	int64_t bytes;

	cr_assert_not_null(line);
	bytes = atoll(line + 1 + strlen(FREE));
	reply_finish(&reply);
	return bytes;
}

/* ---- by themselves ---- */

Test(disks, are_made_grown_and_removed)
{
	int64_t free_before = free_bytes();

	expect("POST", "/v1/disks", "{\"name\":\"data\",\"size\":8388608}", 201,
	       "");
	expect_disk("data", 8 * MIB, 0);
	cr_expect_eq(free_bytes(), free_before - 8 * MIB);
	expect("POST", "/v1/disks", "{\"name\":\"data\",\"size\":8388608}", 409,
	       "disk-exists");
	expect("PATCH", "/v1/disks/data", "{\"size\":16777216}", 200, "");
	expect_disk("data", 16 * MIB, 0);
	expect("PATCH", "/v1/disks/data", "{\"size\":16777216}", 200, "");
	expect("PATCH", "/v1/disks/data", "{\"size\":16773120}", 409,
	       "disk-shrinks");
	expect("DELETE", "/v1/disks/data", NULL, 204, "");
	cr_expect_null(find("data"));
	cr_expect_eq(free_bytes(), free_before);
	expect("DELETE", "/v1/disks/data", NULL, 404, "not-found");
	expect("PATCH", "/v1/disks/data", "{\"size\":16777216}", 404,
	       "not-found");
}

/* Of the machine's disk the area begins at block 0, with the table. */
static void check_filesystem(unsigned blocks)
{
	char command[400];

	snprintf(command, sizeof command,
		 "cd %s && dd if=disk of=one bs=4096 skip=%d count=%u "
		 "2>dd.said && PATH=$PATH:/sbin:/usr/sbin e2fsck -fn one "
		 ">fsck.said 2>&1",
		 standin.folder, ILW_DISKTABLE_FIRST, blocks);
	cr_expect_eq(system(command), 0, "%s", command);
}

Test(disks, have_a_file_system)
{
	expect("POST", "/v1/disks", "{\"name\":\"data\",\"size\":8388608}", 201,
	       "");
	check_filesystem(2048);
}

Test(disks, have_none_if_so_wished)
{
	char command[200];

	expect("POST", "/v1/disks",
	       "{\"name\":\"raw\",\"size\":4096,\"file-system\":false}", 201,
	       "");
	snprintf(command, sizeof command,
		 "cd %s && cmp -n 4096 -i %d:0 disk /dev/zero", standin.folder,
		 ILW_DISKTABLE_FIRST * 4096);
	cr_expect_eq(system(command), 0);
}

Test(disks, have_right_names_and_sizes)
{
	static const struct {
		const char *body, *code;
		int status;
	} odd[] = {
		{ "{\"name\":\"\",\"size\":4096}", "bad-body", 400 },
		{ "{\"name\":\"A\",\"size\":1048576}", "bad-name", 400 },
		{ "{\"name\":\"a/b\",\"size\":1048576}", "bad-name", 400 },
		{ "{\"name\":\"a\",\"size\":0}", "bad-body", 400 },
		{ "{\"name\":\"a\",\"size\":-1}", "bad-body", 400 },
		{ "{\"name\":\"a\",\"size\":\"1\"}", "bad-body", 400 },
		{ "{\"name\":\"a\",\"size\":258048}", "bad-size", 400 },
		{ "{\"name\":\"a\",\"size\":1099511627777}", "bad-size", 400 },
		{ "{\"name\":\"a\"}", "bad-body", 400 },
		{ "{\"name\":\"a\",\"size\":4096,\"x\":1}", "bad-body", 400 },
	};

	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		struct reply reply = author_ask(&acme, "POST", "/v1/disks",
						odd[i].body);

		cr_expect_eq(reply.status, odd[i].status, "%s: %d %s",
			     odd[i].body, reply.status,
			     (char *)reply.body.data);
		reply_finish(&reply);
	}
	expect("POST", "/v1/disks",
	       "{\"name\":\"a\",\"size\":1,\"file-system\":false}", 201, "");
	expect_disk("a", 4096, 0);
	expect("POST", "/v1/disks", "{\"name\":\"b\",\"size\":262144}", 201,
	       "");
	expect_disk("b", 262144, 0);
}

Test(disks, are_within_the_quota)
{
	standin_limit(&standin, "\"disk\":10485760");
	expect("POST", "/v1/disks", "{\"name\":\"a\",\"size\":10489856}", 409,
	       "quota-disk");
	expect("POST", "/v1/disks", "{\"name\":\"a\",\"size\":8388608}", 201,
	       "");
	expect("POST", "/v1/disks", "{\"name\":\"b\",\"size\":2101248}", 409,
	       "quota-disk");
	expect("PATCH", "/v1/disks/a", "{\"size\":10489856}", 409,
	       "quota-disk");
	expect("PATCH", "/v1/disks/a", "{\"size\":10485760}", 200, "");
	expect("DELETE", "/v1/disks/a", NULL, 204, "");
	expect("POST", "/v1/disks", "{\"name\":\"b\",\"size\":10485760}", 201,
	       "");
}

Test(disks, are_within_the_host)
{
	standin_limit(&standin, "\"disk\":1099511627776");
	expect("POST", "/v1/disks", "{\"name\":\"a\",\"size\":1073741824}", 507,
	       "no-space");
	cr_expect_null(find("a"));
}

Test(disks, are_tried_dry)
{
	int64_t free_before = free_bytes();

	expect("POST", "/v1/disks?dry-run=1",
	       "{\"name\":\"data\",\"size\":8388608}", 200, "");
	cr_expect_null(find("data"));
	expect("POST", "/v1/disks", "{\"name\":\"data\",\"size\":8388608}", 201,
	       "");
	expect("PATCH", "/v1/disks/data?dry-run=1", "{\"size\":16777216}", 200,
	       "");
	expect("DELETE", "/v1/disks/data?dry-run=1", NULL, 200, "");
	expect_disk("data", 8 * MIB, 0);
	expect("DELETE", "/v1/disks/data", NULL, 204, "");
	cr_expect_eq(free_bytes(), free_before);
}

/* ---- of services ---- */

Test(disks, come_with_a_service)
{
	author_deploy(&acme, "shop", NOTE, NULL, "done");
	expect_disk("shop-data", 8 * MIB, 1);
	check_filesystem(2048);
	expect("DELETE", "/v1/disks/shop-data", NULL, 409, "disk-in-use");
	author_deploy(&acme, "shop", NOTE, NULL, "done");
	expect_disk("shop-data", 8 * MIB, 1);
	expect("DELETE", "/v1/services/shop/disks/data", NULL, 204, "");
	expect("DELETE", "/v1/services/shop/disks/data", NULL, 404,
	       "not-found");
	/* Its VM has it still. */
	expect("DELETE", "/v1/disks/shop-data", NULL, 409, "disk-in-use");
}

Test(disks, outlive_their_service)
{
	bool gone = false;

	author_deploy(&acme, "shop", NOTE, NULL, "done");
	expect("DELETE", "/v1/services/shop", NULL, 204, "");
	for (int i = 0; i < 200 && !gone; i++) {
		struct reply reply = author_ask(&acme, "DELETE",
						"/v1/disks/shop-data", NULL);

		gone = reply.status == 204;
		cr_expect(gone || reply.status == 409);
		reply_finish(&reply);
		usleep(50000);
	}
	cr_expect(gone);
}

Test(disks, have_one_writer)
{
	expect("POST", "/v1/disks", "{\"name\":\"facts\",\"size\":8388608}",
	       201, "");
	author_deploy(&acme, "shop", NOTE,
		      "{\"disks\":[{\"name\":\"data\","
		      "\"disk\":\"facts\"}]}",
		      "done");
	expect_disk("facts", 8 * MIB, 1);
	author_deploy(&acme, "web", NULL, NULL, "done");
	expect("PUT", "/v1/services/web/disks/more", "{\"disk\":\"facts\"}",
	       409, "disk-in-use");
	expect("PUT", "/v1/services/web/disks/more",
	       "{\"disk\":\"facts\",\"read-only\":true}", 409, "disk-in-use");
	expect("PUT", "/v1/services/web/disks/more", "{\"disk\":\"none\"}", 404,
	       "not-found");
	expect("PUT", "/v1/services/web/disks/a.b", "{\"disk\":\"facts\"}", 400,
	       "bad-name");
}

/* However a service would come to have more instances that write. */
Test(disks, of_one_writer_that_would_be_several)
{
	author_deploy(&acme, "shop", NOTE, NULL, "done");
	author_deploy(&acme, "shop", "{\"name\":\"shop\",\"schema\":1}", NULL,
		      "done");
	expect("DELETE", "/v1/services/shop/disks/data", NULL, 204, "");
	expect("POST", "/v1/services/shop/scale", "{\"count\":3}", 204, "");
	expect("POST", "/v1/services/shop/rollback", "{}", 409,
	       "disk-instances");
	expect("POST", "/v1/services/shop/rollback?dry-run=1", "{}", 409,
	       "disk-instances");
	expect("PUT", "/v1/services/shop/disks/data",
	       "{\"disk\":\"shop-data\"}", 409, "disk-instances");
	/* Nothing of it was done. */
	author_await(&acme, "/v1/services/shop", "version", "2");
	expect("PUT", "/v1/services/shop/disks/data",
	       "{\"disk\":\"shop-data\",\"read-only\":true}", 200, "");
	expect("DELETE", "/v1/services/shop/disks/data", NULL, 204, "");
	expect("POST", "/v1/services/shop/scale", "{\"count\":1}", 204, "");
	expect("PUT", "/v1/services/shop/disks/data",
	       "{\"disk\":\"shop-data\"}", 200, "");
	expect("POST", "/v1/services/shop/rollback", "{}", 202, "");
	author_await(&acme, "/v1/services/shop", "version", "1");
	expect("POST", "/v1/services/shop/scale", "{\"count\":3}", 409,
	       "disk-instances");
}

Test(disks, have_many_readers)
{
	struct reply reply;

	reply = try_to_publish("reader", READER, NULL);
	cr_expect_eq(reply.status, 422);
	cr_expect_str_eq(reply_code(&reply), "disk-missing");
	reply_finish(&reply);
	expect("POST", "/v1/disks",
	       "{\"name\":\"reader-facts-1\",\"size\":8388608}", 201, "");
	author_deploy(&acme, "reader", READER, "{\"count\":3}", "done");
	author_deploy(&acme, "other", READER,
		      "{\"disks\":[{\"name\":\"Facts_1\","
		      "\"disk\":\"reader-facts-1\"}]}",
		      "done");
	expect_disk("reader-facts-1", 8 * MIB, 2);
}

Test(disks, are_refused_where_they_do_not_fit)
{
	static const struct {
		const char *settings, *code;
	} odd[] = {
		{ "{\"disks\":[{\"name\":\"data\",\"disk\":\"small\"}]}",
		  "disk-small" },
		{ "{\"disks\":[{\"name\":\"other\",\"disk\":\"small\"}]}",
		  "disk-unknown" },
	};

	expect("POST", "/v1/disks", "{\"name\":\"small\",\"size\":4194304}",
	       201, "");
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		struct reply reply = try_to_publish("shop", NOTE,
						    odd[i].settings);

		cr_expect_eq(reply.status, 422, "%s", odd[i].settings);
		cr_expect_str_eq(reply_code(&reply), odd[i].code);
		reply_finish(&reply);
	}
	cr_expect_null(find("shop-data"));
}

/* ---- what is cut off ---- */

/* The host has another disk now: whoever had one on it is told which. */
Test(disks, that_are_lost_are_named)
{
	char path[100];

	author_deploy(&acme, "shop", NOTE, NULL, "done");
	standin_stop(&standin);
	snprintf(path, sizeof path, "%s/disk", standin.folder);
	cr_assert_eq(unlink(path), 0, "%s", path);
	standin_start(&standin);
	author_await(&acme, "/v1/services/shop", "problem",
		     "disk shop-data: it could not be made");
}

static void kill_standin(void)
{
	kill(standin.process.pid, SIGKILL);
	cr_assert(process_wait(&standin.process, 20000));
	process_finish(&standin.process);
}

/* Ends it in the middle of things, as often as it takes: what was acknowledged
 * is there, what was not is either whole or not there. */
Test(disks, survive_the_end_of_the_supervisor)
{
	int64_t all = free_bytes();

	for (int round = 0; round < 6; round++) {
		struct client *client = client_open(standin.port);
		char head[500];

		snprintf(head, sizeof head,
			 "POST /v1/disks HTTP/1.1\r\nHost: x\r\n"
			 "Authorization: Bearer %s\r\nContent-Length: 33\r\n"
			 "Content-Type: application/json\r\n\r\n"
			 "{\"name\":\"cut\",   \"size\":67108864}",
			 acme.token);
		client_send(client, head, strlen(head));
		usleep((useconds_t)round * 30000);
		kill_standin();
		client_close(client);
		standin_start(&standin);
		for (int i = 0; find("cut") != NULL; i++) {
			struct reply reply = author_ask(&acme, "DELETE",
							"/v1/disks/cut", NULL);

			cr_assert_lt(i, 200);
			reply_finish(&reply);
			usleep(50000);
		}
		cr_expect_eq(free_bytes(), all, "round %d", round);
	}
	expect("POST", "/v1/disks", "{\"name\":\"cut\",\"size\":67108864}", 201,
	       "");
	kill_standin();
	standin_start(&standin);
	expect_disk("cut", 64 * MIB, 0);
	cr_expect_eq(free_bytes(), all - 64 * MIB);
}
