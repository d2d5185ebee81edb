/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "spans.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "component.h"

const char *const span_columns[SPAN_COLUMNS] = { "text", "rodata", "data",
						 "bss" };

/* Bytes that are still to be told apart. */
struct range {
	uint32_t begin, end;
	enum span_column column;
};

static void add(struct spans *spans, uint32_t address, uint32_t end,
		const struct span *like)
{
	if (address == end)
		return;
	spans->all = make_room(spans->all, spans->count, &spans->room,
			       sizeof *spans->all);
	spans->all[spans->count] = *like;
	spans->all[spans->count].address = address;
	spans->all[spans->count++].size = end - address;
}

/* A piece of one file: by its symbols, from number *next on, which is moved
 * past them. */
static void add_piece(struct spans *spans, const struct range *range,
		      struct span *span, const char *section, size_t *next)
{
	uint32_t at = range->begin;

	span->symbol = section;
	for (; *next < spans->symbol_count; ++*next) {
		const struct span_symbol *symbol = &spans->symbols[*next];
		uint32_t end;

		if (symbol->address >= range->end)
			break;
		if (symbol->address < at)
			continue;
		add(spans, at, symbol->address, span);
		at = symbol->address;
		span->symbol = symbol->name;
		if (symbol->size == 0)
			continue;
		end = symbol->size < range->end - at ? at + symbol->size :
						       range->end;
		add(spans, at, end, span);
		at = end;
		span->symbol = section;
	}
	add(spans, at, range->end, span);
}

/* Bytes that no file brought. */
static void add_gap(struct spans *spans, const struct range *range)
{
	static const struct span gap = {
		.component = COMPONENT_PADDING,
		.file = "",
		.symbol = COMPONENT_PADDING,
	};
	struct span span = gap;

	span.column = range->column;
	add(spans, range->begin, range->end, &span);
}

static uint32_t limit(uint32_t end, const struct range *range)
{
	return end < range->end ? end : range->end;
}

/* Pieces do not wrap: spans_read_pieces has seen to it. */
static void add_range(struct spans *spans, struct range range)
{
	size_t symbol = 0;

	for (size_t i = 0; i < spans->piece_count; i++) {
		const struct piece *piece = &spans->pieces[i];
		struct range gap = range, own = range;
		struct span span = { .column = range.column,
				     .component = piece->component,
				     .file = piece->file };

		if (piece->address + piece->size <= range.begin)
			continue;
		if (piece->address >= range.end)
			break;
		gap.end = piece->address > range.begin ? piece->address :
							 range.begin;
		add_gap(spans, &gap);
		own.begin = gap.end;
		own.end = limit(piece->address + piece->size, &range);
		if (piece->file[0] == '\0')
			add_gap(spans, &own);
		else
			add_piece(spans, &own, &span, piece->section, &symbol);
		range.begin = own.end;
	}
	add_gap(spans, &range);
}

/* Without a map there are only symbols. */
static void add_unmapped(struct spans *spans, const struct range *range)
{
	struct span span = { .column = range->column,
			     .component = "unknown",
			     .file = "unknown" };
	size_t symbol = 0;

	add_piece(spans, range, &span, "unknown", &symbol);
}

/* The ELF headers are where the first segment begins. */
static void add_headers(struct spans *spans, const struct image *image,
			struct range *range)
{
	const Elf32_Ehdr *elf = (const void *)image->data;
	const struct image_part *part = &image->parts[0];
	uint64_t length = (uint64_t)elf->e_phoff +
			  (uint64_t)elf->e_phnum * sizeof(Elf32_Phdr);
	struct span span = { .column = range->column,
			     .component = COMPONENT_HEADERS,
			     .file = "",
			     .symbol = COMPONENT_HEADERS };

	if (range->begin != part->address || part->bytes != image->data ||
	    length > range->end - range->begin)
		return;
	add(spans, range->begin, range->begin + (uint32_t)length, &span);
	range->begin += (uint32_t)length;
}

static void add_bytes(struct spans *spans, const struct image *image,
		      struct range range)
{
	add_headers(spans, image, &range);
	if (spans->piece_count == 0)
		add_unmapped(spans, &range);
	else
		add_range(spans, range);
}

bool span_is_stack(const struct image *image, uint32_t i)
{
	const struct image_part *part = &image->parts[i];

	if (part->flags == 0)
		return true;
	return part->file_size == 0 && i > 0 && image->parts[i - 1].flags == 0;
}

static void add_part(struct spans *spans, const struct image *image,
		     const struct image_part *part)
{
	uint32_t middle = part->address + part->file_size;
	bool writable = (part->flags & PF_W) != 0;
	struct range file = { part->address, middle,
			      (part->flags & PF_X) != 0 ? SPAN_TEXT :
			      writable                  ? SPAN_DATA :
							  SPAN_RODATA };
	struct range rest = { middle, part->address + part->memory_size,
			      writable ? SPAN_BSS : file.column };

	add_bytes(spans, image, file);
	add_bytes(spans, image, rest);
}

void spans_read(struct spans *spans, const struct image *image, Elf *debug)
{
	*spans = (struct spans){ .count = 0 };
	if (debug != NULL) {
		spans_read_pieces(spans, debug);
		spans_read_symbols(spans, debug);
	}
	for (uint32_t i = 0; i < image->part_count; i++) {
		const struct image_part *part = &image->parts[i];

		if (!span_is_stack(image, i))
			add_part(spans, image, part);
		else if (part->flags != 0)
			spans->stack += part->memory_size;
	}
}

void spans_free(struct spans *spans)
{
	for (size_t i = 0; i < spans->piece_count; i++) {
		free(spans->pieces[i].component);
		free(spans->pieces[i].section);
		free(spans->pieces[i].file);
	}
	for (size_t i = 0; i < spans->symbol_count; i++)
		free(spans->symbols[i].name);
	free(spans->pieces);
	free(spans->symbols);
	free(spans->all);
	*spans = (struct spans){ .count = 0 };
}
