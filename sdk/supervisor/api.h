/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Requests and their answers: what a module needs to know to serve some of the
 * API.  It says its routes in `const struct route NAME_routes[]`, ended by an
 * entry of zeros, listed in routes.c, and described in openapi.json.
 *
 * Before a handler runs the server has found out who asks and for which tenant,
 * that the scope suffices, that the rate allows it, and that path and body are
 * well formed.  It runs with host_lock held and, unless the method is GET or
 * HEAD, in a transaction: that is committed before the answer is sent if the
 * status is below 400, else rolled back.  (What runs "with the lock but without
 * a transaction" is said below.)  A change is audited in the same transaction,
 * by what the handler has said with audit(); a refused one too.
 */
#ifndef SUPERVISOR_API_H
#define SUPERVISOR_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "store.h"

enum scope {
	SCOPE_ANY = 0, /* any valid token */
	SCOPE_READ = 1,
	SCOPE_DEPLOY = 2,
	SCOPE_MANAGE = 4,
	SCOPE_METRICS = 8,
	SCOPE_ADMIN = 16, /* includes all */
};

/* Whom a route is about. */
enum whose {
	OF_TENANT, /* one tenant's: an administrator names it: ?tenant=NAME */
	OF_EITHER, /* as OF_TENANT, or all of the host's: an administrator
		    * that names none has tenant 0 */
	OF_HOST,   /* the host's: administrators only */
};

enum body_kind {
	BODY_NONE,   /* there must be none */
	BODY_JSON,   /* an object */
	BODY_OCTETS, /* any bytes, kept in memory */
	BODY_STREAM, /* any bytes, given to the route's stream as they come;
		      * their number is known before */
};

#define PARAMETERS 4
#define NAME_TEXT 32 /* of tenants, services, disks: 31 characters */

struct caller {
	char token[9]; /* its ID */
	char name[65]; /* the token's */
	char address[46];
	int64_t tenant; /* 0: an administrator */
	unsigned scopes;
};

struct request {
	struct caller caller;
	int64_t tenant; /* whom it is about (enum whose); 0: all */
	char tenant_name[NAME_TEXT];
	const struct route *route;
	const char *method, *path;
	/* What stands for the route's {...}, in their order. */
	const char *parameter[PARAMETERS];
	json_t *body;             /* BODY_JSON */
	const uint8_t *bytes;     /* BODY_OCTETS */
	uint64_t length;          /* of the body */
	int64_t began;            /* clock_monotonic() */
	unsigned calls;           /* of the handler before this one: it waits */
	bool late;                /* the deadline of answer_wait has passed */
	void *own;                /* the handler's */
	void (*own_free)(void *); /* when the request ends in any way, without
				   * the lock; it gets own */
	void *server;             /* the server's */
};

/* All zero: 204, nothing. */
struct answer {
	unsigned status; /* 0: 200 if there is a body, else 204 */
	json_t *json;    /* the body, freed by the server; or ... */
	void *bytes;     /* ... malloc'ed, freed by the server */
	size_t length;
	const char *type; /* of bytes, or of what reader gives; else JSON */
	const struct reader *reader; /* ... or read as it is sent */
	void *reading;               /* the reader's */
	unsigned retry_after;        /* seconds; 0: not said */
	const char *code;            /* of the error */
	int64_t wait_until;
	int64_t topic;
};

/* A body that is made as it is sent, of unknown length.  Without the lock. */
struct reader {
	/* Up to room bytes from this offset, which only grows.  How many; 0:
	 * the end; below 0: it has failed, and the client sees an incomplete
	 * answer. */
	long (*read)(void *reading, uint64_t at, char *buffer, size_t room);
	void (*free)(void *reading);
};

typedef void handler(struct request *request, struct answer *answer);

/* How a body that is not kept in memory is taken.  Once a status of 400 or more
 * is in the answer, the rest of the body is ignored and that is the answer. */
struct stream {
	/* The head has come (request->length); with the lock, without a
	 * transaction. */
	handler *begin;
	/* Some of the body; a last time with length 0: write it out, sync it.
	 * Without the lock.  Then the route's handler is called. */
	void (*data)(struct request *request, struct answer *answer,
		     const void *data, size_t length);
};

struct route {
	const char *method; /* GET also answers HEAD */
	const char *path;   /* "/v1/services/{service}/logs" */
	enum scope scope;
	enum whose whose;
	handler *handler;
	enum body_kind body;
	uint64_t body_max;
	const struct stream *stream;
};

/* ---- questions about a request ---- */

/* By its method, it is one that changes something. */
bool request_changes(const struct request *request);

/* The value of a name of the query, decoded; NULL if there is none. */
const char *request_query(const struct request *request, const char *name);

/* A number of the query, otherwise if it is not there.  False: it is malformed
 * or out of bounds, and the error is in the answer. */
bool request_number(const struct request *request, struct answer *answer,
		    const char *name, int64_t least, int64_t most,
		    int64_t otherwise, int64_t *number);

/* ?NAME, ?NAME=1, ?NAME=true: true; nothing, 0, false: false. */
bool request_flag(const struct request *request, const char *name);

/* Members of the body, an object: each known, of its type and within bounds.
 * What is not there leaves *to alone.  False: the error is in the answer. */
enum member_kind {
	MEMBER_TEXT,   /* const char **; bounds: bytes */
	MEMBER_NUMBER, /* int64_t * */
	MEMBER_BOOL,   /* bool * */
	MEMBER_LIST,   /* json_t ** (borrowed); bounds: elements */
	MEMBER_OBJECT, /* json_t ** (borrowed); bounds: members */
	MEMBER_ANY,    /* json_t ** (borrowed) */
};
struct member {
	const char *name;
	enum member_kind kind;
	bool needed;
	int64_t least, most;
	void *to;
};
/* The array ends with a name of NULL. */
bool request_members(const struct request *request, struct answer *answer,
		     const struct member *members);
/* The same for an object within: where says where, "settings.ports[0]". */
bool object_members(json_t *object, const char *where, struct answer *answer,
		    const struct member *members);

/* [a-z0-9]([a-z0-9-]{0,29}[a-z0-9])? */
bool name_valid(const char *name);
/* Refuses others: what is "service", "disk"... */
bool answer_unless_name(struct answer *answer, const char *what,
			const char *name);

/* ---- answers ---- */

/* The message says what, which, why, what to do. */
void answer_error(struct answer *answer, unsigned status, const char *code,
		  const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* 404, in the same words whether it is another's or nobody's: what is
 * "service". */
void answer_missing(struct answer *answer, const char *what, const char *name);
/* For bodies: bytes that are no UTF-8 become question marks; 0 becomes null. */
json_t *json_text(const char *text);
json_t *json_time(int64_t wall);
/* Takes the reference. */
void answer_json(struct answer *answer, unsigned status, json_t *json);
/* 507 or 500 for what the store could not do.  False unless STORE_OK. */
bool answer_store(struct answer *answer, enum store_result result);
bool answer_failed(const struct answer *answer);

/* Not yet: the handler is called again, request->calls counting, when
 * api_wake(topic) was called or the deadline (clock_monotonic) has come, then
 * with request->late.  If it changes something, each call is a transaction. */
void answer_wait(struct answer *answer, int64_t topic, int64_t deadline);
/* The longest that ?wait=SECONDS may be. */
#define WAIT_MAX 50
/* ?wait, 0 if it is not said, as a deadline from the request's beginning. */
bool request_wait(const struct request *request, struct answer *answer,
		  int64_t *deadline);
/* Whoever waits for this topic is asked again; 0: all.  With the lock.  Topics:
 * a service's row number; module's own are TOPIC_*. */
void api_wake(int64_t topic);
#define TOPIC_AUDIT (-1)
#define TOPIC_HOST (-2)
#define TOPIC_DISKS (-3)

/* Says what the change is called in the audit log: verb "service.scale", object
 * "web" and details "count=3".  Never a secret. */
void audit(struct request *request, const char *verb, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A change that nobody asked for now, or not through the API: "engine". */
void audit_by(const char *actor, int64_t tenant, const char *verb,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
