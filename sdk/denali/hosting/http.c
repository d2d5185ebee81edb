/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The library keeps the connections; what it may do is narrowed here: HTTP and
 * HTTPS only, nothing from files that the user has not named, no answer longer
 * or slower than the caller takes.
 */
#include "http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "httpsession.h"
#include "memory.h"
#include "version.h"

#define CONNECT_MS 15000L
#define SILENCE_MS 30000

/* One exchange that is under way. */
struct transfer {
	const struct http_exchange *exchange;
	struct http_answer *answer;
	uint64_t received, sent;
	bool huge, ours, unwanted;
};

static uint64_t most_of(const struct http_exchange *exchange)
{
	return exchange->answer_max != 0 ? exchange->answer_max :
					   HTTP_ANSWER_MAX;
}

/* Bytes for the server, from memory or the file. */
static size_t give(char *bytes, size_t size, size_t count, void *data)
{
	struct transfer *transfer = data;
	const struct http_exchange *exchange = transfer->exchange;
	uint64_t left = exchange->length - transfer->sent;
	size_t length = size * count < left ? size * count : left;
	ssize_t n;

	if (!exchange->sends_file) {
		memcpy(bytes, (const char *)exchange->bytes + transfer->sent,
		       length);
		transfer->sent += length;
		return length;
	}
	n = pread(exchange->file, bytes, length, (off_t)transfer->sent);
	if (n < 0 || (n == 0 && length > 0)) {
		transfer->ours = true;
		return CURL_READFUNC_ABORT;
	}
	transfer->sent += (uint64_t)n;
	return (size_t)n;
}

/* The server wants it from there again, after a connection that had ended. */
static int give_again(void *data, curl_off_t offset, int origin)
{
	struct transfer *transfer = data;

	if (origin != SEEK_SET)
		return CURL_SEEKFUNC_CANTSEEK;
	transfer->sent = (uint64_t)offset;
	return CURL_SEEKFUNC_OK;
}

static bool succeeded(CURL *curl)
{
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status >= 200 && status < 300;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *data)
{
	struct http_session *session = data;
	struct transfer *transfer;
	const struct http_exchange *exchange;
	size_t length = size * count;

	curl_easy_getinfo(session->curl, CURLINFO_PRIVATE, &transfer);
	exchange = transfer->exchange;
	transfer->received += length;
	transfer->huge = transfer->received > most_of(exchange);
	if (transfer->huge)
		return CURL_WRITEFUNC_ERROR;
	if (exchange->take == NULL || !succeeded(session->curl)) {
		buffer_append(&transfer->answer->body, bytes, length);
		return length;
	}
	transfer->unwanted = !exchange->take(exchange->context, bytes, length);
	return transfer->unwanted ? CURL_WRITEFUNC_ERROR : length;
}

/* A new status line: what came before it was of another answer. */
static size_t take_header(char *bytes, size_t size, size_t count, void *data)
{
	struct transfer *transfer = data;
	struct http_answer *answer = transfer->answer;

	if (size * count >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
		buffer_take(&answer->headers, answer->headers.length);
		buffer_take(&answer->body, answer->body.length);
	}
	transfer->huge = answer->headers.length + size * count > HTTP_HEAD_MAX;
	if (transfer->huge)
		return CURL_WRITEFUNC_ERROR;
	buffer_append(&answer->headers, bytes, size * count);
	return size * count;
}

static int tell(void *data, curl_off_t down, curl_off_t downed, curl_off_t up,
		curl_off_t upped)
{
	struct transfer *transfer = data;
	const struct http_exchange *exchange = transfer->exchange;

	if (exchange->sends_file || exchange->length > 0)
		exchange->progress(exchange->context, (uint64_t)upped,
				   (uint64_t)up);
	else
		exchange->progress(exchange->context, (uint64_t)downed,
				   (uint64_t)down);
	return 0;
}

static void set_trust(struct http_session *session)
{
	CURL *curl = session->curl;
	bool authorities = session->certificate.trust == TRUST_AUTHORITIES;

	session->certificate.wrong = false;
	curl_easy_setopt(curl, CURLOPT_CAINFO, session->authorities);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, authorities ? 2L : 0L);
	/* A session that is taken up again shows no certificate. */
	curl_easy_setopt(curl, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION,
			 (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, certificate_watch);
	curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, &session->certificate);
}

/* Proxies are those of the environment, as for other programs, but what is on
 * this machine is reached without. */
static void set_way(CURL *curl, const struct http_exchange *exchange)
{
	const char *without = getenv("no_proxy");
	char *all;

	if (without == NULL)
		without = getenv("NO_PROXY");
	all = allocate_text("localhost,127.0.0.1,::1,%s",
			    without != NULL ? without : "");
	if (without != NULL && strcmp(without, "*") == 0)
		curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	else
		curl_easy_setopt(curl, CURLOPT_NOPROXY, all);
	free(all);
	curl_easy_setopt(curl, CURLOPT_URL, exchange->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR,
			 strncmp(exchange->url, "https:", 6) == 0 ?
				 "https" :
				 "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION,
			 exchange->redirects > 0 ? 1L : 0L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)exchange->redirects);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION,
			 (long)CURL_HTTP_VERSION_1_1);
}

static void set_limits(CURL *curl, const struct http_exchange *exchange)
{
	int64_t silence = exchange->silence_ms != 0 ? exchange->silence_ms :
						      SILENCE_MS;

	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)exchange->limit_ms);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE,
			 (curl_off_t)most_of(exchange));
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME,
			 (long)((silence + 999) / 1000));
}

/* What is sent.  PUT and POST have a length, if it is 0. */
static void set_body(CURL *curl, struct transfer *transfer)
{
	const struct http_exchange *exchange = transfer->exchange;
	bool sends = exchange->sends_file || exchange->length > 0 ||
		     strcmp(exchange->method, "PUT") == 0 ||
		     strcmp(exchange->method, "POST") == 0 ||
		     strcmp(exchange->method, "PATCH") == 0;

	if (strcmp(exchange->method, "HEAD") == 0)
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	if (sends) {
		curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE,
				 (curl_off_t)exchange->length);
		curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
		curl_easy_setopt(curl, CURLOPT_READDATA, transfer);
		curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, give_again);
		curl_easy_setopt(curl, CURLOPT_SEEKDATA, transfer);
		curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, 0x10000L);
	}
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, exchange->method);
}

static void set_callbacks(struct http_session *session,
			  struct transfer *transfer)
{
	CURL *curl = session->curl;

	curl_easy_setopt(curl, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, session);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
	if (transfer->exchange->progress == NULL)
		return;
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, tell);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer);
}

static struct curl_slist *header_list(const struct http_exchange *exchange)
{
	struct curl_slist *list = NULL;

	for (size_t i = 0;
	     exchange->headers != NULL && exchange->headers[i] != NULL; i++)
		list = curl_slist_append(list, exchange->headers[i]);
	return list;
}

/* Something was asked, so that it is not the address that is wrong. */
static bool has_asked(CURL *curl)
{
	long sent = 0;

	curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &sent);
	return sent > 0;
}

static enum http_fault fault_of(CURLcode code, const struct transfer *transfer,
				const struct http_session *session)
{
	if (code == CURLE_OK)
		return HTTP_FINE;
	if (transfer->huge || code == CURLE_FILESIZE_EXCEEDED)
		return HTTP_HUGE;
	if (transfer->ours || transfer->unwanted)
		return HTTP_OURS;
	if (session->certificate.wrong)
		return HTTP_CERTIFICATE;
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return has_asked(session->curl) ? HTTP_BROKEN : HTTP_NAME;
	case CURLE_COULDNT_CONNECT:
		return HTTP_UNREACHABLE;
	case CURLE_OPERATION_TIMEDOUT:
		return HTTP_TIMEOUT;
	case CURLE_SSL_CONNECT_ERROR:
		return HTTP_TLS;
	case CURLE_PEER_FAILED_VERIFICATION:
		return HTTP_CERTIFICATE;
	case CURLE_SSL_CACERT_BADFILE:
		return HTTP_OURS;
	default:
		return HTTP_BROKEN;
	}
}

static char *problem_of(const struct http_session *session,
			const struct http_exchange *exchange,
			enum http_fault fault, const char *said)
{
	if (fault == HTTP_CERTIFICATE &&
	    session->certificate.trust == TRUST_PINNED)
		return allocate_text("its certificate is sha256:%s and not "
				     "sha256:%s, which is pinned",
				     session->certificate.found,
				     session->certificate.wanted);
	if (fault == HTTP_CERTIFICATE)
		return allocate_text("its certificate (sha256:%s) is vouched "
				     "for by no authority in %s, or is for "
				     "another name or time",
				     session->certificate.found,
				     session->authorities);
	if (fault == HTTP_HUGE)
		return allocate_text("its answer is longer than %llu bytes",
				     (unsigned long long)most_of(exchange));
	return allocate_text("%s", said);
}

/* The library's words; of the answer only what it can be trusted with. */
static void conclude(struct http_session *session,
		     const struct transfer *transfer, CURLcode code,
		     const char *said)
{
	struct http_answer *answer = transfer->answer;
	long status = 0;

	curl_easy_getinfo(session->curl, CURLINFO_RESPONSE_CODE, &status);
	answer->status = (unsigned)status;
	answer->fault = fault_of(code, transfer, session);
	if (answer->fault != HTTP_FINE)
		answer->problem = problem_of(
			session, transfer->exchange, answer->fault,
			said[0] != '\0' ? said : curl_easy_strerror(code));
	memcpy(answer->fingerprint, session->certificate.found,
	       sizeof answer->fingerprint);
	if (session->certificate.pem != NULL)
		answer->certificate = allocate_text("%s",
						    session->certificate.pem);
}

bool http_perform(struct http_session *session,
		  const struct http_exchange *exchange,
		  struct http_answer *answer)
{
	struct transfer transfer = { .exchange = exchange, .answer = answer };
	struct curl_slist *headers = header_list(exchange);
	char said[CURL_ERROR_SIZE] = "";
	CURL *curl = session->curl;
	CURLcode code;

	*answer = (struct http_answer){ 0 };
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "denali/" DENALI_VERSION);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, said);
	set_trust(session);
	set_way(curl, exchange);
	set_limits(curl, exchange);
	set_body(curl, &transfer);
	set_callbacks(session, &transfer);
	code = curl_easy_perform(curl);
	conclude(session, &transfer, code, said);
	curl_slist_free_all(headers);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
	return answer->fault == HTTP_FINE;
}

void http_answer_free(struct http_answer *answer)
{
	free(answer->problem);
	free(answer->certificate);
	buffer_free(&answer->body);
	buffer_free(&answer->headers);
	*answer = (struct http_answer){ 0 };
}
