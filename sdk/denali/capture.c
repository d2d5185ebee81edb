/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Blocks of pcapng, in this machine's byte order, which their first one tells.
 */
#include "capture.h"

#include <errno.h>
#include <string.h>

#include <denali/rings.h>

#include "buffer.h"
#include "error.h"
#include "remedy.h"

#define BLOCK_SECTION 0x0a0d0d0au
#define BLOCK_INTERFACE 1u
#define BLOCK_PACKET 6u

#define LINK_ETHERNET 1u

#define OPTION_END 0
#define OPTION_COMMENT 1
#define OPTION_INTERFACE_NAME 2
#define OPTION_TIME_UNIT 9 /* of an interface: a power of ten */
#define OPTION_FLAGS 2     /* of a packet */
#define OPTION_MISSED 4

#define FLAG_IN 1u
#define FLAG_OUT 2u

static void add_number(struct buffer *block, uint32_t number)
{
	buffer_append(block, &number, sizeof number);
}

static void add_padded(struct buffer *block, const void *data, size_t length)
{
	static const uint8_t zero[4];

	buffer_append(block, data, length);
	buffer_append(block, zero, (4 - length % 4) % 4);
}

static void add_option(struct buffer *block, uint16_t code, const void *data,
		       size_t length)
{
	add_number(block, code | (uint32_t)length << 16);
	add_padded(block, data, length);
}

/* Writes a block with this body, and empties it. */
static void write_block(FILE *file, uint32_t type, struct buffer *body)
{
	uint32_t length = (uint32_t)body->length + 12;

	fwrite(&type, sizeof type, 1, file);
	fwrite(&length, sizeof length, 1, file);
	fwrite(body->data, body->length, 1, file);
	fwrite(&length, sizeof length, 1, file);
	buffer_free(body);
}

static void write_section(FILE *file)
{
	struct buffer body = { 0 };

	add_number(&body, 0x1a2b3c4d);
	add_number(&body, 1); /* version 1.0 */
	add_number(&body, UINT32_MAX);
	add_number(&body, UINT32_MAX); /* of any length */
	write_block(file, BLOCK_SECTION, &body);
}

static void write_interface(FILE *file, uint32_t vm)
{
	static const uint8_t nanoseconds = 9;
	struct buffer body = { 0 };
	char name[32];

	add_number(&body, LINK_ETHERNET);
	add_number(&body, 0); /* frames are whole */
	snprintf(name, sizeof name, "instance %u", vm);
	add_option(&body, OPTION_INTERFACE_NAME, name, strlen(name));
	add_option(&body, OPTION_TIME_UNIT, &nanoseconds, 1);
	add_number(&body, OPTION_END);
	write_block(file, BLOCK_INTERFACE, &body);
}

static void write_frame(FILE *file, const struct denali_port_frame *head,
			const uint8_t *frame, size_t length)
{
	uint32_t flags = head->flags & DENALI_FRAME_SENT ? FLAG_OUT : FLAG_IN;
	uint64_t missed = head->missed;
	struct buffer body = { 0 };

	add_number(&body, 0); /* the interface */
	add_number(&body, (uint32_t)(head->time >> 32));
	add_number(&body, (uint32_t)head->time);
	add_number(&body, (uint32_t)length);
	add_number(&body, (uint32_t)length);
	add_padded(&body, frame, length);
	if (head->flags & DENALI_FRAME_DROPPED)
		add_option(&body, OPTION_COMMENT, "dropped", 7);
	add_option(&body, OPTION_FLAGS, &flags, sizeof flags);
	if (missed != 0)
		add_option(&body, OPTION_MISSED, &missed, sizeof missed);
	add_number(&body, OPTION_END);
	write_block(file, BLOCK_PACKET, &body);
}

int captures_open(struct captures *captures, const struct run_options *run)
{
	captures->options = run;
	for (uint32_t i = 0; i < run->capture_count; i++) {
		const struct capture_option *option = &run->captures[i];

		captures->files[i] = fopen(option->path, "we");
		if (captures->files[i] == NULL)
			return error("--pcap %u:%s: cannot write it: %s; %s",
				     option->vm, option->path, strerror(errno),
				     remedy(errno));
		write_section(captures->files[i]);
		write_interface(captures->files[i], option->vm);
	}
	return 0;
}

void captures_take(struct captures *captures,
		   const struct port_message *message)
{
	struct denali_port_frame head;

	memcpy(&head, message->body, sizeof head);
	for (uint32_t i = 0; i < captures->options->capture_count; i++)
		if (captures->options->captures[i].vm == message->vm)
			write_frame(captures->files[i], &head,
				    message->body + sizeof head,
				    message->length - sizeof head);
}

int captures_close(struct captures *captures)
{
	int status = 0;

	for (uint32_t i = 0; i < CAPTURES_MAX; i++) {
		FILE *file = captures->files[i];
		const struct capture_option *option;
		bool failed;

		if (file == NULL)
			continue;
		option = &captures->options->captures[i];
		captures->files[i] = NULL;
		failed = ferror(file);
		if (fclose(file) != 0 || failed)
			status = error("--pcap %u:%s: could not write all of "
				       "it: %s",
				       option->vm, option->path,
				       strerror(errno));
	}
	return status;
}
