/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Neither side's sockets block.  A piece is taken from one side when the last
 * has gone to the other, so a side that does not read makes the other wait.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <mbedtls/net_sockets.h>

#include "session.h"

/* What is still read from a client to which all has been said: a close with
 * octets unread would reset the connection, and the answer with it. */
#define DRAIN_MOST (1u << 20)

/* mbedTLS's own would have the process end where a client is gone. */
static int net_send(void *of, const unsigned char *data, size_t length)
{
	const struct session *session = of;
	ssize_t count = send(session->client, data, length, MSG_NOSIGNAL);

	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return MBEDTLS_ERR_SSL_WANT_WRITE;
	return count < 0 ? MBEDTLS_ERR_NET_SEND_FAILED : (int)count;
}

static int net_receive(void *of, unsigned char *data, size_t length)
{
	const struct session *session = of;
	ssize_t count = recv(session->client, data, length, 0);

	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return MBEDTLS_ERR_SSL_WANT_READ;
	return count < 0 ? MBEDTLS_ERR_NET_RECV_FAILED : (int)count;
}

void pump_begin(struct session *session)
{
	mbedtls_ssl_set_bio(&session->ssl, session, net_send, net_receive,
			    NULL);
}

static bool again(int code)
{
	return code == MBEDTLS_ERR_SSL_WANT_READ ||
	       code == MBEDTLS_ERR_SSL_WANT_WRITE;
}

static uint32_t events_of(int code)
{
	return code == MBEDTLS_ERR_SSL_WANT_WRITE ? EPOLLOUT : EPOLLIN;
}

int pump_handshake(struct session *session, uint32_t *client)
{
	int code = mbedtls_ssl_handshake(&session->ssl);

	*client = events_of(code);
	return code == 0 ? 1 : again(code) ? 0 : -1;
}

/* From the client.  True: something has moved. */
static bool from_client(struct session *session, uint32_t *client)
{
	struct piece *piece = &session->up;
	int count;

	if (session->client_ended || piece->length > 0)
		return false;
	count = mbedtls_ssl_read(&session->ssl, piece->data, PIECE);
	if (count > 0) {
		piece->length = (size_t)count;
		session_came(session);
		return true;
	}
	if (again(count)) {
		*client |= events_of(count);
		return false;
	}
	session->client_ended = true;
	return true;
}

static bool to_inner(struct session *session, uint32_t *inner)
{
	struct piece *piece = &session->up;
	ssize_t count;

	if (piece->length == 0)
		return false;
	count = send(session->inner, piece->data + piece->at, piece->length,
		     MSG_NOSIGNAL);
	if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
		*inner |= EPOLLOUT;
		return false;
	}
	if (count < 0) { /* it reads no more: what comes is for nobody */
		piece->length = 0;
		session->client_ended = true;
		return true;
	}
	piece->at += (size_t)count;
	piece->length -= (size_t)count;
	if (piece->length == 0)
		piece->at = 0;
	return true;
}

static bool from_inner(struct session *session, uint32_t *inner)
{
	struct piece *piece = &session->down;
	ssize_t count;

	if (session->inner_ended || piece->length > 0)
		return false;
	count = recv(session->inner, piece->data, PIECE, 0);
	if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
		*inner |= EPOLLIN;
		return false;
	}
	if (count <= 0)
		session->inner_ended = true;
	else
		piece->length = (size_t)count;
	return true;
}

/* Below 0: the client is gone. */
static int to_client(struct session *session, uint32_t *client)
{
	struct piece *piece = &session->down;
	int count;

	if (piece->length == 0)
		return 0;
	count = mbedtls_ssl_write(&session->ssl, piece->data + piece->at,
				  piece->length);
	if (again(count)) {
		*client |= events_of(count);
		return 0;
	}
	if (count < 0)
		return -1;
	session_went(session, (size_t)count);
	piece->at += (size_t)count;
	piece->length -= (size_t)count;
	if (piece->length == 0)
		piece->at = 0;
	return 1;
}

/* The server has said all: so does TLS; then what the client still sends is
 * read, and thrown away, until it ends. */
static bool say_goodbye(struct session *session, uint32_t *client)
{
	ssize_t count;
	int code;

	if (!session->said_goodbye) {
		code = mbedtls_ssl_close_notify(&session->ssl);
		if (again(code)) {
			*client = events_of(code);
			return true;
		}
		session->said_goodbye = true;
		shutdown(session->client, SHUT_WR);
		session_phase(session, PHASE_LINGER, 0);
	}
	do {
		count = recv(session->client, session->up.data, PIECE, 0);
		if (count > 0)
			session->drained += (size_t)count;
	} while (count > 0 && session->drained < DRAIN_MOST);
	*client = EPOLLIN;
	return count < 0 && (errno == EAGAIN || errno == EINTR);
}

bool pump(struct session *session, uint32_t *client, uint32_t *inner)
{
	bool moved;
	int sent;

	do {
		*client = *inner = 0;
		moved = from_client(session, client);
		moved |= to_inner(session, inner);
		moved |= from_inner(session, inner);
		sent = to_client(session, client);
		if (sent < 0)
			return false;
	} while (moved || sent > 0);
	if (session->client_ended && session->up.length == 0)
		shutdown(session->inner, SHUT_WR);
	if (session->inner_ended && session->down.length == 0) {
		*inner = 0;
		return say_goodbye(session, client);
	}
	return true;
}
