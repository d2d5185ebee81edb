/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "flat.h"
#include "inspect.h"
#include "parse.h"
#include "sizeprint.h"
#include "text.h"

/* A text of the document, for a terminal. */
static void print_text(const json_t *text)
{
	struct buffer out = { 0 };

	text_visible(&out, (const uint8_t *)json_string_value(text),
		     json_string_length(text));
	if (out.length > 0)
		fwrite(out.data, 1, out.length, stdout);
	buffer_free(&out);
}

static json_int_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void print_contract(const struct image *image)
{
	uint32_t version = image->contract;

	printf("  contract    %" PRIu32, version);
	if (version > DENALI_CONTRACT_VERSION)
		printf(", newer than this SDK knows, %d: run it with a newer "
		       "one, or link it again with this one's denali-cc",
		       DENALI_CONTRACT_VERSION);
	else if (version == 0)
		printf(", which there is not: link it again");
	else if (version < DENALI_CONTRACT_VERSION)
		printf(", older than this SDK's, %d: runs as it is",
		       DENALI_CONTRACT_VERSION);
	putchar('\n');
}

/* "  LABEL  text, text" */
static void print_list(const char *label, const json_t *list)
{
	printf("  %-10s  ", label);
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (i > 0)
			printf(", ");
		print_text(json_array_get(list, i));
	}
	puts(json_array_size(list) == 0 ? "none" : "");
}

static void print_memory(const json_t *manifest)
{
	char memory[SIZE_TEXT_MAX], frames[SIZE_TEXT_MAX];

	printf("  memory      %s",
	       size_text((uint64_t)number(manifest, "memory"), memory));
	if (number(manifest, "frames") < number(manifest, "memory"))
		printf(", of it %s at most really used",
		       size_text((uint64_t)number(manifest, "frames"), frames));
	if (json_is_true(json_object_get(manifest, "private")))
		printf(", shared with no other instance");
	putchar('\n');
}

static void print_head(const struct image *image, const json_t *document)
{
	const json_t *policy = json_object_get(document, "policy");
	const json_t *debug = json_object_get(document, "debug");
	const json_t *sizes = json_object_get(document, "sizes");

	print_text(json_object_get(document, "name"));
	printf("\n  file        ");
	print_text(json_object_get(document, "image"));
	printf(", %zu bytes\n  build-id    %s\n", image->size,
	       image->build_id_length > 0 ? json_string_value(json_object_get(
						    document, "build_id")) :
					    "none");
	print_contract(image);
	print_list("compiler", json_object_get(document, "compiler"));
	printf("  debug       ");
	print_text(debug);
	puts(json_string_length(debug) == 0 ?
		     "no file of this build; denali-cc -g makes one" :
		     "");
	print_memory(json_object_get(document, "manifest"));
	print_list("inbound", json_object_get(policy, "inbound"));
	print_list("outbound", json_object_get(policy, "outbound"));
	printf("  sizes       text %lld, rodata %lld, data %lld, bss %lld, "
	       "stack %lld\n",
	       number(sizes, "text"), number(sizes, "rodata"),
	       number(sizes, "data"), number(sizes, "bss"),
	       number(sizes, "stack"));
}

static void print_service(json_t *service)
{
	struct flat flat;

	if (json_is_null(service)) {
		puts("\nno manifest (denali-cc --manifest)");
		return;
	}
	puts("\nmanifest");
	flat_make(&flat, service);
	flat_sort(&flat);
	for (size_t i = 0; i < flat.count; i++)
		printf("  %-24s %s\n", flat.lines[i].name, flat.lines[i].text);
	flat_free(&flat);
}

static void print_mounts(const json_t *mounts)
{
	for (size_t i = 0; i < json_array_size(mounts); i++) {
		const json_t *mount = json_array_get(mounts, i), *options;

		printf(i == 0 ? "\nmounts\n  " : "  ");
		print_text(json_object_get(mount, "source"));
		printf(" on ");
		print_text(json_object_get(mount, "target"));
		printf(" as ");
		print_text(json_object_get(mount, "type"));
		options = json_object_get(mount, "options");
		if (json_string_length(options) > 0) {
			putchar(' ');
			print_text(options);
		}
		putchar('\n');
	}
}

static void print_files(const json_t *files)
{
	json_int_t bytes = 0;
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *file = json_array_get(files, i);

		count += json_object_get(file, "size") != NULL;
		bytes += number(file, "size");
	}
	if (count == 0)
		return;
	printf("\nfiles: %zu, %lld bytes\n", count, bytes);
	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *file = json_array_get(files, i);

		if (json_object_get(file, "size") == NULL)
			continue;
		printf("%10lld  ", number(file, "size"));
		print_text(json_object_get(file, "path"));
		putchar('\n');
	}
}

void inspect_print(const struct image *image, json_t *document)
{
	print_head(image, document);
	print_service(json_object_get(document, "service"));
	putchar('\n');
	size_print_segments(image);
	print_mounts(json_object_get(document, "mounts"));
	print_files(json_object_get(document, "files"));
}
