/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * @NAME@: serves the files below site/, which are in the image.
 *
 * It answers at the port that PORT in the environment says, or 80.  Which files
 * there are is read once, when it starts: no path that a client writes is ever
 * opened unless it is one of them.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net.h"
#include "server.h"

#define ROOT "/site"

struct page {
	char *path; /* as clients ask for it, without ROOT */
	const char *type;
	size_t size;
	char tag[20]; /* changes when the content does */
};

static struct page *pages;
static size_t page_count;

static const struct {
	const char *ending, *type;
} types[] = {
	{ ".css", "text/css; charset=utf-8" },
	{ ".html", "text/html; charset=utf-8" },
	{ ".ico", "image/x-icon" },
	{ ".jpg", "image/jpeg" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".json", "application/json" },
	{ ".pdf", "application/pdf" },
	{ ".png", "image/png" },
	{ ".svg", "image/svg+xml" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".wasm", "application/wasm" },
	{ ".webp", "image/webp" },
	{ ".woff2", "font/woff2" },
	{ ".xml", "text/xml; charset=utf-8" },
};

static const char *type_of(const char *path)
{
	const char *ending = strrchr(path, '.');

	for (size_t i = 0;
	     ending != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].ending, ending) == 0)
			return types[i].type;
	return "application/octet-stream";
}

/* A hash of the content (FNV-1a). */
static void make_tag(const char *file, char tag[20])
{
	uint64_t hash = 0xcbf29ce484222325;
	int fd = open(file, O_RDONLY);
	unsigned char data[4096];
	ssize_t size;

	if (fd < 0)
		die(file);
	while ((size = read(fd, data, sizeof(data))) > 0)
		for (ssize_t i = 0; i < size; i++)
			hash = (hash ^ data[i]) * 0x100000001b3;
	if (size < 0)
		die(file);
	close(fd);
	snprintf(tag, 20, "\"%08lx%08lx\"", (unsigned long)(hash >> 32),
		 (unsigned long)(hash & 0xffffffff));
}

static int add_page(const char *file, const struct stat *status, int kind,
		    struct FTW *place)
{
	struct page page = { .type = type_of(file) };
	struct page *more;

	(void)place;
	if (kind != FTW_F)
		return 0;
	page.size = (size_t)status->st_size;
	page.path = strdup(file + strlen(ROOT));
	more = realloc(pages, (page_count + 1) * sizeof(*pages));
	if (page.path == NULL || more == NULL)
		die(file);
	pages = more;
	make_tag(file, page.tag);
	pages[page_count++] = page;
	return 0;
}

static int compare_pages(const void *a, const void *b)
{
	const struct page *first = a, *second = b;

	return strcmp(first->path, second->path);
}

static const struct page *find_page(const char *path, const char *more)
{
	char full[REQUEST_MAX];
	const struct page wanted = { .path = full };

	if (snprintf(full, sizeof(full), "%s%s", path, more) >=
	    (int)sizeof(full))
		return NULL;
	return bsearch(&wanted, pages, page_count, sizeof(*pages),
		       compare_pages);
}

static void send_page(const struct page *page, const struct request *request,
		      struct response *response)
{
	const char *known = request_header(request, "If-None-Match");
	char file[REQUEST_MAX + sizeof(ROOT)];

	response_header(response, "ETag", page->tag);
	if (known != NULL && strstr(known, page->tag) != NULL) {
		response->status = 304;
		return;
	}
	snprintf(file, sizeof(file), ROOT "%s", page->path);
	response->file = open(file, O_RDONLY);
	if (response->file < 0) {
		response_error(response, 500);
		return;
	}
	response->type = page->type;
	response->file_size = page->size;
}

/* A folder stands for its index.html, and its name ends in a slash, so that
 * what is next to the index is found by its name alone. */
static void answer(const struct request *request, struct response *response)
{
	size_t length = strlen(request->path);
	bool is_folder = request->path[length - 1] == '/';
	const struct page *page = find_page(request->path,
					    is_folder ? "index.html" : "");
	const struct page *index = find_page(request->path, "/index.html");

	if (strcmp(request->method, "GET") != 0 && !request->is_head) {
		response_error(response, 405);
		response_header(response, "Allow", "GET, HEAD");
	} else if (page != NULL) {
		send_page(page, request, response);
	} else if (index != NULL) {
		char to[512];

		response_error(response, 301);
		snprintf(to, sizeof(to), "%.*s/",
			 (int)(strlen(index->path) - strlen("/index.html")),
			 index->path);
		response_header(response, "Location", to);
	} else {
		response_error(response, 404);
	}
}

int main(void)
{
	if (nftw(ROOT, add_page, 8, FTW_PHYS) != 0)
		die("cannot read " ROOT);
	qsort(pages, page_count, sizeof(*pages), compare_pages);
	server_run(setting("PORT", 1, 65535, 80), answer);
	return 0;
}
