/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The command, and hosts that are none, or mean ill.
 */
#include <criterion/criterion.h>
#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client.h"

/* `denali ps` of a host that answers so. */
static void expect_ps(const struct peer_script *script, int status,
		      const char *output, const char *errors)
{
	struct peer peer;

	client_begin();
	peer_start(&peer, script);
	client_remote("h", &peer);
	client_expect(status, output, errors, "ps", NULL);
	peer_stop(&peer);
}

static void expect_ps_json(const char *status_line, const char *json,
			   int status, const char *output, const char *errors)
{
	const struct peer_script script = {
		.answer = peer_json(status_line, json), .end = PEER_GOES_ON
	};

	expect_ps(&script, status, output, errors);
}

Test(hostile_host, not_json)
{
	expect_ps_json("200 OK", "[\x1b[31m]", 125, "",
		       "^denali: remote h: the answer is not JSON: .*"
		       "\\\\x1b.*; is https://127.0.0.1:[0-9]+ a Denali host");
	expect_ps_json("200 OK", "[]", 125, "", "is no object; ");
	expect_ps_json("200 OK", "{\"services\":5}", 125, "",
		       "no list of services");
	expect_ps_json("200 OK", "{}", 125, "", "no list of services");
	expect_ps_json("200 OK", "", 125, "", "is no object; ");
}

/* Rows that are none, and values of other kinds than they should be. */
Test(hostile_host, odd_rows)
{
	expect_ps_json("200 OK",
		       "{\"services\":[1,null,{\"name\":7,\"since\":\"x\","
		       "\"memory\":\"y\",\"version\":[],\"url\":{}},"
		       "{\"name\":\"ok\"}]}",
		       0, "^ok +0/0", "");
}

/* Nothing of it reaches the terminal as it is. */
Test(hostile_host, escapes)
{
	expect_ps_json("200 OK",
		       "{\"services\":[{\"name\":\"\\u001b[2Jx\\u009b\","
		       "\"state\":\"a\\nb\"}]}",
		       0, "^\\\\x1b\\[2Jx\\\\xc2\\\\x9b +a\\\\x0ab", "");
	expect_ps_json(
		"409 Conflict",
		"{\"error\":{\"code\":\"x\",\"message\":\"no\\u001b]0;t"
		"\\u0007\\nsecond\"}}",
		125, "",
		"^denali: remote h: no\\\\x1b\\]0;t\\\\x07\\\\x0asecond$");
}

/* That JSON is read is no reason to let it control a terminal. */
Test(hostile_host, escapes_in_json)
{
	const struct peer_script script = {
		.answer = peer_json("200 OK", "{\"services\":[{\"name\":"
					      "\"\xc2\x9b\\u001b\"}]}"),
		.end = PEER_GOES_ON
	};
	struct peer peer;

	client_begin();
	peer_start(&peer, &script);
	client_remote("h", &peer);
	client_expect(0, "\\\\u009B\\\\u001B", "", "ps", "-o", "json", NULL);
	peer_stop(&peer);
}

Test(hostile_host, refusals)
{
	expect_ps_json("401 Unauthorized", "{}", 125, "",
		       "the host does not take the token; get a new one");
	expect_ps_json("403 Forbidden",
		       "{\"error\":{\"code\":\"scope\",\"message\":\"the token "
		       "lacks the scope read\"}}",
		       125, "", "remote h: the token lacks the scope read$");
	expect_ps_json("500 Internal Server Error", "oh no", 125, "",
		       "answers with status 500 and does not say why; ");
	expect_ps_json("302 Found", "", 125, "", "status 302");
	expect_ps_json("200 OK", "{\"services\":[{}],\"next\":\"a b\"}", 125,
		       "", "or one without an end; ");
}

/* It says of a list, again and again, that there is more. */
Test(hostile_host, what_it_asks_for)
{
	const struct peer_script script = {
		.answer = peer_json("200 OK", "{\"services\":[{\"name\":\"a\"}]"
					      ",\"next\":\"x&y\"}"),
		.end = PEER_CLOSES
	};
	struct peer peer;

	client_begin();
	peer_start(&peer, &script);
	client_remote("h", &peer);
	client_expect(125, "", "without an end", "ps", NULL);
	cr_expect(strstr(peer_requests(&peer), "after=x%26y") != NULL);
	peer_stop(&peer);
}

Test(hostile_host, lengths)
{
	const struct peer_script script = {
		.answer = "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n"
			  "{\"services\":[]}",
	};

	expect_ps(&script, 125, "",
		  "^denali: remote h \\(https://127.0.0.1:[0-9]+\\): .*; try "
		  "again");
}

Test(hostile_host, is_down)
{
	const struct peer_script script = { .answer = "" };
	struct peer peer;

	client_begin();
	peer_start(&peer, &script);
	peer_stop(&peer);
	client_remote("h", &peer);
	client_expect(125, "", "is the host running", "ps", NULL);
}

/* Another certificate: the token is not sent. */
Test(hostile_host, is_another)
{
	const struct peer_script script = {
		.answer = peer_json("200 OK", "{\"services\":[]}"),
		.end = PEER_GOES_ON
	};
	struct peer peer, other;

	client_begin();
	peer_start(&peer, &script);
	peer_start(&other, &script);
	memcpy(peer.fingerprint, other.fingerprint, sizeof peer.fingerprint);
	client_remote("h", &peer);
	client_expect(125, "", "which is pinned; somebody may be in between",
		      "ps", NULL);
	cr_expect_str_empty(peer_requests(&peer));
	peer_stop(&peer);
	peer_stop(&other);
}

/* Too busy just now; that long it is not waited for. */
Test(hostile_host, too_many_requests)
{
	const struct peer_script soon = {
		.answer = "HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\n"
			  "Content-Length: 0\r\n\r\n",
		.end = PEER_GOES_ON
	};
	const struct peer_script late = {
		.answer = "HTTP/1.1 429 Too Many\r\nRetry-After: 90000\r\n"
			  "Content-Length: 0\r\n\r\n",
		.end = PEER_GOES_ON
	};

	expect_ps(&soon, 125, "", "wants us to wait 1 s");
	expect_ps(&late, 125, "",
		  "^denali: remote h: the host answers with "
		  "status 429");
}

/* ---- logs ---- */

#define LOGS                                                                   \
	"{\"lines\":[{\"seq\":1,\"instance\":\"ab\",\"time\":"                 \
	"\"2026-01-02T03:04:05.678Z\",\"text\":\"one \\u001b[31m\"},"          \
	"{\"seq\":2,\"instance\":\"ab\",\"text\":7},"                          \
	"{\"seq\":9,\"instance\":\"ab\",\"text\":\"two\",\"lost\":3,"          \
	"\"time\":\"1-1-1T1:1:1.\\u001b[2J\"}],"                               \
	"\"next\":9,\"lost\":4}"

Test(hostile_host, logs)
{
	const struct peer_script script = { .answer = peer_json("200 OK", LOGS),
					    .end = PEER_GOES_ON };
	struct process process;
	struct peer peer;

	client_begin();
	peer_start(&peer, &script);
	client_remote("h", &peer);
	client_run(&process, 0, "logs", "web", NULL);
	cr_expect_str_eq(process.out.data, "one \x1b[31m\ntwo\n");
	cr_expect(bytes_match(&process.err, "^denali: 4 lines are lost") &&
			  bytes_match(&process.err, "^denali: 3 lines"),
		  "%s", process.err.data);
	process_finish(&process);
	client_expect(0, "^2026-01-02 03:04:05 ab one ", "lost", "logs", "-t",
		      "web", NULL);
	client_expect(0, "^ ab two$", "lost", "logs", "-t", "web", NULL);
	/* The same lines for ever. */
	client_expect(125, "^two$", "again and again", "logs", "--since", "9",
		      "web", NULL);
	peer_stop(&peer);
}

/* On a terminal they are shown, not obeyed. */
Test(hostile_host, logs_on_a_terminal)
{
	const struct peer_script script = { .answer = peer_json("200 OK", LOGS),
					    .end = PEER_GOES_ON };
	struct peer peer;
	char shown[1024];
	size_t length = 0;
	ssize_t n;
	int end;
	pid_t pid;

	client_begin();
	peer_start(&peer, &script);
	client_remote("h", &peer);
	pid = forkpty(&end, NULL, NULL, NULL);
	if (pid == 0) {
		execl(DENALI, "denali", "logs", "web", (char *)NULL);
		_exit(127);
	}
	while (length < sizeof shown - 1 &&
	       (n = read(end, shown + length, sizeof shown - 1 - length)) > 0)
		length += (size_t)n;
	shown[length] = '\0';
	cr_expect(strstr(shown, "one \\x1b[31m") != NULL, "%s", shown);
	cr_expect(memchr(shown, '\x1b', length) == NULL);
	close(end);
	peer_stop(&peer);
}
