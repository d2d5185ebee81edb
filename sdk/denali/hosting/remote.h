/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Hosts that the user publishes to: a file each, remotes/NAME.toml (config.h),
 * with the host's address, its certificate's fingerprint and the token.  The
 * file remotes/default has the name of the one that is meant where none is
 * named: the first that was added, unless the user has chosen another.
 */
#ifndef DENALI_CMD_REMOTE_H
#define DENALI_CMD_REMOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "http.h"

struct remote {
	char *name;
	char *url;         /* https://HOST:PORT, no slash at its end */
	char *fingerprint; /* of the one certificate that is trusted */
	char *certificate; /* itself, in PEM; null: not known */
	char *token;       /* null: none */
	char *tenant;      /* whom an administrator acts for; null: nobody */
	struct http_session *session; /* null: no request yet */
};

/* Whether a remote, a tenant, a service, a disk may be called so. */
bool hosting_name_good(const char *name);

/* Whether it is https://HOST or https://HOST:PORT, no more; whether a token
 * can stand in a header. */
bool remote_url_good(const char *url);
bool remote_token_good(const char *token);

/* Read the remote of that name; with null the one DENALI_REMOTE names, or the
 * default.  Returns 0, or prints an error and returns STATUS_ERROR.  Free it in
 * both cases. */
int remote_open(struct remote *remote, const char *name);
/* The same for an administrator who acts for that tenant, with "-" for none,
 * with null for whom the remote says. */
int remote_open_for(struct remote *remote, const char *name,
		    const char *tenant);
void remote_free(struct remote *remote);

/* Write it; the first one is the default then.  Returns as remote_open. */
int remote_save(const struct remote *remote);

/* Take it away; the default is then none.  Returns as remote_open. */
int remote_delete(const char *name);

/* The names, in order; the caller frees each and the array. */
char **remote_names(size_t *count);
bool remote_exists(const char *name);

/* The default's name, which the caller frees; null: there is none. */
char *remote_default(void);
int remote_set_default(const char *name);

#endif
