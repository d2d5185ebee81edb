/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>

#include "harness/net.h"

struct client {
	mbedtls_net_context net;
	mbedtls_ssl_context ssl;
};

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context randomness;
static mbedtls_ssl_config config;
static mbedtls_ssl_session session;
static bool prepared, has_session;
static unsigned resumed;

static void prepare(void)
{
	if (prepared)
		return;
	mbedtls_entropy_init(&entropy);
	mbedtls_ctr_drbg_init(&randomness);
	mbedtls_ssl_session_init(&session);
	mbedtls_ssl_config_init(&config);
	if (mbedtls_ctr_drbg_seed(&randomness, mbedtls_entropy_func, &entropy,
				  NULL, 0) != 0 ||
	    mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_CLIENT,
					MBEDTLS_SSL_TRANSPORT_STREAM,
					MBEDTLS_SSL_PRESET_DEFAULT) != 0)
		abort();
	mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &randomness);
	mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_NONE);
	mbedtls_ssl_conf_renegotiation(&config,
				       MBEDTLS_SSL_RENEGOTIATION_ENABLED);
	prepared = true;
}

static bool shake_hands(struct client *client)
{
	unsigned char had[32] = { 0 };

	if (has_session) {
		mbedtls_ssl_set_session(&client->ssl, &session);
		memcpy(had, session.master, sizeof had);
	}
	if (mbedtls_ssl_handshake(&client->ssl) != 0)
		return false;
	if (mbedtls_ssl_get_session(&client->ssl, &session) != 0)
		return false;
	if (has_session && memcmp(had, session.master, sizeof had) == 0)
		resumed++;
	has_session = true;
	return true;
}

struct client *client_open(uint16_t port)
{
	struct client *client = calloc(1, sizeof *client);

	prepare();
	if (client == NULL)
		abort();
	client->net.fd = tcp_connect(LOOPBACK, port, CLIENT_TIME);
	mbedtls_ssl_init(&client->ssl);
	if (client->net.fd < 0 ||
	    mbedtls_ssl_setup(&client->ssl, &config) != 0) {
		client_close(client);
		return NULL;
	}
	mbedtls_ssl_set_bio(&client->ssl, &client->net, mbedtls_net_send,
			    mbedtls_net_recv, NULL);
	if (shake_hands(client))
		return client;
	client_close(client);
	return NULL;
}

void client_close(struct client *client)
{
	if (client == NULL)
		return;
	mbedtls_ssl_free(&client->ssl);
	if (client->net.fd >= 0)
		close(client->net.fd);
	free(client);
}

int client_socket(const struct client *client)
{
	return client->net.fd;
}

unsigned client_resumed(void)
{
	return resumed;
}

const char *client_server(struct client *client)
{
	static char name[256];
	const mbedtls_x509_crt *peer = mbedtls_ssl_get_peer_cert(&client->ssl);

	name[0] = '\0';
	if (peer != NULL)
		mbedtls_x509_dn_gets(name, sizeof name, &peer->subject);
	has_session = false;
	return name;
}

bool client_renegotiate(struct client *client)
{
	return mbedtls_ssl_renegotiate(&client->ssl) == 0;
}

bool client_send(struct client *client, const void *data, size_t length)
{
	const unsigned char *at = data;

	while (length > 0) {
		int count = mbedtls_ssl_write(&client->ssl, at, length);

		if (count <= 0)
			return false;
		at += count;
		length -= (size_t)count;
	}
	return true;
}

/* Appends some of what comes.  0: the end; below 0: the time is over. */
static int read_some(struct client *client, struct bytes *into)
{
	unsigned char piece[4096];
	int count = mbedtls_ssl_read(&client->ssl, piece, sizeof piece);

	if (count > 0)
		bytes_append(into, piece, (size_t)count);
	if (count == MBEDTLS_ERR_SSL_WANT_READ ||
	    count == MBEDTLS_ERR_SSL_TIMEOUT)
		return -1;
	return count < 0 ? 0 : count;
}

bool client_drain(struct client *client, struct bytes *into, int milliseconds)
{
	double until = now_ms() + milliseconds;
	int count;

	do
		count = read_some(client, into);
	while (count > 0 && now_ms() < until);
	return count == 0;
}

/* ---- requests ---- */

void reply_finish(struct reply *reply)
{
	bytes_free(&reply->head);
	bytes_free(&reply->body);
	json_decref(reply->json);
	memset(reply, 0, sizeof *reply);
}

const char *reply_code(const struct reply *reply)
{
	const char *code = json_string_value(
		json_object_get(json_object_get(reply->json, "error"), "code"));

	return code == NULL ? "" : code;
}

/* Moves the head, up to the empty line, out of what has come. */
static bool take_head(struct reply *reply)
{
	const char *end;

	if (reply->body.length == 0)
		return false;
	end = memmem(reply->body.data, reply->body.length, "\r\n\r\n", 4);
	if (end == NULL)
		return false;
	bytes_append(&reply->head, reply->body.data,
		     (size_t)(end + 4 - (const char *)reply->body.data));
	bytes_append(&reply->head, "", 1);
	reply->body.length -= reply->head.length - 1;
	memmove(reply->body.data, reply->body.data + reply->head.length - 1,
		reply->body.length);
	return true;
}

static const char *head_value(const struct reply *reply, const char *name)
{
	return strcasestr((const char *)reply->head.data, name);
}

/* Puts chunks together; false: there is more to come. */
static bool join_chunks(struct reply *reply)
{
	struct bytes whole = { 0 };
	const char *at = (const char *)reply->body.data;
	const char *end = at + reply->body.length;

	for (;;) {
		const char *line = memmem(at, (size_t)(end - at), "\r\n", 2);
		size_t length = line == NULL ? 0 : strtoul(at, NULL, 16);

		if (line == NULL || (size_t)(end - line) < length + 4) {
			bytes_free(&whole);
			return false;
		}
		if (length == 0)
			break;
		bytes_append(&whole, line + 2, length);
		at = line + 2 + length + 2;
	}
	bytes_free(&reply->body);
	reply->body = whole;
	return true;
}

static bool complete(struct reply *reply, bool head_only)
{
	const char *length = head_value(reply, "\r\nContent-Length:");

	if (head_only || reply->status == 204 || reply->status == 304)
		return true;
	if (head_value(reply, "\r\nTransfer-Encoding: chunked") != NULL)
		return join_chunks(reply);
	return length != NULL &&
	       reply->body.length >= strtoul(length + 17, NULL, 10);
}

static bool read_reply(struct client *client, struct reply *reply,
		       bool head_only)
{
	double until = now_ms() + 60000;

	memset(reply, 0, sizeof *reply);
	do {
		while (!take_head(reply))
			if (read_some(client, &reply->body) <= 0 ||
			    now_ms() > until)
				return false;
		reply->status = atoi((const char *)reply->head.data + 9);
		if (reply->status == 100)
			bytes_free(&reply->head);
	} while (reply->status == 100);
	while (!complete(reply, head_only))
		if (read_some(client, &reply->body) <= 0 || now_ms() > until)
			return false;
	reply->json = json_loadb((const char *)reply->body.data,
				 reply->body.length, 0, NULL);
	bytes_append(&reply->body, "", 1);
	reply->body.length--;
	return true;
}

bool client_answer(struct client *client, struct reply *reply)
{
	return read_reply(client, reply, false);
}

bool client_ask(struct client *client, const char *method, const char *target,
		const char *token, const void *body, size_t length,
		struct reply *reply)
{
	char head[2048];
	int room = snprintf(head, sizeof head, "%s %s HTTP/1.1\r\nHost: h\r\n",
			    method, target);

	if (token != NULL)
		room += snprintf(head + room, sizeof head - (size_t)room,
				 "Authorization: Bearer %s\r\n", token);
	if (body != NULL)
		room += snprintf(head + room, sizeof head - (size_t)room,
				 "Content-Length: %zu\r\n", length);
	room += snprintf(head + room, sizeof head - (size_t)room, "\r\n");
	memset(reply, 0, sizeof *reply);
	return client_send(client, head, (size_t)room) &&
	       (body == NULL || client_send(client, body, length)) &&
	       read_reply(client, reply, strcmp(method, "HEAD") == 0);
}

struct reply ask_as(const struct standin *standin, const char *token,
		    const char *method, const char *target, const char *body)
{
	struct client *client = client_open(standin->port);
	struct reply reply = { 0 };

	if (client == NULL)
		return reply;
	if (!client_ask(client, method, target, token, body,
			body == NULL ? 0 : strlen(body), &reply))
		reply.status = 0;
	client_close(client);
	return reply;
}

struct reply ask(const struct standin *standin, const char *method,
		 const char *target, const char *body)
{
	return ask_as(standin, standin->token, method, target, body);
}
