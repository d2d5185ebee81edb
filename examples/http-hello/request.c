/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "request.h"

#include <string.h>
#include <strings.h>

/* A part of the request's text. */
struct text {
	const char *at;
	size_t length;
};

static bool is(struct text text, const char *word)
{
	return text.length == strlen(word) &&
	       memcmp(text.at, word, text.length) == 0;
}

static bool is_nocase(struct text text, const char *word)
{
	return text.length == strlen(word) &&
	       strncasecmp(text.at, word, text.length) == 0;
}

/* RFC 9110, 5.6.2. */
static bool is_token(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		char c = text.at[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c >= '0' && c <= '9') ||
		      (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL)))
			return false;
	}
	return text.length > 0;
}

static bool has_controls(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return true;
	}
	return false;
}

static struct text trim(struct text text)
{
	while (text.length > 0 && (*text.at == ' ' || *text.at == '\t')) {
		text.at++;
		text.length--;
	}
	while (text.length > 0 && (text.at[text.length - 1] == ' ' ||
				   text.at[text.length - 1] == '\t'))
		text.length--;
	return text;
}

/* Cuts off what comes before the separator, or everything. */
static struct text cut(struct text *rest, char separator)
{
	const char *end = memchr(rest->at, separator, rest->length);
	struct text part = *rest;

	if (end == NULL) {
		rest->at += rest->length;
		rest->length = 0;
		return part;
	}
	part.length = (size_t)(end - part.at);
	rest->length -= part.length + 1;
	rest->at = end + 1;
	return part;
}

static struct text next_line(struct text *rest)
{
	struct text line = cut(rest, '\n');

	if (line.length > 0 && line.at[line.length - 1] == '\r')
		line.length--;
	return line;
}

size_t request_length(const char *data, size_t length)
{
	const char *at = data;
	const char *end = data + length;

	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		at++;
		if (at < end && *at == '\n')
			return (size_t)(at + 1 - data);
		if (end - at >= 2 && at[0] == '\r' && at[1] == '\n')
			return (size_t)(at + 2 - data);
	}
	return 0;
}

void request_refuse(int status, struct request *request)
{
	memset(request, 0, sizeof(*request));
	request->status = status;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One character, decoded; -1: nonsense. */
static int decode(struct text *rest)
{
	int c = (unsigned char)*rest->at++;

	rest->length--;
	if (c == '%') {
		int high = rest->length >= 2 ? hex(rest->at[0]) : -1;
		int low = high >= 0 ? hex(rest->at[1]) : -1;

		if (low < 0)
			return -1;
		rest->at += 2;
		rest->length -= 2;
		c = high << 4 | low;
	}
	return c < ' ' || c == 0x7f ? -1 : c;
}

/* Whether a segment of the path is "..". */
static bool goes_up(const char *path)
{
	for (; *path != '\0'; path++)
		if (strncmp(path, "/..", 3) == 0 &&
		    (path[3] == '/' || path[3] == '\0'))
			return true;
	return false;
}

static int parse_path(struct text target, char path[PATH_LIMIT])
{
	size_t length = 0;

	target = cut(&target, '?');
	if (target.length == 0 || *target.at != '/')
		return 400;
	while (target.length > 0) {
		int c = decode(&target);

		if (c < 0)
			return 400;
		if (length == PATH_LIMIT - 1)
			return 414;
		path[length++] = (char)c;
	}
	path[length] = '\0';
	return goes_up(path) ? 400 : 200;
}

/* "http://host/path" must be understood too. */
static struct text without_host(struct text target)
{
	static const char scheme[] = "http://";
	const size_t length = sizeof(scheme) - 1;
	const char *slash;

	if (target.length < length ||
	    strncasecmp(target.at, scheme, length) != 0)
		return target;
	slash = memchr(target.at + length, '/', target.length - length);
	if (slash == NULL)
		return (struct text){ "/", 1 };
	return (struct text){ slash,
			      target.length - (size_t)(slash - target.at) };
}

static int parse_first_line(struct text line, struct request *request)
{
	struct text method = cut(&line, ' ');
	struct text target = cut(&line, ' ');

	request->http10 = is(line, "HTTP/1.0");
	request->keep_alive = !request->http10;
	if (!is_token(method) || has_controls(target) || target.length == 0)
		return 400;
	if (line.length != 8 || memcmp(line.at, "HTTP/", 5) != 0)
		return 400;
	if (memcmp(line.at + 5, "1.", 2) != 0)
		return 505;
	request->head = is(method, "HEAD");
	if (!request->head && !is(method, "GET"))
		return 405;
	return parse_path(without_host(target), request->path);
}

static void parse_connection(struct text value, struct request *request)
{
	while (value.length > 0) {
		struct text option = trim(cut(&value, ','));

		if (is_nocase(option, "close"))
			request->keep_alive = false;
		else if (is_nocase(option, "keep-alive") && request->http10)
			request->keep_alive = true;
	}
}

/* Returns whether the line is a field at all. */
static bool parse_field(struct text line, struct request *request, int *hosts)
{
	struct text name = cut(&line, ':');
	struct text value = trim(line);

	if (line.at == name.at + name.length || !is_token(name) ||
	    has_controls(value))
		return false;
	if (is_nocase(name, "Host"))
		++*hosts;
	else if (is_nocase(name, "Connection"))
		parse_connection(value, request);
	else if (is_nocase(name, "Transfer-Encoding") ||
		 (is_nocase(name, "Content-Length") && !is(value, "0")))
		request->has_body = true;
	return true;
}

void request_parse(const char *data, size_t length, struct request *request)
{
	struct text rest = { data, length };
	struct text line;
	int hosts = 0;

	memset(request, 0, sizeof(*request));
	request->status = parse_first_line(next_line(&rest), request);
	while ((line = next_line(&rest)).length > 0)
		if (!parse_field(line, request, &hosts)) {
			request->status = 400;
			break;
		}
	if (hosts > 1 || (hosts == 0 && !request->http10))
		request->status = 400;
	if (request->has_body || request->status == 400)
		request->keep_alive = false;
}
