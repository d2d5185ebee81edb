/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * tls-server [PORT [FOLDER]] - HTTPS on mbedTLS, for any number of clients.
 *
 * GET / tells which protocol and cipher suite the client has got; GET /NUMBER
 * is so many bytes.  FOLDER (/etc/tls-server) has cert.pem and key.pem, PORT is
 * 443.  Connections are kept alive; sessions are resumed by their number or by
 * a ticket.
 *
 * One thread and epoll.  A session goes on until mbedTLS wants the socket to be
 * readable or writable; then it is looked at again when that is so.  Nothing
 * else has to be remembered: mbedTLS is asked the same again.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_cache.h>
#include <mbedtls/ssl_ticket.h>
#include <mbedtls/x509_crt.h>

#define EVENTS 64
#define TICKET_SECONDS 86400
#define BODY_MAX (1 << 30)

/* What bodies are made of. */
static unsigned char filler[MBEDTLS_SSL_OUT_CONTENT_LEN];

struct server {
	mbedtls_entropy_context entropy;
	mbedtls_ctr_drbg_context random;
	mbedtls_x509_crt certificate;
	mbedtls_pk_context key;
	mbedtls_ssl_config config;
	mbedtls_ssl_cache_context cache;
	mbedtls_ssl_ticket_context tickets;
	mbedtls_net_context listener;
	int epoll;
};

struct session {
	mbedtls_net_context socket;
	mbedtls_ssl_context ssl;
	uint32_t events; /* that it waits for */
	bool established, last;
	char request[2048];
	size_t got;
	char head[256]; /* of the answer; then come body bytes */
	size_t head_at, head_length, body;
};

static _Noreturn void fail(const char *what, int code)
{
	char why[128];

	mbedtls_strerror(code, why, sizeof why);
	fprintf(stderr, "tls-server: %s: %s\n", what, why);
	exit(1);
}

static void need(const char *what, int code)
{
	if (code != 0)
		fail(what, code);
}

static void load_identity(struct server *server, const char *folder)
{
	char path[256];

	mbedtls_x509_crt_init(&server->certificate);
	snprintf(path, sizeof path, "%s/cert.pem", folder);
	need(path, mbedtls_x509_crt_parse_file(&server->certificate, path));
	mbedtls_pk_init(&server->key);
	snprintf(path, sizeof path, "%s/key.pem", folder);
	need(path, mbedtls_pk_parse_keyfile(&server->key, path, NULL));
}

static void prepare_random(struct server *server)
{
	static const unsigned char name[] = "tls-server";

	mbedtls_entropy_init(&server->entropy);
	mbedtls_ctr_drbg_init(&server->random);
	need("random numbers",
	     mbedtls_ctr_drbg_seed(&server->random, mbedtls_entropy_func,
				   &server->entropy, name, sizeof name));
}

static void configure(struct server *server)
{
	/* The quickest of those that everybody has. */
	static const mbedtls_ecp_group_id curves[] = {
		MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_CURVE25519,
		MBEDTLS_ECP_DP_SECP384R1, MBEDTLS_ECP_DP_NONE
	};
	mbedtls_ssl_config *config = &server->config;

	mbedtls_ssl_config_init(config);
	need("configuration",
	     mbedtls_ssl_config_defaults(config, MBEDTLS_SSL_IS_SERVER,
					 MBEDTLS_SSL_TRANSPORT_STREAM,
					 MBEDTLS_SSL_PRESET_DEFAULT));
	mbedtls_ssl_conf_curves(config, curves);
	mbedtls_ssl_conf_rng(config, mbedtls_ctr_drbg_random, &server->random);
	need("certificate",
	     mbedtls_ssl_conf_own_cert(config, &server->certificate,
				       &server->key));
}

static void keep_sessions(struct server *server)
{
	mbedtls_ssl_config *config = &server->config;

	mbedtls_ssl_cache_init(&server->cache);
	mbedtls_ssl_conf_session_cache(config, &server->cache,
				       mbedtls_ssl_cache_get,
				       mbedtls_ssl_cache_set);
	mbedtls_ssl_ticket_init(&server->tickets);
	need("tickets",
	     mbedtls_ssl_ticket_setup(
		     &server->tickets, mbedtls_ctr_drbg_random, &server->random,
		     MBEDTLS_CIPHER_AES_256_GCM, TICKET_SECONDS));
	mbedtls_ssl_conf_session_tickets_cb(config, mbedtls_ssl_ticket_write,
					    mbedtls_ssl_ticket_parse,
					    &server->tickets);
}

static void watch(struct server *server, int action, int socket,
		  uint32_t events, void *whose)
{
	struct epoll_event event = { .events = events, .data.ptr = whose };

	if (epoll_ctl(server->epoll, action, socket, &event) != 0) {
		perror("tls-server: epoll_ctl");
		exit(1);
	}
}

static void listen_at(struct server *server, const char *port)
{
	mbedtls_net_init(&server->listener);
	need(port, mbedtls_net_bind(&server->listener, NULL, port,
				    MBEDTLS_NET_PROTO_TCP));
	need(port, mbedtls_net_set_nonblock(&server->listener));
	server->epoll = epoll_create1(EPOLL_CLOEXEC);
	watch(server, EPOLL_CTL_ADD, server->listener.fd, EPOLLIN, NULL);
}

static void end_session(struct session *session)
{
	mbedtls_ssl_free(&session->ssl);
	mbedtls_net_free(&session->socket);
	free(session);
}

/* Without memory for a session there is none: its client sees an end. */
static void begin_session(struct server *server, int socket)
{
	struct session *session = calloc(1, sizeof *session);
	int on = 1;

	if (session == NULL) {
		close(socket);
		return;
	}
	setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	session->socket.fd = socket;
	mbedtls_ssl_init(&session->ssl);
	if (mbedtls_ssl_setup(&session->ssl, &server->config) != 0) {
		end_session(session);
		return;
	}
	mbedtls_ssl_set_bio(&session->ssl, &session->socket, mbedtls_net_send,
			    mbedtls_net_recv, NULL);
	session->events = EPOLLIN;
	watch(server, EPOLL_CTL_ADD, socket, EPOLLIN, session);
}

static void accept_all(struct server *server)
{
	for (;;) {
		int socket = accept4(server->listener.fd, NULL, NULL,
				     SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (socket >= 0)
			begin_session(server, socket);
		else if (errno != EINTR && errno != ECONNABORTED)
			return;
	}
}

/* Any request is taken for GET of its path. */
static void answer(struct session *session)
{
	char page[160], *path = strchr(session->request, ' ');
	long size = path == NULL ? 0 : strtol(path + 2, NULL, 10);

	page[0] = '\0';
	if (size < 0 || size > BODY_MAX)
		size = 0;
	session->body = (size_t)size;
	if (size == 0)
		size = snprintf(page, sizeof page, "hello by %s, %s\n",
				mbedtls_ssl_get_version(&session->ssl),
				mbedtls_ssl_get_ciphersuite(&session->ssl));
	session->last = strcasestr(session->request, "\nConnection: close");
	session->head_at = 0;
	session->head_length = (size_t)snprintf(
		session->head, sizeof session->head,
		"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
		"Content-Length: %ld\r\nConnection: %s\r\n\r\n%s",
		size, session->last ? "close" : "keep-alive", page);
}

/* The steps of a session return mbedTLS's codes: 0 for done, below 0 to wait or
 * to end. */
static int take_request(struct session *session)
{
	char *end;

	for (;;) {
		size_t room = sizeof session->request - 1 - session->got;
		int count;

		session->request[session->got] = '\0';
		end = strstr(session->request, "\r\n\r\n");
		if (end != NULL)
			break;
		if (room == 0)
			return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
		count = mbedtls_ssl_read(
			&session->ssl,
			(unsigned char *)session->request + session->got, room);
		if (count <= 0)
			return count == 0 ? MBEDTLS_ERR_SSL_CONN_EOF : count;
		session->got += (size_t)count;
	}
	answer(session);
	end += 4;
	session->got -= (size_t)(end - session->request);
	memmove(session->request, end, session->got);
	return 0;
}

static int give_answer(struct session *session)
{
	while (session->head_at < session->head_length || session->body > 0) {
		size_t head = session->head_length - session->head_at;
		size_t body = session->body < sizeof filler ? session->body :
							      sizeof filler;
		int count = head > 0 ? mbedtls_ssl_write(
					       &session->ssl,
					       (unsigned char *)session->head +
						       session->head_at,
					       head) :
				       mbedtls_ssl_write(&session->ssl, filler,
							 body);

		if (count < 0)
			return count;
		if (head > 0)
			session->head_at += (size_t)count;
		else
			session->body -= (size_t)count;
	}
	return 0;
}

static int go_on(struct session *session)
{
	int code = 0;

	if (!session->established)
		code = mbedtls_ssl_handshake(&session->ssl);
	if (code != 0)
		return code;
	session->established = true;
	for (;;) {
		code = give_answer(session);
		if (code != 0)
			return code;
		if (session->last)
			return mbedtls_ssl_close_notify(&session->ssl) == 0 ?
				       MBEDTLS_ERR_SSL_CONN_EOF :
				       MBEDTLS_ERR_SSL_WANT_WRITE;
		code = take_request(session);
		if (code != 0)
			return code;
	}
}

static void serve(struct server *server, struct session *session)
{
	int code = go_on(session);
	uint32_t events = code == MBEDTLS_ERR_SSL_WANT_WRITE ? EPOLLOUT :
							       EPOLLIN;

	if (code != MBEDTLS_ERR_SSL_WANT_READ &&
	    code != MBEDTLS_ERR_SSL_WANT_WRITE) {
		end_session(session);
		return;
	}
	if (events != session->events)
		watch(server, EPOLL_CTL_MOD, session->socket.fd, events,
		      session);
	session->events = events;
}

int main(int argc, char **argv)
{
	static struct server server;
	struct epoll_event events[EVENTS];

	memset(filler, 'x', sizeof filler);
	load_identity(&server, argc > 2 ? argv[2] : "/etc/tls-server");
	prepare_random(&server);
	configure(&server);
	keep_sessions(&server);
	listen_at(&server, argc > 1 ? argv[1] : "443");
	for (;;) {
		int count = epoll_wait(server.epoll, events, EVENTS, -1);

		for (int i = 0; i < count; i++)
			if (events[i].data.ptr == NULL)
				accept_all(&server);
			else
				serve(&server, events[i].data.ptr);
	}
}
