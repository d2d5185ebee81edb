/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "remedy.h"
#include "result.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account.h"
#include "buffer.h"
#include "cause.h"
#include "error.h"
#include "fileio.h"
#include "fields.h"
#include "text.h"

json_t *result_place(const struct place *place)
{
	json_t *object = json_pack("{s:I}", "address",
				   (json_int_t)place->address);

	if (place->function != NULL)
		json_object_set_new(object, "function",
				    json_string(place->function));
	if (place->function != NULL && !place->inlined)
		json_object_set_new(object, "offset",
				    json_integer(place->offset));
	if (place->line != NULL)
		json_object_set_new(object, "line", json_string(place->line));
	if (place->inlined)
		json_object_set_new(object, "inlined", json_true());
	if (place->guessed)
		json_object_set_new(object, "guessed", json_true());
	return object;
}

json_t *result_places(const struct place *places, uint32_t count)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < count; i++)
		json_array_append_new(array, result_place(&places[i]));
	return array;
}

static json_t *make_registers(const struct denali_context *r)
{
	const struct {
		const char *name;
		uint32_t value;
	} all[] = {
		{ "eax", r->eax },       { "ebx", r->ebx }, { "ecx", r->ecx },
		{ "edx", r->edx },       { "esi", r->esi }, { "edi", r->edi },
		{ "ebp", r->ebp },       { "esp", r->esp }, { "eip", r->eip },
		{ "eflags", r->eflags },
	};
	json_t *object = json_object();

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		json_object_set_new(object, all[i].name,
				    json_integer(all[i].value));
	return object;
}

static json_t *make_console(const struct denali_post_mortem *crash)
{
	struct buffer text = { 0 };
	json_t *string;

	text_utf8(&text, crash->console, trace_console_length(crash));
	string = json_stringn(text.length > 0 ? (const char *)text.data : "",
			      text.length);
	buffer_free(&text);
	return string;
}

static json_t *make_crash(const struct instance *instance)
{
	const struct denali_post_mortem *crash = instance->crash;
	const struct trace *trace = instance->trace;

	return json_pack("{s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:s?}",
			 "vector", (json_int_t)crash->vector, "error_code",
			 (json_int_t)crash->error_code, "address",
			 (json_int_t)crash->address, "at",
			 result_place(&trace->at), "calls",
			 result_places(trace->calls, trace->call_count),
			 "mentions",
			 result_places(trace->mentions, trace->mention_count),
			 "registers", make_registers(&crash->registers),
			 "console", make_console(crash), "file",
			 instance->remains);
}

/* All numbers of a record, or those that add up. */
static json_t *make_record(const struct field *fields, const void *record,
			   bool all)
{
	json_t *object = json_object();

	for (const struct field *field = fields; field->name != NULL; field++)
		if (all || field->adds_up)
			json_object_set_new(
				object, field->name,
				json_integer((json_int_t)field_value(field,
								     record)));
	return object;
}

/* Names come from image files, and may be no UTF-8. */
static json_t *make_name(const char *name)
{
	json_t *string = json_string(name);

	return string != NULL ? string : json_string("?");
}

static json_t *make_instance(const struct run *run, uint32_t vm)
{
	const struct instance *instance = &run->instances[vm];
	const struct image *image = &instance->part->image;
	int status = instance_status(instance);
	char text[CAUSE_TEXT_MAX] = "it was running";
	json_t *object;

	if (instance->ended)
		cause_text(instance->cause, instance->detail, instance->crash,
			   image, text);
	object = json_pack(
		"{s:I, s:o, s:o, s:s, s:I, s:s}", "vm", (json_int_t)vm, "name",
		make_name(image->name), "status",
		status < 0 ? json_null() : json_integer(status), "cause",
		instance->ended ? cause_name(instance->cause) : "running",
		"detail", (json_int_t)instance->detail, "text", text);
	if (instance->trace != NULL)
		json_object_set_new(object, "crash", make_crash(instance));
	if (instance->ledger != NULL)
		json_object_set_new(object, "ledger",
				    make_record(ledger_fields, instance->ledger,
						true));
	return object;
}

json_t *result_make(const struct run *run)
{
	json_t *instances = json_array();
	json_t *document = json_pack("{s:i, s:s}", "status", run_status(run),
				     "outcome", outcome_name(run->outcome));
	struct denali_ledger sum;

	if (run->outcome == OUTCOME_ERROR && error_last() != NULL)
		json_object_set_new(document, "error", make_name(error_last()));
	for (uint32_t i = 0; i < run->count; i++)
		json_array_append_new(instances, make_instance(run, i));
	json_object_set_new(document, "instances", instances);
	if (account_sum(run, &sum))
		json_object_set_new(document, "sum",
				    make_record(ledger_fields, &sum, false));
	if (run->machine != NULL)
		json_object_set_new(document, "machine",
				    make_record(machine_fields, run->machine,
						true));
	return document;
}

int result_check(const char *path)
{
	char *folder = allocate_text("%s", path);
	struct stat there;
	char *slash = strrchr(folder, '/');
	int status = 0;

	if (slash != NULL)
		slash[slash == folder] = '\0';
	if (stat(path, &there) == 0 && S_ISDIR(there.st_mode)) {
		errno = EISDIR;
		status = STATUS_ERROR;
	} else if (access(path, F_OK) == 0 ?
			   access(path, W_OK) != 0 :
			   access(slash != NULL ? folder : ".", W_OK | X_OK) !=
				   0) {
		status = STATUS_ERROR;
	}
	if (status != 0)
		error("--result %s: cannot write it: %s; %s", path,
		      strerror(errno), remedy(errno));
	free(folder);
	return status;
}

int result_write(const char *path, json_t *document)
{
	char *text = json_dumps(document, JSON_INDENT(1));
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int status = 0;

	if (text == NULL || fd < 0 || !write_whole(fd, text, strlen(text)) ||
	    !write_whole(fd, "\n", 1))
		status = error("--result %s: cannot write it: %s; %s", path,
			       strerror(errno), remedy(errno));
	if (fd >= 0 && close(fd) != 0 && status == 0)
		status = error("--result %s: cannot write it: %s; %s", path,
			       strerror(errno), remedy(errno));
	free(text);
	return status;
}

void result_print(json_t *document)
{
	char *text = json_dumps(document, JSON_COMPACT);

	if (text != NULL)
		fprintf(stderr, "%s\n", text);
	free(text);
}
