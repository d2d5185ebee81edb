/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "remote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "certificate.h"
#include "config.h"
#include "error.h"
#include "publication.h"
#include "remedy.h"
#include "suggest.h"
#include "toml.h"

#define DEFAULT_FILE "remotes/default"

bool hosting_name_good(const char *name)
{
	return publication_is_name(name, strlen(name));
}

/* Neither a header nor a file of ours must end early. */
static bool is_printable(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

bool remote_url_good(const char *url)
{
	return strncmp(url, "https://", 8) == 0 && url[8] != '\0' &&
	       is_printable(url) && strpbrk(url + 8, "/?#@\"\\") == NULL;
}

bool remote_token_good(const char *token)
{
	return token[0] != '\0' && is_printable(token) &&
	       strpbrk(token, "\"\\") == NULL;
}

/* ---- the default ---- */

char *remote_default(void)
{
	char *path = config_path(DEFAULT_FILE), *name = NULL;
	struct buffer text = { 0 };

	if (path != NULL && config_read(path, &text)) {
		text.data[strcspn((char *)text.data, "\n")] = '\0';
		if (hosting_name_good((char *)text.data))
			name = allocate_text("%s", (char *)text.data);
	}
	buffer_free(&text);
	free(path);
	return name;
}

int remote_set_default(const char *name)
{
	char *path = config_path(DEFAULT_FILE);
	char *line = allocate_text("%s\n", name);
	int status = path != NULL ? config_write(path, line, strlen(line)) :
				    STATUS_ERROR;

	free(line);
	free(path);
	return status;
}

/* ---- reading ---- */

/* No remote is called so, or none is the default. */
static int refuse(const char *name)
{
	size_t count;
	char **names = remote_names(&count);
	const char *near = suggest(name, (const char *const *)names, count);
	int status;

	if (near != NULL)
		status = error("no remote is called %s; did you mean %s?", name,
			       near);
	else if (count > 0)
		status = error("no remote is called %s; see `denali remote "
			       "list`",
			       name);
	else
		status = error("no remote is called %s, nor is there any; add "
			       "it with `denali remote add`",
			       name);
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return status;
}

/* Which one is meant; null, the error printed, if nobody has said. */
static char *choose(const char *name)
{
	size_t count;
	char *usual, **names;

	if (name == NULL && getenv("DENALI_REMOTE") != NULL &&
	    getenv("DENALI_REMOTE")[0] != '\0')
		name = getenv("DENALI_REMOTE");
	if (name != NULL && hosting_name_good(name))
		return allocate_text("%s", name);
	if (name != NULL) {
		refuse(name);
		return NULL;
	}
	usual = remote_default();
	if (usual != NULL)
		return usual;
	names = remote_names(&count);
	if (count == 0)
		error("no remote is known; make a host with `denali host "
		      "init`, or add one with `denali remote add NAME URL`");
	else
		error("no remote is the default; name one with --remote, or "
		      "choose with `denali remote default %s`",
		      names[0]);
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return NULL;
}

static char *take_text(const struct toml_value *document, const char *key)
{
	const struct toml_value *value = toml_find(document, key);

	if (value == NULL || value->type != TOML_STRING ||
	    strlen(value->text) != value->length || value->length == 0)
		return NULL;
	return allocate_text("%s", value->text);
}

static int read_text(struct remote *remote, const char *path,
		     const struct buffer *text)
{
	char fingerprint[HTTP_FINGERPRINT_MAX];
	struct toml_error fault;
	struct toml_value *document = toml_parse((const char *)text->data,
						 text->length, &fault);

	if (document == NULL)
		return error("%s:%u: %s; mend it, or add the remote again",
			     path, fault.line, fault.text);
	remote->url = take_text(document, "url");
	remote->fingerprint = take_text(document, "fingerprint");
	remote->certificate = take_text(document, "certificate");
	remote->token = take_text(document, "token");
	remote->tenant = take_text(document, "tenant");
	toml_free(document);
	if (remote->url == NULL || remote->fingerprint == NULL)
		return error("%s: has no %s; remove the remote and add it "
			     "again",
			     path, remote->url == NULL ? "url" : "fingerprint");
	if (!remote_url_good(remote->url))
		return error("%s: the url is not https://HOST:PORT; remove the "
			     "remote and add it again",
			     path);
	if (!fingerprint_read(remote->fingerprint, fingerprint))
		return error("%s: the fingerprint is not 64 hexadecimal "
			     "digits; remove the remote and add it again",
			     path);
	memcpy(remote->fingerprint, fingerprint, sizeof fingerprint);
	if (remote->token != NULL && !remote_token_good(remote->token))
		return error("%s: the token is none; add the remote again",
			     path);
	if (remote->tenant != NULL && !hosting_name_good(remote->tenant))
		return error("%s: the tenant's name is none; add the remote "
			     "again",
			     path);
	return 0;
}

static int read_file(struct remote *remote, const char *path)
{
	struct buffer text = { 0 };
	int status, fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return refuse(remote->name);
	if (fd >= 0 && config_is_shared(fd)) {
		close(fd);
		return error("%s: others can read it, and a token is in it; "
			     "chmod 600 it, and revoke the token if they may "
			     "have",
			     path);
	}
	if (fd >= 0)
		close(fd);
	if (config_read(path, &text))
		status = read_text(remote, path, &text);
	else
		status = error("%s: cannot be read: %s; %s", path,
			       strerror(errno), remedy(errno));
	buffer_free(&text);
	return status;
}

int remote_open(struct remote *remote, const char *name)
{
	char *path;
	int status = STATUS_ERROR;

	*remote = (struct remote){ .name = choose(name) };
	if (remote->name == NULL)
		return STATUS_ERROR;
	path = config_path("remotes/%s.toml", remote->name);
	if (path != NULL)
		status = read_file(remote, path);
	free(path);
	return status;
}

int remote_open_for(struct remote *remote, const char *name, const char *tenant)
{
	bool none = tenant != NULL && strcmp(tenant, "-") == 0;
	int status;

	*remote = (struct remote){ 0 };
	if (tenant != NULL && !none && !hosting_name_good(tenant))
		return error("--tenant %s: no tenant can be called so; see "
			     "`denali tenant list`",
			     tenant);
	status = remote_open(remote, name);
	if (status == 0 && tenant != NULL) {
		free(remote->tenant);
		remote->tenant = none ? NULL : allocate_text("%s", tenant);
	}
	return status;
}

void remote_free(struct remote *remote)
{
	http_close(remote->session);
	free(remote->name);
	free(remote->url);
	free(remote->fingerprint);
	free(remote->certificate);
	free(remote->token);
	free(remote->tenant);
	*remote = (struct remote){ 0 };
}
