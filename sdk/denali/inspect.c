/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The document that `denali inspect -o json` prints, from which the table and
 * `denali diff` are made too.
 */
#include "inspect.h"

#include <stdio.h>
#include <string.h>

#include <denali/policy.h>

#include "buffer.h"
#include "error.h"
#include "imagefiles.h"
#include "imagenotes.h"
#include "manifest.h"
#include "rule.h"
#include "sizeprint.h"
#include "spans.h"
#include "symbols.h"

static json_t *build_id(const struct image *image)
{
	struct buffer id = { 0 };
	json_t *text;

	for (uint32_t i = 0; i < image->build_id_length; i++)
		buffer_printf(&id, "%02x", image->build_id[i]);
	text = json_stringn((const char *)id.data, id.length);
	buffer_free(&id);
	return text;
}

/* The kernel's manifest, defaults filled in; frames are pages. */
static json_t *kernel_manifest(const struct image *image)
{
	const struct denali_manifest *said = &image->manifest;
	uint64_t memory = said->memory_size != 0 ? said->memory_size :
						   DENALI_MEMORY_DEFAULT;
	uint64_t frames = (uint64_t)said->frame_limit * DENALI_PAGE_SIZE;
	bool private = (said->flags & DENALI_MANIFEST_PRIVATE) != 0;

	if (frames == 0 || frames > memory)
		frames = memory;
	return json_pack("{s:I, s:I, s:b}", "memory", (json_int_t)memory,
			 "frames", (json_int_t)frames, "private", private);
}

static json_t *rules(const struct denali_policy *policy, uint8_t direction,
		     uint32_t flag)
{
	char text[RULE_TEXT_MAX];
	json_t *list;

	if ((policy->flags & flag) == 0)
		return json_pack("[s]", "any");
	list = json_array();
	for (uint32_t i = 0; i < policy->rule_count; i++)
		if (policy->rule[i].direction == direction)
			json_array_append_new(
				list,
				json_string(rule_text(&policy->rule[i], text)));
	return list;
}

static json_t *kernel_policy(const struct image *image)
{
	struct denali_policy policy = imagenotes_policy(image);
	return json_pack("{s:o, s:o}", "inbound",
			 rules(&policy, DENALI_RULE_IN, DENALI_POLICY_IN),
			 "outbound",
			 rules(&policy, DENALI_RULE_OUT, DENALI_POLICY_OUT));
}

static void say_nothing(const char *text)
{
	(void)text;
}

/* As it is in the note, if that is right; null: it has none. */
static json_t *service(const struct image *image)
{
	struct manifest manifest;
	struct image_note note;
	json_t *json;

	if (!imagenotes_find(image, DENALI_NOTE_SERVICE, &note))
		return json_null();
	if (manifest_from_note(&manifest, image->path, note.description,
			       note.length, say_nothing))
		json = json_loadb((const char *)note.description, note.length,
				  0, NULL);
	else
		json = json_pack("{s:s}", "wrong",
				 "not what denali-cc writes; link it again");
	manifest_free(&manifest);
	return json != NULL ? json : json_null();
}

static json_t *sizes(const struct image *image)
{
	json_int_t text = 0, rodata = 0, data = 0, bss = 0, stack = 0;

	for (uint32_t i = 0; i < image->part_count; i++) {
		const struct image_part *part = &image->parts[i];
		uint32_t memory = part->memory_size;

		if (span_is_stack(image, i)) {
			stack += part->flags != 0 ? memory : 0;
		} else if (part->flags & PF_X) {
			text += memory;
		} else if (part->flags & PF_W) {
			data += part->file_size;
			bss += memory - part->file_size;
		} else {
			rodata += memory;
		}
	}
	return json_pack("{s:I, s:I, s:I, s:I, s:I}", "text", text, "rodata",
			 rodata, "data", data, "bss", bss, "stack", stack);
}

/* The segments, each with a hash of its bytes. */
static json_t *segments(const struct image *image)
{
	json_t *list = size_make_segments(image);

	for (uint32_t i = 0; i < image->part_count; i++) {
		const struct image_part *part = &image->parts[i];

		if (part->bytes != NULL)
			json_object_set_new(json_array_get(list, i), "hash",
					    imagefiles_hash(part->bytes,
							    part->file_size));
	}
	return list;
}

/* Which file names its code; "": none is of this build. */
static json_t *debug_file(const struct image *image)
{
	struct symbols symbols;
	json_t *text;

	symbols_open(&symbols, image, NULL);
	text = size_make_name(symbols.count > 0 ? symbols.path : "");
	symbols_close(&symbols);
	return text;
}

json_t *inspect_make(const struct image *image)
{
	json_t *document = json_object();

	json_object_set_new(document, "image", size_make_name(image->path));
	json_object_set_new(document, "file",
			    json_integer((json_int_t)image->size));
	json_object_set_new(document, "hash",
			    imagefiles_hash(image->data, image->size));
	json_object_set_new(document, "name", size_make_name(image->name));
	json_object_set_new(document, "build_id", build_id(image));
	json_object_set_new(document, "contract",
			    json_integer(image->contract));
	json_object_set_new(document, "compiler", imagefiles_compilers(image));
	json_object_set_new(document, "debug", debug_file(image));
	json_object_set_new(document, "base",
			    json_string(image->base != 0 ? "any" : "fixed"));
	json_object_set_new(document, "manifest", kernel_manifest(image));
	json_object_set_new(document, "policy", kernel_policy(image));
	json_object_set_new(document, "service", service(image));
	json_object_set_new(document, "sizes", sizes(image));
	json_object_set_new(document, "segments", segments(image));
	json_object_set_new(document, "mounts", imagefiles_mounts(image));
	json_object_set_new(document, "files", imagefiles_list(image));
	return document;
}
