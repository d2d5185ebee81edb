/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is not admitted: images, signatures, settings, too much of anything.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "author.h"

static struct standin standin;
static struct author author;

#define WEB "{\"name\":\"web\",\"network\":{\"inbound\":[\"80\"]},\"schema\":1}"

static void begin(void)
{
	standin_start(&standin);
	author_make(&author, &standin, "acme");
}

static void finish(void)
{
	standin_finish(&standin);
}

TestSuite(admission, .init = begin, .fini = finish, .timeout = 120);

static void expect_note(const char *note, const struct publication_said *said,
			int status, const char *code)
{
	struct standin_image image;
	struct reply reply;

	standin_image_make(&image, note);
	reply = author_publish(&author, &image, said);
	cr_expect_eq(reply.status, status, "%d %s", reply.status,
		     (char *)reply.body.data);
	cr_expect_str_eq(reply_code(&reply), code, "%s",
			 (char *)reply.body.data);
	reply_finish(&reply);
}

static void expect(const struct publication_said *said, int status,
		   const char *code)
{
	expect_note(WEB, said, status, code);
}

static void expect_settings(const char *settings, int status, const char *code)
{
	const struct publication_said said = { .service = "web",
					       .settings = settings };

	expect(&said, status, code);
}

Test(admission, images_are_what_they_are_called)
{
	struct standin_image image;
	char code[32], other[AUTHOR_DIGEST];

	standin_image_make(&image, WEB);
	author_digest(&image, other);
	other[0] = other[0] == '0' ? '1' : '0';
	cr_expect_eq(author_send(&author, &image, other, code), 422);
	cr_expect_str_eq(code, "digest");
	cr_expect_eq(author_send(&author, &image, "abc", code), 400);
	cr_expect_str_eq(code, "digest");
	cr_expect_eq(author_send(&author, &image, NULL, code), 201);
	cr_expect_eq(author_send(&author, &image, NULL, code), 200);
	image.data[0] = 'x';
	cr_expect_eq(author_send(&author, &image, NULL, code), 422);
	cr_expect_str_eq(code, "image");
}

Test(admission, images_of_others_are_not_there)
{
	struct standin_image image;
	struct author other;
	char digest[AUTHOR_DIGEST], target[96];

	author_make(&other, &standin, "other");
	standin_image_make(&image, WEB);
	author_digest(&image, digest);
	snprintf(target, sizeof target, "/v1/images/%s", digest);
	cr_expect_eq(author_send(&author, &image, NULL, NULL), 201);
	author_expect(&author, "GET", target, NULL, 200, "");
	author_expect(&other, "GET", target, NULL, 404, "not-found");
	/* To send it oneself is to have it, as if it were new. */
	cr_expect_eq(author_send(&other, &image, NULL, NULL), 201);
	author_expect(&other, "DELETE", target, NULL, 204, "");
	author_expect(&author, "GET", target, NULL, 200, "");
	author_expect(&author, "DELETE", target, NULL, 204, "");
	author_expect(&author, "GET", target, NULL, 404, "not-found");
}

Test(admission, signatures)
{
	struct minisign_secret stranger = { .id = "stranger" };
	struct publication_said said = { .service = "web" };
	uint8_t public[32];

	crypto_sign_keypair(public, stranger.bytes);
	said.secret = &stranger;
	expect(&said, 422, "signature-key");
	/* Whoever says to be another. */
	memcpy(stranger.id, author.secret.id, sizeof stranger.id);
	expect(&said, 422, "signature");
	said.secret = NULL;
	said.signed_for = "shop";
	expect(&said, 422, "signature-service");
	said.signed_for = NULL;
	said.signed_digest = "0000000000000000000000000000000000000000000000000"
			     "000000000000000";
	expect(&said, 422, "signature-digest");
	said.signed_digest = NULL;
	said.signed_time = author.time + 360000; /* a minute of slack */
	expect(&said, 422, "signature-time");
	said.signed_time = 0;
	expect(&said, 202, "");
}

Test(admission, replays_are_refused)
{
	struct publication_said said = { .service = "web" };
	uint64_t time = author.time;

	author_deploy(&author, "web", WEB, NULL, "done");
	said.signed_time = time;
	expect(&said, 422, "signature-replayed");
	said.signed_time = time + 2;
	expect(&said, 202, "");
	author_await(&author, "/v1/services/web/deployment", "state", "done");
	/* The very same again is an answer that was lost. */
	expect(&said, 202, "");
	author_await(&author, "/v1/services/web", "version", "2");
}

Test(admission, replays_are_refused_after_a_removal_too)
{
	struct publication_said said = { .service = "web" };
	uint64_t time = author.time + 1;

	author_deploy(&author, "web", WEB, NULL, "done");
	author_expect(&author, "DELETE", "/v1/services/web", NULL, 204, "");
	said.signed_time = time;
	expect(&said, 422, "signature-replayed");
	author_expect(&author, "GET", "/v1/services/web", NULL, 404,
		      "not-found");
	said.signed_time = time + 1;
	expect(&said, 202, "");
}

Test(admission, service_notes)
{
	const struct publication_said said = { .service = "web" };
	char deep[200] = "{\"schema\":1,\"arguments\":";

	expect_note("{", &said, 422, "manifest");
	expect_note("{\"schema\":99}", &said, 422, "manifest");
	expect_note("{\"schema\":1,\"inbund\":[]}", &said, 422, "manifest");
	for (int i = 0; i < 40; i++)
		strcat(deep, "[");
	expect_note(deep, &said, 422, "manifest");
	expect_note(NULL, &said, 202, "");
}

Test(admission, names_and_tags)
{
	struct publication_said said = { .service = "Web" };

	expect(&said, 400, "name");
	said.service = "web";
	said.tag = "-x";
	expect(&said, 400, "tag");
	said.tag = "v1.0";
	expect(&said, 202, "");
	author_await(&author, "/v1/services/web", "tag", "v1.0");
}

Test(admission, settings)
{
	static const char *const bad[] = {
		"{\"memroy\":1048576}",
		"{\"memory\":1048577}",
		"{\"memory\":4096}",
		"{\"count\":0}",
		"{\"count\":1001}",
		"{\"address\":\"mine\"}",
		"{\"restart\":\"sometimes\"}",
		"{\"grace\":0}",
		"{\"cpu\":{\"cap\":101}}",
		"{\"cpu\":{\"weight\":0}}",
		"{\"bandwidth\":{\"in\":0}}",
		"{\"environment\":{\"A=B\":\"x\"}}",
		"{\"environment\":{\"A\":1}}",
		"{\"arguments\":[1]}",
		"{\"ports\":[{\"host\":80}]}",
		"{\"ports\":[{\"guest\":0}]}",
		"{\"ports\":[{\"guest\":80},{\"guest\":80}]}",
		"{\"ports\":[{\"guest\":80,\"protocol\":\"sctp\"}]}",
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		const struct publication_said said = { .service = "web",
						       .settings = bad[i] };
		struct standin_image image;
		struct reply reply;

		standin_image_make(&image, WEB);
		reply = author_publish(&author, &image, &said);
		cr_expect_eq(reply.status, 400, "%s: %d %s", bad[i],
			     reply.status, (char *)reply.body.data);
		reply_finish(&reply);
	}
}

Test(admission, strings_have_bounds)
{
	char settings[5000] = "{\"arguments\":[\"";

	for (int i = 0; i < 3323; i++)
		strcat(settings, "x");
	strcat(settings, "\"]}");
	/* "web" and 3323 characters, each with its NUL: 3328. */
	expect_settings(settings, 202, "");
	author_await(&author, "/v1/services/web/deployment", "state", "done");
	settings[strlen(settings) - 3] = '\0';
	strcat(settings, "x\"]}");
	strcpy(strstr(settings, "x\"]}"), "xx\"]}");
	expect_settings(settings, 422, "settings");
}

Test(admission, ports)
{
	expect_settings("{\"ports\":[{\"guest\":80,\"host\":79}]}", 409,
			"port-not-offered");
	expect_settings("{\"ports\":[{\"guest\":80,\"host\":8000},"
			"{\"guest\":81,\"host\":8000}]}",
			400, "settings");
	expect_settings("{\"ports\":[{\"guest\":80,\"host\":8000}]}", 202, "");
	author_await(&author, "/v1/services/web", "url",
		     "http://127.0.0.1:8000/");
	author_deploy(&author, "shop", WEB, NULL, "done");
	author_await(&author, "/v1/services/shop", "url",
		     "http://127.0.0.1:80/");
	author_deploy(&author, "blog", WEB, NULL, "done");
	author_await(&author, "/v1/services/blog", "url",
		     "http://127.0.0.1:8080/");
	{
		const struct publication_said said = {
			.service = "more",
			.settings = "{\"ports\":[{\"guest\":80,\"host\":8000}]}"
		};

		expect(&said, 409, "port-taken");
	}
}

Test(admission, quotas)
{
	const struct publication_said said = { .service = "two" };

	standin_limit(&standin,
		      "\"instances\":2,\"memory\":2097152,\"services\":1");
	expect_settings("{\"count\":3}", 409, "quota-instances");
	expect_settings("{\"count\":2,\"memory\":1052672}", 409,
			"quota-memory");
	expect_settings("{\"count\":2,\"memory\":1048576}", 202, "");
	author_await(&author, "/v1/services/web", "state", "running");
	expect(&said, 409, "quota-services");
	author_expect(&author, "POST", "/v1/services/web/scale",
		      "{\"count\":3}", 409, "quota-instances");
	author_expect(&author, "PATCH", "/v1/services/web",
		      "{\"memory\":1052672}", 409, "quota-memory");
	standin_limit(&standin, "\"bandwidth\":1000");
	author_expect(&author, "PATCH", "/v1/services/web",
		      "{\"bandwidth\":{\"out\":501}}", 409, "quota-bandwidth");
	author_expect(&author, "PATCH", "/v1/services/web",
		      "{\"bandwidth\":{\"out\":500}}", 200, "");
	standin_limit(&standin, "\"image-bytes\":100");
	{
		struct standin_image image;
		char code[32];

		standin_image_make(&image, "{\"schema\":1}");
		cr_expect_eq(author_send(&author, &image, NULL, code), 409);
		cr_expect_str_eq(code, "quota-image-bytes");
	}
}

static int64_t ports_in_use(void)
{
	return atoll(author_look(&author, "/v1", "used.ports"));
}

Test(admission, quotas_of_ports)
{
	static const char two_ports[] =
		"{\"ports\":[{\"guest\":80},{\"guest\":81}]}";
	const struct publication_said two = { .service = "two" };
	const struct publication_said dry = { .service = "two",
					      .query = "?dry-run=1" };

	standin_limit(&standin, "\"ports\":1");
	author_deploy(&author, "web", WEB, NULL, "done");
	cr_expect_eq(ports_in_use(), 1);
	expect(&two, 409, "quota-ports");
	expect(&dry, 409, "quota-ports");
	expect_settings(two_ports, 409, "quota-ports");
	author_deploy(&author, "web", WEB, "{\"count\":2}", "done");
	author_deploy(&author, "own", WEB, "{\"address\":\"own\"}", "done");
	standin_limit(&standin, "\"ports\":2");
	author_deploy(&author, "web", WEB, two_ports, "done");
	cr_expect_eq(ports_in_use(), 2);
	expect(&two, 409, "quota-ports");
	author_deploy(&author, "web", WEB, NULL, "done");
	cr_expect_eq(ports_in_use(), 1);
	expect(&two, 202, "");
	author_await(&author, "/v1/services/two/deployment", "state", "done");
	author_expect(&author, "POST", "/v1/services/web/rollback", "{}", 409,
		      "quota-ports");
	author_expect(&author, "POST", "/v1/services/web/rollback?dry-run=1",
		      "{}", 409, "quota-ports");
}

/* A version that did not come up keeps none. */
Test(admission, ports_of_a_failed_version_are_given_back)
{
	author_deploy(&author, "web", WEB, NULL, "done");
	author_deploy(&author, "web", WEB,
		      "{\"ports\":[{\"guest\":80,\"host\":8001},"
		      "{\"guest\":81}],"
		      "\"environment\":{\"STANDIN\":\"exit=1\"}}",
		      "failed");
	cr_expect_eq(ports_in_use(), 1);
	author_await(&author, "/v1/services/web", "url",
		     "http://127.0.0.1:80/");
}

Test(admission, a_new_tenant_gets_not_all_ports)
{
	standin_limit(&standin, "\"services\":50");
	cr_expect_str_eq(author_look(&author, "/v1", "limits.ports"), "64");
}

/* Instances that a deployment is about to have are had by then. */
Test(admission, quotas_count_what_is_being_deployed)
{
	const struct publication_said two = { .service = "two",
					      .settings = "{\"count\":2}" };

	standin_limit(&standin, "\"instances\":4");
	expect_settings("{\"count\":3,\"environment\":{\"STANDIN\":\"deaf\"}}",
			202, "");
	expect(&two, 409, "quota-instances");
}

/* Less memory is had by the next VMs: those that run have what they have. */
Test(admission, quotas_count_memory_until_it_is_given_back)
{
	const struct publication_said two = {
		.service = "two", .settings = "{\"memory\":1572864}"
	};

	standin_limit(&standin, "\"memory\":2097152");
	author_deploy(&author, "web", WEB, "{\"memory\":1048576}", "done");
	author_expect(&author, "PATCH", "/v1/services/web",
		      "{\"memory\":524288}", 200, "");
	expect(&two, 409, "quota-memory");
	author_deploy(&author, "web", WEB,
		      "{\"memory\":524288,"
		      "\"environment\":{\"STANDIN\":\"exit=1\"}}",
		      "failed");
	expect(&two, 409, "quota-memory");
	author_expect(&author, "POST", "/v1/services/web/restart", NULL, 202,
		      "");
	author_await(&author, "/v1/services/web/deployment", "state", "done");
	expect(&two, 202, "");
}

Test(admission, a_full_disk_leaves_nothing)
{
	struct standin_image image;
	char code[32], command[256];

	standin_image_make(&image, WEB);
	standin_order(&standin, "fill on");
	cr_expect_eq(author_send(&author, &image, NULL, code), 507);
	cr_expect_str_eq(code, "no-space");
	snprintf(command, sizeof command,
		 "timeout 20 sh -c 'until "
		 "test -z \"$(ls %s/uploads %s/images | grep -v :)\"; "
		 "do :; done'",
		 standin.folder, standin.folder);
	cr_expect_eq(system(command), 0);
	standin_order(&standin, "fill off");
	cr_expect_eq(author_send(&author, &image, NULL, code), 201);
}

Test(admission, dry_runs_change_nothing)
{
	struct publication_said said = { .service = "web",
					 .query = "?dry-run=1" };

	expect(&said, 200, "");
	author_expect(&author, "GET", "/v1/services/web", NULL, 404,
		      "not-found");
	said.query = NULL;
	expect(&said, 202, "");
}

Test(admission, one_deployment_at_a_time)
{
	const struct publication_said said = { .service = "web" };

	author_deploy(&author, "web", WEB, NULL, "done");
	standin_order(&standin, "behave deaf");
	expect(&said, 202, "");
	author_await(&author, "/v1/services/web/deployment", "state",
		     "checking");
	expect_note("{\"schema\":1}", &said, 409, "deployment-under-way");
	author_expect(&author, "POST", "/v1/services/web/scale",
		      "{\"count\":2}", 409, "deployment-under-way");
	author_expect(&author, "PATCH", "/v1/services/web", "{\"grace\":2}",
		      409, "deployment-under-way");
	author_expect(&author, "POST", "/v1/services/web/restart", NULL, 409,
		      "deployment-under-way");
	author_expect(&author, "POST", "/v1/services/web/rollback", "{}", 409,
		      "deployment-under-way");
	standin_order(&standin, "listen web 80");
	author_await(&author, "/v1/services/web/deployment", "state", "done");
}
