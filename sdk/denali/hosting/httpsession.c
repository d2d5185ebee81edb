/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sessions, and whom they trust.
 */
#include "httpsession.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "memory.h"

static struct http_session *open_session(enum trust trust)
{
	struct http_session *session = allocate(1, sizeof *session);

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		out_of_memory();
	session->curl = curl_easy_init();
	if (session->curl == NULL)
		out_of_memory();
	session->certificate.trust = trust;
	return session;
}

/* Where systems keep those they trust. */
static const char *system_authorities(void)
{
	static const char *const usual[] = {
		"/etc/ssl/certs/ca-certificates.crt",
		"/etc/pki/tls/certs/ca-bundle.crt",
		"/etc/ssl/ca-bundle.pem",
		"/etc/ssl/cert.pem",
	};
	const char *own = getenv("SSL_CERT_FILE");

	if (own != NULL && own[0] != '\0')
		return own;
	for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
		if (access(usual[i], R_OK) == 0)
			return usual[i];
	return usual[0];
}

struct http_session *http_open(const char *fingerprint, const char *authorities)
{
	struct http_session *session;

	if (fingerprint != NULL) {
		session = open_session(TRUST_PINNED);
		snprintf(session->certificate.wanted,
			 sizeof session->certificate.wanted, "%s", fingerprint);
		return session;
	}
	session = open_session(TRUST_AUTHORITIES);
	session->authorities = allocate_text(
		"%s", authorities != NULL ? authorities : system_authorities());
	return session;
}

struct http_session *http_open_unchecked(void)
{
	return open_session(TRUST_ANY);
}

void http_close(struct http_session *session)
{
	if (session == NULL)
		return;
	curl_easy_cleanup(session->curl);
	free(session->certificate.pem);
	free(session->authorities);
	free(session);
}
