/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Remotes: adding them, choosing one, and files that are not as they should be.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "client.h"

static const struct peer_script host = {
	.answer = "HTTP/1.1 200 OK\r\nContent-Length: 34\r\n\r\n"
		  "{\"host\":\"one\",\"tenant\":\"acme\"}    ",
	.end = PEER_GOES_ON
};

static const char *token_file(const char *text)
{
	const char *path = scratch_path("token");
	struct bytes bytes = { 0 };

	bytes_append_text(&bytes, text);
	cr_assert(bytes_write_file(&bytes, path));
	bytes_free(&bytes);
	return path;
}

static mode_t mode_of(const char *folder, const char *name)
{
	struct stat status;
	char path[640];

	snprintf(path, sizeof path, "%s/denali/%s", folder, name);
	cr_assert(stat(path, &status) == 0, "%s", path);
	return status.st_mode & 07777;
}

Test(remote, add)
{
	const char *folder = client_begin(), *token = token_file("dnl_a_b\n");
	struct peer peer;

	peer_start(&peer, &host);
	client_expect(125, "", "nobody can be asked", "remote", "add",
		      "--token", token, "h", peer.url, NULL);
	client_expect(0, "^$|", "^denali: remote h: host one, tenant acme$",
		      "remote", "add", "--fingerprint", peer.fingerprint,
		      "--token", token, "h", peer.url, NULL);
	cr_expect(strstr(peer_requests(&peer), "Bearer dnl_a_b\r\n") != NULL);
	cr_expect(mode_of(folder, "") == 0700);
	cr_expect(mode_of(folder, "remotes") == 0700);
	cr_expect(mode_of(folder, "remotes/h.toml") == 0600);
	client_expect(0, "^h +https://127.0.0.1:[0-9]+ +yes ", "", "remote",
		      "list", NULL);
	client_expect(125, "", "h is there already; use --replace", "remote",
		      "add", "--yes", "--token", token, "h", peer.url, NULL);
	/* The token stays what it was. */
	client_expect(0, "^$|", "tenant acme", "remote", "add", "--replace",
		      "--yes", "h", peer.url, NULL);
	client_expect(0, "^h$", "", "remote", "list", "-o", "quiet", NULL);
	client_expect(0, "", "", "remote", "remove", "h", NULL);
	client_expect(125, "", "no remote is called h, nor is there any",
		      "remote", "remove", "h", NULL);
	client_expect(125, "", "no remote is known; ", "ps", NULL);
	peer_stop(&peer);
}

/* The fingerprint is of somebody else: nothing is told, nothing kept. */
Test(remote, add_other)
{
	const char *token;
	char wrong[PEER_FINGERPRINT];
	struct peer peer;

	client_begin();
	token = token_file("dnl_a_b\n");
	peer_start(&peer, &host);
	memset(wrong, '0', sizeof wrong - 1);
	wrong[sizeof wrong - 1] = '\0';
	client_expect(125, "", "not the one given; somebody may be in between",
		      "remote", "add", "--fingerprint", wrong, "--token", token,
		      "h", peer.url, NULL);
	client_expect(125, "", "not 64 hexadecimal digits; ", "remote", "add",
		      "--fingerprint", "12", "--token", token, "h", peer.url,
		      NULL);
	cr_expect(strstr(peer_requests(&peer), "dnl_") == NULL);
	client_expect(0, "^NAME", "", "remote", "list", NULL);
	peer_stop(&peer);
}

/* A host that does not know the token: nothing is kept. */
Test(remote, add_refused)
{
	const struct peer_script script = {
		.answer = "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
		.end = PEER_GOES_ON
	};
	struct peer peer;

	client_begin();
	peer_start(&peer, &script);
	client_expect(125, "", "does not take the token; ", "remote", "add",
		      "--yes", "--token", token_file("dnl_a_b"), "h", peer.url,
		      NULL);
	client_expect(125, "", "no remote is known", "ps", NULL);
	peer_stop(&peer);
}

Test(remote, bad_words)
{
	client_begin();
	client_expect(125, "", "no token given; ", "remote", "add", "h",
		      "https://127.0.0.1:1", NULL);
	client_expect(125, "", "^denali: remote add: H: no name can be called",
		      "remote", "add", "H", "https://127.0.0.1:1", NULL);
	client_expect(125, "", "not the address of a host", "remote", "add",
		      "--token", "-", "h", "http://127.0.0.1:1", NULL);
	client_expect(125, "", "not the address of a host", "remote", "add",
		      "--token", "-", "h", "https://u@127.0.0.1/x", NULL);
	client_expect(125, "", "the first line is no token; ", "remote", "add",
		      "--token", token_file("a b\n"), "h",
		      "https://127.0.0.1:1", NULL);
	client_expect(125, "", "cannot be read: No such file", "remote", "add",
		      "--token", "build/none", "h", "https://127.0.0.1:1",
		      NULL);
	client_expect(125, "", "did you mean list\\?", "remote", "lits", NULL);
	client_expect(125, "", "say what to do: add, list, remove or default; ",
		      "remote", NULL);
}

Test(remote, choice)
{
	struct peer peer;

	client_begin();
	peer_start(&peer, &host);
	client_remote("first", &peer);
	client_remote("second", &peer);
	client_expect(0, "^second$", "", "remote", "default", NULL);
	client_expect(0, "", "", "remote", "default", "first", NULL);
	client_expect(0, "^first$", "", "remote", "default", NULL);
	client_expect(125, "", "no remote is called secnd; did you mean second",
		      "remote", "default", "secnd", NULL);
	setenv("DENALI_REMOTE", "third", 1);
	client_expect(125, "", "no remote is called third; ", "ps", NULL);
	client_expect(125, "", "remote first: ", "ps", "--remote", "first",
		      NULL);
	client_expect(0, "", "", "remote", "remove", "first", NULL);
	unsetenv("DENALI_REMOTE");
	client_expect(125, "", "no remote is the default; .* default second",
		      "ps", NULL);
	peer_stop(&peer);
}

/* ---- its files ---- */

#define URL "url = \"https://127.0.0.1:1\"\n"
#define DIGITS "0123456789abcdef0123456789abcdef"
#define PIN "fingerprint = \"" DIGITS DIGITS "\"\n"

static void expect_file(const char *text, const char *errors)
{
	client_remote_text("h", text);
	client_expect(125, "", errors, "ps", NULL);
}

Test(remote, files)
{
	client_begin();
	expect_file("url = [", "h\\.toml:[0-9]+: ");
	expect_file(PIN, "has no url; ");
	expect_file(URL, "has no fingerprint; ");
	expect_file("url = 5\n" PIN, "has no url; ");
	expect_file("url = \"http://127.0.0.1:1\"\n" PIN,
		    "the url is not https://HOST:PORT; ");
	expect_file(URL "fingerprint = \"12\"\n",
		    "not 64 hexadecimal digits; ");
	expect_file(URL PIN "token = \"a\\r\\nX: b\"\n", "the token is none; ");
	expect_file(URL PIN "tenant = \"../x\"\n", "the tenant's name is none");
	expect_file(URL PIN, "is the host running");
}

Test(remote, shared_file)
{
	const char *folder = client_begin();
	char path[640];

	client_remote_text("h", URL PIN);
	snprintf(path, sizeof path, "%s/denali/remotes/h.toml", folder);
	cr_assert(chmod(path, 0640) == 0);
	client_expect(125, "", "others can read it, and a token is in it; ",
		      "ps", NULL);
}

Test(remote, nowhere)
{
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("HOME");
	unsetenv("DENALI_REMOTE");
	client_expect(125, "",
		      "neither HOME nor XDG_CONFIG_HOME names a "
		      "folder; ",
		      "ps", NULL);
}
