/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali publish`, `versions` and `rollback` with a host.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "publish.h"
#include "registry.h"

#define IMAGE EXAMPLE_IMAGE("http-hello")
#define STEPS                                                                  \
	"denali: http-hello: starting +0.00 s\n"                               \
	"denali: http-hello: checking +[0-9.]+ s\n"                            \
	"denali: http-hello: switching +[0-9.]+ s\n"                           \
	"denali: http-hello: draining +[0-9.]+ s\n"                            \
	"denali: http-hello: done +[0-9.]+ s\n$"

static void set_up(void)
{
	publish_set_up();
	host_set_up();
}

static void clean_up(void)
{
	host_clean_up();
	publish_clean_up();
}

TestSuite(deploy, .init = set_up, .fini = clean_up);

Test(deploy, first_and_next_version)
{
	expect(0,
	       "^http-hello: http://127.0.0.1:80/ \\(version 1, "
	       "sha256:[0-9a-f]{64}\\)\n$",
	       "^denali: http-hello: image sent, 1[0-9.]+ KiB in [0-9.]+ s "
	       "\\(.*/s\\)\n" STEPS,
	       DENALI, "publish", "-p", "80:80", "--tag", "1.0", IMAGE, NULL);
	expect(0, "^http-hello: http://127.0.0.1:80/ \\(version 2, ",
	       "^denali: http-hello: the host has the image already\n" STEPS,
	       DENALI, "publish", "-p", "80", IMAGE, NULL);
	expect(0,
	       "^VERSION  STATE    TAG  DIGEST        PUBLISHED            BY "
	       ".*KEY *\n +2  current +[0-9a-f]{12}  20.* default *\n +1  "
	       "served   1.0  [0-9a-f]{12} .* default *\n$",
	       "^$", DENALI, "versions", "http-hello", NULL);
	expect(0, "^2\n1\n$", "^$", DENALI, "versions", "-o", "quiet",
	       "http-hello", NULL);
}

Test(deploy, back_and_forth)
{
	expect(0, "", "", DENALI, "publish", "-o", "quiet", IMAGE, NULL);
	expect(125, "^$", "has had no version before this one\n$", DENALI,
	       "rollback", "http-hello", NULL);
	expect(0, "", "", DENALI, "publish", "-o", "quiet", IMAGE, NULL);
	expect(0,
	       "^http-hello: nothing is done; it would be:\n  version 1 "
	       "starts again\n$",
	       "^$", DENALI, "rollback", "--dry-run", "http-hello", NULL);
	expect(0, "\"changes\": \\[\n", "^$", DENALI, "rollback", "--dry-run",
	       "-o", "json", "http-hello", NULL);
	expect(0, "^http-hello: .*version 1, ", "^" STEPS, DENALI, "rollback",
	       "http-hello", NULL);
	expect(0, "^http-hello: .*version 2, ", "", DENALI, "rollback",
	       "http-hello", NULL);
	expect(0, "^http-hello: .*version 1, ", "", DENALI, "rollback",
	       "http-hello", "1", NULL);
	expect(125, "^$", "there is no version 7|has no version 7", DENALI,
	       "rollback", "http-hello", "7", NULL);
	expect(125, "^$", "there is no service web\n$", DENALI, "rollback",
	       "web", NULL);
	expect(0, "is on its way\n$", "^$", DENALI, "rollback", "--no-wait",
	       "http-hello", "2", NULL);
}

/* What does not run is told with all that is known, and changes nothing. */
Test(deploy, that_fails)
{
	expect(0, "", "", DENALI, "publish", "-p", "80", IMAGE, NULL);
	expect(1, "^$",
	       "denali: http-hello: version 2 does not run: .*; version 1 goes "
	       "on serving\n  its crash: page fault: .*\n  at   .*\n",
	       DENALI, "publish", "-e", "STANDIN=fault", IMAGE, NULL);
	expect(1, "^$",
	       "denali: http-hello: version 3 does not run: .*status 1; "
	       "version 1 goes on serving\n  its last lines:\n    "
	       "no\\\\x1b\\[2Jway\n$",
	       DENALI, "publish", "-e", "STANDIN=print=no\x1b[2Jway exit=1",
	       IMAGE, NULL);
	expect(0, " 1  current ", "", DENALI, "versions", "http-hello", NULL);
	expect(1, "^$", "^denali: other: version 1 does not run: [^;]*\n",
	       DENALI, "publish", "-o", "quiet", "--name", "other", "-e",
	       "STANDIN=exit=1", IMAGE, NULL);
}

Test(deploy, in_other_forms)
{
	expect(0,
	       "\"name\": \"http-hello\".*\"version\": 1.*\"deployment\": "
	       "\\{.*\"state\": \"done\"",
	       "^$", DENALI, "publish", "-o", "json", IMAGE, NULL);
	expect(1,
	       "\"version\": 1.*\"deployment\": \\{.*\"version\": 2,.*"
	       "\"state\": \"failed\"",
	       "version 2 does not run: ", DENALI, "publish", "-o", "json",
	       "-e", "STANDIN=exit=1", IMAGE, NULL);
	expect(0, "^$", "^$", DENALI, "publish", "-o", "quiet", IMAGE, NULL);
	expect(0,
	       "^http-hello: version 4 is on its way \\(sha256:[0-9a-f]{64}\\)"
	       "\n$",
	       "", DENALI, "publish", "--no-wait", IMAGE, NULL);
}

Test(deploy, only_asked_about)
{
	expect(0,
	       "^http-hello: nothing is done; it would be:\n  service "
	       "http-hello is new\n  version 1 of image [0-9a-f]{12} starts "
	       "with 3 instances\n$",
	       "", DENALI, "publish", "--dry-run", "-n", "3", IMAGE, NULL);
	expect(125, "^$", "there is no service http-hello\n$", DENALI,
	       "versions", "http-hello", NULL);
}

/* ---- what the host refuses ---- */

Test(deploy, signed_by_strangers)
{
	expect(0, "", "", DENALI, "key", "create", "--no-password", "other",
	       NULL);
	expect(125, "^$",
	       "denali: remote h: the signature: key [0-9A-F]{16} is none of "
	       "the tenant's; register it, or sign with one that is\n$",
	       DENALI, "publish", "--key", "other", IMAGE, NULL);
	expect(0, "", "", DENALI, "key", "add", "--as", "second", "other",
	       NULL);
	expect(0, "", "", DENALI, "publish", "--key", "other", IMAGE, NULL);
	expect(0, "^default\nsecond\n$", "", DENALI, "key", "list",
	       "--registered", "-o", "quiet", NULL);
	expect(0, "^$", "", DENALI, "key", "remove", "second", NULL);
	expect(125, "^$", "is none of the tenant's", DENALI, "publish", "--key",
	       "other", IMAGE, NULL);
	expect(125, "^$", "there is no key second\n$", DENALI, "key", "remove",
	       "second", NULL);
}

Test(deploy, without_the_right)
{
	char token[80];

	standin_token(&host, "team", "read", token);
	host_token(token, NULL);
	expect(125, "^$", "^denali: remote h: .*scope", DENALI, "publish",
	       IMAGE, NULL);
	host_token("dnl_aaaaaaaa_"
		   "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
		   NULL);
	expect(125, "^$", "the host does not take the token", DENALI, "publish",
	       IMAGE, NULL);
}

/* ---- from a registry ---- */

Test(deploy, from_a_registry)
{
	char from[128];

	snprintf(from, sizeof from, "oci://%s/team/web:1.0", registry_start());
	expect(0, "", "", DENALI, "push", "--name", "web", from, IMAGE, NULL);
	expect(0, "^web: .*version 1, ",
	       "^denali: oci://.*/team/web@sha256:[0-9a-f]{64}: .* KiB .*\n"
	       "denali: web: image sent, ",
	       DENALI, "publish", from, NULL);
	/* Once more is no more. */
	expect(0, "^web: .*version 1, ", "", DENALI, "publish", from, NULL);
	/* Signed anew it is. */
	expect(0, "^web: .*version 2, ", "", DENALI, "publish", "--key",
	       "default", from, NULL);
	/* What was signed before what runs is as good as stolen. */
	expect(125, "^$",
	       "the signature: it is not newer than the last one that was "
	       "admitted for the service; sign again\n$",
	       DENALI, "publish", from, NULL);
	expect(0, "", "", DENALI, "push", "--name", "web", from, IMAGE, NULL);
	expect(0, "^web: .*version 3, ", "", DENALI, "publish", from, NULL);
}

/* ---- secrets ---- */

Test(deploy, secrets)
{
	expect(0, "", "", DENALI, "publish", IMAGE, NULL);
	publish_input("very hidden\n");
	expect(0, "^$",
	       "^denali: http-hello: secret API_KEY is set; instances get it "
	       "when they start: `denali restart http-hello`\n$",
	       DENALI, "secret", "set", "http-hello", "API_KEY", NULL);
	publish_write("value", "two\nlines\n");
	expect(0, "^$", "", DENALI, "secret", "set", "http-hello", "FILE",
	       "--from", publish_path("value"), NULL);
	expect(0, "^NAME +CHANGED\nAPI_KEY +20.*\nFILE +20.*\n$", "^$", DENALI,
	       "secret", "list", "http-hello", NULL);
	expect(0, "", "", DENALI, "publish", "-o", "quiet", IMAGE, NULL);
	cr_expect(publish_matches(standin_control(&host, "strings http-hello"),
				  "API_KEY=very hidden(\n|$)"),
		  "%s", standin_control(&host, "strings http-hello"));
	expect(0, "^$", "^denali: http-hello: secret API_KEY is removed; ",
	       DENALI, "secret", "rm", "http-hello", "API_KEY", NULL);
	expect(0, "^FILE\n$", "", DENALI, "secret", "list", "-o", "quiet",
	       "http-hello", NULL);
	expect(125, "^$", "there is no secret API_KEY\n$", DENALI, "secret",
	       "rm", "http-hello", "API_KEY", NULL);
}

Test(deploy, secrets_that_are_none)
{
	char large[5000];

	expect(125, "^$",
	       "secret set: KEY=...: a value on the command line is seen by "
	       "others; give it on standard input\n$",
	       DENALI, "secret", "set", "web", "KEY=value", NULL);
	cr_expect(strstr(publish_err(), "value\n") == NULL);
	expect(125, "^$", "1A: no name for a variable; use letters, ", DENALI,
	       "secret", "set", "web", "1A", NULL);
	expect(125, "^$", "KEY: the value is empty; ", DENALI, "secret", "set",
	       "web", "KEY", NULL);
	memset(large, 'x', sizeof large);
	large[4098] = '\0';
	publish_input(large);
	expect(125, "^$", "KEY: the value is longer than 4096 bytes\n$", DENALI,
	       "secret", "set", "web", "KEY", NULL);
	expect(125, "^$", "--from .*/none: No such file", DENALI, "secret",
	       "set", "web", "KEY", "--from", publish_path("none"), NULL);
	publish_input("x");
	expect(125, "^$", "there is no service web\n$", DENALI, "secret", "set",
	       "web", "KEY", NULL);
}
