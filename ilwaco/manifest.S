/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The manifest of an image that brings none of its own: the kernel's defaults.
 * Its only symbol marks it; an image that defines ilw_manifest itself does not
 * pull this object out of the library.  Layout: struct denali_manifest.
 */
	.section .note.denali.manifest, "a", @note
	.balign	4
	.globl	ilw_manifest
	.type	ilw_manifest, @object
ilw_manifest:
	.long	7
	.long	48
	.long	2			/* DENALI_NOTE_MANIFEST */
	.asciz	"Denali"
	.balign	4
	.long	0			/* memory_size */
	.long	0			/* frame_limit */
	.long	0			/* flags */
	.long	0			/* reserved */
	.fill	32, 1, 0		/* name */
	.size	ilw_manifest, . - ilw_manifest

	.section .note.GNU-stack, "", @progbits
