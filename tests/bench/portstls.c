/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * TLS handshakes a second: mbedTLS in tls-server beside itself in the Linux
 * peer.  Eight clients connect, shake hands and hang up, by OpenSSL.
 */
#include <openssl/ssl.h>
#include <pthread.h>
#include <unistd.h>

#include "bench.h"
#include "harness/net.h"
#include "harness/process.h"
#include "ports.h"

#define CLIENTS 8
#define MILLISECONDS 4000
#define PATIENCE_MS 20000
#define PORT 443

static const struct port server = {
	.name = "mbedtls",
	.image = "tls-server",
	.arguments = "443",
	.listens = PORT,
};

struct client {
	pthread_t thread;
	SSL_CTX *context;
	const char *address;
	double end_at;
	SSL_SESSION *session; /* to resume; NULL: none, or a full handshake */
	bool resume;
	int done;
	bool failed;
};

/* Without the session the client has none, and takes the first it gets. */
static bool shake_hands(struct client *client)
{
	int socket = tcp_connect(client->address, PORT, PATIENCE_MS);
	SSL *ssl = SSL_new(client->context);
	bool good;

	SSL_set_fd(ssl, socket);
	if (client->session != NULL)
		SSL_set_session(ssl, client->session);
	good = socket >= 0 && SSL_connect(ssl) == 1 &&
	       (client->session == NULL || SSL_session_reused(ssl));
	if (good && client->resume && client->session == NULL)
		client->session = SSL_get1_session(ssl);
	/* What is hung up on without a word cannot be resumed. */
	SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(ssl);
	if (socket >= 0)
		close(socket);
	return good;
}

static void *run(void *argument)
{
	struct client *client = argument;

	while (!client->failed && now_ms() < client->end_at) {
		client->failed = !shake_hands(client);
		client->done++;
	}
	SSL_SESSION_free(client->session);
	return NULL;
}

static double handshakes(const void *resume, const char *address)
{
	struct client clients[CLIENTS];
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	double begun = now_ms(), done = 0;
	bool failed = false;

	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = (struct client){
			.context = context,
			.address = address,
			.end_at = begun + MILLISECONDS,
			.resume = *(const bool *)resume,
		};
		pthread_create(&clients[i].thread, NULL, run, &clients[i]);
	}
	for (int i = 0; i < CLIENTS; i++) {
		pthread_join(clients[i].thread, NULL);
		done += clients[i].done;
		failed |= clients[i].failed;
	}
	SSL_CTX_free(context);
	return failed ? -1 : done * 1000 / (now_ms() - begun);
}

static const bool full = false, resumed = true;
static const struct contest contests[] = {
	{ { "TLS handshakes / Linux", "", AT_LEAST, 1.5 }, &full, handshakes },
	{ { "TLS handshakes, resumed / Linux", "", AT_LEAST, 1.5 },
	  &resumed,
	  handshakes },
};

void bench_ports_tls(void)
{
	port_contest(&server, contests, sizeof contests / sizeof contests[0]);
}
