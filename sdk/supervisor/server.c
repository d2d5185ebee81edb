/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * HTTP, by libmicrohttpd, whose thread calls all handlers.  It has its sockets
 * from sessions.c.  A request that waits is suspended, and stands in a list
 * until it is woken: by its topic, its deadline, or the end of its connection.
 *
 * Locks: host_lock before that of the list, never the other way round.
 */
#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>

#include <microhttpd.h>

#include "exchange.h"
#include "host.h"
#include "parse.h"
#include "response.h"
#include "routes.h"
#include "sessions.h"

#define CONNECTION_MEMORY (24 * 1024)
#define HEAD_MOST 16384
#define THREAD_STACK (256 * 1024)

struct waiter {
	struct exchange *exchange; /* NULL: no one */
	struct MHD_Connection *connection;
	struct session *session;
	int64_t deadline, topic;
	bool late;
};

static struct MHD_Daemon *http;
static struct waiter waiters[SESSIONS * 2];
#define WAITERS (sizeof waiters / sizeof *waiters)
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- those that wait ---- */

static void wake(struct waiter *waiter, bool late)
{
	waiter->exchange->request.late = late;
	waiter->exchange = NULL;
	MHD_resume_connection(waiter->connection);
}

static struct session *session_at(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info == NULL ? NULL : info->socket_context;
}

static void prepare_wait(struct exchange *exchange, void *connection)
{
	struct waiter *waiter = waiters;

	pthread_mutex_lock(&lock);
	while (waiter < waiters + WAITERS && waiter->exchange != NULL)
		waiter++;
	if (waiter == waiters + WAITERS) {
		exchange->request.late = true;
	} else {
		waiter->exchange = exchange;
		waiter->connection = connection;
		waiter->session = session_at(connection);
		waiter->deadline = exchange->answer.wait_until;
		waiter->topic = exchange->answer.topic;
		MHD_suspend_connection(connection);
	}
	pthread_mutex_unlock(&lock);
	sessions_wake();
}

void api_wake(int64_t topic)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < WAITERS; i++)
		if (waiters[i].exchange != NULL &&
		    (topic == 0 || waiters[i].topic == topic))
			wake(&waiters[i], false);
	pthread_mutex_unlock(&lock);
}

static void gone(struct session *session)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < WAITERS; i++)
		if (waiters[i].exchange != NULL &&
		    waiters[i].session == session)
			wake(&waiters[i], true);
	pthread_mutex_unlock(&lock);
}

static int deadlines(void)
{
	int64_t now = clock_monotonic(), next = -1;

	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < WAITERS; i++) {
		if (waiters[i].exchange == NULL)
			continue;
		if (waiters[i].deadline <= now)
			wake(&waiters[i], true);
		else if (next < 0 || waiters[i].deadline - now < next)
			next = waiters[i].deadline - now;
	}
	pthread_mutex_unlock(&lock);
	return (int)next;
}

/* ---- answers ---- */

static enum MHD_Result send_answer(struct MHD_Connection *connection,
				   struct exchange *exchange)
{
	struct session *session = session_at(connection);
	struct answer *answer = &exchange->answer;
	uint64_t bytes = answer->length;
	struct MHD_Response *response = response_make(exchange, session);
	enum MHD_Result result;

	if (response == NULL)
		return MHD_NO;
	if (session != NULL)
		session_phase(session, PHASE_ANSWER, bytes);
	result = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return result;
}

/* ---- requests ---- */

static void *target_known(void *unused, const char *target,
			  struct MHD_Connection *connection)
{
	(void)unused;
	(void)connection;
	return exchange_new(target);
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* Of the body: a length that is no number is none. */
static uint64_t length_of(struct MHD_Connection *connection)
{
	const char *text = header(connection, "Content-Length");
	uint64_t length = 0;

	if (header(connection, "Transfer-Encoding") != NULL ||
	    (text != NULL && !parse_number(text, 0, UINT64_MAX - 1, &length)))
		return LENGTH_UNKNOWN;
	return length;
}

static void address_of(struct MHD_Connection *connection, char text[46])
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	text[0] = '\0';
	if (info != NULL && info->client_addr->sa_family == AF_INET)
		inet_ntop(AF_INET,
			  &((const struct sockaddr_in *)(const void *)
				    info->client_addr)
				   ->sin_addr,
			  text, 46);
}

/* What was asked over a connection that has been ended meanwhile is not done:
 * the client will think that it was not, and ask again. */
static bool goes_on(struct session *session, enum phase phase)
{
	return session != NULL && session_phase(session, phase, 0);
}

static bool head_fits(struct MHD_Connection *connection,
		      struct exchange *exchange, const char *method)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	if (info == NULL || info->header_size <= HEAD_MOST)
		return true;
	exchange->request.method = method;
	exchange->answered = true;
	answer_error(&exchange->answer, 431, "head",
		     "the request's head is longer than %d bytes", HEAD_MOST);
	return false;
}

static enum MHD_Result begin(struct MHD_Connection *connection,
			     struct exchange *exchange, const char *method)
{
	struct session *session = session_at(connection);
	uint64_t length = length_of(connection);
	char address[46];

	if (!goes_on(session, length == 0 ? PHASE_WORK : PHASE_BODY))
		return MHD_NO;
	address_of(connection, address);
	if (head_fits(connection, exchange, method))
		exchange_head(exchange, method,
			      header(connection, "Authorization"), address,
			      length);
	/* An answer ahead of the body ends the connection; ahead of none, it
	 * would, too. */
	if (exchange->answered)
		return exchange->request.length == 0 ?
			       MHD_YES :
			       send_answer(connection, exchange);
	session_known(session, exchange->request.caller.tenant);
	return MHD_YES;
}

static enum MHD_Result request_comes(void *unused,
				     struct MHD_Connection *connection,
				     const char *url, const char *method,
				     const char *version, const char *data,
				     size_t *length, void **own)
{
	struct session *session = session_at(connection);
	struct exchange *exchange = *own;

	(void)unused;
	(void)url;
	(void)version;
	if (exchange == NULL)
		return MHD_NO;
	if (exchange->request.method == NULL)
		return begin(connection, exchange, method);
	if (*length > 0) {
		exchange_data(exchange, data, *length);
		session_moved(session, exchange->got);
		*length = 0;
		return MHD_YES;
	}
	if (!goes_on(session, PHASE_WORK) && !exchange->waiting)
		return MHD_NO;
	if (exchange->waiting)
		exchange_again(exchange, prepare_wait, connection);
	else
		exchange_end(exchange, prepare_wait, connection);
	return exchange->waiting ? MHD_YES : send_answer(connection, exchange);
}

static void request_done(void *unused, struct MHD_Connection *connection,
			 void **own, enum MHD_RequestTerminationCode how)
{
	struct session *session = session_at(connection);

	(void)unused;
	(void)how;
	if (*own != NULL)
		exchange_free(*own);
	*own = NULL;
	if (session != NULL)
		session_phase(session, PHASE_IDLE, 0);
}

/* ---- connections ---- */

static void connection_comes(void *unused, struct MHD_Connection *connection,
			     void **own,
			     enum MHD_ConnectionNotificationCode what)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	(void)unused;
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		*own = session_of(info->connect_fd);
	else if (*own != NULL)
		session_leave(*own);
}

static bool take(int socket, const struct sockaddr *address, socklen_t length)
{
	return MHD_add_connection(http, socket, address, length) == MHD_YES;
}

/* What is left encoded is decoded by target.c. */
static size_t leave_encoded(void *unused, struct MHD_Connection *connection,
			    char *text)
{
	(void)unused;
	(void)connection;
	return strlen(text);
}

static void say_nothing(void *unused, const char *format, va_list arguments)
{
	(void)unused;
	(void)format;
	(void)arguments;
}

const char *server_start(uint16_t port)
{
	static const struct session_server ours = { take, gone, gone,
						    deadlines };
	const char *wrong;

	http = MHD_start_daemon(
		MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL |
			MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME |
			MHD_USE_ITC | MHD_USE_ERROR_LOG,
		0, NULL, NULL, request_comes, NULL, MHD_OPTION_EXTERNAL_LOGGER,
		say_nothing, NULL, MHD_OPTION_URI_LOG_CALLBACK, target_known,
		NULL, MHD_OPTION_NOTIFY_COMPLETED, request_done, NULL,
		MHD_OPTION_NOTIFY_CONNECTION, connection_comes, NULL,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,
		MHD_OPTION_CONNECTION_LIMIT, SESSIONS * 2,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_THREAD_STACK_SIZE, (size_t)THREAD_STACK,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
	if (http == NULL)
		return "the API: the HTTP server cannot be started";
	wrong = sessions_start(port, &ours);
	if (wrong != NULL)
		MHD_stop_daemon(http);
	return wrong;
}

void server_stop(void)
{
	sessions_stop();
	api_wake(0);
	MHD_stop_daemon(http);
}
