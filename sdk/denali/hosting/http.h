/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * HTTP and HTTPS to servers that are not trusted: hosts and registries.
 *
 * A session is a connection, or several, that its exchanges use one after
 * another.  Of each exchange the caller bounds the answer's length and how
 * long it may take; what comes of it is an answer, whatever its status, or an
 * enum http_fault and the words for it.  Nothing is printed here.
 */
#ifndef DENALI_CMD_HTTP_H
#define DENALI_CMD_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

#define HTTP_FINGERPRINT_MAX 65   /* SHA-256 in hexadecimal */
#define HTTP_HEAD_MAX 0x10000     /* an answer's status line and headers */
#define HTTP_ANSWER_MAX 0x1000000 /* where an exchange says nothing */

enum http_fault {
	HTTP_FINE,        /* there is an answer */
	HTTP_NAME,        /* the host's name is not known, or the URL is none */
	HTTP_UNREACHABLE, /* nobody takes the connection */
	HTTP_CERTIFICATE, /* not the pinned one, or not of an authority */
	HTTP_TLS,         /* the other end does not speak TLS as we do */
	HTTP_TIMEOUT,     /* too slow, or silent */
	HTTP_BROKEN,      /* ended before its end, or is no HTTP */
	HTTP_HUGE,        /* more than the caller takes */
	HTTP_OURS,        /* a file of ours cannot be read, or written */
};

struct http_session;

/* Whose certificate is trusted: the one of that fingerprint and no other,
 * whatever it says of names and times; null: those that the authorities vouch
 * for, which the file has in PEM; null, too: the system's. */
struct http_session *http_open(const char *fingerprint,
			       const char *authorities);

/* One that trusts whatever certificate there is, to learn its fingerprint:
 * send nothing that is secret. */
struct http_session *http_open_unchecked(void);
void http_close(struct http_session *session);

struct http_exchange {
	const char *method, *url;
	const char *const *headers; /* "Name: value", null at the end */
	/* What is sent: length bytes; or those of a file from its start. */
	const void *bytes;
	uint64_t length;
	int file; /* with sends_file */
	bool sends_file;
	/* Where an answer of status 200 to 299 goes instead of the memory; of
	 * another it is kept there.  False: it is not wanted any more. */
	bool (*take)(void *context, const void *bytes, size_t length);
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
	uint64_t answer_max; /* bytes; 0: HTTP_ANSWER_MAX */
	unsigned redirects;  /* that are followed; authorisation is not
				* sent to another host */
	int64_t limit_ms;    /* all of it; 0: for ever */
	int64_t silence_ms;  /* nothing comes or goes; 0: 30 s */
};

struct http_answer {
	enum http_fault fault;
	char *problem; /* with a fault: words without a full stop; allocated */
	unsigned status;
	struct buffer body;
	struct buffer headers; /* as they came, of the last answer */
	/* Of the server's certificate, where there was a handshake. */
	char fingerprint[HTTP_FINGERPRINT_MAX];
	char *certificate; /* PEM; null: there was no handshake; allocated */
};

/* Returns whether there is an answer.  Free it in both cases. */
bool http_perform(struct http_session *session,
		  const struct http_exchange *exchange,
		  struct http_answer *answer);
void http_answer_free(struct http_answer *answer);

/* The value of a header of the answer's: the first, without blanks around it.
 * Null if there is none; else the caller frees it. */
char *http_header(const struct http_answer *answer, const char *name);

/* For a URL: all but letters, digits and -._~ as %XX.  The caller frees it. */
char *http_escape(const char *text);

#endif
