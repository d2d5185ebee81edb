/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The image checker's errors as text.  The values that some of them show are
 * what image.c passes to fail() with that error.
 */
#include "imagetext.h"

#include <stddef.h>

/* clang-format off */
const struct finding_description image_descriptions[IMAGE_ERRORS] = {
	[IMAGE_OK] = { NULL, "the image is good", NULL },
	[IMAGE_FILE_TOO_LARGE] = {
		NULL, "file is larger than an image may be", " (%u, %u)" },
	[IMAGE_FILE_TOO_SHORT] = {
		NULL, "file is too short for an ELF header", " (%u, %u)" },
	[IMAGE_NOT_ELF] = { NULL, "not an ELF file", NULL },
	[IMAGE_NOT_32_BIT] = { NULL, "not a 32-bit ELF file", NULL },
	[IMAGE_NOT_LITTLE_ENDIAN] = {
		NULL, "not a little-endian ELF file", NULL },
	[IMAGE_ELF_VERSION] = { NULL, "unknown ELF version", " (%u)" },
	[IMAGE_MACHINE] = {
		NULL, "not for the 386", " (machine %u, needed %u)" },
	[IMAGE_RELOCATABLE] = {
		NULL, "position-independent (ET_DYN): this kernel loads images "
		"with fixed addresses only (ET_EXEC)", NULL },
	[IMAGE_TYPE] = { NULL, "not an executable ELF file", " (type %u)" },
	[IMAGE_HEADER_SIZE] = {
		NULL, "wrong size of a program header", " (%u, needed %u)" },
	[IMAGE_HEADER_COUNT] = {
		NULL, "no program headers, or too many", " (%u, at most %u)" },
	[IMAGE_HEADERS_OUTSIDE] = {
		NULL, "program headers are not inside the file",
		" (offset %u, file has %u)" },
	[IMAGE_INTERPRETER] = {
		"program header", "asks for an interpreter (PT_INTERP): "
		"not statically linked", NULL },
	[IMAGE_DYNAMIC] = {
		"program header", "asks for dynamic linking (PT_DYNAMIC): "
		"not statically linked", NULL },
	[IMAGE_SEGMENT_COUNT] = {
		"program header", "one PT_LOAD too many", " (at most %u)" },
	[IMAGE_NO_SEGMENT] = { NULL, "no PT_LOAD program header", NULL },
	[IMAGE_NOTE_COUNT] = {
		"program header", "a second PT_NOTE", NULL },
	[IMAGE_NO_NOTE] = {
		NULL, "no PT_NOTE program header: not linked by denali-cc",
		NULL },
	[IMAGE_NOTE_OUTSIDE] = {
		NULL, "notes are not inside the file",
		" (offset %u, file has %u)" },
	[IMAGE_NOTE_TRUNCATED] = {
		"note", "cut off at the end of the notes", NULL },
	[IMAGE_NOTE_NAME] = {
		"note", "not one of Denali's: not linked by denali-cc", NULL },
	[IMAGE_CONTRACT_MISSING] = {
		"note", "not the contract note, which comes first",
		" (type %u, needed %u)" },
	[IMAGE_CONTRACT_SIZE] = {
		"note", "wrong size of the contract note",
		" (%u, needed %u)" },
	[IMAGE_CONTRACT_VERSION] = {
		NULL, "made for another contract version",
		" (image has %u, kernel has %u)" },
	[IMAGE_MANIFEST_MISSING] = {
		"note", "not the manifest, which comes second",
		" (type %u, needed %u)" },
	[IMAGE_MANIFEST_SIZE] = {
		"note", "wrong size of the manifest", " (%u, needed %u)" },
	[IMAGE_MEMORY_ALIGNMENT] = {
		NULL, "manifest: memory size is not a multiple of 4096",
		" (%u)" },
	[IMAGE_MEMORY_SMALL] = {
		NULL, "manifest: memory size is too small",
		" (%u, at least %u)" },
	[IMAGE_MEMORY_LARGE] = {
		NULL, "manifest: memory size is too large",
		" (%u, at most %u)" },
	[IMAGE_FLAGS] = { NULL, "manifest: unknown flags", " (0x%08x)" },
	[IMAGE_RESERVED] = {
		NULL, "manifest: reserved field is not 0", " (0x%08x)" },
	[IMAGE_NAME_UNTERMINATED] = {
		NULL, "manifest: name has no end", NULL },
	[IMAGE_NAME_CONTROL] = {
		NULL, "manifest: control character in the name", NULL },
	[IMAGE_ADDRESS_ALIGNMENT] = {
		"program header", "address is not a multiple of 4096",
		" (0x%08x)" },
	[IMAGE_OFFSET_ALIGNMENT] = {
		"program header", "file offset is not a multiple of 4096",
		" (%u)" },
	[IMAGE_SEGMENT_EMPTY] = { "program header", "empty segment", NULL },
	[IMAGE_FILE_PART_LARGE] = {
		"program header", "more bytes in the file than in memory",
		" (%u, %u)" },
	[IMAGE_WRITE_EXECUTE] = {
		"program header", "segment is writable and executable",
		" (flags %u)" },
	[IMAGE_ACCESS] = {
		"program header", "flags are not one of R, RX, RW or none",
		" (flags %u)" },
	[IMAGE_GUARD_FILLED] = {
		"program header", "guard segment has bytes in the file",
		" (%u)" },
	[IMAGE_BELOW_BASE] = {
		"program header", "segment begins below the image base",
		" (0x%08x, base 0x%08x)" },
	[IMAGE_PAST_MEMORY] = {
		"program header", "segment reaches past the memory size",
		" (begins at 0x%08x, memory size 0x%08x)" },
	[IMAGE_FILE_PART_OUTSIDE] = {
		"program header", "segment is not inside the file",
		" (offset %u, file has %u)" },
	[IMAGE_ORDER] = {
		"program header", "segment begins below the one before it",
		" (0x%08x, 0x%08x)" },
	[IMAGE_OVERLAP] = {
		"program header", "segment shares a page with the one before "
		"it", " (begins at 0x%08x, free from 0x%08x)" },
	[IMAGE_ENTRY] = {
		NULL, "entry point is not in the file part of an RX segment",
		" (0x%08x)" },
	[IMAGE_NO_STACK] = {
		NULL, "no RW segment, so no room for a stack", NULL },
	[IMAGE_MEMORY_OVERRIDE] = {
		NULL, "memory size asked for is too small for the image",
		NULL },
};
/* clang-format on */

const char *image_error_text(enum image_error error)
{
	return (uint32_t)error < IMAGE_ERRORS ? image_descriptions[error].text :
						"unknown error";
}
