/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "sizebudget.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "sizeprint.h"
#include "sizerecord.h"

/* As many symbols as a person reads. */
#define NAMED_MAX 10

/* What is held against what. */
struct trial {
	const struct size_options *options;
	const struct image *image;
	struct size_table is, was; /* by symbol; was: as recorded */
	bool recorded;
	char *record; /* its path */
	json_t *exceeded;
};

/* A row's bytes that a limit counts. */
static uint64_t counted(const struct size_row *row,
			const struct size_limit *limit)
{
	if (row == NULL)
		return 0;
	if (limit->component != NULL &&
	    strcmp(limit->component, row->component) != 0)
		return 0;
	if (limit->kind < SPAN_COLUMNS)
		return row->bytes[limit->kind];
	return limit->kind == LIMIT_TOTAL ? row->total :
					    row->total - row->bytes[SPAN_BSS];
}

/* All of them; the file has more than what is in memory. */
static uint64_t measure(const struct trial *trial,
			const struct size_limit *limit)
{
	uint64_t sum = 0;

	if (limit->kind == LIMIT_FILE)
		return trial->image->size;
	for (size_t i = 0; i < trial->is.count; i++)
		sum += counted(&trial->is.rows[i], limit);
	return sum;
}

/* A symbol, by how much a limit's bytes of it have grown. */
struct growth {
	const struct size_row *row;
	uint64_t was, is;
};

static int compare_growth(const void *one, const void *other)
{
	const struct growth *a = one, *b = other;
	int64_t more = (int64_t)(b->is - b->was) - (int64_t)(a->is - a->was);

	return more != 0 ? (more > 0 ? 1 : -1) :
			   size_row_compare(a->row, b->row);
}

/* Symbols with more bytes than the other table has of them, the most first;
 * allocated. */
static struct growth *find_growth(const struct size_table *is,
				  const struct size_table *was,
				  const struct size_limit *limit, size_t *count)
{
	struct growth *all = allocate(is->count, sizeof *all);

	*count = 0;
	for (size_t i = 0; i < is->count; i++) {
		const struct size_row *row = &is->rows[i];
		const struct size_row *old = was->count > 0 ?
						     bsearch(row, was->rows,
							     was->count,
							     sizeof *row,
							     size_row_compare) :
						     NULL;
		struct growth growth = { row, counted(old, limit),
					 counted(row, limit) };

		if (growth.is > growth.was)
			all[(*count)++] = growth;
	}
	if (*count > 0)
		qsort(all, *count, sizeof *all, compare_growth);
	return all;
}

static void print_growth(const struct growth *all, size_t count, bool grown)
{
	size_t shown = count < NAMED_MAX ? count : NAMED_MAX;

	for (size_t i = 0; i < shown; i++) {
		char *name = size_row_name(all[i].row, SIZE_BY_SYMBOL);

		if (grown)
			fprintf(stderr,
				"  %+7" PRId64 "  (%" PRIu64 " -> %" PRIu64
				")  %s\n",
				(int64_t)(all[i].is - all[i].was), all[i].was,
				all[i].is, name);
		else
			fprintf(stderr, "  %7" PRIu64 "  %s\n", all[i].is,
				name);
		free(name);
	}
	if (count > shown)
		fprintf(stderr, "  and %zu more\n", count - shown);
}

static json_t *make_growth(const struct growth *all, size_t count)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(
			rows,
			json_pack("{s:o, s:o, s:I, s:I}", "symbol",
				  size_make_name(all[i].row->symbol), "file",
				  size_make_name(all[i].row->file), "old",
				  (json_int_t)all[i].was, "new",
				  (json_int_t)all[i].is));
	return rows;
}

/* Name what has grown or, where that is not known, what is largest. */
static void name_symbols(struct trial *trial, const struct size_limit *limit,
			 json_t *fault)
{
	static const struct size_table nothing;
	size_t count = 0;
	struct growth *all = find_growth(
		&trial->is, trial->recorded ? &trial->was : &nothing, limit,
		&count);

	if (trial->recorded && count == 0)
		note("nothing of it has grown since %s was recorded",
		     trial->record);
	else if (trial->recorded)
		note("what has grown since %s was recorded:", trial->record);
	else
		note("what has grown is known once --update has recorded "
		     "sizes; the largest of it:");
	print_growth(all, count, trial->recorded);
	json_object_set_new(fault, trial->recorded ? "grown" : "largest",
			    make_growth(all, count));
	free(all);
}

static void exceed(struct trial *trial, const struct size_limit *limit,
		   uint64_t bytes)
{
	const char *name = size_limit_name(limit->kind);
	bool whole = limit->component == NULL;
	json_t *fault = json_pack("{s:s, s:I, s:I}", "kind", name, "bytes",
				  (json_int_t)bytes, "limit",
				  (json_int_t)limit->bytes);

	if (!whole)
		json_object_set_new(fault, "component",
				    size_make_name(limit->component));
	error("%s: %s%s%s: %" PRIu64 " bytes, %" PRIu64
	      " more than the %" PRIu64 " that %s:%u allows",
	      trial->image->path, whole ? "" : limit->component,
	      whole ? "" : " ", name, bytes, bytes - limit->bytes, limit->bytes,
	      trial->options->budget, limit->line);
	name_symbols(trial, limit, fault);
	json_array_append_new(trial->exceeded, fault);
}

/* A limit on what is not there is a slip of the pen, or past its time. */
static void check_component(const struct trial *trial,
			    const struct size_limit *limit)
{
	if (limit->component == NULL)
		return;
	for (size_t i = 0; i < trial->is.count; i++)
		if (strcmp(trial->is.rows[i].component, limit->component) == 0)
			return;
	note("%s:%u: %s has no component %s", trial->options->budget,
	     limit->line, trial->image->path, limit->component);
}

/* Before a table. */
static void print_kept(const struct trial *trial,
		       const struct size_limits *limits)
{
	for (size_t i = 0; i < limits->count; i++) {
		const struct size_limit *limit = &limits->all[i];
		uint64_t bytes = measure(trial, limit);

		if (bytes <= limit->bytes)
			printf("budget: %s%s%s: %" PRIu64 " of %" PRIu64
			       " bytes\n",
			       limit->component != NULL ? limit->component : "",
			       limit->component != NULL ? " " : "",
			       size_limit_name(limit->kind), bytes,
			       limit->bytes);
	}
	putchar('\n');
}

static int judge(struct trial *trial, const struct size_limits *limits)
{
	for (size_t i = 0; i < limits->count; i++) {
		const struct size_limit *limit = &limits->all[i];
		uint64_t bytes = measure(trial, limit);

		check_component(trial, limit);
		if (bytes > limit->bytes)
			exceed(trial, limit, bytes);
	}
	if (trial->options->output == OUTPUT_TABLE)
		print_kept(trial, limits);
	return json_array_size(trial->exceeded) > 0 ? STATUS_EXCEEDED : 0;
}

/* The record is that of an image that keeps the budget. */
static int update(const struct trial *trial)
{
	int status = size_record_write(trial->record, &trial->is);

	if (status == 0)
		note("sizes recorded in %s", trial->record);
	return status;
}

int size_budget(const struct size_options *options, const struct image *image,
		const struct spans *spans, json_t *document)
{
	struct trial trial = { .options = options,
			       .image = image,
			       .exceeded = json_array(),
			       .record = size_record_path(options->budget) };
	struct size_limits limits;
	int status = size_limits_read(options->budget, &limits);

	if (status == 0)
		status = size_record_read(trial.record, &trial.was,
					  &trial.recorded);
	size_table_make(&trial.is, spans, SIZE_BY_SYMBOL);
	if (status == 0)
		status = judge(&trial, &limits);
	if (status == 0 && options->update)
		status = update(&trial);
	else if (status == STATUS_EXCEEDED && options->update)
		note("%s is left as it was", trial.record);
	json_object_set_new(document, "exceeded", trial.exceeded);
	size_limits_free(&limits);
	size_table_free(&trial.is);
	size_table_free(&trial.was);
	free(trial.record);
	return status;
}
