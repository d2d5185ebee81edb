/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali push` to a registry that behaves badly: it says what is wrong, and
 * sends nothing to anybody else.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "publish.h"
#include "registry.h"

#define IMAGE EXAMPLE_IMAGE("http-hello")

static char to[128];

static void set_up(void)
{
	publish_set_up();
	snprintf(to, sizeof to, "oci://%s/team/web:1.0", registry_start());
	expect(0, "", "", DENALI, "key", "create", "--no-password", NULL);
}

TestSuite(push, .init = set_up, .fini = publish_clean_up);

static void push(int status, const char *err)
{
	expect(status, status == 0 ? "^oci://.*/team/web@sha256:" : "^$", err,
	       DENALI, "push", "--timeout", "1", to, IMAGE, NULL);
}

Test(push, all_of_it)
{
	push(0, "^denali: image: 1[0-9.]+ KiB sent .*\ndenali: manifest: .* "
		"sent .*\ndenali: signature: .* sent ");
	push(0, "image: .*, which the registry has already\n.*signature: .* "
		"sent");
	cr_expect_eq(registry_count("PUT", "/v2/upload/1"), 4);
}

static bool go_elsewhere(struct visit *visit)
{
	if (!visit_is(visit, "POST", "/blobs/uploads/"))
		return false;
	visit_say(visit, 202, "Location: http://127.0.0.2:1/v2/upload/1\r\n",
		  "");
	return true;
}

static bool go_up(struct visit *visit)
{
	if (!visit_is(visit, "POST", "/blobs/uploads/"))
		return false;
	visit_say(visit, 202, "Location: /v2/../../admin/delete\r\n", "");
	return true;
}

static bool go_to_a_host(struct visit *visit)
{
	if (!visit_is(visit, "POST", "/blobs/uploads/"))
		return false;
	visit_say(visit, 202, "Location: //127.0.0.2/v2/upload/1\r\n", "");
	return true;
}

static bool go_by_a_name(struct visit *visit)
{
	if (!visit_is(visit, "POST", "/blobs/uploads/"))
		return false;
	visit_say(visit, 202, "Location: http://u@127.0.0.2/\x1b[2J\r\n", "");
	return true;
}

static bool go_nowhere(struct visit *visit)
{
	if (!visit_is(visit, "POST", "/blobs/uploads/"))
		return false;
	visit_say(visit, 202, "", "");
	return true;
}

Test(push, follows_no_upload_to_elsewhere)
{
	registry_trick(go_elsewhere);
	push(125, "the registry wants the upload to go to "
		  "http://127.0.0.2:1/v2/upload/1, which is not on "
		  "http://127.0.0.1:[0-9]+; nothing is sent there\n$");
	registry_trick(go_up);
	push(125, "to go to /v2/../../admin/delete, which is not on ");
	registry_trick(go_to_a_host);
	push(125, "to go to //127.0.0.2/v2/upload/1, which is not on ");
	registry_trick(go_by_a_name);
	push(125, "to go to http://u@127.0.0.2/\\\\x1b\\[2J, which is not ");
	registry_trick(go_nowhere);
	push(125, "to go to nowhere, which is not on ");
	cr_expect_eq(registry_count("PUT", ""), 0);
}

static bool keep_another(struct visit *visit)
{
	if (!visit_is(visit, "PUT", "/v2/upload/1"))
		return false;
	visit_say(visit, 201, "Docker-Content-Digest: sha256:00\r\n", "");
	return true;
}

static bool fail_upload(struct visit *visit)
{
	if (!visit_is(visit, "PUT", "/v2/upload/1"))
		return false;
	visit_say(visit, 500, "",
		  "{\"errors\":[{\"code\":\"UNKNOWN\",\"message\":\"disk "
		  "\\u001b[31mfull\"}]}");
	return true;
}

static bool miss_blobs(struct visit *visit)
{
	if (!visit_is(visit, "PUT", "/manifests/"))
		return false;
	visit_say(visit, 400, "",
		  "{\"errors\":[{\"code\":\"MANIFEST_BLOB_UNKNOWN\"}]}");
	return true;
}

Test(push, what_is_not_kept)
{
	registry_trick(keep_another);
	push(125, "the registry says it has kept sha256:00, and was sent "
		  "sha256:[0-9a-f]{64}; it cannot be relied upon\n$");
	registry_trick(fail_upload);
	push(125, "a part was not taken: the registry answers with status 500: "
		  "UNKNOWN: disk .*full; try again later\n$");
	cr_expect(strchr(publish_err(), '\x1b') == NULL);
	registry_trick(miss_blobs);
	push(125, "its manifest was not taken: the registry answers with "
		  "status 400: MANIFEST_BLOB_UNKNOWN; is it a registry of "
		  "OCI's version 2\\?\n$");
}

static bool hang(struct visit *visit)
{
	visit_hang(visit);
	return true;
}

static bool hang_up(struct visit *visit)
{
	(void)visit;
	return true;
}

static bool talk(struct visit *visit)
{
	visit_send(visit, "220 mail ready\r\n", 16);
	return true;
}

static bool boast(struct visit *visit)
{
	char line[] = "X-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n";

	visit_send(visit, "HTTP/1.1 200 Fine\r\n", 19);
	for (int i = 0; i < 5000; i++)
		visit_send(visit, line, sizeof line - 1);
	return true;
}

Test(push, what_is_no_registry)
{
	registry_trick(hang);
	push(125, "try again, or wait for longer by --timeout\n$");
	registry_trick(hang_up);
	push(125, "is it a registry, without TLS\\?\n$");
	registry_trick(talk);
	push(125, "is it a registry, without TLS\\?\n$");
	registry_trick(boast);
	push(125, "denali: oci://[^\n]*\n$");
	expect(125, "^$", "is the registry running, and its port right\\?\n$",
	       DENALI, "push", "oci://127.0.0.1:1/web", IMAGE, NULL);
}

/* ---- credentials ---- */

static const char *challenge;

static bool refuse_all(struct visit *visit)
{
	visit_say(visit, 401, challenge, "");
	return true;
}

static bool give_tokens(struct visit *visit)
{
	if (visit_is(visit, "GET", "/token"))
		visit_say(visit, 200, "", "{\"token\":\"abc\"}");
	else
		visit_say(visit, 401, challenge, "");
	return true;
}

static bool give_none(struct visit *visit)
{
	if (visit_is(visit, "GET", "/token"))
		visit_say(visit, 200, "", "{\"token\":\"a\\r\\nX: y\"}");
	else
		visit_say(visit, 401, challenge, "");
	return true;
}

static bool want_token(struct visit *visit)
{
	if (visit_is(visit, "GET",
		     "/token?service=here&scope=repository%3A"
		     "team%2Fweb%3Apull%2Cpush")) {
		visit_say(visit,
			  visit_has_header(visit, "Authorization: Basic "
						  "dXNlcjpwYXNz\r\n") ?
				  200 :
				  403,
			  "", "{\"access_token\":\"abc\"}");
		return true;
	}
	if (visit_has_header(visit, "\r\nAuthorization: Bearer abc\r\n"))
		return false;
	visit_say(visit, 401, challenge, "");
	return true;
}

static bool want_password(struct visit *visit)
{
	if (visit_has_header(visit, "\r\nAuthorization: Basic dXNlcjpwYXNz"))
		return false;
	visit_say(visit, 401, "WWW-Authenticate: Basic realm=\"x\"\r\n", "");
	return true;
}

static void log_in(void)
{
	char text[256];

	cr_assert(mkdir(publish_path("docker"), 0755) == 0);
	snprintf(text, sizeof text,
		 "{\"auths\":{\"%.*s\":{\"auth\":\"dXNlcjpwYXNz\"}}}",
		 (int)strcspn(to + 6, "/"), to + 6);
	publish_write("docker/config.json", text);
}

static void challenge_at_registry(void)
{
	static char line[256];

	snprintf(line, sizeof line,
		 "WWW-Authenticate: Bearer realm=\"http://%.*s/token\","
		 "service=\"here\"\r\n",
		 (int)strcspn(to + 6, "/"), to + 6);
	challenge = line;
}

Test(push, with_credentials)
{
	log_in();
	registry_trick(want_password);
	push(0, "");
	challenge_at_registry();
	registry_trick(want_token);
	push(0, "");
}

Test(push, without_credentials)
{
	registry_trick(want_password);
	push(125, "not without credentials: the registry answers with status "
		  "401; log in to the registry with `docker login`\n$");
	challenge_at_registry();
	registry_trick(want_token);
	push(125, "no token for it: the registry answers with status 403");
}

Test(push, who_refuses_for_ever_is_left)
{
	log_in();
	challenge = "WWW-Authenticate: Basic realm=\"x\"\r\n";
	registry_trick(refuse_all);
	push(125, "status 401");
	cr_expect_leq(registry_count("", ""), 3);
	registry_forget_counts();
	challenge_at_registry();
	registry_trick(give_tokens);
	push(125, "status 401");
	cr_expect_leq(registry_count("", ""), 4);
}

Test(push, odd_challenges)
{
	static const char unknown[] = "the registry wants credentials in a way "
				      "that is not known here";
	static const char *const odd[] = {
		"",
		"WWW-Authenticate: Digest realm=\"x\"\r\n",
		"WWW-Authenticate: Bearer \r\n",
		"WWW-Authenticate: Bearer realm\r\n",
		"WWW-Authenticate: Bearer realm=\r\n",
		"WWW-Authenticate: Bearer realm=\"http://x/\r\n",
		"WWW-Authenticate: Bearer service=\"x\"\r\n",
	};

	log_in();
	registry_trick(refuse_all);
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		challenge = odd[i];
		push(125, unknown);
	}
	challenge = "WWW-Authenticate: Bearer realm=\"file:///etc/passwd\"\r\n";
	push(125, "sends for a token to file:///etc/passwd, which has no TLS; "
		  "credentials do not go there\n$");
	challenge_at_registry();
	registry_trick(give_none);
	push(125, "the registry's server of tokens answers without one");
}

/* ---- what is typed ---- */

Test(push, says_what_is_wrong)
{
	expect(125, "^$", "^denali: push: no registry given; ", DENALI, "push",
	       NULL);
	expect(125, "^$",
	       "web:1: not a place in a registry; write oci://web:1\n$", DENALI,
	       "push", "web:1", NULL);
	expect(125, "^$", "it has no name behind the registry", DENALI, "push",
	       "oci://localhost", NULL);
	expect(125, "^$", "its registry is not HOST or HOST:PORT\n$", DENALI,
	       "push", "oci://user@host/web", NULL);
	expect(125, "^$", "its registry is not HOST or HOST:PORT\n$", DENALI,
	       "push", "oci://host:99999/web", NULL);
	expect(125, "^$", "its name is not of lower-case letters", DENALI,
	       "push", "oci://host/Web", NULL);
	expect(125, "^$", "its name is not of lower-case letters", DENALI,
	       "push", "oci://host/../web", NULL);
	expect(125, "^$", "its tag is not of up to 128 letters", DENALI, "push",
	       "oci://host/web:-x", NULL);
	expect(125, "^$", "a digest is what comes of it; give a tag\n$", DENALI,
	       "push",
	       "oci://host/web@sha256:0123456789abcdef0123456789abcdef"
	       "0123456789abcdef0123456789abcdef",
	       NULL);
	expect(125, "^$", "its digest is not @sha256: and 64 ", DENALI, "push",
	       "oci://host/web@sha256:00", NULL);
	expect(125, "^$", "--timeout 0: not seconds above 0\n$", DENALI, "push",
	       "--timeout", "0", to, NULL);
	expect(125, "^$", "Web: no name for a service; give one ", DENALI,
	       "push", "--name", "Web", to, IMAGE, NULL);
	expect(125, "^$", "no image given, and no denali.toml here; ", DENALI,
	       "push", to, NULL);
	expect(125, "^$", "key other: there is none; ", DENALI, "push", "--key",
	       "other", to, IMAGE, NULL);
}
