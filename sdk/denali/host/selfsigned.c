/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "selfsigned.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include <mbedtls/asn1.h>
#include <mbedtls/oid.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

#include "buffer.h"
#include "error.h"

#define YEARS 20
#define SERIAL 16 /* bytes */

/* Kinds of names in a certificate. */
#define KIND_DNS 2
#define KIND_IP 7

struct making {
	mbedtls_pk_context key;
	mbedtls_x509write_cert cert;
	mbedtls_mpi serial;
};

static int randomly(void *context, unsigned char *out, size_t length)
{
	(void)context;
	return getrandom(out, length, 0) == (ssize_t)length ? 0 : -1;
}

/* All are shorter than 128 bytes, so that each length is a byte. */
static void add_name(struct buffer *names, uint8_t kind, const void *bytes,
		     size_t length)
{
	uint8_t head[2] = { (uint8_t)(MBEDTLS_ASN1_CONTEXT_SPECIFIC | kind),
			    (uint8_t)length };

	if (length >= 100)
		return;
	buffer_append(names, head, sizeof head);
	buffer_append(names, bytes, length);
}

static void add_host(struct buffer *names, const char *text)
{
	uint8_t bytes[16];

	if (inet_pton(AF_INET, text, bytes) == 1)
		add_name(names, KIND_IP, bytes, 4);
	else if (inet_pton(AF_INET6, text, bytes) == 1)
		add_name(names, KIND_IP, bytes, 16);
	else
		add_name(names, KIND_DNS, text, strlen(text));
}

/* Subject's other names: a sequence, with its length in two bytes. */
static int set_names(mbedtls_x509write_cert *cert, const char *public,
		     const struct cidr *address)
{
	struct buffer names = { 0 }, all = { 0 };
	uint8_t head[4] = { MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
			    0x82 };
	int result;

	add_host(&names, "127.0.0.1");
	add_host(&names, "localhost");
	if (strcmp(public, "127.0.0.1") != 0)
		add_host(&names, public);
	add_name(&names, KIND_IP, address->bytes, cidr_length(address));
	head[2] = (uint8_t)(names.length >> 8);
	head[3] = (uint8_t)names.length;
	buffer_append(&all, head, sizeof head);
	buffer_append(&all, names.data, names.length);
	result = mbedtls_x509write_crt_set_extension(
		cert, MBEDTLS_OID_SUBJECT_ALT_NAME,
		MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME), 0, all.data,
		all.length);
	buffer_free(&names);
	buffer_free(&all);
	return result;
}

/* From yesterday on, since clocks differ. */
static int set_time(mbedtls_x509write_cert *cert)
{
	time_t from = time(NULL) - 24 * 60 * 60;
	char first[16], last[16];
	struct tm tm;

	gmtime_r(&from, &tm);
	strftime(first, sizeof first, "%Y%m%d%H%M%S", &tm);
	tm.tm_year += YEARS;
	tm.tm_mday = tm.tm_mday > 28 ? 28 : tm.tm_mday;
	strftime(last, sizeof last, "%Y%m%d%H%M%S", &tm);
	return mbedtls_x509write_crt_set_validity(cert, first, last);
}

static int set_serial(struct making *making)
{
	int result = mbedtls_mpi_fill_random(&making->serial, SERIAL, randomly,
					     NULL);

	if (result == 0)
		result = mbedtls_mpi_set_bit(&making->serial, 8 * SERIAL - 1,
					     0);
	return result != 0 ? result :
			     mbedtls_x509write_crt_set_serial(&making->cert,
							      &making->serial);
}

static int make_key(mbedtls_pk_context *key)
{
	int result = mbedtls_pk_setup(
		key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));

	return result != 0 ?
		       result :
		       mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1,
					   mbedtls_pk_ec(*key), randomly, NULL);
}

static int make(struct making *making, const char *name, const char *public,
		const struct cidr *address)
{
	mbedtls_x509write_cert *cert = &making->cert;
	char subject[64];
	int result = make_key(&making->key);

	snprintf(subject, sizeof subject, "CN=%s", name);
	mbedtls_x509write_crt_set_version(cert, MBEDTLS_X509_CRT_VERSION_3);
	mbedtls_x509write_crt_set_md_alg(cert, MBEDTLS_MD_SHA256);
	mbedtls_x509write_crt_set_subject_key(cert, &making->key);
	mbedtls_x509write_crt_set_issuer_key(cert, &making->key);
	if (result == 0)
		result = mbedtls_x509write_crt_set_subject_name(cert, subject);
	if (result == 0)
		result = mbedtls_x509write_crt_set_issuer_name(cert, subject);
	if (result == 0)
		result = set_serial(making);
	if (result == 0)
		result = set_time(cert);
	if (result == 0)
		result = mbedtls_x509write_crt_set_basic_constraints(cert, 0,
								     -1);
	return result != 0 ? result : set_names(cert, public, address);
}

int selfsigned_make(struct selfsigned *certificate, const char *name,
		    const char *public, const struct cidr *address)
{
	struct making making;
	int result;

	mbedtls_pk_init(&making.key);
	mbedtls_x509write_crt_init(&making.cert);
	mbedtls_mpi_init(&making.serial);
	result = make(&making, name, public, address);
	if (result == 0)
		result = mbedtls_x509write_crt_pem(
			&making.cert, (uint8_t *)certificate->certificate,
			SELFSIGNED_TEXT, randomly, NULL);
	if (result == 0)
		result = mbedtls_pk_write_key_pem(&making.key,
						  (uint8_t *)certificate->key,
						  SELFSIGNED_TEXT);
	mbedtls_mpi_free(&making.serial);
	mbedtls_x509write_crt_free(&making.cert);
	mbedtls_pk_free(&making.key);
	return result == 0 ? 0 :
			     error("cannot make a certificate: mbedTLS says "
				   "-0x%04x",
				   -result);
}
