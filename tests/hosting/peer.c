/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A process for each server, and in it one connection after another.
 */
#include "peer.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/entropy.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEAD_MAX 16384

struct server {
	const struct peer_script *script;
	mbedtls_entropy_context entropy;
	mbedtls_ctr_drbg_context random;
	mbedtls_pk_context key;
	mbedtls_x509_crt certificate;
	mbedtls_ssl_config config;
	int requests; /* where their heads are written */
};

/* One connection, with TLS or without. */
struct line {
	mbedtls_net_context net;
	mbedtls_ssl_context ssl;
	bool plain;
};

static void must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "peer: %s\n", what);
	_exit(1);
}

/* ---- its certificate ---- */

static void make_certificate(struct server *server)
{
	static const char name[] = "CN=peer";
	mbedtls_x509write_cert draft;
	mbedtls_mpi serial;
	unsigned char der[2048];
	int length;

	must(mbedtls_pk_setup(&server->key, mbedtls_pk_info_from_type(
						    MBEDTLS_PK_ECKEY)) == 0 &&
		     mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1,
					 mbedtls_pk_ec(server->key),
					 mbedtls_ctr_drbg_random,
					 &server->random) == 0,
	     "no key");
	mbedtls_x509write_crt_init(&draft);
	mbedtls_mpi_init(&serial);
	mbedtls_mpi_lset(&serial, 1);
	mbedtls_x509write_crt_set_serial(&draft, &serial);
	mbedtls_x509write_crt_set_md_alg(&draft, MBEDTLS_MD_SHA256);
	mbedtls_x509write_crt_set_subject_key(&draft, &server->key);
	mbedtls_x509write_crt_set_issuer_key(&draft, &server->key);
	mbedtls_x509write_crt_set_subject_name(&draft, name);
	mbedtls_x509write_crt_set_issuer_name(&draft, name);
	/* It is long over, which does not matter to who pins it. */
	mbedtls_x509write_crt_set_validity(&draft, "20010101000000",
					   "20020101000000");
	length = mbedtls_x509write_crt_der(&draft, der, sizeof der,
					   mbedtls_ctr_drbg_random,
					   &server->random);
	must(length > 0 && mbedtls_x509_crt_parse_der(&server->certificate,
						      der + sizeof der - length,
						      (size_t)length) == 0,
	     "no certificate");
	mbedtls_mpi_free(&serial);
	mbedtls_x509write_crt_free(&draft);
}

static void tell_fingerprint(const struct server *server, struct peer *peer)
{
	unsigned char sum[32];

	mbedtls_sha256_ret(server->certificate.raw.p,
			   server->certificate.raw.len, sum, 0);
	for (size_t i = 0; i < sizeof sum; i++)
		sprintf(peer->fingerprint + 2 * i, "%02x", sum[i]);
}

static void set_up(struct server *server)
{
	mbedtls_entropy_init(&server->entropy);
	mbedtls_ctr_drbg_init(&server->random);
	mbedtls_pk_init(&server->key);
	mbedtls_x509_crt_init(&server->certificate);
	mbedtls_ssl_config_init(&server->config);
	must(mbedtls_ctr_drbg_seed(&server->random, mbedtls_entropy_func,
				   &server->entropy, NULL, 0) == 0,
	     "no randomness");
	make_certificate(server);
	must(mbedtls_ssl_config_defaults(&server->config, MBEDTLS_SSL_IS_SERVER,
					 MBEDTLS_SSL_TRANSPORT_STREAM,
					 MBEDTLS_SSL_PRESET_DEFAULT) == 0,
	     "no TLS");
	mbedtls_ssl_conf_rng(&server->config, mbedtls_ctr_drbg_random,
			     &server->random);
	mbedtls_ssl_conf_own_cert(&server->config, &server->certificate,
				  &server->key);
}

/* ---- a connection ---- */

static int take(struct line *line, char *bytes, size_t room)
{
	return line->plain ? (int)read(line->net.fd, bytes, room) :
			     mbedtls_ssl_read(&line->ssl,
					      (unsigned char *)bytes, room);
}

static bool give(struct line *line, const char *bytes)
{
	size_t length = strlen(bytes);

	while (length > 0) {
		int n = line->plain ?
				(int)write(line->net.fd, bytes, length) :
				mbedtls_ssl_write(&line->ssl,
						  (const unsigned char *)bytes,
						  length);

		if (n <= 0)
			return false;
		bytes += n;
		length -= (size_t)n;
	}
	return true;
}

/* The body of a request of that head, of which some has come already. */
static bool read_body(struct line *line, const char *head, size_t come)
{
	const char *told = strstr(head, "Content-Length: ");
	size_t length = told != NULL ? strtoul(told + 16, NULL, 10) : 0;
	char bytes[1024];

	while (come < length) {
		int n = take(line, bytes, sizeof bytes);

		if (n <= 0)
			return false;
		come += (size_t)n;
	}
	return true;
}

/* A request, of which the head is told to the test. */
static bool read_request(struct server *server, struct line *line)
{
	char head[HEAD_MAX + 1];
	size_t length = 0;
	char *end;

	do {
		int n = take(line, head + length, HEAD_MAX - length);

		if (n <= 0)
			return false;
		length += (size_t)n;
		head[length] = '\0';
		end = strstr(head, "\r\n\r\n");
	} while (end == NULL);
	return write(server->requests, head, (size_t)(end + 4 - head)) > 0 &&
	       read_body(line, head, length - (size_t)(end + 4 - head));
}

/* Until the client goes. */
static void hang(struct line *line)
{
	char byte;

	while (recv(line->net.fd, &byte, 1, 0) > 0)
		;
}

static void serve(struct server *server, struct line *line)
{
	const struct peer_script *script = server->script;
	bool good = true;

	do {
		if (!line->plain && !read_request(server, line))
			return;
		good = give(line, script->answer);
		for (unsigned i = 0; good && i < script->repeat; i++)
			good = give(line, script->repeated);
	} while (good && script->end == PEER_GOES_ON);
	if (good && script->end == PEER_HANGS)
		hang(line);
	if (good && script->end == PEER_CLOSES && !line->plain)
		mbedtls_ssl_close_notify(&line->ssl);
}

static void take_line(struct server *server, int fd)
{
	struct line line = { .net = { .fd = fd },
			     .plain = server->script->plain };

	mbedtls_ssl_init(&line.ssl);
	if (server->script->silent) {
		hang(&line);
	} else if (line.plain) {
		serve(server, &line);
	} else if (mbedtls_ssl_setup(&line.ssl, &server->config) == 0) {
		mbedtls_ssl_set_bio(&line.ssl, &line.net, mbedtls_net_send,
				    mbedtls_net_recv, NULL);
		if (mbedtls_ssl_handshake(&line.ssl) == 0)
			serve(server, &line);
	}
	mbedtls_ssl_free(&line.ssl);
	close(fd);
}

/* ---- the process ---- */

static int listen_somewhere(struct peer *peer)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cr_assert(fd >= 0 &&
		  bind(fd, (struct sockaddr *)&address, length) == 0 &&
		  listen(fd, 16) == 0 &&
		  getsockname(fd, (struct sockaddr *)&address, &length) == 0);
	peer->port = ntohs(address.sin_port);
	return fd;
}

void peer_start(struct peer *peer, const struct peer_script *script)
{
	struct server server = { .script = script };
	int fd = listen_somewhere(peer), ends[2];

	cr_assert(pipe2(ends, O_CLOEXEC) == 0);
	set_up(&server);
	tell_fingerprint(&server, peer);
	snprintf(peer->url, sizeof peer->url, "https://127.0.0.1:%u",
		 peer->port);
	peer->requests = ends[0];
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	server.requests = ends[1];
	peer->pid = fork();
	cr_assert(peer->pid >= 0);
	if (peer->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGPIPE, SIG_IGN);
		for (;;)
			take_line(&server, accept(fd, NULL, NULL));
	}
	close(ends[1]);
	close(fd);
	mbedtls_ssl_config_free(&server.config);
	mbedtls_x509_crt_free(&server.certificate);
	mbedtls_pk_free(&server.key);
	mbedtls_ctr_drbg_free(&server.random);
	mbedtls_entropy_free(&server.entropy);
}

void peer_stop(struct peer *peer)
{
	kill(peer->pid, SIGKILL);
	waitpid(peer->pid, NULL, 0);
	close(peer->requests);
}

const char *peer_requests(struct peer *peer)
{
	static char text[HEAD_MAX * 4];
	size_t length = strlen(text);
	ssize_t n = read(peer->requests, text + length,
			 sizeof text - 1 - length);

	if (n > 0)
		text[length + (size_t)n] = '\0';
	return text;
}

const char *peer_json(const char *status, const char *json)
{
	static char text[HEAD_MAX];

	snprintf(text, sizeof text,
		 "HTTP/1.1 %s\r\nContent-Type: application/json\r\n"
		 "Content-Length: %zu\r\n\r\n%s",
		 status, strlen(json), json);
	return text;
}
