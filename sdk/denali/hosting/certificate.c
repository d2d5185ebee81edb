/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "certificate.h"

#include <mbedtls/pem.h>
#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "memory.h"

#define SHA256_SIZE 32
#define PEM_BEGIN "-----BEGIN CERTIFICATE-----\n"
#define PEM_END "-----END CERTIFICATE-----\n"

static void digest(const mbedtls_x509_crt *crt,
		   char fingerprint[HTTP_FINGERPRINT_MAX])
{
	unsigned char sum[SHA256_SIZE];

	mbedtls_sha256_ret(crt->raw.p, crt->raw.len, sum, 0);
	for (size_t i = 0; i < sizeof sum; i++)
		sprintf(fingerprint + 2 * i, "%02x", sum[i]);
}

static char *as_pem(const mbedtls_x509_crt *crt)
{
	size_t length = 0;
	char *pem;

	mbedtls_pem_write_buffer(PEM_BEGIN, PEM_END, crt->raw.p, crt->raw.len,
				 NULL, 0, &length);
	pem = allocate(length + 1, 1);
	mbedtls_pem_write_buffer(PEM_BEGIN, PEM_END, crt->raw.p, crt->raw.len,
				 (unsigned char *)pem, length, &length);
	return pem;
}

/* Called for each certificate of the chain, from the authority's to the
 * server's own, number 0.  A pinned one is trusted for what it is: neither its
 * name nor its times matter, and who has signed it does not either. */
static int verify(void *data, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
	struct certificate *certificate = data;

	if (certificate->trust != TRUST_AUTHORITIES)
		*flags = 0;
	if (depth == 0) {
		digest(crt, certificate->found);
		free(certificate->pem);
		certificate->pem = as_pem(crt);
		certificate->wrong = *flags != 0 ||
				     (certificate->trust == TRUST_PINNED &&
				      strcmp(certificate->found,
					     certificate->wanted) != 0);
		if (certificate->wrong && *flags == 0)
			*flags = MBEDTLS_X509_BADCERT_OTHER;
	}
	return 0;
}

/* The library looks at what verify found only after the handshake: have the
 * handshake fail. */
CURLcode certificate_watch(CURL *curl, void *config, void *certificate)
{
	(void)curl;
	mbedtls_ssl_conf_verify(config, verify, certificate);
	mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
	return CURLE_OK;
}

bool fingerprint_read(const char *text, char fingerprint[HTTP_FINGERPRINT_MAX])
{
	char digits[HTTP_FINGERPRINT_MAX];
	size_t count = 0;

	if (strncasecmp(text, "sha256:", 7) == 0)
		text += 7;
	for (; *text != '\0'; text++) {
		if (*text == ':' && count % 2 == 0)
			continue;
		if (strchr("0123456789abcdefABCDEF", *text) == NULL ||
		    count == sizeof digits - 1)
			return false;
		digits[count++] = (char)(*text >= 'A' && *text <= 'F' ?
						 *text + 32 :
						 *text);
	}
	if (count != sizeof digits - 1)
		return false;
	digits[count] = '\0';
	memcpy(fingerprint, digits, sizeof digits);
	return true;
}

bool fingerprint_of(const char *pem, char fingerprint[HTTP_FINGERPRINT_MAX])
{
	mbedtls_x509_crt crt;
	bool good;

	mbedtls_x509_crt_init(&crt);
	good = mbedtls_x509_crt_parse(&crt, (const unsigned char *)pem,
				      strlen(pem) + 1) == 0;
	if (good)
		digest(&crt, fingerprint);
	mbedtls_x509_crt_free(&crt);
	return good;
}
