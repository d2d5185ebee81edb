/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 */
#include "http.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* A body does not grow past this. */
#define BODY_MAX (256 * 1024)

size_t http_head_length(const char *data, size_t length)
{
	const char *at = data, *end = data + length;

	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		at++;
		if (at < end && *at == '\n')
			return (size_t)(at + 1 - data);
		if (end - at >= 2 && at[0] == '\r' && at[1] == '\n')
			return (size_t)(at + 2 - data);
	}
	return 0;
}

/* Cut the next line off, made into a string. */
static char *next_line(char **rest)
{
	char *line = *rest, *end = strchr(line, '\n');

	*rest = end + 1;
	if (end > line && end[-1] == '\r')
		end--;
	*end = '\0';
	return line;
}

/* Cut off what comes before the separator; null if it does not come. */
static char *cut(char **rest, char separator)
{
	char *part = *rest, *end = strchr(part, separator);

	if (end == NULL)
		return NULL;
	*end = '\0';
	*rest = end + 1;
	return part;
}

static bool is_token(const char *text)
{
	static const char marks[] = "!#$%&'*+-.^_`|~0123456789"
				    "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return *text != '\0' && text[strspn(text, marks)] == '\0';
}

static int hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *digit = strchr(digits, c >= 'A' && c <= 'F' ? c | 32 : c);

	return c != '\0' && digit != NULL ? (int)(digit - digits) : -1;
}

/* Decode %XX in place.  False: nonsense, or an end that is none. */
static bool decode(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++) {
		int high, low;

		if (*text != '%') {
			*to++ = *text;
			continue;
		}
		high = hex(text[1]);
		low = high >= 0 ? hex(text[2]) : -1;
		if (low < 0 || high * 16 + low < ' ')
			return false;
		*to++ = (char)(high * 16 + low);
		text += 2;
	}
	*to = '\0';
	return true;
}

static bool goes_up(const char *path)
{
	for (; (path = strstr(path, "/..")) != NULL; path++)
		if (path[3] == '/' || path[3] == '\0')
			return true;
	return false;
}

static bool parse_target(char *target, struct request *request)
{
	char *query;

	/* Proxies may send "http://host/path". */
	if (strncasecmp(target, "http://", 7) == 0)
		target = strchr(target + 7, '/');
	if (target == NULL || *target != '/')
		return false;
	query = strchr(target, '?');
	request->query = query != NULL ? query + 1 : "";
	if (query != NULL)
		*query = '\0';
	request->path = target;
	return decode(target) && !goes_up(target);
}

static int parse_first_line(char *line, struct request *request)
{
	char *target;

	request->method = cut(&line, ' ');
	target = request->method != NULL ? cut(&line, ' ') : NULL;
	if (target == NULL || !is_token(request->method) ||
	    strncmp(line, "HTTP/", 5) != 0)
		return 400;
	if (strcmp(line, "HTTP/1.1") != 0 && strcmp(line, "HTTP/1.0") != 0)
		return 505;
	request->is_old = line[7] == '0';
	request->is_head = strcmp(request->method, "HEAD") == 0;
	return parse_target(target, request) ? 0 : 400;
}

static int parse_header(char *line, struct request *request)
{
	char *name = cut(&line, ':');

	if (name == NULL || !is_token(name))
		return 400;
	if (request->header_count == HEADERS_MAX)
		return 431;
	line += strspn(line, " \t");
	for (size_t end = strlen(line);
	     end > 0 && strchr(" \t", line[end - 1]) != NULL; end--)
		line[end - 1] = '\0';
	request->headers[request->header_count].name = name;
	request->headers[request->header_count++].value = line;
	return 0;
}

static unsigned int count_headers(const struct request *request,
				  const char *name)
{
	unsigned int count = 0;

	for (size_t i = 0; i < request->header_count; i++)
		count += strcasecmp(request->headers[i].name, name) == 0;
	return count;
}

/* How long the body is, and whether the connection goes on after it.  Where
 * two readers could disagree about that, neither is right. */
static int parse_framing(struct request *request)
{
	const char *size = request_header(request, "Content-Length");
	const char *connection = request_header(request, "Connection");
	unsigned int hosts = count_headers(request, "Host");

	request->close = request->is_old;
	if (connection != NULL)
		request->close = strcasecmp(connection, "close") == 0 ||
				 (request->is_old &&
				  strcasecmp(connection, "keep-alive") != 0);
	if (hosts > 1 || (hosts == 0 && !request->is_old) ||
	    count_headers(request, "Content-Length") > 1)
		return 400;
	if (request_header(request, "Transfer-Encoding") != NULL)
		return 501;
	if (size == NULL)
		return 0;
	if (*size == '\0' || size[strspn(size, "0123456789")] != '\0')
		return 400;
	if (strlen(size) > 9 || strtoul(size, NULL, 10) > REQUEST_MAX)
		return 413;
	request->length = strtoul(size, NULL, 10);
	return 0;
}

int http_parse(char *head, size_t length, struct request *request)
{
	char *rest = head, *line;
	int status;

	*request = (struct request){ .method = "", .path = "", .query = "" };
	/* Some take a CR alone for the end of a line. */
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)head[i] < ' ' && head[i] != '\t' &&
		    head[i] != '\n' && strncmp(head + i, "\r\n", 2) != 0)
			return 400;
	status = parse_first_line(next_line(&rest), request);
	while (status == 0 && *(line = next_line(&rest)) != '\0')
		status = parse_header(line, request);
	return status != 0 ? status : parse_framing(request);
}

const char *request_header(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (strcasecmp(request->headers[i].name, name) == 0)
			return request->headers[i].value;
	return NULL;
}

/* Make room for so many more bytes. */
static bool reserve(struct response *response, size_t length)
{
	size_t room = response->room > 0 ? response->room : 256;
	char *body;

	if (length > BODY_MAX - response->length)
		return false;
	while (room < response->length + length)
		room *= 2;
	if (room == response->room)
		return true;
	body = realloc(response->body, room);
	if (body == NULL)
		return false;
	response->body = body;
	response->room = room;
	return true;
}

void response_add(struct response *response, const void *data, size_t length)
{
	if (!reserve(response, length)) {
		response->failed = true;
		return;
	}
	memcpy(response->body + response->length, data, length);
	response->length += length;
}

void response_print(struct response *response, const char *format, ...)
{
	va_list values;
	int length;

	va_start(values, format);
	length = vsnprintf(NULL, 0, format, values);
	va_end(values);
	if (length < 0 || !reserve(response, (size_t)length + 1)) {
		response->failed = true;
		return;
	}
	va_start(values, format);
	vsnprintf(response->body + response->length, (size_t)length + 1, format,
		  values);
	va_end(values);
	response->length += (size_t)length;
}

void response_header(struct response *response, const char *name,
		     const char *value)
{
	size_t used = strlen(response->headers);
	size_t room = sizeof(response->headers) - used;
	int length = snprintf(response->headers + used, room, "%s: %s\r\n",
			      name, value);

	if (length >= 0 && (size_t)length < room)
		return;
	response->headers[used] = '\0';
	response->failed = true;
}

static const char *words_of(int status)
{
	static const struct {
		int status;
		const char *words;
	} known[] = {
		{ 200, "OK" },
		{ 201, "Created" },
		{ 204, "No Content" },
		{ 301, "Moved Permanently" },
		{ 304, "Not Modified" },
		{ 400, "Bad Request" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 413, "Content Too Large" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" },
		{ 501, "Not Implemented" },
		{ 505, "HTTP Version Not Supported" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].status == status)
			return known[i].words;
	return "Unknown";
}

void response_error(struct response *response, int status)
{
	response->status = status;
	response->type = NULL;
	response->length = 0;
	response_print(response, "%s\n", words_of(status));
}

char *http_format(const struct request *request, struct response *response,
		  bool close, size_t *length)
{
	struct tm tm;
	time_t now = time(NULL);
	bool empty = response->status == 204 || response->status == 304;
	char date[40], *text;
	size_t body;
	int head;

	if (response->failed)
		response_error(response, 500);
	body = request->is_head || empty ? 0 : response->length;
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT",
		 gmtime_r(&now, &tm));
	text = malloc(sizeof(response->headers) + 512 + body);
	if (text == NULL)
		return NULL;
	head = sprintf(text,
		       "HTTP/1.1 %d %s\r\nDate: %s\r\nConnection: %s\r\n%s",
		       response->status, words_of(response->status), date,
		       close ? "close" : "keep-alive", response->headers);
	if (!empty)
		head += sprintf(text + head,
				"Content-Type: %.100s\r\nContent-Length: %zu"
				"\r\n",
				response->type != NULL ?
					response->type :
					"text/plain; charset=utf-8",
				response->length + response->file_size);
	head += sprintf(text + head, "\r\n");
	if (body > 0)
		memcpy(text + head, response->body, body);
	*length = (size_t)head + body;
	return text;
}
