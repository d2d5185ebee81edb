/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Prints nothing: standard output is the service's alone, and stays empty.
 */
int main(void)
{
	return 0;
}
