/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * TLS 1.2 with ephemeral keys and ciphers that authenticate, nothing else; no
 * renegotiation.  Sessions are resumed by tickets: the server keeps nothing for
 * clients that are not there.  All but identity_check is used by one thread.
 */
#include "identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/ssl_ticket.h>

#include "host.h"
#include "store.h"

#define TICKET_SECONDS 3600
#define PEM_MAX 65536

/* Without instructions for it AES takes four times as long as ChaCha20. */
static const int suites[] = {
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	0,
};

/* The quickest of those that everybody has. */
static const mbedtls_ecp_group_id curves[] = { MBEDTLS_ECP_DP_SECP256R1,
					       MBEDTLS_ECP_DP_CURVE25519,
					       MBEDTLS_ECP_DP_SECP384R1,
					       MBEDTLS_ECP_DP_NONE };

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context randomness;
static mbedtls_ssl_ticket_context tickets;
static bool prepared;

static bool prepare(void)
{
	static const unsigned char name[] = "denali";

	if (prepared)
		return true;
	mbedtls_entropy_init(&entropy);
	mbedtls_ctr_drbg_init(&randomness);
	mbedtls_ssl_ticket_init(&tickets);
	prepared = mbedtls_ctr_drbg_seed(&randomness, mbedtls_entropy_func,
					 &entropy, name, sizeof name) == 0 &&
		   mbedtls_ssl_ticket_setup(&tickets, mbedtls_ctr_drbg_random,
					    &randomness,
					    MBEDTLS_CIPHER_AES_256_GCM,
					    TICKET_SECONDS) == 0;
	return prepared;
}

static void identity_free(struct identity *identity)
{
	mbedtls_ssl_config_free(&identity->config);
	mbedtls_x509_crt_free(&identity->certificate);
	mbedtls_pk_free(&identity->key);
	free(identity);
}

void identity_hold(struct identity *identity)
{
	identity->users++;
}

void identity_release(struct identity *identity)
{
	if (identity != NULL && --identity->users == 0)
		identity_free(identity);
}

static const char *words(const char *what, int code)
{
	static _Thread_local char text[160];
	char why[100];

	mbedtls_strerror(code, why, sizeof why);
	snprintf(text, sizeof text, "%s: %s", what, why);
	return text;
}

static const char *parse(const char *certificate, const char *key,
			 mbedtls_x509_crt *crt, mbedtls_pk_context *pk)
{
	int code = mbedtls_x509_crt_parse(crt,
					  (const unsigned char *)certificate,
					  strlen(certificate) + 1);

	if (code < 0)
		return words("the certificate", code);
	if (code > 0)
		return "the certificate: one of several cannot be read";
	code = mbedtls_pk_parse_key(pk, (const unsigned char *)key,
				    strlen(key) + 1, NULL, 0);
	if (code != 0)
		return words("the key", code);
	if (mbedtls_pk_check_pair(&crt->pk, pk) != 0)
		return "the key is not the certificate's";
	return NULL;
}

const char *identity_check(const char *certificate, const char *key)
{
	mbedtls_x509_crt crt;
	mbedtls_pk_context pk;
	const char *wrong;

	mbedtls_x509_crt_init(&crt);
	mbedtls_pk_init(&pk);
	wrong = parse(certificate, key, &crt, &pk);
	mbedtls_x509_crt_free(&crt);
	mbedtls_pk_free(&pk);
	return wrong;
}

static int configure(struct identity *identity)
{
	mbedtls_ssl_config *config = &identity->config;
	int code = mbedtls_ssl_config_defaults(config, MBEDTLS_SSL_IS_SERVER,
					       MBEDTLS_SSL_TRANSPORT_STREAM,
					       MBEDTLS_SSL_PRESET_DEFAULT);

	if (code != 0)
		return code;
	mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3,
				     MBEDTLS_SSL_MINOR_VERSION_3);
	mbedtls_ssl_conf_ciphersuites(config, suites);
	mbedtls_ssl_conf_curves(config, curves);
	mbedtls_ssl_conf_rng(config, mbedtls_ctr_drbg_random, &randomness);
	mbedtls_ssl_conf_session_tickets_cb(config, mbedtls_ssl_ticket_write,
					    mbedtls_ssl_ticket_parse, &tickets);
	return mbedtls_ssl_conf_own_cert(config, &identity->certificate,
					 &identity->key);
}

/* Like store_text, from a file. */
static char *file_text(const char *name)
{
	char path[HOST_PATH], *text = calloc(1, PEM_MAX);
	FILE *file = fopen(host_path(path, "%s", name), "r");
	size_t length = 0;

	if (file != NULL && text != NULL)
		length = fread(text, 1, PEM_MAX - 1, file);
	if (file != NULL)
		fclose(file);
	if (length > 0)
		return text;
	free(text);
	return NULL;
}

static char *either(const char *setting, const char *file)
{
	char *text = store_text(&host_state,
				"SELECT value FROM settings WHERE name = ?1",
				"t", setting);

	return text != NULL ? text : file_text(file);
}

struct identity *identity_load(const char **wrong)
{
	struct identity *identity = calloc(1, sizeof *identity);
	char *certificate = either("certificate", "certificate.pem");
	char *key = either("key", "key.pem");
	int code;

	*wrong = NULL;
	if (identity == NULL || !prepare())
		*wrong = "no memory, or no random numbers";
	else if (certificate == NULL || key == NULL)
		*wrong = "there is no certificate.pem, or no key.pem";
	if (*wrong != NULL) {
		free(identity);
	} else {
		mbedtls_x509_crt_init(&identity->certificate);
		mbedtls_pk_init(&identity->key);
		mbedtls_ssl_config_init(&identity->config);
		identity->users = 1;
		*wrong = parse(certificate, key, &identity->certificate,
			       &identity->key);
		code = *wrong == NULL ? configure(identity) : 0;
		if (code != 0)
			*wrong = words("TLS", code);
		if (*wrong != NULL)
			identity_free(identity);
	}
	if (key != NULL)
		mbedtls_platform_zeroize(key, strlen(key));
	free(certificate);
	free(key);
	return *wrong == NULL ? identity : NULL;
}
