/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Exchanges with servers that lie, stop, go on for ever, or are others than
 * they should be.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/process.h"
#include "hosting/certificate.h"
#include "hosting/http.h"
#include "peer.h"

/* Ask such a server; what comes of it is in *answer. */
static void ask(const struct peer_script *script, struct http_exchange exchange,
		struct http_answer *answer)
{
	struct http_session *session;
	struct peer peer;

	peer_start(&peer, script);
	session = http_open(peer.fingerprint, NULL);
	exchange.url = peer.url;
	if (exchange.method == NULL)
		exchange.method = "GET";
	if (exchange.limit_ms == 0)
		exchange.limit_ms = 20000;
	http_perform(session, &exchange, answer);
	http_close(session);
	peer_stop(&peer);
}

static void expect_fault(const struct peer_script *script,
			 struct http_exchange exchange, enum http_fault fault,
			 const char *words)
{
	struct http_answer answer;

	ask(script, exchange, &answer);
	cr_assert(answer.problem != NULL, "it takes that for an answer");
	cr_expect(answer.fault == fault, "fault %d: %s", answer.fault,
		  answer.problem);
	cr_expect(strstr(answer.problem, words) != NULL, "%s", answer.problem);
	http_answer_free(&answer);
}

Test(http, answer)
{
	const struct peer_script script = {
		.answer = "HTTP/1.1 201 Created\r\nX-Two:  a b \r\n"
			  "Content-Length: 5\r\n\r\nhello",
		.end = PEER_CLOSES
	};
	struct http_answer answer;
	char *header;

	ask(&script, (struct http_exchange){ 0 }, &answer);
	cr_assert(answer.fault == HTTP_FINE, "%s", answer.problem);
	cr_expect(answer.status == 201 && answer.body.length == 5 &&
		  memcmp(answer.body.data, "hello", 5) == 0);
	header = http_header(&answer, "x-two");
	cr_assert_str_eq(header, "a b");
	free(header);
	cr_expect(http_header(&answer, "X-Tw") == NULL);
	cr_expect(http_header(&answer, "X-Twos") == NULL);
	cr_expect(strlen(answer.fingerprint) == 64 &&
		  strstr(answer.certificate, "BEGIN CERTIFICATE") != NULL);
	http_answer_free(&answer);
}

/* What is no answer, or more than the caller takes. */
static const struct {
	const char *what;
	struct peer_script script;
	struct http_exchange exchange;
	enum http_fault fault;
	const char *words;
} broken[] = {
	{ "its first half",
	  { .answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf" },
	  { 0 },
	  HTTP_BROKEN,
	  "96 bytes remaining" },
	{ "a connection that is cut, where no length was told",
	  { .answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		      "5\r\nhello\r\n",
	    .end = PEER_CUTS },
	  { 0 },
	  HTTP_BROKEN,
	  "" },
	{ "a length below 0",
	  { .answer = "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello" },
	  { 0 },
	  HTTP_BROKEN,
	  "" },
	{ "a length past all numbers",
	  { .answer = "HTTP/1.1 200 OK\r\n"
		      "Content-Length: 99999999999999999999999\r\n\r\nx" },
	  { 0 },
	  HTTP_HUGE,
	  "" },
	{ "garbage",
	  { .answer = "\x01\x02\xff no HTTP at all\r\n\r\n" },
	  { 0 },
	  HTTP_BROKEN,
	  "HTTP/0.9" },
	{ "nothing", { .answer = "" }, { 0 }, HTTP_BROKEN, "Empty reply" },
	{ "a huge body, as it says",
	  { .answer = "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n",
	    .repeat = 100000,
	    .repeated = "0123456789012345678901234567890123456789" },
	  { .answer_max = 1000 },
	  HTTP_HUGE,
	  "longer than 1000 bytes" },
	{ "a huge body in chunks",
	  { .answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
	    .repeat = 10000,
	    .repeated = "8\r\n12345678\r\n" },
	  { .answer_max = 1000 },
	  HTTP_HUGE,
	  "longer than 1000 bytes" },
	{ "a head without an end",
	  { .answer = "HTTP/1.1 200 OK\r\n",
	    .repeat = 100000,
	    .repeated = "X-Header: 0123456789012345678901234567890123\r\n" },
	  { 0 },
	  HTTP_HUGE,
	  "" },
	{ "longer than it may take",
	  { .answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal",
	    .end = PEER_HANGS },
	  { .limit_ms = 500 },
	  HTTP_TIMEOUT,
	  "timed out" },
	{ "no TLS",
	  { .answer = "HTTP/1.1 200 OK\r\n\r\n", .plain = true },
	  { 0 },
	  HTTP_TLS,
	  "" },
};

Test(http, broken_answers)
{
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		cr_log_info("%s", broken[i].what);
		expect_fault(&broken[i].script, broken[i].exchange,
			     broken[i].fault, broken[i].words);
	}
}

/* The most that is taken is. */
Test(http, largest_body)
{
	const struct peer_script script = {
		.answer = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
		.repeat = 100,
		.repeated = "0123456789",
	};
	struct http_exchange exchange = { .answer_max = 1000 };
	struct http_answer answer;

	ask(&script, exchange, &answer);
	cr_expect(answer.fault == HTTP_FINE && answer.body.length == 1000);
	http_answer_free(&answer);
}

Test(http, silence_after_the_head)
{
	const struct peer_script script = {
		.answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal",
		.end = PEER_HANGS
	};
	struct http_exchange exchange = { .silence_ms = 1000 };
	double begun = now_ms();

	expect_fault(&script, exchange, HTTP_TIMEOUT, "");
	cr_expect(now_ms() - begun < 15000);
}

/* It never gets to know what was to be sent. */
Test(http, other_certificate)
{
	const struct peer_script script = {
		.answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		.end = PEER_CLOSES
	};
	const char *headers[] = { "Authorization: Bearer secret", NULL };
	struct peer peer, other;
	struct http_session *session;
	struct http_exchange exchange = { .method = "GET", .headers = headers };
	struct http_answer answer;

	peer_start(&peer, &script);
	peer_start(&other, &script);
	session = http_open(other.fingerprint, NULL);
	exchange.url = peer.url;
	cr_expect(!http_perform(session, &exchange, &answer));
	cr_expect(answer.fault == HTTP_CERTIFICATE);
	cr_expect(strstr(answer.problem, peer.fingerprint) != NULL &&
			  strstr(answer.problem, other.fingerprint) != NULL,
		  "%s", answer.problem);
	cr_expect_str_empty(peer_requests(&peer));
	http_answer_free(&answer);
	/* ... and the right one does, over the same session. */
	exchange.url = other.url;
	cr_expect(http_perform(session, &exchange, &answer), "%s",
		  answer.problem);
	cr_expect(strstr(peer_requests(&other), "Bearer secret") != NULL);
	http_answer_free(&answer);
	http_close(session);
	peer_stop(&peer);
	peer_stop(&other);
}

/* Authorities vouch for nobody whom they do not know. */
Test(http, no_authority)
{
	const struct peer_script script = { .answer = "" };
	struct http_session *session;
	struct http_exchange exchange = { .method = "GET" };
	struct http_answer answer;
	struct peer peer;

	peer_start(&peer, &script);
	setenv("SSL_CERT_FILE", "build/tests/no-such-file", 1);
	session = http_open(NULL, NULL);
	exchange.url = peer.url;
	cr_expect(!http_perform(session, &exchange, &answer));
	cr_expect(answer.fault == HTTP_OURS, "%s", answer.problem);
	http_answer_free(&answer);
	http_close(session);
	unsetenv("SSL_CERT_FILE");
	session = http_open(NULL, NULL);
	cr_expect(!http_perform(session, &exchange, &answer));
	cr_expect(answer.fault == HTTP_CERTIFICATE || answer.fault == HTTP_OURS,
		  "%s", answer.problem);
	cr_expect_str_empty(peer_requests(&peer));
	http_answer_free(&answer);
	http_close(session);
	peer_stop(&peer);
}

Test(http, nobody_there)
{
	const struct peer_script script = { .answer = "" };
	struct http_session *session = http_open_unchecked();
	struct http_exchange exchange = { .method = "GET" };
	struct http_answer answer;
	struct peer peer;

	peer_start(&peer, &script);
	peer_stop(&peer);
	exchange.url = peer.url;
	cr_expect(!http_perform(session, &exchange, &answer));
	cr_expect(answer.fault == HTTP_UNREACHABLE, "%s", answer.problem);
	http_answer_free(&answer);
	exchange.url = "file:///etc/passwd";
	cr_expect(!http_perform(session, &exchange, &answer));
	cr_expect(answer.fault == HTTP_NAME && answer.body.length == 0);
	http_answer_free(&answer);
	http_close(session);
}

/* A redirection is an answer, unless the caller follows. */
Test(http, redirections)
{
	const struct peer_script script = {
		.answer = "HTTP/1.1 302 Found\r\nLocation: /again\r\n"
			  "Content-Length: 0\r\n\r\n",
		.end = PEER_GOES_ON
	};
	struct http_exchange exchange = { .redirects = 5 };
	struct http_answer answer;

	ask(&script, (struct http_exchange){ 0 }, &answer);
	cr_expect(answer.fault == HTTP_FINE && answer.status == 302);
	http_answer_free(&answer);
	expect_fault(&script, exchange, HTTP_BROKEN, "redirects");
}

/* It is not led away from TLS, nor to files. */
Test(http, redirections_elsewhere)
{
	static const char *const places[] = { "http://127.0.0.1:1/",
					      "file:///etc/passwd" };

	for (size_t i = 0; i < 2; i++) {
		char text[128];
		const struct peer_script script = { .answer = text,
						    .end = PEER_GOES_ON };
		struct http_exchange exchange = { .redirects = 5 };

		snprintf(text, sizeof text,
			 "HTTP/1.1 302 Found\r\nLocation: %s\r\n"
			 "Content-Length: 0\r\n\r\n",
			 places[i]);
		expect_fault(&script, exchange, HTTP_BROKEN, "");
	}
}

static void count_progress(void *context, uint64_t done, uint64_t total)
{
	uint64_t *last = context;

	if (total > 0)
		last[0] = done, last[1] = total;
}

/* A file is sent as it is, and how far it is told. */
Test(http, file)
{
	const struct peer_script script = {
		.answer = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
		.end = PEER_CLOSES
	};
	FILE *file = tmpfile();
	uint64_t last[2] = { 0 };
	struct http_exchange exchange = { .method = "PUT",
					  .file = fileno(file),
					  .sends_file = true,
					  .length = 3,
					  .progress = count_progress,
					  .context = last };
	struct http_answer answer;

	fputs("abc", file);
	fflush(file);
	ask(&script, exchange, &answer);
	cr_expect(answer.fault == HTTP_FINE && answer.status == 201);
	cr_expect(last[0] == 3 && last[1] == 3);
	http_answer_free(&answer);
	/* It has shrunk meanwhile. */
	cr_assert(ftruncate(fileno(file), 1) == 0);
	expect_fault(&script, exchange, HTTP_OURS, "");
	fclose(file);
}

static bool refuse(void *context, const void *bytes, size_t length)
{
	(void)bytes;
	*(size_t *)context += length;
	return false;
}

Test(http, taker_that_has_enough)
{
	const struct peer_script script = {
		.answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
	};
	size_t taken = 0;
	struct http_exchange exchange = { .take = refuse, .context = &taken };

	expect_fault(&script, exchange, HTTP_OURS, "");
	cr_expect(taken == 5);
}

Test(http, escaped)
{
	char *text = http_escape("a b/c?d&\xc3\xa9~");

	cr_expect_str_eq(text, "a%20b%2Fc%3Fd%26%C3%A9~");
	free(text);
	text = http_escape("");
	cr_expect_str_eq(text, "");
	free(text);
}

Test(fingerprint, forms)
{
	char found[HTTP_FINGERPRINT_MAX];
	char colons[128] = "SHA256:AB";

	for (int i = 0; i < 31; i++)
		strcat(colons, ":cd");
	cr_expect(fingerprint_read(colons, found));
	cr_expect(strncmp(found, "abcdcd", 6) == 0 && strlen(found) == 64);
	cr_expect(fingerprint_read(found, found));
	found[63] = '\0';
	cr_expect(!fingerprint_read(found, found), "63 digits");
	strcat(colons, "0");
	cr_expect(!fingerprint_read(colons, found), "65 digits");
	cr_expect(!fingerprint_read("", found));
	cr_expect(!fingerprint_of("no certificate", found));
}
