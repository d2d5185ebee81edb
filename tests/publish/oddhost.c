/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Publishing to a host that is none, or means ill: it gives the same answer to
 * each request.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "hosting/peer.h"
#include "publish.h"

#define IMAGE EXAMPLE_IMAGE("http-hello")

static struct peer peer;

static void set_up(void)
{
	publish_set_up();
	expect(0, "", "", DENALI, "key", "create", "--no-password", NULL);
	publish_add_nobody();
}

TestSuite(oddhost, .init = set_up, .fini = publish_clean_up);

static void answer(const char *status, const char *json)
{
	const struct peer_script script = { .answer = peer_json(status, json),
					    .end = PEER_CLOSES };
	char text[512];

	peer_start(&peer, &script);
	snprintf(text, sizeof text, "url = \"%s\"\nfingerprint = \"%s\"\n",
		 peer.url, peer.fingerprint);
	publish_write("config/denali/remotes/h.toml", text);
}

static void publish(const char *status, const char *json, int expected,
		    const char *err)
{
	answer(status, json);
	expect(expected, "", err, DENALI, "publish", IMAGE, NULL);
	peer_stop(&peer);
	for (const char *at = publish_err(); *at != '\0'; at++)
		cr_expect((unsigned char)*at >= ' ' || *at == '\n', "%s",
			  publish_err());
}

Test(oddhost, answers_that_say_nothing)
{
	static const char none[] = "its answer does not say which version of "
				   "http-hello it makes; is https://127.0.0.1:"
				   "[0-9]+ a Denali host\\?\n$";

	publish("200 OK", "{}", 125, none);
	publish("200 OK", "[]", 125, none);
	publish("200 OK", "{\"version\":-1}", 125, none);
	publish("200 OK", "{\"version\":\"1\"}", 125, none);
	publish("200 OK", "", 125, none);
	publish("418 Teapot", "{}", 125,
		"the host answers with status 418 and does not say why; ");
}

/* What it says of a version that fails may be anything. */
Test(oddhost, failures_with_escapes)
{
	publish("200 OK",
		"{\"version\":1,\"state\":\"failed\",\"before\":\"x\","
		"\"reason\":\"\\u001b[2J\",\"lines\":[\"\\u0007\\n\",5,null],"
		"\"crash\":{\"id\":1,\"text\":\"\\u001b\"},"
		"\"steps\":[1,{\"state\":\"\\u001b[2J\",\"time\":\"x\"},"
		"{\"time\":\"2026-11-23T10:00:00.\"}]}",
		1,
		"version 1 does not run: \\\\x1b\\[2J\n  its last lines:\n"
		"    \\\\x07\\\\x0a\n  its crash: \\\\x1b\n.*of another "
		"version "
		"of Denali\n$");
}

Test(oddhost, success_with_escapes)
{
	publish("200 OK",
		"{\"version\":1,\"state\":\"done\",\"url\":\"\\u001b]0;x\","
		"\"digest\":\"\\u001b\"}",
		0, "");
	cr_expect(strchr(publish_out(), '\x1b') == NULL);
	publish("200 OK", "{\"version\":2,\"state\":\"done\"}", 0, "");
}

Test(oddhost, lists_with_escapes)
{
	answer("200 OK",
	       "{\"versions\":[{\"version\":1,\"tag\":\"\\u001b[2J\"},7],"
	       "\"keys\":[{\"name\":\"\\u001b[2J\"}],"
	       "\"secrets\":[{\"name\":\"\\u001b[2J\"}]}");
	expect(0, "\\\\x1b\\[2J", "^$", DENALI, "versions", "web", NULL);
	expect(0, "\\\\x1b\\[2J", "^$", DENALI, "secret", "list", "web", NULL);
	expect(0, "\\\\x1b\\[2J", "^$", DENALI, "key", "list", "--registered",
	       NULL);
	expect(0, "u001[bB]\\[2J", "^$", DENALI, "key", "list", "--registered",
	       "-o", "json", NULL);
	peer_stop(&peer);
}
